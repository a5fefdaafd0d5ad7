//! Late cases.

use super::{LateBy, late};
use crate::testing::{log, mark, minutes};
use district::Exact;

#[test]
fn only_cases_with_both_moments_are_judged() {
    let mut log = log("1 A 08:00\n2 A 08:00\n3 A 08:00\n4 A 08:00");
    for (case, deadline, ended) in [("1", "12:00", "12:01"), ("2", "12:00", "12:00")] {
        mark(&mut log, case, "deadline", deadline);
        mark(&mut log, case, "EndDate", ended);
    }
    mark(&mut log, "3", "deadline", "07:00");
    let by = LateBy::detect(&log).unwrap();
    assert_eq!(by, LateBy { deadline: "deadline".into(), ended: Some("EndDate".into()) });
    let found = late(&log, &by);
    assert_eq!((found.cases, found.with_both, found.late), (4, 2, 1));
    assert_eq!(found.share, Exact::ratio(1, 2).unwrap());
    assert_eq!(found.late_cases, ["1"]);
    assert_eq!(minutes(found.overrun.unwrap().total_us.try_into().unwrap()), "1");
}

#[test]
fn without_an_end_the_last_event_counts() {
    let mut log = log("1 A 08:00\n1 B 13:00\n2 A 08:00");
    mark(&mut log, "1", "due_date", "12:00");
    mark(&mut log, "2", "due_date", "12:00");
    let by = LateBy::detect(&log).unwrap();
    assert_eq!(by.ended, None);
    assert_eq!(late(&log, &by).late_cases, ["1"]);
}

#[test]
fn a_log_without_deadline_is_not_judged() {
    assert_eq!(LateBy::detect(&log("1 A 08:00")), None);
}
