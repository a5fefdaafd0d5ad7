//! A town of two clinics by hand, conservation on made-up towns, and the answers of the R package
//! `accessibility` on Belo Horizonte.

use super::{Catchment, Trip, balanced, two_step};
use crate::decay::Decay;
use crate::{num, oracle};
use expect_test::expect;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn trips(all: &[(u32, u32, f64)]) -> Vec<Trip> {
    let trip = |&(origin, facility, minutes): &_| Trip { origin, facility, minutes };
    all.iter().map(trip).collect()
}

fn shown(catchment: &Catchment) -> String {
    let access: Vec<String> = catchment.access.iter().map(|a| format!("{a:.4}")).collect();
    let ratios: Vec<String> =
        catchment.ratios.iter().map(|r| r.map_or("-".to_owned(), |r| format!("{r:.4}"))).collect();
    format!(
        "access {}; ratios {}; without demand {:?}",
        access.join(" "),
        ratios.join(" "),
        catchment.without_demand
    )
}

#[test]
fn two_clinics_by_hand() {
    let trips = trips(&[(0, 0, 5.0), (1, 0, 10.0), (1, 1, 10.0), (2, 1, 40.0), (2, 2, 5.0)]);
    let people = [100.0, 300.0, 0.0];
    let supply = [4.0, 6.0, 9.0];
    let step = two_step(&trips, &people, &supply, &Decay::Step { minutes: 15.0 }).unwrap();
    // 4 / 400 and 6 / 300; the third clinic is reached only by a place without people.
    expect!["access 0.0100 0.0300 0.0000; ratios 0.0100 0.0200 -; without demand [2]"]
        .assert_eq(&shown(&step));
    assert!(step.conservation.holds());
    assert!((step.conservation.given - 10.0).abs() < 1e-12);
    let gaussian = two_step(&trips, &people, &supply, &Decay::Gaussian { minutes: 20.0 }).unwrap();
    assert!(gaussian.conservation.holds(), "{:?}", gaussian.conservation);
}

#[test]
fn what_cannot_be_used_is_said() {
    let step = Decay::Step { minutes: 15.0 };
    let beyond = two_step(&trips(&[(0, 3, 5.0)]), &[1.0], &[1.0], &step).unwrap_err();
    expect!["expected an index of a facility below 1, found 3 in trip 0"]
        .assert_eq(&beyond.to_string());
    let missing = two_step(&[], &[1.0, f64::NAN], &[1.0], &step).unwrap_err();
    expect!["expected people of at least zero, found NaN at position 1"]
        .assert_eq(&missing.to_string());
}

fn decays() -> impl Strategy<Value = Decay> {
    prop_oneof![
        Just(Decay::Step { minutes: 15.0 }),
        Just(Decay::Linear { minutes: 20.0 }),
        Just(Decay::Exponential { rate: 0.2 }),
        Just(Decay::Logistic { turn_minutes: 12.0, spread_minutes: 4.0 }),
        Just(Decay::Gaussian { minutes: 25.0 }),
        Just(Decay::Stepped { steps: vec![(5.0, 0.6), (12.0, 0.2), (20.0, 0.0)] }),
    ]
}

proptest! {
    /// What the facilities with demand have is what the people get, to the last of it.
    #[test]
    fn nothing_is_lost(
        minutes in prop::collection::vec(0.0..40.0_f64, 12 * 5),
        people in prop::collection::vec(prop_oneof![Just(0.0), 1.0..5000.0_f64], 12),
        supply in prop::collection::vec(0.0..200.0_f64, 5),
        decay in decays(),
    ) {
        let pairs = (0..12).flat_map(|o| (0..5).map(move |f| (o, f))).zip(minutes);
        let trips: Vec<Trip> = pairs
            .map(|((origin, facility), minutes)| Trip { origin, facility, minutes })
            .filter(|trip| trip.minutes < 30.0)
            .collect();
        let result = two_step(&trips, &people, &supply, &decay).unwrap();
        prop_assert!(result.conservation.holds(), "{:?}", result.conservation);
        let result = balanced(&trips, &people, &supply, &decay).unwrap();
        prop_assert!(result.conservation.holds(), "{:?}", result.conservation);
    }
}

/// Belo Horizonte: people and jobs by hexagon, minutes between hexagons.
struct Bho {
    ids: Vec<String>,
    people: Vec<f64>,
    jobs: Vec<f64>,
    trips: Vec<Trip>,
}

fn bho(keep: impl Fn(&str, &str) -> bool) -> Option<Bho> {
    let land = oracle::frame("bho_accessibility/land_use_data.rds")?;
    let matrix = oracle::frame("bho_accessibility/travel_matrix.rds")?;
    let ids = land["id"].texts().to_vec();
    let index: BTreeMap<&str, u32> = (0..).zip(&ids).map(|(at, id)| (id.as_str(), at)).collect();
    let pairs = matrix["from_id"].texts().iter().zip(matrix["to_id"].texts());
    let trips = pairs
        .zip(matrix["travel_time"].floats())
        .filter(|((from, to), _)| keep(from, to))
        .map(|((from, to), minutes)| Trip {
            origin: index[from.as_str()],
            facility: index[to.as_str()],
            minutes,
        })
        .collect();
    let (people, jobs) = (land["population"].floats(), land["jobs"].floats());
    Some(Bho { ids, people, jobs, trips })
}

