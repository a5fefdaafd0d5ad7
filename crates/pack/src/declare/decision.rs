//! `[[decision]]`: a decision table.

use super::item::keep_rules;
use crate::draft::{Draft, Scope};
use crate::findings::{keys, services};
use crate::kind::Kind;
use crate::reader::{At, Reader, Rules, slot_like};
use diag::Text;
use district::rule::Answers;
use district::service::{DecisionRow, DecisionTable, Hit};

const HITS: [(&str, Hit); 3] = [("first", Hit::First), ("one", Hit::One), ("all", Hit::All)];

pub(super) fn decision(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let mut rules = Rules::new(draft.texts);
    let id = reader.id("id", Kind::Decision);
    let name = reader.need_name("name");
    let hit = reader.need_text("hit", "\"first\"");
    let hit = hit.and_then(|word| reader.word("hit", &word, &HITS));
    let inputs = inputs(&mut reader);
    let rows = rows(&mut reader, &mut rules);
    let (owner, span) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    for input in &inputs {
        let field = input.value.split_once('.').map_or(input.value.as_str(), |(_, field)| field);
        draft.refer(&owner, Kind::Field, &At { value: field, span: input.span.clone() });
    }
    let Some(id) = id else { return };
    if !draft.claim(Kind::Decision, &id) {
        return;
    }
    keep_rules(draft, rules, &owner, &Scope::Decision(id.value.to_owned()));
    let table = DecisionTable {
        id: id.value.to_owned(),
        name: name.unwrap_or_else(|| Text::same(id.value)),
        hit: hit.unwrap_or(Hit::First),
        inputs: inputs.iter().map(|input| input.value.clone()).collect(),
        rows,
        span,
    };
    draft.services.decisions.insert(table.id.clone(), (table, inputs));
}

/// The names that the rules may read, canonical.
fn inputs(reader: &mut Reader<'_>) -> Vec<At<String>> {
    let list = reader.need_texts("inputs", "[\"…\"]").map_or(Vec::new(), |list| list.value);
    let mut inputs: Vec<At<String>> = Vec::new();
    for input in list {
        if !slot_like(input.value) {
            let (value, span) = (input.value, input.span);
            reader.say(services::slot_form(&reader.owner, "inputs", value, span));
            continue;
        }
        let name = Answers::canonical(input.value);
        if let Some(first) = inputs.iter().find(|first| first.value == name) {
            let (span, first) = (input.span, first.span.clone());
            reader.say(services::listed_twice(&reader.owner, "inputs", name, span, first));
            continue;
        }
        inputs.push(At { value: name.to_owned(), span: input.span });
    }
    inputs
}

fn rows(reader: &mut Reader<'_>, rules: &mut Rules<'_>) -> Vec<DecisionRow> {
    let single = reader.has("row").is_some();
    let tables = if single { reader.tables("row") } else { reader.tables("rows") };
    let tables = tables.unwrap_or_default();
    if tables.is_empty() && !reader.broken() {
        let span = reader.span();
        let example = "[{ when = \"…\", gives = \"…\" }]";
        let finding = if let Some(span) = reader.has("rows") {
            keys::empty_list(&reader.owner, "rows", span)
        } else {
            keys::missing_key(&reader.owner, "rows", example, span)
        };
        reader.say(finding);
    }
    let mut rows = Vec::new();
    for mut inner in tables {
        let when = rules.need(&mut inner, "when");
        let gives = inner.need_text("gives", "\"…\"");
        let ground = inner.need_name("ground");
        let span = inner.span();
        reader.absorb(inner);
        let (Some(when), Some(gives)) = (when, gives) else { continue };
        let (gives, ground) = (gives.value.to_owned(), ground.unwrap_or_default());
        rows.push(DecisionRow { when, gives, ground, span });
    }
    rows
}
