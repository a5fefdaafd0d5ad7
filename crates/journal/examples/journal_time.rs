//! Measures the journal: commits a second by size of batch, and an inbox among many open cases.
//!
//! `cargo run --release -p journal --example journal_time -- ADDRESS [CASES]`; the address is
//! that of an empty journal on the disk to be measured.
#![expect(clippy::print_stdout, reason = "an example prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "an example that measures time reads the clock")]

use journal::{
    Access, Claim, Entry, Error, HeadRow, InboxQuery, Journal, NewEvent, TaskChange, TaskRow,
    TimerChange, TimerRow,
};
use std::time::{Duration, Instant};

const CASES: usize = 10_000;
const OFFICES: [&str; 8] =
    ["police", "civil", "health", "social", "tax", "housing", "labour", "market"];

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "sqlite:journal_time.db".to_owned());
    let open_cases = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let journal = Journal::open(&address, Access::Write).await?;
    println!("{address}");
    tokio::spawn(tidy(journal.clone()));
    let mut work = Work::default();
    fill(&journal, &mut work, CASES).await?;
    for size in [1, 16, 64, 256] {
        commits(&journal, &mut work, size, Duration::from_secs(3)).await?;
    }
    let begun = Instant::now();
    fill(&journal, &mut work, open_cases).await?;
    let took = begun.elapsed();
    let rate = work.events.len().saturating_mul(1_000)
        / usize::try_from(took.as_millis()).unwrap_or(1).max(1);
    println!("{} open cases, filled at {rate}/s", work.events.len());
    journal.close().await;
    let begun = Instant::now();
    let journal = Journal::open(&address, Access::Write).await?;
    tokio::spawn(tidy(journal.clone()));
    let first = journal.inbox(&query(0)).await?;
    println!("opened with a first page of {} in {:?}", first.len(), begun.elapsed());
    pages(&journal).await?;
    commits(&journal, &mut work, 1, Duration::from_secs(3)).await?;
    commits(&journal, &mut work, 64, Duration::from_secs(3)).await?;
    println!("{}", memory());
    Ok(())
}

/// How many events each case has, and a source of numbers that look random.
#[derive(Default)]
struct Work {
    events: Vec<i64>,
    state: u64,
    now_us: i64,
}

impl Work {
    fn number(&mut self) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_041);
        usize::try_from(self.state >> 33).unwrap_or(0)
    }

    /// The next entry of a case: an event, its task and its timer.
    fn entry(&mut self, case: usize) -> Entry {
        let seed = self.number();
        let case_id = format!("case_{case:012}");
        let seen = self.events.get(case).copied().unwrap_or(0);
        self.now_us += 1_000;
        let due_us = self.now_us + i64::try_from(1 + seed % 20).unwrap_or(1) * 86_400_000_000;
        let office = OFFICES.get(seed % OFFICES.len()).copied().unwrap_or_default();
        let street = format!("33020500{}", seed / 8 % 8);
        let body =
            format!(r#"{{"item":"household-entry","by":"officer-{seed}","note":"{case:0100}"}}"#);
        let task = TaskRow {
            key: format!("{case_id}/household-entry"),
            case_id: case_id.clone(),
            office: office.to_owned(),
            level: "street".to_owned(),
            place: street.clone(),
            due_us,
            body: "{}".to_owned(),
            ..TaskRow::default()
        };
        let timer = TimerRow {
            key: format!("{case_id}/yellow"),
            case_id: case_id.clone(),
            kind: "yellow".to_owned(),
            due_us,
            body: "{}".to_owned(),
        };
        let head = (seen == 0).then(|| HeadRow {
            status: "open".to_owned(),
            thing: "newborn".to_owned(),
            place: street,
            applicant: format!("person_{seed}"),
            opened_us: self.now_us,
            body: "{}".to_owned(),
        });
        if let Some(events) = self.events.get_mut(case) {
            *events += 1;
        }
        Entry {
            case_id: case_id.clone(),
            expected_seq: seen,
            command_key: format!("{case_id}/{seen}/{seed}"),
            command_digest: [7; 32],
            at_us: self.now_us,
            events: vec![NewEvent { kind: "item.accepted".to_owned(), body }],
            answer: r#"{"status":"open"}"#.to_owned(),
            head,
            tasks: vec![TaskChange::Put(task)],
            timers: vec![TimerChange::Put(timer)],
            ..Entry::default()
        }
    }
}

/// What a service does beside its commits.
async fn tidy(journal: Journal) {
    while journal.tidy().await.is_ok() {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn fill(journal: &Journal, work: &mut Work, cases: usize) -> Result<(), Error> {
    while work.events.len() < cases {
        let from = work.events.len();
        let to = (from + 512).min(cases);
        work.events.resize(to, 0);
        let batch = (from..to).map(|case| work.entry(case)).collect();
        journal.commit(batch).await?;
    }
    Ok(())
}

async fn commits(
    journal: &Journal,
    work: &mut Work,
    size: usize,
    span: Duration,
) -> Result<(), Error> {
    let mut taken = Vec::new();
    let (begun, cpu) = (Instant::now(), cpu_ms());
    let mut made = Duration::ZERO;
    while begun.elapsed() < span {
        let one = Instant::now();
        let batch = (0..size)
            .map(|_| {
                let case = work.number() % work.events.len();
                work.entry(case)
            })
            .collect();
        made += one.elapsed();
        let one = Instant::now();
        journal.commit(batch).await?;
        taken.push(one.elapsed());
    }
    let rate = u128::from(u64::try_from(taken.len() * size).unwrap_or(0)) * 1_000
        / begun.elapsed().saturating_sub(made).as_millis().max(1);
    let cpu_us = (cpu_ms() - cpu) * 1_000 / u64::try_from(taken.len() * size).unwrap_or(1).max(1);
    println!("batches of {size}: {rate} entries/s, {}, CPU {cpu_us} µs each", spread(&mut taken));
    Ok(())
}

fn spread(taken: &mut [Duration]) -> String {
    taken.sort_unstable();
    let at = |percent: usize| taken.get((taken.len() * percent / 100).min(taken.len() - 1));
    format!(
        "p50 {:?}, p99 {:?}",
        at(50).copied().unwrap_or_default(),
        at(99).copied().unwrap_or_default()
    )
}

fn query(number: usize) -> InboxQuery {
    let office = OFFICES.get(number % OFFICES.len()).map(|office| (*office).to_owned());
    let place = Some(format!("33020500{}", number / 8 % 8));
    let level = Some("street".to_owned());
    let (office, level, place) = match number % 4 {
        0 => (office, level, place),
        1 => (office, None, None),
        2 => (None, None, place),
        _ => (None, None, None),
    };
    let later = !number.is_multiple_of(5);
    let after = later.then(|| (i64::try_from(number).unwrap_or(0) * 1_728_000_000, String::new()));
    let claimed_by = if number.is_multiple_of(3) { Claim::Unclaimed } else { Claim::Any };
    InboxQuery { office, level, place, claimed_by, due_before_us: None, after, limit: 50 }
}

async fn pages(journal: &Journal) -> Result<(), Error> {
    let mut taken = Vec::new();
    for number in 0..1_000 {
        let one = Instant::now();
        journal.inbox(&query(number)).await?;
        taken.push(one.elapsed());
    }
    println!("inbox pages of 50: {}", spread(&mut taken));
    Ok(())
}

/// What this process has used of the processors, of which the system counts hundredths.
fn cpu_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(2);
    fields.filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * 10
}

/// Memory now and at most, as the system says.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lines: Vec<&str> = status
        .lines()
        .filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"))
        .collect();
    lines.join(", ")
}
