//! The persisted names, and that each stream holds together.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them so")]

use super::{access_stream, access_streams};
use crate::declare::EventTime;
use expect_test::expect;
use std::fmt::Write;

#[test]
fn names_types_and_units_are_these() {
    let mut text = String::new();
    for stream in access_streams() {
        let _ = writeln!(text, "{} by {}", stream.id, stream.key.join(", "));
        for column in &stream.columns {
            let unit = column.unit.as_ref().map_or("", |unit| unit.symbol.as_str());
            let need = if column.required { "required" } else { "" };
            let line = format!("  {} {} {unit} {need}", column.id, column.data_type);
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
    expect![[r#"
        access_time by home, kind, walker, as_of
          home text  required
          place text
          kind text  required
          walker text  required
          as_of date  required
          people integer person required
          minutes decimal min
          metres decimal m
          facility text
          home_snap_m decimal m
          facility_snap_m decimal m
          minutes_low decimal min
          minutes_high decimal min
          network text  required
        access_count by home, kind, walker, minutes, as_of
          home text  required
          place text
          kind text  required
          walker text  required
          minutes integer min required
          as_of date  required
          people integer person required
          facilities integer  required
        access_verdict by place, standard, edition, rule, as_of
          place text  required
          standard text  required
          edition text  required
          clause text
          rule text  required
          kind text  required
          level text  required
          must text  required
          verdict text  required
          need_m2 decimal m²
          have_m2 decimal m²
          missing_m2 decimal m²
          people integer person required
          covered_people integer person
          status text  required
          as_of date  required
    "#]]
    .assert_eq(&text);
}

#[test]
fn keys_places_and_days_are_columns() {
    for stream in access_streams() {
        let has = |id: &String| stream.columns.iter().any(|column| column.id == *id);
        assert!(stream.key.iter().all(has), "{}", stream.id);
        assert!(stream.place.iter().all(has), "{}", stream.id);
        assert_eq!(stream.event_time, EventTime::Column("as_of".to_owned()));
        let required = |id: &String| stream.columns.iter().any(|c| c.id == *id && c.required);
        assert!(stream.key.iter().all(required), "{}: a key without a value", stream.id);
    }
    assert!(access_stream("access_time") && !access_stream("air_hour"));
}
