//! OCEL 2.0 as JSON: objects and events with qualified relations.
//!
//! Source: OCEL (Object-Centric Event Log) 2.0 Specification, 2023, JSON format and its schema.
//! The schema has every value as a text; a value that always holds has the time 1970-01-01.
//! Some readers, pm4py among them, only keep objects that an event belongs to: what is to be
//! seen there (an applicant group, an item) needs a relation from an event.

use crate::error::Error;
use crate::export::{AttributeType, Export, ExportType, ExportValue, Relation};
use crate::time::write;
use diag::{Text, codes};
use serde::ser::{Serialize, SerializeSeq, Serializer};
use serde_json::{Value, json};

/// The export as OCEL 2.0 JSON, if it holds together.
pub fn json(export: &Export) -> Result<String, Error> {
    if let Some(loose) = export.check().into_iter().next() {
        return Err(Error { code: codes::mine::S0605, line: None, text: loose.text });
    }
    serde_json::to_string(&Whole(export)).map_err(|why| {
        let expected = Text::new("可写为JSON的内容", "content that can be written as JSON");
        Error::whole(codes::mine::S0605, &expected, &Text::same(why.to_string()))
    })
}

/// Written piece by piece, so that the whole is in memory once and not twice.
struct Whole<'a>(&'a Export);

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let export = self.0;
        let mut map = to.serialize_map(Some(4))?;
        map.serialize_entry("objectTypes", &Each(&export.object_types, declared))?;
        map.serialize_entry("eventTypes", &Each(&export.event_types, declared))?;
        map.serialize_entry("objects", &Each(&export.objects, object))?;
        map.serialize_entry("events", &Each(&export.events, event))?;
        map.end()
    }
}

struct Each<'a, T>(&'a [T], fn(&T) -> Value);

impl<T> Serialize for Each<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(Some(self.0.len()))?;
        for one in self.0 {
            list.serialize_element(&self.1(one))?;
        }
        list.end()
    }
}

fn declared(declared: &ExportType) -> Value {
    let attributes: Vec<Value> = declared
        .attributes
        .iter()
        .map(|(name, of)| {
            let of = match of {
                AttributeType::Text => "string",
                AttributeType::Time => "time",
                AttributeType::Integer => "integer",
                AttributeType::Real => "float",
                AttributeType::Boolean => "boolean",
            };
            json!({ "name": name, "type": of })
        })
        .collect();
    json!({ "name": declared.name, "attributes": attributes })
}

fn text(value: &ExportValue) -> String {
    match value {
        ExportValue::Text(text) | ExportValue::Real(text) => text.clone(),
        ExportValue::Time(at_us) => write(*at_us),
        ExportValue::Integer(number) => number.to_string(),
        ExportValue::Boolean(yes) => yes.to_string(),
    }
}

fn relations(relations: &[Relation]) -> Vec<Value> {
    let of = |relation: &Relation| json!({ "objectId": relation.object, "qualifier": relation.qualifier });
    relations.iter().map(of).collect()
}

fn object(object: &crate::export::ExportObject) -> Value {
    let attributes: Vec<Value> = object
        .attributes
        .iter()
        .map(|(name, value, from_us)| {
            let time = write(from_us.unwrap_or_default());
            json!({ "name": name, "time": time, "value": text(value) })
        })
        .collect();
    json!({
        "id": object.id,
        "type": object.object_type,
        "attributes": attributes,
        "relationships": relations(&object.relations),
    })
}

fn event(event: &crate::export::ExportEvent) -> Value {
    let attributes: Vec<Value> = event
        .attributes
        .iter()
        .map(|(name, value)| json!({ "name": name, "value": text(value) }))
        .collect();
    json!({
        "id": event.id,
        "type": event.event_type,
        "time": write(event.at_us),
        "attributes": attributes,
        "relationships": relations(&event.relations),
    })
}

#[cfg(test)]
mod tests;