const FIVE: [&str; 5] =
    ["89a88cdb57bffff", "89a88cdb597ffff", "89a88cdb5b3ffff", "89a88cdb5cfffff", "89a88cd909bffff"];

fn at(bho: &Bho, catchment: &Catchment, ids: &[&str]) -> String {
    let value = |id: &str| {
        let at = bho.ids.iter().position(|other| other == id).unwrap();
        format!("{:.4}", catchment.access[at])
    };
    ids.iter().map(|id| value(id)).collect::<Vec<_>>().join(" ")
}

/// Five hexagons among each other: the answers stand in the package's tests.
#[test]
fn belo_horizonte_as_the_package_has_it() {
    let Some(bho) = bho(|from, to| FIVE.contains(&from) && FIVE.contains(&to)) else { return };
    let step = Decay::Step { minutes: 45.0 };
    let two = two_step(&bho.trips, &bho.people, &bho.jobs, &step).unwrap();
    assert_eq!(at(&bho, &two, &FIVE), "0.0152 0.1491 0.1491 0.1068 0.0000");
    assert!(two.conservation.holds());
    let one = balanced(&bho.trips, &bho.people, &bho.jobs, &step).unwrap();
    assert_eq!(at(&bho, &one, &FIVE), "0.0094 0.1993 0.1993 0.1147 0.0000");
    assert!(one.conservation.holds());
    // A weight of one for all: everybody has the same.
    let all = Decay::Step { minutes: 1e9 };
    let same = two_step(&bho.trips, &bho.people, &bho.jobs, &all).unwrap();
    assert_eq!(at(&bho, &same, &FIVE), "0.1108 0.1108 0.1108 0.1108 0.1108");
}

/// Two hexagons to all: the package's tests have whole jobs a head, cut, and the gravity measure.
#[test]
fn belo_horizonte_from_two_hexagons() {
    let two = [FIVE[0], FIVE[1]];
    let Some(bho) = bho(|from, _| two.contains(&from)) else { return };
    let step = Decay::Step { minutes: 45.0 };
    let result = two_step(&bho.trips, &bho.people, &bho.jobs, &step).unwrap();
    let whole = |id: &str| {
        let at = bho.ids.iter().position(|other| other == id).unwrap();
        num::floor(result.access[at])
    };
    assert_eq!((whole(two[0]), whole(two[1])), (233, 195));
    for (rate, expected) in [(0.5, ["456.32", "272.26"]), (0.6, ["456.85", "271.10"])] {
        let decay = Decay::Exponential { rate };
        let result = two_step(&bho.trips, &bho.people, &bho.jobs, &decay).unwrap();
        let jobs = two.map(|id| {
            let at = bho.ids.iter().position(|other| other == id).unwrap();
            format!("{:.2}", result.access[at])
        });
        assert_eq!(jobs, expected);
    }
    let reach = |id: &str, decay: Decay| {
        let origin = bho.ids.iter().position(|other| other == id).unwrap();
        let trips = bho.trips.iter().filter(|trip| num::at(trip.origin) == origin);
        decay.reach(trips.map(|trip| (trip.minutes, bho.jobs[num::at(trip.facility)])))
    };
    let jobs = |id| format!("{}", reach(id, Decay::Step { minutes: 30.0 }));
    assert_eq!((jobs(two[0]), jobs(two[1])), ("22239".to_owned(), "36567".to_owned()));
    let gravity = |id, rate| format!("{:.2}", reach(id, Decay::Exponential { rate }));
    assert_eq!([gravity(two[0], 0.5), gravity(two[1], 0.5)], ["14.11", "28.02"]);
    assert_eq!([gravity(two[0], 0.6), gravity(two[1], 0.6)], ["6.59", "13.40"]);
}

/// The whole city, against the definition written out in other words, and conservation.
#[test]
fn belo_horizonte_as_a_whole() {
    let Some(bho) = bho(|_, _| true) else { return };
    let decay = Decay::Gaussian { minutes: 30.0 };
    let result = two_step(&bho.trips, &bho.people, &bho.jobs, &decay).unwrap();
    assert!(result.conservation.holds(), "{:?}", result.conservation);
    let mut by_facility: BTreeMap<u32, Vec<Trip>> = BTreeMap::new();
    for trip in &bho.trips {
        by_facility.entry(trip.facility).or_default().push(*trip);
    }
    let mut access = vec![0.0; bho.people.len()];
    let end = (-0.5_f64).exp();
    for (facility, trips) in by_facility {
        let weight = |t: &Trip| {
            if t.minutes >= 30.0 {
                return 0.0;
            }
            ((-t.minutes * t.minutes / 1800.0).exp() - end) / (1.0 - end)
        };
        let asked: f64 = trips.iter().map(|t| bho.people[num::at(t.origin)] * weight(t)).sum();
        for trip in trips.iter().filter(|_| asked > 0.0) {
            let share = bho.jobs[num::at(facility)] * weight(trip) / asked;
            access[num::at(trip.origin)] += share;
        }
    }
    for (ours, theirs) in result.access.iter().zip(&access) {
        assert!((ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-9), "{ours} {theirs}");
    }
}
