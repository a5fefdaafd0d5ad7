//! How much a facility counts by the minutes it is away, and sums of what can be reached so.
//!
//! Every weight is between 0 and 1; what cannot be reached (infinite minutes) weighs nothing.

use std::f64::consts::{E, PI};

/// The weight of a facility by the minutes to it.
#[derive(Debug, Clone, PartialEq)]
pub enum Decay {
    /// 1 up to the limit and at it, 0 beyond: "within 15 minutes".
    Step {
        /// The limit.
        minutes: f64,
    },
    /// From 1 on the spot down to 0 at the limit in a straight line.
    Linear {
        /// The limit.
        minutes: f64,
    },
    /// `exp(-rate × minutes)`; it has no limit.
    Exponential {
        /// The rate, per minute.
        rate: f64,
    },
    /// The falling logistic curve, scaled to 1 on the spot (Bauer and Groneberg 2016).
    Logistic {
        /// The minutes at which the curve turns; about half is left there.
        turn_minutes: f64,
        /// The standard deviation of the distribution behind it, in minutes.
        spread_minutes: f64,
    },
    /// The Gaussian curve of the enhanced two-step method (Dai 2010): 1 on the spot, 0 at the
    /// limit and beyond, without a jump.
    Gaussian {
        /// The limit.
        minutes: f64,
    },
    /// 1 before the first limit, then the weight of the last limit that is reached.
    Stepped {
        /// Limits in minutes, rising, each with the weight from there on.
        steps: Vec<(f64, f64)>,
    },
}

/// Why a decay cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DecayError {
    /// A length of time that is not above zero.
    #[error("expected {what} above zero, found {found}")]
    NotAbove {
        /// What was looked at.
        what: &'static str,
        /// What it is.
        found: f64,
    },
    /// Limits of steps that do not rise.
    #[error("expected rising limits of steps, found {found} at position {position}")]
    NotRising {
        /// The position, from 0.
        position: usize,
        /// The limit there.
        found: f64,
    },
    /// A weight outside 0 … 1.
    #[error("expected a weight from 0 to 1, found {found} at position {position}")]
    Weight {
        /// The position, from 0.
        position: usize,
        /// The weight there.
        found: f64,
    },
}

impl Decay {
    /// Says what stands in the way of using it.
    pub fn check(&self) -> Result<(), DecayError> {
        let above = |what, found: f64| {
            let fits = found.is_finite() && found > 0.0;
            if fits { Ok(()) } else { Err(DecayError::NotAbove { what, found }) }
        };
        match self {
            Self::Step { minutes } | Self::Linear { minutes } | Self::Gaussian { minutes } => {
                above("a limit in minutes", *minutes)
            }
            Self::Exponential { rate } => above("a rate", *rate),
            Self::Logistic { turn_minutes, spread_minutes } => {
                above("a turning point in minutes", *turn_minutes)?;
                above("a spread in minutes", *spread_minutes)
            }
            Self::Stepped { steps } => check_steps(steps),
        }
    }

    /// The weight of what is `minutes` away.
    pub fn weight(&self, minutes: f64) -> f64 {
        if !minutes.is_finite() {
            return 0.0;
        }
        let away = minutes.max(0.0);
        match self {
            Self::Step { minutes: limit } => {
                if away <= *limit {
                    1.0
                } else {
                    0.0
                }
            }
            Self::Linear { minutes: limit } => (1.0 - away / limit).max(0.0),
            Self::Exponential { rate } => (-rate * away).exp(),
            Self::Logistic { turn_minutes, spread_minutes } => {
                let curve = |at: f64| {
                    1.0 + ((at - turn_minutes) * PI / (spread_minutes * 3f64.sqrt())).exp()
                };
                curve(0.0) / curve(away)
            }
            Self::Gaussian { minutes: limit } if away < *limit => {
                let end = 1.0 / E.sqrt();
                ((-0.5 * (away / limit).powi(2)).exp() - end) / (1.0 - end)
            }
            Self::Gaussian { minutes: _ } => 0.0,
            Self::Stepped { steps } => {
                steps.iter().take_while(|(limit, _)| *limit <= away).last().map_or(1.0, |s| s.1)
            }
        }
    }

    /// Sums what can be reached, each by its weight: `(minutes, opportunities)`.
    ///
    /// With [`Decay::Step`] it is the cumulative measure, with the others the gravity measure.
    pub fn reach(&self, around: impl IntoIterator<Item = (f64, f64)>) -> f64 {
        around.into_iter().map(|(minutes, amount)| self.weight(minutes) * amount).sum()
    }
}

fn check_steps(steps: &[(f64, f64)]) -> Result<(), DecayError> {
    let mut last = 0.0;
    for (position, &(limit, weight)) in steps.iter().enumerate() {
        if !limit.is_finite() || limit <= last {
            return Err(DecayError::NotRising { position, found: limit });
        }
        if !(0.0..=1.0).contains(&weight) {
            return Err(DecayError::Weight { position, found: weight });
        }
        last = limit;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
