//! What a question is asked of: a network, homes, facilities, gates and the rules.

use crate::clock;
use crate::error::{self, Error};
use crate::folder;
use crate::opened::App;
use access::estate::{Doors, Gate};
use access::hours::{Calendar, Moment, Open};
use access::network::Network;
use access::pace::{Pace, Times};
use access::places::{Home, Placer};
use access::scene::Scene;
use access::standard::AreasOf;
use access::{Facility, Point};
use diag::{Severity, Text};
use district::{AccessRules, Exact, did_you_mean};
use jiff::civil::{Date, DateTime, Weekday};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which files, or which day of the pack's registers.
#[derive(Debug, Clone, Default)]
pub struct GroundRequest {
    /// A map built by `access build`; none: the pack's network.
    pub graph: Option<PathBuf>,
    /// A CSV of homes, or `osm` for the buildings of the map; none: the pack's register.
    pub origins: Option<String>,
    /// A CSV of facilities, or `osm` for those of the map; none: the pack's register, or the
    /// map's own.
    pub facilities: Option<String>,
    /// A CSV of gates.
    pub gates: Option<PathBuf>,
    /// The datum of these files: wgs84, cgcs2000, gcj02, bd09.
    pub datum: Option<String>,
    /// Rules of kinds and walkers instead of the pack's or the default ones.
    pub rules: Option<PathBuf>,
    /// The walker; the first of `adult` and the rules' own.
    pub walker: Option<String>,
    /// Only facilities that are open then: `Tuesday 20:00`, `2026-03-03T20:00`.
    pub open_at: Option<String>,
    /// Only these kinds.
    pub kinds: Vec<String>,
    /// The day of the registers; none: the last of the pack's days.
    pub as_of: Option<Date>,
}

/// What a question is asked of.
pub struct Ground {
    /// The name of the file that the map was built from.
    pub source: String,
    /// A digest of the streets that the map was built from.
    pub digest: String,
    /// Said where the map is made up; empty where it is real.
    pub made_up: Text,
    /// The greatest distance from a point to the network, metres.
    pub snap_m: f64,
    /// The walking network.
    pub walk: Arc<Network>,
    /// The driving network.
    pub drive: Option<Arc<Network>>,
    /// Kinds, walkers and circles.
    pub rules: AccessRules,
    /// Homes.
    pub homes: Vec<Home>,
    /// Facilities.
    pub facilities: Vec<Facility>,
    /// Gates.
    pub gates: Vec<Gate>,
    /// Floor and land of facilities, where they are known.
    pub areas: AreasOf,
    /// The district's calendar.
    pub calendar: Calendar,
    /// The day of the registers, where they are of a pack.
    pub as_of: Option<Date>,
    /// Kinds that were asked for: they are answered even if there is none.
    pub asked: Vec<String>,
    /// Names of the pack's places, by id.
    pub places: BTreeMap<String, Text>,
    /// What the person who asks has to know.
    pub said: Vec<Text>,
}

impl Ground {
    /// Reads files, or the pack's network and registers, as the request says.
    pub async fn open(app: &App, request: &GroundRequest) -> Result<Self, Error> {
        let mut ground = if let Some(graph) = &request.graph {
            Self::of_map(graph, request)?
        } else {
            of_pack_only(request)?;
            super::district::ground(app, request).await?
        };
        ground.take_files(request)?;
        ground.choose(request)?;
        if !ground.made_up.en.is_empty() {
            ground.said.insert(0, ground.made_up.clone());
        }
        Ok(ground)
    }

    /// A map built by `access build`, with what stands in it.
    fn of_map(graph: &Path, request: &GroundRequest) -> Result<Self, Error> {
        let map = super::build::read_map(graph)?;
        Ok(Self {
            source: map.source,
            digest: map.digest,
            made_up: map.made_up,
            snap_m: map.snap_m,
            walk: Arc::new(map.walk),
            drive: map.drive.map(Arc::new),
            rules: rules(request.rules.as_deref())?,
            homes: if request.origins.as_deref() == Some("osm") {
                map.buildings
            } else {
                Vec::new()
            },
            facilities: map.facilities,
            gates: map.gates,
            areas: AreasOf::new(),
            calendar: Calendar::default(),
            as_of: None,
            asked: Vec::new(),
            places: BTreeMap::new(),
            said: Vec::new(),
        })
    }

