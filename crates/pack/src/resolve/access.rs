//! Access: circles of kinds and walkers that there are, and registers with the columns that
//! homes, facilities and gates are read from.

use crate::draft::Draft;
use crate::findings::{access, references};
use crate::kind::Kind;
use diag::{Diagnostic, Text};
use district::{DataType, Stream, StreamKind};

/// Fewer digits of a degree put a home some metres off.
const DEGREE_DECIMALS_MIN: u8 = 5;

pub(super) fn resolve(draft: &mut Draft<'_>) {
    circles(draft);
    registers(draft);
}

/// Kinds and walkers of circles; where the pack declares none of a sort, the defaults count.
pub(crate) fn circles(draft: &mut Draft<'_>) {
    if draft.access.circles.is_empty() {
        return;
    }
    let base = draft.access.base();
    let kinds = names(draft, Kind::Facility, base.kinds.keys());
    let walkers = names(draft, Kind::Walker, base.walkers.keys());
    let mut found = Vec::new();
    for (circle, spans) in draft.access.circles.values() {
        let owner = Kind::Circle.named(&circle.id);
        let used = spans.kinds.iter().map(|kind| (Kind::Facility, kind, &kinds));
        for (kind, name, known) in used.chain([(Kind::Walker, &spans.walker, &walkers)]) {
            if !known.contains(&name.value) {
                let (span, ids) = (name.span.clone(), known.iter().map(String::as_str));
                found.push(references::not_declared(&owner, kind, &name.value, span, ids));
            }
        }
    }
    draft.found.extend(found);
}

/// The ids of a kind that circles can name.
fn names<'b>(draft: &Draft<'_>, kind: Kind, base: impl Iterator<Item = &'b String>) -> Vec<String> {
    if draft.access.says(kind) {
        return draft.ids_of(kind).map(|(id, _)| id.to_owned()).collect();
    }
    base.cloned().collect()
}

/// The columns that a register under `key` is read by.
fn needed(key: &str) -> &'static [(&'static str, Needs)] {
    match key {
        "homes" => &[
            ("home", Needs::Text),
            ("place", Needs::Text),
            ("lon", Needs::Degrees),
            ("lat", Needs::Degrees),
            ("people", Needs::Integer),
        ],
        "facilities" => &[
            ("facility", Needs::Text),
            ("kind", Needs::Text),
            ("lon", Needs::Degrees),
            ("lat", Needs::Degrees),
        ],
        "sites" => &[
            ("site", Needs::Text),
            ("lon", Needs::Degrees),
            ("lat", Needs::Degrees),
            ("prize", Needs::Integer),
        ],
        _ => &[
            ("gate", Needs::Text),
            ("estate", Needs::Text),
            ("lon", Needs::Degrees),
            ("lat", Needs::Degrees),
            ("open", Needs::Boolean),
        ],
    }
}

/// What a column has to be of.
#[derive(Clone, Copy)]
enum Needs {
    Text,
    Integer,
    Boolean,
    /// A decimal fine enough for a place on the ground.
    Degrees,
}

impl Needs {
    fn met_by(self, found: DataType) -> bool {
        match self {
            Self::Text => found == DataType::Text,
            Self::Integer => found == DataType::Integer,
            Self::Boolean => found == DataType::Boolean,
            Self::Degrees => {
                matches!(found, DataType::Decimal(decimals) if decimals >= DEGREE_DECIMALS_MIN)
            }
        }
    }

    /// As a declaration writes it.
    fn written(self) -> &'static str {
        match self {
            Self::Text => "`text`",
            Self::Integer => "`integer`",
            Self::Boolean => "`boolean`",
            Self::Degrees => "`decimal`",
        }
    }

    fn words(self) -> Text {
        match self {
            Self::Text | Self::Integer | Self::Boolean => Text::same(self.written()),
            Self::Degrees => Text::new(
                format!("至少 {DEGREE_DECIMALS_MIN} 位小数的 `decimal`"),
                format!("a `decimal` of {DEGREE_DECIMALS_MIN} or more decimals"),
            ),
        }
    }
}

fn registers(draft: &mut Draft<'_>) {
    let mut found = Vec::new();
    let owner = Text::same("`[access]`");
    for used in &draft.access.registers {
        // A register that is not declared, or not usable, has been reported.
        let Some(stream) = draft.streams.get(&used.id) else { continue };
        if stream.kind != StreamKind::Register {
            let span = used.span.clone();
            found.push(access::not_register(&owner, used.key, &used.id, span));
            continue;
        }
        for need in needed(used.key) {
            found.extend(column(&owner, (used.key, stream), *need, &used.span));
        }
    }
    draft.found.extend(found);
}

/// The finding if the register does not have the column as it is needed.
fn column(
    owner: &Text,
    (key, register): (&str, &Stream),
    (name, needs): (&str, Needs),
    span: &diag::Span,
) -> Option<Diagnostic> {
    let names = (key, register.id.as_str());
    let Some(column) = register.columns.iter().find(|column| column.id == name) else {
        let spans = (span.clone(), register.span.clone());
        let known = register.columns.iter().map(|column| column.id.as_str());
        return Some(access::register_lacks(owner, names, (name, needs.written()), spans, known));
    };
    if needs.met_by(column.data_type) {
        return None;
    }
    let found = if let DataType::Decimal(decimals) = column.data_type {
        format!("decimal({decimals})")
    } else {
        column.data_type.to_string()
    };
    let (found, spans) = ((found.as_str(), &needs.words()), (span.clone(), column.span.clone()));
    Some(access::register_type(owner, names, name, found, spans))
}

/// Standards with rules of circles: with `[access]` each place is held against them.
pub(super) fn standards<'d>(draft: &'d Draft<'_>) -> impl Iterator<Item = &'d str> {
    let says = draft.access.says(Kind::Access);
    let has = |standard: &&district::Standard| {
        standard.editions.values().any(|edition| edition.tables.contains_key("circle_rule"))
    };
    let standards = draft.standards.values().filter(has).map(|standard| standard.id.as_str());
    standards.filter(move |_| says)
}
