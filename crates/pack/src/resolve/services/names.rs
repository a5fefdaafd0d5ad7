//! What the names in a rule lead to.

use super::types::Type;
use crate::draft::{Draft, RuleUse, Scope};
use crate::findings::{rules, services};
use crate::kind::Kind;
use diag::{Diagnostic, Span, Text};
use district::DataType;
use district::service::{FieldType, Slot};

/// Why a name leads nowhere.
pub(super) enum Stray {
    /// It is the beginning of a name with a hyphen, so that the rule says something else.
    Hyphenated(Diagnostic),
    /// Nothing has the name.
    Nowhere(Diagnostic),
}

type Found = Result<Type, Box<Stray>>;

fn nowhere(finding: Diagnostic) -> Found {
    Err(Box::new(Stray::Nowhere(finding)))
}

/// The type of a name, or why it leads nowhere.
pub(super) fn name(draft: &Draft<'_>, used: &RuleUse, name: &str, span: &Span) -> Found {
    match &used.scope {
        Scope::Item => field(draft, used, name, span),
        Scope::Thing(thing) => {
            let found = field(draft, used, name, span)?;
            let (role, _) = name.split_once('.').unwrap_or((Slot::APPLICANT, name));
            let thing = draft.services.things.get(thing);
            let roles = thing.map(|(thing, _)| super::words(&thing.roles));
            if let Some(mut words) = roles
                && role != Slot::APPLICANT
                && !words.clone().any(|word| word == role)
            {
                let words = words.by_ref().collect::<Vec<_>>();
                let (owner, span) = (&used.owner, span.clone());
                let words = words.iter().copied();
                return nowhere(services::role_not_of_thing(owner, role, span, words));
            }
            Ok(found)
        }
        Scope::Decision(table) => {
            let found = field(draft, used, name, span)?;
            let table = draft.services.decisions.get(table);
            let inputs = table.map_or(&[][..], |(_, inputs)| inputs);
            if table.is_none() || inputs.iter().any(|input| input.value == name) {
                return Ok(found);
            }
            let what = Text::new("`inputs` 中没有它", "it is not one of the `inputs`");
            let known = inputs.iter().map(|input| input.value.as_str());
            let span = span.clone();
            nowhere(rules::name_not_found(&used.owner, name, &what, span, known))
        }
        Scope::Programme { programme, register, classes } => {
            if *classes && name == "classes" {
                return Ok(class_list(draft, programme, span));
            }
            column(draft, used, (register, *classes), name, span)
        }
    }
}

fn field(draft: &Draft<'_>, used: &RuleUse, name: &str, span: &Span) -> Found {
    let (_, id) = name.split_once('.').unwrap_or((Slot::APPLICANT, name));
    if let Some(field) = draft.services.fields.get(id) {
        return Ok(match &field.field_type {
            FieldType::Text => Type::Text,
            FieldType::Integer | FieldType::Decimal => Type::Number,
            FieldType::Boolean => Type::Boolean,
            FieldType::Date => Type::Date,
            FieldType::Choice(choices) => {
                let values = choices.iter().map(|(id, _)| id.clone()).collect();
                Type::Choice(name.to_owned(), values)
            }
        });
    }
    if draft.declared(Kind::Field, id) {
        return Ok(Type::Any);
    }
    let text = used.read.rule.text.as_str();
    let mut hyphenated = draft.ids_of(Kind::Field).map(|(field, _)| field).filter(|field| {
        field.strip_prefix(id).is_some_and(|rest| rest.starts_with('-')) && text.contains(field)
    });
    if let Some(field) = hyphenated.next() {
        let whole = name.strip_suffix(id).unwrap_or_default().to_owned() + field;
        let finding = rules::name_hyphenated(&used.owner, &whole, span.clone());
        return Err(Box::new(Stray::Hyphenated(finding)));
    }
    let what = if id.contains('.') {
        Text::new("名称最多是角色加字段", "a name is at most a role and a field")
    } else {
        Text::new(format!("没有字段 `{id}`"), format!("there is no field `{id}`"))
    };
    let known = draft.ids_of(Kind::Field).map(|(id, _)| id);
    nowhere(rules::name_not_found(&used.owner, name, &what, span.clone(), known))
}

fn column(
    draft: &Draft<'_>,
    used: &RuleUse,
    (register, classes): (&str, bool),
    name: &str,
    span: &Span,
) -> Found {
    // A register that is not declared, or not usable, has been reported.
    let Some(stream) = draft.streams.get(register) else { return Ok(Type::Any) };
    if let Some(column) = stream.columns.iter().find(|column| column.id == name) {
        return Ok(match column.data_type {
            DataType::Text if column.values.is_empty() => Type::Text,
            DataType::Text => Type::Choice(name.to_owned(), column.values.clone()),
            DataType::Integer | DataType::Decimal(_) | DataType::Exact => Type::Number,
            DataType::Boolean => Type::Boolean,
            DataType::Date => Type::Date,
            DataType::Instant | DataType::Period(_) => Type::Any,
        });
    }
    let what = Text::new(
        format!("登记册 `{register}` 没有这一列"),
        format!("register `{register}` has no such column"),
    );
    let more = classes.then_some("classes");
    let known = stream.columns.iter().map(|column| column.id.as_str()).chain(more);
    nowhere(rules::name_not_found(&used.owner, name, &what, span.clone(), known))
}

/// The classes of a programme, as its tiers see them.
fn class_list(draft: &Draft<'_>, programme: &str, span: &Span) -> Type {
    let own = draft.services.programmes.get(programme);
    let classes = own.into_iter().flat_map(|(own, _)| &own.classes);
    let values = classes.map(|class| class.id.clone()).collect();
    Type::List(vec![(Type::Choice("classes".to_owned(), values), span.clone())])
}