    /// Files that the request names instead of what is there.
    fn take_files(&mut self, request: &GroundRequest) -> Result<(), Error> {
        let datum = super::build::datum(request.datum.as_deref())?;
        let within = self.around();
        if let Some(origins) = request.origins.as_deref().filter(|name| *name != "osm") {
            let path = Path::new(origins);
            let (homes, said) = super::shapes::homes(path, datum, within)?;
            if homes.is_empty() {
                return Err(super::shapes::none_in(path, ("住处", "homes"), &said));
            }
            self.homes = homes;
            self.said.extend(said);
        }
        if let Some(file) = request.facilities.as_deref().filter(|name| *name != "osm") {
            let path = Path::new(file);
            let (facilities, said) = super::shapes::facilities(path, datum, within)?;
            if facilities.is_empty() {
                return Err(super::shapes::none_in(path, ("设施", "facilities"), &said));
            }
            self.facilities = facilities;
            self.said.extend(said);
        }
        if let Some(file) = &request.gates {
            let (gates, said) = super::shapes::gates(file, datum)?;
            self.gates = gates;
            self.said.extend(said);
        }
        Ok(())
    }

    /// The network's box with a degree around it: tells axes that are swapped.
    pub(crate) fn around(&self) -> Option<maps::Bbox> {
        let [west, south, east, north] = self.walk.bounds()?;
        let (west, south) = ((west - 1.0).max(-180.0), (south - 1.0).max(-90.0));
        maps::Bbox::new(west, south, (east + 1.0).min(180.0), (north + 1.0).min(90.0))
    }

    /// Keeps the kinds asked for, and what is open at the moment asked for.
    fn choose(&mut self, request: &GroundRequest) -> Result<(), Error> {
        for kind in &request.kinds {
            self.known_kind(kind)?;
        }
        self.asked.clone_from(&request.kinds);
        if !request.kinds.is_empty() {
            self.facilities.retain(|facility| request.kinds.contains(&facility.kind));
            // Of a circle that has other kinds, too, nothing can be said then.
            let circles = &mut self.rules.circles;
            circles.retain(|_, circle| circle.kinds.iter().all(|k| request.kinds.contains(k)));
        }
        let Some(text) = &request.open_at else { return Ok(()) };
        self.asked.extend(self.facilities.iter().map(|facility| facility.kind.clone()));
        self.asked.sort_unstable();
        self.asked.dedup();
        let base = self.as_of.unwrap_or_else(clock::today);
        let at = moment(text, base, &self.calendar)?;
        let judge = Moment::new(at, &self.calendar).ok_or_else(|| no_moment(text))?;
        let (mut unread, mut not_said, mut perhaps) = (0, 0, 0);
        self.facilities.retain(|facility| match judge.judge(&facility.opening_hours) {
            Open::Yes => true,
            Open::No => false,
            Open::Perhaps => {
                perhaps += 1;
                false
            }
            Open::NotSaid => {
                not_said += 1;
                false
            }
            Open::Unread => {
                unread += 1;
                false
            }
        });
        self.said.push(Text::new(
            format!(
                "只算 {at} 开放的设施；{not_said} 处没有开放时间、{unread} 处时间读不懂、{perhaps} 处不定，均不计入"
            ),
            format!(
                "only what is open at {at} counts; left out: {not_said} without hours, {unread} \
                 whose hours do not read, {perhaps} that leave it open"
            ),
        ));
        Ok(())
    }

