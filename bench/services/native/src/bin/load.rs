//! The load: `clients` people, each with one connection, open cases and complete their items one
//! call after the other for `seconds`. Afterwards every case that was completed is looked up and
//! has to be closed. Prints one line of JSON.
//!   load ADAPTER ADDRESS CLIENTS SECONDS PREFIX [TOKEN]

use services_bench::adapter::Adapter;
use services_bench::http::{Connection, Request, Response};
use services_bench::{ITEMS, quantiles};
use std::time::{Duration, Instant};

/// How long cases may take to be closed after the last call.
const DRAIN: Duration = Duration::from_secs(20);

/// How long one call may take.
const CALL_MAX: Duration = Duration::from_secs(10);

#[derive(Default)]
struct Tally {
    cases: Vec<String>,
    /// Cases whose last item was answered before the end.
    in_time: usize,
    calls_ms: Vec<f64>,
    refused: usize,
    first_refusal: Option<String>,
    open: usize,
}

struct Client {
    adapter: Adapter,
    connection: Connection,
    tally: Tally,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [adapter, address, clients, seconds, prefix, rest @ ..] = args.as_slice() else {
        panic!("load ADAPTER ADDRESS CLIENTS SECONDS PREFIX [TOKEN]");
    };
    let adapter = Adapter::parse(adapter, rest.first().map_or("", String::as_str));
    let clients: usize = clients.parse().expect("CLIENTS is a number");
    let seconds: f64 = seconds.parse().expect("SECONDS is a number");
    let start = Instant::now();
    let end = start + Duration::from_secs_f64(seconds);
    let local = tokio::task::LocalSet::new();
    let work: Vec<_> = (0..clients)
        .map(|number| {
            let client = Client {
                adapter: adapter.clone(),
                connection: Connection::new(address),
                tally: Tally::default(),
            };
            local.spawn_local(client.work(format!("{prefix}{number}"), end))
        })
        .collect();
    let (tallies, drain) = local
        .run_until(async {
            let mut done = Vec::new();
            for handle in work {
                done.push(handle.await.expect("a client stopped"));
            }
            let drain = Instant::now();
            let looks: Vec<_> = done
                .into_iter()
                .map(|client| tokio::task::spawn_local(client.verify(drain + DRAIN)))
                .collect();
            let mut tallies = Vec::new();
            for handle in looks {
                tallies.push(handle.await.expect("a client stopped"));
            }
            (tallies, drain.elapsed())
        })
        .await;
    report(tallies, seconds, drain);
}

fn report(tallies: Vec<Tally>, seconds: f64, drain: Duration) {
    let sum = |count: fn(&Tally) -> usize| tallies.iter().map(count).sum::<usize>();
    let in_time = sum(|tally| tally.in_time);
    let refusal = tallies.iter().find_map(|tally| tally.first_refusal.clone());
    let line = serde_json::json!({
        "cases": sum(|tally| tally.cases.len()),
        "cases_per_second": in_time as f64 / seconds,
        "not_closed": sum(|tally| tally.open),
        "refused": sum(|tally| tally.refused),
        "first_refusal": refusal,
        "drain_seconds": drain.as_secs_f64(),
        "call_ms": quantiles(tallies.into_iter().flat_map(|tally| tally.calls_ms).collect()),
    });
    println!("{line}");
}

impl Client {
    async fn work(mut self, prefix: String, end: Instant) -> Self {
        for number in 0_u64.. {
            if Instant::now() >= end || self.tally.refused > 3 {
                break;
            }
            let wanted = format!("{prefix}-{number}");
            let Some(answer) = self.timed(&self.adapter.open(&wanted)).await else { continue };
            let Some(case) = self.adapter.case(&wanted, &answer) else {
                self.refuse(&answer);
                continue;
            };
            let mut complete = true;
            for item in ITEMS {
                complete &= self.timed(&self.adapter.complete(&case, item)).await.is_some();
            }
            if complete {
                self.tally.in_time += usize::from(Instant::now() <= end);
                self.tally.cases.push(case);
            }
        }
        self
    }

    async fn timed(&mut self, request: &Request) -> Option<Response> {
        let start = Instant::now();
        let answer = tokio::time::timeout(CALL_MAX, self.connection.call(request)).await;
        match answer.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into())) {
            Ok(answer) if (200..300).contains(&answer.status) => {
                self.tally.calls_ms.push(start.elapsed().as_secs_f64() * 1000.0);
                Some(answer)
            }
            Ok(answer) => {
                self.refuse(&answer);
                None
            }
            Err(error) => {
                self.tally.refused += 1;
                self.tally.first_refusal.get_or_insert(error.to_string());
                None
            }
        }
    }

    fn refuse(&mut self, answer: &Response) {
        self.tally.refused += 1;
        let text = String::from_utf8_lossy(&answer.body);
        self.tally.first_refusal.get_or_insert(format!("{} {text}", answer.status));
    }

    async fn verify(mut self, until: Instant) -> Tally {
        for case in std::mem::take(&mut self.tally.cases) {
            loop {
                let look = self.adapter.look(&case);
                let answer = tokio::time::timeout(CALL_MAX, self.connection.call(&look)).await;
                if matches!(answer, Ok(Ok(answer)) if self.adapter.closed(&answer)) {
                    break;
                }
                if Instant::now() > until {
                    self.tally.open += 1;
                    break;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            self.tally.cases.push(case);
        }
        self.tally
    }
}
