//! What is handed to other programs: objects, events, and how they belong together, whatever
//! format it then takes.

use diag::Text;
use std::collections::{BTreeMap, BTreeSet};

/// The type of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttributeType {
    /// A text.
    Text,
    /// An instant.
    Time,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Real,
    /// Yes or no.
    Boolean,
}

/// A value of an object or an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportValue {
    /// A text.
    Text(String),
    /// An instant in microseconds since 1970-01-01T00:00Z.
    Time(i64),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, digit by digit.
    Real(String),
    /// Yes or no.
    Boolean(bool),
}

/// A type of objects or of events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExportType {
    /// Its name.
    pub name: String,
    /// The attributes that its objects or events may have, in order.
    pub attributes: Vec<(String, AttributeType)>,
}

/// That something belongs to an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    /// The object's id.
    pub object: String,
    /// As what it belongs.
    pub qualifier: String,
}

/// An object: a case, an item, a material, a licence, an office, a group of applicants.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExportObject {
    /// Its id, one in the whole export.
    pub id: String,
    /// Its type.
    pub object_type: String,
    /// Its values: name, value, and from when it holds (microseconds; none: always).
    pub attributes: Vec<(String, ExportValue, Option<i64>)>,
    /// The objects that it belongs to.
    pub relations: Vec<Relation>,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExportEvent {
    /// Its id, one in the whole export.
    pub id: String,
    /// Its type: what was done.
    pub event_type: String,
    /// When, in microseconds since 1970-01-01T00:00Z.
    pub at_us: i64,
    /// Its values.
    pub attributes: Vec<(String, ExportValue)>,
    /// The objects that it belongs to.
    pub relations: Vec<Relation>,
}

/// Everything that is handed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Export {
    /// Types of objects.
    pub object_types: Vec<ExportType>,
    /// Types of events.
    pub event_types: Vec<ExportType>,
    /// Objects.
    pub objects: Vec<ExportObject>,
    /// Events.
    pub events: Vec<ExportEvent>,
}

/// Something in an export that does not hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loose {
    /// What was expected and what was found.
    pub text: Text,
}

/// The object types of services.
pub mod types {
    /// A case: the handling of one application.
    pub const CASE: &str = "case";
    /// An item in a case.
    pub const ITEM: &str = "item";
    /// A material.
    pub const MATERIAL: &str = "material";
    /// A licence, an entry or another result.
    pub const LICENCE: &str = "licence";
    /// An office.
    pub const OFFICE: &str = "office";
    /// A group of applicants.
    pub const GROUP: &str = "applicant-group";
    /// Who did it, where a log only has a name.
    pub const RESOURCE: &str = "resource";
}

impl Relation {
    /// A relation to that object.
    pub fn new(object: impl Into<String>, qualifier: impl Into<String>) -> Self {
        Self { object: object.into(), qualifier: qualifier.into() }
    }
}

impl ExportValue {
    /// Its type.
    pub fn attribute_type(&self) -> AttributeType {
        match self {
            Self::Text(_) => AttributeType::Text,
            Self::Time(_) => AttributeType::Time,
            Self::Integer(_) => AttributeType::Integer,
            Self::Real(_) => AttributeType::Real,
            Self::Boolean(_) => AttributeType::Boolean,
        }
    }
}

impl Export {
    /// An empty export with the object types of services declared.
    pub fn services() -> Self {
        let names = [
            types::CASE,
            types::ITEM,
            types::MATERIAL,
            types::LICENCE,
            types::OFFICE,
            types::GROUP,
        ];
        let of = |name: &str| ExportType { name: name.to_owned(), attributes: Vec::new() };
        Self { object_types: names.into_iter().map(of).collect(), ..Self::default() }
    }

    /// Declares the types and attributes that objects and events have and no type declares;
    /// an attribute of several types is declared as text.
    #[must_use]
    pub fn declared(mut self) -> Self {
        for object in &self.objects {
            let values = object.attributes.iter().map(|(name, value, _)| (name, value));
            declare(&mut self.object_types, &object.object_type, values);
        }
        for event in &self.events {
            let values = event.attributes.iter().map(|(name, value)| (name, value));
            declare(&mut self.event_types, &event.event_type, values);
        }
        self
    }

