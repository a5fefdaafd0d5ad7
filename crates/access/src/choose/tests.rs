//! Small towns against every choice tried out, and the same answers by programming and by flow.

use super::{Choice, ChooseError, Gains, MilpLimits, Proof, Served, Site};
use crate::num;
use expect_test::expect;
use proptest::prelude::*;

type Rows = Vec<Vec<(u32, f64)>>;

fn shown(choice: &Choice) -> String {
    let picks: Vec<String> =
        choice.picks.iter().map(|pick| format!("{}+{}", pick.candidate, pick.gain)).collect();
    format!("{} = {} of at most {} {:?}", picks.join(" "), choice.value, choice.bound, choice.proof)
}

/// Candidate 0 is the best alone, but 1 and 2 are better together.
fn town() -> Gains {
    let covers: [&[u32]; 4] = [&[1, 2, 4, 5], &[0, 1, 2], &[3, 4, 5], &[3, 4]];
    let rows: Rows =
        covers.iter().map(|row| row.iter().map(|origin| (*origin, 10.0)).collect()).collect();
    Gains::new(6, &rows).unwrap()
}

#[test]
fn greedy_is_at_once_and_exact_is_better() {
    let town = town();
    assert_eq!(town.surface(), [40.0, 30.0, 30.0, 20.0]);
    expect!["0+40 1+10 = 50 of at most 70 Bounded"].assert_eq(&shown(&town.greedy(2)));
    expect!["1+30 2+30 = 60 of at most 60 Optimal"].assert_eq(&shown(&town.exact(2, 100)));
    expect!["1+30 2+30 = 60 of at most 60 Optimal"]
        .assert_eq(&shown(&town.milp(2, MilpLimits::default())));
}

#[test]
fn what_adds_nothing_is_not_chosen() {
    let town = town();
    expect!["0+40 1+10 2+10 = 60 of at most 60 Optimal"].assert_eq(&shown(&town.greedy(5)));
    // Two of them have all there is: a third is not needed.
    expect!["1+30 2+30 = 60 of at most 60 Optimal"].assert_eq(&shown(&town.exact(2, 10)));
    expect![" = 0 of at most 0 Optimal"].assert_eq(&shown(&town.exact(0, 10)));
    expect![" = 0 of at most 0 Optimal"]
        .assert_eq(&shown(&Gains::new(3, &[]).unwrap().exact(2, 9)));
}

#[test]
fn of_equals_the_first_is_chosen() {
    let rows: Rows = vec![vec![(0, 1.0)], vec![(1, 7.0)], vec![(2, 7.0)], vec![(1, 7.0)]];
    let gains = Gains::new(3, &rows).unwrap();
    assert_eq!(gains.greedy(1).candidates(), [1]);
    assert_eq!(gains.exact(1, 10).candidates(), [1]);
    assert_eq!(gains.exact(2, 10).candidates(), [1, 2]);
}

#[test]
fn of_two_gains_for_an_origin_the_greater_counts() {
    let gains = Gains::new(1, &[vec![(0, 2.0), (0, 5.0), (0, 0.0)]]).unwrap();
    assert_eq!(gains.surface(), [5.0]);
}

#[test]
fn what_cannot_be_used_is_said() {
    let beyond = Gains::new(2, &[vec![], vec![(2, 1.0)]]).unwrap_err();
    expect!["expected an index of an origin below 2, found 2 at candidate 1"]
        .assert_eq(&beyond.to_string());
    let below = Gains::new(2, &[vec![(0, -1.0)]]).unwrap_err();
    expect!["expected a gain of at least zero, found -1 at position 0"]
        .assert_eq(&below.to_string());
    let site = Site { capacity: f64::NAN, reach: vec![] };
    let error = Served::new(&[1.0], &[], &[site]);
    assert!(matches!(error, Err(ChooseError::Amount { what: "a capacity", .. })));
}

/// Every choice of at most `k` of `n`.
fn choices(n: u32, k: usize) -> Vec<Vec<u32>> {
    let mut all = vec![vec![]];
    for candidate in 0..n {
        for at in 0..all.len() {
            if all[at].len() < k {
                let mut with = all[at].clone();
                with.push(candidate);
                all.push(with);
            }
        }
    }
    all
}