    /// Refuses a kind that neither the rules nor any facility knows.
    pub fn known_kind(&self, kind: &str) -> Result<(), Error> {
        let mut known: Vec<&str> = self.rules.kinds.keys().map(String::as_str).collect();
        known.extend(self.facilities.iter().map(|facility| facility.kind.as_str()));
        known.sort_unstable();
        known.dedup();
        if known.contains(&kind) {
            return Ok(());
        }
        let near = did_you_mean(kind, known.iter().copied()).unwrap_or_default().to_owned();
        let list = known.join(", ");
        Err(Error::wrong_use(
            format!("设施类别应为 {list} 之一，实为 `{kind}`"),
            format!("expected a kind among {list}, found `{kind}`"),
        )
        .help_text(
            (!near.is_empty())
                .then(|| Text::new(format!("是否指 `{near}`？"), format!("write `{near}`"))),
        ))
    }

    /// A circle of the rules.
    pub fn circle(&self, id: &str) -> Result<&district::Circle, Error> {
        self.rules.circles.get(id).ok_or_else(|| {
            let list = self.rules.circles.keys().cloned().collect::<Vec<_>>().join(", ");
            Error::wrong_use(
                format!("生活圈应为 {list} 之一，实为 `{id}`"),
                format!("expected a circle among {list}, found `{id}`"),
            )
        })
    }

    /// The walker that is asked for, with the id; `adult` or the first if none is.
    pub fn walker(&self, walker: Option<&str>) -> Result<(&str, Pace), Error> {
        let walkers = &self.rules.walkers;
        let id = walker.unwrap_or_else(|| if walkers.contains_key("adult") { "adult" } else { "" });
        let found =
            if id.is_empty() { walkers.first_key_value() } else { walkers.get_key_value(id) };
        let Some((id, walker)) = found else {
            let list = walkers.keys().cloned().collect::<Vec<_>>().join(", ");
            return Err(Error::wrong_use(
                format!("步行者应为 {list} 之一，实为 `{id}`"),
                format!("expected a walker among {list}, found `{id}`"),
            ));
        };
        Ok((id, pace(walker)))
    }

    /// The scene of a walker.
    pub fn scene(&self, walker: Option<&str>) -> Result<Scene, Error> {
        let (_, pace) = self.walker(walker)?;
        Ok(self.scene_at(pace))
    }

    /// The scene of a pace.
    pub fn scene_at(&self, pace: Pace) -> Scene {
        let placer = Placer::new(&self.walk, self.snap_m);
        let doors = Doors::new(&self.walk, &self.gates);
        let times = Times::new(&self.walk, pace, doors);
        Scene::of_kinds(placer, times, self.homes.clone(), self.facilities.clone(), &self.asked)
    }

    /// Times on the driving network.
    pub fn driving(&self) -> Result<Times, Error> {
        let Some(drive) = &self.drive else {
            return Err(Error::refused(
                "该地图没有可行车的道路",
                "the map has no streets to drive on",
            )
            .help(
                "用含有 highway 与 maxspeed 的地图重新运行 hemei access build",
                "run hemei access build on a map whose streets have `highway`",
            ));
        };
        Ok(Times::new(drive, Pace::walk(0.0), Doors::default()))
    }

    /// How well homes and facilities lie on the network; what is odd is said.
    pub fn look_at_layers(&self, walker: Option<&str>, thorough: bool) -> Result<Vec<Text>, Error> {
        let (_, pace) = self.walker(walker)?;
        let placer = Placer::new(&self.walk, self.snap_m);
        let mut said = Vec::new();
        let homes: Vec<Point> = self.homes.iter().map(|home| home.at).collect();
        let places: Vec<Point> = self.facilities.iter().map(|facility| facility.at).collect();
        for (zh, en, points) in [("住处", "homes", &homes), ("设施", "facilities", &places)] {
            let fit = if thorough {
                access::fit::shift_fit(&placer, points, &pace)
            } else {
                access::fit::datum_fit(&placer, points, &pace)
            };
            let (now, then) = (fit.mean_m.round(), fit.then_m.round());
            if let Some(datum) = fit.datum {
                said.push(Text::new(
                    format!("{zh}图层像是 {datum} 坐标：照此换算后离街道平均 {then} 米，现为 {now} 米；请用 --datum {datum}"),
                    format!("the layer of {en} looks like {datum}: converted, its points are {then} m from streets on average, now {now} m; say --datum {datum}"),
                ));
            } else if let Some((east, north)) = fit.shift {
                let (east, north) = (east.round(), north.round());
                said.push(Text::new(
                    format!("{zh}图层像是整体偏移：向东移 {east} 米、向北移 {north} 米后离街道平均 {then} 米，现为 {now} 米"),
                    format!("the layer of {en} looks shifted: moved {east} m east and {north} m north, its points are {then} m from streets on average, now {now} m"),
                ));
            }
        }
        Ok(said)
    }
}

