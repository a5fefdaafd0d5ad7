//! Bringing times, counts and verdicts into the lake: what figures about circles are made of.
//!
//! For each of the pack's days the registers are read as they hold on that day, every circle is
//! walked, and the results are loaded as one file a stream. The lake compares keys: what came
//! out as before is not written, what differs is a correction, so a changed facility or gate
//! makes stale only the homes whose way it changes. A home that is no longer in the register
//! gets a row with no people.

use super::conformance;
use super::district::{declared, of_pack, stream};
use super::ground::{Ground, pace};
use crate::clock::{self, Stopwatch};
use crate::error::Error;
use crate::opened::{App, ReadyPack};
use crate::progress::{Progress, Stop};
use crate::services::{publish, rows};
use crate::under;
use access::scene::Scene;
use access::search::Search;
use diag::Text;
use district::FileFormat;
use jiff::civil::Date;
use records::Lake;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What came into one stream for one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Brought {
    /// The stream.
    pub stream: &'static str,
    /// The day of the registers.
    pub as_of: Date,
    /// Rows that are new.
    pub added: u64,
    /// Rows that came out otherwise than before.
    pub corrected: u64,
    /// Rows that came out as before.
    pub repeated: u64,
    /// The snapshot that has them; none if nothing was written.
    pub snapshot: Option<i64>,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Refreshed {
    /// One for each stream and day.
    pub brought: Vec<Brought>,
    /// What the person has to know.
    pub said: Vec<Text>,
    /// Whether it stopped because it was asked to; what was brought by then stays.
    pub stopped: bool,
    /// How long it took.
    pub took_ms: u64,
}

/// Times that error bars allow: least and most minutes.
///
/// Least: everybody walks a tenth faster than the walker says. Most: a tenth slower, and also
/// from the home to the street and from the street to the facility.
pub(crate) fn bars(minutes: f64, off_m: f64, metres_per_minute: f64) -> (f64, f64) {
    let error = super::ask::SPEED_ERROR;
    let most = (minutes + off_m / metres_per_minute) / (1.0 - error);
    (minutes / (1.0 + error), most)
}

/// Computes every circle of the pack for every day and brings the results into the lake.
pub async fn refresh(
    app: &App,
    stop: &Stop,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Refreshed, Error> {
    let watch = Stopwatch::start();
    let ready = app.ready_pack()?;
    let (_, district) = declared(&ready)?;
    let lake = app.lake_for_writing().await?;
    let days = district.days.clone();
    let mut done = Refreshed::default();
    let of = u64::try_from(days.len() * 3).unwrap_or(0);
    let mut step = 0;
    for day in days {
        let ground = of_pack(app, &lake, &ready, Some(day)).await?;
        for said in &ground.said {
            if !done.said.contains(said) {
                done.said.push(said.clone());
            }
        }
        if !ground.made_up.en.is_empty() && !done.said.contains(&ground.made_up) {
            done.said.insert(0, ground.made_up.clone());
        }
        if ground.homes.is_empty() {
            done.said.push(Text::new(
                format!("{day}：登记册中没有住处"),
                format!("{day}: the register has no homes"),
            ));
        }
        let tables = tables(&ground, &ready, day);
        for (id, csv) in [
            ("access_time", tables.times),
            ("access_count", tables.counts),
            ("access_verdict", tables.verdicts),
        ] {
            if stop.asked() {
                return Ok(Refreshed { stopped: true, took_ms: watch.elapsed_ms(), ..done });
            }
            progress(Progress::Stage { name: format!("{id} {day}"), done: step, of });
            step += 1;
            done.brought.push(bring(&lake, &ready, id, day, csv).await?);
        }
    }
    progress(Progress::Done);
    done.took_ms = watch.elapsed_ms();
    Ok(done)
}

/// Loads rows written as CSV; those that are gone come with no people.
async fn bring(
    lake: &Lake,
    ready: &ReadyPack,
    id: &'static str,
    day: Date,
    mut csv: Csv,
) -> Result<Brought, Error> {
    let stream = stream(ready, id)?;
    under::declare_stream(lake, stream).await?;
    let there = rows::keys(lake, stream, &stream.key).await?;
    let as_of = day.to_string();
    let at = stream.key.iter().position(|column| column == "as_of").unwrap_or(0);
    let gone: Vec<&Vec<String>> =
        there.iter().filter(|key| key[at] == as_of && !csv.keys.contains(*key)).collect();
    for key in gone {
        csv.gone(&stream.key, key);
    }
    let name = format!("access:{id}:{day}");
    let format = (name.as_str(), "csv", FileFormat::Csv);
    // Results may come back to what they were (a gate opened and closed again), and the lake
    // takes no file twice: a file is the same only if nothing has changed since.
    let snapshot = lake.snapshot().await.map_err(under::records)?;
    let mut digest = Sha256::new();
    digest.update(snapshot.to_le_bytes());
    digest.update(&csv.text);
    let file = (csv.text.into_bytes(), journal::hex(&digest.finalize()));
    let load = publish::staged_bytes(lake, &ready.pack.zone, stream, format, file).await?;
    let mut brought =
        Brought { stream: id, as_of: day, added: 0, corrected: 0, repeated: 0, snapshot: None };
    if load.already_loaded() {
        brought.repeated = u64::try_from(csv.keys.len()).unwrap_or(0);
        return Ok(brought);
    }
    let outcome = load.commit(clock::now_us()).await.map_err(under::records)?;
    brought.added = outcome.added.saturating_sub(outcome.corrected);
    brought.corrected = outcome.corrected;
    brought.repeated = outcome.repeated;
    brought.snapshot = (outcome.added > 0).then_some(outcome.snapshot);
    if outcome.quarantined > 0 {
        return Err(Error::could_not(
            format!("{} 行结果不合列的类型", outcome.quarantined),
            format!("{} rows of results do not fit their columns", outcome.quarantined),
        ));
    }
    Ok(brought)
}

/// A table being written, with the keys of its rows.
struct Csv {
    text: String,
    columns: &'static [&'static str],
    keys: BTreeSet<Vec<String>>,
}

impl Csv {
    fn new(columns: &'static [&'static str]) -> Self {
        let mut text = columns.join(",");
        text.push('\n');
        Self { text, columns, keys: BTreeSet::new() }
    }

    fn row(&mut self, key: Vec<String>, cells: &[&str]) {
        for (number, cell) in cells.iter().enumerate() {
            if number > 0 {
                self.text.push(',');
            }
            if cell.contains([',', '"', '\n', '\r']) {
                let _ = write!(self.text, "\"{}\"", cell.replace('"', "\"\""));
            } else {
                self.text.push_str(cell);
            }
        }
        self.text.push('\n');
        self.keys.insert(key);
    }

    /// A row of what is no longer: its key, no people, and a word where one has to stand.
    fn gone(&mut self, names: &[String], key: &[String]) {
        let cell = |column: &&str| -> String {
            match names.iter().position(|name| name == column) {
                Some(at) => key[at].clone(),
                None => match *column {
                    "people" | "facilities" => "0".to_owned(),
                    "verdict" => "not_measurable".to_owned(),
                    "network" | "status" | "level" | "kind" | "must" => "gone".to_owned(),
                    _ => String::new(),
                },
            }
        };
        let cells: Vec<String> = self.columns.iter().map(cell).collect();
        let borrowed: Vec<&str> = cells.iter().map(String::as_str).collect();
        self.row(key.to_vec(), &borrowed);
    }
}

