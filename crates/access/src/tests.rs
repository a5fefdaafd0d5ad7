//! What has to hold for every town: answers equal those of the plainest means.

use crate::nearest::{Nearest, coverage, matrix, nearest};
use crate::network::Position;
use crate::num::{at, id};
use crate::pace::{Pace, Times};
use crate::scene::Scene;
use crate::search::{Search, Toward};
use crate::testing::{Dice, block, facility, plain, scene};
use crate::what_if::Change;

fn paces() -> Vec<Pace> {
    let steep = Pace { slope: true, slope_max: Some(0.3), ..Pace::walk(4.0) };
    let wheels = Pace { steps: None, unpaved: false, wheelchair: true, ..Pace::walk(3.0) };
    let slow_steps = Pace { steps: Some(2.0), ..Pace::walk(3.6) };
    vec![Pace::walk(5.0), slow_steps, steep, wheels]
}

fn close(left: f64, right: f64) -> bool {
    (left.is_infinite() && right.is_infinite()) || (left - right).abs() < 1e-6
}

#[test]
fn minutes_are_those_of_the_plain_graph() {
    for seed in 0..6 {
        for pace in paces() {
            let (scene, _) = scene(seed, 6, pace.clone());
            let mut search = Search::new(scene.times().network().junctions());
            for kind in &scene.facilities().kinds {
                let all = matrix(scene.times(), scene.homes(), kind, &mut search);
                let best = nearest(scene.times(), scene.homes(), kind, &mut search);
                for (home, from) in scene.homes().positions.iter().enumerate().step_by(7) {
                    let wanted = plain(scene.times(), *from, &kind.positions);
                    let columns = kind.positions.len();
                    for (facility, minutes) in wanted.iter().enumerate() {
                        let found = all[home * columns + facility];
                        assert!(close(found, *minutes), "{seed} {pace:?} {found} {minutes}");
                    }
                    let least = wanted.iter().copied().fold(f64::INFINITY, f64::min);
                    assert!(close(best.minutes[home], least), "{seed} {pace:?}");
                    let one = crate::nearest::from_one(scene.times(), *from, kind, &mut search);
                    assert!(one.iter().zip(&wanted).all(|(a, b)| close(*a, *b)));
                }
            }
        }
    }
}

#[test]
fn counts_and_coverage_are_those_of_the_matrix() {
    for seed in 0..6 {
        let (scene, _) = scene(seed, 7, Pace::walk(5.0));
        let mut search = Search::new(scene.times().network().junctions());
        for kind in &scene.facilities().kinds {
            let all = matrix(scene.times(), scene.homes(), kind, &mut search);
            let columns = kind.positions.len();
            for limit in [3.0, 6.5, 15.0] {
                let counts =
                    crate::nearest::counts(scene.times(), scene.homes(), kind, limit, &mut search);
                for (home, count) in counts.iter().enumerate() {
                    let row = &all[home * columns..(home + 1) * columns];
                    let within = row.iter().filter(|minutes| **minutes <= limit).count();
                    assert_eq!(at(*count), within);
                }
                let (_, best) = scene.nearest(&kind.id).unwrap();
                let covered = coverage(scene.homes(), &[best], limit);
                let by_hand: f64 = scene
                    .homes()
                    .homes
                    .iter()
                    .enumerate()
                    .filter(|(home, _)| counts[*home] > 0)
                    .map(|(_, home)| home.weight)
                    .sum();
                assert!(close(covered.weight, by_hand));
                let kinds = [kind.id.clone()];
                assert!(close(scene.covered(&kinds, limit), by_hand));
            }
        }
    }
}

#[test]
fn on_a_flat_network_going_takes_as_long_as_coming() {
    let (scene, _) = scene(3, 6, Pace::walk(5.0));
    let mut search = Search::new(scene.times().network().junctions());
    let places: Vec<Position> = scene.homes().positions.iter().copied().take(20).collect();
    let rows = crate::isochrone::between(scene.times(), &places, &mut search);
    for (i, row) in rows.iter().enumerate() {
        for (j, minutes) in row.iter().enumerate() {
            assert!(close(*minutes, rows[j][i]));
        }
    }
}

