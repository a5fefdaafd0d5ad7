//! The museums of Monaco, small problems against brute force, and forty sites in eight routes.

use super::random::Random;
use super::{Effort, Linked, Problem, Proof, Reason, RouteError, link};
use crate::{num, oracle};
use expect_test::expect;
use proptest::prelude::*;

/// Sites on a plane, 1 to `side` minutes wide, prizes from 1 to 9.
fn plane(random: &mut Random, count: usize, side: f64, budget: f64, routes: usize) -> Problem {
    let spots: Vec<(f64, f64)> =
        (0..=count).map(|_| (random.between(0.0, side), random.between(0.0, side))).collect();
    let away = |a: &(f64, f64), b: &(f64, f64)| (a.0 - b.0).hypot(a.1 - b.1);
    Problem {
        prizes: (0..count).map(|_| num::id(1 + random.below(9))).collect(),
        visits: (0..count).map(|_| random.between(2.0, 15.0)).collect(),
        travel: spots.iter().map(|a| spots.iter().map(|b| away(a, b)).collect()).collect(),
        budget,
        routes,
        returns: true,
    }
}

/// Every promise that holds for any answer.
fn holds(problem: &Problem, linked: &Linked) {
    let mut seen = vec![0; problem.prizes.len()];
    assert!(linked.routes.len() <= problem.routes);
    for route in &linked.routes {
        let mut place = 0;
        let mut now = 0.0;
        for stop in &route.stops {
            let site = num::at(stop.site);
            seen[site] += 1;
            now += problem.travel[place][site + 1];
            assert!((stop.arrive - now).abs() < 1e-6);
            now += problem.visits[site];
            assert!((stop.leave - now).abs() < 1e-6);
            place = site + 1;
        }
        let back = if problem.returns { problem.travel[place][0] } else { 0.0 };
        assert!((route.minutes - now - back).abs() < 1e-6);
        assert!(route.minutes <= problem.budget + 1e-6);
        assert!(!route.stops.is_empty());
    }
    for (site, _) in &linked.left_out {
        seen[num::at(*site)] += 1;
    }
    assert!(seen.iter().all(|times| *times == 1), "each site is on one route or left out");
    let prize: u64 = linked.routes.iter().map(|route| route.prize).sum();
    assert_eq!(prize, linked.prize);
    assert!(linked.prize <= linked.bound);
    if linked.proof == Proof::Exact {
        assert_eq!(linked.prize, linked.bound);
    }
}

fn solved(problem: &Problem, effort: Effort) -> Linked {
    let linked = link(problem, effort).unwrap();
    holds(problem, &linked);
    linked
}

/// Never exact.
fn tried(rounds: u32) -> Effort {
    Effort { exact_most: 0, rounds, seed: 7 }
}

fn monaco(budget: f64, routes: usize) -> Option<Problem> {
    let matrix = oracle::text("reference/monaco/visitor_route/minutes.csv")?;
    let table = oracle::text("reference/monaco/visitor_route/sites.csv")?;
    let travel = matrix
        .lines()
        .map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect())
        .collect();
    let cells = |at: usize| table.lines().skip(2).map(move |line| line.split(',').nth(at).unwrap());
    let prizes = cells(3).map(|cell| cell.parse().unwrap()).collect();
    let visits = cells(4).map(|cell| cell.parse().unwrap()).collect();
    Some(Problem { prizes, visits, travel, budget, routes, returns: true })
}

fn shown(linked: &Linked) -> String {
    let route = |route: &super::Route| {
        let stops: Vec<String> =
            route.stops.iter().map(|stop| (stop.site + 1).to_string()).collect();
        format!("{} in {:.3}: {}", route.prize, route.minutes, stops.join(" "))
    };
    let routes: Vec<String> = linked.routes.iter().map(route).collect();
    format!("{} of {} {:?} [{}]", linked.prize, linked.bound, linked.proof, routes.join("; "))
}