fn best(gains: &Gains, k: usize) -> f64 {
    let all = choices(num::id(gains.candidates()), k);
    all.iter().map(|chosen| gains.value(chosen)).fold(0.0, f64::max)
}

/// A few candidates and origins; covered or not, or minutes saved.
fn gains(cover: bool) -> impl Strategy<Value = Gains> {
    let cells = prop::collection::vec((any::<bool>(), 0.0..30.0_f64), 12 * 15);
    let weights = prop::collection::vec(1_u32..50, 15);
    (cells, weights).prop_map(move |(cells, weights)| {
        let rows: Rows = cells
            .chunks(15)
            .map(|row| {
                let origins = (0_u32..).zip(row).filter(|(_, (near, _))| *near);
                origins
                    .map(|(origin, (_, saved))| {
                        let weight = f64::from(weights[num::at(origin)]);
                        (origin, if cover { weight } else { weight * saved })
                    })
                    .filter(|(origin, _)| !cover || origin % 3 != 0 || origin % 2 == 0)
                    .collect()
            })
            .collect();
        Gains::new(15, &rows).unwrap()
    })
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-8 * a.abs().max(1.0)
}

fn adds_up(gains: &Gains, choice: &Choice) {
    let sum: f64 = choice.picks.iter().map(|pick| pick.gain).sum();
    assert!(close(sum, choice.value), "{sum} {}", choice.value);
    assert!(close(gains.value(&choice.candidates()), choice.value));
    assert!(choice.picks.is_sorted_by(|a, b| a.gain >= b.gain - 1e-9));
    assert!(choice.bound >= choice.value);
}

fn as_good_as_brute_force(gains: &Gains, k: usize) {
    let best = best(gains, k);
    let greedy = gains.greedy(k);
    let swapped = gains.swapped(k);
    let exact = gains.exact(k, 100_000);
    let milp = gains.milp(k, MilpLimits::default());
    for choice in [&greedy, &swapped, &exact, &milp] {
        adds_up(gains, choice);
        assert!(choice.picks.len() <= k);
        assert!(choice.bound >= best - 1e-8 * best, "{} {best}", choice.bound);
    }
    assert!(greedy.value >= 0.632 * best);
    assert!(swapped.value >= greedy.value - 1e-9 * best);
    assert!(close(exact.value, best), "{} {best}", exact.value);
    assert_eq!(exact.proof, Proof::Optimal);
    assert!(close(milp.value, best), "{} {best}", milp.value);
    assert_eq!(milp.proof, Proof::Optimal);
    // A search that is cut short says so, and its bound still holds.
    let cut = gains.exact(k, 1);
    adds_up(gains, &cut);
    assert!(cut.bound >= best - 1e-8 * best);
    assert!(cut.proof == Proof::Bounded || close(cut.value, best));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn covering_is_solved(gains in gains(true), k in 1_usize..6) {
        as_good_as_brute_force(&gains, k);
    }

    #[test]
    fn walking_less_is_solved(gains in gains(false), k in 1_usize..6) {
        as_good_as_brute_force(&gains, k);
    }
}

#[test]
fn a_model_that_is_too_large_is_bounded() {
    let rows: Rows = (0..40_u32)
        .map(|j| (0..60_u32).filter(|i| (i * 7 + j * 11) % 13 < 3).map(|i| (i, 1.0)).collect())
        .collect();
    let gains = Gains::new(60, &rows).unwrap();
    let none = gains.milp(3, MilpLimits { cells_max: 0 });
    let exact = gains.exact(3, 1_000_000);
    assert_eq!(exact.proof, Proof::Optimal);
    assert!(none.bound >= exact.value);
    assert!(none.value <= exact.value);
}

/// A town on a plane: candidates cover the homes within a walk.
fn plane(seed: u64, candidates: usize, homes: usize, walk: f64) -> Gains {
    let mut state = seed;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 33).unwrap()) / f64::from(1_u32 << 31)
    };
    let homes: Vec<(f64, f64, f64)> =
        (0..homes).map(|_| (4.0 * next(), 1.5 * next(), (next() * 20.0).ceil())).collect();
    let rows: Rows = (0..candidates)
        .map(|_| {
            let (x, y) = (4.0 * next(), 1.5 * next());
            let near = (0_u32..).zip(&homes).filter(|(_, h)| (h.0 - x).hypot(h.1 - y) < walk);
            near.map(|(at, home)| (at, home.2)).collect()
        })
        .collect();
    Gains::new(homes.len(), &rows).unwrap()
}

