//! Reading an IEEE 1849 event log, plain or packed with gzip, event by event.
//!
//! A document type is refused, and with it every entity that a document could define. What is
//! malformed refuses the log; a value that is not of its type refuses its attribute, and its
//! event if the value was its moment.

use crate::error::{Error, Refused, Scope, quoted};
use crate::log::{
    AT, Attribute, LIFECYCLE, LogEvent, NAME, RESOURCE, Read, START, Trace, Value, Word, Words,
};
use crate::time::Moments;
use crate::unpack::{Lines, TooLong, lines};
use diag::{Text, codes};
use encoding_rs::{Encoding, UTF_8};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::io::Read as _;

/// How deep attributes may be nested.
const DEPTH: usize = 64;
/// The bytes that one tag or text may have.
const TAG_LIMIT: u64 = 16 << 20;

/// Reads a log.
pub fn read(bytes: &[u8]) -> Result<Read, Error> {
    match foreign(bytes)? {
        Some(text) => read_utf8(text.as_bytes()),
        None => read_utf8(bytes),
    }
}

/// The text of a log that declares an encoding other than UTF-8.
fn foreign(bytes: &[u8]) -> Result<Option<String>, Error> {
    let unreadable = |why: &std::io::Error| {
        Error::unpack(
            &Text::new("完整的gzip文件", "a whole gzip file"),
            &Text::same(why.to_string()),
        )
    };
    let mut head = Vec::new();
    let mut unpacked = lines(bytes);
    unpacked.by_ref().take(256).read_to_end(&mut head).map_err(|why| unreadable(&why))?;
    let label = head.split(|byte| *byte == b'>').next().unwrap_or_default();
    let label = String::from_utf8_lossy(label);
    let label = label.split_once("encoding=").and_then(|(_, rest)| {
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        rest.get(1..)?.split(quote).next()
    });
    let declared = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8) else { return Ok(None) };
    unpacked.read_to_end(&mut head).map_err(|why| unreadable(&why))?;
    let (text, _) = encoding.decode_without_bom_handling(&head);
    Ok(Some(text.into_owned()))
}

fn read_utf8(bytes: &[u8]) -> Result<Read, Error> {
    let mut reader = Reader::from_reader(lines(bytes));
    reader.config_mut().check_end_names = true;
    let mut builder = Builder::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        reader.get_mut().allow(TAG_LIMIT);
        let event = reader.read_event_into(&mut buffer);
        builder.line = reader.get_ref().line();
        match event.map_err(|why| broken(&why, reader.get_ref()))? {
            Event::Start(tag) => builder.start(&tag)?,
            Event::Empty(tag) => {
                builder.start(&tag)?;
                builder.end();
            }
            Event::End(_) => builder.end(),
            Event::DocType(_) => {
                return Err(builder.found(&Text::new("文档类型声明", "a document type")));
            }
            Event::Eof => return builder.finish(),
            Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::Decl(_) => {}
            Event::PI(_) | Event::GeneralRef(_) => {}
        }
    }
}

fn expected() -> Text {
    Text::new("XES事件日志", "an XES log")
}

fn broken(why: &quick_xml::Error, lines: &Lines<'_>) -> Error {
    let line = lines.line();
    if matches!(why, quick_xml::Error::Encoding(_)) {
        let found = Text::new("不是UTF-8的文字", "text that is not UTF-8");
        return Error::at(codes::mine::S0601, line, &expected(), &found);
    }
    let quick_xml::Error::Io(io) = why else {
        return Error::at(codes::mine::S0601, line, &expected(), &Text::same(why.to_string()));
    };
    if let Some(long) = io.get_ref().and_then(|inner| inner.downcast_ref::<TooLong>()) {
        return Error::at(codes::mine::S0601, line, &expected(), &long.text());
    }
    let whole = Text::new("完整的gzip文件", "a whole gzip file");
    Error::unpack(&whole, &Text::same(io.to_string()))
}

/// Where in the log the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Level {
    #[default]
    Outside,
    Log,
    Trace,
    Event,
    Behind,
}

/// An element within a log, a trace or an event.
#[derive(Debug)]
enum Open {
    Attribute(Attribute),
    Values(Vec<Attribute>),
    Skipped,
}

#[derive(Default)]
struct Builder {
    level: Level,
    open: Vec<Open>,
    words: Words,
    moments: Moments,
    read: Read,
    trace: Trace,
    event: LogEvent,
    /// The event's moment does not fit.
    untimely: Option<String>,
    line: u64,
}