#[test]
fn walkers_order_as_their_speeds() {
    for seed in 0..4 {
        let (fast, _) = scene(seed, 6, Pace::walk(5.0));
        let (slow, _) = scene(seed, 6, Pace::walk(3.6));
        for kind in ["clinic", "market", "school"] {
            let Some((_, quick)) = fast.nearest(kind) else { continue };
            let (_, late) = slow.nearest(kind).unwrap();
            for (a, b) in quick.minutes.iter().zip(&late.minutes) {
                assert!(close(a * 5.0 / 3.6, *b));
            }
        }
    }
}

/// One random change.
fn change(dice: &mut Dice, scene: &Scene, gates: &[crate::estate::Gate], number: usize) -> Change {
    let kinds = &scene.facilities().kinds;
    let kind = &kinds[dice.below(kinds.len())];
    let held = &kind.facilities[dice.below(kind.facilities.len())];
    let somewhere = block(dice.share() * 6.0, dice.share() * 6.0);
    match dice.below(4) {
        0 => Change::Add(facility(&kind.id, &format!("new{number}"), somewhere)),
        1 => Change::Close { kind: kind.id.clone(), id: held.id.clone() },
        2 => Change::Move { kind: kind.id.clone(), id: held.id.clone(), to: somewhere },
        _ if gates.is_empty() => Change::Add(facility("park", "first", somewhere)),
        _ => {
            let gate = &gates[dice.below(gates.len())];
            Change::Gate { id: gate.id.clone(), open: dice.below(2) == 0 }
        }
    }
}

/// The scene that a change leads to, computed from nothing.
fn anew(scene: &Scene, changes: &[Change]) -> Scene {
    let mut facilities: Vec<_> =
        scene.facilities().kinds.iter().flat_map(|kind| kind.facilities.clone()).collect();
    let mut doors = scene.times().doors().clone();
    for change in changes {
        match change {
            Change::Add(new) => facilities.push(new.clone()),
            Change::Close { kind, id } => {
                facilities.retain(|held| held.kind != *kind || held.id != *id);
            }
            Change::Move { kind, id, to } => {
                for held in &mut facilities {
                    if held.kind == *kind && held.id == *id {
                        held.at = *to;
                    }
                }
            }
            Change::Gate { id, open } => doors.set(doors.crossing(id).unwrap(), *open),
        }
    }
    let network = scene.times().network();
    let placer = crate::places::Placer::new(network, 200.0);
    let times = Times::new(network, scene.times().pace().clone(), doors);
    Scene::new(placer, times, scene.homes().homes.clone(), facilities)
}

#[test]
fn what_if_is_what_computing_anew_gives() {
    let (mut moved, mut doors) = (0, 0);
    for seed in 0..120 {
        let pace = paces()[usize::try_from(seed % 4).unwrap()].clone();
        let (scene, gates) = scene(seed / 4, 6, pace);
        let mut dice = Dice(seed + 1000);
        let changes: Vec<Change> =
            (0..=dice.below(3)).map(|number| change(&mut dice, &scene, &gates, number)).collect();
        // The same facility closed and moved in one call is not one change.
        let mut named: Vec<&String> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Close { id, .. } | Change::Move { id, .. } | Change::Gate { id, .. } => {
                    Some(id)
                }
                Change::Add(_) => None,
            })
            .collect();
        named.sort_unstable();
        if named.windows(2).any(|pair| pair[0] == pair[1]) {
            continue;
        }
        let Ok(outlook) = scene.what_if(&changes) else { continue };
        let then = anew(&scene, &changes);
        doors += usize::from(changes.iter().any(|c| matches!(c, Change::Gate { .. })));
        let none = Nearest::default();
        for kind in ["clinic", "market", "park", "school"] {
            let now = scene.nearest(kind).map_or(&none, |(_, held)| held);
            let later = then.nearest(kind).map_or(&none, |(_, held)| held);
            for home in 0..scene.homes().homes.len() {
                let told = outlook
                    .of(kind)
                    .and_then(|effect| effect.moved.iter().find(|moved| moved.home == id(home)));
                let was = now.minutes.get(home).copied().unwrap_or(f64::INFINITY);
                let is = later.minutes.get(home).copied().unwrap_or(f64::INFINITY);
                moved += usize::from(told.is_some());
                let said = told.map_or(was, |moved| moved.after);
                assert!(close(said, is), "seed {seed} {changes:?} {kind} home {home}: {said} {is}");
                assert!(told.is_none_or(|moved| close(moved.before, was)));
            }
            let kinds = [kind.to_owned()];
            let before = scene.covered(&kinds, 4.0);
            let after = outlook.covered(&scene, &kinds, 4.0, before);
            assert!(close(after, then.covered(&kinds, 4.0)), "seed {seed} {kind}");
        }
    }
    assert!(moved > 500 && doors > 20, "{moved} {doors}");
}

