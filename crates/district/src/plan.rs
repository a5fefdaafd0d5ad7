//! A plan as a value: what the planner makes of a thing for one applicant, and what a case runs
//! by. It is data, so that it can be stored with the case and drawn.

use crate::Exact;
use crate::service::{MaterialSource, Slot};
use crate::workday::WorkDays;
use diag::Text;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What the planner makes of a thing for one applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The thing.
    pub thing: String,
    /// The day on which it is accepted.
    pub accepted_on: Date,
    /// The items in an order in which each comes after those it needs.
    pub items: Vec<PlannedItem>,
    /// The questions, each once.
    pub form: Vec<Question>,
    /// The materials, each once.
    pub materials: Vec<NeededMaterial>,
    /// Results that are wanted and already held, so that nothing is done for them.
    pub held: Vec<Slot>,
    /// Questions that have to be answered before the plan is whole, and what hangs on each.
    pub open: Vec<OpenQuestion>,
    /// Items on the longest way, in order.
    pub critical_path: Vec<String>,
    /// Working days of the longest way, by promised limits.
    pub critical_days: WorkDays,
    /// Working days that the thing promises.
    pub promised_days: WorkDays,
    /// The day by which the whole is done, as promised.
    pub promise_on: Date,
    /// Whether a year on the way has no published list of holidays yet.
    pub provisional: bool,
    /// What is saved, four ways and by cause.
    pub savings: Savings,
}

/// An item in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedItem {
    /// The item's id.
    pub id: String,
    /// The office.
    pub office: String,
    /// The level at which it is done.
    pub level: String,
    /// Ids of the items whose results it takes.
    pub after: Vec<String>,
    /// What it takes, as chosen: `role.material`.
    pub takes: Vec<String>,
    /// What it gives: `role.material`.
    pub gives: Vec<String>,
    /// Promised working days, in halves.
    pub promised_halves: u32,
    /// Legal working days, in halves.
    pub legal_halves: u32,
    /// The day from which it can begin, if everything before it takes as long as promised.
    pub start_on: Date,
    /// The day by which it is promised.
    pub due_on: Date,
    /// The day by which the law wants it decided, if it begins on `start_on`.
    pub legal_due_on: Date,
    /// Whether it lies on the longest way.
    pub critical: bool,
}

/// A question of the one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The name by which rules know it: `child.name`; the applicant's without role.
    pub field: String,
    /// What is asked.
    pub question: Text,
    /// The strictest of all that ask.
    pub check: crate::service::Check,
    /// Who asks, by which rule.
    pub asked_by: Vec<Asker>,
    /// Whether a shared register fills it in.
    pub register: Option<String>,
}

/// Who asks a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// The item; none: the thing itself, or a condition in it.
    pub item: Option<String>,
    /// Why.
    pub why: Text,
}

/// A material of the one set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededMaterial {
    /// Whose and which.
    pub slot: Slot,
    /// Where it comes from, for this applicant.
    pub source: MaterialSource,
    /// The item that gives it, if an item does.
    pub given_by: Option<String>,
    /// The items that take it.
    pub taken_by: BTreeSet<String>,
}

/// A question on which part of the plan hangs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenQuestion {
    /// The name.
    pub field: String,
    /// What hangs on it: results and items.
    pub decides: BTreeSet<String>,
}

/// What is saved, by four definitions that are never mixed.
///
/// Every ratio is `(from − to) / from`, exact; `None` where there is nothing to compare with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Savings {
    /// D1: promised against legal limits, summed over the items.
    pub legal: Saving,
    /// D2: the promise of the whole against the sum of its items' promises.
    pub bundle: Saving,
    /// D3: the longest way against the sum: what parallel work alone gives.
    pub parallel: Saving,
    /// D4: the median of what cases took against the sum; filled in from past cases.
    pub actual: Option<Saving>,
    /// Materials to bring: item by item against the one set.
    pub materials: Saving,
    /// Questions to answer: item by item against the one form.
    pub fields: Saving,
    /// Steps: item by item against the whole.
    pub steps: Saving,
    /// Visits: item by item against the whole.
    pub visits: Saving,
    /// Working days saved by cause; they add up to the legal sum of all items that the thing
    /// would need of somebody who holds nothing, minus the promise of the whole.
    pub causes: Vec<Cause>,
}

/// One saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    /// Before.
    pub from: Exact,
    /// After.
    pub to: Exact,
}

impl Default for Saving {
    fn default() -> Self {
        Self { from: Exact::zero(), to: Exact::zero() }
    }
}

impl Saving {
    /// `(from − to) / from`, or `None` if there was nothing before.
    pub fn ratio(&self) -> Option<Exact> {
        (self.from.clone() - self.to.clone()).checked_div(&self.from)
    }
}

/// Why days are saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Which.
    pub kind: CauseKind,
    /// Working days; may be negative (a promise longer than the longest way).
    pub days: Exact,
}

/// A cause of saving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CauseKind {
    /// Items that need not be done because their results are held and valid.
    Held,
    /// Items promise less than the law allows.
    ShorterPromises,
    /// Items run side by side.
    Parallel,
    /// What the promise of the whole adds to the longest way (negative), or is short of it.
    Margin,
}
