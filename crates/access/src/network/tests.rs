//! Networks of small drafts: what is counted, kept and refused.

use super::{Eye, Mode, Network, Pen, Plan};
use crate::draft::{MapDraft, Traits};
use crate::estate::{Doors, Gate};
use crate::spot::Point;
use crate::testing::{Dice, block, draft, estate, town};
use expect_test::{Expect, expect};
use std::fmt::Write;
use std::sync::Arc;

fn check(draft: &MapDraft, plan: Plan<'_>, expected: &Expect) -> Network {
    let network = Network::build(draft, plan).unwrap();
    let stats = &network.stats;
    let mut text = format!(
        "{} vertices of {}, {} edges, {} pieces, {:.1} m, {} junctions\n",
        stats.vertices,
        stats.vertices_of_all,
        stats.edges,
        stats.components,
        stats.metres,
        stats.junctions
    );
    for chain in network.chains() {
        let _ = writeln!(
            text,
            "{}-{} {} vertices traits {} estate {}{}",
            chain.a,
            chain.b,
            chain.len,
            chain.traits.0,
            chain.estate,
            if chain.wall { " wall" } else { "" }
        );
    }
    expected.assert_eq(&text);
    network
}

const PLAIN: Traits = Traits(0);

#[test]
fn bends_are_not_junctions_and_islands_are_left_out() {
    let cross = draft(&[
        (&[(0.0, 0.0), (1.0, 0.1), (2.0, 0.0), (3.0, 0.0)], PLAIN),
        (&[(2.0, 0.0), (2.0, 1.0), (2.0, 2.0)], PLAIN),
        (&[(9.0, 9.0), (9.5, 9.0)], PLAIN),
    ]);
    check(
        &cross,
        Plan::plain(Mode::Walk),
        &expect![[r"
            6 vertices of 8, 5 edges, 2 pieces, 512.9 m, 4 junctions
            0-1 3 vertices traits 0 estate 0
            1-2 2 vertices traits 0 estate 0
            1-3 3 vertices traits 0 estate 0
        "]],
    );
}

#[test]
fn steps_end_a_chain_and_a_ring_has_an_end() {
    let stairs = draft(&[
        (&[(0.0, 0.0), (1.0, 0.0)], PLAIN),
        (&[(1.0, 0.0), (2.0, 0.0)], Traits::STEPS),
        (&[(2.0, 0.0), (3.0, 0.0)], PLAIN),
    ]);
    check(
        &stairs,
        Plan::plain(Mode::Walk),
        &expect![[r"
            4 vertices of 4, 3 edges, 1 pieces, 289.2 m, 4 junctions
            0-1 2 vertices traits 0 estate 0
            1-2 2 vertices traits 1 estate 0
            2-3 2 vertices traits 0 estate 0
        "]],
    );
    let ring = draft(&[(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)], PLAIN)]);
    check(
        &ring,
        Plan::plain(Mode::Walk),
        &expect![[r"
            3 vertices of 3, 3 edges, 1 pieces, 354.8 m, 1 junctions
            0-0 4 vertices traits 0 estate 0
        "]],
    );
}

#[test]
fn a_wall_is_cut_where_a_street_crosses_it_and_a_gate_opens_it() {
    let streets = draft(&[
        (&[(0.0, 0.0), (4.0, 0.0)], PLAIN),
        (&[(2.0, 0.0), (2.0, 0.8), (2.0, 1.2), (2.0, 2.0)], PLAIN),
        (&[(0.0, 0.0), (2.0, 0.0), (4.0, 0.0)], PLAIN),
    ]);
    let estates = [estate("e1", (1.0, 1.0), 2.0)];
    let plan = Plan { estates: &estates, ..Plan::plain(Mode::Walk) };
    let network = check(
        &streets,
        plan,
        &expect![[r"
            8 vertices of 8, 8 edges, 1 pieces, 993.5 m, 4 junctions
            0-1 3 vertices traits 0 estate 0
            0-0 4 vertices traits 0 estate 0
            1-2 2 vertices traits 0 estate 1 wall
            2-3 3 vertices traits 0 estate 1
        "]],
    );
    let network = Arc::new(network);
    let gate =
        |open: bool, at: Point| Gate { id: "north".to_owned(), estate: "e1".to_owned(), at, open };
    let doors = Doors::new(&network, &[gate(false, block(2.0, 1.0))]);
    assert_eq!(doors.crossing("north").map(|chain| doors.open(chain)), Some(false));
    let doors = Doors::new(&network, &[gate(true, block(2.0, 1.0))]);
    assert_eq!(doors.crossing("north").map(|chain| doors.open(chain)), Some(true));
    let doors = Doors::new(&network, &[gate(true, block(2.9, 2.9))]);
    assert_eq!(doors.lost(), ["north"]);
}

#[test]
fn every_edge_of_the_draft_is_in_the_chains() {
    for seed in 0..30 {
        let mut dice = Dice(seed);
        let draft = town(&mut dice, 5);
        let network = Network::build(&draft, Plan::plain(Mode::Walk)).unwrap();
        let pieces: usize =
            network.chains().iter().map(|chain| usize::try_from(chain.len).unwrap() - 1).sum();
        assert_eq!(u64::try_from(pieces).unwrap(), network.stats.edges);
        assert!(network.junctions() < usize::try_from(network.stats.vertices).unwrap());
    }
}

#[test]
fn a_draft_without_streets_is_refused() {
    let error = Network::build(&MapDraft::default(), Plan::plain(Mode::Walk)).unwrap_err();
    expect!["expected streets that may be used, found none among 0 ways"]
        .assert_eq(&error.to_string());
}

#[test]
fn bytes_there_and_back_and_broken_ones_are_refused() {
    let mut dice = Dice(1);
    let draft = town(&mut dice, 4);
    let estates = [estate("e1", (1.4, 1.4), 1.2)];
    let heights = |point: Point| Some(point.lat);
    let plan = Plan { estates: &estates, heights: Some(&heights), ..Plan::plain(Mode::Walk) };
    let network = Network::build(&draft, plan).unwrap();
    let mut pen = Pen::default();
    network.write(&mut pen);
    let bytes = pen.bytes();
    let back = Network::read(&mut Eye::new(&bytes)).unwrap();
    assert_eq!(format!("{network:?}"), format!("{back:?}"));
    for cut in (0..bytes.len()).step_by(97) {
        assert!(Network::read(&mut Eye::new(&bytes[..cut])).is_err());
    }
    for at in (0..bytes.len()).step_by(13) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x5A;
        // Whatever comes of it, it does not panic.
        let _ = Network::read(&mut Eye::new(&changed));
    }
}

/// How many chains of a draft cross the wall of a square from (1, 1) to (3, 3).
fn walls(streets: &[(&[(f64, f64)], Traits)]) -> usize {
    let estates = [estate("e1", (1.0, 1.0), 2.0)];
    let plan = Plan { estates: &estates, ..Plan::plain(Mode::Walk) };
    let network = Network::build(&draft(streets), plan).unwrap();
    network.chains().iter().filter(|chain| chain.wall).count()
}

#[test]
fn a_vertex_on_the_wall_is_one_crossing_and_touching_is_none() {
    // Through a vertex on the wall: one crossing, which one gate opens.
    assert_eq!(walls(&[(&[(0.0, 2.0), (1.0, 2.0), (2.0, 2.0)], PLAIN)]), 1);
    // A public street that touches the wall at a vertex.
    assert_eq!(walls(&[(&[(0.0, 2.0), (1.0, 2.0), (0.0, 3.0)], PLAIN)]), 0);
    // A street along the wall, with one that leaves it outwards.
    assert_eq!(
        walls(&[
            (&[(1.0, 0.0), (1.0, 1.0), (1.0, 2.0), (1.0, 3.0)], PLAIN),
            (&[(1.0, 2.0), (0.0, 2.0)], PLAIN),
        ]),
        0
    );
    // Right through, without a vertex near the wall, and past a corner.
    assert_eq!(walls(&[(&[(0.0, 2.0), (4.0, 2.0)], PLAIN)]), 2);
    assert_eq!(walls(&[(&[(0.0, 2.0), (2.0, 4.0)], PLAIN)]), 0);
}

#[test]
fn a_gate_without_a_street_gets_one_through_itself() {
    let streets = draft(&[
        (&[(0.0, 0.0), (0.5, 0.0), (0.5, 1.5), (0.5, 2.0)], PLAIN),
        (&[(0.5, 0.0), (2.0, 0.0), (2.0, 0.8), (2.0, 1.2), (2.0, 2.0), (1.2, 2.0)], PLAIN),
    ]);
    let estates = [estate("e1", (1.0, 1.0), 2.0)];
    let gate =
        Gate { id: "west".to_owned(), estate: "e1".to_owned(), at: block(1.0, 1.9), open: true };
    let gates = [gate];
    let plan = Plan { estates: &estates, gates: &gates, ..Plan::plain(Mode::Walk) };
    let network = Network::build(&streets, plan).unwrap();
    let doors = Doors::new(&network, &gates);
    assert_eq!(
        (doors.lost().len(), doors.crossing("west").map(|c| doors.open(c))),
        (0, Some(true))
    );
}
