//! Porto Alegre from end to end: its people, schools, health posts, jobs and heights.

use access::catchment::{Trip, two_step};
use access::choose::{Gains, Proof};
use access::decay::Decay;
use access::estate::Doors;
use access::nearest;
use access::network::{Mode, Network, Plan};
use access::pace::{Pace, Times};
use access::places::{Home, Placer};
use access::scene::Scene;
use access::search::Search;
use access::siting::{Aim, best, gains, surface};
use access::{Facility, Point};
use maps::elevation::Elevation;
use maps::{Rules, osm};
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::sync::Arc;

/// A hexagon with what it holds.
struct Hexagon {
    id: String,
    at: Point,
    people: f64,
    schools: f64,
    jobs: f64,
    health: f64,
}

fn hexagons() -> Option<Vec<Hexagon>> {
    let rows = crate::reference::rows("poa/poa_hexgrid.csv")?;
    let number = |row: &std::collections::BTreeMap<String, String>, column: &str| {
        row[column].parse::<f64>().unwrap_or(0.0)
    };
    let hexagon = |row: &std::collections::BTreeMap<String, String>| Hexagon {
        id: row["id"].clone(),
        at: Point::new(number(row, "lon"), number(row, "lat")),
        people: number(row, "population"),
        schools: number(row, "schools"),
        jobs: number(row, "jobs"),
        health: number(row, "healthcare"),
    };
    Some(rows.iter().map(hexagon).collect())
}

fn network(heights: bool) -> Option<Network> {
    let open =
        |path: &str| Some(BufReader::new(File::open(crate::reference::shared(path)?).unwrap()));
    let rules = Rules::new(&maps::default_rules());
    let mut go_on = |_: u64, _: u64| ControlFlow::Continue(());
    let options = osm::Options::new(&rules);
    let draft = osm::read(open("poa/poa_osm.pbf")?, &options, &mut go_on).unwrap().draft;
    let elevation = Elevation::read(open("poa/poa_elevation.tif")?).unwrap();
    let at = |point: Point| elevation.at(point);
    let plan = Plan { heights: if heights { Some(&at) } else { None }, ..Plan::plain(Mode::Walk) };
    Some(Network::build(&draft, plan).unwrap())
}

fn scene(network: &Arc<Network>, hexagons: &[Hexagon], pace: Pace) -> Scene {
    let homes = hexagons.iter().filter(|hex| hex.people > 0.0).map(|hex| Home {
        id: hex.id.clone(),
        place: String::new(),
        at: hex.at,
        weight: hex.people,
    });
    let amount = |kind: &str, hex: &Hexagon| match kind {
        "school" => hex.schools,
        "health" => hex.health,
        _ => hex.jobs,
    };
    let mut facilities = Vec::new();
    for kind in ["school", "health", "job"] {
        let of = |hex: &Hexagon| amount(kind, hex);
        for hex in hexagons.iter().filter(|hex| of(hex) > 0.0) {
            facilities.push(Facility {
                id: hex.id.clone(),
                kind: kind.to_owned(),
                name: String::new(),
                at: hex.at,
                opening_hours: String::new(),
                capacity: Some(of(hex)),
            });
        }
    }
    let times = Times::new(network, pace, Doors::default());
    Scene::new(Placer::new(network, 200.0), times, homes.collect(), facilities)
}

#[test]
fn every_school_health_post_and_job_is_handed_out_and_none_twice() {
    let (Some(hexagons), Some(network)) = (hexagons(), network(false)) else { return };
    let scene = scene(&Arc::new(network), &hexagons, Pace::walk(5.0));
    let people: Vec<f64> = scene.homes().homes.iter().map(|home| home.weight).collect();
    let mut search = Search::new(scene.times().network().junctions());
    for kind in &scene.facilities().kinds {
        let supply: Vec<f64> = kind.facilities.iter().filter_map(|f| f.capacity).collect();
        let mut trips = Vec::new();
        let times = (scene.times(), scene.homes());
        nearest::pairs(
            times.0,
            times.1,
            kind,
            30.0,
            &mut search,
            &mut |facility, origin, minutes| {
                trips.push(Trip { origin, facility, minutes });
            },
        );
        for decay in [Decay::Step { minutes: 30.0 }, Decay::Gaussian { minutes: 30.0 }] {
            let found = two_step(&trips, &people, &supply, &decay).unwrap();
            assert!(found.conservation.holds(), "{} {:?}", kind.id, found.conservation);
            let left: f64 =
                found.without_demand.iter().map(|f| supply[usize::try_from(*f).unwrap()]).sum();
            let all: f64 = supply.iter().sum();
            assert!((found.conservation.given + left - all).abs() < 1e-6);
        }
    }
}

