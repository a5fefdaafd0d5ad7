//! Measures circles in one process and one thread: from a map to a network, the nearest of each
//! kind, counts, the matrix, one more, what if.
//!
//! `cargo run --release -p maps --example access_time -- WHAT`, where WHAT is one of
//! `file FILE.osm.pbf`: the network alone, once, with the memory that it took;
//! `monaco FILE.osm.pbf ORIGINS.csv [ROUNDS]`: everything that is asked of a district;
//! `made-up VERTICES [FOLDER]`: a metropolis of about so many vertices, made in memory; with a
//! folder it is written there for others, and nothing is measured.
//!
//! One JSON object a line. CPU time is that of the one thread, in milliseconds, the median of
//! the rounds; `bench/access/run.py` sets it beside that of others.
#![expect(clippy::print_stdout, reason = "an example prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "an example that measures reads clock and files")]

#[path = "access_time/made_up.rs"]
mod made_up;
#[path = "access_time/meter.rs"]
mod meter;
#[path = "access_time/pbf.rs"]
mod pbf;

use access::choose::Gains;
use access::estate::{Doors, Estate, Gate};
use access::nearest::{counts, matrix, nearest};
use access::network::{Mode, Network, Plan};
use access::pace::{Pace, Times};
use access::places::{Facilities, Home, Homes, Placer};
use access::scene::Scene;
use access::search::Search;
use access::siting::{Aim, best, gains, surface};
use access::what_if::Change;
use access::{Facility, MapDraft, Point};
use maps::{Rules, layer::Frame, osm, points};
use meter::Meter;
use std::error::Error;
use std::fmt::Write;
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::sync::Arc;

type Done<T> = Result<T, Box<dyn Error>>;

/// Metres from a place to the network at most, as the reference answers have it.
const SNAP_M: f64 = 200.0;
/// Half the side of the estate that is closed for the what-if of a gate, degrees.
const ESTATE_DEG: f64 = 0.0015;

fn main() -> Done<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["file", map] => file(map),
        ["monaco", map, origins] => district(map, origins, 3),
        ["monaco", map, origins, rounds] => district(map, origins, rounds.parse()?),
        ["made-up", vertices] => metropolis(vertices.parse()?, None),
        ["made-up", vertices, out] => metropolis(vertices.parse()?, Some(out)),
        _ => Err("expected `file MAP`, `monaco MAP ORIGINS [ROUNDS]` or `made-up VERTICES`".into()),
    }
}

fn read(map: &str) -> Done<MapDraft> {
    let rules = Rules::new(&maps::default_rules());
    let mut go_on = |_: u64, _: u64| ControlFlow::Continue(());
    let reader = BufReader::new(File::open(map)?);
    Ok(osm::read(reader, &osm::Options::new(&rules), &mut go_on)?.draft)
}

fn file(map: &str) -> Done<()> {
    let draft = Meter::one("read the map", || read(map))??;
    let network = Meter::one("network", || Network::build(&draft, Plan::plain(Mode::Walk)))??;
    size(&network);
    meter::memory("build");
    Ok(())
}

/// What the network has, so that a reader sees what the times are for.
fn size(network: &Network) {
    let stats = &network.stats;
    meter::tell(&serde_json::json!({
        "what": "network", "vertices": stats.vertices, "edges": stats.edges,
        "junctions": stats.junctions, "chains": stats.chains,
        "km": (stats.metres / 1000.0 * 1000.0).round() / 1000.0,
    }));
}

fn district(map: &str, origins: &str, rounds: usize) -> Done<()> {
    let meter = Meter { rounds };
    let mut draft = meter.run("read the map", 1, || read(map))??;
    let plan = Plan::plain(Mode::Walk);
    let network = meter.run("network", 1, || Network::build(&draft, plan))??;
    let facilities = std::mem::take(&mut draft.facilities);
    drop(draft);
    meter::memory("build");
    size(&network);
    let table = points::origins(&std::fs::read(origins)?, &Frame::wgs84())?;
    let homes: Vec<Home> = table
        .rows
        .into_iter()
        .map(|row| Home { id: row.id, place: row.place, at: row.at, weight: row.weight })
        .collect();
    let network = Arc::new(network);
    let (placer, times) = ground(&meter, &network)?;
    let placed = places(&meter, &placer, &times, &homes, &facilities)?;
    searches(&meter, &times, &placed, true)?;
    let scene = Meter::one("scene", || Scene::new(placer, times, homes, facilities))?;
    sites(&meter, &scene)?;
    what_if(&meter, &scene, "pharmacy", "5989_48660")?;
    gates(&meter, map, &scene, "5989_48660")?;
    meter::memory("all");
    Ok(())
}