struct Tables {
    times: Csv,
    counts: Csv,
    verdicts: Csv,
}

/// The kinds that each walker's circles need, and the largest limit of each.
fn wanted(ground: &Ground) -> BTreeMap<&str, BTreeMap<&str, u32>> {
    let mut wanted: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
    for circle in ground.rules.circles.values() {
        let limit = circle.minutes.iter().copied().max().unwrap_or(15);
        for kind in &circle.kinds {
            let held = wanted.entry(&circle.walker).or_default().entry(kind).or_insert(0);
            *held = limit.max(*held);
        }
    }
    wanted
}

const TIME_COLUMNS: &[&str] = &[
    "home",
    "place",
    "kind",
    "walker",
    "as_of",
    "people",
    "minutes",
    "metres",
    "facility",
    "home_snap_m",
    "facility_snap_m",
    "minutes_low",
    "minutes_high",
    "network",
];
const COUNT_COLUMNS: &[&str] =
    &["home", "place", "kind", "walker", "minutes", "as_of", "people", "facilities"];
const VERDICT_COLUMNS: &[&str] = &[
    "place",
    "standard",
    "edition",
    "clause",
    "rule",
    "kind",
    "level",
    "must",
    "verdict",
    "need_m2",
    "have_m2",
    "missing_m2",
    "people",
    "covered_people",
    "status",
    "as_of",
];

fn tables(ground: &Ground, ready: &ReadyPack, day: Date) -> Tables {
    let mut tables = Tables {
        times: Csv::new(TIME_COLUMNS),
        counts: Csv::new(COUNT_COLUMNS),
        verdicts: Csv::new(VERDICT_COLUMNS),
    };
    let as_of = day.to_string();
    for (walker, kinds) in wanted(ground) {
        let Some(found) = ground.rules.walkers.get(walker) else { continue };
        let scene = ground.scene_at(pace(found));
        for (kind, limit) in kinds {
            times(&mut tables.times, ground, &scene, (walker, kind, &as_of));
            counts(&mut tables.counts, &scene, (walker, kind, &as_of), limit);
        }
    }
    for line in conformance::lines(ground, &ready.pack) {
        let people = whole(line.line.people);
        let covered = line.line.covered.map_or_else(String::new, whole);
        let m2 = |value: Option<f64>| value.map_or_else(String::new, |m2| format!("{m2:.2}"));
        let (need, have, missing) =
            (m2(line.line.need_m2), m2(line.line.have_m2), m2(line.line.missing_m2));
        let rule = &line.rule;
        let cells = [
            line.line.place.as_str(),
            line.standard.as_str(),
            line.edition.as_str(),
            rule.clause.as_str(),
            rule.id.as_str(),
            rule.kind.as_str(),
            rule.level.as_str(),
            if rule.must { "M" } else { "O" },
            line.line.verdict.word(),
            &need,
            &have,
            &missing,
            &people,
            &covered,
            rule.status.as_str(),
            &as_of,
        ];
        let key = [cells[0], cells[1], cells[2], cells[4], cells[15]].map(str::to_owned);
        tables.verdicts.row(key.to_vec(), &cells);
    }
    tables
}

