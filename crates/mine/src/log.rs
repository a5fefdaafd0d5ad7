//! An event log: cases with their events, as IEEE 1849 and every mining program understand it.
//!
//! The standard attributes are fields; everything else is kept beside them, nested as it was.

use crate::error::Refused;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A text that many events share, such as the name of an activity.
pub type Word = Arc<str>;

/// The attribute that names activities and cases.
pub const NAME: &str = "concept:name";
/// The attribute that says when an event was.
pub const AT: &str = "time:timestamp";
/// The attribute that says when work began, where one event stands for start and end.
pub const START: &str = "start_timestamp";
/// The attribute that says who did it.
pub const RESOURCE: &str = "org:resource";
/// The attribute that says which step of an activity's life an event is.
pub const LIFECYCLE: &str = "lifecycle:transition";
/// The attribute that tells one execution of an activity from another.
pub const INSTANCE: &str = "concept:instance";

/// Cases with their events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventLog {
    /// What is said of the log as a whole.
    pub attributes: Vec<Attribute>,
    /// Cases in the order of the file.
    pub cases: Vec<Trace>,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trace {
    /// Its id; its number in the log, from 1, where it has none.
    pub id: String,
    /// What is said of the case as a whole.
    pub attributes: Vec<Attribute>,
    /// Its events in order.
    pub events: Vec<LogEvent>,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEvent {
    /// What was done; empty if the log does not say.
    pub activity: Word,
    /// When, in microseconds since 1970-01-01T00:00Z.
    pub at_us: Option<i64>,
    /// When the work began, if this event stands for its end too; microseconds.
    pub start_us: Option<i64>,
    /// Who did it.
    pub resource: Option<Word>,
    /// Which step of the activity's life this is: `start`, `complete`, …
    pub lifecycle: Option<Word>,
    /// Everything else.
    pub attributes: Vec<Attribute>,
}

/// A named value with what is said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub key: Word,
    /// Its value.
    pub value: Value,
    /// Attributes of the attribute; the members of a container.
    pub children: Vec<Attribute>,
}

/// A value of one of the standard's types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// An instant in microseconds since 1970-01-01T00:00Z.
    At(i64),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, digit by digit as it was written.
    Real(String),
    /// Yes or no.
    Boolean(bool),
    /// A unique id.
    Id(String),
    /// Values in order.
    List(Vec<Attribute>),
    /// Members without order, which are the attribute's children.
    Container,
}

/// A log with what did not fit into it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Read {
    /// The log.
    pub log: EventLog,
    /// Rows, events and attributes that do not fit, in order.
    pub refused: Vec<Refused>,
}

impl LogEvent {
    /// An event of that activity at that moment.
    pub fn new(activity: impl Into<Word>, at_us: i64) -> Self {
        Self { activity: activity.into(), at_us: Some(at_us), ..Self::default() }
    }

    /// The office or group that did it: `org:group`, else `org:role`.
    pub fn office(&self) -> Option<&str> {
        let text = |key| find(&self.attributes, key).and_then(Value::text);
        text("org:group").or_else(|| text("org:role"))
    }
}

impl Default for LogEvent {
    fn default() -> Self {
        Self {
            activity: Word::from(""),
            at_us: None,
            start_us: None,
            resource: None,
            lifecycle: None,
            attributes: Vec::new(),
        }
    }
}

impl Trace {
    /// The value of a case attribute, where there is one.
    pub fn find(&self, key: &str) -> Option<&Value> {
        find(&self.attributes, key)
    }

    /// The earliest and the latest moment of the case.
    pub fn span_us(&self) -> Option<(i64, i64)> {
        let moments = || self.events.iter().flat_map(|e| [e.start_us, e.at_us]).flatten();
        Some((moments().min()?, moments().max()?))
    }
}

impl EventLog {
    /// How many events all cases have together.
    pub fn count_events(&self) -> usize {
        self.cases.iter().map(|case| case.events.len()).sum()
    }

    /// The first and the last moment of the log.
    pub fn span_us(&self) -> Option<(i64, i64)> {
        let spans = || self.cases.iter().filter_map(Trace::span_us);
        Some((spans().map(|s| s.0).min()?, spans().map(|s| s.1).max()?))
    }
}

impl Attribute {
    /// A value without attributes of its own.
    pub fn new(key: impl Into<Word>, value: Value) -> Self {
        Self { key: key.into(), value, children: Vec::new() }
    }
}

impl Value {
    /// The text of a text or an id.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Id(text) => Some(text),
            Self::At(_)
            | Self::Integer(_)
            | Self::Real(_)
            | Self::Boolean(_)
            | Self::List(_)
            | Self::Container => None,
        }
    }

    /// The value in one line; nothing for lists and containers.
    pub fn line(&self) -> Option<String> {
        match self {
            Self::Text(text) | Self::Id(text) | Self::Real(text) => Some(text.clone()),
            Self::At(at_us) => Some(crate::time::write(*at_us)),
            Self::Integer(number) => Some(number.to_string()),
            Self::Boolean(yes) => Some(yes.to_string()),
            Self::List(_) | Self::Container => None,
        }
    }

    /// The value as a moment, where it is one or is written like one (UTC if without zone).
    pub fn moment_us(&self) -> Option<i64> {
        match self {
            Self::At(at_us) => Some(*at_us),
            Self::Text(text) => crate::time::Moments::default().parse(text),
            Self::Integer(_)
            | Self::Real(_)
            | Self::Boolean(_)
            | Self::Id(_)
            | Self::List(_)
            | Self::Container => None,
        }
    }
}

/// The first value of that key.
pub fn find<'a>(attributes: &'a [Attribute], key: &str) -> Option<&'a Value> {
    attributes.iter().find(|a| &*a.key == key).map(|a| &a.value)
}

/// Words that are kept once, however often they are read.
#[derive(Debug, Default)]
pub(crate) struct Words(BTreeSet<Word>);

impl Words {
    pub(crate) fn get(&mut self, text: &str) -> Word {
        if let Some(word) = self.0.get(text) {
            return Word::clone(word);
        }
        let word = Word::from(text);
        self.0.insert(Word::clone(&word));
        word
    }
}
