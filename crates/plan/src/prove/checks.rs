//! What is checked of a thing besides its leaves: its rules, its limits, and questions that
//! several offices ask.

use super::cone::Graph;
use super::domain::{Obstacle, cut};
use super::findings;
use super::leaves::{Leaves, Together};
use super::search::{Search, Step, complete};
use crate::world::{ALWAYS, CondNo, ItemNo, WorldAsk};
use diag::{Diagnostic, Span, Text};
use district::WorkDays;
use district::rule::{Answers, Verdict};
use district::service::{Check, Field, FieldType, Form, Limit};
use std::collections::{BTreeMap, BTreeSet};

/// Nodes that are looked at for one rule by itself.
const RULE_NODES_MAX: usize = 20_000;

/// Whether the rules can be cut and judged, and whether anything satisfies what is given.
pub(crate) fn rules(graph: &Graph<'_>) -> Vec<Diagnostic> {
    let world = graph.world;
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut seen: BTreeSet<(&Span, Obstacle)> = BTreeSet::new();
    for (number, obstacle, names) in &graph.domains.obstacles {
        let rule = world.conditions[*number].as_ref();
        if seen.insert((&rule.span, *obstacle)) {
            found.push(findings::not_provable(rule, *obstacle, names));
        }
    }
    if found.is_empty() && complete(&graph.domains, &graph.given, &Answers::new()).is_none() {
        found.push(findings::given_never(world.thing));
    }
    if found.is_empty() {
        found.extend((1..world.conditions.len()).filter_map(|number| misfit(graph, number)));
    }
    found
}

/// Answers at which a rule does not come to yes or no, if there are any.
fn misfit(graph: &Graph<'_>, number: CondNo) -> Option<Diagnostic> {
    let world = graph.world;
    let rule = &world.conditions[number];
    let fields = &world.services.fields;
    let domains = cut(graph.given.iter().chain([&rule.expr]), fields);
    if !domains.obstacles.is_empty() {
        return None;
    }
    let mut found: Option<(String, Answers)> = None;
    let mut search = Search::new(&domains, &graph.given, RULE_NODES_MAX);
    let _too_many = search.walk(&mut Answers::new(), &mut |answers| {
        if found.is_some() {
            return Step::Done;
        }
        match rule.judge(answers) {
            Verdict::Open(names) => names.into_iter().next().map_or(Step::Done, Step::Need),
            Verdict::Misfit(what) => {
                found = complete(&domains, &graph.given, answers).map(|answers| (what, answers));
                Step::Done
            }
            Verdict::Yes | Verdict::No => Step::Done,
        }
    });
    let (what, answers) = found?;
    let thing = world.thing;
    let of = Text::new(format!("一件事`{}`", thing.id), format!("thing `{}`", thing.id));
    let when = findings::clause(fields, Some(thing), &answers, &[]);
    Some(findings::misfit(&of, &when, &rule.text, &rule.span, &what))
}

/// Promise, ceiling, wants that never come to be, and questions with checks that exclude.
pub(crate) fn limits(graph: &Graph<'_>, leaves: &mut Leaves<'_, '_>) -> Vec<Diagnostic> {
    let world = graph.world;
    let thing = world.thing;
    let mut found = Vec::new();
    let used = leaves.used.iter().filter_map(|id| world.services.items.get(id));
    let offices: BTreeSet<&str> = used.map(|item| item.office.as_str()).collect();
    let ceilings = &world.services.ceilings;
    let days = if offices.len() > 1 { ceilings.joint } else { ceilings.single };
    let general = Limit { days, ground: ceilings.ground.clone() };
    let ceiling = thing.ceiling.as_ref().unwrap_or(&general);
    if thing.promised > ceiling.days {
        found.push(findings::over_ceiling(thing, ceiling));
    }
    let legal = WorkDays::halves(leaves.legal);
    if thing.promised > legal && leaves.legal > 0 {
        found.push(findings::promise_idle(thing, legal));
    }
    for (want, declared) in world.wants.iter().zip(&thing.wants) {
        if want.when != ALWAYS && !ever(graph, want.when) {
            let slot = world.slots[want.slot].slot();
            found.push(findings::want_never(thing, &slot, &declared.span));
        }
    }
    found.extend(questions(graph, leaves));
    found
}

/// Whether a condition holds for any answers.
fn ever(graph: &Graph<'_>, number: CondNo) -> bool {
    let mut found = false;
    let mut search = Search::new(&graph.domains, &graph.given, RULE_NODES_MAX);
    let walked = search.walk(&mut Answers::new(), &mut |answers| {
        if found {
            return Step::Done;
        }
        match graph.world.judge(number, answers) {
            Verdict::Open(names) => names.into_iter().next().map_or(Step::Done, Step::Need),
            Verdict::Yes => {
                found = complete(&graph.domains, &graph.given, answers).is_some();
                Step::Done
            }
            Verdict::No | Verdict::Misfit(_) => Step::Done,
        }
    });
    found || walked.is_err()
}

