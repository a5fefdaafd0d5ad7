//! A pack with `[access]`: registers in, times walked into the lake, figures out; and what a
//! changed register makes stale.

use super::town::{LOAD, facility_row, gate_row, home_row, pack};
use crate::session::Session;
use expect_test::expect;
use std::process::Stdio;
use std::time::Duration;

/// A folder with the registers loaded, walked and computed.
fn walked() -> Session {
    let session = pack();
    session.run(LOAD);
    session.stdout("access refresh --quiet");
    session.stdout("refresh");
    session
}

/// The figures, one a line.
fn figures(session: &Session) -> Vec<String> {
    let text = session.stdout("figures --json");
    let line = |line: &str| {
        let figure: serde_json::Value = serde_json::from_str(line).unwrap();
        let cell = |name: &str| figure[name].as_str().unwrap_or("–").to_owned();
        let (by, coverage) = (cell("by"), &figure["coverage"]);
        let shares = format!("{} of {}", cell("numerator"), cell("denominator"));
        let placed = format!("{} of {} homes", coverage["have"], coverage["of"]);
        format!("{}@{} {by}: {shares}, {placed}", cell("indicator"), cell("place"))
    };
    text.lines().map(line).collect()
}

/// The figures that are otherwise than before.
fn changed(before: &[String], after: &[String]) -> String {
    assert_eq!(before.len(), after.len());
    let pairs = before.iter().zip(after).filter(|(before, after)| before != after);
    let lines = pairs.flat_map(|(before, after)| [before.clone(), format!("  → {after}")]);
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// A corrected row of a register, walked and computed: the session, and the figures it changes.
fn corrected(session: &Session, register: &str, row: &str) -> String {
    let before = figures(session);
    session.write("corrected.csv", row);
    let text = session.run(&format!(
        "load {register} corrected.csv --quiet
         access refresh
         refresh"
    ));
    format!("{text}{}", changed(&before, &figures(session)))
}

#[test]
fn registers_become_figures_with_their_evidence() {
    let session = pack();
    expect![[r#"
        $ hemei check
        ! ./pack: 0 errors, 0 warnings (6 streams, 0 models, 3 indicators)
        $ hemei load home homes.csv --quiet
        homes.csv: 12 added, 0 repeated, 0 corrected, 0 quarantined, snapshot 1
        $ hemei load facility facilities.csv --quiet
        facilities.csv: 6 added, 0 repeated, 0 corrected, 0 quarantined, snapshot 2
        $ hemei load gate gates.csv --quiet
        gates.csv: 4 added, 0 repeated, 0 corrected, 0 quarantined, snapshot 3
        $ hemei access refresh
        stream          as of       added  corrected  as before
        ──────────────  ──────────  ─────  ─────────  ─────────
        access_time     2025-12-31     24          0          0
        access_count    2025-12-31     24          0          0
        access_verdict  2025-12-31      0          0          0
        $ hemei access refresh
        stream          as of       added  corrected  as before
        ──────────────  ──────────  ─────  ─────────  ─────────
        access_time     2025-12-31      0          0         24
        access_count    2025-12-31      0          0         24
        access_verdict  2025-12-31      0          0          0
        $ hemei refresh
        snapshot 5: 12 figures changed, 0 are gone, in [TIME] s
        $ hemei figures near
        indicator  place  period  by             value   low  high  unit  valid  coverage
        ─────────  ─────  ──────  ─────────────  ─────  ────  ────  ────  ─────  ────────
        near       East   2025    kind=grocery    37.8  37.8  37.8  %     yes         5/6
        near       East   2025    kind=pharmacy   26.7  26.7  26.7  %     yes         5/6
        near       West   2025    kind=grocery    69.7  60.6  69.7  %     yes         6/6
        near       West   2025    kind=pharmacy   21.2  21.2  21.2  %     yes         6/6
        $ hemei evidence near --place west --period 2025 --by kind=pharmacy
        near@west/2025?kind=pharmacy = 21.2 (21.2–21.2) % at snapshot 5 rests on exactly 6 rows
        access_time: 6 rows
        row  source                            home  place  kind      walker  as_of       people  minutes  metres  facility  home_snap_m  facility_snap_m  minutes_low  minutes_high  network
        ───  ────────────────────────────────  ────  ─────  ────────  ──────  ──────────  ──────  ───────  ──────  ────────  ───────────  ───────────────  ───────────  ────────────  ────────────────
         13  access:access_time:2025-12-31:14  h01   west   pharmacy  adult   2025-12-31  10      8.41     700.7   p2        9.6          9.6              7.65         9.6           7642e8efdd115769
         14  access:access_time:2025-12-31:15  h02   west   pharmacy  adult   2025-12-31  20      1.21     100.1   p1        9.6          9.6              1.1          1.6           7642e8efdd115769
         15  access:access_time:2025-12-31:16  h03   west   pharmacy  adult   2025-12-31  30      6.19     515.2   p1        9.6          9.6              5.63         7.13          7642e8efdd115769
         16  access:access_time:2025-12-31:17  h04   west   pharmacy  adult   2025-12-31  40      8.72     726.6   p2        0            9.6              7.93         9.82          7642e8efdd115769
         17  access:access_time:2025-12-31:18  h05   west   pharmacy  adult   2025-12-31  50      8.99     748.8   p2        0            9.6              8.17         10.12         7642e8efdd115769
         18  access:access_time:2025-12-31:19  h06   west   pharmacy  adult   2025-12-31  15      2.5      207.6   p1        11.1         9.6              2.27         3.05          7642e8efdd115769
        $ hemei recompute near --place west --period 2025 --by kind=pharmacy
        near@west/2025?kind=pharmacy = 21.2 %: computed again from snapshot 5 with pack 1+[DIGEST], every digit the same
    "#]].assert_eq(&session.run(&format!(
        "check
         {LOAD}
         access refresh
         access refresh
         refresh
         figures near
         evidence near --place west --period 2025 --by kind=pharmacy
         recompute near --place west --period 2025 --by kind=pharmacy"
    )));
}