impl Builder {
    fn found(&self, found: &Text) -> Error {
        Error::at(codes::mine::S0601, self.line, &expected(), found)
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Error> {
        let name = tag.local_name();
        let name = name.as_ref();
        if self.open.len() > DEPTH {
            let deep = format!("attributes nested more than {DEPTH} deep");
            return Err(self.found(&Text::new(format!("超过{DEPTH}层的嵌套属性"), deep)));
        }
        if let Some(open) = self.open.last() {
            let next = match (open, name) {
                (Open::Skipped, _) => Open::Skipped,
                (Open::Attribute(Attribute { value: Value::List(_), .. }), "values") => {
                    Open::Values(Vec::new())
                }
                (Open::Attribute(_) | Open::Values(_), _) => self.attribute(name, tag)?,
            };
            self.open.push(next);
            return Ok(());
        }
        match (self.level, name) {
            (Level::Outside, "log") => self.level = Level::Log,
            (Level::Log, "trace") => {
                self.level = Level::Trace;
                self.trace = Trace::default();
            }
            (Level::Trace, "event") => {
                self.level = Level::Event;
                self.event = LogEvent::default();
                self.untimely = None;
            }
            (Level::Outside, other) => {
                return Err(self.found(&Text::same(format!("<{other}>"))));
            }
            (Level::Behind, other) => {
                let zh = format!("日志之后的<{other}>");
                return Err(self.found(&Text::new(zh, format!("<{other}> behind the log"))));
            }
            (Level::Log, "event") => {
                let within = Text::new("<trace>之内的<event>", "an <event> within a <trace>");
                let found = Text::new("<trace>之外的<event>", "one outside");
                self.refuse(Scope::Event, "<event>", &within, &found);
                self.open.push(Open::Skipped);
            }
            (Level::Log | Level::Trace | Level::Event, _) => {
                let next = self.attribute(name, tag)?;
                self.open.push(next);
            }
        }
        Ok(())
    }

    fn refuse(&mut self, scope: Scope, raw: &str, expected: &Text, found: &Text) {
        self.read.refused.push(Refused::new(self.line, scope, raw, expected, found));
    }

    /// The attribute that a tag opens; elements that are none are skipped.
    fn attribute(&mut self, kind: &str, tag: &BytesStart<'_>) -> Result<Open, Error> {
        let known = ["string", "date", "int", "float", "boolean", "id", "list", "container"];
        if !known.contains(&kind) {
            return Ok(Open::Skipped);
        }
        let (mut key, mut text) = (None, None);
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|why| self.found(&Text::same(why.to_string())))?;
            let place = match attribute.key.as_ref() {
                "key" => &mut key,
                "value" => &mut text,
                _ => continue,
            };
            match attribute.normalized_value(XmlVersion::Implicit1_0) {
                Ok(value) => *place = Some(value),
                Err(why) => return Err(self.found(&Text::same(why.to_string()))),
            }
        }
        let Some(key) = key else {
            let expected = Text::new("带key的属性", "an attribute with a `key`");
            self.refuse(Scope::Attribute, kind, &expected, &Text::same(format!("<{kind}>")));
            return Ok(Open::Skipped);
        };
        let text = text.as_deref();
        let Some(value) = value(kind, text, &self.moments) else {
            let raw = format!("{key} = {}", text.unwrap_or_default());
            let found = text.map_or(Text::new("没有value", "no `value`"), quoted);
            let timely = self.level == Level::Event && self.open.is_empty();
            if timely && (&*key == AT || &*key == START) {
                self.untimely = Some(raw);
            } else {
                self.refuse(Scope::Attribute, &raw, &form(kind), &found);
            }
            return Ok(Open::Skipped);
        };
        let key = self.words.get(&key);
        Ok(Open::Attribute(Attribute { key, value, children: Vec::new() }))
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(Open::Skipped) => {}
            Some(Open::Values(values)) => {
                if let Some(Open::Attribute(parent)) = self.open.last_mut()
                    && let Value::List(items) = &mut parent.value
                {
                    items.extend(values);
                }
            }
            Some(Open::Attribute(attribute)) => match self.open.last_mut() {
                Some(Open::Attribute(parent)) => parent.children.push(attribute),
                Some(Open::Values(values)) => values.push(attribute),
                Some(Open::Skipped) => {}
                None => self.keep(attribute),
            },
            None => self.close(),
        }
    }

    fn keep(&mut self, attribute: Attribute) {
        match self.level {
            Level::Log => self.read.log.attributes.push(attribute),
            Level::Trace => keep_of_trace(&mut self.trace, attribute),
            Level::Event => keep_of_event(&mut self.event, attribute, &mut self.words),
            Level::Outside | Level::Behind => {}
        }
    }

    fn close(&mut self) {
        self.level = match self.level {
            Level::Event => {
                let event = std::mem::take(&mut self.event);
                match self.untimely.take() {
                    None => self.trace.events.push(event),
                    Some(raw) => {
                        let found = quoted(&raw);
                        self.refuse(Scope::Event, &event.activity, &form("date"), &found);
                    }
                }
                Level::Trace
            }
            Level::Trace => {
                let mut trace = std::mem::take(&mut self.trace);
                if trace.id.is_empty() {
                    trace.id = (self.read.log.cases.len() + 1).to_string();
                }
                self.read.log.cases.push(trace);
                Level::Log
            }
            Level::Log => Level::Behind,
            Level::Outside | Level::Behind => self.level,
        };
    }

    fn finish(self) -> Result<Read, Error> {
        match self.level {
            Level::Behind => Ok(self.read),
            Level::Outside => Err(self.found(&Text::new("没有<log>", "no <log>"))),
            Level::Log | Level::Trace | Level::Event => {
                let early =
                    Text::new("日志未结束时文件已到头", "the end of the file within the log");
                Err(self.found(&early))
            }
        }
    }
}

