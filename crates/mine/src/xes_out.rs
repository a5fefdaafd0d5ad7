//! Writing an IEEE 1849 event log, so that every mining program reads the same log.
//!
//! Source: IEEE 1849-2016, with the extensions concept, time, organizational and lifecycle.
//! Characters that XML 1.0 cannot hold are written as U+FFFD.

use crate::log::{
    AT, Attribute, EventLog, LIFECYCLE, LogEvent, NAME, RESOURCE, START, Trace, Value,
};
use crate::time::write as moment;
use crate::xes::plain_text;

const EXTENSIONS: [(&str, &str, &str); 4] = [
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
];

/// The log as XES.
pub fn xes(log: &EventLog) -> String {
    let mut out = Out(String::with_capacity(log.count_events().saturating_mul(256)));
    out.line(0, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    out.line(
        0,
        "<log xes.version=\"1849.2016\" xes.features=\"nested-attributes\" \
         xmlns=\"http://www.xes-standard.org/\">",
    );
    for (name, prefix, uri) in EXTENSIONS {
        out.line(1, &format!("<extension name=\"{name}\" prefix=\"{prefix}\" uri=\"{uri}\"/>"));
    }
    let named = |case: &Trace| case.events.iter().all(|event| !event.activity.is_empty());
    if log.cases.iter().all(named) {
        // What is global must be everywhere, and a classifier rests on what is global.
        out.line(1, "<global scope=\"event\">");
        out.tag(2, "string", NAME, "");
        out.line(1, "</global>");
        out.line(1, "<classifier name=\"Activity\" scope=\"event\" keys=\"concept:name\"/>");
    }
    out.attributes(1, &log.attributes);
    for case in &log.cases {
        out.line(1, "<trace>");
        out.field(2, &case.attributes, NAME, &case.id);
        out.attributes(2, &case.attributes);
        for event in &case.events {
            out.event(event);
        }
        out.line(1, "</trace>");
    }
    out.line(0, "</log>");
    out.0
}

struct Out(String);

impl Out {
    fn indent(&mut self, depth: usize) {
        for _ in 0..depth {
            self.0.push('\t');
        }
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.indent(depth);
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn event(&mut self, event: &LogEvent) {
        self.line(2, "<event>");
        let attributes = &event.attributes;
        let words = [
            (NAME, Some(&*event.activity)),
            (RESOURCE, event.resource.as_deref()),
            (LIFECYCLE, event.lifecycle.as_deref()),
        ];
        for (key, word) in words {
            self.field(3, attributes, key, word.unwrap_or_default());
        }
        for (key, at_us) in [(AT, event.at_us), (START, event.start_us)] {
            let Some(at_us) = at_us else { continue };
            // An attribute that the field was read from says it already.
            let first = attributes.iter().find(|attribute| &*attribute.key == key);
            let said = first.is_some_and(|attribute| {
                let bare = matches!(attribute.value, Value::At(_)) && attribute.children.is_empty();
                !bare && attribute.value.moment_us() == Some(at_us)
            });
            if !said {
                self.tag(3, "date", key, &moment(at_us));
            }
        }
        self.attributes(3, attributes);
        self.line(2, "</event>");
    }

    /// A field, unless it is empty or an attribute that it was read from says it already.
    fn field(&mut self, depth: usize, attributes: &[Attribute], key: &str, text: &str) {
        let first = attributes.iter().find(|attribute| &*attribute.key == key);
        let said = first.is_some_and(|attribute| {
            !plain_text(attribute) && attribute.value.line().as_deref() == Some(text)
        });
        if !text.is_empty() && !said {
            self.tag(depth, "string", key, text);
        }
    }

    fn attributes(&mut self, depth: usize, attributes: &[Attribute]) {
        for attribute in attributes {
            self.attribute(depth, attribute);
        }
    }

    fn attribute(&mut self, depth: usize, attribute: &Attribute) {
        let kind = match &attribute.value {
            Value::Text(_) => "string",
            Value::At(_) => "date",
            Value::Integer(_) => "int",
            Value::Real(_) => "float",
            Value::Boolean(_) => "boolean",
            Value::Id(_) => "id",
            Value::List(_) => "list",
            Value::Container => "container",
        };
        self.open(depth, kind, &attribute.key, attribute.value.line().as_deref());
        let items = match &attribute.value {
            Value::List(items) => Some(items),
            Value::Text(_)
            | Value::At(_)
            | Value::Integer(_)
            | Value::Real(_)
            | Value::Boolean(_)
            | Value::Id(_)
            | Value::Container => None,
        };
        if items.is_none() && attribute.children.is_empty() {
            self.0.push_str("/>\n");
            return;
        }
        self.0.push_str(">\n");
        self.attributes(depth + 1, &attribute.children);
        if let Some(items) = items {
            self.line(depth + 1, "<values>");
            self.attributes(depth + 2, items);
            self.line(depth + 1, "</values>");
        }
        self.line(depth, &format!("</{kind}>"));
    }

    fn tag(&mut self, depth: usize, kind: &str, key: &str, value: &str) {
        self.open(depth, kind, key, Some(value));
        self.0.push_str("/>\n");
    }

    fn open(&mut self, depth: usize, kind: &str, key: &str, value: Option<&str>) {
        self.indent(depth);
        self.0.push('<');
        self.0.push_str(kind);
        self.0.push_str(" key=\"");
        self.escaped(key);
        if let Some(value) = value {
            self.0.push_str("\" value=\"");
            self.escaped(value);
        }
        self.0.push('"');
    }

    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\t' => self.0.push_str("&#9;"),
                '\n' => self.0.push_str("&#10;"),
                '\r' => self.0.push_str("&#13;"),
                '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => self.0.push('\u{fffd}'),
                other => self.0.push(other),
            }
        }
    }
}

#[cfg(test)]
mod tests;
