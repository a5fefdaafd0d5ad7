//! The diagnostics of the proof, one function each; every one says at which answers what breaks.

use super::domain::{Obstacle, field_of};
use diag::codes::proof::{
    C0410, C0411, C0412, C0413, C0414, C0415, C0416, C0417, C0418, C0423, C0424, C0425, C0426,
    C0427, C0428,
};
use diag::{Code, Diagnostic, Span, Text};
use district::rule::{Answers, Rule, Value};
use district::service::{Field, FieldType, Item, Limit, Slot, Thing};
use district::{Place, WorkDays};
use std::collections::{BTreeMap, BTreeSet};

mod tables;

pub(crate) use tables::{
    measure_unstaffed, row_never, table_gap, table_overlap, too_many_for_table,
};

/// A counter-example: the thing, the answers, what is held, and the way to where it breaks.
#[derive(Debug, Clone)]
pub(crate) struct Counter<'a> {
    pub thing: &'a Thing,
    pub fields: &'a BTreeMap<String, Field>,
    pub answers: Answers,
    pub held: Vec<Slot>,
    /// Ids from the wanted result to the point where it breaks.
    pub path: Vec<String>,
}

impl Counter<'_> {
    /// An error at the thing whose message goes on after the answers.
    fn error(&self, code: Code, zh: &str, en: &str) -> Diagnostic {
        let when = clause(self.fields, Some(self.thing), &self.answers, &self.held);
        let id = &self.thing.id;
        let message = Text::new(
            format!("一件事`{id}`：{}，{zh}", when.zh),
            format!("thing `{id}`: {}, {en}", when.en),
        );
        let path = self.path.join(" ← ");
        let label = Text::new(format!("路径：{path}"), format!("path: {path}"));
        Diagnostic::error(code, message).label(self.thing.span.clone(), label)
    }
}

/// `if …` with the answers in words; a name of a field that is not declared stands as it is.
pub(crate) fn clause(
    fields: &BTreeMap<String, Field>,
    thing: Option<&Thing>,
    answers: &Answers,
    held: &[Slot],
) -> Text {
    let mut zh = Vec::new();
    let mut en = Vec::new();
    for (name, value) in answers.list() {
        let field = field_of(fields, name);
        let shown = match (field, value) {
            (_, Value::Bool(true)) => Text::new("是", "yes"),
            (_, Value::Bool(false)) => Text::new("否", "no"),
            (Some(field), Value::Text(id)) => choice(field, id),
            (_, other) => Text::same(other.to_string()),
        };
        let who = name.split_once('.').map(|(role, _)| role).and_then(|role| {
            let role = thing?.roles.iter().find(|known| known.id == role)?;
            Some(&role.name)
        });
        let what = field.map_or_else(|| Text::same(name), |field| field.name.clone());
        let (who_zh, who_en) = who.map_or_else(Default::default, |who| {
            (format!("{}的", who.zh), format!("{}: ", who.en))
        });
        zh.push(format!("{who_zh}{}为{}", what.zh, shown.zh));
        en.push(format!("{who_en}{} is {} (`{name}`)", what.en, shown.en));
    }
    for slot in held {
        zh.push(format!("已持有`{slot}`"));
        en.push(format!("`{slot}` is held"));
    }
    if zh.is_empty() {
        return Text::new("无论怎样回答", "whatever the answers");
    }
    Text::new(format!("当{}时", zh.join("、")), format!("if {}", en.join(" and ")))
}

fn choice(field: &Field, id: &str) -> Text {
    let FieldType::Choice(ids) = &field.field_type else {
        return Text::same(format!("“{id}”"));
    };
    let found = ids.iter().find(|(known, _)| known == id);
    found.map_or_else(|| Text::same(id), |(_, name)| name.clone())
}

pub(crate) fn no_giver(at: &Counter<'_>, slot: &Slot, span: &Span) -> Diagnostic {
    at.error(
        C0410,
        &format!("想要的结果`{slot}`没有事项给出"),
        &format!("no item gives the wanted result `{slot}`"),
    )
    .label(span.clone(), Text::new("在此想要", "wanted here"))
    .help(Text::new(
        format!("声明给出`{slot}`的事项，或给这个结果加条件"),
        format!("declare an item that gives `{slot}`, or put a condition on the want"),
    ))
}

pub(crate) fn cycle(at: &Counter<'_>, items: &[&Item]) -> Diagnostic {
    let ids: Vec<&str> = items.iter().chain(items.first()).map(|item| item.id.as_str()).collect();
    let ring = ids.join(" → ");
    let mut found = at.error(
        C0411,
        &format!("事项互相等待，谁也无法开始：{ring}"),
        &format!("items wait for one another and none can begin: {ring}"),
    );
    for item in items {
        found = found.label(item.span.clone(), Text::new("在循环中", "in the circle"));
    }
    found.help(Text::new(
        "让其中一个事项改取无需其他事项即可得到的材料",
        "let one of them take something that can be had without the others",
    ))
}