    /// What does not hold together: ids and types given twice, relations that lead nowhere,
    /// types and attributes that are not declared.
    pub fn check(&self) -> Vec<Loose> {
        let mut loose = Vec::new();
        let mut say = |zh: String, en: String| loose.push(Loose { text: Text::new(zh, en) });
        for types in [&self.object_types, &self.event_types] {
            let names = types.iter().map(|declared| declared.name.as_str());
            for name in twice(names) {
                say(
                    format!("类型`{name}`应声明一次，实为多次"),
                    format!("expected one type `{name}`, found several"),
                );
            }
        }
        for id in twice(self.objects.iter().map(|object| object.id.as_str())) {
            say(
                format!("对象`{id}`应有一个，实为多个"),
                format!("expected one object `{id}`, found several"),
            );
        }
        for id in twice(self.events.iter().map(|event| event.id.as_str())) {
            say(
                format!("事件`{id}`应有一个，实为多个"),
                format!("expected one event `{id}`, found several"),
            );
        }
        let ids: BTreeSet<&str> = self.objects.iter().map(|object| object.id.as_str()).collect();
        let objects = self.objects.iter().map(|object| (&object.id, &object.relations));
        let events = self.events.iter().map(|event| (&event.id, &event.relations));
        for (owner, relations) in objects.chain(events) {
            for relation in relations.iter().filter(|r| !ids.contains(r.object.as_str())) {
                let id = &relation.object;
                say(
                    format!("`{owner}`的关系应指向对象`{id}`，实为没有该对象"),
                    format!("expected an object `{id}` for a relation of `{owner}`, found none"),
                );
            }
        }
        let known = (attributes(&self.object_types), attributes(&self.event_types));
        for object in &self.objects {
            let values = object.attributes.iter().map(|(name, value, _)| (name, value));
            undeclared(&known.0, &object.id, &object.object_type, values, &mut say);
        }
        for event in &self.events {
            let values = event.attributes.iter().map(|(name, value)| (name, value));
            undeclared(&known.1, &event.id, &event.event_type, values, &mut say);
        }
        loose
    }
}

type Declared<'a> = BTreeMap<&'a str, BTreeMap<&'a str, AttributeType>>;

fn attributes(types: &[ExportType]) -> Declared<'_> {
    types
        .iter()
        .map(|declared| {
            let attributes = declared.attributes.iter().map(|(name, of)| (name.as_str(), *of));
            (declared.name.as_str(), attributes.collect())
        })
        .collect()
}

fn twice<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    names.filter(|name| !seen.insert(*name)).collect()
}

fn undeclared<'a>(
    known: &Declared<'_>,
    id: &str,
    of_type: &str,
    values: impl Iterator<Item = (&'a String, &'a ExportValue)>,
    say: &mut impl FnMut(String, String),
) {
    let Some(declared) = known.get(of_type) else {
        say(
            format!("`{id}`应为已声明的类型，实为`{of_type}`"),
            format!("expected a declared type for `{id}`, found `{of_type}`"),
        );
        return;
    };
    for (name, value) in values {
        let fits = |declared: &AttributeType| {
            *declared == AttributeType::Text || *declared == value.attribute_type()
        };
        if !declared.get(name.as_str()).is_some_and(fits) {
            say(
                format!("`{id}`的属性`{name}`应与类型`{of_type}`的声明相符，实为不符或未声明"),
                format!(
                    "expected attribute `{name}` of `{id}` to be declared by `{of_type}`, found it undeclared or of another type"
                ),
            );
        }
    }
}

fn declare<'a>(
    types: &mut Vec<ExportType>,
    name: &str,
    values: impl Iterator<Item = (&'a String, &'a ExportValue)>,
) {
    let place = types.iter().position(|declared| declared.name == name).unwrap_or_else(|| {
        types.push(ExportType { name: name.to_owned(), attributes: Vec::new() });
        types.len() - 1
    });
    let Some(declared) = types.get_mut(place) else { return };
    for (name, value) in values {
        let found = value.attribute_type();
        match declared.attributes.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) if *known != found => *known = AttributeType::Text,
            Some(_) => {}
            None => declared.attributes.push((name.clone(), found)),
        }
    }
}

mod logs;
#[cfg(test)]
pub(crate) mod tests;
