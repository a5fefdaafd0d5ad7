//! `[[field]]`: a data element, one meaning in the whole district.

use crate::draft::{CheckSpans, Draft};
use crate::findings::{columns, fields, keys, services};
use crate::kind::Kind;
use crate::reader::{At, Reader};
use diag::{Span, Text};
use district::service::{Check, Field, FieldType, Form};
use std::collections::BTreeMap;

const FORMS: [(&str, Form); 4] = [
    ("resident-id", Form::ResidentId),
    ("credit-code", Form::CreditCode),
    ("mobile", Form::Mobile),
    ("postal-code", Form::PostalCode),
];

/// A text that no form of an office is longer than.
const LENGTH_MAX: u32 = 100_000;

const TYPES: [&str; 6] = ["text", "integer", "decimal", "boolean", "date", "choice"];

pub(super) fn field(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let id = reader.id("id", Kind::Field);
    let name = reader.need_name("name");
    let question = reader.name("question");
    let field_type = field_type(&mut reader);
    let unit = reader.unit("unit");
    let (check, spans) = limits(&mut reader);
    if let Some(field_type) = &field_type {
        let word = word(field_type);
        let numeric = matches!(field_type, FieldType::Integer | FieldType::Decimal);
        if let Some(unit) = unit.as_ref().filter(|_| !numeric) {
            let span = unit.span.clone();
            reader.say(columns::unit_without_number(&reader.owner, word, span));
        }
        for finding in misfits(&reader.owner, field_type, &spans) {
            reader.say(finding);
        }
    }
    let personal = reader.boolean("personal").unwrap_or(false);
    let register = reader.text("register");
    let span = reader.span();
    draft.close(reader);
    let Some(id) = id else { return };
    if !draft.claim(Kind::Field, &id) {
        return;
    }
    let name = name.unwrap_or_else(|| Text::same(id.value));
    let Some(field_type) = field_type else { return };
    let field = Field {
        id: id.value.to_owned(),
        question: question.unwrap_or_else(|| name.clone()),
        name,
        field_type,
        unit: unit.map(|unit| unit.value),
        check,
        personal,
        register: register.map(|register| register.value.to_owned()),
        span,
    };
    draft.services.fields.insert(field.id.clone(), field);
}

/// How packs write a type.
pub(crate) fn word(field_type: &FieldType) -> &'static str {
    match field_type {
        FieldType::Text => "text",
        FieldType::Integer => "integer",
        FieldType::Decimal => "decimal",
        FieldType::Boolean => "boolean",
        FieldType::Date => "date",
        FieldType::Choice(_) => "choice",
    }
}

fn field_type(reader: &mut Reader<'_>) -> Option<FieldType> {
    let word = reader.need_text("type", "\"text\"");
    let values_at = reader.has("values");
    let word = word?;
    if word.value != "choice"
        && let Some(span) = values_at.clone()
        && TYPES.contains(&word.value)
    {
        reader.say(fields::check_not_of_type(&reader.owner, "values", word.value, span));
    }
    Some(match word.value {
        "text" => FieldType::Text,
        "integer" => FieldType::Integer,
        "decimal" => FieldType::Decimal,
        "boolean" => FieldType::Boolean,
        "date" => FieldType::Date,
        "choice" => FieldType::Choice(choices(reader, values_at)?),
        other => {
            let span = word.span;
            let words = TYPES.into_iter();
            reader.say(keys::word_not_allowed(&reader.owner, "type", other, span, words));
            return None;
        }
    })
}

