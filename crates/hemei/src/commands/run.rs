//! `rehearse`, `demo`: a made-up year of a district, through the same doors as any data.

use super::{Face, evidence};
use app::evidence::EvidenceRequest;
use app::figures::{FigureHistory, FiguresRequest};
use app::load::{FileState, LoadRequest};
use app::select::Selection;
use app::targets::TargetView;
use app::view::figure_id;
use app::{Exit, Stop};
use diag::Language;
use district::Grain;
use rehearsal::MachineRows;
use report::{Line, Shown};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Figures shown of one indicator.
const LINES_PER_INDICATOR: usize = 4;
/// Rows of evidence shown.
const EVIDENCE_ROWS: usize = 10;
/// Figures that are opened at most to find one to show.
const TRIES: usize = 12;

/// Writes the made-up year as files.
pub(crate) fn rehearse(
    face: &mut Face<'_>,
    folder: &Path,
    seed: u64,
    year: i16,
) -> anyhow::Result<Exit> {
    for (stream, path) in write(face, folder, seed, year)? {
        if face.json {
            face.out.json(&json!({"stream": stream, "file": path.display().to_string()}))?;
        } else {
            face.out.text(&format!("{stream}  {}", path.display()))?;
        }
    }
    Ok(Exit::Done)
}

/// Writes records of a plant's machines: `day01.csv` and so on, and `hour.csv`, the hour after.
pub(crate) fn plant(face: &mut Face<'_>, folder: &Path, rows: MachineRows) -> anyhow::Result<Exit> {
    app::rehearse::make_folder(folder)?;
    for day in 0..rows.days {
        let path = folder.join(format!("day{:02}.csv", day + 1));
        app::rehearse::write_pieces(&path, rows.day(day))?;
        face.out.text(&path.display().to_string())?;
    }
    let path = folder.join("hour.csv");
    app::rehearse::write_pieces(&path, rows.hour())?;
    face.out.text(&path.display().to_string())?;
    Ok(Exit::Done)
}

/// Writes the made-up year, and the registers of the pack's made-up town if it has one.
fn write(
    face: &Face<'_>,
    folder: &Path,
    seed: u64,
    year: i16,
) -> Result<Vec<(String, PathBuf)>, app::Error> {
    let mut streams = Vec::new();
    let mut named: Vec<(String, Vec<u8>)> = Vec::new();
    for file in rehearsal::files(seed, year) {
        streams.push(file.stream.to_owned());
        named.push((file.name, file.bytes));
    }
    if face.app.pack_dir.is_some() {
        for (stream, name, bytes) in app::access::district::registers(&face.app, year)? {
            streams.push(stream);
            named.push((name, bytes));
        }
    }
    let paths = app::rehearse::write(folder, &named)?;
    Ok(streams.into_iter().zip(paths).collect())
}

/// Makes a small district, loads it, computes its figures and opens one of them. On a folder
/// where that has been done, nothing is added and the same is shown.
pub(crate) async fn demo(face: &mut Face<'_>, seed: u64, year: i16) -> anyhow::Result<Exit> {
    if face.app.data_dir.is_none() {
        face.app.data_dir = Some(PathBuf::from("demo"));
    }
    let watch = app::clock::Stopwatch::start();
    let files = write(face, &face.app.data_dir()?.join("rehearsal"), seed, year)?;
    Box::pin(load_all(face, files)).await?;
    let quiet = |_: app::Progress| {};
    Box::pin(circles(face)).await?;
    let refreshed = Box::pin(app::refresh::refresh(&face.app, false, &quiet)).await?;
    let list = Box::pin(app::figures::figures(&face.app, &FiguresRequest::default())).await?;
    face.talk.say(&match face.language() {
        Language::Zh => format!(
            "快照 {}：共 {} 个指标值，{} 个有变化",
            refreshed.snapshot,
            list.len(),
            refreshed.changed
        ),
        Language::En => format!(
            "snapshot {}: {} figures, {} of them changed",
            refreshed.snapshot,
            list.len(),
            refreshed.changed
        ),
    });
    let targets = Box::pin(app::targets::targets(&face.app)).await?;
    let chosen = choose(&list);
    if face.json {
        for history in &chosen {
            face.out.json(&app::json::history(history, face.talk.language))?;
        }
    } else {
        let lines: Vec<Line> = chosen.iter().map(|history| line(history, &targets)).collect();
        face.out.text("")?;
        face.out.text(&report::table(&lines, face.language()))?;
        face.out.text("")?;
    }
    Box::pin(open_one(face, &chosen)).await?;
    face.out.flush()?;
    services(face)?;
    let took = watch.elapsed_ms();
    face.talk.say(&match face.language() {
        Language::Zh => format!("用时 {}.{:03} 秒", took / 1000, took % 1000),
        Language::En => format!("done in {}.{:03} s", took / 1000, took % 1000),
    });
    Ok(Exit::Done)
}

