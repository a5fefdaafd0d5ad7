//! Representatives of one field between its cuts.

use super::{Cuts, whole_range};
use district::rule::Value;
use district::service::{Check, Field, FieldType};
use district::{Exact, Rounding};
use jiff::civil::{Date, date};
use std::collections::BTreeSet;

/// The representatives of `field`; each gap gets `each` of them where it has so many.
pub(super) fn of(field: &Field, cuts: &Cuts, each: usize) -> Vec<Value> {
    match &field.field_type {
        FieldType::Boolean => vec![Value::Bool(false), Value::Bool(true)],
        FieldType::Choice(ids) => ids
            .iter()
            .filter(|(id, _)| field.check.values.is_empty() || field.check.values.contains(id))
            .map(|(id, _)| Value::text(id))
            .collect(),
        FieldType::Integer => match whole_range(field).filter(|_| cuts.whole) {
            Some((least, greatest)) => {
                (least..=greatest).map(|n| Value::Number(Exact::from(n))).collect()
            }
            None => numbers(&field.check, &cuts.numbers, each, true),
        },
        FieldType::Decimal => numbers(&field.check, &cuts.numbers, each, false),
        FieldType::Date => dates(&cuts.dates, each).into_iter().map(Value::Date).collect(),
        FieldType::Text => texts(&field.check, cuts, each),
    }
}

fn numbers(check: &Check, cuts: &BTreeSet<Exact>, each: usize, whole: bool) -> Vec<Value> {
    let (min, max) = (check.min.as_ref(), check.max.as_ref());
    let within = |n: &Exact| min.is_none_or(|min| min <= n) && max.is_none_or(|max| n <= max);
    let cuts: Vec<&Exact> = cuts.iter().filter(|n| within(n)).collect();
    let mut found: BTreeSet<Exact> =
        cuts.iter().filter(|n| !whole || n.to_i64().is_some()).map(|n| (*n).clone()).collect();
    for at in 0..=cuts.len() {
        let low = at.checked_sub(1).and_then(|at| cuts.get(at)).copied();
        let high = cuts.get(at).copied();
        // At either end the field's own bounds close the gap, and belong to it.
        let gap = Gap { low, high, least: min, greatest: max, each };
        found.extend(if whole { gap.whole() } else { gap.dense() });
    }
    found.into_iter().filter(within).map(Value::Number).collect()
}

/// What lies strictly between two cuts and within the field's own bounds.
struct Gap<'a> {
    low: Option<&'a Exact>,
    high: Option<&'a Exact>,
    least: Option<&'a Exact>,
    greatest: Option<&'a Exact>,
    each: usize,
}

impl Gap<'_> {
    fn whole(&self) -> Vec<Exact> {
        let one = Exact::one();
        let first = match (self.low, self.least) {
            (Some(low), _) => Some(low.round(0, Rounding::Down) + one.clone()),
            (None, least) => least.map(|least| least.round(0, Rounding::Up)),
        };
        let last = match (self.high, self.greatest) {
            (Some(high), _) => Some(high.round(0, Rounding::Up) - one.clone()),
            (None, greatest) => greatest.map(|greatest| greatest.round(0, Rounding::Down)),
        };
        let (start, step) = match (&first, &last) {
            (Some(first), _) => (first.clone(), one),
            (None, Some(last)) => (last.clone(), -one),
            (None, None) => (Exact::zero(), one),
        };
        let fits = |n: &Exact| {
            first.as_ref().is_none_or(|first| first <= n)
                && last.as_ref().is_none_or(|last| n <= last)
        };
        steps(start, &step).take(self.each).take_while(fits).collect()
    }

    fn dense(&self) -> Vec<Exact> {
        let low = self.low.or(self.least);
        let high = self.high.or(self.greatest);
        match (low, high) {
            (Some(low), Some(high)) if low == high => {
                if self.low.is_some() || self.high.is_some() {
                    Vec::new()
                } else {
                    vec![low.clone()]
                }
            }
            (Some(low), Some(high)) => {
                let parts = i64::try_from(self.each).unwrap_or(i64::MAX).saturating_add(1);
                let width = high.clone() - low.clone();
                let step = width * Exact::ratio(1, parts).unwrap_or_else(Exact::one);
                steps(low.clone() + step.clone(), &step).take(self.each).collect()
            }
            (Some(low), None) => {
                steps(low.clone() + Exact::one(), &Exact::one()).take(self.each).collect()
            }
            (None, Some(high)) => {
                steps(high.clone() - Exact::one(), &-Exact::one()).take(self.each).collect()
            }
            (None, None) => steps(Exact::zero(), &Exact::one()).take(self.each).collect(),
        }
    }
}

fn steps(start: Exact, step: &Exact) -> impl Iterator<Item = Exact> + '_ {
    std::iter::successors(Some(start), move |at| Some(at.clone() + step.clone()))
}

fn dates(cuts: &BTreeSet<Date>, each: usize) -> BTreeSet<Date> {
    let mut found = cuts.clone();
    let after = |from: Date| std::iter::successors(from.tomorrow().ok(), |d| d.tomorrow().ok());
    for cut in cuts {
        let next = cuts.range(*cut..).nth(1);
        found.extend(after(*cut).take(each).take_while(|day| next.is_none_or(|next| day < next)));
    }
    match cuts.first() {
        Some(first) => {
            let before = std::iter::successors(first.yesterday().ok(), |d| d.yesterday().ok());
            found.extend(before.take(each));
        }
        None => found.extend(after(date(2000, 1, 1)).take(each)),
    }
    found
}

fn texts(check: &Check, cuts: &Cuts, each: usize) -> Vec<Value> {
    let shortest = check.length_min.unwrap_or(0);
    let fits = |length: u32| {
        length >= shortest && check.length_max.is_none_or(|longest| length <= longest)
    };
    let length_of = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let mut found: BTreeSet<String> =
        cuts.texts.iter().filter(|t| fits(length_of(t))).cloned().collect();
    let mut lengths: BTreeSet<u32> = BTreeSet::new();
    for cut in &cuts.lengths {
        let floor = cut.round(0, Rounding::Down).to_i64().and_then(|n| u32::try_from(n).ok());
        let Some(floor) = floor else { continue };
        let near = [floor.checked_sub(1), Some(floor), floor.checked_add(1)];
        lengths.extend(near.into_iter().flatten().filter(|length| fits(*length)));
    }
    if lengths.is_empty() {
        let usual = shortest.max(8);
        lengths.insert(check.length_max.map_or(usual, |longest| usual.min(longest)));
    }
    for length in lengths {
        let others = ('a'..='z').map(|last| other(length, last));
        let others = others.filter(|text| !cuts.texts.contains(text));
        found.extend(others.take(each));
    }
    found.into_iter().map(Value::Text).collect()
}

/// A text of that length that differs from others of it in its last character.
fn other(length: u32, last: char) -> String {
    let mut text: String = (1..length).map(|_| 'x').collect();
    if length > 0 {
        text.push(last);
    }
    text
}