#[test]
fn a_visitor_of_monaco() {
    for (budget, prize, minutes, order) in [
        (120.0, 17, 106.921, vec![10, 9, 12, 3]),
        (180.0, 28, 179.537, vec![15, 5, 7, 10, 9, 12, 3]),
        (240.0, 37, 232.890, vec![15, 1, 5, 13, 7, 10, 9, 12, 3]),
    ] {
        let Some(problem) = monaco(budget, 1) else { return };
        let linked = solved(&problem, Effort::default());
        assert_eq!((linked.prize, linked.proof), (prize, Proof::Exact));
        assert!((linked.minutes - minutes).abs() < 0.01, "{}", linked.minutes);
        let stops: Vec<u32> = linked.routes[0].stops.iter().map(|stop| stop.site + 1).collect();
        // The matrix is symmetric: the way back is as good.
        let back: Vec<u32> = stops.iter().rev().copied().collect();
        assert!(stops == order || back == order, "{stops:?}");
        // Without the proof the same is found.
        let found = solved(&problem, tried(500));
        assert_eq!((found.prize, found.proof), (prize, Proof::Bounded));
        assert!((found.minutes - minutes).abs() < 0.01, "{}", found.minutes);
    }
}

#[test]
fn two_visitors_of_monaco() {
    let Some(problem) = monaco(120.0, 2) else { return };
    expect!["33 of 33 Exact [16 in 118.707: 13 5 1 15; 17 in 106.921: 10 9 12 3]"]
        .assert_eq(&shown(&solved(&problem, Effort::default())));
    expect!["33 of 35 Bounded [16 in 118.707: 15 1 5 13; 17 in 106.921: 3 12 9 10]"]
        .assert_eq(&shown(&solved(&problem, tried(500))));
}

#[test]
fn what_is_left_out_says_why() {
    let problem = Problem {
        prizes: vec![5, 3, 0, 4],
        visits: vec![10.0, 10.0, 0.0, 10.0],
        travel: vec![
            vec![0.0, 5.0, 5.0, 5.0, f64::INFINITY],
            vec![5.0, 0.0, 5.0, 5.0, f64::INFINITY],
            vec![5.0, 5.0, 0.0, 5.0, f64::INFINITY],
            vec![5.0, 5.0, 5.0, 0.0, f64::INFINITY],
            vec![1.0, 1.0, 1.0, 1.0, 0.0],
        ],
        budget: 20.0,
        routes: 1,
        returns: true,
    };
    let linked = solved(&problem, Effort::default());
    assert_eq!(linked.left_out, [(1, Reason::NoTime), (2, Reason::NoPrize), (3, Reason::TooFar)]);
    expect!["5 of 5 Exact [5 in 20.000: 1]"].assert_eq(&shown(&linked));
    // Without the way back there is still no time for a second one.
    let linked = solved(&Problem { returns: false, ..problem }, Effort::default());
    expect!["5 of 5 Exact [5 in 15.000: 1]"].assert_eq(&shown(&linked));
}

#[test]
fn nothing_to_do_is_an_answer() {
    let none = Problem {
        prizes: vec![],
        visits: vec![],
        travel: vec![vec![0.0]],
        budget: 60.0,
        routes: 2,
        returns: true,
    };
    for effort in [Effort::default(), tried(3)] {
        expect!["0 of 0 Exact []"].assert_eq(&shown(&solved(&none, effort)));
    }
    let mut random = Random::new(1);
    let problem = Problem { routes: 0, ..plane(&mut random, 20, 20.0, 60.0, 1) };
    expect!["0 of 0 Bounded []"].assert_eq(&shown(&solved(&problem, tried(3))));
}

#[test]
fn what_cannot_be_used_is_said() {
    let mut random = Random::new(1);
    let problem = plane(&mut random, 3, 20.0, 60.0, 1);
    let short = Problem { visits: vec![1.0], ..problem.clone() };
    expect!["expected 3 visit times, found 1"]
        .assert_eq(&link(&short, Effort::default()).unwrap_err().to_string());
    let mut backwards = problem.clone();
    backwards.travel[2][1] = -4.0;
    expect!["expected minutes of at least zero for travel from row 2, found -4"]
        .assert_eq(&link(&backwards, Effort::default()).unwrap_err().to_string());
    let endless = Problem { budget: f64::INFINITY, ..problem };
    let error = link(&endless, Effort::default());
    assert!(matches!(error, Err(RouteError::Minutes { what: "the budget of route", .. })));
}

/// Every order of every choice, one route after the other.
struct BruteForce<'a> {
    problem: &'a Problem,
    best: (u64, f64),
}

