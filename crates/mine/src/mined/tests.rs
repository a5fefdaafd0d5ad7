//! All of it, as JSON.

use super::mined;
use crate::clock::Clock;
use crate::honest::HonestLimits;
use crate::testing::{log, mark};
use expect_test::expect;

#[test]
fn everything_goes_out_as_json() {
    let mut log = log("1 A 08:00-08:30 r1\n1 B 09:00-09:10 r2");
    mark(&mut log, "1", "deadline", "09:00");
    let found = mined(&log, &Clock::Wall, None, &HonestLimits::default());
    let found = serde_json::to_value(&found).unwrap();
    let keys: Vec<&String> = found.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["overview", "time_use", "rework", "late", "honesty"]);
    let pieces = [
        &found["overview"]["variants"],
        &found["overview"]["edges"],
        &found["time_use"]["bottlenecks"],
        &found["late"]["share"],
        &found["honesty"],
    ];
    let lines: Vec<String> = pieces.iter().map(ToString::to_string).collect();
    expect![[r#"
        [{"activities":["A","B"],"cases":1,"example":"1"}]
        [{"from":"A","to":"B","count":1,"time":{"count":1,"total_us":2400000000,"min_us":2400000000,"median_us":"2400000000","p90_us":2400000000,"max_us":2400000000}}]
        [{"from":"A","to":"B","waiting":{"count":1,"total_us":1800000000,"min_us":1800000000,"median_us":"1800000000","p90_us":1800000000,"max_us":1800000000}}]
        "1"
        {"batches":[],"batched":0,"no_time":[],"completions":2}"#]].assert_eq(&lines.join("\n"));
}
