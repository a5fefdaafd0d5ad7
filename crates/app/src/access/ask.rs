//! Questions about the nearest: minutes, counts, the whole matrix, coverage, catchments, streets
//! within a limit, ways.

use super::ground::Ground;
use super::looked::scene;
use crate::error::Error;
use access::Point;
use access::catchment::{self, Catchment};
use access::decay::Decay;
use access::isochrone::{Reached, Way};
use access::nearest;
use access::network::Position;
use access::places::SnapQuality;
use access::scene::Scene;
use access::search::Search;
use diag::Text;
use std::sync::Arc;

/// A table of homes and kinds: minutes with the facility, or counts.
pub struct ByKind {
    /// The kinds, in order: the columns.
    pub kinds: Vec<String>,
    /// The homes' ids, in order: the rows.
    pub homes: Vec<String>,
    /// Minutes of each home to each kind, by home; infinite where none can be reached.
    pub minutes: Vec<Vec<f64>>,
    /// Metres of the same ways.
    pub metres: Vec<Vec<f64>>,
    /// The facility's id, in the same order; empty where none can be reached.
    pub facility: Vec<Vec<String>>,
    /// How far homes and facilities were from the network.
    pub quality: SnapQuality,
    /// The speed that minutes and metres imply, km/h.
    pub km_h: f64,
    /// What the person has to know.
    pub said: Vec<Text>,
}

/// Refuses limits that are no minutes.
pub fn need_minutes(limits: &[f64]) -> Result<(), Error> {
    match limits.iter().find(|limit| !limit.is_finite() || **limit <= 0.0) {
        None => Ok(()),
        Some(limit) => Err(Error::wrong_use(
            format!("分钟数应大于零，实为 {limit}"),
            format!("expected minutes above zero, found {limit}"),
        )),
    }
}

/// The nearest facility of each kind from every home.
pub fn nearest(ground: &Ground, walker: Option<&str>) -> Result<ByKind, Error> {
    let (scene, said) = scene(ground, walker)?;
    let pace = scene.times().pace().clone();
    let mut table = ByKind {
        kinds: scene.facilities().kinds.iter().map(|kind| kind.id.clone()).collect(),
        homes: scene.homes().homes.iter().map(|home| home.id.clone()).collect(),
        minutes: vec![Vec::new(); scene.homes().homes.len()],
        metres: vec![Vec::new(); scene.homes().homes.len()],
        facility: vec![Vec::new(); scene.homes().homes.len()],
        quality: scene.snap_quality(),
        km_h: pace.km_h,
        said,
    };
    for kind in &table.kinds {
        let Some((held, nearest)) = scene.nearest(kind) else { continue };
        let metres = scene.metres(kind).unwrap_or_default();
        for (home, minutes) in nearest.minutes.iter().enumerate() {
            table.minutes[home].push(*minutes);
            table.metres[home].push(metres.get(home).copied().unwrap_or(f64::INFINITY));
            let number = usize::try_from(nearest.facility[home]).unwrap_or(usize::MAX);
            let id = held.facilities.get(number).map(|facility| facility.id.clone());
            table.facility[home].push(id.unwrap_or_default());
        }
    }
    Ok(table)
}

/// Counts of facilities by home.
pub struct Counts {
    /// The kinds, in order: the columns.
    pub kinds: Vec<String>,
    /// The homes' ids with their counts.
    pub rows: Vec<(String, Vec<u32>)>,
    /// What the person has to know.
    pub said: Vec<Text>,
}

/// How many facilities of each kind every home has within some minutes.
pub fn counts(ground: &Ground, walker: Option<&str>, minutes: f64) -> Result<Counts, Error> {
    need_minutes(&[minutes])?;
    let (scene, said) = scene(ground, walker)?;
    let mut search = Search::new(scene.times().network().junctions());
    let kinds: Vec<String> = scene.facilities().kinds.iter().map(|kind| kind.id.clone()).collect();
    let mut rows: Vec<(String, Vec<u32>)> =
        scene.homes().homes.iter().map(|home| (home.id.clone(), Vec::new())).collect();
    for kind in &scene.facilities().kinds {
        let found = nearest::counts(scene.times(), scene.homes(), kind, minutes, &mut search);
        for (row, count) in rows.iter_mut().zip(found) {
            row.1.push(count);
        }
    }
    Ok(Counts { kinds, rows, said })
}

