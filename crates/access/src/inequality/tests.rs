//! Small populations by hand, and the answers of the R package `accessibility` on Belo Horizonte.

use super::{
    IncomeLimits, Spread, concentration, corrected_concentration, gini, median, palma,
    palma_of_places, percentile, theil_t, theil_t_of_classes, weighted_mean,
};
use crate::{num, oracle};
use expect_test::expect;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn shown(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.4}"))
}

#[test]
fn people_are_listed_one_by_one() {
    let values = [3.0, 1.0, 10.0];
    let people = [2.0, 3.0, 1.0];
    // 1 1 1 3 3 10
    assert_eq!(shown(median(&values, &people)), "2.0000");
    assert_eq!(shown(percentile(&values, &people, 0.0)), "1.0000");
    assert_eq!(shown(percentile(&values, &people, 0.9)), "6.5000");
    assert_eq!(shown(percentile(&values, &people, 1.0)), "10.0000");
    assert_eq!(shown(weighted_mean(&values, &people)), "3.1667");
}

#[test]
fn places_without_people_or_value_do_not_count() {
    let values = [5.0, f64::INFINITY, f64::NAN, 100.0];
    let people = [10.0, 3.0, 2.0, 0.0];
    assert_eq!(shown(median(&values, &people)), "5.0000");
    assert_eq!(shown(gini(&values, &people)), "0.0000");
    assert_eq!(median(&[], &[]), None);
    assert_eq!(gini(&[0.0], &[7.0]), None);
    assert_eq!(theil_t(&[0.0], &[7.0]), None);
    assert_eq!(palma(&[0.0, 1.0], &[5.0, 5.0], None), None);
}

