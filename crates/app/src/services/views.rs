//! Plans, things and their kin as JSON: the field names are a contract, append-only.

use diag::Text;
use district::plan::{Asker, CauseKind, NeededMaterial, Plan, PlannedItem, Question, Saving};
use district::service::{Check, FieldType, Form, Item, MaterialSource, Party, Services, Thing};
use district::{Exact, Rounding, WorkDays};
use serde_json::{Map, Value, json};

/// A text in both languages.
pub fn words(text: &Text) -> Value {
    json!({"zh": text.zh, "en": text.en})
}

/// Working days as a JSON number: `1`, `0.5`.
pub fn days(days: WorkDays) -> Value {
    number(&days.to_exact(), 1)
}

/// An exact number as a JSON number of at most `decimals` digits, rounded half to even.
pub fn number(value: &Exact, decimals: u32) -> Value {
    if let Some(whole) = value.to_i64() {
        return Value::from(whole);
    }
    let rounded = value.round(i32::try_from(decimals).unwrap_or(6), Rounding::HalfEven);
    let text = rounded.to_terminating_text().unwrap_or_else(|| rounded.to_text(decimals));
    text.parse::<serde_json::Number>().map_or_else(|_| Value::from(text), Value::Number)
}

/// A plan as `plan --json` prints it.
pub fn plan(plan: &Plan, services: &Services) -> Value {
    let thing = services.things.get(&plan.thing);
    json!({
        "thing": plan.thing,
        "name": thing.map(|thing| words(&thing.name)),
        "accepted_on": plan.accepted_on.to_string(),
        "items": plan.items.iter().map(|item| planned_item(item, services)).collect::<Vec<_>>(),
        "form": plan.form.iter().map(question).collect::<Vec<_>>(),
        "materials": plan.materials.iter().map(|m| material(m, services)).collect::<Vec<_>>(),
        "held": plan.held.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "open": plan.open.iter().map(|open| json!({
            "field": open.field,
            "decides": open.decides,
        })).collect::<Vec<_>>(),
        "critical_path": plan.critical_path,
        "critical_days": days(plan.critical_days),
        "promised_days": days(plan.promised_days),
        "promise_on": plan.promise_on.to_string(),
        "provisional": plan.provisional,
        "savings": savings(plan),
    })
}

/// An item of a plan.
pub fn planned_item(item: &PlannedItem, services: &Services) -> Value {
    let declared = services.items.get(&item.id);
    json!({
        "id": item.id,
        "name": declared.map(|item| words(&item.name)),
        "office": item.office,
        "level": item.level,
        "after": item.after,
        "takes": item.takes,
        "gives": item.gives,
        "promised_days": days(WorkDays::halves(item.promised_halves)),
        "legal_days": days(WorkDays::halves(item.legal_halves)),
        "start_on": item.start_on.to_string(),
        "due_on": item.due_on.to_string(),
        "legal_due_on": item.legal_due_on.to_string(),
        "critical": item.critical,
    })
}

fn question(question: &Question) -> Value {
    let why = |asker: &Asker| json!({"item": asker.item, "why": words(&asker.why)});
    json!({
        "field": question.field,
        "question": words(&question.question),
        "why": question.asked_by.iter().map(why).collect::<Vec<_>>(),
        "register": question.register,
        "check": check(&question.check),
    })
}

fn check(check: &Check) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            out.insert(name.to_owned(), value);
        }
    };
    put("min", check.min.as_ref().map(|min| number(min, 12)));
    put("max", check.max.as_ref().map(|max| number(max, 12)));
    put("length_min", check.length_min.map(Value::from));
    put("length_max", check.length_max.map(Value::from));
    put("values", (!check.values.is_empty()).then(|| json!(check.values)));
    put("form", check.form.map(|form| Value::from(form_word(form))));
    Value::Object(out)
}

fn form_word(form: Form) -> &'static str {
    match form {
        Form::ResidentId => "resident-id",
        Form::CreditCode => "credit-code",
        Form::Mobile => "mobile",
        Form::PostalCode => "postal-code",
    }
}

/// Where a material comes from, as packs write it.
pub fn source(source: &MaterialSource) -> String {
    match source {
        MaterialSource::Wallet => "wallet".to_owned(),
        MaterialSource::Register(id) => format!("register:{id}"),
        MaterialSource::Item => "item".to_owned(),
        MaterialSource::Applicant => "applicant".to_owned(),
    }
}

fn material(material: &NeededMaterial, services: &Services) -> Value {
    let declared = services.materials.get(&material.slot.material);
    json!({
        "id": material.slot.to_string(),
        "name": declared.map(|material| words(&material.name)),
        "source": source(&material.source),
        "given_by": material.given_by,
        "taken_by": material.taken_by,
    })
}