#[test]
fn where_one_more_health_post_and_school_would_help() {
    let (Some(hexagons), Some(network)) = (hexagons(), network(false)) else { return };
    let scene = scene(&Arc::new(network), &hexagons, Pace::walk(5.0));
    for (kind, minutes) in [("health", 10.0), ("school", 5.0)] {
        let places = scene.homes().positions.clone();
        let rows = gains(&scene, kind, &places, Aim::Covered(minutes));
        let alone = surface(&rows);
        let first = best(&alone).unwrap();
        let choice = Gains::new(places.len(), &rows).unwrap();
        let (greedy, exact) = (choice.greedy(3), choice.exact(3, 1_000_000));
        let covered = scene.covered(&[kind.to_owned()], minutes);
        let share = covered / scene.homes().placed_weight();
        let id = scene.homes().homes[first].id.as_str();
        let found = format!("{share:.3} {id} {} {} {}", alone[first], greedy.value, exact.value);
        // As an independent program has them, which leaves out who is far from every street.
        let wanted = match kind {
            "health" => "0.740 89a90129ca7ffff 17664 47513 47513",
            _ => "0.474 89a9012858fffff 6069 17961 17961",
        };
        assert_eq!(found, wanted);
        assert_eq!(exact.proof, Proof::Optimal);
    }
}

#[test]
fn the_walker_is_part_of_the_definition() {
    let (Some(hexagons), Some(network)) = (hexagons(), network(false)) else { return };
    let network = Arc::new(network);
    let share = |km_h: f64| {
        let scene = scene(&network, &hexagons, Pace::walk(km_h));
        let covered = scene.covered(&["health".to_owned()], 15.0);
        format!("{:.1} %", covered / scene.homes().placed_weight() * 100.0)
    };
    assert_eq!(
        (share(5.0), share(4.0), share(3.6)),
        ("93.3 %".into(), "83.6 %".into(), "78.6 %".into())
    );
}

#[test]
fn slopes_slow_people_down_and_wheels_reach_less() {
    let (Some(hexagons), Some(network)) = (hexagons(), network(true)) else { return };
    let network = Arc::new(network);
    assert!(network.heights_known());
    let flat = scene(&network, &hexagons, Pace::walk(5.0));
    let hills = scene(&network, &hexagons, Pace { slope: true, ..Pace::walk(5.0) });
    let wheels = Pace {
        steps: None,
        slope: true,
        slope_max: Some(0.08),
        unpaved: false,
        wheelchair: true,
        ..Pace::walk(5.0)
    };
    let wheels = scene(&network, &hexagons, wheels);
    assert!(!hills.times().symmetric());
    for kind in ["health", "school", "job"] {
        let covered = |scene: &Scene| scene.covered(&[kind.to_owned()], 10.0);
        let (even, steep, rolled) = (covered(&flat), covered(&hills), covered(&wheels));
        assert!(even >= steep && steep >= rolled, "{kind}: {even} {steep} {rolled}");
        assert!(rolled > 0.0);
    }
    // Somebody goes downhill faster than on the flat: not everybody is slower.
    let (_, on_flat) = flat.nearest("health").unwrap();
    let (_, on_hills) = hills.nearest("health").unwrap();
    let pairs = on_flat.minutes.iter().zip(&on_hills.minutes);
    let slower = pairs.clone().filter(|(a, b)| b > a).count();
    let faster = pairs.filter(|(a, b)| b < a).count();
    assert!(slower > faster && faster > 0, "{slower} {faster}");
}
