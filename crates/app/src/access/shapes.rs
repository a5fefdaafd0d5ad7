//! Files of homes, facilities, gates, estates and sites in; GeoJSON and FlatGeobuf out.

mod homes;

pub use homes::{changed, numbers};

use super::ask::{Beyond, CoverageLine};
use super::ground::Ground;
use super::routes::{Routes, Site};
use super::siting::Sited;
use crate::error::{self, Error};
use crate::folder;
use ::access::datum::Datum;
use ::access::estate::{Estate, Gate};
use ::access::isochrone::{Reached, Way, picture};
use ::access::places::Home;
use ::access::{Facility, Point};
use diag::Text;
use maps::layer::{Frame, Layer};
use maps::{Bbox, Feature, Geometry, Notice, Value};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::Path;

/// At most so many refused rows are told one by one.
const TOLD: usize = 5;

/// A file that a reader of `maps` refuses.
pub(crate) fn refused(path: &Path, found: maps::Error) -> Error {
    let shown = error::shown(path);
    let (zh, en) =
        (format!("`{shown}`：{}", found.text.zh), format!("`{shown}`: {}", found.text.en));
    let error = Error::refused(zh, en).code(Some(found.code));
    match found.source {
        Some(source) => error.because(source),
        None => error,
    }
}

/// Rows and features that were left out, told to the person.
pub(crate) fn told(path: &Path, notices: &[Notice]) -> Vec<Text> {
    let shown = error::shown(path);
    let line = |notice: &Notice| {
        let (text, code) = (notice.text(), notice.code.0);
        let (zh, en) = if notice.refused { ("未采用，", "left out, ") } else { ("", "") };
        Text::new(
            format!("{shown} {zh}{}（{code}）", text.zh),
            format!("{shown} {en}{} ({code})", text.en),
        )
    };
    let mut said: Vec<Text> = notices.iter().take(TOLD).map(line).collect();
    if let Some(more) = notices.len().checked_sub(TOLD).filter(|more| *more > 0) {
        said.push(Text::new(
            format!("{shown} 另有 {more} 处同类问题"),
            format!("{shown}: {more} more of the kind"),
        ));
    }
    said
}

fn frame(convert: &dyn Fn(Point) -> Point) -> Frame<'_> {
    Frame { convert, within: None }
}

/// The layer of a GeoJSON or FlatGeobuf file.
pub(crate) fn layer(path: &Path, bytes: Vec<u8>) -> Result<Layer, Error> {
    let read = if bytes.starts_with(b"fgb") {
        maps::flatgeobuf::read(Cursor::new(bytes))
    } else {
        maps::geojson::read(Cursor::new(bytes))
    };
    read.map_err(|found| refused(path, found))
}

/// Whether a file is a layer and not a table.
fn layered(path: &Path) -> bool {
    let name = path.to_string_lossy().to_lowercase();
    [".geojson", ".json", ".fgb"].iter().any(|ending| name.ends_with(ending))
}

/// Homes of a CSV or of a layer of points.
pub(crate) fn homes(
    path: &Path,
    datum: Datum,
    within: Option<Bbox>,
) -> Result<(Vec<Home>, Vec<Text>), Error> {
    let bytes = folder::read_bytes(path)?;
    let convert = |point| datum.to_wgs84(point);
    let frame = Frame { convert: &convert, within };
    if layered(path) {
        let (sites, notices) = maps::layer::points(layer(path, bytes)?, &frame);
        let home = |site: maps::layer::Site| {
            let number = |key: &str| value(&site.properties, key).and_then(Value::number);
            let weight = number("weight").or_else(|| number("people")).unwrap_or(1.0);
            let place = value(&site.properties, "place").and_then(Value::text).unwrap_or_default();
            Home { id: site.id, place, at: site.at, weight }
        };
        let (homes, below): (Vec<Home>, Vec<Home>) =
            sites.into_iter().map(home).partition(|home| home.weight >= 0.0);
        let mut said = told(path, &notices);
        if let Some(first) = below.first() {
            let (shown, n, id) = (error::shown(path), below.len(), &first.id);
            said.push(Text::new(
                format!("{shown} {n} 个住处的人数小于零，未采用，如 `{id}`"),
                format!("{shown}: {n} homes left out, whose people are below zero, such as `{id}`"),
            ));
        }
        return Ok((homes, said));
    }
    let table = maps::points::origins(&bytes, &frame).map_err(|e| refused(path, e))?;
    let home = |row: maps::points::Origin| Home {
        id: row.id,
        place: row.place,
        at: row.at,
        weight: row.weight,
    };
    Ok((table.rows.into_iter().map(home).collect(), told(path, &table.refused)))
}

