//! Reading an event log from a table: RFC 4180 text with a header, plain or packed with gzip,
//! in UTF-8 or GB18030.
//!
//! Columns are named by the caller or known by their usual names. Rows that do not fit come
//! back with line and reason. Events of a case are put in order of time; those of one moment
//! stay in the order of the file. Columns `case:…` are attributes of the case.

use crate::error::{Error, Refused, Scope, quoted};
use crate::log::{Attribute, EventLog, LogEvent, Read, Trace, Value, Word, Words};
use crate::time::Moments;
use crate::unpack::lines;
use csv::{ByteRecord, ReaderBuilder};
use diag::{Text, codes};
use std::collections::BTreeMap;
use std::io::Read as _;

/// Which columns hold what; those that are not named are looked for by their usual names.
#[derive(Debug, Clone, Default)]
pub struct CsvColumns {
    /// The case's id.
    pub case: Option<String>,
    /// The activity.
    pub activity: Option<String>,
    /// When the event was, or when the work ended.
    pub at: Option<String>,
    /// When the work began.
    pub start: Option<String>,
    /// Who did it.
    pub resource: Option<String>,
    /// Which step of the activity's life a row is.
    pub lifecycle: Option<String>,
}

/// How a table is read.
#[derive(Debug, Clone, Default)]
pub struct CsvOptions {
    /// Its columns.
    pub columns: CsvColumns,
    /// Its moments.
    pub moments: Moments,
    /// What stands between cells; none: the one of `,` `;` tab `|` that the header has most of.
    pub separator: Option<u8>,
}

const CASE: [&str; 7] =
    ["case:concept:name", "case_id", "caseid", "case", "trace_id", "办件编号", "案件编号"];
const ACTIVITY: [&str; 7] =
    ["concept:name", "activity", "activity_name", "task", "event", "环节", "活动"];
const AT: [&str; 10] = [
    "time:timestamp",
    "timestamp",
    "complete_timestamp",
    "end_timestamp",
    "complete_time",
    "end_time",
    "time",
    "datetime",
    "完成时间",
    "时间",
];
const START: [&str; 4] = ["start_timestamp", "start_time", "start", "开始时间"];
const RESOURCE: [&str; 5] = ["org:resource", "resource", "user", "办理人", "经办人"];
const LIFECYCLE: [&str; 4] =
    ["lifecycle:transition", "lifecycle", "lifecycle_id", "registration_type"];

/// Where each part stands.
#[derive(Debug)]
struct Places {
    case: usize,
    activity: usize,
    at: usize,
    start: Option<usize>,
    resource: Option<usize>,
    lifecycle: Option<usize>,
    /// Column → its key, for the others: whether it is an attribute of the case.
    others: BTreeMap<usize, (Word, bool)>,
}

/// Reads a log.
pub fn read(bytes: &[u8], options: &CsvOptions) -> Result<Read, Error> {
    let bytes = text_of(bytes)?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let separator = options.separator.unwrap_or_else(|| separator_of(bytes));
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .delimiter(separator)
        .has_headers(false)
        .from_reader(bytes);
    let mut record = ByteRecord::new();
    let mut words = Words::default();
    let header = |found: &Text| {
        let expected = Text::new("带表头的表格", "a table with a header");
        Error::at(codes::mine::S0603, 1, &expected, found)
    };
    match reader.read_byte_record(&mut record) {
        Ok(true) => {}
        Ok(false) => return Err(header(&Text::new("空文件", "an empty file"))),
        Err(why) => return Err(header(&Text::same(why.to_string()))),
    }
    let names: Vec<String> =
        record.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let places = places(&names, &options.columns, &mut words)?;
    let mut table = Table::new(names, places, &options.moments, words);
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => table.row(line_of(bytes, &record), &record),
            Ok(false) => break,
            Err(why) => return Err(header(&Text::same(why.to_string()))),
        }
    }
    Ok(table.finish())
}