#[test]
fn one_more_never_covers_fewer() {
    for seed in 0..20 {
        let (scene, _) = scene(seed, 6, Pace::walk(5.0));
        let mut dice = Dice(seed);
        let place = block(dice.share() * 6.0, dice.share() * 6.0);
        let Ok(outlook) = scene.what_if(&[Change::Add(facility("clinic", "new", place))]) else {
            continue;
        };
        let moved = outlook.of("clinic").map_or(&[][..], |effect| &effect.moved);
        assert!(moved.iter().all(|moved| moved.after < moved.before));
    }
}

#[test]
fn the_gain_of_a_place_is_that_of_adding_one_there() {
    for seed in 0..10 {
        let (scene, _) = scene(seed, 6, Pace::walk(5.0));
        let places: Vec<Position> = scene.homes().positions.clone();
        let rows =
            crate::siting::gains(&scene, "market", &places, crate::siting::Aim::Covered(4.0));
        for (number, place) in places.iter().enumerate().step_by(5) {
            let point = scene.times().network().point(*place);
            let new = Change::Add(facility("market", "new", point));
            let outlook = scene.what_if(&[new]).unwrap();
            let kinds = ["market".to_owned()];
            let before = scene.covered(&kinds, 4.0);
            let gain = outlook.covered(&scene, &kinds, 4.0, before) - before;
            let told: f64 = rows[number].iter().map(|(_, gain)| gain).sum();
            assert!(close(gain, told), "seed {seed}: {gain} {told}");
        }
    }
}

#[test]
fn a_way_is_as_long_as_its_minutes_say() {
    let (scene, _) = scene(5, 7, Pace::walk(5.0));
    let mut search = Search::new(scene.times().network().junctions());
    let places = &scene.homes().positions;
    for pair in places.windows(2) {
        let Some(way) = crate::isochrone::way(scene.times(), pair[0], pair[1], &mut search) else {
            continue;
        };
        let metres: f64 = way.line.windows(2).map(|p| p[0].metres_to(p[1])).sum();
        assert!((way.metres - metres).abs() < 0.05, "{} {metres}", way.metres);
        let minutes = way.metres / scene.times().pace().metres_per_minute();
        assert!(close(way.minutes, minutes));
        assert!(close(way.minutes, plain(scene.times(), pair[0], &[pair[1]])[0]));
    }
}

#[test]
fn streets_within_a_limit_grow_with_it_and_end_there() {
    let (scene, _) = scene(2, 7, Pace::walk(5.0));
    let mut search = Search::new(scene.times().network().junctions());
    let from = scene.homes().positions[0];
    let reached = crate::isochrone::isochrone(scene.times(), from, &[2.0, 5.0, 500.0], &mut search);
    assert!(reached.windows(2).all(|pair| pair[0].metres < pair[1].metres));
    search.run(scene.times(), &[from], f64::INFINITY, Toward::Everywhere);
    let placer = crate::places::Placer::new(scene.times().network(), 1.0);
    for line in &reached[1].lines {
        for point in line {
            let place = placer.place(*point, scene.times().pace());
            let Some(place) = place else { continue };
            let (minutes, _) = search.at_place(scene.times(), place, Toward::Everywhere);
            let minutes = minutes.min(scene.times().direct(from, place));
            assert!(minutes <= 5.0 + 1e-3, "{minutes}");
        }
    }
    let picture = crate::isochrone::picture(&reached[1], 40.0);
    assert!(!picture.is_empty());
}

#[test]
fn metres_are_those_of_the_way() {
    for seed in 0..8 {
        let pace = paces()[usize::try_from(seed % 4).unwrap()].clone();
        let (scene, _) = scene(seed, 6, pace);
        let mut search = Search::new(scene.times().network().junctions());
        for kind in &scene.facilities().kinds {
            let (_, nearest) = scene.nearest(&kind.id).unwrap();
            let metres = scene.metres(&kind.id).unwrap();
            for (home, from) in scene.homes().positions.iter().enumerate().step_by(3) {
                let Some(place) = kind.positions.get(at(nearest.facility[home])) else {
                    assert!(metres[home].is_infinite());
                    continue;
                };
                let way = crate::isochrone::way(scene.times(), *from, *place, &mut search);
                let way = way.unwrap();
                assert!(close(way.minutes, nearest.minutes[home]));
                assert!(
                    (way.metres - metres[home]).abs() < 1e-6,
                    "{} {}",
                    way.metres,
                    metres[home]
                );
            }
        }
    }
}