fn savings(plan: &Plan) -> Value {
    let savings = &plan.savings;
    let ratio = |saving: &Saving| saving.ratio().map(|ratio| number(&ratio, 12));
    let cause = |kind: CauseKind| match kind {
        CauseKind::Held => "held",
        CauseKind::ShorterPromises => "shorter_promises",
        CauseKind::Parallel => "parallel",
        CauseKind::Margin => "margin",
    };
    let detail = |saving: &Saving| {
        json!({
            "from": number(&saving.from, 12),
            "to": number(&saving.to, 12),
            "ratio": ratio(saving),
        })
    };
    json!({
        "legal": ratio(&savings.legal),
        "bundle": ratio(&savings.bundle),
        "parallel": ratio(&savings.parallel),
        "actual": savings.actual.as_ref().and_then(ratio),
        "detail": {
            "legal": detail(&savings.legal),
            "bundle": detail(&savings.bundle),
            "parallel": detail(&savings.parallel),
            "actual": savings.actual.as_ref().map(detail),
            "materials": detail(&savings.materials),
            "fields": detail(&savings.fields),
            "steps": detail(&savings.steps),
            "visits": detail(&savings.visits),
            "causes": savings.causes.iter().map(|found| json!({
                "cause": cause(found.kind),
                "days": number(&found.days, 1),
            })).collect::<Vec<_>>(),
        },
    })
}

/// Person or enterprise.
pub fn party(party: Party) -> &'static str {
    match party {
        Party::Person => "person",
        Party::Enterprise => "enterprise",
    }
}

/// A thing as `things --json` lists it.
pub fn thing(thing: &Thing) -> Value {
    json!({
        "id": thing.id,
        "name": words(&thing.name),
        "for": party(thing.party),
        "wants": thing.wants.iter().map(|want| json!({
            "gives": want.slot.to_string(),
            "when": want.when.as_ref().map(|rule| rule.text.as_str()),
        })).collect::<Vec<_>>(),
        "roles": thing.roles.iter().map(|role| json!({
            "id": role.id,
            "name": words(&role.name),
            "for": party(role.party),
            "also": role.also,
        })).collect::<Vec<_>>(),
        "promised_days": days(thing.promised),
        "steps": thing.steps,
        "visits": thing.visits,
        "level": thing.level,
        "before": {
            "days": thing.before.days.map(days),
            "materials": thing.before.materials,
            "fields": thing.before.fields,
            "steps": thing.before.steps,
            "visits": thing.before.visits,
        },
    })
}

/// A thing with the items that can give its results, and their questions.
pub fn thing_whole(found: &Thing, services: &Services) -> Value {
    let mut out = thing(found);
    let items = items_of(services, found);
    let fields = items.iter().flat_map(|item| &item.asks).chain(&found.asks);
    let mut ids: Vec<&str> = fields.map(|ask| ask.field.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let field = |id: &&str| {
        let field = services.fields.get(*id)?;
        let values: Vec<Value> = match &field.field_type {
            FieldType::Choice(choices) => {
                let one = |(id, name): &(String, Text)| json!({"id": id, "name": words(name)});
                choices.iter().map(one).collect()
            }
            FieldType::Text
            | FieldType::Integer
            | FieldType::Decimal
            | FieldType::Boolean
            | FieldType::Date => Vec::new(),
        };
        Some(json!({
            "id": field.id,
            "name": words(&field.name),
            "question": words(&field.question),
            "type": field_type(&field.field_type),
            "values": values,
            "personal": field.personal,
        }))
    };
    if let Some(out) = out.as_object_mut() {
        let items = items.iter().map(|found| item(found)).collect();
        out.insert("items".to_owned(), Value::Array(items));
        out.insert("fields".to_owned(), ids.iter().filter_map(field).collect());
    }
    out
}

/// The items that can be part of a thing: those that give its results, and what those take.
fn items_of<'a>(services: &'a Services, thing: &Thing) -> Vec<&'a Item> {
    let mut wanted: Vec<&str> = thing.wants.iter().map(|w| w.slot.material.as_str()).collect();
    let mut seen = std::collections::BTreeSet::new();
    let mut items = std::collections::BTreeMap::new();
    while let Some(material) = wanted.pop() {
        if !seen.insert(material.to_owned()) {
            continue;
        }
        let gives = |item: &&Item| item.gives.iter().any(|give| give.slot.material == material);
        for item in services.items.values().filter(gives) {
            items.insert(item.id.as_str(), item);
            let takes = item.takes.iter().flat_map(|take| &take.any_of);
            wanted.extend(takes.map(|slot| slot.material.as_str()));
        }
    }
    items.into_values().collect()
}

/// An item as the catalogue lists it.
pub fn item(item: &Item) -> Value {
    json!({
        "id": item.id,
        "name": words(&item.name),
        "office": item.office,
        "level": item.level,
        "legal_days": days(item.legal.days),
        "legal_ground": words(&item.legal.ground),
        "promised_days": days(item.promised.days),
        "takes": item.takes.iter().map(|take| json!({
            "any_of": take.any_of.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "when": take.when.as_ref().map(|rule| rule.text.as_str()),
        })).collect::<Vec<_>>(),
        "gives": item.gives.iter().map(|give| json!({
            "gives": give.slot.to_string(),
            "when": give.when.as_ref().map(|rule| rule.text.as_str()),
        })).collect::<Vec<_>>(),
        "fee": number(&item.fee, 2),
        "steps": item.steps,
        "visits": item.visits,
    })
}

/// The type of a field, as packs write it.
pub fn field_type(field_type: &FieldType) -> &'static str {
    match field_type {
        FieldType::Text => "text",
        FieldType::Integer => "integer",
        FieldType::Decimal => "decimal",
        FieldType::Boolean => "boolean",
        FieldType::Date => "date",
        FieldType::Choice(_) => "choice",
    }
}
