//! Each kind of declaration, one file a kind: a table becomes a checked value or findings.

mod calendar;
mod column;
mod decision;
mod field;
mod head;
mod indicator;
mod item;
mod material;
mod model;
mod office;
mod place;
mod programme;
mod report;
mod slot;
mod source;
mod standard;
mod stream;
mod table;
mod target;
mod thing;

use crate::draft::Draft;
use crate::findings::{files, keys};
use crate::kind::Kind;
use crate::reader::Reader;
use crate::recover::Recovered;
use diag::{Span, Text};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(crate) use field::misfits;
pub(crate) use indicator::indicator;
pub(crate) use model::model;

/// The sections that a TOML file of a pack may have.
const SECTIONS: [&str; 19] = [
    "calendar",
    "decision",
    "field",
    "item",
    "material",
    "office",
    "pack",
    "place",
    "places",
    "programme",
    "register",
    "report",
    "services",
    "source",
    "standard",
    "stream",
    "table",
    "target",
    "thing",
];

type Declare = for<'a, 't> fn(&mut Draft<'a>, Reader<'t>);

/// Reads one TOML file.
pub(crate) fn file<'t>(draft: &mut Draft<'_>, text: &Recovered<'_>, root: &'t DeTable<'t>) {
    let mut sections: Vec<_> = root.iter().collect();
    sections.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in sections {
        let span = Span::new(text.source, key.span());
        let name = key.get_ref().as_ref();
        let (kind, declare): (Kind, Declare) = match name {
            "pack" => (Kind::Pack, head::head),
            "place" => (Kind::Place, place::place),
            "places" => (Kind::Place, place::places),
            "stream" => (Kind::Stream, stream::stream),
            "register" => (Kind::Register, stream::register),
            "source" => (Kind::Source, source::source),
            "table" => (Kind::Table, table::table),
            "standard" => (Kind::Standard, standard::standard),
            "target" => (Kind::Target, target::target),
            "calendar" => (Kind::Calendar, calendar::calendar),
            "report" => (Kind::Report, report::report),
            "services" => (Kind::Services, office::services),
            "office" => (Kind::Office, office::office),
            "material" => (Kind::Material, material::material),
            "field" => (Kind::Field, field::field),
            "item" => (Kind::Item, item::item),
            "thing" => (Kind::Thing, thing::thing),
            "decision" => (Kind::Decision, decision::decision),
            "programme" => (Kind::Programme, programme::programme),
            _ => {
                draft.found.push(files::section_not_known(name, span, &SECTIONS));
                continue;
            }
        };
        section(draft, text, (kind, declare), name, value);
    }
}

fn section<'t>(
    draft: &mut Draft<'_>,
    text: &Recovered<'_>,
    (kind, declare): (Kind, Declare),
    name: &str,
    value: &'t Spanned<DeValue<'t>>,
) {
    let tables: Vec<&'t Spanned<DeValue<'t>>> = match value.get_ref() {
        DeValue::Array(items) => items.iter().collect(),
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Table(_) => vec![value],
    };
    for item in tables {
        let DeValue::Table(table) = item.get_ref() else {
            let span = Span::new(text.source, item.span());
            let (expected, found) =
                (Text::new("一个表", "a table"), Text::new("别的值", "a value"));
            let owner = kind.word();
            draft.found.push(keys::wrong_type(&owner, name, &expected, &found, span));
            continue;
        };
        let broken = text.broken_at(item.span().start);
        declare(draft, Reader::new(table, text.source, item.span(), kind.nameless(), broken));
    }
}
