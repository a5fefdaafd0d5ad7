//! How durations are spread: exact sums, exact medians, and a quantile that is one of them.

use district::Exact;
use serde::{Serialize, Serializer};

/// A number of durations, in microseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spread {
    /// How many.
    pub count: usize,
    /// Their sum.
    pub total_us: i128,
    /// The shortest.
    pub min_us: i64,
    /// The middle one, or the mean of the two in the middle; in JSON a decimal text.
    #[serde(serialize_with = "decimal")]
    pub median_us: Exact,
    /// The least duration that at least nine of ten do not exceed.
    pub p90_us: i64,
    /// The longest.
    pub max_us: i64,
}

impl Spread {
    /// The spread of durations in any order; `None` if there are none.
    pub fn of(mut durations: Vec<i64>) -> Option<Self> {
        durations.sort_unstable();
        let (min_us, max_us) = (*durations.first()?, *durations.last()?);
        Some(Self {
            count: durations.len(),
            total_us: durations.iter().map(|us| i128::from(*us)).sum(),
            min_us,
            median_us: median(&durations)?,
            p90_us: quantile(&durations, 9, 10)?,
            max_us,
        })
    }

    /// The mean.
    pub fn mean_us(&self) -> Exact {
        Exact::ratio(self.total_us, self.count).unwrap_or_else(Exact::zero)
    }
}

/// The median of sorted durations.
pub(crate) fn median(sorted: &[i64]) -> Option<Exact> {
    let low = *sorted.get(sorted.len().checked_sub(1)? / 2)?;
    let high = *sorted.get(sorted.len() / 2)?;
    Exact::ratio(i128::from(low) + i128::from(high), 2)
}

/// The least of sorted durations that a share of `of` in `parts` do not exceed.
pub(crate) fn quantile(sorted: &[i64], of: usize, parts: usize) -> Option<i64> {
    let rank = (sorted.len().checked_mul(of)?).div_ceil(parts.max(1)).max(1);
    sorted.get(rank - 1).or_else(|| sorted.last()).copied()
}

/// Writes an exact number as a decimal text, or as a fraction where it has no end.
pub(crate) fn decimal<S: Serializer>(number: &Exact, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&number.to_terminating_text().unwrap_or_else(|| number.to_string()))
}
