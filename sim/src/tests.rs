//! The simulation itself: it passes, it finds what is planted, and it is the same twice.

use crate::{Bug, run};

#[test]
fn seeds_pass() {
    let seeds = (0..100).chain(kept());
    for seed in seeds {
        if let Err(broken) = run(seed, None) {
            panic!(
                "SEED={seed} cargo xtask sim: {} at step {}: {}",
                broken.law, broken.step, broken.found
            );
        }
    }
}

/// Seeds that found something once.
fn kept() -> Vec<u64> {
    let lines = include_str!("../seeds.txt").lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_whitespace().next().unwrap().parse().unwrap()).collect()
}

#[test]
fn a_seed_is_the_same_twice() {
    for seed in 0..20 {
        assert_eq!(run(seed, None), run(seed, None));
        assert_eq!(run(seed, Some(Bug::TailKept)), run(seed, Some(Bug::TailKept)));
    }
}

#[test]
fn every_planted_bug_is_found() {
    for bug in Bug::ALL {
        let found = (0..400).find_map(|seed| run(seed, Some(bug)).err());
        assert!(found.is_some(), "{} was not found", bug.name());
    }
}