/// Facilities of a CSV or of a layer of points.
pub(crate) fn facilities(
    path: &Path,
    datum: Datum,
    within: Option<Bbox>,
) -> Result<(Vec<Facility>, Vec<Text>), Error> {
    let bytes = folder::read_bytes(path)?;
    let convert = |point| datum.to_wgs84(point);
    let frame = Frame { convert: &convert, within };
    if layered(path) {
        let rules = maps::Rules::new(&pack::default_access());
        let layer = layer(path, bytes)?;
        let (found, notices) = maps::layer::facilities(layer, &rules, &frame);
        return Ok((found, told(path, &notices)));
    }
    let table = maps::points::facilities(&bytes, &frame).map_err(|e| refused(path, e))?;
    Ok((table.rows, told(path, &table.refused)))
}

/// A file of which no row can be used.
pub(crate) fn none_in(path: &Path, (zh, en): (&str, &str), said: &[Text]) -> Error {
    let shown = error::shown(path);
    let error = Error::refused(
        format!("`{shown}` 应有{zh}，实无一行可用"),
        format!("`{shown}`: expected rows of {en}, found none that can be used"),
    );
    error.help_text(said.first().cloned())
}

/// The first of these columns that a table has, by row.
struct Cells {
    header: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

impl Cells {
    fn read(path: &Path) -> Result<Self, Error> {
        let bytes = folder::read_bytes(path)?;
        let text = String::from_utf8_lossy(&bytes);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let refused = |found: csv::Error| {
            let shown = error::shown(path);
            Error::refused(format!("`{shown}` 不是表格"), format!("`{shown}` is no table"))
                .because(found)
        };
        let header =
            reader.headers().map_err(refused)?.iter().map(|name| name.trim().to_lowercase());
        let header = header.collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(refused)?;
            let line = record.position().map_or(0, csv::Position::line);
            rows.push((line, record.iter().map(|cell| cell.trim().to_owned()).collect()));
        }
        Ok(Self { header, rows })
    }

    fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.header.iter().position(|held| held == name))
    }

    fn need(&self, path: &Path, names: &[&str]) -> Result<usize, Error> {
        self.column(names).ok_or_else(|| {
            let (shown, wanted, found) =
                (error::shown(path), names.join(" / "), self.header.join(", "));
            Error::refused(
                format!("`{shown}` 应有列 {wanted}，实有 {found}"),
                format!("`{shown}`: expected a column {wanted}, found {found}"),
            )
        })
    }
}

fn cell(row: &[String], column: Option<usize>) -> &str {
    column.and_then(|at| row.get(at)).map_or("", String::as_str)
}

/// What a row of a table has wrong.
fn odd(path: &Path, line: u64, (zh, en): (&str, &str), found: &str) -> Text {
    let shown = error::shown(path);
    Text::new(
        format!("{shown} 第{line}行未采用：应为{zh}，实为 `{found}`"),
        format!("{shown} line {line} left out: expected {en}, found `{found}`"),
    )
}

fn coordinates(row: &[String], lon: usize, lat: usize, datum: Datum) -> Option<Point> {
    let number = |at: usize| cell(row, Some(at)).parse::<f64>().ok();
    let point = Point { lon: number(lon)?, lat: number(lat)? };
    (point.lon.abs() <= 180.0 && point.lat.abs() <= 90.0).then(|| datum.to_wgs84(point))
}

