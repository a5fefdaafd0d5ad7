//! Dates and moments in the forms that real files have.

use super::*;
use proptest::prelude::*;

fn utc(text: &str) -> Option<i64> {
    LocalClock::new(&Zone::utc()).resolve(parse_written(text.as_bytes())?)
}

#[test]
fn dates() {
    for text in ["2015-03-01", "2015/3/1", "2015.03.01", "2015年3月1日", "20150301"] {
        assert_eq!(parse_date(text.as_bytes()), Some(16_495), "{text}");
    }
    assert_eq!(parse_date(b"2015-03-01T00:00:00"), Some(16_495));
    for text in ["2015-02-29", "15-03-01", "2015-03", "01/03/2015", "2015-03-01T05:00:00", "x"] {
        assert_eq!(parse_date(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn moments() {
    assert_eq!(utc("1970-01-01T00:00:01Z"), Some(1_000_000));
    assert_eq!(utc("1970-01-01 08:00:00+08:00"), Some(0));
    assert_eq!(utc("1970-01-01 08:00+0800"), Some(0));
    assert_eq!(utc("2011-10-11T13:45:40.276+02:00"), Some(1_318_333_540_276_000));
    assert_eq!(utc("19700101000001"), Some(1_000_000));
    for text in ["1970-01-01", "1970-01-01T24:00", "1970-01-01T00:00:60Z", "1970-01-01T00:00:00.Z"]
    {
        assert_eq!(utc(text), None, "{text}");
    }
}

#[test]
fn digits_beyond_the_microsecond() {
    let seven = parse_written(b"2017-06-12T00:00:05.7986660Z").unwrap();
    assert!(!seven.cut);
    assert_eq!(seven.us, 5_798_666);
    assert!(parse_written(b"2017-06-12T00:00:05.7986661Z").unwrap().cut);
}

#[test]
fn local_time_over_a_clock_change() {
    let zone = Zone::find("Europe/Amsterdam").unwrap();
    let mut clock = LocalClock::new(&zone);
    let mut hour = |text: &str| clock.resolve(parse_written(text.as_bytes()).unwrap()).unwrap();
    let (before, after) = (hour("2011-03-27 01:30"), hour("2011-03-27 03:30"));
    assert_eq!(after - before, 3_600_000_000);
    assert_eq!(hour("2011-03-28 00:00") - hour("2011-03-27 00:00"), 23 * 3_600_000_000);
}

proptest! {
    #[test]
    fn the_calendar_is_jiffs(day in -700_000i32..2_900_000) {
        let date = civil(day).unwrap().date();
        let found = day_of(date.year().into(), date.month().into(), date.day().into());
        prop_assert_eq!(found, Some(day));
    }

    #[test]
    fn local_time_is_jiffs(day in 0i32..20_000, us in 0i64..DAY_US) {
        let zone = Zone::find("Asia/Shanghai").unwrap();
        let expected = zone.instant_us(civil(day).unwrap().checked_add(microseconds(us)).unwrap());
        prop_assert_eq!(LocalClock::new(&zone).instant(day, us), expected);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let _ = parse_date(&bytes);
        let _ = parse_written(&bytes);
    }
}
