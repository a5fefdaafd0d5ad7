//! Each kind of declaration, one file a kind: a table becomes a checked value or findings.

mod access;
mod calendar;
mod circle;
mod circle_rule;
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
mod way;

use crate::draft::Draft;
use crate::findings::{access as access_findings, files, keys};
use crate::kind::Kind;
use crate::reader::Reader;
use crate::recover::Recovered;
use diag::{Diagnostic, Span, Text};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(crate) use field::misfits;
pub(crate) use indicator::indicator;
pub(crate) use model::model;

/// The sections that a TOML file of a pack may have.
const SECTIONS: [&str; 25] = [
    "access",
    "calendar",
    "circle",
    "decision",
    "drive",
    "facility_kind",
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
    "walk",
    "walker",
];

/// The sections of a file of access rules that stands alone.
const RULES_SECTIONS: [&str; 5] = ["circle", "drive", "facility_kind", "walk", "walker"];

type NotKnown = fn(&str, Span, &[&str]) -> Diagnostic;
type Declare = for<'a, 't> fn(&mut Draft<'a>, Reader<'t>);

/// Reads one TOML file.
pub(crate) fn file<'t>(draft: &mut Draft<'_>, text: &Recovered<'_>, root: &'t DeTable<'t>) {
    sections(draft, text, root, (&SECTIONS, files::section_not_known));
}

/// Reads a file of access rules that stands alone.
pub(crate) fn rules_file<'t>(draft: &mut Draft<'_>, text: &Recovered<'_>, root: &'t DeTable<'t>) {
    sections(draft, text, root, (&RULES_SECTIONS, access_findings::section_not_of_rules));
}

fn sections<'t>(
    draft: &mut Draft<'_>,
    text: &Recovered<'_>,
    root: &'t DeTable<'t>,
    (allowed, strange): (&[&str], NotKnown),
) {
    let mut sections: Vec<_> = root.iter().collect();
    sections.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in sections {
        let name = key.get_ref().as_ref();
        let Some(found) = sort(name).filter(|_| allowed.contains(&name)) else {
            let span = Span::new(text.source, key.span());
            draft.found.push(strange(name, span, allowed));
            continue;
        };
        section(draft, text, found, name, value);
    }
}

/// What a section declares, and who reads it.
fn sort(name: &str) -> Option<(Kind, Declare)> {
    Some(match name {
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
        "access" => (Kind::Access, access::access),
        "walk" => (Kind::Walk, way::walk),
        "drive" => (Kind::Drive, way::drive),
        "facility_kind" => (Kind::Facility, circle::facility_kind),
        "walker" => (Kind::Walker, circle::walker),
        "circle" => (Kind::Circle, circle::circle),
        _ => return None,
    })
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
