//! What a facility can serve, shared among the people who reach it: floating catchment areas.
//!
//! The two-step method (Luo and Wang 2003) divides the supply of each facility by the people
//! around it, and gives each origin the sum of those ratios. With a Gaussian [`Decay`] it is the
//! enhanced method (E2SFCA), with others the generalized one. All of them hand out exactly the
//! supply of the facilities that somebody reaches; [`Catchment::conservation`] is that check.
//! The balanced method (Paez, Higgins and Vivona 2019) counts each person once.

use crate::decay::{Decay, DecayError};
use crate::num;

/// One way from an origin to a facility. Each pair is listed at most once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trip {
    /// The origin, an index.
    pub origin: u32,
    /// The facility, an index.
    pub facility: u32,
    /// How long it takes.
    pub minutes: f64,
}

/// Two sums that have to be equal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conservation {
    /// What there was to hand out.
    pub given: f64,
    /// What was handed out.
    pub received: f64,
}

impl Conservation {
    /// By how much they differ, as a share of what there was.
    pub fn error(self) -> f64 {
        let most = self.given.abs().max(self.received.abs());
        if most > 0.0 { (self.given - self.received).abs() / most } else { 0.0 }
    }

    /// Whether they are equal but for rounding (10⁻⁹).
    pub fn holds(self) -> bool {
        self.error() <= 1e-9
    }
}

/// What a floating catchment method gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Catchment {
    /// Supply per person at each origin.
    pub access: Vec<f64>,
    /// Supply per person at each facility; none where nobody asks for it.
    pub ratios: Vec<Option<f64>>,
    /// Facilities that nobody reaches, or only places without people: their supply is left over.
    pub without_demand: Vec<u32>,
    /// Two-step: supply of the facilities with demand, and Σ access × people.
    /// Balanced: people who reach something, and people shared out among the facilities.
    pub conservation: Conservation,
}

/// Why the inputs cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CatchmentError {
    /// The decay cannot be used.
    #[error(transparent)]
    Decay(#[from] DecayError),
    /// A trip from or to something that is not listed.
    #[error("expected an index of {what} below {count}, found {found} in trip {trip}")]
    Index {
        /// Origins or facilities.
        what: &'static str,
        /// How many are listed.
        count: usize,
        /// The index.
        found: u32,
        /// The position of the trip.
        trip: usize,
    },
    /// An amount that is below zero or no number.
    #[error("expected {what} of at least zero, found {found} at position {position}")]
    Amount {
        /// People or supply.
        what: &'static str,
        /// The amount.
        found: f64,
        /// Its position.
        position: usize,
    },
}

/// Shares the supply by the two-step method with any decay.
///
/// An origin without people gets the supply per person that somebody who moved there would see.
pub fn two_step(
    trips: &[Trip],
    people: &[f64],
    supply: &[f64],
    decay: &Decay,
) -> Result<Catchment, CatchmentError> {
    let weights = weigh(trips, people, supply, decay)?;
    let mut demand = vec![0.0; supply.len()];
    for (trip, weight) in trips.iter().zip(&weights) {
        demand[num::at(trip.facility)] += people[num::at(trip.origin)] * weight;
    }
    let ratios = divide(supply, &demand);
    let mut access = vec![0.0; people.len()];
    for (trip, weight) in trips.iter().zip(&weights) {
        access[num::at(trip.origin)] += ratios[num::at(trip.facility)].unwrap_or(0.0) * weight;
    }
    let given = supply.iter().zip(&ratios).filter(|(_, r)| r.is_some()).map(|(s, _)| s).sum();
    let received = access.iter().zip(people).map(|(a, p)| a * p).sum();
    let conservation = Conservation { given, received };
    Ok(Catchment { access, without_demand: left(&ratios), ratios, conservation })
}

/// Shares the supply by the balanced method: weights add up to 1 at each origin and facility, so
/// neither people nor the level of service are counted twice.
pub fn balanced(
    trips: &[Trip],
    people: &[f64],
    supply: &[f64],
    decay: &Decay,
) -> Result<Catchment, CatchmentError> {
    let weights = weigh(trips, people, supply, decay)?;
    let mut by_origin = vec![0.0; people.len()];
    let mut by_facility = vec![0.0; supply.len()];
    for (trip, weight) in trips.iter().zip(&weights) {
        by_origin[num::at(trip.origin)] += weight;
        by_facility[num::at(trip.facility)] += weight;
    }
    let share = |weight: f64, total: f64| if total > 0.0 { weight / total } else { 0.0 };
    let mut demand = vec![0.0; supply.len()];
    for (trip, weight) in trips.iter().zip(&weights) {
        let origin = num::at(trip.origin);
        demand[num::at(trip.facility)] += people[origin] * share(*weight, by_origin[origin]);
    }
    let ratios = divide(supply, &demand);
    let mut access = vec![0.0; people.len()];
    for (trip, weight) in trips.iter().zip(&weights) {
        let facility = num::at(trip.facility);
        let ratio = ratios[facility].unwrap_or(0.0);
        access[num::at(trip.origin)] += ratio * share(*weight, by_facility[facility]);
    }
    let reaching = people.iter().zip(&by_origin).filter(|(_, total)| **total > 0.0);
    let given = reaching.map(|(p, _)| p).sum();
    let conservation = Conservation { given, received: demand.iter().sum() };
    Ok(Catchment { access, without_demand: left(&ratios), ratios, conservation })
}

fn divide(supply: &[f64], demand: &[f64]) -> Vec<Option<f64>> {
    let pairs = supply.iter().zip(demand);
    pairs.map(|(supply, demand)| (*demand > 0.0).then(|| supply / demand)).collect()
}

fn left(ratios: &[Option<f64>]) -> Vec<u32> {
    let all = ratios.iter().enumerate();
    all.filter(|(_, ratio)| ratio.is_none()).map(|(facility, _)| num::id(facility)).collect()
}

fn weigh(
    trips: &[Trip],
    people: &[f64],
    supply: &[f64],
    decay: &Decay,
) -> Result<Vec<f64>, CatchmentError> {
    decay.check()?;
    check_amounts("people", people)?;
    check_amounts("supply", supply)?;
    let check = |what, found, count, trip| {
        let fits = num::at(found) < count;
        if fits { Ok(()) } else { Err(CatchmentError::Index { what, count, found, trip }) }
    };
    for (position, trip) in trips.iter().enumerate() {
        check("an origin", trip.origin, people.len(), position)?;
        check("a facility", trip.facility, supply.len(), position)?;
    }
    Ok(trips.iter().map(|trip| decay.weight(trip.minutes)).collect())
}

fn check_amounts(what: &'static str, amounts: &[f64]) -> Result<(), CatchmentError> {
    for (position, &found) in amounts.iter().enumerate() {
        if !found.is_finite() || found < 0.0 {
            return Err(CatchmentError::Amount { what, found, position });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