#[test]
fn everybody_alike_is_no_inequality() {
    let (values, people) = ([7.0; 4], [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(shown(gini(&values, &people)), "0.0000");
    assert_eq!(shown(theil_t(&values, &people)), "0.0000");
    assert_eq!(shown(palma(&values, &people, None)), "1.0000");
    assert_eq!(shown(concentration(&values, &people, &[1.0, 2.0, 3.0, 4.0])), "0.0000");
    assert_eq!(corrected_concentration(&values, &people, &[1.0, 2.0, 3.0, 4.0]), None);
}

#[test]
fn one_has_all() {
    let mut values = [0.0; 10];
    values[4] = 1.0;
    // 1 − 1/n, and the logarithm of n.
    assert_eq!(shown(gini(&values, &[1.0; 10])), "0.9000");
    assert_eq!(shown(theil_t(&values, &[1.0; 10])), shown(Some(10f64.ln())));
}

#[test]
fn palma_counts_exactly_the_shares() {
    // Of 10 people the richest one, by income, has 6, and the poorest four have 1, 1, 2, 2.
    let values = [1.0, 2.0, 4.0, 6.0];
    let people = [2.0, 3.0, 4.0, 1.0];
    let income = [10.0, 20.0, 30.0, 40.0];
    assert_eq!(shown(palma(&values, &people, Some(&income))), "4.0000");
    assert_eq!(shown(palma(&values, &people, None)), "4.0000");
    let other = [40.0, 30.0, 20.0, 10.0];
    // Now the richest has 1, and the poorest have 6, 4, 4, 4.
    assert_eq!(shown(palma(&values, &people, Some(&other))), "0.2222");
}

#[test]
fn the_spread_in_one_look() {
    let spread = Spread::of(&[4.0, 8.0, 20.0], &[50.0, 30.0, 20.0]).unwrap();
    expect!["people 100 mean 8.40 p10 4.00 median 6.00 p90 20.00 gini 0.3476 palma 5.0000"]
        .assert_eq(&format!(
            "people {} mean {:.2} p10 {:.2} median {:.2} p90 {:.2} gini {} palma {}",
            spread.people,
            spread.mean,
            spread.p10,
            spread.median,
            spread.p90,
            shown(spread.gini),
            shown(spread.palma)
        ));
}

/// Every person against every other, written from the definitions.
fn by_pairs(values: &[f64], people: &[f64]) -> f64 {
    let total: f64 = people.iter().sum();
    let mean = values.iter().zip(people).map(|(v, p)| v * p).sum::<f64>() / total;
    let mut sum = 0.0;
    for (a, p) in values.iter().zip(people) {
        for (b, q) in values.iter().zip(people) {
            sum += p * q * (a - b).abs();
        }
    }
    sum / (2.0 * mean * total * total)
}

proptest! {
    #[test]
    fn measures_follow_their_definitions(
        all in prop::collection::vec((0.1..60.0_f64, 1.0..900.0_f64, 0_u32..4), 2..30),
    ) {
        let values: Vec<f64> = all.iter().map(|a| a.0).collect();
        let people: Vec<f64> = all.iter().map(|a| a.1).collect();
        let classes: Vec<u32> = all.iter().map(|a| a.2).collect();
        let index = gini(&values, &people).unwrap();
        prop_assert!((index - by_pairs(&values, &people)).abs() < 1e-9);
        // Ordered by the values themselves, concentration is the Gini index.
        let own = concentration(&values, &people, &values).unwrap();
        prop_assert!((own - index).abs() < 1e-9);
        let whole = theil_t(&values, &people).unwrap();
        let parts = theil_t_of_classes(&values, &people, &classes).unwrap();
        prop_assert!((parts.total() - whole).abs() < 1e-9);
        prop_assert!(parts.between >= -1e-12 && parts.within >= -1e-12);
        // The order of the places does not matter.
        let reversed: Vec<f64> = values.iter().rev().copied().collect();
        let backwards: Vec<f64> = people.iter().rev().copied().collect();
        prop_assert!((gini(&reversed, &backwards).unwrap() - index).abs() < 1e-9);
        let low = percentile(&values, &people, 0.2).unwrap();
        prop_assert!(low <= percentile(&values, &people, 0.7).unwrap());
        prop_assert!(palma(&values, &people, None).unwrap() >= 1.0 - 1e-9);
    }
}

/// Jobs within 30 minutes from some hexagons of Belo Horizonte, with who lives there.
struct Bho {
    jobs: Vec<f64>,
    people: Vec<f64>,
    income: Vec<f64>,
    tenths: Vec<u32>,
    limits: IncomeLimits,
}

fn bho(ids: &[&str]) -> Option<Bho> {
    let land = oracle::frame("bho_accessibility/land_use_data.rds")?;
    let matrix = oracle::frame("bho_accessibility/travel_matrix.rds")?;
    let names = land["id"].texts();
    let index: BTreeMap<&str, usize> =
        names.iter().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
    let all = land["jobs"].floats();
    let mut jobs: BTreeMap<&str, f64> = ids.iter().map(|id| (*id, 0.0)).collect();
    let pairs = matrix["from_id"].texts().iter().zip(matrix["to_id"].texts());
    for ((from, to), minutes) in pairs.zip(matrix["travel_time"].floats()) {
        if let Some(jobs) = jobs.get_mut(from.as_str()).filter(|_| minutes <= 30.0) {
            *jobs += all[index[to.as_str()]];
        }
    }
    let column = |name: &str| {
        let all = land[name].floats();
        ids.iter().map(|id| all[index[id]]).collect::<Vec<f64>>()
    };
    let tenth = |value: f64| u32::try_from(num::floor(value)).unwrap();
    Some(Bho {
        jobs: ids.iter().map(|id| jobs[id]).collect(),
        people: column("population"),
        income: column("income_per_capita"),
        tenths: column("income_decile").into_iter().map(tenth).collect(),
        limits: IncomeLimits::of(
            &land["income_per_capita"].floats(),
            &land["population"].floats(),
        )?,
    })
}

const FIVE: [&str; 5] =
    ["89a88cd909bffff", "89a88cdb57bffff", "89a88cdb597ffff", "89a88cdb5b3ffff", "89a88cdb5cfffff"];

/// The answers stand in the package's tests, with all five hexagons and without the last.
#[test]
fn belo_horizonte_as_the_package_has_it() {
    let Some(five) = bho(&FIVE) else { return };
    let Some(four) = bho(&FIVE[..4]) else { return };
    let by_places = |b: &Bho| shown(palma_of_places(&b.jobs, &b.people, &b.income, b.limits));
    assert_eq!([by_places(&five), by_places(&four)], ["1.0911", "0.5249"]);
    let even = |b: &Bho| shown(gini(&b.jobs, &b.people));
    assert_eq!([even(&five), even(&four)], ["0.1386", "0.1148"]);
    let rank = |b: &Bho| shown(concentration(&b.jobs, &b.people, &b.income));
    assert_eq!([rank(&five), rank(&four)], ["-0.0248", "-0.1148"]);
    let range = |b: &Bho| shown(corrected_concentration(&b.jobs, &b.people, &b.income));
    assert_eq!([range(&five), range(&four)], ["-0.1314", "-0.8282"]);
}

#[test]
fn theil_of_belo_horizonte_as_the_package_has_it() {
    let mut ids = FIVE;
    ids[0] = "89a88cd900bffff";
    let Some(five) = bho(&ids) else { return };
    let parts = theil_t_of_classes(&five.jobs, &five.people, &five.tenths).unwrap();
    assert_eq!(
        [shown(Some(parts.between)), shown(Some(parts.within)), shown(Some(parts.total()))],
        ["0.0515", "0.0337", "0.0852"]
    );
    assert_eq!(shown(theil_t(&five.jobs, &five.people)), "0.0852");
    // Without the first, and without the last hexagon.
    let Some(four) = bho(&ids[1..]) else { return };
    let parts = theil_t_of_classes(&four.jobs, &four.people, &four.tenths).unwrap();
    assert_eq!(
        [shown(Some(parts.between)), shown(Some(parts.within)), shown(Some(parts.total()))],
        ["0.0021", "0.0357", "0.0378"]
    );
    let Some(others) = bho(&ids[..4]) else { return };
    assert_eq!(shown(theil_t(&others.jobs, &others.people)), "0.0839");
}

/// Schools, clinics and jobs on the hexagons of Porto Alegre: every measure is one of people.
#[test]
fn porto_alegre_has_what_its_table_says() {
    let Some(table) = oracle::text("poa/poa_hexgrid.csv") else { return };
    let rows: Vec<Vec<f64>> = table
        .lines()
        .skip(1)
        .map(|line| line.split(',').skip(3).map(|cell| cell.parse().unwrap_or(0.0)).collect())
        .collect();
    let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
    let (people, jobs) = (column(0), column(2));
    let spread = Spread::of(&jobs, &people).unwrap();
    assert!((spread.gini.unwrap() - by_pairs(&jobs, &people)).abs() < 1e-9);
    expect!["812935"].assert_eq(&spread.people.to_string());
}