/// Gates of a CSV (`gate, estate, lon, lat, open`) or of a layer of points.
pub(crate) fn gates(path: &Path, datum: Datum) -> Result<(Vec<Gate>, Vec<Text>), Error> {
    if layered(path) {
        let convert = |point| datum.to_wgs84(point);
        let layer = layer(path, folder::read_bytes(path)?)?;
        let (sites, notices) = maps::layer::points(layer, &frame(&convert));
        let gate = |site: maps::layer::Site| {
            let text = |key| value(&site.properties, key).and_then(Value::text);
            let open = text("open").is_none_or(|open| yes(&open));
            let id = text("gate").unwrap_or(site.id);
            Gate { id, estate: text("estate").unwrap_or_default(), at: site.at, open }
        };
        return Ok((sites.into_iter().map(gate).collect(), told(path, &notices)));
    }
    let cells = Cells::read(path)?;
    let id = cells.need(path, &["gate", "id"])?;
    let (lon, lat) = (cells.need(path, &["lon", "lng"])?, cells.need(path, &["lat"])?);
    let (estate, open) = (cells.column(&["estate"]), cells.column(&["open"]));
    let (mut gates, mut said) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for (line, row) in &cells.rows {
        let id = cell(row, Some(id)).to_owned();
        let (word, shown) = (cell(row, open), row.join(", "));
        let Some(at) = coordinates(row, lon, lat, datum) else {
            said.push(odd(path, *line, ("lon, lat", "lon, lat"), &shown));
            continue;
        };
        let open = open.is_none() || yes(word);
        if !open && !no(word) {
            said.push(odd(
                path,
                *line,
                ("open 列中 true 或 false", "true or false in `open`"),
                word,
            ));
        } else if seen.insert(id.clone()) {
            gates.push(Gate { id, estate: cell(row, estate).to_owned(), at, open });
        } else {
            let expected = ("未出现过的编号", "an id that has not come before");
            said.push(odd(path, *line, expected, &id));
        }
    }
    Ok((gates, said))
}

fn no(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "" | "false" | "no" | "0" | "closed" | "否" | "关")
}

fn yes(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "true" | "yes" | "1" | "open" | "是" | "开")
}

/// Closed areas of a layer of polygons; `estate` among the properties is the id, if it is there.
pub(crate) fn estates(
    path: &Path,
    bytes: Vec<u8>,
    datum: Datum,
) -> Result<(Vec<Estate>, Vec<Text>), Error> {
    let convert = |point| datum.to_wgs84(point);
    let (areas, notices) = maps::layer::areas(layer(path, bytes)?, &frame(&convert));
    let estate = |area: maps::layer::Area| {
        let text = |key| value(&area.properties, key).and_then(Value::text);
        let id = text("estate").unwrap_or(area.id);
        let name = text("zh").unwrap_or(area.name);
        Estate { id, name, rings: area.rings }
    };
    Ok((areas.into_iter().map(estate).collect(), told(path, &notices)))
}

/// Candidates for a new facility, as a table or a layer of points.
pub fn candidates(
    ground: &Ground,
    path: &Path,
    datum: Option<&str>,
) -> Result<(Vec<Facility>, Vec<Text>), Error> {
    let (found, said) = facilities(path, super::build::datum(datum)?, ground.around())?;
    if found.is_empty() {
        return Err(none_in(path, ("候选点", "candidates"), &said));
    }
    Ok((found, said))
}

/// Project sites of a CSV in the datum of that word.
pub fn sites_of(path: &Path, datum: Option<&str>) -> Result<(Vec<Site>, Vec<Text>), Error> {
    sites(path, super::build::datum(datum)?)
}

