//! Building a map file from what a district has: an OpenStreetMap extract, its own GeoJSON or
//! FlatGeobuf, heights, estates and gates.

use super::ground::rules;
use super::shapes;
use crate::error::{self, Error};
use crate::folder;
use crate::progress::{Progress, Stop};
use ::access::datum::Datum;
use ::access::estate::{Estate, Gate};
use ::access::map_file::MapFile;
use ::access::network::{BuildError, Mode, Network, Plan};
use ::access::places::Home;
use ::access::{MapDraft, Point};
use diag::Text;
use district::AccessRules;
use maps::elevation::Elevation;
use maps::{Bbox, Rules, osm};
use sha2::{Digest, Sha256};
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// The rules that hold where nothing is declared, as a person may copy and change them.
pub const DEFAULT_RULES: &str = pack::DEFAULT_ACCESS;

/// What a map is built from.
#[derive(Debug, Clone, Default)]
pub struct BuildRequest {
    /// The streets: `.osm.pbf`, `.geojson`, `.fgb`.
    pub file: PathBuf,
    /// Where the map file goes.
    pub out: PathBuf,
    /// Rules instead of the default ones.
    pub rules: Option<PathBuf>,
    /// A GeoTIFF of heights.
    pub elevation: Option<PathBuf>,
    /// A layer of closed areas.
    pub estates: Option<PathBuf>,
    /// Gates, as a table or a layer.
    pub gates: Option<PathBuf>,
    /// The datum of all of these; WGS-84 if none is named.
    pub datum: Option<String>,
    /// Only what lies in this box: west, south, east, north.
    pub bbox: Option<[f64; 4]>,
    /// At most so many megabytes of memory for reading.
    pub memory_mb: Option<u64>,
    /// Whether buildings are kept as homes.
    pub buildings: bool,
}

/// What came of it.
pub struct BuildOutcome {
    /// The walking network's counts.
    pub walk: ::access::network::Stats,
    /// The driving network's, where there is one.
    pub drive: Option<::access::network::Stats>,
    /// Facilities.
    pub facilities: usize,
    /// Buildings.
    pub buildings: usize,
    /// Bytes of the map file.
    pub bytes: usize,
    /// What the person has to know.
    pub said: Vec<Text>,
}

/// The datum of that word; WGS-84 if none is said.
pub(crate) fn datum(word: Option<&str>) -> Result<Datum, Error> {
    let Some(word) = word else { return Ok(Datum::Wgs84) };
    Datum::find(word).ok_or_else(|| {
        let list = Datum::ALL.map(|(name, _)| name).join(", ");
        Error::wrong_use(
            format!("坐标系应为 {list} 之一，实为 `{word}`"),
            format!("expected a datum among {list}, found `{word}`"),
        )
    })
}

/// Reads a map file.
pub(crate) fn read_map(path: &Path) -> Result<MapFile, Error> {
    let bytes = folder::read_bytes(path)?;
    MapFile::read(&bytes).map_err(|found| {
        let shown = error::shown(path);
        Error::refused(
            format!("`{shown}` 不是 hemei access build 建成的地图，或已损坏"),
            format!("`{shown}` is no map that hemei access build made, or it was changed"),
        )
        .because(found)
        .help("用 hemei access build 重新建图", "build it again with hemei access build")
    })
}

