//! Sum, mean, extremes and percentile on exact values.

use super::{Answer, Fold, column, number_of, text_of, whole_of};
use crate::number::{Num, Numbers};
use arrow_array::ArrayRef;
use datafusion::common::{Result, exec_err};
use district::Rounding;

fn numbers_of(columns: &[ArrayRef], mut take: impl FnMut(Num)) -> Result<()> {
    let values = column(columns, 0)?;
    let numbers = Numbers::of(values)?;
    for row in 0..values.len() {
        if let Some(number) = numbers.get(row)? {
            take(number);
        }
    }
    Ok(())
}

/// Sum; null over no value.
#[derive(Debug, Default)]
pub(super) struct Sum(Option<Num>);

impl Sum {
    fn take(&mut self, number: Num) {
        self.0 = Some(match self.0.take() {
            Some(sum) => sum.add(&number),
            None => number,
        });
    }
}

impl Fold for Sum {
    fn update(&mut self, columns: &[ArrayRef]) -> Result<()> {
        numbers_of(columns, |number| self.take(number))
    }

    fn state(&self) -> Option<String> {
        self.0.as_ref().map(text_of)
    }

    fn merge(&mut self, state: &str) -> Result<()> {
        self.take(number_of(state)?);
        Ok(())
    }

    fn answer(&self) -> Result<Answer> {
        Ok(Answer::Number(self.0.clone()))
    }

    fn size(&self) -> usize {
        size_of::<Num>()
    }
}

/// Mean; null over no value.
#[derive(Debug, Default)]
pub(super) struct Mean {
    sum: Sum,
    count: i64,
}

impl Fold for Mean {
    fn update(&mut self, columns: &[ArrayRef]) -> Result<()> {
        numbers_of(columns, |number| {
            self.sum.take(number);
            self.count += 1;
        })
    }

    fn state(&self) -> Option<String> {
        self.sum.state().map(|sum| format!("{sum};{}", self.count))
    }

    fn merge(&mut self, state: &str) -> Result<()> {
        let Some((sum, count)) = state.split_once(';') else {
            return exec_err!("expected sum and count, found `{state}`");
        };
        self.count += whole_of(count)?;
        self.sum.merge(sum)
    }

    fn answer(&self) -> Result<Answer> {
        let sum = self.sum.0.as_ref();
        Ok(Answer::Number(sum.and_then(|sum| sum.div(&Num::integer(self.count)))))
    }

    fn size(&self) -> usize {
        size_of::<Num>()
    }
}

/// The least or greatest value.
#[derive(Debug)]
pub(super) struct Extreme {
    greatest: bool,
    best: Option<Num>,
}

impl Extreme {
    pub(super) fn new(greatest: bool) -> Self {
        Self { greatest, best: None }
    }

    fn take(&mut self, number: Num) {
        if self.best.as_ref().is_none_or(|best| (number > *best) == self.greatest) {
            self.best = Some(number);
        }
    }
}

impl Fold for Extreme {
    fn update(&mut self, columns: &[ArrayRef]) -> Result<()> {
        numbers_of(columns, |number| self.take(number))
    }

    fn state(&self) -> Option<String> {
        self.best.as_ref().map(text_of)
    }

    fn merge(&mut self, state: &str) -> Result<()> {
        self.take(number_of(state)?);
        Ok(())
    }

    fn answer(&self) -> Result<Answer> {
        Ok(Answer::Number(self.best.clone()))
    }

    fn size(&self) -> usize {
        size_of::<Num>()
    }
}

/// The p-th percentile: `k = 1 + (n−1)p`, linear between the values beside it.
///
/// Source: HJ 663-2013, annex A.
#[derive(Debug)]
pub(super) struct Percentile {
    share: Num,
    values: Vec<Num>,
}

impl Percentile {
    pub(super) fn new(share: Num) -> Self {
        Self { share, values: Vec::new() }
    }

    fn value(&self) -> Option<Num> {
        let mut sorted = self.values.clone();
        sorted.sort_unstable();
        let steps = i64::try_from(sorted.len()).ok()?.checked_sub(1)?;
        let place = Num::integer(steps).mul(&self.share);
        let whole = place.round(0, Rounding::Down);
        let at = usize::try_from(whole.to_i64()?).ok()?;
        let below = sorted.get(at)?;
        let Some(above) = sorted.get(at + 1) else { return Some(below.clone()) };
        Some(above.sub(below).mul(&place.sub(&whole)).add(below))
    }
}

impl Fold for Percentile {
    fn update(&mut self, columns: &[ArrayRef]) -> Result<()> {
        numbers_of(columns, |number| self.values.push(number))
    }

    fn state(&self) -> Option<String> {
        let texts: Vec<String> = self.values.iter().map(text_of).collect();
        (!texts.is_empty()).then(|| texts.join(";"))
    }

    fn merge(&mut self, state: &str) -> Result<()> {
        for text in state.split(';') {
            self.values.push(number_of(text)?);
        }
        Ok(())
    }

    fn answer(&self) -> Result<Answer> {
        Ok(Answer::Number(self.value()))
    }

    fn size(&self) -> usize {
        self.values.capacity() * size_of::<Num>()
    }
}
