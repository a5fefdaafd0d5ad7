//! Periods: text → code → text, and what contains what.

use super::{Grain, Period, Zone};
use proptest::prelude::*;

#[test]
fn text_and_code_come_back() {
    for text in ["2015", "2015-Q4", "2015-03", "2016-02-29", "2015-03-01T05", "all", "1969-12-31"] {
        let period: Period = text.parse().unwrap();
        assert_eq!(period.to_string(), text);
        assert_eq!(Period::from_code(period.code()), Some(period));
    }
    for text in ["", "15", "2015-13", "2015-02-30", "2015-Q5", "2015-Q0", "2015-03-01T24", "2015-3"]
    {
        assert!(text.parse::<Period>().is_err(), "{text} parsed");
    }
}

#[test]
fn the_natural_day_is_local() {
    let shanghai = Zone::find("Asia/Shanghai").unwrap();
    // 2015-03-01T16:30Z is half past midnight of the second in Ningbo.
    let at_us = 1_425_227_400_000_000;
    let civil = shanghai.civil(at_us).unwrap();
    assert_eq!(Period::of(civil, Grain::Day).to_string(), "2015-03-02");
    assert_eq!(shanghai.instant_us(civil), Some(at_us));
    assert_eq!(shanghai.offset_seconds(at_us), 8 * 3600);
}

#[test]
fn sizes() {
    let days = |text: &str| text.parse::<Period>().unwrap().days();
    assert_eq!(days("2016"), Some(366));
    assert_eq!(days("2015-02"), Some(28));
    assert_eq!(days("2015-Q3"), Some(92));
    assert_eq!(days("all"), None);
}

proptest! {
    #[test]
    fn codes_keep_order(a in -400_000_i64..400_000, b in -400_000_i64..400_000) {
        let period = |hours: i64| Period::from_code(hours * 60 * 16 + 1).unwrap();
        prop_assert_eq!(a.cmp(&b), period(a).start().cmp(&period(b).start()));
        for grain in Grain::EVERY {
            let outer = period(a).truncate(grain).unwrap();
            prop_assert!(outer.contains(period(a)));
            prop_assert_eq!(Period::from_code(outer.code()), Some(outer));
        }
    }
}