/// Builds a map file and writes it at once, whole.
pub fn build(
    request: &BuildRequest,
    stop: &Stop,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<BuildOutcome, Error> {
    let rules = rules(request.rules.as_deref())?;
    let datum = datum(request.datum.as_deref())?;
    let (estates, mut said) = match &request.estates {
        Some(path) => shapes::estates(path, folder::read_bytes(path)?, datum)?,
        None => (Vec::new(), Vec::new()),
    };
    let gates = match &request.gates {
        Some(path) => {
            let (gates, more) = shapes::gates(path, datum)?;
            said.extend(more);
            gates
        }
        None => Vec::new(),
    };
    let elevation = request.elevation.as_deref().map(elevation).transpose()?;
    let source = Source { rules: &rules, datum, request, stop, progress };
    let streets = source.read()?;
    said.extend(streets.said);
    let name = request.file.file_name().map(|name| name.to_string_lossy().into_owned());
    let parts = Parts {
        source: name.unwrap_or_default(),
        digest: streets.digest,
        made_up: Text::default(),
        draft: streets.draft,
        buildings: streets.buildings,
        rules: &rules,
        estates: &estates,
        gates: &gates,
        elevation: elevation.as_ref(),
    };
    let (map, more) = parts.build()?;
    said.extend(more);
    let bytes = map.bytes();
    write(&request.out, &bytes)?;
    progress(Progress::Done);
    Ok(BuildOutcome {
        walk: map.walk.stats,
        drive: map.drive.map(|drive| drive.stats),
        facilities: map.facilities.len(),
        buildings: map.buildings.len(),
        bytes: bytes.len(),
        said,
    })
}

/// Writes beside the file first, so that nobody ever reads half a map.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    // Told of the folder, not of the file beside.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        let kind = if folder.exists() {
            std::io::ErrorKind::NotADirectory
        } else {
            std::io::ErrorKind::NotFound
        };
        return Err(error::file(folder, std::io::Error::from(kind)));
    }
    let mut beside = path.as_os_str().to_owned();
    // Two who build the same map at once each write their own.
    beside.push(format!(".{}-{}.part", std::process::id(), crate::clock::now_us()));
    let beside = PathBuf::from(beside);
    crate::rehearse::write_pieces(&beside, std::iter::once(bytes.to_vec()))?;
    std::fs::rename(&beside, path).map_err(|found| error::file(path, found))
}

/// Heights of a GeoTIFF.
pub(crate) fn elevation(path: &Path) -> Result<Elevation, Error> {
    let file = BufReader::new(folder::open_file(path)?);
    Elevation::read(file).map_err(|found| shapes::refused(path, found))
}

/// Everything that a map is made of.
pub(crate) struct Parts<'a> {
    pub(crate) source: String,
    pub(crate) digest: String,
    pub(crate) made_up: Text,
    pub(crate) draft: MapDraft,
    pub(crate) buildings: Vec<Home>,
    pub(crate) rules: &'a AccessRules,
    pub(crate) estates: &'a [Estate],
    pub(crate) gates: &'a [Gate],
    pub(crate) elevation: Option<&'a Elevation>,
}

impl Parts<'_> {
    /// Builds both networks.
    pub(crate) fn build(mut self) -> Result<(MapFile, Vec<Text>), Error> {
        let facilities = std::mem::take(&mut self.draft.facilities);
        let heights = self.elevation.map(|found| move |point: Point| found.at(point));
        let heights: Option<&dyn Fn(Point) -> Option<f64>> = heights.as_ref().map(|held| {
            let held: &dyn Fn(Point) -> Option<f64> = held;
            held
        });
        let plan = Plan { mode: Mode::Walk, estates: self.estates, gates: self.gates, heights };
        let walk = Network::build(&self.draft, plan).map_err(|found| {
            let help = (
                "检查文件是否含 highway、--bbox 是否在文件范围内，或用 --rules 指明步行规则",
                "check that its ways have `highway` and that --bbox lies within the file, or name \
                 walking rules with --rules",
            );
            let error = match found {
                BuildError::NoStreets { ways } => Error::refused(
                    format!("地图的 {ways} 条路中没有可步行的街道"),
                    format!("expected streets to walk on, found none among {ways} ways"),
                ),
                BuildError::TooLarge { .. } => {
                    Error::refused("地图太大", "the map is too large").because(found)
                }
            };
            error.help(help.0, help.1)
        })?;
        let drives = self.draft.ways.iter().any(|way| way.drive.is_some());
        let drive =
            if drives { Network::build(&self.draft, Plan::plain(Mode::Drive)).ok() } else { None };
        let said = oddities(&self.draft, &walk);
        let map = MapFile {
            source: self.source,
            digest: self.digest,
            made_up: self.made_up,
            snap_m: super::ground::float(&self.rules.walk.snap_m),
            walk,
            drive,
            facilities,
            buildings: self.buildings,
            gates: self.gates.to_vec(),
        };
        Ok((map, said))
    }
}