/// Minutes of every pair, one kind after another.
pub struct Matrix {
    /// `kind/id` of each column.
    pub columns: Vec<String>,
    /// The homes' ids.
    pub homes: Vec<String>,
    /// One block of rows × columns for each kind: its width, and the minutes by home.
    blocks: Vec<(usize, Vec<f64>)>,
    /// What the person has to know.
    pub said: Vec<Text>,
}

impl Matrix {
    /// The minutes of one home, in the order of the columns.
    pub fn row(&self, home: usize) -> impl Iterator<Item = f64> + '_ {
        self.blocks
            .iter()
            .flat_map(move |(width, all)| all[home * width..(home + 1) * width].iter().copied())
    }
}

/// More pairs than this are refused: they would take over 1.6 GB.
const PAIRS_MAX: usize = 200_000_000;

/// Minutes of every pair of home and facility.
pub fn matrix(ground: &Ground, walker: Option<&str>) -> Result<Matrix, Error> {
    let (scene, said) = scene(ground, walker)?;
    let homes = scene.homes().homes.len();
    let facilities: usize = scene.facilities().kinds.iter().map(|kind| kind.facilities.len()).sum();
    let pairs = homes.saturating_mul(facilities);
    if pairs > PAIRS_MAX {
        return Err(Error::refused(
            format!("矩阵至多 {PAIRS_MAX} 对，实为 {homes} × {facilities}"),
            format!(
                "expected at most {PAIRS_MAX} pairs, found {homes} homes × {facilities} facilities"
            ),
        )
        .help("用 --kinds 分批", "ask for some kinds at a time with --kinds"));
    }
    let mut search = Search::new(scene.times().network().junctions());
    let mut matrix = Matrix {
        columns: Vec::new(),
        homes: scene.homes().homes.iter().map(|home| home.id.clone()).collect(),
        blocks: Vec::new(),
        said,
    };
    for kind in &scene.facilities().kinds {
        matrix.columns.extend(kind.facilities.iter().map(|f| format!("{}/{}", kind.id, f.id)));
        let all = nearest::matrix(scene.times(), scene.homes(), kind, &mut search);
        matrix.blocks.push((kind.facilities.len(), all));
    }
    Ok(matrix)
}

/// A line of the table of coverage.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverageLine {
    /// The place; empty: all homes.
    pub place: String,
    /// The kinds that all have to be within the limit.
    pub kinds: Vec<String>,
    /// The circle that they are of, if they are.
    pub circle: String,
    /// Who walks.
    pub walker: String,
    /// The limit, minutes.
    pub minutes: f64,
    /// All people.
    pub people: f64,
    /// People within it.
    pub covered: f64,
    /// The same where everybody walks a tenth faster and no point is off the network.
    pub high: f64,
    /// The same where everybody walks a tenth slower, and to the network as well.
    pub low: f64,
}

/// How much faster or slower people may be than the walker says; an estimate of the house.
pub const SPEED_ERROR: f64 = 0.1;

/// Coverage of each kind, of all kinds together and of the circles of the rules.
pub fn covered(
    ground: &Ground,
    walker: Option<&str>,
    limits: &[f64],
    by_place: bool,
) -> Result<(Vec<CoverageLine>, Vec<Text>), Error> {
    need_minutes(limits)?;
    let (scene, mut said) = scene(ground, walker)?;
    let asked = Asked { walker, limits, by_place };
    let lines =
        covered_in(ground, &scene, &asked, &mut |id| Ok(Arc::new(ground.scene(Some(id))?)))?;
    for circle in ground.rules.circles.values() {
        let none: Vec<&str> = circle
            .kinds
            .iter()
            .filter(|kind| ground.facilities.iter().all(|held| held.kind != **kind))
            .map(String::as_str)
            .collect();
        if !none.is_empty() && none.len() < circle.kinds.len() {
            let (id, list) = (&circle.id, none.join(", "));
            said.push(Text::new(
                format!("生活圈 `{id}` 中没有任何设施的类别：{list}，因此无人达标"),
                format!(
                    "circle `{id}` has kinds without any facility: {list}; nobody has it whole"
                ),
            ));
        }
    }
    Ok((lines, said))
}

