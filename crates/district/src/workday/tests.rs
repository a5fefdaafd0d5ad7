//! Working days over Spring Festival, with make-up workdays.

use super::WorkDays;
use crate::WorkCalendar;
use expect_test::{Expect, expect};
use jiff::civil::{Date, date};

fn calendar() -> WorkCalendar {
    let holiday = |day| date(2026, 2, day);
    WorkCalendar {
        id: "cn".to_owned(),
        holidays: (15..=23).map(holiday).collect(),
        makeup_workdays: [date(2026, 2, 14), date(2026, 2, 28)].into(),
        years: [2026].into(),
    }
}

fn check(from: Date, halves: u32, expected: &Expect) {
    let due = calendar().due(from, WorkDays::halves(halves));
    let mark = if due.provisional { " provisional" } else { "" };
    expected.assert_eq(&format!("{}{mark}", due.on));
}

#[test]
fn make_up_saturday_counts_and_the_festival_does_not() {
    check(date(2026, 2, 13), 0, &expect!["2026-02-13"]);
    check(date(2026, 2, 13), 2, &expect!["2026-02-14"]);
    check(date(2026, 2, 13), 3, &expect!["2026-02-24"]);
    check(date(2026, 2, 13), 10, &expect!["2026-02-27"]);
    check(date(2026, 2, 13), 12, &expect!["2026-02-28"]);
    check(date(2026, 2, 16), 1, &expect!["2026-02-24"]);
}

#[test]
fn a_year_without_a_list_is_provisional() {
    check(date(2026, 12, 30), 2, &expect!["2026-12-31"]);
    check(date(2026, 12, 30), 4, &expect!["2027-01-01 provisional"]);
}

#[test]
fn text_has_at_most_one_half() {
    assert_eq!(WorkDays::halves(11).to_string(), "5.5");
    assert_eq!(WorkDays::days(5).to_string(), "5");
}
