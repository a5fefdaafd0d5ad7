//! The one form: every question once, with the strictest of all checks, and who asks why.

use crate::choose::{Choice, On};
use crate::fault::{Demand, PlanFault};
use crate::world::{CondNo, Truth, World, WorldAsk};
use diag::{Span, Text};
use district::plan::{Asker, OpenQuestion, Question};
use district::rule::{Answers, Verdict};
use district::service::{Check, Field, Item};
use std::collections::{BTreeMap, BTreeSet};

mod strictest;

/// One who asks a question: the item (none: the thing), why, and what it demands.
struct Asking<'a> {
    item: Option<&'a Item>,
    why: Text,
    check: Option<(&'a Check, &'a Span)>,
}

/// Questions in the order in which they were first asked.
#[derive(Default)]
struct Form<'a> {
    order: Vec<String>,
    asked: BTreeMap<String, Vec<Asking<'a>>>,
}

impl<'a> Form<'a> {
    fn ask(&mut self, name: &str, asking: Asking<'a>) {
        if !self.asked.contains_key(name) {
            self.order.push(name.to_owned());
        }
        let known = self.asked.entry(name.to_owned()).or_default();
        let id = |asking: &Asking<'_>| asking.item.map(|item| item.id.clone());
        // A condition of one who asks the question anyway says nothing new.
        if asking.check.is_some() || known.iter().all(|other| id(other) != id(&asking)) {
            known.push(asking);
        }
    }
}

/// The names whose answers a condition rests on: those answered, and those it still needs.
/// What an answer has already made idle is not asked.
pub(crate) fn names_read(
    world: &World<'_>,
    condition: CondNo,
    truth: Truth,
    answers: &Answers,
) -> BTreeSet<String> {
    let rule = &world.conditions[condition];
    let answered = rule.expr.names().into_iter().filter(|name| answers.find(name).is_some());
    let mut names: BTreeSet<String> = answered.map(str::to_owned).collect();
    if truth == Truth::Open
        && let Verdict::Open(open) = rule.judge(answers)
    {
        names.extend(open);
    }
    names
}

/// The declared field of a name such as `child.name`.
pub(crate) fn field_of<'a>(world: &World<'a>, name: &str) -> Option<&'a Field> {
    let id = name.split_once('.').map_or(name, |(_, field)| field);
    world.services.fields.get(id)
}

/// The form of what was chosen.
pub(crate) fn form(
    world: &World<'_>,
    choice: &Choice,
    truths: &[Truth],
    answers: &Answers,
) -> Result<Vec<Question>, PlanFault> {
    let mut form = Form::default();
    let thing = Text::new(
        format!("决定“{}”怎样办理", world.thing.name.zh),
        format!("decides how “{}” is done", world.thing.name.en),
    );
    for ask in &world.asks {
        add(&mut form, ask, None, truths, &thing);
    }
    for &(condition, on) in &choice.looked_at {
        let (item, why) = decides(world, on, &thing);
        for name in names_read(world, condition, truths[condition], answers) {
            form.ask(&name, Asking { item, why: why.clone(), check: None });
        }
    }
    for chosen in &choice.items {
        let item = &world.items[chosen.item];
        let why = Text::new(
            format!("办理“{}”所需", item.item.name.zh),
            format!("needed for “{}”", item.item.name.en),
        );
        for ask in &item.asks {
            add(&mut form, ask, Some(item.item), truths, &why);
        }
    }
    let asked = form.order.iter().map(|name| (name, &form.asked[name]));
    asked.map(|(name, asking)| question(world, name, asking)).collect()
}

fn add<'a>(
    form: &mut Form<'a>,
    ask: &WorldAsk<'a>,
    item: Option<&'a Item>,
    truths: &[Truth],
    why: &Text,
) {
    if truths[ask.when] == Truth::Yes {
        let why = ask.ask.why.clone().unwrap_or_else(|| why.clone());
        let check = Some((&ask.ask.check, &ask.ask.span));
        form.ask(&ask.name, Asking { item, why, check });
    }
}

fn decides<'a>(world: &World<'a>, on: On, thing: &Text) -> (Option<&'a Item>, Text) {
    match on {
        On::Thing => (None, thing.clone()),
        On::Slot(slot) => {
            let slot = &world.slots[slot];
            let name = slot.declared.map_or_else(|| Text::same(slot.material), |m| m.name.clone());
            let why = Text::new(
                format!("决定是否需要“{}”", name.zh),
                format!("decides whether “{}” is wanted", name.en),
            );
            (None, why)
        }
        On::Item(item) => {
            let item = world.items[item].item;
            let why = Text::new(
                format!("决定“{}”是否办理、怎样办理", item.name.zh),
                format!("decides whether and how “{}” is done", item.name.en),
            );
            (Some(item), why)
        }
    }
}

fn question(world: &World<'_>, name: &str, asking: &[Asking<'_>]) -> Result<Question, PlanFault> {
    let field = field_of(world, name);
    let mut demands: Vec<(Text, &Check, Span)> = Vec::new();
    if let Some(field) = field {
        let by =
            Text::new(format!("字段“{}”", field.name.zh), format!("field “{}”", field.name.en));
        demands.push((by, &field.check, field.span.clone()));
    }
    for one in asking {
        if let Some((check, span)) = one.check {
            demands.push((demander(world, one.item), check, span.clone()));
        }
    }
    let check = strictest::strictest(field.map(|field| &field.field_type), &demands);
    let check = check.map_err(|demands: [Demand; 2]| PlanFault::Apart {
        thing: world.thing.id.clone(),
        field: name.to_owned(),
        demands,
    })?;
    let asker = |one: &Asking<'_>| Asker {
        item: one.item.map(|item| item.id.clone()),
        why: one.why.clone(),
    };
    Ok(Question {
        field: name.to_owned(),
        question: field.map_or_else(|| Text::same(name), |field| field.question.clone()),
        check,
        asked_by: asking.iter().map(asker).collect(),
        register: field.and_then(|field| field.register.clone()),
    })
}

/// The office with its item, or the thing.
fn demander(world: &World<'_>, item: Option<&Item>) -> Text {
    let Some(item) = item else {
        let name = &world.thing.name;
        return Text::new(format!("一件事“{}”", name.zh), format!("thing “{}”", name.en));
    };
    let office = world.services.offices.get(&item.office);
    let office = office.map_or_else(|| Text::same(&item.office), |office| office.name.clone());
    Text::new(
        format!("{}（{}）", office.zh, item.name.zh),
        format!("{} ({})", office.en, item.name.en),
    )
}

/// What hangs on answers that are not there yet.
pub(crate) fn open(
    world: &World<'_>,
    choice: &Choice,
    truths: &[Truth],
    answers: &Answers,
) -> Vec<OpenQuestion> {
    let mut open: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for &(condition, on) in &choice.looked_at {
        if truths[condition] != Truth::Open {
            continue;
        }
        let Verdict::Open(names) = world.judge(condition, answers) else { continue };
        let what = match on {
            On::Slot(slot) => world.slots[slot].slot().to_string(),
            On::Item(item) => world.items[item].item.id.clone(),
            On::Thing => world.thing.id.clone(),
        };
        for name in names {
            open.entry(name).or_default().insert(what.clone());
        }
    }
    open.into_iter().map(|(field, decides)| OpenQuestion { field, decides }).collect()
}
