//! A target held against its figures: the line to it, the distance, and an early warning.
//!
//! **Trajectory.** The straight line from the stated start, or else from the first valid figure,
//! to the target at its period. *Ahead* is how much better than that line the latest valid
//! figure is.
//!
//! **Early warning.** The slope is Theil–Sen's: the median of the slopes of all pairs of valid
//! figures (Theil 1950, Proc. KNAW 53; Sen 1968, JASA 63:1379–1389). Its band is the one that
//! Sen gives from Kendall's rank test, with Kendall's exact distribution instead of the normal
//! one: with N slopes in order, it goes from the (k+1)-th to the (N−k)-th, where k is the largest
//! number for which P(inversions ≤ k) ≤ 5 % among all orders of n values. Its level is
//! 1 − 2·P(inversions ≤ k), at least 90 %; ties among the values make it hold more than it says.
//! The line runs through the median of (value − slope × time) (Conover 1980). From the fitted
//! value at the latest figure the three slopes are drawn on to the target's period.
//!
//! *On track*: all of the band reaches the target. *At risk*: part of it. *Off track*: none.
//! Fewer than four valid figures have no band at 90 %, and so no status. At most the last forty
//! are used. At and after the target's period the figure itself decides.
//!
//! Everything is an exact rational; nothing is rounded before it is shown.
//! Knows nothing of where figures come from. Start reading at [`standing`].

mod trend;

use crate::shown::with_unit;
pub use trend::Trend;

use std::cmp::Ordering;

use district::{Better, Exact, Grain, Period, Target, Text};

/// One figure of the target's indicator and place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Its period.
    pub period: Period,
    /// Its exact value.
    pub value: Exact,
    /// Whether it is valid; others are left out.
    pub valid: bool,
}

/// Whether the target will be met, as the figures go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// All of the band reaches the target, or the target's period has reached it.
    OnTrack,
    /// Part of the band does.
    AtRisk,
    /// None of it does, or the target's period has not reached it.
    OffTrack,
    /// There is nothing to tell it from.
    NotEnoughFigures,
}

impl Status {
    /// The word for it in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::OnTrack => "on_track",
            Self::AtRisk => "at_risk",
            Self::OffTrack => "off_track",
            Self::NotEnoughFigures => "not_enough_figures",
        }
    }

    /// The word for it for people.
    pub fn words(self) -> Text {
        match self {
            Self::OnTrack => Text::new("可按期实现", "on track"),
            Self::AtRisk => Text::new("有风险", "at risk"),
            Self::OffTrack => Text::new("难以实现", "off track"),
            Self::NotEnoughFigures => Text::new("数据不足", "not enough figures"),
        }
    }
}

/// How a target stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The value to reach.
    pub target: Exact,
    /// The period in which it is to be reached.
    pub by: Period,
    /// Which direction is good: as the indicator says, or else from the start to the target.
    pub better: Option<Better>,
    /// Where the trajectory starts.
    pub start: Option<(Period, Exact)>,
    /// The latest valid figure.
    pub latest: Option<(Period, Exact)>,
    /// What the trajectory asks for in the latest figure's period.
    pub asked: Option<Exact>,
    /// How much better than asked the latest figure is; negative: behind.
    pub ahead: Option<Exact>,
    /// How much the latest figure still has to change; zero once it is as good as the target.
    pub distance: Option<Exact>,
    /// Slope and band, where there are enough figures.
    pub trend: Option<Trend>,
    /// Whether the target will be met.
    pub status: Status,
}

/// Holds `target` against the figures of its indicator, place and edition, in any order.
pub fn standing(target: &Target, better: Option<Better>, points: &[Point]) -> Standing {
    let figures = usable(target, points);
    let stated = target.from.clone();
    let start = stated.or_else(|| figures.first().cloned());
    let better = better.or_else(|| {
        let (_, from) = start.as_ref()?;
        Some(if &target.value < from { Better::Down } else { Better::Up })
    });
    let latest = figures.last().cloned();
    let grain = latest.as_ref().map_or(target.by.grain(), |(period, _)| period.grain());
    let due = step(target.by, grain);
    let asked = latest.as_ref().zip(start.as_ref()).and_then(|((period, _), (from, value))| {
        line(&target.value, due?, value, step(*from, grain)?, step(*period, grain)?)
    });
    let good = |difference: Exact| match better {
        Some(Better::Down) => -difference,
        _ => difference,
    };
    let last = latest.as_ref().map(|(_, value)| value);
    let ahead = last.zip(asked.as_ref()).map(|(last, asked)| good(last - asked));
    let distance = last.map(|last| {
        let left = &target.value - last;
        if good(left.clone()) > Exact::zero() { left } else { Exact::zero() }
    });
    let steps: Vec<(i64, Exact)> = figures
        .iter()
        .filter_map(|(period, value)| Some((step(*period, grain)?, value.clone())))
        .collect();
    let over = steps.last().zip(due).is_some_and(|((at, _), due)| *at >= due);
    let trend = due.filter(|_| !over).and_then(|due| trend::fit(&steps, due));
    let reaches = |value: &Exact| good(value - &target.value) >= Exact::zero();
    let status = match (over, &trend, last) {
        (true, _, Some(last)) if reaches(last) => Status::OnTrack,
        (true, _, _) => Status::OffTrack,
        (_, Some(trend), _) => match (reaches(&trend.reached_low), reaches(&trend.reached_high)) {
            (true, true) => Status::OnTrack,
            (false, false) => Status::OffTrack,
            (true, false) | (false, true) => Status::AtRisk,
        },
        (_, None, _) => Status::NotEnoughFigures,
    };
    Standing {
        target: target.value.clone(),
        by: target.by,
        better,
        start,
        latest,
        asked,
        ahead,
        distance,
        trend,
        status,
    }
}

