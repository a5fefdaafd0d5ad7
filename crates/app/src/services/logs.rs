//! Event logs: brought in from XES and CSV, kept in the lake, and mined.
//!
//! A log is a stream of its own with the same columns whatever its source had: one row an event,
//! and one row, number 0, a case with what is said of the case itself. What else a log says of
//! an event is kept beside as JSON, so that nothing is lost.

use super::publish;
use super::rows;
use crate::error::{self, Error};
use crate::opened::App;
use crate::under;
use diag::{Language, Text};
use district::declare::{EventTime, StreamKind};
use district::{Column, DataType, Stream, Zone};
use mine::honest::HonestLimits;
use mine::{Attribute, Clock, EventLog, LogEvent, Trace, csv_log, xes};
use records::Lake;
use serde_json::{Map, Value, json};
use std::path::Path;

/// How the columns of a table are called, where they are not found by their usual names.
#[derive(Debug, Clone, Default)]
pub struct LogColumns {
    /// The case.
    pub case: Option<String>,
    /// The activity.
    pub activity: Option<String>,
    /// The moment.
    pub at: Option<String>,
    /// Who did it.
    pub resource: Option<String>,
}

/// What bringing in a log came to.
#[derive(Debug, Clone)]
pub struct Imported {
    /// Cases.
    pub cases: usize,
    /// Events.
    pub events: usize,
    /// Rows that are new in the lake.
    pub added: u64,
    /// Rows that were there already.
    pub repeated: u64,
    /// What did not fit, with line and reason; at most a hundred are told.
    pub refused: Vec<Text>,
    /// How many did not fit.
    pub refused_count: usize,
    /// The snapshot that shows the log.
    pub snapshot: Option<i64>,
}

/// The name under which the lake knows that a stream is an event log.
fn stream(id: &str) -> Stream {
    let column = |id: &str, data_type, required, zh: &str, en: &str| Column {
        id: id.to_owned(),
        name: Text::new(zh, en),
        data_type,
        unit: None,
        required,
        nulls: Vec::new(),
        values: Vec::new(),
        span: diag::Span::default(),
    };
    Stream {
        id: id.to_owned(),
        name: Text::new("办件日志", "Event log"),
        kind: StreamKind::Event,
        columns: vec![
            column("case_id", DataType::Text, true, "办件编号", "Case"),
            column("event_no", DataType::Integer, true, "事件序号", "Number in the case"),
            column("row_at", DataType::Instant, true, "行的时刻", "Moment of the row"),
            column("activity", DataType::Text, false, "活动", "Activity"),
            column("happened_at", DataType::Instant, false, "时刻", "Moment"),
            column("started_at", DataType::Instant, false, "开始时刻", "Start"),
            column("resource", DataType::Text, false, "经办人", "Resource"),
            column("lifecycle", DataType::Text, false, "生命周期", "Lifecycle"),
            column("attributes", DataType::Text, false, "其他属性", "Further attributes"),
        ],
        key: vec!["case_id".to_owned(), "event_no".to_owned()],
        event_time: EventTime::Column("row_at".to_owned()),
        place: None,
        subject: None,
        state: None,
        valid: None,
        span: diag::Span::default(),
    }
}

/// Brings a log into a stream of the lake; the same log brought again adds nothing.
pub async fn import(
    app: &App,
    id: &str,
    path: &Path,
    columns: &LogColumns,
) -> Result<Imported, Error> {
    checked_id(app, id)?;
    let bytes = crate::folder::read_bytes(path)?;
    let read = read(&bytes, path, columns)?;
    let lake = app.lake_for_writing().await?;
    let stream = stream(id);
    under::declare_stream(&lake, &stream).await?;
    let rows = lines_of(&read.log);
    let name = error::shown(path);
    let done = publish::whole(&lake, &Zone::utc(), &stream, &name, &rows).await?;
    let refused = |refused: &mine::Refused| refused.text.clone();
    Ok(Imported {
        cases: read.log.cases.len(),
        events: read.log.count_events(),
        added: done.added,
        repeated: done.repeated,
        refused: read.refused.iter().take(100).map(refused).collect(),
        refused_count: read.refused.len(),
        snapshot: done.snapshot,
    })
}

/// A log may not take the name of a stream that the pack declares.
fn checked_id(app: &App, id: &str) -> Result<(), Error> {
    let form = !id.is_empty()
        && id.len() <= 63
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && id.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
    if !form {
        return Err(Error::wrong_use(
            format!("日志名应由小写字母、数字和 _ 组成，实为 `{id}`"),
            format!("expected a name of small letters, digits and _, found `{id}`"),
        ));
    }
    if app.pack_dir.is_none() {
        return Ok(());
    }
    if app.ready_pack()?.pack.streams.contains_key(id) {
        return Err(Error::refused(
            format!("`{id}` 是配置包的记录流，不能用作日志名"),
            format!("`{id}` is a stream of the pack and cannot hold an event log"),
        )
        .help("换一个名称，或用 hemei load", "choose another name, or use hemei load"));
    }
    Ok(())
}

