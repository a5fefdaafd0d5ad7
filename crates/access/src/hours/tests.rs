//! Hours on ordinary days, holidays and make-up workdays.

use super::{Calendar, Moment, Open};
use jiff::civil::{DateTime, date};

fn judge(hours: &str, at: &str) -> Open {
    // National Day of 2025 and the Sunday that was worked for it.
    let calendar = Calendar {
        holidays: (1..=8).map(|day| date(2025, 10, day)).collect(),
        workdays: [date(2025, 9, 28), date(2025, 10, 11)].into(),
    };
    Moment::new(at.parse::<DateTime>().unwrap(), &calendar).unwrap().judge(hours)
}

#[test]
fn tuesday_evening_and_sunday_morning() {
    let shop = "Mo-Su 07:00-21:00";
    let office = "Mo-Fr 08:30-17:30; PH off";
    assert_eq!(judge(shop, "2025-10-14T20:00"), Open::Yes);
    assert_eq!(judge(office, "2025-10-14T20:00"), Open::No);
    assert_eq!(judge(shop, "2025-10-12T07:00"), Open::Yes);
    assert_eq!(judge(shop, "2025-10-12T06:59"), Open::No);
    assert_eq!(judge(office, "2025-10-14T09:00"), Open::Yes);
    assert_eq!(judge("24/7", "2025-10-12T03:00"), Open::Yes);
}

#[test]
fn the_calendar_moves_working_days() {
    let office = "Mo-Fr 08:30-17:30; PH off";
    let market = "Mo-Fr 08:30-17:30";
    // A Wednesday off, and a Sunday worked.
    assert_eq!(judge(office, "2025-10-01T09:00"), Open::No);
    assert_eq!(judge(office, "2025-09-28T09:00"), Open::Yes);
    assert_eq!(judge(office, "2025-09-28T18:00"), Open::No);
    // Who does not name holidays keeps the week as it is.
    assert_eq!(judge(market, "2025-10-01T09:00"), Open::Yes);
    assert_eq!(judge(market, "2025-09-28T09:00"), Open::No);
    // The worked Saturday after the holidays looks to the Monday after it.
    assert_eq!(judge(office, "2025-10-11T09:00"), Open::Yes);
}

#[test]
fn what_is_not_said_or_does_not_read() {
    assert_eq!(judge("", "2025-10-14T20:00"), Open::NotSaid);
    assert_eq!(judge("whenever we like", "2025-10-14T20:00"), Open::Unread);
    assert_eq!(judge("Mo-Su 00:00-24:00 unknown", "2025-10-14T20:00"), Open::Perhaps);
}
