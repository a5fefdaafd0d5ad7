//! CPU and wall time of jobs, and memory, as the system says; one JSON object a line.

use super::Done;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Measures jobs so many times.
pub(super) struct Meter {
    pub(super) rounds: usize,
}

/// CPU and wall time.
#[derive(Clone, Copy)]
struct Taken {
    cpu: Duration,
    wall: Duration,
}

impl Taken {
    fn of<T>(job: impl FnOnce() -> T) -> Done<(T, Self)> {
        let (cpu, wall) = (cpu()?, Instant::now());
        let made = job();
        let wall = wall.elapsed();
        let cpu = self::cpu()?.saturating_sub(cpu);
        Ok((made, Self { cpu, wall }))
    }
}

impl Meter {
    /// A job that is done once.
    pub(super) fn one<T>(what: &str, job: impl FnOnce() -> T) -> Done<T> {
        let (made, taken) = Taken::of(job)?;
        line(what, &mut [taken], 1, &json!({}));
        Ok(made)
    }

    /// A job, `times` times a round where one alone is too short to be measured.
    pub(super) fn run<T>(&self, what: &str, times: u32, mut job: impl FnMut() -> T) -> Done<T> {
        let mut all = Vec::new();
        let mut last = job();
        for _ in 0..self.rounds.max(1) {
            let ((), taken) = Taken::of(|| {
                for _ in 0..times {
                    last = std::hint::black_box(job());
                }
            })?;
            all.push(taken);
        }
        line(what, &mut all, times, &json!({}));
        Ok(last)
    }

    /// One job for each case: the mean of all, and the slowest (each at its best round).
    pub(super) fn each<C, T, E>(
        &self,
        what: &str,
        cases: &[C],
        job: impl Fn(&C) -> Result<T, E>,
    ) -> Done<()>
    where
        E: std::error::Error + 'static,
    {
        let mut all = Vec::new();
        let mut slowest = vec![Duration::MAX; cases.len()];
        for _ in 0..self.rounds.max(1) {
            let (done, taken) = Taken::of(|| {
                for (case, best) in cases.iter().zip(&mut slowest) {
                    let begun = Instant::now();
                    std::hint::black_box(job(case)?);
                    *best = (*best).min(begun.elapsed());
                }
                Ok::<(), E>(())
            })?;
            done?;
            all.push(taken);
        }
        let slowest = slowest.into_iter().max().unwrap_or_default();
        let times = u32::try_from(cases.len())?;
        line(what, &mut all, times, &json!({ "slowest_wall_ms": ms(slowest) }));
        Ok(())
    }
}

/// Prints the median of the rounds, for one job of `times`.
fn line(what: &str, all: &mut [Taken], times: u32, more: &Value) {
    let median = |of: fn(&Taken) -> Duration, all: &mut [Taken]| {
        all.sort_by_key(of);
        all.get(all.len() / 2).map(of).unwrap_or_default() / times.max(1)
    };
    let cpu = median(|taken| taken.cpu, all);
    let wall = median(|taken| taken.wall, all);
    let mut told = json!({
        "what": what, "cpu_ms": ms(cpu), "wall_ms": ms(wall), "rounds": all.len(), "times": times,
    });
    if let (Some(told), Some(more)) = (told.as_object_mut(), more.as_object()) {
        told.extend(more.clone());
    }
    tell(&told);
}

/// Prints one line.
pub(super) fn tell(told: &Value) {
    println!("{told}");
}

/// Prints memory: now and the most until now.
pub(super) fn memory(after: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mb = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kb = line.and_then(|line| line.split_whitespace().next());
        kb.and_then(|kb| kb.parse::<f64>().ok()).map(|kb| (kb / 102.4).round() / 10.0)
    };
    tell(&json!({
        "what": "memory", "after": after, "now_mb": mb("VmRSS:"), "peak_mb": mb("VmHWM:"),
    }));
}

/// CPU time of this thread. The system brings it up to date when the thread offers its place to
/// others.
fn cpu() -> Done<Duration> {
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanos = text.split_whitespace().next().ok_or("no CPU time in schedstat")?;
    Ok(Duration::from_nanos(nanos.parse()?))
}

fn ms(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e7).round() / 1e4
}