/// The line on which a record begins: its position is that of the empty lines before it.
fn line_of(bytes: &[u8], record: &ByteRecord) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = bytes.get(start..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let newlines = empty.filter(|byte| **byte == b'\n').count();
    position.line() + u64::try_from(newlines).unwrap_or(0)
}

/// The unpacked bytes; GB18030 is turned into UTF-8.
fn text_of(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut unpacked = Vec::new();
    lines(bytes).read_to_end(&mut unpacked).map_err(|why| {
        let whole = Text::new("完整的表格", "a whole table");
        Error::unpack(&whole, &Text::same(why.to_string()))
    })?;
    if std::str::from_utf8(&unpacked).is_err() {
        let gb18030 = encoding_rs::GB18030;
        let text = gb18030.decode_without_bom_handling_and_without_replacement(&unpacked);
        if let Some(text) = text {
            return Ok(text.into_owned().into_bytes());
        }
    }
    Ok(unpacked)
}

fn separator_of(bytes: &[u8]) -> u8 {
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |wanted: u8| memchr::memchr_iter(wanted, header).count();
    // `max_by_key` keeps the last of equals: the comma is asked last.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|byte| count(*byte)).unwrap_or(b',')
}

/// A name without what people write differently.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-', '.'], "_")
}

fn places(names: &[String], wanted: &CsvColumns, words: &mut Words) -> Result<Places, Error> {
    let find = |asked: &Option<String>, usual: &[&str]| -> Option<usize> {
        match asked {
            Some(asked) => names.iter().position(|name| name == asked),
            None => {
                usual.iter().find_map(|usual| names.iter().position(|name| plain(name) == *usual))
            }
        }
    };
    let missing = |asked: &Option<String>, usual: &[&str], zh: &str, en: &str| {
        let column = asked.clone().unwrap_or_else(|| usual.join(", "));
        let expected =
            Text::new(format!("{zh}列（{column}）"), format!("a column for {en} ({column})"));
        Error::at(codes::mine::S0603, 1, &expected, &quoted(&names.join(", ")))
    };
    let needed = |asked: &Option<String>, usual: &[&str], zh: &str, en: &str| {
        find(asked, usual).ok_or_else(|| missing(asked, usual, zh, en))
    };
    // A column that is named but not there is an error; one that is only usual may be missing.
    let allowed = |asked: &Option<String>, usual: &[&str], zh: &str, en: &str| {
        let found = find(asked, usual);
        if asked.is_some() && found.is_none() {
            return Err(missing(asked, usual, zh, en));
        }
        Ok(found)
    };
    let case = needed(&wanted.case, &CASE, "办件", "the case")?;
    let activity = needed(&wanted.activity, &ACTIVITY, "活动", "the activity")?;
    let at = needed(&wanted.at, &AT, "时间", "the time")?;
    let start = allowed(&wanted.start, &START, "开始时间", "the start")?;
    let resource = allowed(&wanted.resource, &RESOURCE, "办理人", "the resource")?;
    let lifecycle = allowed(&wanted.lifecycle, &LIFECYCLE, "状态", "the lifecycle")?;
    let used = [Some(case), Some(activity), Some(at), start, resource, lifecycle];
    let others = names
        .iter()
        .enumerate()
        .filter(|(place, _)| !used.contains(&Some(*place)))
        .map(|(place, name)| match name.strip_prefix("case:") {
            Some(key) => (place, (words.get(key), true)),
            None => (place, (words.get(name), false)),
        })
        .collect();
    Ok(Places { case, activity, at, start, resource, lifecycle, others })
}

/// The log as it grows.
struct Table<'a> {
    names: Vec<String>,
    places: Places,
    moments: &'a Moments,
    words: Words,
    cases: BTreeMap<String, usize>,
    log: EventLog,
    refused: Vec<Refused>,
}

impl<'a> Table<'a> {
    fn new(names: Vec<String>, places: Places, moments: &'a Moments, words: Words) -> Self {
        let (cases, log, refused) = (BTreeMap::new(), EventLog::default(), Vec::new());
        Self { names, places, moments, words, cases, log, refused }
    }

