//! Whether cases went as a plan says: what was to be done was done, once, in order, and nothing
//! else. Every deviation says what it is.
//!
//! A plan is a partial order. Where an item between two others is not required in a case, the
//! order between those two still holds. An item is held against the first completion of what
//! comes before it: it may not begin (where the log has starts, else end) earlier.

use crate::log::EventLog;
use crate::spread::decimal;
use crate::work::{Instance, work};
use diag::Text;
use district::Exact;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Items and what each comes after.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeclaredPlan {
    after: BTreeMap<String, BTreeSet<String>>,
}

/// What is required of one case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Required {
    /// The items; none: every item of the plan.
    pub items: Option<BTreeSet<String>>,
    /// Whether the case is still running, so that nothing is missing yet.
    pub running: bool,
}

/// How a case differs from the plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Deviation {
    /// An item was done before what it comes after.
    Order {
        /// The item.
        item: String,
        /// What it comes after.
        after: String,
        /// When the item began, microseconds.
        item_us: i64,
        /// When the other ended, microseconds; none: it was not done at all.
        after_us: Option<i64>,
    },
    /// A required item was not done.
    Missing {
        /// The item.
        item: String,
    },
    /// Something was done that the plan of the case does not have.
    Outside {
        /// What was done.
        item: String,
        /// When it ended, microseconds.
        at_us: i64,
    },
    /// An item was done more than once.
    Twice {
        /// The item.
        item: String,
        /// How often.
        times: usize,
    },
}

/// A kind of deviation, without case and moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviationCount {
    /// One of them, the first in the log.
    pub example: Deviation,
    /// The case of the example.
    pub case: String,
    /// In how many cases it is.
    pub cases: usize,
}

/// A case with its deviations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseConformance {
    /// The case.
    pub case: String,
    /// How it differs; empty if it does not.
    pub deviations: Vec<Deviation>,
}

/// How a log conforms to a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conformance {
    /// Cases.
    pub cases: usize,
    /// Cases without deviation.
    pub fitting: usize,
    /// `fitting` of `cases`; one of none.
    #[serde(serialize_with = "decimal")]
    pub fitness: Exact,
    /// What was checked: required items, orders between items, and executions.
    pub checks: usize,
    /// The checks that held.
    pub held: usize,
    /// Kinds of deviations, the most frequent first.
    pub counts: Vec<DeviationCount>,
    /// Cases that deviate, in the order of the log.
    pub deviating: Vec<CaseConformance>,
}

impl DeclaredPlan {
    /// The plan of those items, each with what it comes after.
    pub fn new(items: impl IntoIterator<Item = (String, Vec<String>)>) -> Self {
        let mut after: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (item, earlier) in items {
            after.entry(item).or_default().extend(earlier);
        }
        Self { after }
    }

    /// The plan's items, in order of name.
    pub fn list_items(&self) -> impl Iterator<Item = &str> {
        self.after.keys().map(String::as_str)
    }

    /// The required items that `item` comes after, looking through items that are not required.
    fn required_before<'a>(
        &'a self,
        item: &str,
        required: &BTreeSet<&'a str>,
    ) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let direct = |item: &str| self.after.get(item).into_iter().flatten();
        let mut waiting: Vec<&str> = direct(item).map(String::as_str).collect();
        while let Some(earlier) = waiting.pop() {
            if !seen.insert(earlier) || earlier == item {
                continue;
            }
            if required.contains(earlier) {
                found.insert(earlier);
            } else {
                waiting.extend(direct(earlier).map(String::as_str));
            }
        }
        found
    }
}

impl Deviation {
    /// The deviation as a sentence.
    pub fn text(&self) -> Text {
        match self {
            Self::Order { item, after, after_us: Some(_), .. } => Text::new(
                format!("`{item}`应在`{after}`之后，实际先于它开始"),
                format!("`{item}` comes after `{after}`, and began before it had ended"),
            ),
            Self::Order { item, after, after_us: None, .. } => Text::new(
                format!("`{item}`应在`{after}`之后，而`{after}`没有办"),
                format!("`{item}` comes after `{after}`, which was not done"),
            ),
            Self::Missing { item } => Text::new(
                format!("方案要求`{item}`，实际没有办"),
                format!("the plan requires `{item}`, which was not done"),
            ),
            Self::Outside { item, .. } => Text::new(
                format!("办了`{item}`，而方案里没有"),
                format!("`{item}` was done, which the plan does not have"),
            ),
            Self::Twice { item, times } => Text::new(
                format!("`{item}`应办一次，实际办了{times}次"),
                format!("`{item}` is done once, and was done {times} times"),
            ),
        }
    }

