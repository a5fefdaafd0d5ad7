//! Plans a made-up thing of 30 items and prints how long that takes, alone and in a catalogue of
//! 500 items: `cargo run --release -p plan --example plan_time`. The same on every run.
#![expect(clippy::print_stdout, reason = "an example talks to its user")]
#![expect(clippy::disallowed_methods, reason = "what it is for is to measure time")]

#[path = "../tests/it/catalogues.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod catalogues;

use catalogues::{field, give, item, rule, services, take, thing, want};
use diag::Text;
use district::rule::{Expr, Rule};
use district::service::{Ask, Check, FieldType, Services};
use district::{Answers, Value, WorkCalendar};
use jiff::civil::date;
use plan::Wallet;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

const ITEMS: usize = 30;
const ROUNDS: u32 = 2_000;

fn main() {
    let answers: Answers = (0..5).map(|at| (format!("f{at}"), Value::Bool(at % 2 == 0))).collect();
    let years = BTreeSet::from([2026]);
    let calendar = WorkCalendar { id: "cn".to_owned(), years, ..WorkCalendar::default() };
    let on = date(2026, 2, 13);
    for others in [0, 470] {
        let services = catalogue(others);
        let plan = || plan::plan(&services, &calendar, "t", &answers, &Wallet::new(), on);
        let made = match plan() {
            Ok(made) => made,
            Err(fault) => return println!("{fault}"),
        };
        let begun = Instant::now();
        for _ in 0..ROUNDS {
            std::hint::black_box(plan()).ok();
        }
        let micros = begun.elapsed().as_micros() / u128::from(ROUNDS);
        println!(
            "{} items planned out of {}, {} questions, {} materials, longest way {} of {} items: \
             {micros} µs",
            made.items.len(),
            services.items.len(),
            made.form.len(),
            made.materials.len(),
            made.critical_days,
            made.critical_path.len(),
        );
    }
}

fn flag(at: usize) -> Rule {
    let name = format!("f{at}");
    rule(Expr::Name(name.clone()), name)
}

fn ask(id: String, when: Option<Rule>) -> Ask {
    let why = Some(Text::same("needed"));
    let (role, check) = ("applicant".to_owned(), Check::default());
    Ask { role, field: id, when, check, why, span: diag::Span::default() }
}

/// Thirty items in five layers of six, each taking results of the layer before, papers, and one
/// of two under a condition; and other items that take no part.
fn catalogue(others: usize) -> Services {
    let mut items = Vec::new();
    for at in 0..ITEMS + others {
        let mut made = item(&format!("i{at:03}"), &format!("o{}", at % 9), 10, 1);
        made.gives = vec![give(&format!("r{at}"), None)];
        made.takes = vec![
            take(&[&format!("p{}", at % 7)], None),
            take(&[&format!("p{}", at % 5), &format!("p{}", at % 11)], Some(flag(at % 5))),
        ];
        if at >= 6 {
            made.takes.push(take(&[&format!("r{}", at - 6)], None));
            made.takes.push(take(&[&format!("r{}", at / 6 * 6 - 6)], None));
        }
        let when = (at % 4 == 0).then(|| flag(at % 5));
        made.asks = (0..5).map(|n| ask(format!("q{}", (at + n * 3) % 40), when.clone())).collect();
        items.push(made);
    }
    let wants = (0..ITEMS).map(|at| want(&format!("r{at}"), None)).collect();
    let plain = |id: String| field(&id, FieldType::Boolean, Check::default());
    let fields = (0..5).map(|at| format!("f{at}")).chain((0..40).map(|at| format!("q{at}")));
    services(items, vec![thing("t", 20, wants)], fields.map(plain).collect(), &BTreeMap::new())
}
