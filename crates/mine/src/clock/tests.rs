//! Working hours over weekends, holidays, lunch and nights.

use super::{Clock, WorkingHours};
use crate::time::Moments;
use district::{WorkCalendar, Zone};
use jiff::civil::{date, time};

fn minutes(from: &str, to: &str) -> i64 {
    let zone = Zone::find("Asia/Shanghai").unwrap();
    let calendar = WorkCalendar {
        holidays: [date(2026, 2, 17)].into(),
        makeup_workdays: [date(2026, 2, 14)].into(),
        ..WorkCalendar::default()
    };
    let hours = [(time(13, 30, 0, 0), time(17, 0, 0, 0)), (time(8, 30, 0, 0), time(12, 0, 0, 0))];
    let moments = Moments { zone: zone.clone(), ..Moments::default() };
    let at = |text: &str| moments.parse(text).unwrap();
    let span = (at("2026-02-09"), at("2026-02-28"));
    let clock = Clock::Hours(WorkingHours::over(&calendar, &zone, &hours, span));
    clock.between(at(from), at(to)) / 60_000_000
}

#[test]
fn only_working_hours_count() {
    // Within a piece, over lunch, over a night.
    assert_eq!(minutes("2026-02-09 09:00", "2026-02-09 10:30"), 90);
    assert_eq!(minutes("2026-02-09 11:30", "2026-02-09 14:00"), 60);
    assert_eq!(minutes("2026-02-09 16:30", "2026-02-10 09:00"), 60);
    // Saturday the 14th is worked, Sunday is not, Tuesday the 17th is a holiday.
    assert_eq!(minutes("2026-02-13 17:00", "2026-02-16 08:30"), 420);
    assert_eq!(minutes("2026-02-16 17:00", "2026-02-18 08:30"), 0);
    // Outside of all hours, and backwards.
    assert_eq!(minutes("2026-02-09 02:00", "2026-02-09 03:00"), 0);
    assert_eq!(minutes("2026-02-09 10:30", "2026-02-09 09:00"), -90);
    // Before and behind the span nothing is known.
    assert_eq!(minutes("2020-01-01", "2026-02-09 08:31"), 1);
    assert_eq!(minutes("2026-02-28 17:00", "2030-01-01"), 0);
}
