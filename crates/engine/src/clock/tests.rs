//! The table and the integer calendar agree with the calendar library.

use super::{Clock, civil, days};
use arrow_array::Int64Array;
use district::{Grain, Period, Zone};

fn instants() -> Vec<i64> {
    // Odd steps over two centuries, and every half hour around changes of the clock.
    let wide = (0..4000_i64).map(|n| -3_000_000_000_000_000 + n * 1_777_777_777_777);
    let spring = (0..200_i64).map(|n| 1_426_000_000_000_000 + n * 1_800_000_000);
    let autumn = (0..4000_i64).map(|n| 1_445_000_000_000_000 + n * 1_800_000_000 - 1);
    wide.chain(spring).chain(autumn).collect()
}

#[test]
fn period_codes_agree() {
    for name in ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"] {
        let zone = Zone::find(name).unwrap();
        let clock = Clock::new(&zone);
        for grain in Grain::EVERY {
            let column = Int64Array::from(instants());
            let codes = clock.period_codes(&column, grain);
            for (at, code) in instants().into_iter().zip(codes.values()) {
                let expected = Period::of(zone.civil(at).unwrap(), grain).code();
                assert_eq!(*code, expected, "{name} {grain} {at}");
                let piece = clock.piece(at, grain);
                assert_eq!(piece.code, expected, "{name} {grain} {at}");
                let last = clock.piece(piece.end_us - 1, grain);
                assert_eq!(last.code, expected, "{name} {grain} {at}");
            }
        }
    }
}

#[test]
fn days_go_there_and_back() {
    for day in -200_000..200_000 {
        let (year, month, of_month) = civil(day);
        assert_eq!(days(year, month, of_month), day);
    }
    assert_eq!(civil(0), (1970, 1, 1));
}
