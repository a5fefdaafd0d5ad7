//! Datums there and back.

use super::Datum;
use crate::spot::Point;
use proptest::prelude::{ProptestConfig, prop_assert, proptest};

#[test]
fn known_places() {
    // Tiananmen: published pairs of WGS-84, GCJ-02 and BD-09 agree to some metres.
    let here = Point::new(116.391_305, 39.905_53);
    let gcj = Datum::Gcj02.of_wgs84(here);
    assert!(gcj.metres_to(Point::new(116.397_549, 39.906_933)) < 5.0, "{gcj:?}");
    let bd = Datum::Bd09.of_wgs84(here);
    assert!(bd.metres_to(Point::new(116.403_958, 39.913_235)) < 8.0, "{bd:?}");
    // Ningbo's shift is some hundred metres.
    let ningbo = Point::new(121.55, 29.89);
    let shift = ningbo.metres_to(Datum::Gcj02.of_wgs84(ningbo));
    assert!((300.0..800.0).contains(&shift), "{shift}");
}

#[test]
fn outside_of_china_nothing_moves() {
    let monaco = Point::new(7.42, 43.74);
    assert_eq!(Datum::Gcj02.of_wgs84(monaco), monaco);
    assert_eq!(Datum::Gcj02.to_wgs84(monaco), monaco);
}

#[test]
fn words() {
    for (word, datum) in Datum::ALL {
        assert_eq!(Datum::find(word), Some(datum));
        assert_eq!(Datum::find(&word.to_uppercase()), Some(datum));
        assert_eq!(datum.name(), word);
    }
    assert_eq!(Datum::find("GCJ-02"), Some(Datum::Gcj02));
    assert_eq!(Datum::find("beijing54"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn there_and_back(lon in 73.0..135.0, lat in 18.0..53.0) {
        let point = Point::new(lon, lat);
        for (_, datum) in Datum::ALL {
            let back = datum.to_wgs84(datum.of_wgs84(point));
            prop_assert!(back.metres_to(point) < 0.01, "{datum:?} {}", back.metres_to(point));
        }
    }
}