/// Who asks a question: an item, or the thing itself.
type Asker<'g, 'a> = (Option<ItemNo>, &'g WorldAsk<'a>);

/// Questions that are asked in one plan with checks that no answer satisfies.
fn questions(graph: &Graph<'_>, leaves: &mut Leaves<'_, '_>) -> Vec<Diagnostic> {
    let world = graph.world;
    let mut asked: BTreeMap<&str, Vec<Asker<'_, '_>>> = BTreeMap::new();
    for ask in &world.asks {
        asked.entry(&ask.name).or_default().push((None, ask));
    }
    for (number, node) in world.items.iter().enumerate() {
        for ask in &node.asks {
            asked.entry(&ask.name).or_default().push((Some(number), ask));
        }
    }
    let mut found = Vec::new();
    for (name, askers) in asked {
        let Some(field) = askers.first().and_then(|(_, a)| world.services.fields.get(&a.ask.field))
        else {
            continue;
        };
        for group in excluding(field, &askers) {
            let together: Together = group.iter().map(|(item, ask)| (*item, ask.when)).collect();
            // Too many combinations were reported where the leaves were walked.
            let Ok(Some(at)) = leaves.meet(&together) else { continue };
            let who: Vec<(&str, &Span)> = group
                .iter()
                .map(|(item, ask)| {
                    let id = item.map_or(&world.thing.id, |number| &world.items[number].item.id);
                    (id.as_str(), &ask.ask.span)
                })
                .collect();
            let checks = group.iter().map(|(_, ask)| &ask.ask.check);
            if let Some(what) = conflict(field, checks) {
                found.push(findings::checks_exclude(&at, name, &who, &what));
            }
        }
    }
    found
}

/// Pairs of askers that exclude each other; if none do but all together do, all of them.
fn excluding<'g, 'a>(field: &Field, askers: &[Asker<'g, 'a>]) -> Vec<Vec<Asker<'g, 'a>>> {
    if conflict(field, askers.iter().map(|(_, ask)| &ask.ask.check)).is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, a) in askers.iter().enumerate() {
        for b in askers.iter().skip(at + 1) {
            if conflict(field, [&a.1.ask.check, &b.1.ask.check]).is_some() {
                found.push(vec![*a, *b]);
            }
        }
    }
    if found.is_empty() {
        found.push(askers.to_vec());
    }
    found
}

/// Why no answer satisfies the field's own check and all of these.
fn conflict<'c>(field: &'c Field, checks: impl IntoIterator<Item = &'c Check>) -> Option<Text> {
    let all: Vec<&Check> = [&field.check].into_iter().chain(checks).collect();
    let min = all.iter().filter_map(|check| check.min.as_ref()).max();
    let max = all.iter().filter_map(|check| check.max.as_ref()).min();
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        return Some(Text::new(
            format!("至少 {min}，至多 {max}"),
            format!("at least {min} and at most {max}"),
        ));
    }
    let mut forms: BTreeSet<Form> = all.iter().filter_map(|check| check.form).collect();
    let form = forms.pop_first();
    if let (Some(a), Some(b)) = (form, forms.pop_first()) {
        return Some(Text::new(
            format!("既是{}又是{}", form_name(a).zh, form_name(b).zh),
            format!("both {} and {}", form_name(a).en, form_name(b).en),
        ));
    }
    let shaped = form.map(form_length);
    let least = all.iter().filter_map(|check| check.length_min).chain(shaped).max();
    let most = all.iter().filter_map(|check| check.length_max).chain(shaped).min();
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        return Some(Text::new(
            format!("至少 {least} 个字符，至多 {most} 个"),
            format!("at least {least} characters and at most {most}"),
        ));
    }
    let FieldType::Choice(ids) = &field.field_type else { return None };
    let allowed = |id: &str| all.iter().all(|c| c.values.is_empty() || c.values.contains(id));
    let none = !ids.iter().any(|(id, _)| allowed(id));
    none.then(|| Text::new("没有共同的选项", "no choice in common"))
}

/// Characters of a text of that form.
fn form_length(form: Form) -> u32 {
    match form {
        Form::ResidentId | Form::CreditCode => 18,
        Form::Mobile => 11,
        Form::PostalCode => 6,
    }
}

fn form_name(form: Form) -> Text {
    match form {
        Form::ResidentId => Text::new("公民身份号码", "a citizen identity number"),
        Form::CreditCode => Text::new("统一社会信用代码", "a unified social credit code"),
        Form::Mobile => Text::new("手机号码", "a mobile number"),
        Form::PostalCode => Text::new("邮政编码", "a postal code"),
    }
}
