//! What a thing saves, by definitions that are never mixed, and by cause.
//!
//! "Item by item" is what somebody who holds nothing would go through who asks for each item by
//! itself: each item's materials, questions, steps and visits, added up.

use crate::choose::{Choice, Chosen, Situation};
use crate::form::names_read;
use crate::world::{ItemNo, Truth, World};
use district::Exact;
use district::plan::{Cause, CauseKind, NeededMaterial, Question, Saving, Savings};
use district::rule::Answers;
use district::service::MaterialSource;
use district::workday::WorkDays;
use std::collections::BTreeSet;

/// What is compared.
pub(crate) struct Compared<'s> {
    /// What is done for this applicant.
    pub(crate) choice: &'s Choice,
    /// What would be done for somebody who holds nothing.
    pub(crate) base: &'s Choice,
    pub(crate) form: &'s [Question],
    pub(crate) materials: &'s [NeededMaterial],
    pub(crate) critical: WorkDays,
}

pub(crate) fn savings(
    world: &World<'_>,
    at: &Situation<'_>,
    answers: &Answers,
    of: &Compared<'_>,
) -> Savings {
    let thing = world.thing;
    let days = |items: &[Chosen], legal: bool| -> Exact {
        let limits = items.iter().map(|chosen| {
            let item = world.items[chosen.item].item;
            if legal { item.legal.days } else { item.promised.days }
        });
        limits.sum::<WorkDays>().to_exact()
    };
    let legal_all = days(&of.base.items, true);
    let legal = days(&of.choice.items, true);
    let promised = days(&of.choice.items, false);
    let critical = of.critical.to_exact();
    let whole = thing.promised.to_exact();
    let cause = |kind, from: &Exact, to: &Exact| Cause { kind, days: from.clone() - to.clone() };
    let base = |what: &dyn Fn(ItemNo) -> usize| {
        count(of.base.items.iter().map(|chosen| what(chosen.item)).sum())
    };
    let item = |at: ItemNo| world.items[at].item;
    let brought = of.materials.iter().filter(|needed| needed.source == MaterialSource::Applicant);
    let asked = of.form.iter().filter(|question| question.register.is_none());
    Savings {
        legal: Saving { from: legal.clone(), to: promised.clone() },
        bundle: Saving { from: promised.clone(), to: whole.clone() },
        parallel: Saving { from: promised.clone(), to: critical.clone() },
        actual: None,
        materials: Saving {
            from: base(&|at_item| takes(world, at, at_item)),
            to: count(brought.count()),
        },
        fields: Saving {
            from: base(&|at_item| fields(world, at, answers, at_item)),
            to: count(asked.count()),
        },
        steps: Saving { from: base(&|at| to_usize(item(at).steps)), to: whole_of(thing.steps) },
        visits: Saving { from: base(&|at| to_usize(item(at).visits)), to: whole_of(thing.visits) },
        causes: vec![
            cause(CauseKind::Held, &legal_all, &legal),
            cause(CauseKind::ShorterPromises, &legal, &promised),
            cause(CauseKind::Parallel, &promised, &critical),
            cause(CauseKind::Margin, &critical, &whole),
        ],
    }
}

/// The materials of one item by itself.
fn takes(world: &World<'_>, at: &Situation<'_>, item: ItemNo) -> usize {
    world.items[item].takes.iter().filter(|take| at.yes(take.when)).count()
}

/// The questions of one item by itself: what it asks, and what its own conditions read.
fn fields(world: &World<'_>, at: &Situation<'_>, answers: &Answers, item: ItemNo) -> usize {
    let item = &world.items[item];
    let asked = item.asks.iter().filter(|ask| at.truths[ask.when] == Truth::Yes);
    let mut names: BTreeSet<String> = asked.map(|ask| ask.name.clone()).collect();
    let conditions = std::iter::once(item.when)
        .chain(item.takes.iter().map(|take| take.when))
        .chain(item.gives.iter().map(|give| give.when))
        .chain(item.asks.iter().map(|ask| ask.when));
    for condition in conditions {
        names.extend(names_read(world, condition, at.truths[condition], answers));
    }
    names.len()
}

fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn whole_of(number: u32) -> Exact {
    Exact::from(i64::from(number))
}

fn count(number: usize) -> Exact {
    Exact::from(i64::try_from(number).unwrap_or(i64::MAX))
}