fn metropolis(vertices: usize, out: Option<&str>) -> Done<()> {
    let meter = Meter { rounds: 3 };
    let (draft, homes) = made_up::metropolis(vertices);
    if let Some(folder) = out {
        return write(folder, &draft, &homes);
    }
    meter::memory("map made up");
    let build = || Network::build(&draft, Plan::plain(Mode::Walk));
    let network = Meter::one("first network", build)??;
    meter::memory("network");
    drop(network);
    let network = Arc::new(meter.run("network", 1, build)??);
    size(&network);
    let facilities = draft.facilities.clone();
    drop(draft);
    let (placer, times) = ground(&meter, &network)?;
    let placed = places(&meter, &placer, &times, &homes, &facilities)?;
    searches(&meter, &times, &placed, false)?;
    let middle = homes.len() / 2;
    let id = homes.get(middle).map(|home| home.id.clone()).unwrap_or_default();
    let scene = Meter::one("scene", || Scene::new(placer, times, homes, facilities))?;
    what_if(&meter, &scene, "k00", &id)?;
    meter::memory("all");
    Ok(())
}

/// A city as others read it: `map.osm.pbf`, `homes.csv`, `facilities.csv`.
fn write(folder: &str, draft: &MapDraft, homes: &[Home]) -> Done<()> {
    let mut of_homes = "id,lon,lat,weight\n".to_owned();
    for Home { id, at, weight, .. } in homes {
        writeln!(of_homes, "{id},{},{},{weight}", at.lon, at.lat)?;
    }
    let mut of_facilities = "id,kind,lon,lat\n".to_owned();
    for Facility { id, kind, at, .. } in &draft.facilities {
        writeln!(of_facilities, "{id},{kind},{},{}", at.lon, at.lat)?;
    }
    std::fs::write(format!("{folder}/map.osm.pbf"), pbf::file(draft)?)?;
    std::fs::write(format!("{folder}/homes.csv"), of_homes)?;
    std::fs::write(format!("{folder}/facilities.csv"), of_facilities)?;
    Ok(())
}

/// The grid for placing, and minutes at 5 km/h.
fn ground(meter: &Meter, network: &Arc<Network>) -> Done<(Placer, Times)> {
    let placer = meter.run("grid for placing", 1, || Placer::new(network, SNAP_M))?;
    let minutes = || Times::new(network, Pace::walk(5.0), Doors::default());
    Ok((placer, meter.run("minutes of chains", 1, minutes)?))
}

struct Placed {
    homes: Homes,
    facilities: Facilities,
}

fn places(
    meter: &Meter,
    placer: &Placer,
    times: &Times,
    homes: &[Home],
    facilities: &[Facility],
) -> Done<Placed> {
    let placed = meter.run("homes and facilities placed", 1, || Placed {
        homes: Homes::new(placer, homes.to_vec(), times.pace()),
        facilities: Facilities::new(placer, facilities.to_vec(), times.pace()),
    })?;
    let on_streets: usize = placed.facilities.kinds.iter().map(|kind| kind.positions.len()).sum();
    meter::tell(&serde_json::json!({
        "what": "places", "homes": placed.homes.homes.len(), "facilities": on_streets,
        "kinds": placed.facilities.kinds.len(),
    }));
    Ok(placed)
}

fn searches(meter: &Meter, times: &Times, placed: &Placed, pairs: bool) -> Done<()> {
    let Placed { homes, facilities } = placed;
    let mut search = Search::new(times.network().junctions());
    let found = meter.run("nearest", 5, || {
        let mut of = |kind| nearest(times, homes, kind, &mut search);
        facilities.kinds.iter().map(&mut of).collect::<Vec<_>>()
    })?;
    let all = found.iter().flat_map(|kind| &kind.minutes);
    let sum: f64 = all.filter(|minutes| minutes.is_finite()).sum();
    meter::tell(&serde_json::json!({ "what": "minutes of all nearest", "sum": sum.round() }));
    if !pairs {
        return Ok(());
    }
    let counted = meter.run("counts", 1, || {
        let mut of = |kind| counts(times, homes, kind, 15.0, &mut search);
        facilities.kinds.iter().map(&mut of).collect::<Vec<_>>()
    })?;
    let sum: u32 = counted.iter().flatten().sum();
    meter::tell(&serde_json::json!({ "what": "pairs within 15 minutes", "sum": sum }));
    let pairs = meter.run("matrix", 1, || {
        let mut of = |kind| matrix(times, homes, kind, &mut search).len();
        facilities.kinds.iter().map(&mut of).sum::<usize>()
    })?;
    meter::tell(&serde_json::json!({ "what": "pairs of the matrix", "sum": pairs }));
    Ok(())
}

