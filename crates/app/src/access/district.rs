//! The ground of a pack: its network, built once and kept in the data folder, and its registers
//! of homes, facilities and gates as of a day.

use super::build::{self, Parts};
use super::ground::{Ground, GroundRequest, find_file};
use super::routes::Site;
use super::shapes;
use crate::error::{self, Error};
use crate::opened::{App, ReadyPack};
use crate::services::rows;
use ::access::datum::Datum;
use ::access::estate::{Estate, Gate};
use ::access::hours::Calendar;
use ::access::map_file::MapFile;
use ::access::places::Home;
use ::access::standard::AreasOf;
use ::access::{Facility, Point};
use diag::Text;
use district::{AccessRules, DistrictAccess, NetworkFile, Stream};
use jiff::civil::Date;
use records::Lake;
use rehearsal::Community;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

/// A row of a register.
type Row = Map<String, Value>;

/// What a pack declares of its own network and registers.
pub(crate) fn declared(ready: &ReadyPack) -> Result<(&AccessRules, &DistrictAccess), Error> {
    let rules = ready.pack.access.as_ref();
    let found = rules.and_then(|rules| Some((rules, rules.district.as_ref()?)));
    found.ok_or_else(|| {
        Error::refused("配置包没有 [access]", "the pack has no [access]").help(
            "在配置包中声明 [access]，或用 --graph、--origins、--facilities 指明文件",
            "declare [access] in the pack, or name files with --graph, --origins and --facilities",
        )
    })
}

/// The ground of the pack as of the day asked for.
pub(crate) async fn ground(app: &App, request: &GroundRequest) -> Result<Ground, Error> {
    if app.pack_dir.is_none() && app.data_dir.is_none() {
        return Err(Error::wrong_use(
            "没有地图，也没有配置包",
            "there is neither a map nor a pack",
        )
        .help(
            "用 --graph 指明 hemei access build 建成的地图，或用 --pack 与 --data 指明一个区",
            "name a map with --graph, or a district with --pack and --data",
        ));
    }
    let lake = app.lake().await?;
    let ready = app.pack_at_hand(&lake).await?;
    of_pack(app, &lake, &ready, request.as_of).await
}

/// The ground of a pack at a day; the last of its days if none is asked for.
pub(crate) async fn of_pack(
    app: &App,
    lake: &Lake,
    ready: &ReadyPack,
    as_of: Option<Date>,
) -> Result<Ground, Error> {
    let (rules, district) = declared(ready)?;
    let day = as_of.or_else(|| district.days.last().copied()).unwrap_or(Date::MAX);
    let datum = build::datum(Some(&district.register_datum))?;
    let mut said = Vec::new();
    let gates = match &district.gates {
        Some(id) => gates(&register(lake, ready, id, day).await?, datum, &mut said),
        None => Vec::new(),
    };
    let map = map(app, ready, rules, district, &gates, &mut said)?;
    let homes = register(lake, ready, &district.homes, day).await?;
    let facilities = register(lake, ready, &district.facilities, day).await?;
    let within = map.walk.bounds();
    let mut looked = Looked { within, datum, said, odd: Vec::new() };
    let homes = looked.homes(&homes);
    let (facilities, areas) = looked.facilities(&facilities);
    let mut calendar = Calendar::default();
    for found in ready.pack.calendars.values() {
        calendar.holidays.extend(found.holidays.iter().copied());
        calendar.workdays.extend(found.makeup_workdays.iter().copied());
    }
    Ok(Ground {
        source: map.source,
        digest: map.digest,
        made_up: map.made_up,
        snap_m: map.snap_m,
        walk: Arc::new(map.walk),
        drive: map.drive.map(Arc::new),
        rules: rules.clone(),
        homes,
        facilities,
        gates,
        areas,
        calendar,
        as_of: Some(day),
        asked: Vec::new(),
        places: ready.pack.places.list().map(|p| (p.id.clone(), p.name.clone())).collect(),
        said: looked.said(),
    })
}

/// The rows of a register that hold on a day.
async fn register(lake: &Lake, ready: &ReadyPack, id: &str, day: Date) -> Result<Vec<Row>, Error> {
    let Some(stream) = ready.pack.streams.get(id) else {
        let ids = ready.pack.streams.keys().map(String::as_str);
        return Err(error::not_declared(("登记册", "register"), id, ids));
    };
    let all = rows::of_stream(lake, &ready.pack.zone, stream).await?;
    Ok(all.into_iter().filter(|row| rows::holds_on(stream, row, day)).collect())
}

