//! Theil–Sen's slope with Sen's band from Kendall's exact distribution, in exact rationals.
//!
//! The method and its sources stand in the header of `standing.rs`.

use crate::shown::with_unit;
use district::{Exact, Period, Text};

/// Fewest figures for which a band at 90 % exists: 1/4! ≤ 5 % < 1/3!.
const FIGURES_MIN: usize = 4;
/// Most figures that are used, the latest ones: 780 slopes.
const FIGURES_MAX: usize = 40;

/// Where the figures are going.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend {
    /// Change per period.
    pub slope: Exact,
    /// Lower end of the slope's band.
    pub slope_low: Exact,
    /// Upper end of the slope's band.
    pub slope_high: Exact,
    /// How many figures it rests on.
    pub count: usize,
    /// The level of the band, such as 11/12.
    pub level: Exact,
    /// What the slope reaches at the target's period.
    pub reached: Exact,
    /// What the lower slope reaches.
    pub reached_low: Exact,
    /// What the upper slope reaches.
    pub reached_high: Exact,
}

/// Fits `(step, value)`, in order of time and each step once, and draws it on to `due`.
pub(super) fn fit(all: &[(i64, Exact)], due: i64) -> Option<Trend> {
    let points = all.get(all.len().saturating_sub(FIGURES_MAX)..)?;
    if points.len() < FIGURES_MIN {
        return None;
    }
    let slopes = slopes(points);
    let slope = median(&slopes)?;
    let (cut, level) = cut(points.len())?;
    let slope_low = slopes.get(cut)?.clone();
    let slope_high = slopes.get(slopes.len().checked_sub(cut + 1)?)?.clone();
    let mut intercepts: Vec<Exact> =
        points.iter().map(|(at, value)| value - &(&slope * &Exact::from(*at))).collect();
    intercepts.sort();
    let latest = points.last()?.0;
    let fitted = &median(&intercepts)? + &(&slope * &Exact::from(latest));
    let left = Exact::from(due - latest);
    let reach = |slope: &Exact| &fitted + &(slope * &left);
    Some(Trend {
        reached: reach(&slope),
        reached_low: reach(&slope_low),
        reached_high: reach(&slope_high),
        count: points.len(),
        slope,
        slope_low,
        slope_high,
        level,
    })
}

/// The slopes of all pairs, in order.
fn slopes(points: &[(i64, Exact)]) -> Vec<Exact> {
    let mut slopes = Vec::new();
    for (i, (from, first)) in points.iter().enumerate() {
        for (to, second) in points.iter().skip(i + 1) {
            slopes.extend((second - first).checked_div(&Exact::from(to - from)));
        }
    }
    slopes.sort();
    slopes
}

/// The middle value, or the mean of the two middle ones.
fn median(sorted: &[Exact]) -> Option<Exact> {
    let upper = sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper.clone());
    }
    let lower = sorted.get(sorted.len() / 2 - 1)?;
    Some(&(lower + upper) * &Exact::from_decimal(5, 1))
}

/// How many slopes are cut off at either end, and the level of what is left: the true slope lies
/// below the (k+1)-th or above the (N−k)-th as often as an order has at most k inversions, twice.
fn cut(count: usize) -> Option<(usize, Exact)> {
    let orders = inversions(count);
    let all = orders.iter().fold(Exact::zero(), |sum, n| &sum + n);
    let tail_max = &all * &Exact::from_decimal(5, 2);
    let mut tail = Exact::zero();
    let mut kept = None;
    for (k, n) in orders.iter().enumerate() {
        tail = &tail + n;
        if tail > tail_max {
            break;
        }
        let two_tails = (&tail + &tail).checked_div(&all)?;
        kept = Some((k, &Exact::one() - &two_tails));
    }
    kept
}

/// How many orders of `count` values have 0, 1, 2, … inversions (Kendall 1938).
fn inversions(count: usize) -> Vec<Exact> {
    let mut orders = vec![Exact::one()];
    for size in 2..=count {
        let mut next = Vec::with_capacity(orders.len() + size - 1);
        let mut window = Exact::zero();
        for k in 0..orders.len() + size - 1 {
            if let Some(entering) = orders.get(k) {
                window = &window + entering;
            }
            if let Some(leaving) = k.checked_sub(size).and_then(|at| orders.get(at)) {
                window = &window - leaving;
            }
            next.push(window.clone());
        }
        orders = next;
    }
    orders
}

impl Trend {
    /// The method, its numbers and what it reaches.
    pub fn text(&self, decimals: u32, unit: &str, by: Period) -> Text {
        let value = |exact: &Exact| with_unit(&exact.to_text(decimals), unit);
        // One digit more than the figures have, so that a slow change is not shown as none.
        let slope = |exact: &Exact| with_unit(&exact.to_text(decimals.saturating_add(1)), unit);
        let level = (&self.level * &Exact::from(100)).to_text(1);
        let (n, at) = (self.count, value(&self.reached));
        let (low, high) = (value(&self.reached_low), value(&self.reached_high));
        let (mid, slow, fast) =
            (slope(&self.slope), slope(&self.slope_low), slope(&self.slope_high));
        Text::new(
            format!(
                "泰尔–森斜率每期 {mid}（n = {n}，按肯德尔秩分布的 {level}% 区间 {slow} 至 {fast}），\
                 推至 {by} 为 {at}（{low} 至 {high}）"
            ),
            format!(
                "Theil–Sen slope {mid} per period (n = {n}, {level}% band from Kendall's ranks \
                 {slow} to {fast}), reaching {at} by {by} ({low} to {high})"
            ),
        )
    }
}

#[cfg(test)]
mod tests;
