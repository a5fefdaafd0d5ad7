//! Which desk has a task.

use crate::desk::{desk_place, serves};
use crate::testing::{District, Script, applicant, officer, submission};
use crate::{CommandKind, Subject};
use district::service::Desk;
use expect_test::expect;

fn desk(place: &str, covers: &[&str]) -> Desk {
    let covers = covers.iter().map(|&place| place.to_owned()).collect();
    Desk { place: place.to_owned(), covers, staff: None }
}

#[test]
fn a_desk_covers_by_level_or_by_declaration() {
    let mut district = District::new();
    let health = district.services.offices.get_mut("health").unwrap();
    health.desks = vec![desk("s1", &["s2"]), desk("s3", &["v1"])];
    let ctx = district.context(0);
    let mut told = String::new();
    for (level, place) in [
        ("street", "s1"),
        ("street", "s2"),
        ("street", "v2"),
        ("street", "v1"),
        ("street", "s3"),
        ("district", "v1"),
        ("street", "d"),
        ("village", "s1"),
    ] {
        let at = desk_place(&ctx, "health", level, place);
        told.push_str(&[level, " for ", place, ": ", at, "\n"].concat());
    }
    expect![[r#"
        street for s1: s1
        street for s2: s1
        street for v2: s1
        street for v1: s3
        street for s3: s3
        district for v1: d
        street for d: d
        village for s1: s1
    "#]]
    .assert_eq(&told);
}

#[test]
fn those_above_a_desk_serve_too_and_those_beside_and_below_do_not() {
    let district = District::new();
    let ctx = district.context(0);
    let served: Vec<&str> = ["d", "s1", "s2", "v1", "v2"]
        .into_iter()
        .filter(|place| serves(&ctx, place, "s1", "v1"))
        .collect();
    assert_eq!(served, ["d", "s1"]);
}

#[test]
fn a_case_lies_at_the_desk_that_covers_its_place() {
    let mut script = Script::new();
    let police = script.district.services.offices.get_mut("police").unwrap();
    police.desks = vec![desk("s1", &["s2"])];
    let mut submission = submission(&script.district);
    submission.items.truncate(1);
    let open = CommandKind::Open {
        case: "case-1".to_owned(),
        subject: Subject::Item("a".to_owned()),
        place: "v2".to_owned(),
        applicant: "p-1".to_owned(),
        pack: "v1".to_owned(),
    };
    script.give(&applicant(), open);
    script.give(&applicant(), CommandKind::Submit(Box::new(submission)));
    assert!(script.tasks().starts_with("accept police@s1"));
    let accept = CommandKind::Accept;
    expect!["C0457: the acceptance lies at the desk `police@s1`, found `police@s2`"]
        .assert_eq(&script.reject(&officer("li@police/s2"), accept.clone()).to_string());
    script.give(&officer("li@police/s1"), accept);
}
