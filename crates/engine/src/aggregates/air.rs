//! Completeness rules of the air standards that need more than a count: the running 8-hour
//! mean of a day, and the days that make a year.

use super::{Answer, Fold, column, number_of, text_of, whole_of};
use crate::clock::{bounds, civil, days, split};
use crate::number::{Num, Numbers};
use arrow_array::ArrayRef;
use datafusion::common::{Result, exec_err};
use district::Grain;
use std::collections::BTreeSet;
use std::fmt::Write;

const HOURS: usize = 24;
const WINDOW: usize = 8;

/// When a window, and when a day, counts.
#[derive(Debug, Clone)]
pub(super) struct Mda8Rule {
    pub(super) hours_min: i64,
    pub(super) windows_min: i64,
    pub(super) limit: Num,
}

/// The greatest running 8-hour mean of a day.
///
/// Source: GB 3095-2012, table 4 (6 of 8 hours); HJ 663-2013, 6.1.2 (14 windows).
#[derive(Debug)]
pub(super) struct Mda8 {
    rule: Mda8Rule,
    /// Sum and count of the values of each hour.
    hours: Vec<(Num, i64)>,
}

impl Mda8 {
    pub(super) fn new(rule: Mda8Rule) -> Self {
        Self { rule, hours: vec![(Num::zero(), 0); HOURS] }
    }

    fn take(&mut self, hour: i64, sum: &Num, count: i64) -> Result<()> {
        let found = usize::try_from(hour).ok().and_then(|hour| self.hours.get_mut(hour));
        let Some(slot) = found else {
            return exec_err!("expected an hour of the day from 0 to 23, found {hour}");
        };
        slot.0 = slot.0.add(sum);
        slot.1 += count;
        Ok(())
    }

    fn value(&self) -> Option<Num> {
        let mut windows = 0;
        let mut greatest: Option<Num> = None;
        for window in self.hours.windows(WINDOW) {
            let count: i64 = window.iter().map(|(_, count)| count).sum();
            if count < self.rule.hours_min {
                continue;
            }
            let sum = window.iter().fold(Num::zero(), |sum, (hour, _)| sum.add(hour));
            let Some(mean) = sum.div(&Num::integer(count)) else { continue };
            windows += 1;
            if greatest.as_ref().is_none_or(|greatest| mean > *greatest) {
                greatest = Some(mean);
            }
        }
        greatest.filter(|found| windows >= self.rule.windows_min || *found > self.rule.limit)
    }
}

impl Fold for Mda8 {
    fn update(&mut self, columns: &[ArrayRef]) -> Result<()> {
        let (hours, values) = (column(columns, 0)?, column(columns, 1)?);
        let (hours, numbers) = (Numbers::of(hours)?, Numbers::of(values)?);
        for row in 0..values.len() {
            let hour = hours.get(row)?.and_then(|hour| hour.to_i64());
            if let Some((hour, number)) = hour.zip(numbers.get(row)?) {
                self.take(hour, &number, 1)?;
            }
        }
        Ok(())
    }

    fn state(&self) -> Option<String> {
        let mut text = String::new();
        for (hour, (sum, count)) in self.hours.iter().enumerate().filter(|(_, slot)| slot.1 > 0) {
            write!(text, ";{hour}:{}:{count}", text_of(sum)).ok()?;
        }
        text.strip_prefix(';').map(str::to_owned)
    }

    fn merge(&mut self, state: &str) -> Result<()> {
        for part in state.split(';') {
            let mut fields = part.split(':');
            let (Some(hour), Some(sum), Some(count)) =
                (fields.next(), fields.next(), fields.next())
            else {
                return exec_err!("expected hour, sum and count, found `{part}`");
            };
            self.take(whole_of(hour)?, &number_of(sum)?, whole_of(count)?)?;
        }
        Ok(())
    }

    fn answer(&self) -> Result<Answer> {
        Ok(Answer::Number(self.value()))
    }

    fn size(&self) -> usize {
        HOURS * size_of::<(Num, i64)>()
    }
}

/// The least days of a year, of a month, and of a February.
#[derive(Debug, Clone, Copy)]
pub(super) struct YearRule {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) february: i64,
}

/// Why days do not make a year.
///
/// Source: GB 3095-2012, table 4.
#[derive(Debug)]
pub(super) struct Year {
    rule: YearRule,
    /// Days since 1970 that have a value.
    days: BTreeSet<i64>,
    /// Years of any row, with a value or not.
    years: BTreeSet<i64>,
}

impl Year {
    pub(super) fn new(rule: YearRule) -> Self {
        Self { rule, days: BTreeSet::new(), years: BTreeSet::new() }
    }

    fn reason(&self) -> Option<String> {
        let mut parts = Vec::new();
        let have = count(&self.days);
        if have < self.rule.year {
            parts.push(format!("year_days({have}/{})", self.rule.year));
        }
        // A group is a year; rows of several would be held against the months of each.
        for year in &self.years {
            for month in 1..=12 {
                let first = days(*year, month, 1);
                let have = count(self.days.range(first..bounds(first, Grain::Month).1));
                let least = if month == 2 { self.rule.february } else { self.rule.month };
                if have < least {
                    parts.push(format!("month_days({year:04}-{month:02}:{have}/{least})"));
                }
            }
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

fn count<'a>(days: impl IntoIterator<Item = &'a i64>) -> i64 {
    days.into_iter().map(|_| 1).sum()
}

impl Fold for Year {
    fn update(&mut self, columns: &[ArrayRef]) -> Result<()> {
        let (periods, values) = (column(columns, 0)?, column(columns, 1)?);
        let periods = Numbers::of(periods)?;
        for row in 0..values.len() {
            let code = periods.get(row)?.and_then(|code| code.to_i64());
            let Some((_, minutes)) = code.and_then(split) else { continue };
            let day = minutes.div_euclid(1440);
            self.years.insert(civil(day).0);
            if values.is_valid(row) {
                self.days.insert(day);
            }
        }
        Ok(())
    }

    fn state(&self) -> Option<String> {
        if self.years.is_empty() {
            return None;
        }
        let join =
            |set: &BTreeSet<i64>| set.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        Some(format!("{};{}", join(&self.years), join(&self.days)))
    }

    fn merge(&mut self, state: &str) -> Result<()> {
        let Some((years, days)) = state.split_once(';') else {
            return exec_err!("expected years and days, found `{state}`");
        };
        for year in years.split(',').filter(|text| !text.is_empty()) {
            self.years.insert(whole_of(year)?);
        }
        for day in days.split(',').filter(|text| !text.is_empty()) {
            self.days.insert(whole_of(day)?);
        }
        Ok(())
    }

    fn answer(&self) -> Result<Answer> {
        Ok(Answer::Text(self.reason()))
    }

    fn size(&self) -> usize {
        // A B-tree entry and its share of the nodes.
        self.days.len() * 16
    }
}
