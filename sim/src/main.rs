//! `cargo xtask sim`: runs seeds and says which fail, or what planted bugs look like.
//!
//! `--seeds N` runs so many, from `--from N`; `--seed S` (or `SEED=S`) one; `--bug NAME` plants a
//! mistake; `--bugs` shows the table of all of them.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a program of its own")]

use sim::{Broken, Bug, run};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

type Failures = BTreeMap<u64, Broken>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| {
        let at = arguments.iter().position(|argument| argument == flag)?;
        arguments.get(at + 1).cloned()
    };
    let number = |flag: &str| after(flag).and_then(|text| text.parse::<u64>().ok());
    let one = number("--seed").or_else(|| std::env::var("SEED").ok()?.parse().ok());
    let seeds = number("--seeds").unwrap_or(10_000);
    let bug = after("--bug");
    let bug = bug.map(|name| Bug::ALL.into_iter().find(|bug| bug.name() == name));
    if bug == Some(None) {
        println!("expected one of {}", Bug::ALL.map(Bug::name).join(", "));
        return ExitCode::from(2);
    }
    let bug = bug.flatten();
    if arguments.iter().any(|argument| argument == "--bugs") {
        table(seeds);
        return ExitCode::SUCCESS;
    }
    if let Some(seed) = one {
        return match run(seed, bug) {
            Ok(report) => {
                println!("seed {seed} passes: {report:?}");
                ExitCode::SUCCESS
            }
            Err(broken) => {
                say(seed, &broken);
                ExitCode::FAILURE
            }
        };
    }
    let from = number("--from").unwrap_or(0);
    let failures = all(from, seeds, bug);
    for (seed, broken) in failures.iter().take(10) {
        say(*seed, broken);
    }
    println!("{} of {seeds} seeds fail", failures.len());
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn say(seed: u64, broken: &Broken) {
    println!("SEED={seed} cargo xtask sim");
    println!("  {} does not hold at step {}: {}", broken.law, broken.step, broken.found);
}

/// Runs seeds on all processors.
fn all(from: u64, seeds: u64, bug: Option<Bug>) -> Failures {
    let next = AtomicU64::new(from);
    let failures = Mutex::new(Failures::new());
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= from + seeds {
                return;
            }
            if let Err(broken) = run(seed, bug)
                && let Ok(mut failures) = failures.lock()
            {
                failures.insert(seed, broken);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    failures.into_inner().unwrap_or_default()
}

/// What planted bugs look like.
fn table(seeds: u64) {
    println!("| Planted bug | First failing seed | Seeds that fail | Laws |");
    println!("|---|---|---|---|");
    for bug in Bug::ALL {
        let failures = all(0, seeds, Some(bug));
        let mut laws: BTreeMap<String, u32> = BTreeMap::new();
        for broken in failures.values() {
            *laws.entry(broken.law.to_string()).or_default() += 1;
        }
        let laws: Vec<String> = laws.iter().map(|(law, count)| format!("{law} {count}")).collect();
        let first = failures.keys().next().map_or("none".to_owned(), u64::to_string);
        let (name, found) = (bug.name(), failures.len());
        println!("| {name} | {first} | {found} of {seeds} | {} |", laws.join(", "));
    }
}
