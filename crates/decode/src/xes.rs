//! An IEEE 1849 event log: one row for each event, with the attributes of its trace.
//!
//! Fields: `trace:KEY`, `event:KEY`, `event:no` or `event_no` (its place in the trace, from 1),
//! `trace:no` or `trace_no`. Attributes within attributes are not read. A document type is
//! refused, and with it every entity that a document could define.

use crate::Error;
use crate::decoder::{Body, Facts, Fill, Opening};
use crate::field::{Keyed, Place};
use crate::json;
use crate::misfit::{Misfit, Problem, Refused};
use crate::rows::{Origin, Rows};
use district::FileFormat;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The bytes that one tag or text may have.
const TAG_LIMIT: usize = 16 << 20;
/// How deep attributes may be nested.
const DEPTH: usize = 64;

/// Where in the log the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Outside,
    Log,
    Trace,
    Event,
}

type Cells = BTreeMap<String, Result<String, Misfit>>;

pub(crate) struct Xes {
    reader: Reader<BufReader<Metered>>,
    gzip: bool,
    unread: Arc<AtomicUsize>,
    buffer: Vec<u8>,
    level: Level,
    nested: usize,
    places: Vec<Place>,
    keys: BTreeMap<String, Vec<usize>>,
    unused: BTreeSet<String>,
    trace: Cells,
    event: Cells,
    trace_no: i64,
    event_no: i64,
    line: i64,
}

/// What [`Metered`] stops.
#[derive(Debug, thiserror::Error)]
#[error("a tag of more than 16 MiB")]
struct Endless;

/// Stops a tag that never ends.
struct Metered {
    inner: Box<dyn Read + Send>,
    unread: Arc<AtomicUsize>,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let unread = self.unread.fetch_add(count, Ordering::Relaxed);
        if unread > TAG_LIMIT {
            return Err(io::Error::other(Endless));
        }
        Ok(count)
    }
}

pub(crate) fn open(opening: Opening<'_>, rows: &mut Rows) -> (Xes, Facts) {
    let Opening { stream, wants, plain, .. } = opening;
    let Keyed { found, header, keys } = Keyed::new(&wants);
    let facts = Facts::new(stream, &wants, &found, &header, FileFormat::Xes, rows)
        .with_replay(FileFormat::Ndjson);
    let unread = Arc::new(AtomicUsize::new(0));
    let metered = Metered { inner: plain.reader, unread: Arc::clone(&unread) };
    let mut reader = Reader::from_reader(BufReader::new(metered));
    reader.config_mut().check_end_names = true;
    let xes = Xes {
        reader,
        gzip: plain.gzip,
        unread,
        buffer: Vec::new(),
        level: Level::Outside,
        nested: 0,
        places: found.places,
        keys,
        unused: BTreeSet::new(),
        trace: Cells::new(),
        event: Cells::new(),
        trace_no: 0,
        event_no: 0,
        line: 0,
    };
    (xes, facts)
}

impl Body for Xes {
    fn fill(&mut self, rows: &mut Rows) -> Result<Fill, Error> {
        let mut buffer = std::mem::take(&mut self.buffer);
        while !rows.full() {
            buffer.clear();
            self.unread.store(0, Ordering::Relaxed);
            let event = match self.reader.read_event_into(&mut buffer) {
                Ok(event) => event,
                Err(why) => return Err(self.broken(&why)),
            };
            match event {
                Event::Start(tag) => self.start(&tag)?,
                Event::Empty(tag) => {
                    self.start(&tag)?;
                    self.end(rows);
                }
                Event::End(_) => self.end(rows),
                Event::DocType(_) => return Err(self.found("a document type")),
                Event::Eof if self.level == Level::Outside && self.line + self.trace_no == 0 => {
                    return Err(self.found("no trace"));
                }
                Event::Eof if self.level == Level::Outside => {
                    self.say_unused(rows);
                    return Ok(Fill::End);
                }
                Event::Eof => return Err(self.found("the end of the file within the log")),
                Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::Decl(_) => {}
                Event::PI(_) | Event::GeneralRef(_) => {}
            }
        }
        self.buffer = buffer;
        Ok(Fill::More)
    }
}

impl Xes {
    fn broken(&self, why: &quick_xml::Error) -> Error {
        let quick_xml::Error::Io(io) = why else { return self.found(&why.to_string()) };
        let endless = matches!(io.get_ref(), Some(inner) if inner.is::<Endless>());
        if endless {
            return self.found(&io.to_string());
        }
        let io = io::Error::new(io.kind(), io.to_string());
        if self.gzip { Error::Gzip(io) } else { Error::Io(io) }
    }