/// Project sites of a CSV: `site, lon, lat, prize, visit_min`, and `zh, en, state, progress` or
/// `name` if there are such. Returns the sites and what was left out.
fn sites(path: &Path, datum: Datum) -> Result<(Vec<Site>, Vec<Text>), Error> {
    let cells = Cells::read(path)?;
    let id = cells.need(path, &["site", "id", "name"])?;
    let (lon, lat) = (cells.need(path, &["lon", "lng"])?, cells.need(path, &["lat"])?);
    let prize = cells.need(path, &["prize"])?;
    let visit = cells.need(path, &["visit_min", "visit"])?;
    let named = |names: &[&str]| cells.column(names);
    let (zh, en, state) = (named(&["zh", "name"]), named(&["en", "name"]), named(&["state"]));
    let (progress, start) = (named(&["progress"]), named(&["start"]));
    let (mut sites, mut said) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for (line, row) in &cells.rows {
        if yes(cell(row, start)) {
            continue;
        }
        let at = coordinates(row, lon, lat, datum);
        let (worth, minutes) = (
            cell(row, Some(prize)).parse::<u32>().ok(),
            cell(row, Some(visit)).parse::<f64>().ok().filter(|m| m.is_finite() && *m >= 0.0),
        );
        let (Some(at), Some(prize), Some(visit_min)) = (at, worth, minutes) else {
            let expected = "lon, lat, prize, visit_min";
            said.push(odd(path, *line, (expected, expected), &row.join(", ")));
            continue;
        };
        let id = cell(row, Some(id)).to_owned();
        if !seen.insert(id.clone()) {
            let expected = ("未出现过的编号", "an id that has not come before");
            said.push(odd(path, *line, expected, &id));
            continue;
        }
        let text = |column| Some(cell(row, column)).filter(|text| !text.is_empty()).unwrap_or(&id);
        sites.push(Site {
            name: Text::new(text(zh), text(en)),
            lon: at.lon,
            lat: at.lat,
            prize,
            visit_min,
            state: cell(row, state).to_owned(),
            progress: cell(row, progress).parse().ok(),
            id,
        });
    }
    Ok((sites, said))
}

fn value<'v>(properties: &'v [(String, Value)], key: &str) -> Option<&'v Value> {
    properties.iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

/// Features with what has to be said of them, as one of the two formats.
pub struct Shapes {
    features: Vec<Feature>,
    says: Vec<(String, Json)>,
}

impl Shapes {
    fn new(ground: &Ground, features: Vec<Feature>) -> Self {
        let mut says = Vec::new();
        if !ground.made_up.en.is_empty() {
            says.push(("made_up".to_owned(), Json::from(true)));
            let note = json!({"zh": ground.made_up.zh, "en": ground.made_up.en});
            says.push(("note".to_owned(), note));
        }
        says.push(("network".to_owned(), Json::from(ground.digest.as_str())));
        Self { features, says }
    }

    /// As GeoJSON.
    pub fn geojson(&self) -> String {
        String::from_utf8(maps::geojson::write(&self.features, &self.says)).unwrap_or_default()
    }

    /// Writes a file: FlatGeobuf if its name ends so, else GeoJSON.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let flat = match ending.as_deref() {
            Some("fgb") => true,
            Some("geojson" | "json") => false,
            _ => {
                let shown = error::shown(path);
                return Err(Error::wrong_use(
                    format!("文件名应以 .geojson、.json 或 .fgb 结尾，实为 `{shown}`"),
                    format!(
                        "expected a name that ends in .geojson, .json or .fgb, found `{shown}`"
                    ),
                ));
            }
        };
        let bytes = if flat {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            maps::flatgeobuf::write(&name.unwrap_or_default(), &self.features)
                .map_err(|found| refused(path, found))?
        } else {
            self.geojson().into_bytes()
        };
        crate::rehearse::write_pieces(path, std::iter::once(bytes))
    }
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// The streets within the limits, and a picture of each if it is wanted.
pub fn reached(ground: &Ground, found: &[Reached], polygons: bool) -> Shapes {
    let mut features = Vec::new();
    for reached in found {
        let lines = Feature::new(Geometry::Lines(reached.lines.clone()))
            .with("minutes", reached.minutes)
            .with("metres", rounded(reached.metres))
            .with("what", "streets");
        features.push(lines);
        if polygons {
            // Said on the feature itself, so that it is not taken for who is covered.
            let picture = Feature::new(Geometry::Polygons(picture(reached, PICTURE_M)))
                .with("minutes", reached.minutes)
                .with("what", "picture")
                .with("note_zh", "仅为示意图；覆盖人口按路网逐户计算，从不用此多边形")
                .with("note_en", "a picture only; who is covered is computed along streets, never by this polygon");
            features.push(picture);
        }
    }
    Shapes::new(ground, features)
}