pub(crate) fn twice(at: &Counter<'_>, slot: &Slot, a: &Item, b: &Item) -> Diagnostic {
    at.error(
        C0412,
        &format!("结果`{slot}`由事项`{}`和`{}`各给一次", a.id, b.id),
        &format!("both item `{}` and item `{}` give `{slot}`", a.id, b.id),
    )
    .label(a.span.clone(), Text::new("给一次", "given once"))
    .label(b.span.clone(), Text::new("又给一次", "and once more"))
    .help(Text::new(
        "给两个事项写上互斥的条件",
        "write conditions on the two items that exclude each other",
    ))
}

pub(crate) fn no_source(at: &Counter<'_>, item: &Item, slots: &str, span: &Span) -> Diagnostic {
    at.error(
        C0413,
        &format!("事项`{}`要取的`{slots}`无处可得", item.id),
        &format!("item `{}` takes `{slots}`, which can be had from nowhere", item.id),
    )
    .label(span.clone(), Text::new("在此索取", "taken here"))
    .help(Text::new(
        "给材料的 `from` 增加来源，或声明给出它的事项",
        "add a source to the material's `from`, or declare an item that gives it",
    ))
}

pub(crate) fn unstaffed(thing: &Thing, item: &Item, level: &str, place: &Place) -> Diagnostic {
    let message = Text::new(
        format!(
            "一件事`{}`：在`{}`申请时，事项`{}`在`{level}`及以上层级无人可办（部门`{}`）",
            thing.id, place.id, item.id, item.office
        ),
        format!(
            "thing `{}`: if applied for in `{}`, item `{}` has nobody to do it at `{level}` or \
             above (office `{}`)",
            thing.id, place.id, item.id, item.office
        ),
    );
    Diagnostic::error(C0414, message)
        .label(item.span.clone(), Text::new("此事项", "this item"))
        .label(thing.span.clone(), Text::new("为此所需", "needed for this"))
        .help(Text::new(
            format!("在部门`{}`的 `staff` 或 `desks` 中配备人员", item.office),
            format!("give office `{}` people in `staff` or `desks`", item.office),
        ))
}

pub(crate) fn promise_short(at: &Counter<'_>, days: WorkDays, last: &Item) -> Diagnostic {
    let promised = at.thing.promised;
    at.error(
        C0415,
        &format!("最长路径需要 {days} 个工作日，多于承诺的 {promised} 个"),
        &format!("the longest way takes {days} working days, more than the {promised} promised"),
    )
    .label(last.span.clone(), Text::new("路径的终点", "the way ends here"))
    .help(Text::new(
        format!("承诺至少 {days} 个工作日，或缩短路径上的事项"),
        format!("promise at least {days} working days, or shorten an item on the way"),
    ))
}

pub(crate) fn over_ceiling(thing: &Thing, ceiling: &Limit) -> Diagnostic {
    let (days, promised) = (ceiling.days, thing.promised);
    let message = Text::new(
        format!(
            "一件事`{}`承诺 {promised} 个工作日，多于上限 {days} 个（{}）",
            thing.id, ceiling.ground.zh
        ),
        format!(
            "thing `{}` promises {promised} working days, more than the ceiling of {days} ({})",
            thing.id, ceiling.ground.en
        ),
    );
    Diagnostic::error(C0416, message)
        .label(thing.span.clone(), Text::new("在此承诺", "promised here"))
        .help(Text::new(
            format!("承诺至多 {days} 个工作日"),
            format!("promise at most {days} working days"),
        ))
}

pub(crate) fn promise_idle(thing: &Thing, legal: WorkDays) -> Diagnostic {
    let promised = thing.promised;
    let message = Text::new(
        format!(
            "一件事`{}`承诺 {promised} 个工作日，多于按法定时限的最长路径 {legal} 个",
            thing.id
        ),
        format!(
            "thing `{}` promises {promised} working days, more than the {legal} of its longest \
             way by legal limits",
            thing.id
        ),
    );
    Diagnostic::warning(C0417, message)
        .label(thing.span.clone(), Text::new("在此承诺", "promised here"))
        .help(Text::new(
            format!("承诺至多 {legal} 个工作日"),
            format!("promise at most {legal} working days"),
        ))
}

pub(crate) fn checks_exclude(
    at: &Counter<'_>,
    name: &str,
    asked: &[(&str, &Span)],
    what: &Text,
) -> Diagnostic {
    let who: Vec<String> = asked.iter().map(|(id, _)| format!("`{id}`")).collect();
    let mut found = at.error(
        C0418,
        &format!("{} 对`{name}`的要求互相排斥：{}", who.join("、"), what.zh),
        &format!(
            "{} ask `{name}` with checks that exclude each other: {}",
            who.join(" and "),
            what.en
        ),
    );
    for (_, span) in asked {
        found = found.label((*span).clone(), Text::new("在此询问", "asked here"));
    }
    found.help(Text::new(
        "统一要求，或询问不同的数据项",
        "agree on one check, or ask different fields",
    ))
}

