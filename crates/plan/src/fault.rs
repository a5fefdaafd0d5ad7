//! Why there is no plan: data with a sentence in both languages and a diagnostic.

use crate::choose::Obstacle;
use crate::world::World;
use diag::codes::plan::{C0401, C0402, C0403, C0404, C0405, C0406};
use diag::{Diagnostic, Span, Text};
use district::rule::{Answers, Verdict};
use district::{Services, Slot, did_you_mean};
use std::fmt;

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanFault {
    /// No thing of that id is declared.
    NoThing {
        /// What was asked for.
        thing: String,
        /// A declared id that it resembles.
        near: Option<String>,
    },
    /// Items wait for one another, so that none can begin.
    Cycle {
        /// The thing.
        thing: String,
        /// Item ids; each takes what the next gives, and the last what the first gives.
        items: Vec<String>,
        /// Where they are declared.
        spans: Vec<Span>,
    },
    /// A slot can be had from nowhere.
    NoSource {
        /// The thing.
        thing: String,
        /// What is lacking.
        slot: Slot,
        /// The item that takes it; none: the thing wants it as a result.
        taken_by: Option<String>,
        /// Where it is wanted or taken.
        span: Span,
    },
    /// Two items give one slot.
    Twice {
        /// The thing.
        thing: String,
        /// What is given twice.
        slot: Slot,
        /// The items.
        items: [String; 2],
        /// Where they are declared.
        spans: [Span; 2],
    },
    /// A condition does not fit the answers.
    Misfit {
        /// The thing.
        thing: String,
        /// The condition as written.
        rule: String,
        /// What was expected and what was found.
        what: String,
        /// Where it stands.
        span: Span,
    },
    /// No answer to a question satisfies all that ask it.
    Apart {
        /// The thing.
        thing: String,
        /// The name of the question.
        field: String,
        /// The two that ask differently.
        demands: [Demand; 2],
    },
}

/// What somebody demands of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The office and its item; where the field itself demands it, the field.
    pub by: Text,
    /// What is demanded.
    pub what: Text,
    /// Where it stands.
    pub span: Span,
}

impl PlanFault {
    pub(crate) fn no_thing(services: &Services, thing: &str) -> Self {
        let near = did_you_mean(thing, services.things.keys().map(String::as_str));
        Self::NoThing { thing: thing.to_owned(), near: near.map(str::to_owned) }
    }

    pub(crate) fn from_obstacle(world: &World<'_>, answers: &Answers, what: Obstacle) -> Self {
        let thing = world.thing.id.clone();
        let item = |at: usize| world.items[at].item;
        match what {
            Obstacle::NoSource { slot, taken_by } => {
                let takes = taken_by.map(|at| (&world.items[at].takes, &item(at).takes));
                let taken = takes.and_then(|(bound, declared)| {
                    let take = bound.iter().position(|take| take.any_of.contains(&slot))?;
                    Some(declared[take].span.clone())
                });
                let wanted = world.wants.iter().position(|want| want.slot == slot);
                let wanted = wanted.and_then(|at| world.thing.wants.get(at));
                let span = taken.or_else(|| wanted.map(|want| want.span.clone()));
                Self::NoSource {
                    thing,
                    slot: world.slots[slot].slot(),
                    taken_by: taken_by.map(|at| item(at).id.clone()),
                    span: span.unwrap_or_else(|| world.thing.span.clone()),
                }
            }
            Obstacle::Twice { slot, items } => Self::Twice {
                thing,
                slot: world.slots[slot].slot(),
                items: items.map(|at| item(at).id.clone()),
                spans: items.map(|at| item(at).span.clone()),
            },
            Obstacle::Cycle(items) => Self::Cycle {
                thing,
                items: items.iter().map(|&at| item(at).id.clone()).collect(),
                spans: items.iter().map(|&at| item(at).span.clone()).collect(),
            },
            Obstacle::Misfit(condition) => {
                let rule = &world.conditions[condition];
                let what = match world.judge(condition, answers) {
                    Verdict::Misfit(what) => what,
                    Verdict::Yes | Verdict::No | Verdict::Open(_) => String::new(),
                };
                Self::Misfit { thing, rule: rule.text.clone(), what, span: rule.span.clone() }
            }
        }
    }