/// What is odd about a map, in words.
fn oddities(draft: &MapDraft, walk: &Network) -> Vec<Text> {
    let mut said = Vec::new();
    let odd = &draft.oddities;
    let mut say = |n: u64, zh: &str, en: &str| {
        if n > 0 {
            said.push(Text::new(format!("{n} {zh}"), format!("{n} {en}")));
        }
    };
    say(
        odd.ways_without_nodes,
        "条路缺少节点，已在缺口处断开",
        "ways lack vertices and are cut at the gap",
    );
    say(
        odd.short_ways,
        "条路不足两个节点，未采用",
        "ways with fewer than two vertices are left out",
    );
    say(odd.duplicate_ids, "个编号重复，采用第一个", "ids come twice; the first is used");
    say(odd.broken_features, "个要素残缺，未采用", "features are broken and left out");
    say(
        walk.stats.heights_missing,
        "个节点没有高程，沿用前一点",
        "vertices have no height and take that of the one before",
    );
    let left = walk.stats.vertices_of_all - walk.stats.vertices;
    if walk.stats.components > 1 {
        let pieces = walk.stats.components - 1;
        said.push(Text::new(
            format!("{pieces} 块不相连的路（{left} 个节点）未采用"),
            format!("{pieces} pieces that nothing joins ({left} vertices) are left out"),
        ));
    }
    said
}

/// The streets of a file.
pub(crate) struct Streets {
    pub(crate) draft: MapDraft,
    pub(crate) buildings: Vec<Home>,
    pub(crate) digest: String,
    pub(crate) said: Vec<Text>,
}

/// The streets of a file that a pack names.
pub(crate) fn streets(path: &Path, rules: &AccessRules, datum: Datum) -> Result<Streets, Error> {
    let request = BuildRequest { file: path.to_path_buf(), ..BuildRequest::default() };
    let quiet = |_: Progress| {};
    Source { rules, datum, request: &request, stop: &Stop::new(), progress: &quiet }.read()
}

/// A file of streets, and how it is read.
struct Source<'a> {
    rules: &'a AccessRules,
    datum: Datum,
    request: &'a BuildRequest,
    stop: &'a Stop,
    progress: &'a (dyn Fn(Progress) + Send + Sync),
}