/// A street through two walls, one inside the other: a clinic outside, a home inside both.
fn nested(open: bool) -> (Scene, Vec<crate::estate::Gate>) {
    use crate::testing::{draft, estate};
    let line = [(0.0, 2.0), (0.9, 2.0), (1.1, 2.0), (1.9, 2.0), (2.1, 2.0), (2.5, 2.0)];
    let streets = draft(&[(&line, crate::draft::Traits::default())]);
    let estates = [estate("inner", (2.0, 1.5), 1.0), estate("outer", (1.0, 1.0), 2.5)];
    let plan = crate::network::Plan {
        estates: &estates,
        ..crate::network::Plan::plain(crate::network::Mode::Walk)
    };
    let network = std::sync::Arc::new(crate::network::Network::build(&streets, plan).unwrap());
    let gate = |name: &str, x: f64| crate::estate::Gate {
        id: name.to_owned(),
        estate: String::new(),
        at: block(x, 2.0),
        open,
    };
    let gates = vec![gate("g1", 1.0), gate("g2", 2.0)];
    let doors = crate::estate::Doors::new(&network, &gates);
    let times = Times::new(&network, Pace::walk(5.0), doors);
    let home = crate::places::Home {
        id: "h".to_owned(),
        place: String::new(),
        at: block(2.4, 2.0),
        weight: 1.0,
    };
    let clinic = facility("clinic", "c", block(0.1, 2.0));
    let placer = crate::places::Placer::new(&network, 200.0);
    (Scene::new(placer, times, vec![home], vec![clinic]), gates)
}

#[test]
fn two_gates_in_one_question_work_together() {
    let gate = |id: &str, open: bool| Change::Gate { id: id.to_owned(), open };
    let (shut, _) = nested(false);
    for order in [["g1", "g2"], ["g2", "g1"]] {
        let outlook = shut.what_if(&order.map(|id| gate(id, true))).unwrap();
        let moved = &outlook.of("clinic").unwrap().moved;
        assert_eq!(moved.len(), 1, "{order:?}");
        assert!(moved[0].before.is_infinite() && moved[0].after.is_finite());
    }
    let (open, _) = nested(true);
    for order in [["g1", "g2"], ["g2", "g1"]] {
        let outlook = open.what_if(&order.map(|id| gate(id, false))).unwrap();
        assert!(outlook.of("clinic").unwrap().moved[0].after.is_infinite(), "{order:?}");
    }
    let twice = shut.what_if(&[gate("g1", true), gate("g1", false)]).unwrap_err();
    assert_eq!(
        twice.to_string(),
        "expected each facility and gate to be changed once, found `g1` twice"
    );
}

#[test]
fn nobody_goes_along_a_part_of_a_piece_that_is_too_steep() {
    use crate::testing::draft;
    let line = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0)];
    let streets = draft(&[(&line, crate::draft::Traits::default())]);
    // Flat, then 20 m up on 96 m, then flat.
    let heights = |point: crate::spot::Point| {
        let x = (point.lon - block(0.0, 0.0).lon) / (block(1.0, 0.0).lon - block(0.0, 0.0).lon);
        Some(if x < 1.5 { 0.0 } else { 20.0 })
    };
    let plan = crate::network::Plan {
        heights: Some(&heights),
        ..crate::network::Plan::plain(crate::network::Mode::Walk)
    };
    let network = std::sync::Arc::new(crate::network::Network::build(&streets, plan).unwrap());
    let pace = Pace { slope_max: Some(0.08), ..Pace::walk(3.0) };
    let times = Times::new(&network, pace, crate::estate::Doors::default());
    let home = |x: f64| crate::places::Home {
        id: format!("{x}"),
        place: String::new(),
        at: block(x, 0.0),
        weight: 1.0,
    };
    let homes = vec![home(0.5), home(1.3), home(2.5)];
    let placer = crate::places::Placer::new(&network, 200.0);
    let scene = Scene::new(placer, times, homes, vec![facility("clinic", "c", block(0.0, 0.0))]);
    let (_, nearest) = scene.nearest("clinic").unwrap();
    let reached: Vec<bool> = nearest.minutes.iter().map(|minutes| minutes.is_finite()).collect();
    assert_eq!(reached, [true, false, false]);
}