/// People as whole numbers: a register counts heads.
fn whole(people: f64) -> String {
    format!("{people:.0}")
}

/// Minutes with two digits, rounded up: a home that is beyond a limit stays beyond it.
fn up(minutes: f64) -> String {
    if minutes.is_finite() {
        let hundredths = ((minutes - 1e-9) * 100.0).ceil().max(0.0);
        // Zero may come out as −0.
        format!("{:.2}", (hundredths + 0.0) / 100.0)
    } else {
        String::new()
    }
}

fn tenths(metres: f64) -> String {
    if metres.is_finite() { format!("{metres:.1}") } else { String::new() }
}

/// The way from one home to the nearest facility of a kind, as cells; empty where there is none.
#[derive(Default)]
struct Way<'a> {
    minutes: String,
    metres: String,
    facility: &'a str,
    home_snap_m: String,
    facility_snap_m: String,
    minutes_low: String,
    minutes_high: String,
}

fn times(csv: &mut Csv, ground: &Ground, scene: &Scene, names: (&str, &str, &str)) {
    let (walker, kind, as_of) = names;
    let metres = scene.metres(kind);
    let near = scene.homes().homes.iter().enumerate();
    let near = near.map(|(number, home)| (home, way(scene, kind, metres.as_deref(), number)));
    // Homes too far from every street count as people whom nothing reaches.
    let far = scene.homes().far.iter().map(|home| (home, Way::default()));
    for (home, way) in near.chain(far) {
        let key = vec![home.id.clone(), kind.to_owned(), walker.to_owned(), as_of.to_owned()];
        let cells = [
            home.id.as_str(),
            home.place.as_str(),
            kind,
            walker,
            as_of,
            &whole(home.weight),
            &way.minutes,
            &way.metres,
            way.facility,
            &way.home_snap_m,
            &way.facility_snap_m,
            &way.minutes_low,
            &way.minutes_high,
            &ground.digest,
        ];
        csv.row(key, &cells);
    }
}

fn way<'a>(scene: &'a Scene, kind: &str, metres: Option<&[f64]>, home: usize) -> Way<'a> {
    let off = scene.homes().positions[home].snap_m;
    let way = Way { home_snap_m: tenths(off), ..Way::default() };
    let there = scene.nearest(kind).filter(|(_, nearest)| nearest.minutes[home].is_finite());
    let Some((held, nearest)) = there else { return way };
    let facility = usize::try_from(nearest.facility[home]).unwrap_or(usize::MAX);
    let place = held.positions.get(facility).map_or(0.0, |place| place.snap_m);
    let pace = scene.times().pace().metres_per_minute();
    let (low, high) = bars(nearest.minutes[home], off + place, pace);
    Way {
        minutes: up(nearest.minutes[home]),
        metres: tenths(metres.map_or(f64::INFINITY, |metres| metres[home])),
        facility: held.facilities.get(facility).map_or("", |facility| facility.id.as_str()),
        facility_snap_m: tenths(place),
        minutes_low: up(low),
        minutes_high: up(high),
        ..way
    }
}

fn counts(csv: &mut Csv, scene: &Scene, names: (&str, &str, &str), limit: u32) {
    let (walker, kind, as_of) = names;
    let mut search = Search::new(scene.times().network().junctions());
    let none = vec![0; scene.homes().homes.len()];
    let found = scene.nearest(kind).map(|(held, _)| {
        access::nearest::counts(scene.times(), scene.homes(), held, f64::from(limit), &mut search)
    });
    let minutes = limit.to_string();
    let far = scene.homes().far.iter().map(|home| (home, &0));
    let near = scene.homes().homes.iter().zip(found.as_ref().unwrap_or(&none));
    // Homes too far from every street have none within any limit.
    for (home, count) in near.chain(far) {
        let key = vec![
            home.id.clone(),
            kind.to_owned(),
            walker.to_owned(),
            minutes.clone(),
            as_of.to_owned(),
        ];
        let (people, count) = (whole(home.weight), count.to_string());
        let cells = [&home.id, &home.place, kind, walker, &minutes, as_of, &people, &count];
        csv.row(key, &cells);
    }
}

#[cfg(test)]
mod tests;