impl Source<'_> {
    fn read(&self) -> Result<Streets, Error> {
        let path = &self.request.file;
        let name = path.to_string_lossy().to_lowercase();
        if [".geojson", ".json", ".fgb"].iter().any(|ending| name.ends_with(ending)) {
            let asked = self.request;
            if asked.bbox.is_some() || asked.memory_mb.is_some() || asked.buildings {
                let shown = error::shown(path);
                return Err(Error::wrong_use(
                    format!("--bbox、--memory、--buildings 应配 .osm.pbf 文件，实为 `{shown}`"),
                    format!(
                        "expected an .osm.pbf file with --bbox, --memory and --buildings, found \
                         `{shown}`"
                    ),
                ));
            }
            return layer(path, folder::read_bytes(path)?, self.rules, self.datum);
        }
        self.osm()
    }

    /// An OpenStreetMap extract, streamed; what it will take is said beforehand.
    fn osm(&self) -> Result<Streets, Error> {
        let path = &self.request.file;
        let file = folder::open_file(path)?;
        let size = file.metadata().map_err(|found| error::file(path, found))?.len();
        let bbox = self.request.bbox.map(bbox).transpose()?;
        let most = osm::estimate(size, bbox.is_some()).bytes_max;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        (self.progress)(Progress::File { name: name.unwrap_or_default(), bytes: size });
        if size > LARGE {
            let (mb, most) = (size >> 20, most >> 20);
            (self.progress)(Progress::Said(Text::new(
                format!(
                    "文件 {mb} MB，读取时最多约占内存 {most} MB；--bbox 可只取一个区，--memory 可限定"
                ),
                format!(
                    "the file has {mb} MB; reading it takes at most about {most} MB of memory; --bbox takes one district only, --memory sets a limit"
                ),
            )));
        }
        let rules = Rules::new(self.rules);
        let options = osm::Options {
            rules: &rules,
            bbox,
            limit_bytes: self.request.memory_mb.map(|mb| mb << 20),
            want_buildings: self.request.buildings,
        };
        let mut tell = |done: u64, _: u64| {
            (self.progress)(Progress::Rows { rows: 0, bytes: done.min(size), rows_per_second: 0 });
            if self.stop.asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let map = osm::read(BufReader::new(file), &options, &mut tell)
            .map_err(|found| shapes::refused(path, found))?;
        let home = |building: osm::Building| Home {
            id: building.id,
            place: String::new(),
            at: building.at,
            weight: 1.0,
        };
        let mut streets = Streets {
            digest: digest_of(&map.draft),
            draft: map.draft,
            buildings: map.buildings.into_iter().map(home).collect(),
            said: Vec::new(),
        };
        self.convert(&mut streets);
        Ok(streets)
    }

    /// Extracts are in WGS-84 unless somebody moved them.
    fn convert(&self, streets: &mut Streets) {
        if matches!(self.datum, Datum::Wgs84 | Datum::Cgcs2000) {
            return;
        }
        for spot in &mut streets.draft.spots {
            let moved = self.datum.to_wgs84(spot.point());
            *spot = ::access::Spot::of(moved).unwrap_or(*spot);
        }
        for facility in &mut streets.draft.facilities {
            facility.at = self.datum.to_wgs84(facility.at);
        }
        for building in &mut streets.buildings {
            building.at = self.datum.to_wgs84(building.at);
        }
    }
}

/// Beyond this size a person is told beforehand what reading takes.
const LARGE: u64 = 64 << 20;

fn bbox([west, south, east, north]: [f64; 4]) -> Result<Bbox, Error> {
    Bbox::new(west, south, east, north).ok_or_else(|| {
        Error::wrong_use(
            format!("范围应为 西,南,东,北，实为 {west},{south},{east},{north}"),
            format!("expected west,south,east,north, found {west},{south},{east},{north}"),
        )
    })
}

/// Streets of a GeoJSON or FlatGeobuf layer.
pub(crate) fn layer(
    path: &Path,
    bytes: Vec<u8>,
    rules: &AccessRules,
    datum: Datum,
) -> Result<Streets, Error> {
    let digest = hex(&Sha256::digest(&bytes));
    let convert = |point| datum.to_wgs84(point);
    let frame = maps::layer::Frame { convert: &convert, within: None };
    let rules = Rules::new(rules);
    let found = maps::layer::network(shapes::layer(path, bytes)?, &rules, &frame);
    let mut said = shapes::told(path, &found.notices);
    if found.unused > 0 {
        let unused = found.unused;
        said.push(Text::new(
            format!("{unused} 个要素不是可用的街道"),
            format!("{unused} features are no streets that may be used"),
        ));
    }
    Ok(Streets { draft: found.draft, buildings: Vec::new(), digest, said })
}

/// A digest of the streets themselves: the same streets have the same, whatever file they are in.
fn digest_of(draft: &MapDraft) -> String {
    let mut hasher = Sha256::new();
    for spot in &draft.spots {
        hasher.update(spot.lon_e7.to_le_bytes());
        hasher.update(spot.lat_e7.to_le_bytes());
    }
    for reference in &draft.refs {
        hasher.update(reference.to_le_bytes());
    }
    for way in &draft.ways {
        hasher.update(way.len.to_le_bytes());
        hasher.update([u8::from(way.walk), way.traits.0, way.drive.map_or(0, |drive| drive.km_h)]);
    }
    hex(&hasher.finalize())
}

/// The first sixteen digits of a digest name a network well enough.
fn hex(digest: &[u8]) -> String {
    journal::hex(digest).chars().take(16).collect()
}