/// The valid figures that count, in order of time: of the target's own period size, or else of
/// the largest smaller size there is; from the stated start to the target's period.
fn usable(target: &Target, points: &[Point]) -> Vec<(Period, Exact)> {
    let valid = || points.iter().filter(|point| point.valid);
    let Some(grain) =
        valid().map(|point| point.period.grain()).filter(|grain| *grain <= target.by.grain()).max()
    else {
        return Vec::new();
    };
    let start = target.from.as_ref().and_then(|(from, _)| step(*from, grain));
    let due = step(target.by, grain);
    let mut figures: Vec<(Period, Exact)> = valid()
        .filter(|point| point.period.grain() == grain)
        .filter(|point| {
            let at = step(point.period, grain);
            at.is_some()
                && start.is_none_or(|start| at >= Some(start))
                && (due.is_none() || at <= due)
        })
        .map(|point| (point.period, point.value.clone()))
        .collect();
    figures.sort();
    figures.dedup_by(|later, earlier| later.0 == earlier.0);
    figures
}

/// The number of the last period of size `grain` in `period`, counted from a fixed one.
fn step(period: Period, grain: Grain) -> Option<i64> {
    if period.grain() == Grain::All || grain == Grain::All {
        return None;
    }
    let last =
        if period.grain() > grain { Period::of(period.end(), grain).back(1) } else { period };
    let start = last.start();
    let (year, month) = (i64::from(start.year()), i64::from(start.month()));
    let minutes = last.code().div_euclid(16);
    Some(match grain {
        Grain::Year => year,
        Grain::Quarter => year * 4 + (month - 1) / 3,
        Grain::Month => year * 12 + month - 1,
        Grain::Day => minutes.div_euclid(1440),
        Grain::Hour => minutes.div_euclid(60),
        Grain::All => return None,
    })
}

/// The straight line from (`from`, `value`) to (`due`, `target`) at `at`; flat outside.
fn line(target: &Exact, due: i64, value: &Exact, from: i64, at: i64) -> Option<Exact> {
    if at >= due {
        return Some(target.clone());
    }
    let share = Exact::ratio((at - from).max(0), due - from)?;
    Some(value + &(&(target - value) * &share))
}

/// Longest trajectory that is listed.
const TRAJECTORY_MAX: usize = 1000;

impl Standing {
    /// The trajectory in periods of the start's size, from the start to the target.
    pub fn trajectory(&self) -> Vec<(Period, Exact)> {
        let Some((from, value)) = &self.start else { return Vec::new() };
        let grain = from.grain();
        let (Some(first), Some(due)) = (step(*from, grain), step(self.by, grain)) else {
            return Vec::new();
        };
        let periods = std::iter::successors(Some(*from), |period| Some(period.next()));
        (first..=due)
            .zip(periods)
            .take(TRAJECTORY_MAX)
            .filter_map(|(at, period)| Some((period, line(&self.target, due, value, first, at)?)))
            .collect()
    }

    /// How it stands, in one sentence, with the method where there is a trend.
    pub fn text(&self, decimals: u32, unit: &str) -> Text {
        let show = |value: &Exact| with_unit(&value.to_text(decimals), unit);
        let status = self.status.words();
        let (target, by) = (show(&self.target), self.by);
        let mut zh = vec![format!("{}：目标为 {by} 达到 {target}", status.zh)];
        let mut en = vec![format!("{}: {target} by {by}", status.en)];
        if let Some((period, value)) = &self.latest {
            let (to_go, value) = (self.to_go(&show), show(value));
            let asked = self.against_the_line(&show);
            zh.push(format!("最近有效值 {value}（{period}）{}{}", asked.zh, to_go.zh));
            en.push(format!("latest valid figure {value} ({period}){}{}", asked.en, to_go.en));
        }
        if let Some(trend) = &self.trend {
            let text = trend.text(decimals, unit, by);
            zh.push(text.zh);
            en.push(text.en);
        }
        Text::new(zh.join("；"), en.join("; "))
    }

    fn against_the_line(&self, show: &dyn Fn(&Exact) -> String) -> Text {
        let Some((asked, ahead)) = self.asked.as_ref().zip(self.ahead.as_ref()) else {
            return Text::default();
        };
        let (asked, gap) = (show(asked), show(&ahead.abs()));
        let (side_zh, side_en) = match ahead.cmp(&Exact::zero()) {
            Ordering::Less => (format!("落后 {gap}"), format!("behind by {gap}")),
            Ordering::Equal => ("持平".to_owned(), "level with it".to_owned()),
            Ordering::Greater => (format!("领先 {gap}"), format!("ahead by {gap}")),
        };
        Text::new(
            format!("，直线进度为 {asked}，{side_zh}"),
            format!(", the straight line asks for {asked}: {side_en}"),
        )
    }

    fn to_go(&self, show: &dyn Fn(&Exact) -> String) -> Text {
        match &self.distance {
            None => Text::default(),
            Some(left) if left.zero_valued() => Text::new("，已达到目标", ", target reached"),
            Some(left) => {
                let left = show(&left.abs());
                Text::new(format!("，尚差 {left}"), format!(", {left} to go"))
            }
        }
    }
}

#[cfg(test)]
mod tests;