fn read(bytes: &[u8], path: &Path, columns: &LogColumns) -> Result<mine::Read, Error> {
    let plain = if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz")) {
        path.with_extension("")
    } else {
        path.to_path_buf()
    };
    let table = plain.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let wrong = |fault: mine::Error| {
        let text = fault.text.clone();
        Error::refused(
            format!("`{}`：{}", path.display(), text.zh),
            format!("`{}`: {}", path.display(), text.en),
        )
        .code(Some(fault.code))
    };
    if !table {
        return xes::read(bytes).map_err(wrong);
    }
    let options = csv_log::CsvOptions {
        columns: csv_log::CsvColumns {
            case: columns.case.clone(),
            activity: columns.activity.clone(),
            at: columns.at.clone(),
            resource: columns.resource.clone(),
            ..csv_log::CsvColumns::default()
        },
        ..csv_log::CsvOptions::default()
    };
    csv_log::read(bytes, &options).map_err(wrong)
}

fn lines_of(log: &EventLog) -> Vec<Map<String, Value>> {
    let mut rows = Vec::with_capacity(log.count_events() + log.cases.len());
    for case in &log.cases {
        let first = case.span_us().map_or(0, |(first, _)| first);
        let mut head = row(&case.id, 0, first);
        head.insert("attributes".to_owned(), Value::from(packed(&case.attributes)));
        rows.push(head);
        for (at, event) in case.events.iter().enumerate() {
            let mut line = row(&case.id, at + 1, event.at_us.unwrap_or(first));
            let word = |word: &mine::Word| Value::from(word.to_string());
            let at = |us: Option<i64>| us.map(crate::clock::rfc3339);
            line.insert("activity".to_owned(), word(&event.activity));
            line.insert("happened_at".to_owned(), json!(at(event.at_us)));
            line.insert("started_at".to_owned(), json!(at(event.start_us)));
            line.insert("resource".to_owned(), event.resource.as_ref().map_or(Value::Null, word));
            line.insert("lifecycle".to_owned(), event.lifecycle.as_ref().map_or(Value::Null, word));
            line.insert("attributes".to_owned(), Value::from(packed(&event.attributes)));
            rows.push(line);
        }
    }
    rows
}

fn row(case: &str, number: usize, at_us: i64) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("case_id".to_owned(), Value::from(case));
    row.insert("event_no".to_owned(), json!(number));
    row.insert("row_at".to_owned(), Value::from(crate::clock::rfc3339(at_us)));
    row
}

/// Attributes as JSON: `[[key, type, value, children], …]`.
fn packed(attributes: &[Attribute]) -> String {
    Value::Array(attributes.iter().map(packed_one).collect()).to_string()
}

fn packed_one(attribute: &Attribute) -> Value {
    let (kind, value) = match &attribute.value {
        mine::Value::Text(text) => ("string", json!(text)),
        mine::Value::At(us) => ("date", json!(us)),
        mine::Value::Integer(number) => ("int", json!(number)),
        mine::Value::Real(text) => ("float", json!(text)),
        mine::Value::Boolean(yes) => ("boolean", json!(yes)),
        mine::Value::Id(text) => ("id", json!(text)),
        mine::Value::List(items) => ("list", Value::Array(items.iter().map(packed_one).collect())),
        mine::Value::Container => ("container", Value::Null),
    };
    let children: Vec<Value> = attribute.children.iter().map(packed_one).collect();
    json!([attribute.key.to_string(), kind, value, children])
}

fn unpacked(text: &str) -> Vec<Attribute> {
    let list: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
    list.iter().filter_map(unpacked_one).collect()
}

fn unpacked_one(json: &Value) -> Option<Attribute> {
    let part = |at: usize| json.get(at);
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let value = match part(1)?.as_str()? {
        "string" => mine::Value::Text(text(part(2))?),
        "date" => mine::Value::At(part(2)?.as_i64()?),
        "int" => mine::Value::Integer(part(2)?.as_i64()?),
        "float" => mine::Value::Real(text(part(2))?),
        "boolean" => mine::Value::Boolean(part(2)?.as_bool()?),
        "id" => mine::Value::Id(text(part(2))?),
        "list" => mine::Value::List(part(2)?.as_array()?.iter().filter_map(unpacked_one).collect()),
        _ => mine::Value::Container,
    };
    let children = part(3)?.as_array()?.iter().filter_map(unpacked_one).collect();
    Some(Attribute { key: mine::Word::from(part(0)?.as_str()?), value, children })
}

