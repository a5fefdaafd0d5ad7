//! Exit status 1, 2 and 3, each with what was expected, what was found and what to do.

use crate::session::{FIRST, Session};
use expect_test::expect;

#[test]
#[expect(clippy::too_many_lines, reason = "one session")]
fn names_that_are_not_there_are_refused_with_the_nearest() {
    let session = Session::new();
    session.write("first.csv", FIRST);
    expect![[r#"
        $ hemei figures
        ! error[R0337]: there are no records in `./data`
        ! help: run hemei load first
        ! see: hemei explain R0337
        [1]
        $ hemei load readings first.csv
        ! error: the pack has no stream `readings`
        ! help: did you mean `reading`?
        [1]
        $ hemei load reading first.csv
        first.csv: 6 added, 0 repeated, 0 corrected, 0 quarantined, snapshot 1
        ! first.csv: no declared source fits it, read as CSV by column name
        $ hemei figures
        ! error: no figures have been computed yet
        ! help: run hemei refresh first
        [1]
        $ hemei refresh
        snapshot 1: 3 figures changed, 0 are gone, in [TIME] s
        $ hemei figures nitrate_men
        ! error: the pack has no indicator `nitrate_men`
        ! help: did you mean `nitrate_mean`?
        [1]
        $ hemei figures nitrate_mean --place nort
        ! error: the pack has no place `nort`
        ! help: did you mean `north`?
        [1]
        $ hemei figures nitrate_mean --edition 2012
        ! error: the indicator `nitrate_mean` has no editions
        ! help: leave out --edition
        [1]
        $ hemei figures --period 2025-13
        ! error: expected a period, found `2025-13`
        ! help: write it as 2015, 2015-Q1, 2015-03, 2015-03-01, 2015-03-01T05 or all
        [2]
        $ hemei figures --as-of 99
        ! error[R0335]: there is no snapshot 99, the newest is 1
        ! help: run hemei snapshots to see them
        ! see: hemei explain R0335
        [1]
        $ hemei figures --as-of 1999-01-01
        ! error[R0335]: there was no snapshot yet at 1999-01-01
        ! help: run hemei snapshots to see them
        ! see: hemei explain R0335
        [1]
        $ hemei evidence nitrate_mean --place north
        ! error: 2 figures fit where one is expected
        ! help: name one of them: nitrate_mean@north/2025-03-01, nitrate_mean@north/2025-03-02
        [2]
        $ hemei explain R0301x
        ! error: there is no code `R0301x`
        ! help: did you mean `R0301`?
        [1]
        $ hemei report year
        ! error: the pack has no report `year`
        [1]
        $ hemei quarantine list
        ! no rows wait in quarantine
    "#]]
    .assert_eq(&session.run(
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
    expect![[r#"
        $ hemei snapshots
        ! error: `hemei.toml` has a key `pakc` that means nothing
        ! help: did you mean `pack`?
        [2]
        $ hemei --lang fr snapshots
        ! error: expected zh or en for the language, found `fr`
        [2]
    "#]]
    .assert_eq(&session.run("snapshots\n--lang fr snapshots"));
}

#[test]
fn findings_of_a_pack_end_with_1_and_stop_everything_else() {
    let session = Session::new();
    let broken = crate::session::INDICATOR.replace("avg(nitrate)", "avg(nitrat)");
    session.write("pack/nitrate_mean.sql", broken);
    session.write("first.csv", FIRST);
    expect![[r#"
        $ hemei check --format concise
        nitrate_mean.sql:14:7: error[E0221]: there is no column `nitrat`
        ! ./pack: 1 errors, 0 warnings (1 streams, 0 models, 1 indicators)
        [1]
        $ hemei load reading first.csv
        ! error: the pack `./pack` has 1 errors and cannot be used
        ! help: run hemei check ./pack to see them all
        [1]
    "#]]
    .assert_eq(&session.run(
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