    fn row(&mut self, line: u64, record: &ByteRecord) {
        if record.len() == 1 && record.get(0).is_some_and(<[u8]>::is_empty) {
            return;
        }
        let raw: Vec<String> =
            record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        if let Err((expected, found)) = self.try_row(record) {
            let row = Refused::new(line, Scope::Row, &raw.join(","), &expected, &found);
            self.refused.push(row);
        }
    }

    /// Takes a row, or says what was expected and found.
    fn try_row(&mut self, record: &ByteRecord) -> Result<(), (Text, Text)> {
        let (wanted, found) = (self.names.len(), record.len());
        if wanted != found {
            let expected = Text::new(format!("{wanted}个单元格"), format!("{wanted} cells"));
            return Err((expected, Text::new(format!("{found}个"), found.to_string())));
        }
        let mut cells: Vec<&str> = Vec::with_capacity(found);
        for cell in record {
            let Ok(text) = std::str::from_utf8(cell) else {
                let expected = Text::new("UTF-8或GB18030文字", "text in UTF-8 or GB18030");
                return Err((expected, quoted(&String::from_utf8_lossy(cell))));
            };
            cells.push(text.trim());
        }
        let cell = |place: usize| cells.get(place).copied().unwrap_or_default();
        let filled = |place: usize| match cell(place) {
            "" => {
                let name = self.names.get(place).map_or("", String::as_str);
                let expected = Text::new(format!("{name}的值"), format!("a value in {name}"));
                Err((expected, Text::new("空单元格", "an empty cell")))
            }
            text => Ok(text),
        };
        let moment = |place: usize| {
            let text = filled(place)?;
            self.moments.parse(text).ok_or_else(|| {
                let form = "2024-05-01 08:30:00";
                let expected =
                    Text::new(format!("时刻，如{form}"), format!("a moment such as {form}"));
                (expected, quoted(text))
            })
        };
        let case = filled(self.places.case)?;
        let activity = filled(self.places.activity)?;
        let at_us = moment(self.places.at)?;
        let start = self.places.start.filter(|place| !cell(*place).is_empty());
        let start_us = start.map(moment).transpose()?;
        let words = &mut self.words;
        let mut word = |place: Option<usize>| {
            let text = cell(place?);
            (!text.is_empty()).then(|| words.get(text))
        };
        let mut event = LogEvent {
            activity: word(Some(self.places.activity)).unwrap_or_else(|| Word::from(activity)),
            at_us: Some(at_us),
            start_us,
            resource: word(self.places.resource),
            lifecycle: word(self.places.lifecycle),
            attributes: Vec::new(),
        };
        let trace = trace_of(&mut self.log, &mut self.cases, case);
        for (place, (key, of_case)) in &self.places.others {
            let text = cell(*place);
            if text.is_empty() {
                continue;
            }
            let said = trace.find(key).and_then(Value::text);
            let attribute = Attribute::new(Word::clone(key), Value::Text(text.to_owned()));
            match (of_case, said) {
                (true, None) => trace.attributes.push(attribute),
                (true, Some(said)) if said == text => {}
                (true, Some(_)) => {
                    let key = format!("case:{key}");
                    event.attributes.push(Attribute { key: Word::from(key), ..attribute });
                }
                (false, _) => event.attributes.push(attribute),
            }
        }
        trace.events.push(event);
        Ok(())
    }

    fn finish(mut self) -> Read {
        for case in &mut self.log.cases {
            case.events.sort_by_key(|event| event.at_us);
        }
        Read { log: self.log, refused: self.refused }
    }
}

fn trace_of<'a>(
    log: &'a mut EventLog,
    cases: &mut BTreeMap<String, usize>,
    id: &str,
) -> &'a mut Trace {
    let known = cases.get(id).copied();
    let at = known.unwrap_or_else(|| {
        cases.insert(id.to_owned(), log.cases.len());
        log.cases.push(Trace { id: id.to_owned(), ..Trace::default() });
        log.cases.len() - 1
    });
    &mut log.cases[at]
}

#[cfg(test)]
mod tests;