    /// One line in both languages.
    pub fn sentence(&self) -> Text {
        match self {
            Self::NoThing { thing, near: _ } => Text::new(
                format!("没有声明一件事`{thing}`"),
                format!("no thing `{thing}` is declared"),
            ),
            Self::Cycle { thing, items, spans: _ } => {
                let ring: Vec<&str> =
                    items.iter().chain(items.first()).map(String::as_str).collect();
                let ring = ring.join(" → ");
                Text::new(
                    format!("一件事`{thing}`的事项互相等待，谁也无法开始：{ring}"),
                    format!("items of thing `{thing}` wait for one another: {ring}"),
                )
            }
            Self::NoSource { thing, slot, taken_by: None, span: _ } => Text::new(
                format!("一件事`{thing}`想要`{slot}`，按这些答复没有事项给出它"),
                format!("thing `{thing}` wants `{slot}`, which no item gives for these answers"),
            ),
            Self::NoSource { thing, slot, taken_by: Some(item), span: _ } => Text::new(
                format!("一件事`{thing}`：事项`{item}`要取的`{slot}`，按这些答复无处可得"),
                format!(
                    "thing `{thing}`: item `{item}` takes `{slot}`, which can be had from \
                     nowhere for these answers"
                ),
            ),
            Self::Twice { thing, slot, items: [a, b], spans: _ } => Text::new(
                format!("一件事`{thing}`：事项`{a}`和事项`{b}`都给出`{slot}`"),
                format!("thing `{thing}`: both item `{a}` and item `{b}` give `{slot}`"),
            ),
            Self::Misfit { thing, rule, what, span: _ } => Text::new(
                format!("一件事`{thing}`：规则`{rule}`与答复不合：{what}"),
                format!("thing `{thing}`: rule `{rule}` does not fit the answers: {what}"),
            ),
            Self::Apart { thing, field, demands: [a, b] } => Text::new(
                format!(
                    "一件事`{thing}`：`{field}`没有答复能同时满足两个部门：{}要求{}，{}要求{}",
                    a.by.zh, a.what.zh, b.by.zh, b.what.zh
                ),
                format!(
                    "thing `{thing}`: no answer to `{field}` satisfies both: {} asks for {}, {} \
                     asks for {}",
                    a.by.en, a.what.en, b.by.en, b.what.en
                ),
            ),
        }
    }

    /// The fault with its code, places and a way out.
    pub fn diagnostic(&self) -> Diagnostic {
        let text = self.sentence();
        match self {
            Self::NoThing { thing: _, near } => {
                let found = Diagnostic::error(C0401, text);
                match near {
                    Some(near) => found.help(Text::new(
                        format!("是否指`{near}`？`hemei things` 列出全部"),
                        format!("did you mean `{near}`? `hemei things` lists them all"),
                    )),
                    None => found.help(Text::new(
                        "用 `hemei things` 列出全部一件事",
                        "list all things by `hemei things`",
                    )),
                }
            }
            Self::Cycle { spans, .. } => {
                let waits = Text::new("在循环中", "in the circle");
                spans
                    .iter()
                    .fold(Diagnostic::error(C0402, text), |found, span| {
                        found.label(span.clone(), waits.clone())
                    })
                    .help(Text::new(
                        "让其中一个事项改取无需其他事项即可得到的材料",
                        "let one of them take something that can be had without the others",
                    ))
            }
            Self::NoSource { span, slot, .. } => Diagnostic::error(C0403, text)
                .label(span.clone(), Text::new("在此需要", "needed here"))
                .help(Text::new(
                    format!("声明给出`{slot}`的事项，或给材料的 `from` 增加来源"),
                    format!(
                        "declare an item that gives `{slot}`, or add a source to the material's \
                         `from`"
                    ),
                )),
            Self::Twice { spans: [a, b], .. } => Diagnostic::error(C0404, text)
                .label(a.clone(), Text::new("给一次", "given once"))
                .label(b.clone(), Text::new("又给一次", "and once more"))
                .help(Text::new(
                    "给两个事项写上互斥的条件",
                    "write conditions on the two items that exclude each other",
                )),
            Self::Misfit { span, .. } => Diagnostic::error(C0405, text)
                .label(span.clone(), Text::new("此规则", "this rule"))
                .help(Text::new(
                    "按字段声明的类型作答，或改正规则",
                    "answer in the type that the field declares, or correct the rule",
                )),
            Self::Apart { demands: [a, b], .. } => Diagnostic::error(C0406, text)
                .label(a.span.clone(), a.what.clone())
                .label(b.span.clone(), b.what.clone())
                .help(Text::new(
                    "请两个部门商定一个要求，写在字段上",
                    "let the two agree on one demand, and write it on the field",
                )),
        }
    }
}

impl fmt::Display for PlanFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence().en)
    }
}

impl std::error::Error for PlanFault {}
