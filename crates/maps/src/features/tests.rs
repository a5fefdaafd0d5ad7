//! Boxes, axes and values.

use super::*;

#[test]
fn axes_are_swapped_where_only_the_turned_pair_fits() {
    let here = Point::new(121.5, 29.9);
    let turned = Point::new(29.9, 121.5);
    assert!(!swapped(here, None));
    assert!(swapped(turned, None));
    assert!(!swapped(Point::new(500.0, 29.9), None));
    // Both ways on the globe: only the district's box can tell.
    let (monaco, turned) = (Point::new(7.4, 43.7), Point::new(43.7, 7.4));
    let bbox = Bbox::new(7.3, 43.6, 7.6, 43.8).unwrap();
    assert!(!swapped(turned, None));
    assert!(swapped(turned, Some(&bbox)));
    assert!(!swapped(monaco, Some(&bbox)));
    assert!(!swapped(Point::new(f64::NAN, 1.0), Some(&bbox)));
}

#[test]
fn a_box_is_on_the_globe_and_not_empty() {
    assert!(Bbox::new(7.5, 43.6, 7.3, 43.8).is_none());
    assert!(Bbox::new(7.0, 43.6, 7.3, 93.8).is_none());
    let bbox = Bbox::new(7.0, 43.0, 8.0, 44.0).unwrap();
    assert!(bbox.contains(Spot { lon_e7: 70_000_000, lat_e7: 440_000_000 }));
    assert!(!bbox.contains(Spot { lon_e7: 69_999_999, lat_e7: 435_000_000 }));
}

#[test]
fn values_are_read_as_texts_and_numbers() {
    let feature = Feature::new(Geometry::Point(Point::new(1.0, 2.0)))
        .with("empty", "")
        .with("beds", " 12.5 ")
        .with("open", true)
        .with("levels", 3);
    assert_eq!(feature.text(&["empty", "open"]).as_deref(), Some("yes"));
    assert_eq!(feature.get("beds").and_then(Value::number), Some(12.5));
    assert_eq!(feature.text(&["levels"]).as_deref(), Some("3"));
    assert_eq!(feature.text(&["none"]), None);
    assert_eq!(Value::from("inf").number(), None);
    assert_eq!(Value::from(f64::NAN).number(), None);
    assert_eq!(Value::from(true).number(), None);
}