/// Refuses what only a map of one's own has: a pack brings its rules and registers.
fn of_pack_only(request: &GroundRequest) -> Result<(), Error> {
    let osm = |name: &Option<String>| name.as_deref() == Some("osm");
    if request.rules.is_some() || osm(&request.origins) || osm(&request.facilities) {
        return Err(Error::wrong_use(
            "--rules、--origins osm、--facilities osm 应配 --graph",
            "expected --graph with --rules, --origins osm and --facilities osm",
        )
        .help(
            "没有 --graph 时，规则与登记册来自配置包",
            "without --graph the rules and registers are the pack's",
        ));
    }
    Ok(())
}

/// A walker of the rules as a pace.
pub fn pace(walker: &district::Walker) -> Pace {
    Pace {
        km_h: float(&walker.km_h),
        steps: walker.steps.as_ref().map(float),
        slope: walker.slope,
        slope_max: walker.slope_max.as_ref().map(|percent| float(percent) / 100.0),
        unpaved: walker.unpaved,
        wheelchair: walker.wheelchair,
    }
}

/// A declared number as a measurement is computed with.
pub fn float(exact: &Exact) -> f64 {
    exact.to_text(9).parse().unwrap_or(0.0)
}

/// The rules of a file, or the default ones.
pub fn rules(file: Option<&Path>) -> Result<AccessRules, Error> {
    let Some(path) = file else { return Ok(pack::default_access()) };
    let bytes = folder::read_bytes(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let (rules, sources, findings) = pack::access_rules(&path.display().to_string(), &text);
    let errors: Vec<_> =
        findings.into_iter().filter(|found| found.severity == Severity::Error).collect();
    if errors.is_empty() {
        return Ok(rules);
    }
    // A file that is no TOML at all has a finding in every line.
    let first = &errors[..errors.len().min(3)];
    let more = errors.len() - first.len();
    let shown = |language| {
        let style = diag::Style { format: diag::Format::Concise, language, color: false };
        let mut text = diag::render(first, &sources, style).trim_end().replace('\n', "; ");
        if more > 0 {
            let of = match language {
                diag::Language::Zh => format!("；另有 {more} 处"),
                diag::Language::En => format!("; and {more} more"),
            };
            text.push_str(&of);
        }
        text
    };
    Err(Error::refused(shown(diag::Language::Zh), shown(diag::Language::En))
        .code(Some(errors[0].code)))
}

fn no_moment(text: &str) -> Error {
    Error::wrong_use(
        format!("时刻应写作 `Tuesday 20:00` 或 `2026-03-03T20:00`，实为 `{text}`"),
        format!("expected a moment such as `Tuesday 20:00` or `2026-03-03T20:00`, found `{text}`"),
    )
}

const WEEKDAYS: [(&str, &str, Weekday); 7] = [
    ("monday", "周一", Weekday::Monday),
    ("tuesday", "周二", Weekday::Tuesday),
    ("wednesday", "周三", Weekday::Wednesday),
    ("thursday", "周四", Weekday::Thursday),
    ("friday", "周五", Weekday::Friday),
    ("saturday", "周六", Weekday::Saturday),
    ("sunday", "周日", Weekday::Sunday),
];

/// The moment that a person means: a date with a time, or the next such weekday that the
/// calendar leaves as it is.
fn moment(text: &str, base: Date, calendar: &Calendar) -> Result<DateTime, Error> {
    let text = text.trim();
    if let Ok(at) = text.replace(' ', "T").parse::<DateTime>() {
        return Ok(at);
    }
    let (day, time) = text.rsplit_once(' ').ok_or_else(|| no_moment(text))?;
    let day = day.trim().to_lowercase();
    let named = |(en, zh, _): &&(&str, &str, Weekday)| {
        zh == &day || (day.len() >= 2 && en.starts_with(day.as_str()))
    };
    let (_, _, weekday) = WEEKDAYS.iter().find(named).ok_or_else(|| no_moment(text))?;
    let time = if time.len() == 4 { format!("0{time}") } else { time.to_owned() };
    let time: jiff::civil::Time = time.parse().map_err(|_| no_moment(text))?;
    let mut date = base;
    for _ in 0..200 {
        let moved = calendar.holidays.contains(&date) || calendar.workdays.contains(&date);
        if date.weekday() == *weekday && !moved {
            return Ok(date.to_datetime(time));
        }
        date = date.tomorrow().map_err(|_| no_moment(text))?;
    }
    Err(no_moment(text))
}

/// A day as a person writes it.
pub fn day(text: Option<&str>) -> Result<Option<Date>, Error> {
    let Some(text) = text else { return Ok(None) };
    text.parse().map(Some).map_err(|_| {
        Error::wrong_use(
            format!("日期应如 2025-12-31，实为 `{text}`"),
            format!("expected a date such as 2025-12-31, found `{text}`"),
        )
    })
}

/// Refuses what names nothing to ask of.
pub(crate) fn need_homes(ground: &Ground) -> Result<(), Error> {
    if ground.homes.is_empty()
        && let Some(day) = ground.as_of
    {
        return Err(Error::refused(
            format!("{day} 的登记册中没有住处"),
            format!("the register has no homes on {day}"),
        )
        .help(
            "用 hemei load 载入住处，或用 --as-of 换一天",
            "load homes with hemei load, or name another day with --as-of",
        ));
    }
    if ground.homes.is_empty() && !ground.said.is_empty() {
        return Err(Error::refused("没有一行住处可以采用", "no row of homes could be taken")
            .help("上面的提示说明了每一行的问题", "the notes above say what each row has wrong"));
    }
    if ground.homes.is_empty() {
        return Err(Error::wrong_use("没有住处", "there are no homes").help(
            "用 --origins FILE.csv 指明（id, lon, lat, weight），或建图时加 --buildings 后用 --origins osm",
            "name them with --origins FILE.csv (id, lon, lat, weight), or build with --buildings and say --origins osm",
        ));
    }
    Ok(())
}

/// Refuses what has no facilities.
pub(crate) fn need_facilities(ground: &Ground) -> Result<(), Error> {
    if ground.facilities.is_empty() {
        return Err(Error::refused("没有设施", "there are no facilities").help(
            "用 --facilities FILE.csv 指明（id, kind, lon, lat），或 --facilities osm",
            "name them with --facilities FILE.csv (id, kind, lon, lat), or say --facilities osm",
        ));
    }
    Ok(())
}

/// A file of the pack or data folder that a declaration names.
pub(crate) fn find_file(app: &App, name: &str) -> Result<PathBuf, Error> {
    let folders = [app.pack_dir.as_deref(), app.data_dir.as_deref()];
    let found = folders.into_iter().flatten().map(|dir| dir.join(name)).find(|path| path.is_file());
    found.ok_or_else(|| {
        let path = app.pack_dir.as_deref().unwrap_or(Path::new("")).join(name);
        error::file(&path, std::io::Error::from(std::io::ErrorKind::NotFound))
    })
}

#[cfg(test)]
mod tests;