/// What coverage is asked for.
pub struct Asked<'a> {
    /// The walker; none: each circle's own, and the first for kinds.
    pub walker: Option<&'a str>,
    /// The limits, minutes.
    pub limits: &'a [f64],
    /// Whether there is a line for each place, too.
    pub by_place: bool,
}

/// Gives the scene of a walker.
pub type SceneOf<'a> = &'a mut dyn FnMut(&str) -> Result<Arc<Scene>, Error>;

/// The same in a scene that is at hand; a circle is walked by its own walker unless one was
/// asked for.
pub fn covered_in(
    ground: &Ground,
    scene: &Scene,
    asked: &Asked<'_>,
    scene_of: SceneOf<'_>,
) -> Result<Vec<CoverageLine>, Error> {
    let (first, _) = ground.walker(asked.walker)?;
    let kinds: Vec<String> = scene.facilities().kinds.iter().map(|kind| kind.id.clone()).collect();
    let mut sets: Vec<Vec<String>> = kinds.iter().map(|kind| vec![kind.clone()]).collect();
    if kinds.len() > 1 {
        sets.push(kinds.clone());
    }
    let places = if asked.by_place { places_of(scene) } else { vec![String::new()] };
    let mut lines = Vec::new();
    let mut add = |scene: &Scene, kinds: &[String], circle: &str, walker: &str| {
        for minutes in asked.limits {
            for line in lines_of(scene, &places, kinds, *minutes) {
                let (circle, walker) = (circle.to_owned(), walker.to_owned());
                lines.push(CoverageLine { circle, walker, ..line });
            }
        }
    };
    for kinds in &sets {
        add(scene, kinds, "", first);
    }
    for circle in ground.rules.circles.values() {
        if !circle.kinds.iter().any(|kind| kinds.contains(kind)) {
            continue;
        }
        let walker = asked.walker.unwrap_or(&circle.walker);
        if walker == first {
            add(scene, &circle.kinds, &circle.id, walker);
        } else {
            add(&*scene_of(walker)?, &circle.kinds, &circle.id, walker);
        }
    }
    Ok(lines)
}

/// The district as a whole, and every place in which somebody lives.
fn places_of(scene: &Scene) -> Vec<String> {
    let homes = scene.homes();
    let mut places: Vec<String> =
        homes.homes.iter().chain(&homes.far).map(|home| home.place.clone()).collect();
    places.push(String::new());
    places.sort_unstable();
    places.dedup();
    places
}

fn lines_of(scene: &Scene, places: &[String], kinds: &[String], minutes: f64) -> Vec<CoverageLine> {
    let homes = &scene.homes().homes;
    let within = |home: usize, stretch: f64, off: bool| {
        kinds.iter().all(|kind| {
            let Some((held, nearest)) = scene.nearest(kind) else { return false };
            let mut found = nearest.minutes[home] * stretch;
            if off {
                let number = usize::try_from(nearest.facility[home]).unwrap_or(usize::MAX);
                let there = held.positions.get(number).map_or(0.0, |place| place.snap_m);
                let metres = scene.homes().positions[home].snap_m + there;
                found += metres * stretch / scene.times().pace().metres_per_minute();
            }
            found <= minutes + 1e-9
        })
    };
    let mut lines: Vec<CoverageLine> = places
        .iter()
        .map(|place| CoverageLine {
            place: place.clone(),
            kinds: kinds.to_vec(),
            circle: String::new(),
            walker: String::new(),
            minutes,
            people: 0.0,
            covered: 0.0,
            high: 0.0,
            low: 0.0,
        })
        .collect();
    for (number, home) in homes.iter().enumerate() {
        let middle = within(number, 1.0, false);
        let fast = within(number, 1.0 / (1.0 + SPEED_ERROR), false);
        let slow = within(number, 1.0 / (1.0 - SPEED_ERROR), true);
        for number in lines_with(places, &home.place) {
            let line = &mut lines[number];
            line.people += home.weight;
            line.covered += if middle { home.weight } else { 0.0 };
            line.high += if fast { home.weight } else { 0.0 };
            line.low += if slow { home.weight } else { 0.0 };
        }
    }
    // People too far from every street are people whom nothing reaches.
    for home in &scene.homes().far {
        for number in lines_with(places, &home.place) {
            lines[number].people += home.weight;
        }
    }
    lines
}