/// The log that a stream of the lake holds.
pub(crate) async fn of_stream(lake: &Lake, id: &str) -> Result<EventLog, Error> {
    let rows = rows::of_stream(lake, &Zone::utc(), &stream(id)).await?;
    if rows.is_empty() {
        return Err(Error::refused(
            format!("没有名为 `{id}` 的日志"),
            format!("there is no event log `{id}`"),
        )
        .help("先运行 hemei import-log", "run hemei import-log first"));
    }
    let mut log = EventLog::default();
    for row in rows {
        let text = |name: &str| row.get(name).and_then(Value::as_str);
        let moment = |name: &str| {
            text(name)?.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_microsecond)
        };
        let attributes = text("attributes").map(unpacked).unwrap_or_default();
        let case = text("case_id").unwrap_or_default();
        if row.get("event_no").and_then(Value::as_i64) == Some(0) {
            let id = case.to_owned();
            log.cases.push(Trace { id, attributes, events: Vec::new() });
            continue;
        }
        let event = LogEvent {
            activity: mine::Word::from(text("activity").unwrap_or_default()),
            at_us: moment("happened_at"),
            start_us: moment("started_at"),
            resource: text("resource").map(mine::Word::from),
            lifecycle: text("lifecycle").map(mine::Word::from),
            attributes,
        };
        if let Some(trace) = log.cases.last_mut().filter(|trace| trace.id == case) {
            trace.events.push(event);
        }
    }
    Ok(log)
}

/// The event logs of a lake, by name.
pub(crate) async fn list(lake: &Lake) -> Result<Vec<String>, Error> {
    let files = lake.list_files().await.map_err(under::records)?;
    let mut ids: Vec<String> = files
        .into_iter()
        .filter(|file| file.facts.format == publish::LOG_FORMAT)
        .map(|file| file.stream)
        .collect();
    ids.sort();
    ids.dedup();
    Ok(ids)
}

/// The only event log that there is.
async fn only(lake: &Lake) -> Result<String, Error> {
    let ids = list(lake).await?;
    match ids.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Error::refused("没有导入过日志", "no event log was brought in")
            .help("先运行 hemei import-log", "run hemei import-log first")),
        several => {
            let list = several.join(", ");
            Err(Error::wrong_use(
                "有多个日志，这里需要一个",
                "there are several event logs where one is expected",
            )
            .help(format!("指明一个：{list}"), format!("name one of {list}")))
        }
    }
}

/// Mines a log of the lake: the one named, or the only one there is.
pub async fn mine(app: &App, named: Option<&str>) -> Result<Value, Error> {
    let lake = app.lake().await?;
    let id = if let Some(id) = named { id.to_owned() } else { only(&lake).await? };
    let log = of_stream(&lake, &id).await?;
    Ok(mined(&id, &log))
}

/// What mining tells of a log.
pub(crate) fn mined(id: &str, log: &EventLog) -> Value {
    let found = mine::mined::mined(log, &Clock::Wall, None, &HonestLimits::default());
    let (overview, late) = (&found.overview, found.late.as_ref());
    let share = late.map(|late| super::views::number(&late.share, 6));
    let mut out = json!({
        "log": id,
        "cases": overview.cases,
        "events": overview.events,
        "activities": overview.activities.len(),
        "variants": overview.variants.len(),
        "resources": overview.resources.len(),
        "late": late.map(|late| json!({
            "with_deadline_and_end": late.with_both,
            "late": late.late,
            "share": share,
        })),
        "late_share": share,
    });
    let detail = json!({
        "overview": overview,
        "time_use": found.time_use,
        "rework": found.rework,
        "honesty": found.honesty,
    });
    if let Some(out) = out.as_object_mut() {
        out.insert("detail".to_owned(), detail);
    }
    out
}

/// The same in lines for people.
pub fn mined_lines(mined: &Value, language: Language) -> Vec<String> {
    let count = |name: &str| mined.get(name).cloned().unwrap_or_default().to_string();
    let words = |zh: &str, en: &str| match language {
        Language::Zh => zh.to_owned(),
        Language::En => en.to_owned(),
    };
    let mut lines = vec![
        format!("{}: {}", words("办件", "cases"), count("cases")),
        format!("{}: {}", words("事件", "events"), count("events")),
        format!("{}: {}", words("活动", "activities"), count("activities")),
        format!("{}: {}", words("变体", "variants"), count("variants")),
    ];
    if let Some(late) = mined.get("late").filter(|late| !late.is_null()) {
        let part = |name: &str| late.get(name).cloned().unwrap_or_default().to_string();
        lines.push(format!(
            "{}: {} / {} = {}",
            words("逾期", "late"),
            part("late"),
            part("with_deadline_and_end"),
            part("share")
        ));
    }
    let bottlenecks = mined.pointer("/detail/time_use/bottlenecks").and_then(Value::as_array);
    for found in bottlenecks.into_iter().flatten().take(5) {
        let text = |name: &str| found.get(name).and_then(Value::as_str).unwrap_or_default();
        lines.push(format!("{}: {} → {}", words("瓶颈", "bottleneck"), text("from"), text("to")));
    }
    lines
}