/// The best one more and three more of all candidates: groceries within ten minutes.
fn sites(meter: &Meter, scene: &Scene) -> Done<()> {
    let homes = &scene.homes().homes;
    let candidates = &scene.homes().positions;
    let aim = Aim::Covered(10.0);
    let (rows, first, gain) = meter.run("best of all candidates", 1, || {
        let rows = gains(scene, "grocery", candidates, aim);
        let gained = surface(&rows);
        let first = best(&gained);
        let gain = first.and_then(|at| gained.get(at).copied());
        (rows, first, gain)
    })?;
    let id = first.and_then(|at| homes.get(at)).map(|home| home.id.as_str());
    meter::tell(&serde_json::json!({ "what": "best site", "id": id, "sum": gain }));
    let choice = Gains::new(homes.len(), &rows)?;
    let greedy = meter.run("greedy 3", 1, || choice.greedy(3))?;
    let exact = meter.run("exact 3", 1, || choice.exact(3, 2_000_000))?;
    meter::tell(&serde_json::json!({
        "what": "three sites", "sum": exact.value, "greedy": greedy.value,
        "proof": format!("{:?}", exact.proof),
    }));
    Ok(())
}

/// One more at a home and at many homes; each that there is closed; one moved.
fn what_if(meter: &Meter, scene: &Scene, kind: &str, home: &str) -> Done<()> {
    let homes = &scene.homes().homes;
    let at = homes.iter().find(|held| held.id == home).ok_or("the home is not there")?.at;
    let moved = meter.run("what if one more", 100, || scene.what_if(&[add(kind, at)]))??;
    let of = moved.of(kind).map_or(0, |effect| effect.moved.len());
    meter::tell(&serde_json::json!({ "what": "homes moved by one more", "sum": of }));
    let step = (homes.len() / 100).max(1);
    let adds: Vec<Vec<Change>> =
        homes.iter().step_by(step).map(|home| vec![add(kind, home.at)]).collect();
    let facilities = &scene.facilities().find(kind).ok_or("the kind is not there")?.facilities;
    let few = facilities.iter().take(100);
    let closes: Vec<Vec<Change>> = few
        .clone()
        .map(|held| vec![Change::Close { kind: kind.to_owned(), id: held.id.clone() }])
        .collect();
    let moves: Vec<Vec<Change>> = few
        .map(|held| vec![Change::Move { kind: kind.to_owned(), id: held.id.clone(), to: at }])
        .collect();
    meter.each("what if one more, at many places", &adds, |changes| scene.what_if(changes))?;
    meter.each("what if one is closed", &closes, |changes| scene.what_if(changes))?;
    meter.each("what if one is moved", &moves, |changes| scene.what_if(changes))
}

fn add(kind: &str, at: Point) -> Change {
    Change::Add(Facility {
        id: "new".to_owned(),
        kind: kind.to_owned(),
        name: String::new(),
        at,
        opening_hours: String::new(),
        capacity: None,
    })
}

/// A closed square around a home, each of its crossings a closed gate: each opened alone.
fn gates(meter: &Meter, map: &str, scene: &Scene, home: &str) -> Done<()> {
    let homes = scene.homes().homes.clone();
    let at = homes.iter().find(|held| held.id == home).ok_or("the home is not there")?.at;
    let corner = |east: f64, north: f64| Point::new(at.lon + east, at.lat + north);
    let d = ESTATE_DEG;
    let ring = [corner(-d, -d), corner(d, -d), corner(d, d), corner(-d, d), corner(-d, -d)];
    let name = "estate".to_owned();
    let estates = [Estate { id: name.clone(), name, rings: vec![ring.to_vec()] }];
    let draft = read(map)?;
    let plan = Plan { estates: &estates, ..Plan::plain(Mode::Walk) };
    let network = Arc::new(Network::build(&draft, plan)?);
    let mut gates = Vec::new();
    for (number, chain) in (0_u32..).zip(network.chains()) {
        if chain.wall {
            let at = network.point_along(number, network.metres(number) / 2.0);
            let (id, estate) = (format!("g{}", gates.len()), "estate".to_owned());
            gates.push(Gate { id, estate, at, open: gates.is_empty() });
        }
    }
    let doors = Doors::new(&network, &gates);
    let times = Times::new(&network, Pace::walk(5.0), doors);
    let scene = Scene::new(Placer::new(&network, SNAP_M), times, homes, draft.facilities);
    let mut changes: Vec<Vec<Change>> = gates
        .iter()
        .skip(1)
        .map(|gate| vec![Change::Gate { id: gate.id.clone(), open: true }])
        .collect();
    changes.push(vec![Change::Gate { id: "g0".to_owned(), open: false }]);
    meter.each("what if a gate is opened or closed, ten kinds", &changes, |changes| {
        scene.what_if(changes)
    })
}