#[test]
fn a_facility_that_closes_concerns_only_the_homes_it_served() {
    let session = walked();
    let before = figures(&session);
    // Six homes had it as the nearest, two of them within the circle's five minutes.
    let closed = facility_row("p1", "2025-06-30");
    expect![[r#"
        $ hemei load facility corrected.csv --quiet
        corrected.csv: 0 added, 0 repeated, 1 corrected, 0 quarantined, snapshot 6
        $ hemei access refresh
        stream          as of       added  corrected  as before
        ──────────────  ──────────  ─────  ─────────  ─────────
        access_time     2025-12-31      0          6         18
        access_count    2025-12-31      0          2         22
        access_verdict  2025-12-31      0          0          0
        $ hemei refresh
        snapshot 8: 3 figures changed, 0 are gone, in [TIME] s
        near@west kind=pharmacy: 35 of 165, 6 of 6 homes
          → near@west kind=pharmacy: 0 of 165, 6 of 6 homes
        near_high@west kind=pharmacy: 35 of 165, 6 of 6 homes
          → near_high@west kind=pharmacy: 0 of 165, 6 of 6 homes
        near_low@west kind=pharmacy: 35 of 165, 6 of 6 homes
          → near_low@west kind=pharmacy: 0 of 165, 6 of 6 homes
    "#]]
    .assert_eq(&corrected(&session, "facility", &closed));
    expect![[r#"
        $ hemei figures near --place west
        indicator  place  period  by             value   low  high  unit  valid  coverage
        ─────────  ─────  ──────  ─────────────  ─────  ────  ────  ────  ─────  ────────
        near       West   2025    kind=grocery    69.7  60.6  69.7  %     yes         6/6
        near       West   2025    kind=pharmacy    0.0   0.0   0.0  %     yes         6/6
        $ hemei recompute near --place west --period 2025 --by kind=pharmacy
        near@west/2025?kind=pharmacy = 0.0 %: computed again from snapshot 8 with pack 1+[DIGEST], every digit the same
    "#]].assert_eq(&session.run(
        "figures near --place west
         recompute near --place west --period 2025 --by kind=pharmacy",
    ));
    // Open again, everything is as it was at first, although the lake has had these rows before.
    let open = facility_row("p1", "");
    expect![[r#"
        $ hemei load facility corrected.csv --quiet
        corrected.csv: 0 added, 0 repeated, 1 corrected, 0 quarantined, snapshot 9
        $ hemei access refresh
        stream          as of       added  corrected  as before
        ──────────────  ──────────  ─────  ─────────  ─────────
        access_time     2025-12-31      0          6         18
        access_count    2025-12-31      0          2         22
        access_verdict  2025-12-31      0          0          0
        $ hemei refresh
        snapshot 11: 3 figures changed, 0 are gone, in [TIME] s
        near@west kind=pharmacy: 0 of 165, 6 of 6 homes
          → near@west kind=pharmacy: 35 of 165, 6 of 6 homes
        near_high@west kind=pharmacy: 0 of 165, 6 of 6 homes
          → near_high@west kind=pharmacy: 35 of 165, 6 of 6 homes
        near_low@west kind=pharmacy: 0 of 165, 6 of 6 homes
          → near_low@west kind=pharmacy: 35 of 165, 6 of 6 homes
    "#]]
    .assert_eq(&corrected(&session, "facility", &open));
    assert_eq!(figures(&session), before);
}

#[test]
fn a_gate_that_opens_concerns_only_its_estate() {
    let session = walked();
    let before = figures(&session);
    expect![[r#"
        $ hemei load gate corrected.csv --quiet
        corrected.csv: 0 added, 0 repeated, 1 corrected, 0 quarantined, snapshot 6
        $ hemei access refresh
        stream          as of       added  corrected  as before
        ──────────────  ──────────  ─────  ─────────  ─────────
        access_time     2025-12-31      0          4         20
        access_count    2025-12-31      0          2         22
        access_verdict  2025-12-31      0          0          0
        $ hemei refresh
        snapshot 8: 3 figures changed, 0 are gone, in [TIME] s
        near@east kind=grocery: 85 of 225, 5 of 6 homes
          → near@east kind=grocery: 185 of 225, 5 of 6 homes
        near_high@east kind=grocery: 85 of 225, 5 of 6 homes
          → near_high@east kind=grocery: 185 of 225, 5 of 6 homes
        near_low@east kind=grocery: 85 of 225, 5 of 6 homes
          → near_low@east kind=grocery: 185 of 225, 5 of 6 homes
    "#]]
    .assert_eq(&corrected(&session, "gate", &gate_row("b-north", true)));
    let closed = corrected(&session, "gate", &gate_row("b-north", false));
    assert!(closed.contains("access_time     2025-12-31      0          4         20"), "{closed}");
    assert_eq!(figures(&session), before);
}

#[test]
fn a_home_that_leaves_the_register_comes_with_no_people() {
    let session = walked();
    let before = figures(&session);
    expect![[r#"
        $ hemei load home corrected.csv --quiet
        corrected.csv: 0 added, 0 repeated, 1 corrected, 0 quarantined, snapshot 6
        $ hemei access refresh
        stream          as of       added  corrected  as before
        ──────────────  ──────────  ─────  ─────────  ─────────
        access_time     2025-12-31      0          2         22
        access_count    2025-12-31      0          2         22
        access_verdict  2025-12-31      0          0          0
        $ hemei refresh
        snapshot 8: 6 figures changed, 0 are gone, in [TIME] s
        near@east kind=grocery: 85 of 225, 5 of 6 homes
          → near@east kind=grocery: 85 of 190, 4 of 5 homes
        near@east kind=pharmacy: 60 of 225, 5 of 6 homes
          → near@east kind=pharmacy: 25 of 190, 4 of 5 homes
        near_high@east kind=grocery: 85 of 225, 5 of 6 homes
          → near_high@east kind=grocery: 85 of 190, 4 of 5 homes
        near_high@east kind=pharmacy: 60 of 225, 5 of 6 homes
          → near_high@east kind=pharmacy: 25 of 190, 4 of 5 homes
        near_low@east kind=grocery: 85 of 225, 5 of 6 homes
          → near_low@east kind=grocery: 85 of 190, 4 of 5 homes
        near_low@east kind=pharmacy: 60 of 225, 5 of 6 homes
          → near_low@east kind=pharmacy: 25 of 190, 4 of 5 homes
    "#]]
    .assert_eq(&corrected(&session, "home", &home_row("h08", "2025-06-30")));
    expect![[r#"
        $ hemei access refresh
        stream          as of       added  corrected  as before
        ──────────────  ──────────  ─────  ─────────  ─────────
        access_time     2025-12-31      0          0         24
        access_count    2025-12-31      0          0         24
        access_verdict  2025-12-31      0          0          0
    "#]]
    .assert_eq(&session.run("access refresh"));
    corrected(&session, "home", &home_row("h08", ""));
    assert_eq!(figures(&session), before);
}

/// People within five minutes of a kind after a what-if.
fn foreseen(session: &Session, change: &str, kind: &str) -> Option<String> {
    let text = session.stdout(&format!("access what-if --minutes 5 --json {change}"));
    let mut lines =
        text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let line = lines.find(|line| line["kind"] == kind)?;
    Some(format!("{:.0}", line["after"].as_f64().unwrap()))
}

/// The same by the figures.
fn by_figures(session: &Session, kind: &str) -> String {
    let text = session.stdout("figures near --json");
    let figures = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let by = format!("kind={kind}");
    let people: i64 = figures
        .filter(|figure| figure["by"] == by)
        .map(|figure| figure["numerator"].as_str().unwrap().parse::<i64>().unwrap())
        .sum();
    people.to_string()
}

#[test]
fn what_if_says_what_a_changed_register_comes_to() {
    let session = walked();
    let header = "facility,kind,lon,lat,capacity,from_on,to_on";
    let cases = [
        ("--close pharmacy/p1", "facility", facility_row("p1", "2025-06-30")),
        ("--open-gate b-north", "gate", gate_row("b-north", true)),
        ("--close-gate a-south", "gate", gate_row("a-south", false)),
        (
            "--move grocery/g1@121.5001,29.9079",
            "facility",
            format!("{header}\ng1,grocery,121.5001,29.9079,,2021-01-01,\n"),
        ),
        (
            "--add pharmacy@121.5059,29.9041",
            "facility",
            format!("{header}\np3,pharmacy,121.5059,29.9041,,2025-01-01,\n"),
        ),
    ];
    for (change, register, row) in cases {
        let kinds = ["grocery", "pharmacy"];
        // Of a kind that it does not change, a what-if says nothing.
        let asked = kinds.map(|kind| {
            foreseen(&session, change, kind).unwrap_or_else(|| by_figures(&session, kind))
        });
        corrected(&session, register, &row);
        let found = kinds.map(|kind| by_figures(&session, kind));
        assert_eq!(asked, found, "{change}");
    }
}

/// Runs a command and kills it after a while.
fn killed(session: &Session, arguments: &str, moment: Duration) {
    let mut child =
        session.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut waited = Duration::ZERO;
    while waited < moment && child.try_wait().unwrap().is_none() {
        std::thread::park_timeout(Duration::from_millis(5));
        waited += Duration::from_millis(5);
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn killed_in_the_middle_nothing_is_lost_and_nothing_double() {
    let undisturbed = walked();
    corrected(&undisturbed, "facility", &facility_row("p1", "2025-06-30"));
    let session = pack();
    session.run(LOAD);
    // Before, while and after each of the three streams is brought in; then the correction.
    for attempt in 0..8_u64 {
        killed(&session, "access refresh --quiet", Duration::from_millis(15 + 25 * attempt));
    }
    session.stdout("access refresh --quiet");
    session.write("corrected.csv", facility_row("p1", "2025-06-30"));
    session.stdout("load facility corrected.csv");
    for attempt in 0..8_u64 {
        killed(&session, "access refresh --quiet", Duration::from_millis(20 + 25 * attempt));
    }
    let text = session.stdout("access refresh --json --quiet");
    let rows: Vec<u64> = text
        .lines()
        .map(|line| {
            let brought: serde_json::Value = serde_json::from_str(line).unwrap();
            let count = |name: &str| brought[name].as_u64().unwrap();
            assert_eq!(count("added"), 0, "every row was there: {brought}");
            count("corrected") + count("repeated")
        })
        .collect();
    assert_eq!(rows, [24, 24, 0]);
    session.stdout("refresh");
    assert_eq!(figures(&session), figures(&undisturbed));
}