impl BruteForce<'_> {
    fn of(problem: &Problem) -> (u64, f64) {
        let mut all = BruteForce { problem, best: (0, 0.0) };
        all.go(&vec![true; problem.prizes.len()], 0, 0.0, (0, 0.0), problem.routes);
        all.best
    }

    /// From a place at a time of the current route, with what the ended routes have.
    fn go(&mut self, free: &[bool], place: usize, now: f64, done: (u64, f64), open: usize) {
        let back = if self.problem.returns { self.problem.travel[place][0] } else { 0.0 };
        if now + back <= self.problem.budget + 1e-9 {
            let all = (done.0, done.1 + now + back);
            let better = all.0 > self.best.0 || (all.0 == self.best.0 && all.1 < self.best.1);
            if better {
                self.best = all;
            }
            if open > 1 && place > 0 {
                self.go(free, 0, 0.0, all, open - 1);
            }
        }
        for site in (0..free.len()).filter(|site| free[*site]) {
            let then = now + self.problem.travel[place][site + 1] + self.problem.visits[site];
            if then <= self.problem.budget {
                let mut rest = free.to_vec();
                rest[site] = false;
                let prize = done.0 + u64::from(self.problem.prizes[site]);
                self.go(&rest, site + 1, then, (prize, done.1), open);
            }
        }
    }
}

fn problems() -> impl Strategy<Value = Problem> {
    let sizes = (1_usize..6, 0_u64..1_000_000, 20.0..90.0_f64, 1_usize..4, any::<bool>());
    sizes.prop_map(|(count, seed, budget, routes, returns)| {
        let mut random = Random::new(seed);
        let mut problem = Problem { returns, ..plane(&mut random, count, 25.0, budget, routes) };
        for (from, row) in problem.travel.iter_mut().enumerate() {
            for (to, minutes) in row.iter_mut().enumerate().filter(|(to, _)| *to != from) {
                // Ways differ by direction, and some do not exist.
                *minutes *= random.between(0.8, 1.3);
                if random.below(12) == 0 && to != 0 {
                    *minutes = f64::INFINITY;
                }
            }
        }
        problem
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn exact_is_as_good_as_brute_force(problem in problems()) {
        let linked = solved(&problem, Effort::default());
        let (prize, minutes) = BruteForce::of(&problem);
        prop_assert_eq!(linked.prize, prize);
        prop_assert!((linked.minutes - minutes).abs() < 1e-6, "{} {minutes}", linked.minutes);
    }

    #[test]
    fn bounds_hold(problem in problems()) {
        let best = solved(&problem, Effort::default());
        let found = solved(&problem, tried(30));
        prop_assert!(found.prize <= best.prize);
        prop_assert!(best.prize <= found.bound, "{} {}", best.prize, found.bound);
    }
}

#[test]
fn what_is_found_is_mostly_the_best() {
    let mut random = Random::new(42);
    let (mut hits, mut shortest, mut proved, mut least) = (0, 0, 0, 1.0_f64);
    for round in 0..60 {
        let routes = 1 + round % 3;
        let budget = random.between(45.0, 110.0);
        let problem = plane(&mut random, 10, 40.0, budget, routes);
        let best = solved(&problem, Effort::default());
        let found = solved(&problem, tried(200));
        assert!(found.prize <= best.prize && best.prize <= found.bound);
        let share = f64::from(u32::try_from(found.prize).unwrap())
            / f64::from(u32::try_from(best.prize.max(1)).unwrap());
        least = least.min(if best.prize == 0 { 1.0 } else { share });
        hits += u32::from(found.prize == best.prize);
        shortest += u32::from((found.minutes - best.minutes).abs() < 1e-6);
        proved += u32::from(found.prize == found.bound);
    }
    assert!(least >= 0.9, "{least}");
    expect!["59 of 60 best, 59 shortest, 48 proved"]
        .assert_eq(&format!("{hits} of 60 best, {shortest} shortest, {proved} proved"));
}

#[test]
fn forty_sites_in_eight_routes() {
    let mut shown = Vec::new();
    for (seed, budget) in [(1, 60.0), (2, 75.0), (3, 90.0)] {
        let problem = plane(&mut Random::new(seed), 40, 60.0, budget, 8);
        let linked = solved(&problem, Effort::default());
        let again = solved(&problem, Effort::default());
        assert_eq!(linked, again);
        let all: u32 = problem.prizes.iter().sum();
        shown.push(format!(
            "{} of at most {}, of all {all}, in {:.1} minutes",
            linked.prize, linked.bound, linked.minutes
        ));
    }
    expect![[r"
        121 of at most 133, of all 216, in 457.5 minutes
        112 of at most 116, of all 216, in 568.1 minutes
        127 of at most 134, of all 193, in 695.4 minutes"]]
    .assert_eq(&shown.join("\n"));
}
