//! Moments as people say them.

use super::moment;
use access::hours::Calendar;
use expect_test::{Expect, expect};
use jiff::civil::date;

fn check(text: &str, expected: &Expect) {
    let calendar = Calendar {
        holidays: [date(2026, 2, 17), date(2026, 2, 24)].into(),
        workdays: [date(2026, 2, 15)].into(),
    };
    let told = match moment(text, date(2026, 2, 14), &calendar) {
        Ok(at) => at.to_string(),
        Err(error) => error.message.en,
    };
    expected.assert_eq(&told);
}

#[test]
fn weekdays_skip_what_the_calendar_moved() {
    check("Tuesday 20:00", &expect!["2026-03-03T20:00:00"]);
    check("周日 7:00", &expect!["2026-02-22T07:00:00"]);
    check("sat 09:30", &expect!["2026-02-14T09:30:00"]);
    check("2026-02-17 09:00", &expect!["2026-02-17T09:00:00"]);
    check(
        "noon",
        &expect!["expected a moment such as `Tuesday 20:00` or `2026-03-03T20:00`, found `noon`"],
    );
}
