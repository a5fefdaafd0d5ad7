//! CloudEvents 1.0 in structured mode: the envelope in which a case event leaves the district.
//!
//! Source: CloudEvents specification 1.0.2, CNCF; JSON event format. A receiver recognises a
//! repeated event by `source` and `id`.

use crate::time::write;
use diag::Text;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The media type of one event.
pub const MEDIA_TYPE: &str = "application/cloudevents+json";
/// The media type of several events.
pub const BATCH_MEDIA_TYPE: &str = "application/cloudevents-batch+json";

/// An event in its envelope.
#[derive(Debug, Clone, PartialEq)]
pub struct CloudEvent {
    /// One within `source`.
    pub id: String,
    /// Where it comes from: a URI reference such as `/districts/jiangbei/cases`.
    pub source: String,
    /// What happened: `cn.hemei.case.granted`.
    pub event_type: String,
    /// When, in microseconds since 1970-01-01T00:00Z.
    pub at_us: i64,
    /// What it is about: the case.
    pub subject: Option<String>,
    /// What else the envelope says; names are small letters and digits.
    pub extensions: BTreeMap<String, String>,
    /// What happened, in full.
    pub data: Value,
}

/// The names that the specification has taken.
const TAKEN: [&str; 10] = [
    "id",
    "source",
    "specversion",
    "type",
    "datacontenttype",
    "dataschema",
    "subject",
    "time",
    "data",
    "data_base64",
];

impl CloudEvent {
    /// What the specification does not allow in this envelope; empty if all is well.
    pub fn check(&self) -> Vec<Text> {
        let mut found = Vec::new();
        let required = [("id", &self.id), ("source", &self.source), ("type", &self.event_type)];
        for (name, text) in required {
            if text.is_empty() {
                found.push(Text::new(
                    format!("`{name}`应有内容，实为空"),
                    format!("expected text in `{name}`, found none"),
                ));
            }
        }
        if self.subject.as_deref() == Some("") {
            found.push(Text::new(
                "`subject`应有内容或省略，实为空",
                "expected text in `subject` or no subject, found an empty one",
            ));
        }
        let written = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
        if !self.source.bytes().all(written) {
            found.push(Text::new(
                format!("`source`应为URI引用，实为`{}`", self.source),
                format!("expected a URI reference in `source`, found `{}`", self.source),
            ));
        }
        for name in self.extensions.keys() {
            let small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            let length = (1..=20).contains(&name.len());
            if !length || !name.bytes().all(small) || TAKEN.contains(&name.as_str()) {
                found.push(Text::new(
                    format!("扩展属性名应为1至20个小写字母或数字且未被占用，实为`{name}`"),
                    format!(
                        "expected an extension named by 1 to 20 small letters or digits that is \
                         not taken, found `{name}`"
                    ),
                ));
            }
        }
        found
    }

    /// The event as a JSON value, to be sent as [`MEDIA_TYPE`].
    pub fn to_json(&self) -> Value {
        let mut map = Map::new();
        let mut put = |name: &str, text: String| map.insert(name.to_owned(), Value::String(text));
        put("specversion", "1.0".to_owned());
        put("id", self.id.clone());
        put("source", self.source.clone());
        put("type", self.event_type.clone());
        put("time", write(self.at_us));
        if let Some(subject) = &self.subject {
            put("subject", subject.clone());
        }
        for (name, text) in &self.extensions {
            put(name, text.clone());
        }
        put("datacontenttype", "application/json".to_owned());
        map.insert("data".to_owned(), self.data.clone());
        Value::Object(map)
    }

    /// Reads an envelope that came in; the reason if it is none.
    pub fn read(value: &Value) -> Result<Self, Text> {
        let expected = |what: &str, found: Option<&Value>| {
            let found_zh = found.map_or("没有".to_owned(), Value::to_string);
            let found_en = found.map_or("none".to_owned(), Value::to_string);
            Text::new(
                format!("应为{what}，实为{found_zh}"),
                format!("expected {what}, found {found_en}"),
            )
        };
        let map = value.as_object().ok_or_else(|| expected("`{…}`", Some(value)))?;
        let text = |name: &str| {
            let found = map.get(name);
            let text = found.and_then(Value::as_str).filter(|text| !text.is_empty());
            text.map(ToOwned::to_owned).ok_or_else(|| expected(&format!("`{name}`"), found))
        };
        if map.get("specversion").and_then(Value::as_str) != Some("1.0") {
            return Err(expected("`specversion` 1.0", map.get("specversion")));
        }
        let time = text("time")?;
        let at_us = crate::time::Moments::default().parse(&time);
        let others = map.iter().filter(|(name, _)| !TAKEN.contains(&name.as_str()));
        let line = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Ok(Self {
            id: text("id")?,
            source: text("source")?,
            event_type: text("type")?,
            at_us: at_us.ok_or_else(|| expected("`time`", map.get("time")))?,
            subject: map.get("subject").and_then(Value::as_str).map(ToOwned::to_owned),
            extensions: others.map(|(name, value)| (name.clone(), line(value))).collect(),
            data: map.get("data").cloned().unwrap_or_default(),
        })
    }
}

/// Several events as one JSON value, to be sent as [`BATCH_MEDIA_TYPE`].
pub fn batch(events: &[CloudEvent]) -> Value {
    events.iter().map(CloudEvent::to_json).collect()
}

#[cfg(test)]
mod tests;