fn text(row: &Row, column: &str) -> String {
    row.get(column).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A number of a register: decimals are texts in JSON, so that no digit is lost.
fn number(row: &Row, column: &str) -> Option<f64> {
    match row.get(column)? {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_f64(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn gates(rows: &[Row], datum: Datum, said: &mut Vec<Text>) -> Vec<Gate> {
    let mut gates = Vec::new();
    for row in rows {
        let id = text(row, "gate");
        let (Some(lon), Some(lat)) = (number(row, "lon"), number(row, "lat")) else {
            said.push(nowhere("gate", "门", &id, row));
            continue;
        };
        gates.push(Gate {
            estate: text(row, "estate"),
            at: datum.to_wgs84(Point { lon, lat }),
            open: row.get("open").and_then(Value::as_bool).unwrap_or(false),
            id,
        });
    }
    gates
}

fn nowhere(en: &str, zh: &str, id: &str, row: &Row) -> Text {
    let cell = |name: &str| row.get(name).map_or_else(|| "null".to_owned(), Value::to_string);
    let pair = format!("lon {}, lat {}", cell("lon"), cell("lat"));
    Text::new(
        format!("登记册中{zh} `{id}` 的坐标不在本区：{pair}，不在路网上"),
        format!(
            "{en} `{id}` of the register is nowhere near the network: {pair}; it is on no street"
        ),
    )
}

/// Rows of registers as they become places, with what was said of them.
struct Looked {
    within: Option<[f64; 4]>,
    datum: Datum,
    said: Vec<Text>,
    /// Rows that are nowhere, of which only some are told one by one.
    odd: Vec<Text>,
}

/// At most so many rows of a register are told one by one.
const TOLD: usize = 5;

impl Looked {
    /// All that is to be said.
    fn said(mut self) -> Vec<Text> {
        let rest = self.odd.len().saturating_sub(TOLD);
        self.said.extend(self.odd.into_iter().take(TOLD));
        if rest > 0 {
            self.said.push(Text::new(
                format!("登记册中另有 {rest} 行坐标不在本区"),
                format!("{rest} more rows of the registers are nowhere near the network"),
            ));
        }
        self.said
    }

    /// Where a row is; axes that are swapped are noticed, not mended.
    fn place(&mut self, (en, zh): (&str, &str), id: &str, row: &Row) -> Option<Point> {
        let (Some(lon), Some(lat)) = (number(row, "lon"), number(row, "lat")) else {
            self.said.push(nowhere(en, zh, id, row));
            return None;
        };
        let point = Point { lon, lat };
        let near = |point: Point| {
            self.within.is_none_or(|[west, south, east, north]| {
                // A degree around the network: what is farther is no slip of a pen.
                (west - 1.0..=east + 1.0).contains(&point.lon)
                    && (south - 1.0..=north + 1.0).contains(&point.lat)
            })
        };
        if near(point) {
            return Some(self.datum.to_wgs84(point));
        }
        let turned = near(Point { lon: point.lat, lat: point.lon });
        self.odd.push(if turned {
            let pair = format!("lon {}, lat {}", point.lon, point.lat);
            Text::new(
                format!("登记册中{zh} `{id}` 的经纬度像是写反了：{pair}，不在路网上"),
                format!("{en} `{id}` of the register has lon and lat the wrong way round: {pair}; it is on no street"),
            )
        } else {
            nowhere(en, zh, id, row)
        });
        None
    }

    /// A home that is nowhere stays among the homes: nothing reaches it, but its people count.
    fn homes(&mut self, rows: &[Row]) -> Vec<Home> {
        let mut seen = BTreeSet::new();
        let mut homes = Vec::new();
        for row in rows {
            let id = text(row, "home");
            if !seen.insert(id.clone()) {
                continue;
            }
            let written = Point {
                lon: number(row, "lon").unwrap_or(0.0),
                lat: number(row, "lat").unwrap_or(0.0),
            };
            let at = self.place(("home", "住处"), &id, row).unwrap_or(written);
            let weight = number(row, "people").unwrap_or(0.0);
            if weight < 0.0 {
                self.odd.push(Text::new(
                    format!("登记册中住处 `{id}` 的人数应不小于零，实为 {weight}，按零计"),
                    format!("home `{id}` of the register: expected people from zero, found {weight}; counted as none"),
                ));
            }
            let weight = weight.max(0.0);
            homes.push(Home { place: text(row, "place"), at, weight, id });
        }
        homes
    }

    fn facilities(&mut self, rows: &[Row]) -> (Vec<Facility>, AreasOf) {
        let mut areas = AreasOf::new();
        let mut facilities = Vec::new();
        for row in rows {
            let (id, kind) = (text(row, "facility"), text(row, "kind"));
            let Some(at) = self.place(("facility", "设施"), &id, row) else { continue };
            let key = (kind.clone(), id.clone());
            if areas.contains_key(&key) {
                continue;
            }
            areas.insert(key, (number(row, "floor_m2"), number(row, "land_m2")));
            facilities.push(Facility {
                name: text(row, "name_zh"),
                opening_hours: text(row, "opening_hours"),
                capacity: number(row, "capacity"),
                at,
                kind,
                id,
            });
        }
        (facilities, areas)
    }
}

/// Said wherever a made-up network is used.
fn made_up() -> Text {
    Text::new(
        "路网与登记册为虚构的示例，不是真实地图",
        "the network and registers are made up, not a real map",
    )
}

/// The network of a pack: built once for what it is made of, then read from the data folder.
fn map(
    app: &App,
    ready: &ReadyPack,
    rules: &AccessRules,
    district: &DistrictAccess,
    gates: &[Gate],
    said: &mut Vec<Text>,
) -> Result<MapFile, Error> {
    let inputs = inputs(app, ready, district)?;
    let mut key = sha2::Sha256::default();
    let gates_said: Vec<String> =
        gates.iter().map(|gate| format!("{} {} {:?}", gate.id, gate.estate, gate.at)).collect();
    for part in
        [&inputs.key, &format!("{:?} {:?}", rules.walk, rules.drive), &gates_said.join("\n")]
    {
        sha2::Digest::update(&mut key, part);
    }
    let name: String = journal::hex(&sha2::Digest::finalize(key)).chars().take(24).collect();
    let folder = app.data_dir()?.join("maps");
    let path = folder.join(format!("{name}.map"));
    if path.is_file()
        && let Ok(map) = build::read_map(&path)
    {
        return Ok(map);
    }
    let built = inputs.build(ready, rules, district, gates, said)?;
    crate::rehearse::make_folder(&folder)?;
    build::write(&path, &built.bytes())?;
    Ok(built)
}

/// The files that a network is made of.
struct Inputs {
    /// What they are, for the name of what is built of them.
    key: String,
    streets: Option<std::path::PathBuf>,
    made_up: Option<u64>,
    elevation: Option<std::path::PathBuf>,
    estates: Option<std::path::PathBuf>,
}

fn inputs(app: &App, ready: &ReadyPack, district: &DistrictAccess) -> Result<Inputs, Error> {
    let mut key = String::new();
    let mut known = |path: std::path::PathBuf| -> Result<std::path::PathBuf, Error> {
        let facts = path.metadata().map_err(|found| error::file(&path, found))?;
        let changed =
            facts.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        let _ = writeln!(key, "{} {} {changed:?}", path.display(), facts.len());
        Ok(path)
    };
    let (streets, made_up) = match &district.network {
        NetworkFile::File(name) => (Some(known(find_file(app, name)?)?), None),
        NetworkFile::MadeUp(seed) => (None, Some(*seed)),
    };
    let mut other = |name: &Option<String>| {
        name.as_deref().map(|name| known(find_file(app, name)?)).transpose()
    };
    let (elevation, estates) = (other(&district.elevation)?, other(&district.estates)?);
    if let Some(seed) = made_up {
        let _ = write!(key, "made up {seed} {:?}", communities(&ready.pack));
    }
    key.push_str(&district.datum);
    Ok(Inputs { key, streets, made_up, elevation, estates })
}

impl Inputs {
    fn build(
        self,
        ready: &ReadyPack,
        rules: &AccessRules,
        district: &DistrictAccess,
        gates: &[Gate],
        said: &mut Vec<Text>,
    ) -> Result<MapFile, Error> {
        let datum = build::datum(Some(&district.datum))?;
        let town = self.made_up.map(|seed| town(ready, seed));
        let (streets, name) = match (&self.streets, &town) {
            (Some(path), _) => (build::streets(path, rules, datum)?, error::shown(path)),
            (None, Some(town)) => {
                let path = std::path::Path::new("made-up.geojson");
                let bytes = town.network_geojson.clone();
                (build::layer(path, bytes, rules, Datum::Wgs84)?, "made up".to_owned())
            }
            (None, None) => return Err(Error::refused("没有路网", "there is no network")),
        };
        let estates: Vec<Estate> = match (&self.estates, &town) {
            (Some(path), _) => {
                let (found, more) = shapes::estates(path, crate::folder::read_bytes(path)?, datum)?;
                said.extend(more);
                found
            }
            (None, Some(town)) => {
                let path = std::path::Path::new("made-up-estates.geojson");
                shapes::estates(path, town.estates_geojson.clone(), Datum::Wgs84)?.0
            }
            (None, None) => Vec::new(),
        };
        let elevation = self.elevation.as_deref().map(build::elevation).transpose()?;
        said.extend(streets.said);
        let parts = Parts {
            source: name,
            digest: streets.digest,
            made_up: if town.is_some() { made_up() } else { Text::default() },
            draft: streets.draft,
            buildings: Vec::new(),
            rules,
            estates: &estates,
            gates,
            elevation: elevation.as_ref(),
        };
        let (map, more) = parts.build()?;
        said.extend(more);
        Ok(map)
    }
}

/// The communities and villages of a pack, as the rehearsal makes up a town for them.
pub fn communities(pack: &district::Pack) -> Vec<Community> {
    let of = |place: &district::Place| {
        let village = place.level == "village";
        (village || place.level == "community").then(|| Community {
            id: place.id.clone(),
            street: place.parent.clone().unwrap_or_default(),
            zh: place.name.zh.clone(),
            en: place.name.en.clone(),
            village,
        })
    };
    pack.places.list().filter_map(of).collect()
}

/// The made-up town of a pack: its network, estates and registers.
fn town(ready: &ReadyPack, seed: u64) -> rehearsal::Town {
    // The streets do not depend on the year; the registers are loaded as files of their own.
    rehearsal::town(seed, 2025, &communities(&ready.pack))
}

/// A file of a made-up register: the stream that it is for, its name, its bytes.
pub type RegisterFile = (String, String, Vec<u8>);

/// The registers of a pack whose network is made up, as of the end of a year.
pub fn registers(app: &App, year: i16) -> Result<Vec<RegisterFile>, Error> {
    let ready = app.ready_pack()?;
    let Some(seed) = made_up_seed(&ready) else { return Ok(Vec::new()) };
    let (_, district) = declared(&ready)?;
    let town = rehearsal::town(seed, year, &communities(&ready.pack));
    let mut files: Vec<RegisterFile> = Vec::new();
    let mut file = |stream: Option<&String>, name: &str, bytes: Vec<u8>| {
        if let Some(stream) = stream {
            files.push((stream.clone(), format!("{name}_{year}.csv"), bytes));
        }
    };
    file(Some(&district.homes), "homes_made_up", town.homes_csv);
    file(Some(&district.facilities), "facilities_made_up", town.facilities_csv);
    file(district.gates.as_ref(), "gates_made_up", town.gates_csv);
    file(district.sites.as_ref(), "sites_made_up", town.sites_csv);
    Ok(files)
}

/// The project sites of a pack's register on its last day.
pub async fn sites(app: &App) -> Result<Vec<Site>, Error> {
    let lake = app.lake().await?;
    let ready = app.pack_at_hand(&lake).await?;
    let (_, district) = declared(&ready)?;
    let Some(id) = &district.sites else {
        return Err(Error::wrong_use("没有项目点", "there are no sites").help(
            "用 --sites FILE.csv 指明，或在 [access] 中写 sites = 登记册",
            "name them with --sites FILE.csv, or write sites = a register in [access]",
        ));
    };
    let day = district.days.last().copied().unwrap_or(Date::MAX);
    let datum = build::datum(Some(&district.register_datum))?;
    let site = |row: &Row| {
        if row.get("start").and_then(Value::as_bool).unwrap_or(false) {
            return None;
        }
        let at = datum.to_wgs84(Point { lon: number(row, "lon")?, lat: number(row, "lat")? });
        let id = text(row, "site");
        let named = |column: &str| {
            let name = text(row, column);
            if name.is_empty() { id.clone() } else { name }
        };
        Some(Site {
            name: Text::new(named("zh"), named("en")),
            lon: at.lon,
            lat: at.lat,
            prize: text_or_number(row, "prize").parse().ok()?,
            visit_min: number(row, "visit_min")?,
            state: text(row, "state"),
            progress: number(row, "progress"),
            id,
        })
    };
    Ok(register(&lake, &ready, id, day).await?.iter().filter_map(site).collect())
}

/// A cell as it is written, whether it is a text or a whole number.
fn text_or_number(row: &Row, column: &str) -> String {
    match row.get(column) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => {
            String::new()
        }
    }
}

/// Which seed a pack's network is made up from, if it is.
pub fn made_up_seed(ready: &ReadyPack) -> Option<u64> {
    match ready.pack.access.as_ref()?.district.as_ref()?.network {
        NetworkFile::MadeUp(seed) => Some(seed),
        NetworkFile::File(_) => None,
    }
}

/// Whether the pack of a command has circles to walk.
pub fn has_circles(app: &App) -> Result<bool, Error> {
    let ready = app.ready_pack()?;
    Ok(ready.pack.access.as_ref().is_some_and(|rules| rules.district.is_some()))
}

/// The register streams of a pack, for those who look at them.
pub(crate) fn stream<'p>(ready: &'p ReadyPack, id: &str) -> Result<&'p Stream, Error> {
    let streams = &ready.pack.streams;
    streams.get(id).ok_or_else(|| {
        error::not_declared(("记录流", "stream"), id, streams.keys().map(String::as_str))
    })
}

/// The declarations of the pack at hand.
pub async fn pack_of(app: &App) -> Result<Arc<district::Pack>, Error> {
    let lake = app.lake().await?;
    Ok(app.pack_at_hand(&lake).await?.pack)
}
