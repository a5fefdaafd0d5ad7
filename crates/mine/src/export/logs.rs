//! Logs as exports and back: a log has one kind of case, an export has objects of many kinds.

use super::{Export, ExportEvent, ExportObject, ExportValue, Relation, types};
use crate::log::{Attribute, EventLog, LogEvent, Trace, Value, Word};
use std::collections::{BTreeMap, BTreeSet};

impl Export {
    /// A log as an export: an object for each case, office and resource, an event for each event
    /// that has a moment.
    pub fn from_log(log: &EventLog) -> Self {
        let mut export = Self::default();
        let mut others: BTreeMap<String, ExportObject> = BTreeMap::new();
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for (number, case) in log.cases.iter().enumerate() {
            let mut id = format!("{}:{}", types::CASE, case.id);
            while !ids.insert(id.clone()) {
                // Two traces of one name stay two cases.
                id = format!("{id}#{}", number + 1);
            }
            let mut object = ExportObject {
                id: id.clone(),
                object_type: types::CASE.to_owned(),
                ..ExportObject::default()
            };
            let name = ("name".to_owned(), ExportValue::Text(case.id.clone()), None);
            object.attributes.push(name);
            for attribute in &case.attributes {
                if let Some(value) = ExportValue::of(&attribute.value)
                    && !object.attributes.iter().any(|(key, ..)| **key == *attribute.key)
                {
                    object.attributes.push((attribute.key.to_string(), value, None));
                }
            }
            export.objects.push(object);
            for (place, event) in case.events.iter().enumerate() {
                let event_id = format!("{id}/{}", place + 1);
                export.events.extend(event_of(event, event_id, &id, &mut others));
            }
        }
        export.objects.extend(others.into_values());
        export.declared()
    }

    /// The export as a log, a case for each object of that type; an event that belongs to
    /// several of them is in each. Events are in order of time.
    pub fn flatten(&self, object_type: &str) -> EventLog {
        let wanted = self.objects.iter().filter(|object| object.object_type == object_type);
        let mut log = EventLog::default();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for object in wanted {
            places.insert(&object.id, log.cases.len());
            let attributes = object
                .attributes
                .iter()
                .map(|(name, value, _)| Attribute::new(name.as_str(), value.to_value()));
            let attributes = attributes.collect();
            log.cases.push(Trace { id: object.id.clone(), attributes, events: Vec::new() });
        }
        let named: BTreeMap<&str, (&str, &str)> = self
            .objects
            .iter()
            .map(|object| (object.id.as_str(), (object.object_type.as_str(), name_of(object))))
            .collect();
        for event in &self.events {
            let flat = flat(event, &named);
            let objects: BTreeSet<&str> =
                event.relations.iter().map(|relation| relation.object.as_str()).collect();
            for place in objects.into_iter().filter_map(|object| places.get(object)) {
                if let Some(case) = log.cases.get_mut(*place) {
                    case.events.push(flat.clone());
                }
            }
        }
        for case in &mut log.cases {
            case.events.sort_by_key(|event| event.at_us);
        }
        log
    }
}

/// What an object is called: its attribute `name`, else its id.
fn name_of(object: &ExportObject) -> &str {
    let name = object.attributes.iter().find_map(|(key, value, _)| match value {
        ExportValue::Text(text) if key == "name" => Some(text.as_str()),
        ExportValue::Text(_)
        | ExportValue::Time(_)
        | ExportValue::Integer(_)
        | ExportValue::Real(_)
        | ExportValue::Boolean(_) => None,
    });
    name.unwrap_or(&object.id)
}

/// An event as logs have it; `named` gives type and name of each object by its id.
fn flat(event: &ExportEvent, named: &BTreeMap<&str, (&str, &str)>) -> LogEvent {
    let mut flat = LogEvent::new(event.event_type.as_str(), event.at_us);
    for (name, value) in &event.attributes {
        match (name.as_str(), value) {
            ("lifecycle", ExportValue::Text(text)) => flat.lifecycle = Some(text.as_str().into()),
            ("start", ExportValue::Time(at_us)) => flat.start_us = Some(*at_us),
            (name, value) => flat.attributes.push(Attribute::new(name, value.to_value())),
        }
    }
    let of_type = |wanted: &str| {
        let mut objects =
            event.relations.iter().filter_map(|relation| named.get(relation.object.as_str()));
        objects.find(|(object_type, _)| *object_type == wanted).map(|(_, name)| *name)
    };
    flat.resource = of_type(types::RESOURCE).map(Word::from);
    let said = flat.attributes.iter().any(|attribute| &*attribute.key == "org:group");
    if let Some(office) = of_type(types::OFFICE).filter(|_| !said) {
        flat.attributes.push(Attribute::new("org:group", Value::Text(office.to_owned())));
    }
    flat
}

fn event_of(
    event: &LogEvent,
    id: String,
    case: &str,
    others: &mut BTreeMap<String, ExportObject>,
) -> Option<ExportEvent> {
    let at_us = event.at_us?;
    let mut relations = vec![Relation::new(case, types::CASE)];
    let named = [(types::RESOURCE, event.resource.as_deref()), (types::OFFICE, event.office())];
    for (kind, name) in named {
        let Some(name) = name else { continue };
        let id = format!("{kind}:{name}");
        relations.push(Relation::new(id.clone(), kind));
        others.entry(id.clone()).or_insert_with(|| ExportObject {
            id,
            object_type: kind.to_owned(),
            attributes: vec![("name".to_owned(), ExportValue::Text(name.to_owned()), None)],
            relations: Vec::new(),
        });
    }
    let mut attributes: Vec<(String, ExportValue)> = Vec::new();
    let lifecycle = event.lifecycle.as_ref().map(Word::to_string).map(ExportValue::Text);
    attributes.extend(lifecycle.map(|value| ("lifecycle".to_owned(), value)));
    attributes.extend(event.start_us.map(|us| ("start".to_owned(), ExportValue::Time(us))));
    for attribute in &event.attributes {
        if let Some(value) = ExportValue::of(&attribute.value)
            && !attributes.iter().any(|(key, _)| **key == *attribute.key)
        {
            attributes.push((attribute.key.to_string(), value));
        }
    }
    Some(ExportEvent { id, event_type: event.activity.to_string(), at_us, attributes, relations })
}

impl ExportValue {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) | Value::Id(text) => Some(Self::Text(text.clone())),
            Value::At(at_us) => Some(Self::Time(*at_us)),
            Value::Integer(number) => Some(Self::Integer(*number)),
            Value::Real(number) => Some(Self::Real(number.clone())),
            Value::Boolean(yes) => Some(Self::Boolean(*yes)),
            Value::List(_) | Value::Container => None,
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Text(text) => Value::Text(text.clone()),
            Self::Time(at_us) => Value::At(*at_us),
            Self::Integer(number) => Value::Integer(*number),
            Self::Real(number) => Value::Real(number.clone()),
            Self::Boolean(yes) => Value::Boolean(*yes),
        }
    }
}