/// The value that a tag of that kind holds; `None` if it is not of its type.
fn value(kind: &str, text: Option<&str>, moments: &Moments) -> Option<Value> {
    match kind {
        "list" => return Some(Value::List(Vec::new())),
        "container" => return Some(Value::Container),
        _ => {}
    }
    let text = text?;
    match kind {
        "string" => Some(Value::Text(text.to_owned())),
        "id" => Some(Value::Id(text.to_owned())),
        "date" => moments.parse(text).map(Value::At),
        "int" => text.trim().parse().ok().map(Value::Integer),
        "boolean" => match text.trim() {
            "true" | "1" => Some(Value::Boolean(true)),
            "false" | "0" => Some(Value::Boolean(false)),
            _ => None,
        },
        _ => {
            let text = text.trim();
            let special = matches!(text, "INF" | "+INF" | "-INF" | "NaN");
            let number = special || text.parse::<f64>().is_ok();
            number.then(|| Value::Real(text.to_owned()))
        }
    }
}

fn form(kind: &str) -> Text {
    match kind {
        "date" => Text::new(
            "时刻，如2024-05-01T08:30:00+08:00",
            "a moment such as 2024-05-01T08:30:00+08:00",
        ),
        "int" => Text::new("整数", "a whole number"),
        "float" => Text::new("数字", "a number"),
        "boolean" => Text::new("true或false", "true or false"),
        _ => Text::new("value", "a `value`"),
    }
}

/// Keeps a case attribute, its name in the field. An attribute that says more than the field
/// can hold stays among the attributes too.
fn keep_of_trace(trace: &mut Trace, attribute: Attribute) {
    if &*attribute.key == NAME
        && trace.id.is_empty()
        && let Some(text) = attribute.value.line()
        && !text.is_empty()
    {
        trace.id = text;
        if plain_text(&attribute) {
            return;
        }
    }
    trace.attributes.push(attribute);
}

/// As [`keep_of_trace`], for an event.
fn keep_of_event(event: &mut LogEvent, attribute: Attribute, words: &mut Words) {
    let moment = match &*attribute.key {
        AT => &mut event.at_us,
        START => &mut event.start_us,
        _ => return keep_word_of_event(event, attribute, words),
    };
    if moment.is_none()
        && let Some(at_us) = attribute.value.moment_us()
    {
        *moment = Some(at_us);
        if matches!(attribute.value, Value::At(_)) && attribute.children.is_empty() {
            return;
        }
    }
    event.attributes.push(attribute);
}

fn keep_word_of_event(event: &mut LogEvent, attribute: Attribute, words: &mut Words) {
    let word = |words: &mut Words| -> Option<Word> {
        let text = attribute.value.line().filter(|text| !text.is_empty())?;
        Some(words.get(&text))
    };
    let taken = match &*attribute.key {
        NAME if event.activity.is_empty() => {
            let found = word(words);
            let taken = found.is_some();
            event.activity = found.unwrap_or_default();
            taken
        }
        RESOURCE if event.resource.is_none() => {
            event.resource = word(words);
            event.resource.is_some()
        }
        LIFECYCLE if event.lifecycle.is_none() => {
            event.lifecycle = word(words);
            event.lifecycle.is_some()
        }
        _ => false,
    };
    if !taken || !plain_text(&attribute) {
        event.attributes.push(attribute);
    }
}

/// Whether the attribute is a text and nothing more.
pub(crate) fn plain_text(attribute: &Attribute) -> bool {
    matches!(attribute.value, Value::Text(_)) && attribute.children.is_empty()
}

#[cfg(test)]
mod tests;