/// The lines that a home counts in: that of the district, and that of its place if there is one.
/// Places are in order, the district's empty one first.
fn lines_with(places: &[String], place: &str) -> impl Iterator<Item = usize> {
    let own = places.binary_search_by(|held| held.as_str().cmp(place)).ok();
    [Some(0), own.filter(|number| *number > 0)].into_iter().flatten()
}

/// A home beyond a limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Beyond {
    /// The home.
    pub home: String,
    /// Its place.
    pub place: String,
    /// Where it is.
    pub at: Point,
    /// Its people.
    pub people: f64,
    /// Minutes to the nearest; infinite where none can be reached.
    pub minutes: f64,
}

/// The homes beyond some minutes of a kind, most people first.
pub fn beyond(
    ground: &Ground,
    walker: Option<&str>,
    kind: &str,
    minutes: f64,
) -> Result<(Vec<Beyond>, Vec<Text>), Error> {
    need_minutes(&[minutes])?;
    ground.known_kind(kind)?;
    let (scene, said) = scene(ground, walker)?;
    let none = vec![f64::INFINITY; scene.homes().homes.len()];
    let found = scene.nearest(kind).map_or(&none, |(_, nearest)| &nearest.minutes);
    let homes = scene.homes();
    // Homes too far from every street are beyond every limit.
    let far = homes.far.iter().map(|home| (home, &f64::INFINITY));
    let mut rows: Vec<Beyond> = homes
        .homes
        .iter()
        .zip(found)
        .chain(far)
        .filter(|(_, found)| **found > minutes + 1e-9)
        .map(|(home, found)| Beyond {
            home: home.id.clone(),
            place: home.place.clone(),
            at: home.at,
            people: home.weight,
            minutes: *found,
        })
        .collect();
    rows.sort_by(|a, b| b.people.total_cmp(&a.people).then_with(|| a.home.cmp(&b.home)));
    Ok((rows, said))
}

/// What floating catchments give.
pub struct Catchments {
    /// The homes' ids with supply per person.
    pub rows: Vec<(String, f64)>,
    /// How many facilities of the kind there are.
    pub facilities: usize,
    /// The catchments, with the conservation checked.
    pub found: Catchment,
    /// What the person has to know.
    pub said: Vec<Text>,
}

/// Floating catchments of a kind: what each home has of its supply.
pub fn catchments(
    ground: &Ground,
    walker: Option<&str>,
    kind: &str,
    decay: &Decay,
    limit: f64,
) -> Result<Catchments, Error> {
    need_minutes(&[limit])?;
    ground.known_kind(kind)?;
    let (scene, mut said) = scene(ground, walker)?;
    let Some((held, _)) = scene.nearest(kind) else {
        return Err(Error::refused(
            format!("没有 `{kind}` 类设施"),
            format!("there is no facility of kind `{kind}`"),
        ));
    };
    let without = held.facilities.iter().filter(|facility| facility.capacity.is_none()).count();
    if without > 0 {
        said.push(Text::new(
            format!("{without} 处设施没有容量，按 1 计"),
            format!("{without} facilities have no capacity and count as one each"),
        ));
    }
    let supply: Vec<f64> =
        held.facilities.iter().map(|facility| facility.capacity.unwrap_or(1.0)).collect();
    let people: Vec<f64> = scene.homes().homes.iter().map(|home| home.weight).collect();
    let mut search = Search::new(scene.times().network().junctions());
    let mut pairs = Vec::new();
    nearest::pairs(
        scene.times(),
        scene.homes(),
        held,
        limit,
        &mut search,
        &mut |facility, home, minutes| {
            pairs.push(catchment::Trip { origin: home, facility, minutes });
        },
    );
    let found = catchment::two_step(&pairs, &people, &supply, decay).map_err(|found| {
        Error::refused("未能计算服务范围", "could not compute the catchments").because(found)
    })?;
    let ids = scene.homes().homes.iter().map(|home| home.id.clone());
    let rows = ids.zip(found.access.iter().copied()).collect();
    Ok(Catchments { rows, facilities: held.facilities.len(), found, said })
}

