//! Changes, and their effect on every thing.

use super::{Change, Effect, Outlook, changed, what_if};
use crate::testing::{catalogue, places, weekdays};
use district::WorkDays;
use expect_test::{Expect, expect};
use jiff::civil::date;
use std::fmt::Write as _;

const TWO: &str = "
    item entry police 5/2 : birth -> entry
    item card social 15/3 if insured : entry -> card
    item book police 5/1 : -> book
    thing newborn 5 : entry, card if insured
    thing household 2 : book
";

fn check(changes: &[Change], expected: &Expect) {
    let services = catalogue(TWO);
    let on = date(2026, 11, 24);
    let out = match what_if(&services, &weekdays(), &places(), changes, on) {
        Ok(effects) => effects.iter().filter(|effect| effect.differs()).map(line).collect(),
        Err(none) => format!("{}\n{none}\n", none.sentence().zh),
    };
    expected.assert_eq(&out);
}

fn line(effect: &Effect) -> String {
    let mut out = format!("{}\n", effect.thing);
    for (when, outlook) in [("before", &effect.before), ("after", &effect.after)] {
        let Outlook { critical_days, promised_days, promise_on, done_on, .. } = outlook;
        let path = outlook.critical_path.join(" → ");
        let kept = if outlook.kept() { "kept" } else { "broken" };
        writeln!(
            out,
            "  {when}: {critical_days} by {done_on} ({path}), {promised_days} by {promise_on}, {kept}"
        )
        .unwrap();
        for found in &outlook.findings {
            writeln!(out, "    {} {}", found.code.0, found.message.en).unwrap();
        }
    }
    out
}

fn days(days: u32) -> WorkDays {
    WorkDays::days(days)
}

#[test]
fn promises_and_items() {
    check(
        &[Change::Promise { thing: "newborn".to_owned(), days: days(4) }],
        &expect![[r"
        newborn
          before: 5 by 2026-12-01 (entry → card), 5 by 2026-12-01, kept
          after: 5 by 2026-12-01 (entry → card), 4 by 2026-11-30, broken
            C0415 thing `newborn`: if insured is yes (`insured`), the longest way takes 5 working days, more than the 4 promised
    "]],
    );
    check(
        &[Change::ItemPromise { item: "entry".to_owned(), days: days(1) }],
        &expect![[r"
        newborn
          before: 5 by 2026-12-01 (entry → card), 5 by 2026-12-01, kept
          after: 4 by 2026-11-30 (entry → card), 5 by 2026-12-01, kept
    "]],
    );
    check(
        &[Change::ItemLegal { item: "entry".to_owned(), days: days(1) }],
        &expect![[r"
        newborn
          before: 5 by 2026-12-01 (entry → card), 5 by 2026-12-01, kept
          after: 4 by 2026-11-30 (entry → card), 5 by 2026-12-01, kept
    "]],
    );
    check(
        &[Change::ItemRemoved { item: "card".to_owned() }],
        &expect![[r"
        newborn
          before: 5 by 2026-12-01 (entry → card), 5 by 2026-12-01, kept
          after: 2 by 2026-11-26 (entry), 5 by 2026-12-01, broken
            C0410 thing `newborn`: if insured is yes (`insured`), no item gives the wanted result `card`
    "]],
    );
}

#[test]
fn people_and_days() {
    let nobody =
        Change::Staffing { office: "social".to_owned(), level: "street".to_owned(), people: 0 };
    check(
        &[nobody],
        &expect![[r"
        newborn
          before: 5 by 2026-12-01 (entry → card), 5 by 2026-12-01, kept
          after: 5 by 2026-12-01 (entry → card), 5 by 2026-12-01, broken
            C0414 thing `newborn`: if applied for in `s1`, item `card` has nobody to do it at `street` or above (office `social`)
    "]],
    );
    check(
        &[Change::Holidays(vec![date(2026, 11, 26), date(2026, 11, 27)])],
        &expect![[r"
        household
          before: 1 by 2026-11-25 (book), 2 by 2026-11-26, kept
          after: 1 by 2026-11-25 (book), 2 by 2026-11-30, kept
        newborn
          before: 5 by 2026-12-01 (entry → card), 5 by 2026-12-01, kept
          after: 5 by 2026-12-03 (entry → card), 5 by 2026-12-03, kept
    "]],
    );
    check(
        &[Change::Workdays(vec![date(2026, 11, 28)])],
        &expect![[r"
        newborn
          before: 5 by 2026-12-01 (entry → card), 5 by 2026-12-01, kept
          after: 5 by 2026-11-30 (entry → card), 5 by 2026-11-30, kept
    "]],
    );
}

#[test]
fn what_is_not_declared_cannot_change() {
    check(
        &[Change::Promise { thing: "newborns".to_owned(), days: days(4) }],
        &expect![[r"
        没有声明一件事`newborns`；是否指`newborn`？
        no thing `newborns` is declared; did you mean `newborn`?
    "]],
    );
    check(
        &[Change::ItemRemoved { item: "x".to_owned() }],
        &expect![[r"
        没有声明事项`x`
        no item `x` is declared
    "]],
    );
    let level =
        Change::Staffing { office: "social".to_owned(), level: "village".to_owned(), people: 1 };
    check(
        &[level],
        &expect![[r"
        没有声明部门`social`的层级`village`；是否指`street`？
        no desk of office `social` at level `village` is declared; did you mean `street`?
    "]],
    );
}

#[test]
fn nothing_changed_is_the_same() {
    let services = catalogue(TWO);
    let (same, calendar) = changed(&services, &weekdays(), &[]).unwrap();
    assert_eq!(calendar, weekdays());
    assert_eq!(format!("{same:?}"), format!("{services:?}"));
}