    fn found(&self, found: &str) -> Error {
        let place = format!("byte {}", self.reader.buffer_position());
        Error::Broken { expected: "an XES log", found: found.to_owned(), place }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Error> {
        let name = tag.local_name();
        if self.nested > 0 {
            self.nested += 1;
            return if self.nested > DEPTH {
                Err(self.found("attributes nested more than 64 deep"))
            } else {
                Ok(())
            };
        }
        self.level = match (self.level, name.as_ref()) {
            (Level::Outside, "log") => Level::Log,
            (Level::Outside, other) => return Err(self.found(&format!("<{other}>"))),
            (Level::Log, "trace") => {
                self.trace_no += 1;
                self.event_no = 0;
                self.trace.clear();
                Level::Trace
            }
            (Level::Trace, "event") => {
                self.event_no += 1;
                self.line += 1;
                self.event.clear();
                Level::Event
            }
            (level, _) => {
                self.nested = 1;
                if level == Level::Trace && self.event_no > 0 {
                    return Err(self.found("an attribute of a trace behind its events"));
                }
                self.attribute(tag);
                level
            }
        };
        Ok(())
    }

    fn end(&mut self, rows: &mut Rows) {
        if self.nested > 0 {
            self.nested -= 1;
            return;
        }
        self.level = match self.level {
            Level::Event => {
                self.row(rows);
                Level::Trace
            }
            Level::Trace => Level::Log,
            Level::Log | Level::Outside => Level::Outside,
        };
    }

    /// Notes an attribute that a column takes.
    fn attribute(&mut self, tag: &BytesStart<'_>) {
        let (prefix, cells) = match self.level {
            Level::Trace => ("trace:", &mut self.trace),
            Level::Event => ("event:", &mut self.event),
            Level::Log | Level::Outside => return,
        };
        let read = |name: &str| {
            let attribute = tag.try_get_attribute(name).ok().flatten()?;
            attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
        };
        let Some(key) = read("key") else { return };
        let named = format!("{prefix}{key}");
        let plain = self.level == Level::Event && self.keys.contains_key(&key);
        if !plain && !self.keys.contains_key(&named) {
            if self.unused.len() < 64 {
                self.unused.insert(named);
            }
            return;
        }
        let nested = matches!(tag.local_name().as_ref(), "list" | "container");
        let value = read("value").ok_or(if nested { Misfit::Nested } else { Misfit::Xes });
        if plain {
            cells.insert(key, value.clone());
        }
        cells.insert(named, value);
    }

    fn row(&mut self, rows: &mut Rows) {
        let numbers = [self.trace_no.to_string(), self.event_no.to_string()];
        let mut cells: Vec<Option<&[u8]>> = self.places.iter().map(Place::constant).collect();
        let mut problems: Vec<Problem> = Vec::new();
        for (key, columns) in &self.keys {
            let value = match key.as_str() {
                "trace_no" | "trace:no" => Some(numbers[0].as_bytes()),
                "event_no" | "event:no" => Some(numbers[1].as_bytes()),
                _ => match self.event.get(key).or_else(|| self.trace.get(key)) {
                    None => None,
                    Some(Ok(text)) => Some(text.as_bytes()),
                    Some(Err(misfit)) => {
                        let id = columns.first().and_then(|at| rows.columns.get(*at));
                        let id = id.map(|column| column.id.clone());
                        problems.push(misfit.at(id.as_deref(), None, key.as_bytes()));
                        None
                    }
                },
            };
            for column in columns {
                cells[*column] = value;
            }
        }
        let origin = Fields { keys: &self.keys, cells: &cells };
        if problems.is_empty() {
            rows.push(self.line, &cells, &origin);
        } else {
            rows.refuse(Refused::of(self.line, problems, origin.raw()));
        }
    }

    fn say_unused(&self, rows: &mut Rows) {
        if !self.unused.is_empty() {
            let names: Vec<&str> = self.unused.iter().map(String::as_str).collect();
            let names = names.join(", ");
            rows.say(
                format!("这些属性没有用到：{names}"),
                format!("attributes that are not used: {names}"),
            );
        }
    }
}

/// The fields of a row, to be kept as a line of NDJSON.
pub(crate) struct Fields<'a> {
    pub(crate) keys: &'a BTreeMap<String, Vec<usize>>,
    pub(crate) cells: &'a [Option<&'a [u8]>],
}

impl Origin for Fields<'_> {
    fn raw(&self) -> Vec<u8> {
        let value = |columns: &Vec<usize>| *self.cells.get(*columns.first()?)?;
        json::write(
            self.keys.iter().filter_map(|(key, columns)| Some((key.as_str(), value(columns)?))),
        )
    }
}

#[cfg(test)]
mod tests;