fn choices(reader: &mut Reader<'_>, at: Option<Span>) -> Option<Vec<(String, Text)>> {
    let Some(at) = at else {
        let example = "[{ id = \"…\", zh = \"…\", en = \"…\" }]";
        let span = reader.span();
        reader.say(keys::missing_key(&reader.owner, "values", example, span));
        return None;
    };
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let mut choices = Vec::new();
    for mut inner in reader.tables("values")? {
        let id = inner.need_text("id", "\"…\"");
        let zh = inner.need_text("zh", "\"…\"");
        let en = inner.need_text("en", "\"…\"");
        reader.absorb(inner);
        let Some(id) = id else { continue };
        if let Some(first) = seen.insert(id.value, id.span.clone()) {
            let (value, span) = (id.value, id.span);
            reader.say(services::listed_twice(&reader.owner, "values", value, span, first));
            continue;
        }
        let word = |text: Option<At<&str>>| text.map_or(id.value, |text| text.value).to_owned();
        choices.push((id.value.to_owned(), Text::new(word(zh), word(en))));
    }
    if choices.is_empty() {
        reader.say(keys::empty_list(&reader.owner, "values", at));
        return None;
    }
    Some(choices)
}

/// `min`, `max`, `length_min`, `length_max` and `form`.
fn limits(reader: &mut Reader<'_>) -> (Check, CheckSpans) {
    let min = reader.number("min");
    let max = reader.number("max");
    let length_min = reader.whole("length_min", 0, LENGTH_MAX);
    let length_max = reader.whole("length_max", 1, LENGTH_MAX);
    let form = reader.text("form");
    let form_span = form.as_ref().map(|form| form.span.clone());
    let form = form.and_then(|word| reader.word("form", &word, &FORMS));
    if let (Some(min), Some(max)) = (&min, &max)
        && min.value > max.value
    {
        let (least, most) = (min.value.to_string(), max.value.to_string());
        let span = min.span.clone();
        reader.say(fields::min_over_max(&reader.owner, ("min", &least), ("max", &most), span));
    }
    if let (Some(min), Some(max)) = (&length_min, &length_max)
        && min.value > max.value
    {
        let (least, most) = (min.value.to_string(), max.value.to_string());
        let (least, most) = (("length_min", least.as_str()), ("length_max", most.as_str()));
        reader.say(fields::min_over_max(&reader.owner, least, most, min.span.clone()));
    }
    let first = |low: Option<Span>, high: Option<Span>, keys: [&'static str; 2]| {
        low.map(|span| (keys[0], span)).or_else(|| high.map(|span| (keys[1], span)))
    };
    let spans = CheckSpans {
        number: first(
            min.as_ref().map(|at| at.span.clone()),
            max.as_ref().map(|at| at.span.clone()),
            ["min", "max"],
        ),
        length: first(
            length_min.as_ref().map(|at| at.span.clone()),
            length_max.as_ref().map(|at| at.span.clone()),
            ["length_min", "length_max"],
        ),
        values: None,
        form: form_span,
    };
    let check = Check {
        min: min.map(|at| at.value),
        max: max.map(|at| at.value),
        length_min: length_min.map(|at| at.value),
        length_max: length_max.map(|at| at.value),
        values: std::collections::BTreeSet::new(),
        form,
    };
    (check, spans)
}

/// What an item demands of an answer beyond the field's own check.
pub(super) fn demands(reader: &mut Reader<'_>) -> (Check, CheckSpans, Vec<At<String>>) {
    let (mut check, mut spans) = limits(reader);
    let mut values = Vec::new();
    if let Some(list) = reader.texts("values") {
        spans.values = Some(list.span);
        for value in list.value {
            check.values.insert(value.value.to_owned());
            values.push(At { value: value.value.to_owned(), span: value.span });
        }
    }
    (check, spans, values)
}

/// The parts of a check that answers of the type do not have.
pub(crate) fn misfits(
    owner: &Text,
    field_type: &FieldType,
    spans: &CheckSpans,
) -> Vec<diag::Diagnostic> {
    let numeric = matches!(field_type, FieldType::Integer | FieldType::Decimal);
    let text = *field_type == FieldType::Text;
    let choice = matches!(field_type, FieldType::Choice(_));
    let form = spans.form.clone().map(|span| ("form", span));
    let values = spans.values.clone().map(|span| ("values", span));
    [(&spans.number, numeric), (&spans.length, text), (&form, text), (&values, choice)]
        .into_iter()
        .filter(|(_, fits)| !fits)
        .filter_map(|(place, _)| place.as_ref())
        .map(|(key, span)| fields::check_not_of_type(owner, key, word(field_type), span.clone()))
        .collect()
}