#[test]
fn a_town_is_solved_with_few_branches() {
    let town = plane(5, 400, 400, 0.55);
    let greedy = town.greedy(5);
    let exact = town.exact(5, 20_000);
    let milp = town.milp(5, MilpLimits::default());
    assert_eq!(exact.proof, Proof::Optimal);
    assert!(close(exact.value, milp.value) || milp.proof == Proof::Bounded);
    expect!["greedy 3058 of at most 4133, exact 3127 in 31 branches, programming Optimal"]
        .assert_eq(&format!(
            "greedy {} of at most {}, exact {} in {} branches, programming {:?}",
            greedy.value, greedy.bound, exact.value, exact.nodes, milp.proof
        ));
}

#[test]
fn full_sites_pass_people_on() {
    // The site that exists is full with origin 0; it could serve origin 1 instead.
    let kept = [Site { capacity: 10.0, reach: vec![0, 1] }];
    let candidates = [
        Site { capacity: 10.0, reach: vec![0] },
        Site { capacity: 4.0, reach: vec![1] },
        Site { capacity: 100.0, reach: vec![2] },
    ];
    let served = Served::new(&[10.0, 10.0, 2.5], &kept, &candidates).unwrap();
    assert!(close(served.served_now(), 10.0));
    expect!["0+10 2+2.5 = 12.5 of at most 12.5 Optimal"].assert_eq(&shown(&served.exact(2, 100)));
    expect!["0+10 2+2.5 = 12.5 of at most 12.5 Optimal"].assert_eq(&shown(&served.greedy(3)));
}

/// How many are served, as the least cut: for every set of origins, what is not cut off.
fn least_cut(demand: &[f64], sites: &[&Site]) -> f64 {
    let cut = |set: u32| {
        let inside = |at: usize| set & (1 << at) != 0;
        let outside: f64 = (0..demand.len()).filter(|at| !inside(*at)).map(|at| demand[at]).sum();
        let near = |site: &&&Site| site.reach.iter().any(|at| inside(num::at(*at)));
        outside + sites.iter().filter(near).map(|site| site.capacity).sum::<f64>()
    };
    (0..1_u32 << demand.len()).map(cut).fold(f64::INFINITY, f64::min)
}

fn site() -> impl Strategy<Value = Site> {
    let reach = prop::collection::vec(0_u32..7, 0..5);
    (0_u32..40, reach)
        .prop_map(|(quarters, reach)| Site { capacity: f64::from(quarters) / 4.0, reach })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_flow_is_the_least_cut(
        demand in prop::collection::vec(0_u32..30, 7),
        kept in prop::collection::vec(site(), 0..3),
        sites in prop::collection::vec(site(), 1..8),
        k in 1_usize..4,
    ) {
        let demand: Vec<f64> = demand.into_iter().map(|n| f64::from(n) / 4.0).collect();
        let served = Served::new(&demand, &kept, &sites).unwrap();
        let now = least_cut(&demand, &kept.iter().collect::<Vec<_>>());
        prop_assert!(close(served.served_now(), now));
        let mut best = 0.0_f64;
        for chosen in choices(num::id(sites.len()), k) {
            let more = chosen.iter().map(|at| &sites[num::at(*at)]);
            let all: Vec<&Site> = kept.iter().chain(more).collect();
            let value = least_cut(&demand, &all) - now;
            prop_assert!(close(served.value(&chosen), value), "{chosen:?}");
            best = best.max(value);
        }
        let exact = served.exact(k, 100_000);
        prop_assert_eq!(exact.proof, Proof::Optimal);
        prop_assert!(close(exact.value, best), "{} {best}", exact.value);
        let greedy = served.greedy(k);
        prop_assert!(greedy.value <= best + 1e-9 && best <= greedy.bound + 1e-9);
        prop_assert!(greedy.value >= 0.632 * best);
        prop_assert!(close(served.swapped(k).value.max(greedy.value), served.swapped(k).value));
    }
}
