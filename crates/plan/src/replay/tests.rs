//! Past cases run again: queues, people, calendars, items that are gone or new.

use super::{Declared, Distribution, PastCase, replay};
use crate::testing::{answers, catalogue, places, weekdays};
use crate::what_if::{Change, changed};
use district::{Exact, WorkDays};
use expect_test::{Expect, expect};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

const TWO: &str = "
    item entry police 5/2 : birth -> entry
    item card social 15/3 : entry, photo -> card
    thing newborn 6 : entry, card
";

fn case(on: Date, taken: &[(&str, u32)]) -> PastCase {
    PastCase {
        thing: "newborn".to_owned(),
        answers: answers(""),
        place: "s1".to_owned(),
        accepted_on: on,
        taken: taken.iter().map(|&(item, halves)| (item.to_owned(), halves)).collect(),
    }
}

fn print(of: &Distribution) -> String {
    let Distribution { finished, unfinished, median, p75, p90, max, kept } = of;
    let kept = kept.as_ref().map_or_else(|| "-".to_owned(), Exact::to_string);
    format!("{finished} + {unfinished}: {median} {p75} {p90} {max}, kept {kept}\n")
}

fn check(text: &str, changes: &[Change], cases: &[PastCase], expected: &Expect) {
    let (services, calendar) = (catalogue(text), weekdays());
    let (new, new_calendar) = changed(&services, &calendar, changes).unwrap();
    let before = Declared { services: &services, calendar: &calendar };
    let after = Declared { services: &new, calendar: &new_calendar };
    let replayed = replay(before, after, &places(), cases);
    assert_eq!(replayed, replay(before, after, &places(), cases));
    expected.assert_eq(&format!("{}{}", print(&replayed.before), print(&replayed.after)));
}

fn staffing(office: &str, people: u32) -> Change {
    Change::Staffing { office: office.to_owned(), level: "street".to_owned(), people }
}

#[test]
fn cases_wait_for_people() {
    let on = date(2026, 11, 23);
    let cases: Vec<PastCase> = (0..4).map(|_| case(on, &[("entry", 4), ("card", 2)])).collect();
    check(
        TWO,
        &[staffing("police", 2)],
        &cases,
        &expect![[r"
        4 + 0: 5 7 9 9, kept 0.5
        4 + 0: 4 5 6 6, kept 1
    "]],
    );
    check(
        TWO,
        &[staffing("police", 4), staffing("social", 4)],
        &cases,
        &expect![[r"
        4 + 0: 5 7 9 9, kept 0.5
        4 + 0: 3 3 3 3, kept 1
    "]],
    );
    check(
        TWO,
        &[staffing("social", 0)],
        &cases,
        &expect![[r"
        4 + 0: 5 7 9 9, kept 0.5
        0 + 4: 0 0 0 0, kept 0
    "]],
    );
}

#[test]
fn an_item_that_is_gone_takes_no_time_and_a_new_one_what_it_promises() {
    let on = date(2026, 11, 23);
    let cases = [case(on, &[("entry", 4), ("card", 2)]), case(on, &[("card", 2)])];
    let gone = [Change::ItemRemoved { item: "entry".to_owned() }];
    let text = TWO.replace("thing newborn 6 : entry, card", "thing newborn 6 : card");
    let text = format!("material entry from applicant,item\n{text}");
    check(
        &text.replace(": card", ": entry, card"),
        &gone,
        &cases,
        &expect![[r"
        2 + 0: 1 3 3 3, kept 1
        0 + 2: 0 0 0 0, kept 0
    "]],
    );
    check(
        &text,
        &[Change::Promise { thing: "newborn".to_owned(), days: WorkDays::ZERO }],
        &cases,
        &expect![[r"
        2 + 0: 1 2 2 2, kept 1
        2 + 0: 1 2 2 2, kept 0
    "]],
    );
    let services = catalogue(TWO);
    let more = catalogue(&format!("{TWO}\n thing extra 1 : entry\n").replace(
        "item card social 15/3 : entry, photo",
        "item picture studio 5/2 : entry -> photo\n item card social 15/3 : photo",
    ));
    let calendar = weekdays();
    let before = Declared { services: &services, calendar: &calendar };
    let after = Declared { services: &more, calendar: &calendar };
    let replayed = replay(before, after, &places(), &cases[..1]);
    expect![[r"
        1 + 0: 3 3 3 3, kept 1
        1 + 0: 5 5 5 5, kept 1
    "]]
    .assert_eq(&format!("{}{}", print(&replayed.before), print(&replayed.after)));
}

#[test]
fn holidays_do_not_count_but_part_the_rush() {
    let cases = [
        case(date(2026, 11, 23), &[("entry", 4), ("card", 2)]),
        case(date(2026, 11, 25), &[("entry", 4), ("card", 2)]),
    ];
    let off = Change::Holidays(vec![date(2026, 11, 24), date(2026, 11, 25)]);
    check(
        TWO,
        &[off],
        &cases,
        &expect![[r"
        2 + 0: 3 3 3 3, kept 1
        2 + 0: 3 5 5 5, kept 1
    "]],
    );
}

#[test]
fn no_cases_and_no_plan() {
    check(
        TWO,
        &[],
        &[],
        &expect![[r"
        0 + 0: 0 0 0 0, kept -
        0 + 0: 0 0 0 0, kept -
    "]],
    );
    let mut unknown = case(date(2026, 11, 23), &[]);
    unknown.thing = "gone".to_owned();
    check(
        TWO,
        &[],
        &[unknown],
        &expect![[r"
        0 + 1: 0 0 0 0, kept 0
        0 + 1: 0 0 0 0, kept 0
    "]],
    );
}

#[test]
fn a_thousand_cases_are_conserved() {
    let cases: Vec<PastCase> = (0..1000_u32)
        .map(|at| {
            let day = date(2026, 1, 5).checked_add(jiff::Span::new().days(i64::from(at % 300)));
            let taken = [("entry".to_owned(), at % 5), ("card".to_owned(), at % 7)];
            PastCase { taken: BTreeMap::from(taken), ..case(day.unwrap(), &[]) }
        })
        .collect();
    check(
        TWO,
        &[staffing("police", 6), staffing("social", 6)],
        &cases,
        &expect![[r"
        1000 + 0: 656 972 1161.5 1284.5, kept 0.003
        1000 + 0: 31.5 35 36.5 40.5, kept 0.055
    "]],
    );
}