/// A place that a person names: `lon,lat`, or the id of a home or facility.
pub fn point(ground: &Ground, text: &str) -> Result<Point, Error> {
    if let Some((lon, lat)) = text.split_once(',')
        && let (Ok(lon), Ok(lat)) = (lon.trim().parse::<f64>(), lat.trim().parse::<f64>())
    {
        if lon.abs() <= 180.0 && lat.abs() <= 90.0 {
            return Ok(Point { lon, lat });
        }
        return Err(Error::wrong_use(
            format!("经度应在 ±180、纬度应在 ±90 之内，实为 `{text}`"),
            format!("expected lon within ±180 and lat within ±90, found `{text}`"),
        )
        .help("先写经度，再写纬度", "write the longitude first, then the latitude"));
    }
    let home = ground.homes.iter().find(|home| home.id == text).map(|home| home.at);
    let facility = || ground.facilities.iter().find(|held| held.id == text).map(|held| held.at);
    home.or_else(facility).ok_or_else(|| {
        Error::wrong_use(
            format!("应为 `lon,lat` 或住处、设施的编号，实为 `{text}`"),
            format!("expected `lon,lat`, or the id of a home or facility, found `{text}`"),
        )
    })
}

/// A place on the network of some times.
pub(crate) fn placed(
    times: &access::pace::Times,
    point: Point,
    limit_m: f64,
) -> Result<Position, Error> {
    let placer = access::places::Placer::new(times.network(), limit_m);
    placer.place(point, times.pace()).ok_or_else(|| {
        let (lon, lat) = (point.lon, point.lat);
        Error::refused(
            format!("{limit_m} 米之内没有可用的街道：经度 {lon}，纬度 {lat}"),
            format!("no street that may be used within {limit_m} m of lon {lon}, lat {lat}"),
        )
    })
}

/// The streets within some minutes of a place.
pub fn isochrone(
    ground: &Ground,
    walker: Option<&str>,
    from: Point,
    limits: &[f64],
) -> Result<Vec<Reached>, Error> {
    need_minutes(limits)?;
    let (_, pace) = ground.walker(walker)?;
    let doors = access::estate::Doors::new(&ground.walk, &ground.gates);
    let times = access::pace::Times::new(&ground.walk, pace, doors);
    let from = placed(&times, from, ground.snap_m)?;
    let mut search = Search::new(times.network().junctions());
    Ok(access::isochrone::isochrone(&times, from, limits, &mut search))
}

/// How far from a place a street to drive on may be, metres.
const DRIVE_SNAP_M: f64 = 500.0;

/// The way by car from one place to another.
pub fn drive(ground: &Ground, from: Point, to: Point) -> Result<Way, Error> {
    let times = ground.driving()?;
    let (from, to) = (placed(&times, from, DRIVE_SNAP_M)?, placed(&times, to, DRIVE_SNAP_M)?);
    let mut search = Search::new(times.network().junctions());
    access::isochrone::way(&times, from, to, &mut search).ok_or_else(|| {
        Error::refused("两地之间没有车行路", "no way leads from one place to the other by car")
    })
}

/// How far homes and the facilities of each kind are from their streets.
pub fn quality(scene: &Scene) -> Vec<(Text, SnapQuality)> {
    let mut layers = vec![(Text::new("住处", "homes"), scene.snap_quality())];
    let facilities = scene.facilities();
    let mut all = Vec::new();
    for kind in &facilities.kinds {
        all.extend(kind.positions.iter().copied());
    }
    let of_all = SnapQuality::new(&all, facilities.far.len());
    layers.push((Text::new("设施", "facilities"), of_all));
    for kind in &facilities.kinds {
        layers.push((Text::same(kind.id.as_str()), SnapQuality::new(&kind.positions, 0)));
    }
    layers
}
