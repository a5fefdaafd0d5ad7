//! What is spread over people: weighted percentile, Gini and Palma on exact values.
//!
//! Rows of one rank are one group, so that what comes out does not hang on the order in which
//! rows arrive, and what is kept grows with the different values and not with the rows.

use super::{Answer, Fold, column, number_of, text_of};
use crate::number::{Num, Numbers};
use arrow_array::ArrayRef;
use datafusion::common::{Result, exec_err};
use std::collections::BTreeMap;

/// Stands in the state of a fold that has met a weight below zero.
const NEGATIVE: &str = "negative";

/// What is asked of the groups.
#[derive(Debug, Clone)]
pub(super) enum Of {
    /// The least value at which the cumulative weight reaches this share of the whole.
    Percentile(Num),
    /// `Σ Σ w w′ |x − x′| / (2 W² mean)`.
    Gini,
    /// The mean of the upper tenth over that of the lower four tenths.
    Palma,
}

/// The rows of one rank.
#[derive(Debug)]
struct Group {
    weight: Num,
    /// Weight times value, summed.
    sum: Num,
}

/// Weights and weighted values by rank.
#[derive(Debug)]
pub(super) struct Weighted {
    of: Of,
    groups: BTreeMap<Num, Group>,
    /// A weight below zero was met: there is nothing that the rows are a spread of.
    negative: bool,
}

impl Weighted {
    pub(super) fn new(of: Of) -> Self {
        Self { of, groups: BTreeMap::new(), negative: false }
    }

    fn take(&mut self, rank: Num, weight: &Num, sum: &Num) {
        if let Some(group) = self.groups.get_mut(&rank) {
            group.weight = group.weight.add(weight);
            group.sum = group.sum.add(sum);
        } else {
            self.groups.insert(rank, Group { weight: weight.clone(), sum: sum.clone() });
        }
    }

    fn total(&self) -> Num {
        self.groups.values().fold(Num::zero(), |total, group| total.add(&group.weight))
    }

    fn percentile(&self, share: &Num) -> Option<Num> {
        let wanted = self.total().mul(share);
        let mut reached = Num::zero();
        let found = self.groups.iter().find(|(_, group)| {
            reached = reached.add(&group.weight);
            reached >= wanted
        });
        found.map(|(value, _)| value.clone())
    }

    /// In ascending order each pair is met once, so one pass over what lies below is enough.
    fn gini(&self) -> Option<Num> {
        let (mut weight, mut sum, mut apart) = (Num::zero(), Num::zero(), Num::zero());
        for (value, group) in &self.groups {
            let below = value.mul(&weight).sub(&sum);
            apart = apart.add(&group.weight.mul(&below));
            weight = weight.add(&group.weight);
            sum = sum.add(&group.sum);
        }
        apart.div(&weight.mul(&sum))
    }

    /// The weights of both parts are as one to four: their means are as four times their sums.
    fn palma(&self) -> Option<Num> {
        let tenth = self.total().div(&Num::integer(10))?;
        let upper = part(self.groups.values().rev(), tenth.clone());
        let lower = part(self.groups.values(), tenth.mul(&Num::integer(4)));
        upper.mul(&Num::integer(4)).div(&lower)
    }
}

/// The weighted values of the first groups whose weights make up `wanted`; the group at the
/// boundary gives as much of itself as is still wanted.
fn part<'a>(groups: impl Iterator<Item = &'a Group>, wanted: Num) -> Num {
    let (mut left, mut sum) = (wanted, Num::zero());
    for group in groups {
        if group.weight > left {
            let share = left.div(&group.weight).unwrap_or_else(Num::zero);
            return sum.add(&group.sum.mul(&share));
        }
        left = left.sub(&group.weight);
        sum = sum.add(&group.sum);
    }
    sum
}

impl Fold for Weighted {
    fn update(&mut self, columns: &[ArrayRef]) -> Result<()> {
        let (values, weights) = (column(columns, 0)?, column(columns, 1)?);
        let rows = values.len();
        let (values, weights) = (Numbers::of(values)?, Numbers::of(weights)?);
        let ranks = columns.get(2).map(|ranks| Numbers::of(ranks)).transpose()?;
        for row in 0..rows {
            let Some((value, weight)) = values.get(row)?.zip(weights.get(row)?) else { continue };
            let rank = match &ranks {
                Some(ranks) => ranks.get(row)?,
                None => Some(value.clone()),
            };
            let Some(rank) = rank else { continue };
            // A row without weight is no one's: it neither is the least value nor splits a rank.
            if weight > Num::zero() {
                self.take(rank, &weight, &weight.mul(&value));
            } else if weight < Num::zero() {
                self.negative = true;
            }
        }
        Ok(())
    }

    fn state(&self) -> Option<String> {
        let mut parts: Vec<String> = self
            .groups
            .iter()
            .map(|(rank, group)| {
                format!("{}:{}:{}", text_of(rank), text_of(&group.weight), text_of(&group.sum))
            })
            .collect();
        if self.negative {
            parts.push(NEGATIVE.to_owned());
        }
        (!parts.is_empty()).then(|| parts.join(";"))
    }

    fn merge(&mut self, state: &str) -> Result<()> {
        for part in state.split(';') {
            if part == NEGATIVE {
                self.negative = true;
                continue;
            }
            let fields: Vec<&str> = part.split(':').collect();
            let [rank, weight, sum] = fields.as_slice() else {
                return exec_err!("expected rank, weight and sum, found `{part}`");
            };
            self.take(number_of(rank)?, &number_of(weight)?, &number_of(sum)?);
        }
        Ok(())
    }

    fn answer(&self) -> Result<Answer> {
        if self.negative {
            return Ok(Answer::Number(None));
        }
        Ok(Answer::Number(match &self.of {
            Of::Percentile(share) => self.percentile(share),
            Of::Gini => self.gini(),
            Of::Palma => self.palma(),
        }))
    }

    fn size(&self) -> usize {
        // A key, a group, and their share of the nodes.
        self.groups.len() * 4 * size_of::<Num>()
    }
}