/// Tells of the things that the pack offers, each proved, and how to go on with them.
fn services(face: &Face<'_>) -> Result<(), app::Error> {
    let things = app::services::planning::things(&face.app)?;
    let Some(first) = things.first().and_then(|thing| thing["id"].as_str()) else { return Ok(()) };
    let (pack, data) = (face.app.pack_dir()?.display(), face.app.data_dir()?.display());
    let plan = format!("hemei --pack {pack} plan {first}");
    let serve = format!("hemei --pack {pack} --data {data} serve");
    face.talk.say(&match face.language() {
        Language::Zh => format!(
            "{} 个“一件事”已证明可办；看一个方案：{plan}；在 http://127.0.0.1:8080 办理：{serve}",
            things.len()
        ),
        Language::En => format!(
            "{} things are proved to be doable; see a plan: {plan}; run cases at \
             http://127.0.0.1:8080: {serve}",
            things.len()
        ),
    });
    Ok(())
}

/// Walks the circles of a pack that has some.
async fn circles(face: &Face<'_>) -> anyhow::Result<()> {
    if !app::access::district::has_circles(&face.app)? {
        return Ok(());
    }
    let never = Stop::new();
    let quiet = |_: app::Progress| {};
    let done = Box::pin(app::access::refresh::refresh(&face.app, &never, &quiet)).await?;
    for said in &done.said {
        face.talk.warning(said.get(face.language()));
    }
    for brought in &done.brought {
        let (stream, day, added) = (brought.stream, brought.as_of, brought.added);
        let corrected = brought.corrected;
        face.talk.say(&match face.language() {
            Language::Zh => format!("{stream} ← 步行计算 {day}：新增 {added}，更正 {corrected}"),
            Language::En => {
                format!("{stream} ← walked as of {day}: {added} added, {corrected} corrected")
            }
        });
    }
    Ok(())
}

async fn load_all(face: &mut Face<'_>, files: Vec<(String, PathBuf)>) -> anyhow::Result<()> {
    let mut groups: Vec<(String, Vec<PathBuf>)> = Vec::new();
    for (stream, path) in files {
        match groups.last_mut() {
            Some((last, paths)) if *last == stream => paths.push(path),
            _ => groups.push((stream, vec![path])),
        }
    }
    let never = Stop::new();
    let quiet = |_: app::Progress| {};
    for (stream, files) in groups {
        let request = LoadRequest { stream: stream.clone(), files, ..LoadRequest::default() };
        let outcome = Box::pin(app::load::load(&face.app, &request, &never, &quiet)).await?;
        for file in &outcome.files {
            let name = file.path.file_name().map(|name| name.to_string_lossy().into_owned());
            let name = name.unwrap_or_default();
            let (a, q, c) = (file.added, file.quarantined, file.corrected);
            let text = match (&file.state, face.language()) {
                (FileState::Refused(error), language) => {
                    face.talk.warning(&format!("{name}: {}", error.lines(language).0));
                    continue;
                }
                (FileState::AlreadyLoaded, Language::Zh) => {
                    format!("{stream} ← {name}：此前已导入")
                }
                (FileState::AlreadyLoaded, Language::En) => {
                    format!("{stream} ← {name}: loaded before")
                }
                (_, Language::Zh) => {
                    format!("{stream} ← {name}：新增 {a}，更正 {c}，隔离 {q}")
                }
                (_, Language::En) => {
                    format!("{stream} ← {name}: {a} added, {c} corrected, {q} quarantined")
                }
            };
            face.talk.say(&text);
        }
    }
    Ok(())
}

