//! From a file to a proven figure, and through corrections and changed packs.

use crate::session::{FIRST, INDICATOR, Session};
use expect_test::expect;

#[test]
fn a_file_twice_adds_nothing() {
    let session = Session::new();
    session.write("first.csv", FIRST);
    session.write("again.csv", format!("{FIRST}south,2025-03-01T12:00:00,7.7\n"));
    expect![[""]].assert_eq(&session.run(
        "check
         load reading first.csv
         load reading first.csv
         load reading again.csv
         snapshots --json",
    ));
}

#[test]
fn figures_have_value_coverage_validity_and_evidence() {
    let session = Session::new();
    session.write("first.csv", FIRST);
    session.run("load reading first.csv");
    expect![[""]].assert_eq(&session.run(
        "refresh
         figures
         figures nitrate_mean --json
         figures --place 北井 --period 2025-03-01 --lang zh
         evidence nitrate_mean --place north --period 2025-03-01
         evidence nitrate_mean@north/2025-03-01 --json
         recompute nitrate_mean@north/2025-03-01",
    ));
}

#[test]
fn a_correction_makes_a_revision_and_the_old_figure_stays_provable() {
    let session = Session::new();
    session.write("first.csv", FIRST);
    session.write("second.csv", "well,at,nitrate\nnorth,2025-03-01T18:00:00,4.40\n");
    session.run("load reading first.csv\nrefresh\nload reading second.csv");
    expect![[""]].assert_eq(&session.run(
        "refresh --json
         figures nitrate_mean --place north --period 2025-03-01
         figures nitrate_mean --place north --period 2025-03-01 --json
         figures nitrate_mean --place north --period 2025-03-01 --as-of 1
         recompute nitrate_mean --place north --period 2025-03-01
         recompute nitrate_mean --place south --period 2025-03-01 --json",
    ));
}

#[test]
fn a_changed_pack_is_previewed_before_it_is_taken_over() {
    let session = Session::new();
    session.write("first.csv", FIRST);
    session.run("load reading first.csv\nrefresh");
    session.write("new/pack.toml", crate::session::PACK.replace("\"1\"", "\"2\""));
    session.write("new/reading.toml", crate::session::STREAM);
    let stricter = INDICATOR.replace("'samples', nitrate, 2", "'samples', nitrate, 3");
    session.write("new/nitrate_mean.sql", stricter);
    expect![[""]].assert_eq(&session.run(
        "preview pack
         preview new
         figures nitrate_mean --place north --period 2025-03-02
         --pack new refresh
         --pack new figures nitrate_mean --place north --period 2025-03-02
         --pack new recompute nitrate_mean --place north --period 2025-03-02
         refresh
         figures nitrate_mean --place north --period 2025-03-02 --as-of 1",
    ));
}

#[test]
fn a_row_that_does_not_fit_waits_and_is_replayed() {
    let session = Session::new();
    let file = format!("{FIRST}south,2025-03-02T06:00:00,8.125\nsouth,yesterday,8\n");
    session.write("first.csv", file);
    expect![[""]].assert_eq(&session.run(
        "load reading first.csv
         quarantine list
         quarantine show 1
         quarantine show 9",
    ));
    let wider = crate::session::STREAM.replace("decimals = 2", "decimals = 3");
    session.write("pack/reading.toml", wider);
    expect![[""]].assert_eq(&session.run("quarantine replay\nload reading first.csv"));
    session.write("pack/reading.toml", crate::session::STREAM);
}
