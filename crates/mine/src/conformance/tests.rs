//! Each kind of deviation, explained.

use super::{DeclaredPlan, Required, conformance};
use crate::testing::log;
use expect_test::{Expect, expect};
use std::collections::BTreeMap;
use std::fmt::Write;

fn plan() -> DeclaredPlan {
    // A → (B ∥ C) → D
    let after = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect();
    DeclaredPlan::new([
        ("A".to_owned(), after(&[])),
        ("B".to_owned(), after(&["A"])),
        ("C".to_owned(), after(&["A"])),
        ("D".to_owned(), after(&["B", "C"])),
    ])
}

#[expect(clippy::needless_pass_by_value, reason = "`expect![]` is written in place")]
fn check(lines: &str, required: &[(&str, &str, bool)], expected: Expect) {
    let required: BTreeMap<String, Required> = required
        .iter()
        .map(|(case, items, running)| {
            let items = items.split_whitespace().map(ToOwned::to_owned).collect();
            ((*case).to_owned(), Required { items: Some(items), running: *running })
        })
        .collect();
    let found = conformance(&log(lines), &plan(), &required);
    let mut out = String::new();
    let share = found.fitness.to_terminating_text().unwrap();
    writeln!(out, "{share}, {} of {} checks", found.held, found.checks).unwrap();
    for case in &found.deviating {
        for deviation in &case.deviations {
            let text = deviation.text();
            writeln!(out, "{}: {} | {}", case.case, text.en, text.zh).unwrap();
        }
    }
    for count in &found.counts {
        writeln!(out, "{} × {}", count.cases, count.example.text().en).unwrap();
    }
    expected.assert_eq(&out);
}

#[test]
fn any_order_that_the_plan_allows_fits() {
    check(
        "1 A 08:00\n1 B 09:00\n1 C 10:00\n1 D 11:00
         2 A 08:00\n2 C 09:00\n2 B 10:00\n2 D 11:00",
        &[],
        expect![[r"
            1, 16 of 16 checks
        "]],
    );
}

#[test]
fn every_deviation_is_explained() {
    check(
        "1 B 07:00\n1 A 08:00\n1 C 09:00\n1 D 11:00
         2 A 08:00\n2 B 09:00\n2 D 10:00
         3 A 08:00\n3 B 09:00\n3 C 10:00\n3 X 10:30\n3 D 11:00
         4 A 08:00\n4 B 09:00\n4 B 09:30\n4 C 10:00\n4 D 11:00
         5 B 07:00\n5 A 08:00\n5 C 09:00\n5 D 11:00",
        &[],
        expect![[r"
            0, 34 of 40 checks
            1: `B` comes after `A`, and began before it had ended | `B`应在`A`之后，实际先于它开始
            2: `D` comes after `C`, which was not done | `D`应在`C`之后，而`C`没有办
            2: the plan requires `C`, which was not done | 方案要求`C`，实际没有办
            3: `X` was done, which the plan does not have | 办了`X`，而方案里没有
            4: `B` is done once, and was done 2 times | `B`应办一次，实际办了2次
            5: `B` comes after `A`, and began before it had ended | `B`应在`A`之后，实际先于它开始
            2 × `B` comes after `A`, and began before it had ended
            1 × `D` comes after `C`, which was not done
            1 × the plan requires `C`, which was not done
            1 × `X` was done, which the plan does not have
            1 × `B` is done once, and was done 2 times
        "]],
    );
}

#[test]
fn items_that_are_not_required_are_looked_through() {
    check(
        "1 D 08:00\n1 A 09:00
         2 A 08:00\n2 D 09:00\n2 B 10:00",
        &[("1", "A D", false), ("2", "A D", false)],
        expect![[r"
            0, 5 of 7 checks
            1: `D` comes after `A`, and began before it had ended | `D`应在`A`之后，实际先于它开始
            2: `B` was done, which the plan does not have | 办了`B`，而方案里没有
            1 × `D` comes after `A`, and began before it had ended
            1 × `B` was done, which the plan does not have
        "]],
    );
}

#[test]
fn a_running_case_misses_nothing_but_keeps_order() {
    check(
        "1 A 08:00
         2 B 08:00",
        &[("1", "A B C D", true), ("2", "A B C D", true)],
        expect![[r"
            0.5, 2 of 3 checks
            2: `B` comes after `A`, which was not done | `B`应在`A`之后，而`A`没有办
            1 × `B` comes after `A`, which was not done
        "]],
    );
}

#[test]
fn work_that_begins_too_early_is_out_of_order() {
    check(
        "1 A 08:00-09:00\n1 B 08:30-10:00\n1 C 09:00-10:00\n1 D 10:00-11:00",
        &[],
        expect![[r"
            0, 7 of 8 checks
            1: `B` comes after `A`, and began before it had ended | `B`应在`A`之后，实际先于它开始
            1 × `B` comes after `A`, and began before it had ended
        "]],
    );
}

#[test]
fn a_plan_in_a_circle_ends() {
    let after = |item: &str| vec![item.to_owned()];
    let plan = DeclaredPlan::new([("A".to_owned(), after("B")), ("B".to_owned(), after("A"))]);
    let found = conformance(&log("1 A 08:00\n1 B 09:00"), &plan, &BTreeMap::new());
    assert_eq!((found.fitting, found.deviating.len()), (0, 1));
}