pub(crate) fn call_unmet(at: &Counter<'_>, item: &Item, slot: &Slot, why: &Text) -> Diagnostic {
    at.error(
        C0423,
        &format!("事项`{}`可增办的`{slot}`无从得到：{}", item.id, why.zh),
        &format!("item `{}` may call for `{slot}`, which cannot be had: {}", item.id, why.en),
    )
    .label(item.span.clone(), Text::new("可在此增办", "may be called for here"))
    .help(Text::new(
        format!("声明给出`{slot}`的事项，或去掉该 `calls`"),
        format!("declare an item that gives `{slot}`, or take the call away"),
    ))
}

pub(crate) fn not_provable(rule: &Rule, why: Obstacle, names: &BTreeSet<String>) -> Diagnostic {
    let names = quoted(names);
    let text = &rule.text;
    let (message, help) = match why {
        Obstacle::Computed => (
            Text::new(
                format!("规则 `{text}` 用{names}做运算，无法对所有回答证明"),
                format!("rule `{text}` computes with {names} and cannot be proved for all answers"),
            ),
            Text::new(
                "为算出的值声明一个数据项并与常数比较，或给整数写上相差不超过 100 的 `min` 和 `max`",
                "declare a field for the computed value and compare that with constants, or give \
                 whole numbers `min` and `max` at most 100 apart",
            ),
        ),
        Obstacle::TextOrder => (
            Text::new(
                format!("规则 `{text}` 比较文本{names}的先后或类型，无法对所有回答证明"),
                format!(
                    "rule `{text}` orders the texts {names} and cannot be proved for all answers"
                ),
            ),
            Text::new(
                "用 `==`、`!=` 或 `in` 与常数比较",
                "compare with constants by `==`, `!=` or `in`",
            ),
        ),
        Obstacle::Undeclared => (
            Text::new(
                format!("规则 `{text}` 提到{names}，但没有这样的数据项"),
                format!("rule `{text}` mentions {names}, which no field declares"),
            ),
            Text::new("声明该数据项", "declare the field"),
        ),
    };
    Diagnostic::error(C0424, message)
        .label(rule.span.clone(), Text::new("此规则", "this rule"))
        .help(help)
}

pub(crate) fn too_many(thing: &Thing, names: &BTreeSet<String>) -> Diagnostic {
    let shown = quoted(names);
    let message = Text::new(
        format!("一件事`{}`未能证明：{shown}的组合过多", thing.id),
        format!("thing `{}` is not proved: {shown} have too many combinations", thing.id),
    );
    Diagnostic::error(C0425, message)
        .label(thing.span.clone(), Text::new("此一件事", "this thing"))
        .help(fewer())
}

pub(super) fn fewer() -> Text {
    Text::new(
        "用 `given` 排除不会出现的组合，或把多个是否题改为一个选择题",
        "rule out combinations that do not occur with `given`, or ask one choice in place of \
         several yes-or-no questions",
    )
}

pub(crate) fn misfit(of: &Text, when: &Text, rule: &str, span: &Span, what: &str) -> Diagnostic {
    let message = Text::new(
        format!("{}：{}，条件 `{rule}` 得不出是或否：{what}", of.zh, when.zh),
        format!(
            "{}: {}, the condition `{rule}` does not come to yes or no: {what}",
            of.en, when.en
        ),
    );
    Diagnostic::error(C0426, message)
        .label(span.clone(), Text::new("此条件", "this condition"))
        .help(Text::new(
            "比较同一类型的值，并避免除数为零",
            "compare values of one type, and keep divisors from zero",
        ))
}

pub(crate) fn given_never(thing: &Thing) -> Diagnostic {
    let message = Text::new(
        format!("一件事`{}`：没有任何回答满足 `given`", thing.id),
        format!("thing `{}`: no answers satisfy `given`", thing.id),
    );
    let span = thing.given.first().map_or_else(|| thing.span.clone(), |rule| rule.span.clone());
    Diagnostic::error(C0427, message)
        .label(span, Text::new("给定条件", "given here"))
        .label(thing.span.clone(), Text::new("此一件事", "this thing"))
        .help(Text::new("修改 `given`", "mend `given`"))
}

pub(crate) fn want_never(thing: &Thing, slot: &Slot, span: &Span) -> Diagnostic {
    let message = Text::new(
        format!("一件事`{}`：结果`{slot}`在任何回答下都不会被想要", thing.id),
        format!("thing `{}`: the result `{slot}` is wanted under no answers", thing.id),
    );
    Diagnostic::warning(C0428, message)
        .label(span.clone(), Text::new("其条件从不成立", "its condition never holds"))
        .help(Text::new("修改条件，或删去该结果", "mend the condition, or remove the want"))
}

/// Names in backticks, a few of them.
pub(super) fn quoted(names: &BTreeSet<String>) -> String {
    const SHOWN_MAX: usize = 8;
    let shown: Vec<String> = names.iter().take(SHOWN_MAX).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > SHOWN_MAX { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
