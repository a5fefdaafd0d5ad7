//! Which states of a running thing a new version may take over.

use super::{Running, may_migrate, migration};
use crate::testing::{answers, catalogue, weekdays};
use crate::{Wallet, plan};
use district::{Services, Slot};
use expect_test::{Expect, expect};
use jiff::civil::date;
use std::fmt::Write as _;

const OLD: &str = "
    item birth clinic 2/1 : id-card -> certificate
    item entry police 5/1 : certificate -> entry
    item card social 10/2 : entry -> card if insured
    thing newborn 5 : entry, card if insured";

/// Every state with what becomes of it.
fn check(new: &str, expect: &Expect) {
    let (old, new) = (catalogue(OLD), catalogue(new));
    let found = migration(&old, &new, &weekdays(), "newborn", date(2026, 3, 2));
    let mut text = String::new();
    for mapped in &found.markings {
        let answers: Vec<String> =
            mapped.answers.list().map(|(name, value)| format!("{name}={value}")).collect();
        let done: Vec<&str> = mapped.done.iter().map(String::as_str).collect();
        let refused = mapped.refused.as_ref().map_or("goes on", |why| why.en.as_str());
        let _ = writeln!(text, "{} [{}]: {refused}", answers.join(" "), done.join(" "));
    }
    if !found.whole {
        text.push_str("and others, which stay\n");
    }
    expect.assert_eq(&text);
}

#[test]
fn the_same_version_takes_every_state_over() {
    check(
        OLD,
        &expect![[r"
        insured=false []: goes on
        insured=false [birth]: goes on
        insured=false [birth entry]: goes on
        insured=true []: goes on
        insured=true [birth]: goes on
        insured=true [birth entry]: goes on
        insured=true [birth card entry]: goes on
    "]],
    );
}

#[test]
fn an_item_at_another_office_strands_nobody_who_is_past_it() {
    check(
        &OLD.replace("entry police", "entry civil"),
        &expect![[r"
        insured=false []: goes on
        insured=false [birth]: item `entry` is under way at office `police`, in the new version at `civil`
        insured=false [birth entry]: goes on
        insured=true []: goes on
        insured=true [birth]: item `entry` is under way at office `police`, in the new version at `civil`
        insured=true [birth entry]: goes on
        insured=true [birth card entry]: goes on
    "]],
    );
}

#[test]
fn a_new_step_is_done_unless_it_comes_too_late() {
    let new = OLD
        .replace("entry -> card", "entry, photo -> card")
        .replace("thing", "item photo studio 9/4 : -> photo\n thing");
    check(
        &new,
        &expect![[r"
            insured=false []: goes on
            insured=false [birth]: goes on
            insured=false [birth entry]: goes on
            insured=true []: the new version is done on 2026-03-10, later than the 2026-03-09 promised
            insured=true [birth]: the new version is done on 2026-03-10, later than the 2026-03-09 promised
            insured=true [birth entry]: item `card` is under way, and the versions differ in what it takes: `photo`
            insured=true [birth card entry]: goes on
        "]],
    );
}

#[test]
fn what_was_decided_is_not_decided_again() {
    let new = "
        item birth clinic 2/1 : id-card -> certificate, footprint
        item entry police 5/1 : certificate, footprint -> entry
        item card social 10/2 : entry -> card if insured
        thing newborn 5 : entry, card if insured";
    check(
        new,
        &expect![[r"
        insured=false []: goes on
        insured=false [birth]: item `birth` is decided, and the new version would decide it again
        insured=false [birth entry]: goes on
        insured=true []: goes on
        insured=true [birth]: item `birth` is decided, and the new version would decide it again
        insured=true [birth entry]: goes on
        insured=true [birth card entry]: goes on
    "]],
    );
}

#[test]
fn a_thing_or_result_that_is_gone_keeps_its_cases() {
    let old = catalogue(OLD);
    let calendar = weekdays();
    let answers = answers("insured=no");
    let accepted_on = date(2026, 3, 2);
    let planned = plan(&old, &calendar, "newborn", &answers, &Wallet::new(), accepted_on).unwrap();
    let done = ["birth".to_owned()].into();
    let under_way = ["entry".to_owned()].into();
    let given = [Slot::read("certificate")].into();
    let case = Running {
        answers: &answers,
        plan: &planned.items,
        done: &done,
        under_way: &under_way,
        given: &given,
        accepted_on,
        promise_on: planned.promise_on,
    };
    let mut new: Services = old.clone();
    let left = may_migrate(&new, &calendar, "newborn", &case).unwrap();
    assert_eq!(left.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["entry"]);
    assert_eq!(left[0].after, ["birth"]);
    new.things.clear();
    let why = may_migrate(&new, &calendar, "newborn", &case).unwrap_err();
    expect!["the new version has no thing `newborn`"].assert_eq(&why.en);
    let mut new = old.clone();
    new.materials.remove("certificate");
    let why = may_migrate(&new, &calendar, "newborn", &case).unwrap_err();
    expect!["the result `certificate` was given, and the new version does not have it"]
        .assert_eq(&why.en);
}

#[test]
fn a_new_question_has_to_be_answered_first() {
    check(
        &OLD.replace("certificate -> entry", "certificate, stamp if foreign -> entry"),
        &expect![[r"
            insured=false []: the new version needs an answer to `foreign` first
            insured=false [birth]: the new version needs an answer to `foreign` first
            insured=false [birth entry]: goes on
            insured=true []: the new version needs an answer to `foreign` first
            insured=true [birth]: the new version needs an answer to `foreign` first
            insured=true [birth entry]: goes on
            insured=true [birth card entry]: goes on
        "]],
    );
}