/// Half the width of a street in a picture, metres.
const PICTURE_M: f64 = 40.0;

/// Every candidate with its gain.
pub fn surface(ground: &Ground, sited: &Sited) -> Shapes {
    let chosen = sited.choice.candidates();
    let feature = |(number, candidate): (usize, &super::siting::Candidate)| {
        let rank = chosen.iter().position(|held| usize::try_from(*held) == Ok(number));
        let feature = Feature::new(Geometry::Point(candidate.at))
            .with("id", candidate.id.as_str())
            .with("gain", rounded(candidate.gain));
        match rank.and_then(|rank| i64::try_from(rank + 1).ok()) {
            Some(rank) => feature.with("rank", rank),
            None => feature,
        }
    };
    Shapes::new(ground, sited.surface.iter().enumerate().map(feature).collect())
}

/// The homes with their minutes to each kind.
pub fn minutes(ground: &Ground, table: &super::ask::ByKind) -> Shapes {
    let at = |id: &str| ground.homes.iter().find(|home| home.id == id);
    let mut features = Vec::new();
    // Homes come in the order of the ground, but for those that are too far from it.
    let mut next = ground.homes.iter();
    for (row, id) in table.homes.iter().enumerate() {
        let home = next.find(|home| home.id == *id).or_else(|| at(id));
        let Some(home) = home else { continue };
        let mut feature = Feature::new(Geometry::Point(home.at))
            .with("id", id.as_str())
            .with("place", home.place.as_str())
            .with("people", home.weight);
        for (kind, minutes) in table.kinds.iter().zip(&table.minutes[row]) {
            if minutes.is_finite() {
                feature = feature.with(kind.as_str(), rounded(*minutes));
            }
        }
        features.push(feature);
    }
    Shapes::new(ground, features)
}

/// Homes beyond a limit.
pub fn beyond(ground: &Ground, rows: &[Beyond]) -> Shapes {
    let feature = |row: &Beyond| {
        let feature = Feature::new(Geometry::Point(row.at))
            .with("id", row.home.as_str())
            .with("place", row.place.as_str())
            .with("people", row.people);
        if row.minutes.is_finite() {
            feature.with("minutes", rounded(row.minutes))
        } else {
            feature
        }
    };
    Shapes::new(ground, rows.iter().map(feature).collect())
}

/// A way.
pub fn way(ground: &Ground, way: &Way) -> Shapes {
    let feature = Feature::new(Geometry::Line(way.line.clone()))
        .with("minutes", rounded(way.minutes))
        .with("metres", rounded(way.metres));
    Shapes::new(ground, vec![feature])
}

/// Routes with their stops.
pub fn routes(ground: &Ground, routes: &Routes) -> Shapes {
    let mut features = Vec::new();
    for (number, route) in routes.routes.iter().enumerate() {
        let number = i64::try_from(number + 1).unwrap_or(i64::MAX);
        features.push(
            Feature::new(Geometry::Line(route.line.clone()))
                .with("route", number)
                .with("minutes", rounded(route.minutes))
                .with("metres", rounded(route.metres)),
        );
        for stop in &route.stops {
            features.push(
                Feature::new(Geometry::Point(Point { lon: stop.site.lon, lat: stop.site.lat }))
                    .with("route", number)
                    .with("site", stop.site.id.as_str())
                    .with("zh", stop.site.name.zh.as_str())
                    .with("en", stop.site.name.en.as_str())
                    .with("state", stop.site.state.as_str())
                    .with("arrive", rounded(stop.arrive))
                    .with("leave", rounded(stop.leave)),
            );
        }
    }
    Shapes::new(ground, features)
}

/// A line of coverage as JSON.
pub fn coverage_json(line: &CoverageLine) -> Json {
    let share = |people: f64| if line.people > 0.0 { people / line.people } else { 0.0 };
    json!({
        "place": line.place,
        "circle": line.circle,
        "kinds": line.kinds,
        "walker": line.walker,
        "minutes": line.minutes,
        "people": line.people,
        "covered": line.covered,
        "share": share(line.covered),
        "share_low": share(line.low),
        "share_high": share(line.high),
    })
}
