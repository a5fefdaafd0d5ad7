//! A locked folder, a folder without permission, and kill -9 in the middle of a load (L1).

use crate::session::{FIRST, Session};
use expect_test::expect;
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::time::Duration;

/// Rows enough that a load takes a while.
const ROWS: usize = 200_000;

fn large() -> String {
    let mut text = String::from("well,at,nitrate\n");
    for row in 0..ROWS {
        let (day, second) = (row / 86_400 + 1, row % 86_400);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let value = row % 900;
        writeln!(
            text,
            "north,2025-03-{day:02}T{hour:02}:{minute:02}:{second:02},{}.{:02}",
            value / 100,
            value % 100
        )
        .unwrap();
    }
    text
}

/// Days with the number of their readings, as the figures say.
fn readings(session: &Session) -> Vec<(String, u64)> {
    session.stdout("refresh");
    let figures = session.stdout("figures nitrate_mean --place north --json");
    figures
        .lines()
        .map(|line| {
            let figure: serde_json::Value = serde_json::from_str(line).unwrap();
            let day = figure["period"].as_str().unwrap().to_owned();
            (day, figure["coverage"]["have"].as_u64().unwrap())
        })
        .collect()
}

#[test]
fn killed_in_the_middle_nothing_is_lost_and_nothing_double() {
    let session = Session::new();
    session.write("large.csv", large());
    // Killed at ten moments: before, while and after the rows are put by and committed.
    for attempt in 0..10_u64 {
        let mut child = session
            .command("load reading large.csv --quiet")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let moment = Duration::from_millis(40 + 90 * attempt);
        let mut waited = Duration::ZERO;
        while waited < moment && child.try_wait().unwrap().is_none() {
            std::thread::park_timeout(Duration::from_millis(10));
            waited += Duration::from_millis(10);
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    session.stdout("load reading large.csv");
    assert_eq!(
        readings(&session),
        [
            ("2025-03-01".to_owned(), 86_400),
            ("2025-03-02".to_owned(), 86_400),
            ("2025-03-03".to_owned(), 27_200),
        ]
    );
    expect![[r#"
        $ hemei load reading large.csv
        large.csv: loaded before, nothing new
        ! large.csv: no declared source fits it, read as CSV by column name
    "#]]
    .assert_eq(&session.run("load reading large.csv"));
}

#[test]
fn a_second_process_on_the_folder_is_told_who_writes() {
    let session = Session::new();
    session.write("first.csv", FIRST);
    session.run("load reading first.csv\nrefresh");
    let mut refused = String::new();
    // On a fast machine the first process may end before the second one begins: once more.
    for attempt in 0..5 {
        let name = format!("large-{attempt}.csv");
        session.write(&name, large() + &"\n".repeat(attempt));
        let mut child = session
            .command(&format!("load reading {name} --quiet"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while refused.is_empty() && child.try_wait().unwrap().is_none() {
            let text = session.run("load reading first.csv");
            if text.contains("[3]") {
                refused = text;
                // Reading goes on meanwhile.
                assert_eq!(session.output("figures nitrate_mean").status.code(), Some(0));
            }
        }
        child.wait().unwrap();
        if !refused.is_empty() {
            break;
        }
    }
    expect![[r#"
        $ hemei load reading first.csv
        ! error[R0330]: `./data` is being written to by another process (pid [PID]); wait until it ends, or choose another folder with --data
        ! see: hemei explain R0330
        [3]
    "#]]
    .assert_eq(&refused);
}

#[test]
fn a_folder_without_permission_ends_with_3() {
    let session = Session::new();
    session.write("first.csv", FIRST);
    // A file stands where the folder would be: refused for everyone, root included.
    session.write("data", "not a folder");
    expect![[r#"
        $ hemei load reading first.csv
        ! error: `./data` is a file where a folder is expected
        ! help: choose another folder with --data
        [3]
    "#]]
    .assert_eq(&session.run("load reading first.csv"));
    std::fs::remove_file(session.path("data")).unwrap();
    std::fs::create_dir(session.path("data")).unwrap();
    std::fs::set_permissions(session.path("data"), PermissionsExt::from_mode(0o555)).unwrap();
    let probe = std::fs::File::create(session.path("data/probe"));
    if probe.is_ok() {
        eprintln!("skipped: this user may write where nobody may (root)");
        return;
    }
    assert_eq!(session.output("load reading first.csv").status.code(), Some(3));
}