/// A few figures of every indicator: of its largest periods the latest one, and of its places
/// those that lie highest.
fn choose(list: &[FigureHistory]) -> Vec<FigureHistory> {
    let mut by_indicator: BTreeMap<&str, Vec<&FigureHistory>> = BTreeMap::new();
    for history in list {
        by_indicator.entry(&history.view.figure.key.indicator).or_default().push(history);
    }
    let mut out = Vec::new();
    for figures in by_indicator.into_values() {
        let grain = figures.iter().map(|figure| grain_of(figure)).max();
        let last = figures
            .iter()
            .filter(|figure| Some(grain_of(figure)) == grain)
            .map(|figure| figure.view.figure.key.period)
            .max();
        let mut shown: Vec<&FigureHistory> = figures
            .into_iter()
            .filter(|figure| Some(figure.view.figure.key.period) == last)
            .collect();
        shown.sort_by_key(|figure| figure.view.place_depth);
        out.extend(shown.into_iter().take(LINES_PER_INDICATOR).cloned());
    }
    out
}

fn grain_of(history: &FigureHistory) -> Grain {
    history.view.figure.key.period.grain()
}

fn line(history: &FigureHistory, targets: &[TargetView]) -> Line {
    let view = &history.view;
    let key = &view.figure.key;
    let target = targets.iter().find(|held| {
        held.target.indicator == key.indicator
            && held.target.place == key.place
            && (held.target.edition.is_none() || held.target.edition == key.edition)
            && key.by.is_empty()
    });
    let target =
        target.map(|held| (held.standing.target.to_text(held.decimals), held.standing.clone()));
    Line {
        key: key.clone(),
        indicator: view.indicator_name.clone(),
        place: view.place_name.clone(),
        shown: Shown {
            value: view.shown.clone(),
            bounds: view.bounds_shown(),
            unit: view.unit_shown().to_owned(),
            valid: view.figure.valid(),
            why: view.reason_text.clone(),
        },
        target,
    }
}

/// Opens one of the figures: the first whose records are known exactly and are few enough to be
/// read, a ratio before a plain number; without one, the first that was tried.
async fn open_one(face: &mut Face<'_>, chosen: &[FigureHistory]) -> anyhow::Result<()> {
    let few = |history: &FigureHistory| {
        let coverage = history.view.figure.coverage.as_ref();
        coverage.is_none_or(|coverage| usize::try_from(coverage.have).is_ok_and(small))
    };
    let mut candidates: Vec<&FigureHistory> =
        chosen.iter().filter(|history| history.view.figure.valid() && few(history)).rev().collect();
    candidates.sort_by_key(|history| history.view.figure.denominator.is_none());
    let mut supersets: BTreeSet<&str> = BTreeSet::new();
    let mut best = None;
    for history in candidates.into_iter().take(TRIES) {
        let key = &history.view.figure.key;
        if supersets.contains(key.indicator.as_str()) {
            continue;
        }
        let request = EvidenceRequest {
            selection: Selection { indicator: Some(figure_id(key)), ..Selection::default() },
            limit: Some(EVIDENCE_ROWS),
        };
        let opened = Box::pin(app::evidence::evidence(&face.app, &request)).await?;
        if opened.exact && small(opened.rows) {
            best = Some(opened);
            break;
        }
        if !opened.exact {
            // Other figures of the indicator go through the same computation.
            supersets.insert(&key.indicator);
        }
        best = best.or(Some(opened));
    }
    match best {
        Some(opened) => evidence::print(face, &opened),
        None => Ok(()),
    }
}

/// Whether so many rows can be read at a glance or two.
fn small(rows: usize) -> bool {
    (1..=EVIDENCE_ROWS * 4).contains(&rows)
}
