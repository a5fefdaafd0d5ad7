//! Exit status 1, 2 and 3, each with what was expected, what was found and what to do.

use crate::session::{FIRST, Session};
use expect_test::expect;

#[test]
fn names_that_are_not_there_are_refused_with_the_nearest() {
    let session = Session::new();
    session.write("first.csv", FIRST);
    expect![[""]].assert_eq(&session.run(
        "figures
         load readings first.csv
         load reading first.csv
         figures
         refresh
         figures nitrate_men
         figures nitrate_mean --place nort
         figures nitrate_mean --edition 2012
         figures --period 2025-13
         figures --as-of 99
         figures --as-of 1999-01-01
         evidence nitrate_mean --place north
         explain R0301x
         report year
         quarantine list",
    ));
}

#[test]
fn a_call_that_cannot_be_meant_ends_with_2() {
    let session = Session::new();
    session.write("hemei.toml", "");
    for arguments in ["", "loda", "load", "figures --nonsense", "check", "refresh", "snapshots"] {
        assert_eq!(session.output(arguments).status.code(), Some(2), "{arguments}");
    }
    session.write("hemei.toml", "pakc = \"pack\"\n");
    expect![[""]].assert_eq(&session.run("snapshots\n--lang fr snapshots"));
}

#[test]
fn findings_of_a_pack_end_with_1_and_stop_everything_else() {
    let session = Session::new();
    let broken = crate::session::INDICATOR.replace("avg(nitrate)", "avg(nitrat)");
    session.write("pack/nitrate_mean.sql", broken);
    session.write("first.csv", FIRST);
    expect![[""]].assert_eq(&session.run(
        "check --format concise
         load reading first.csv",
    ));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let session = Session::new();
    let mut child = session
        .command("explain")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}