    /// What two deviations of one kind have in common.
    fn kind(&self) -> (u8, &str, &str) {
        match self {
            Self::Order { item, after, after_us: Some(_), .. } => (0, item, after),
            Self::Order { item, after, after_us: None, .. } => (1, item, after),
            Self::Missing { item } => (2, item, ""),
            Self::Outside { item, .. } => (3, item, ""),
            Self::Twice { item, .. } => (4, item, ""),
        }
    }
}

/// Holds every case against the plan; `required` says what is required of a case by its id, and
/// a case that it does not have is held against the whole plan.
pub fn conformance(
    log: &EventLog,
    plan: &DeclaredPlan,
    required: &BTreeMap<String, Required>,
) -> Conformance {
    let whole = Required::default();
    let (mut checks, mut held, mut fitting) = (0, 0, 0);
    let mut deviating = Vec::new();
    let mut counts: BTreeMap<(u8, String, String), DeviationCount> = BTreeMap::new();
    let cases = work(log);
    for case in &cases {
        let of_case = required.get(&case.case.id).unwrap_or(&whole);
        let found = check(plan, of_case, &case.done);
        checks += found.checks;
        held += found.checks - found.deviations.len();
        if found.deviations.is_empty() {
            fitting += 1;
            continue;
        }
        let mut seen = BTreeSet::new();
        for deviation in &found.deviations {
            let (kind, item, after) = deviation.kind();
            let key = (kind, item.to_owned(), after.to_owned());
            let first = seen.insert(key.clone());
            let count = counts.entry(key).or_insert_with(|| DeviationCount {
                example: deviation.clone(),
                case: case.case.id.clone(),
                cases: 0,
            });
            count.cases += usize::from(first);
        }
        let case = case.case.id.clone();
        deviating.push(CaseConformance { case, deviations: found.deviations });
    }
    let mut counts: Vec<DeviationCount> = counts.into_values().collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.cases));
    let fitness = Exact::ratio(fitting, cases.len()).unwrap_or_else(Exact::one);
    Conformance { cases: cases.len(), fitting, fitness, checks, held, counts, deviating }
}

struct Checked {
    checks: usize,
    deviations: Vec<Deviation>,
}

fn check(plan: &DeclaredPlan, required: &Required, done: &[Instance<'_>]) -> Checked {
    let wanted: BTreeSet<&str> = match &required.items {
        Some(items) => items.iter().map(String::as_str).collect(),
        None => plan.list_items().collect(),
    };
    let mut by_item: BTreeMap<&str, Vec<&Instance<'_>>> = BTreeMap::new();
    for instance in done {
        by_item.entry(instance.activity).or_default().push(instance);
    }
    let mut checks = 0;
    let mut deviations = Vec::new();
    for (item, executions) in &by_item {
        checks += 1;
        if !wanted.contains(item) {
            let at_us = executions.first().map_or(0, |first| first.end_us);
            deviations.push(Deviation::Outside { item: (*item).to_owned(), at_us });
        } else if executions.len() > 1 {
            let (item, times) = ((*item).to_owned(), executions.len());
            deviations.push(Deviation::Twice { item, times });
        }
    }
    for item in &wanted {
        let Some(executions) = by_item.get(item) else {
            if !required.running {
                checks += 1;
                deviations.push(Deviation::Missing { item: (*item).to_owned() });
            }
            continue;
        };
        let begun = executions.iter().map(|i| i.start_us.unwrap_or(i.end_us)).min();
        let Some(item_us) = begun else { continue };
        for after in plan.required_before(item, &wanted) {
            checks += 1;
            let ends = by_item.get(after).into_iter().flatten().map(|i| i.end_us);
            let after_us = ends.min();
            if after_us.is_none_or(|after_us| item_us < after_us) {
                let (item, after) = ((*item).to_owned(), after.to_owned());
                deviations.push(Deviation::Order { item, after, item_us, after_us });
            }
        }
    }
    deviations.sort();
    Checked { checks, deviations }
}

#[cfg(test)]
mod tests;
