//! From a file to a proven figure, and through corrections and changed packs.

use crate::session::{FIRST, INDICATOR, Session};
use expect_test::expect;

#[test]
fn a_file_twice_adds_nothing() {
    let session = Session::new();
    session.write("first.csv", FIRST);
    session.write("again.csv", format!("{FIRST}south,2025-03-01T12:00:00,7.7\n"));
    expect![[r#"
        $ hemei check
        ! ./pack: 0 errors, 0 warnings (1 streams, 0 models, 1 indicators)
        $ hemei load reading first.csv
        first.csv: 6 added, 0 repeated, 0 corrected, 0 quarantined, snapshot 1
        ! first.csv: no declared source fits it, read as CSV by column name
        $ hemei load reading first.csv
        first.csv: loaded before, nothing new
        ! first.csv: no declared source fits it, read as CSV by column name
        $ hemei load reading again.csv
        again.csv: 1 added, 6 repeated, 0 corrected, 0 quarantined, snapshot 2
        ! again.csv: no declared source fits it, read as CSV by column name
        $ hemei snapshots --json
        {"snapshot":1,"created_at":"[AT]","cause":"load"}
        {"snapshot":2,"created_at":"[AT]","cause":"load"}
    "#]]
    .assert_eq(&session.run(
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
    expect![[r#"
        $ hemei refresh
        snapshot 1: 3 figures changed, 0 are gone, in [TIME] s
        $ hemei figures
        indicator            place       period      value  unit  valid  coverage  reason
        ───────────────────  ──────────  ──────────  ─────  ────  ─────  ────────  ──────────────────
        Nitrate, daily mean  North well  2025-03-01    4.2  mg/L  yes         2/3
        Nitrate, daily mean  North well  2025-03-02    5.0  mg/L  yes         2/3
        Nitrate, daily mean  South well  2025-03-01    7.5  mg/L  no          1/3  1 sample, 2 needed
        $ hemei figures nitrate_mean --json
        {"indicator":"nitrate_mean","place":"north","period":"2025-03-01","edition":null,"by":null,"value":"4.175","shown":"4.2","unit":"mg/L","valid":true,"reason":null,"reason_text":null,"coverage":{"have":2,"of":3},"numerator":"8.35","denominator":"2","note":null,"exact":"167/40","snapshot":1,"pack_version":"1+[DIGEST]","computed_at":"[AT]"}
        {"indicator":"nitrate_mean","place":"north","period":"2025-03-02","edition":null,"by":null,"value":"5.005","shown":"5.0","unit":"mg/L","valid":true,"reason":null,"reason_text":null,"coverage":{"have":2,"of":3},"numerator":"10.01","denominator":"2","note":null,"exact":"1001/200","snapshot":1,"pack_version":"1+[DIGEST]","computed_at":"[AT]"}
        {"indicator":"nitrate_mean","place":"south","period":"2025-03-01","edition":null,"by":null,"value":"7.5","shown":"7.5","unit":"mg/L","valid":false,"reason":"samples(1/2)","reason_text":"1 sample, 2 needed","coverage":{"have":1,"of":3},"numerator":"7.5","denominator":"1","note":null,"exact":"15/2","snapshot":1,"pack_version":"1+[DIGEST]","computed_at":"[AT]"}
        $ hemei figures --place 北井 --period 2025-03-01 --lang zh
        指标          地点  时段         值  单位  有效  覆盖
        ────────────  ────  ──────────  ───  ────  ────  ────
        硝酸盐日均值  北井  2025-03-01  4.2  mg/L  是     2/3
        $ hemei evidence nitrate_mean --place north --period 2025-03-01
        nitrate_mean@north/2025-03-01 = 4.2 mg/L at snapshot 1 rests on exactly 2 rows
        reading: 2 rows
        row  source       well   at                         nitrate
        ───  ───────────  ─────  ─────────────────────────  ───────
          1  first.csv:2  north  2025-03-01T06:00:00+08:00  4.1
          2  first.csv:3  north  2025-03-01T12:00:00+08:00  4.25
        $ hemei evidence nitrate_mean@north/2025-03-01 --json
        {"indicator":"nitrate_mean","place":"north","period":"2025-03-01","edition":null,"by":null,"snapshot":1,"pack_version":"1+[DIGEST]","value":"4.175","exact":true,"because":[],"because_text":[],"rows":2}
        {"stream":"reading","row_id":1,"source":{"file":"first.csv","line":2},"columns":{"well":"north","at":"2025-03-01T06:00:00+08:00","nitrate":"4.1"}}
        {"stream":"reading","row_id":2,"source":{"file":"first.csv","line":3},"columns":{"well":"north","at":"2025-03-01T12:00:00+08:00","nitrate":"4.25"}}
        $ hemei recompute nitrate_mean@north/2025-03-01
        nitrate_mean@north/2025-03-01 = 4.2 mg/L: computed again from snapshot 1 with pack 1+[DIGEST], every digit the same
    "#]].assert_eq(&session.run(
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
    expect![[r#"
        $ hemei refresh --json
        {"snapshot":2,"pack_version":"1+[DIGEST]","changed":1,"gone":0,"stages":[{"stage":"nitrate_mean","stale":1,"changed":2},{"stage":"nitrate_mean.2","stale":1,"changed":2}],"took_ms":[TIME]}
        $ hemei figures nitrate_mean --place north --period 2025-03-01
        indicator            place       period      value  unit  valid  coverage
        ───────────────────  ──────────  ──────────  ─────  ────  ─────  ────────
        Nitrate, daily mean  North well  2025-03-01    4.2  mg/L  yes         3/3
        nitrate_mean@north/2025-03-01
          4.2 mg/L  since snapshot 1, [AT]
          4.2 mg/L  since snapshot 2, [AT]
              reading: 1 rows came in: 7
        $ hemei figures nitrate_mean --place north --period 2025-03-01 --json
        {"indicator":"nitrate_mean","place":"north","period":"2025-03-01","edition":null,"by":null,"value":"4.25","shown":"4.2","unit":"mg/L","valid":true,"reason":null,"reason_text":null,"coverage":{"have":3,"of":3},"numerator":"12.75","denominator":"3","note":null,"exact":"17/4","snapshot":2,"pack_version":"1+[DIGEST]","computed_at":"[AT]","revisions":[{"value":"4.175","shown":"4.2","valid":true,"reason":null,"exact":"167/40","snapshot":1,"computed_at":"[AT]","pack_version":"1+[DIGEST]","until_snapshot":2,"records":null},{"value":"4.25","shown":"4.2","valid":true,"reason":null,"exact":"17/4","snapshot":2,"computed_at":"[AT]","pack_version":"1+[DIGEST]","until_snapshot":null,"records":[{"stream":"reading","count":1,"added":1,"removed":0,"row_ids":[7],"removed_row_ids":[]}]}]}
        $ hemei figures nitrate_mean --place north --period 2025-03-01 --as-of 1
        indicator            place       period      value  unit  valid  coverage
        ───────────────────  ──────────  ──────────  ─────  ────  ─────  ────────
        Nitrate, daily mean  North well  2025-03-01    4.2  mg/L  yes         2/3
        $ hemei recompute nitrate_mean --place north --period 2025-03-01
        nitrate_mean@north/2025-03-01 = 4.2 mg/L: computed again from snapshot 2 with pack 1+[DIGEST], every digit the same
        $ hemei recompute nitrate_mean --place south --period 2025-03-01 --json
        {"indicator":"nitrate_mean","place":"south","period":"2025-03-01","edition":null,"by":null,"snapshot":1,"pack_version":"1+[DIGEST]","published":"15/2","computed":"15/2","same":true,"differences":[]}
    "#]].assert_eq(&session.run(
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
    expect![[r#"
        $ hemei preview pack
        ! pack 1+[DIGEST] at snapshot 1: 0 figures would change, 3 would not; nothing was written
        $ hemei preview new
        indicator     place  period                       was                      is
        ────────────  ─────  ──────────  ────────────────────  ──────────────────────
        nitrate_mean  north  2025-03-01            4.175 mg/L  4.175 mg/L (not valid)
        nitrate_mean  north  2025-03-02            5.005 mg/L  5.005 mg/L (not valid)
        nitrate_mean  south  2025-03-01  7.5 mg/L (not valid)    7.5 mg/L (not valid)
        ! pack 2+[DIGEST] at snapshot 1: 3 figures would change, 0 would not; nothing was written
        [1]
        $ hemei figures nitrate_mean --place north --period 2025-03-02
        indicator            place       period      value  unit  valid  coverage
        ───────────────────  ──────────  ──────────  ─────  ────  ─────  ────────
        Nitrate, daily mean  North well  2025-03-02    5.0  mg/L  yes         2/3
        $ hemei --pack new refresh
        snapshot 1: 3 figures changed, 0 are gone, in [TIME] s
        $ hemei --pack new figures nitrate_mean --place north --period 2025-03-02
        indicator            place       period      value  unit  valid  coverage  reason
        ───────────────────  ──────────  ──────────  ─────  ────  ─────  ────────  ───────────────────
        Nitrate, daily mean  North well  2025-03-02    5.0  mg/L  no          2/3  2 samples, 3 needed
        nitrate_mean@north/2025-03-02
          5.0 mg/L  since snapshot 1, [AT]
          5.0 mg/L  since snapshot 1, [AT]
              the pack changed from 1+[DIGEST] to 2+[DIGEST]
        $ hemei --pack new recompute nitrate_mean --place north --period 2025-03-02
        nitrate_mean@north/2025-03-02 = 5.0 mg/L: computed again from snapshot 1 with pack 2+[DIGEST], every digit the same
        $ hemei refresh
        snapshot 1: 3 figures changed, 0 are gone, in [TIME] s
        $ hemei figures nitrate_mean --place north --period 2025-03-02 --as-of 1
        indicator            place       period      value  unit  valid  coverage
        ───────────────────  ──────────  ──────────  ─────  ────  ─────  ────────
        Nitrate, daily mean  North well  2025-03-02    5.0  mg/L  yes         2/3
        nitrate_mean@north/2025-03-02
          5.0 mg/L  since snapshot 1, [AT]
          5.0 mg/L  since snapshot 1, [AT]
              the pack changed from 1+[DIGEST] to 2+[DIGEST]
          5.0 mg/L  since snapshot 1, [AT]
              the pack changed from 2+[DIGEST] to 1+[DIGEST]
    "#]].assert_eq(&session.run(
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
fn a_figure_stands_beside_its_bounds() {
    let session = Session::new();
    session.write("first.csv", FIRST);
    let head = "better = \"down\"";
    let bounded = format!("{head}\nbounds = [\"nitrate_low\", \"nitrate_high\"]");
    session.write("pack/nitrate_mean.sql", INDICATOR.replace(head, &bounded));
    // The lower bound is not valid where there is one sample, the upper one not there at all.
    let low = INDICATOR
        .replace("nitrate_mean", "nitrate_low")
        .replace("avg(nitrate) AS value", "0.9 * avg(nitrate) AS value");
    session.write("pack/nitrate_low.sql", low);
    let high = INDICATOR
        .replace("nitrate_mean", "nitrate_high")
        .replace("avg(nitrate) AS value", "1.1 * avg(nitrate) AS value")
        .replace("FROM reading", "FROM reading WHERE well = 'north'");
    session.write("pack/nitrate_high.sql", high);
    session.run("load reading first.csv\nrefresh");
    expect![[r#"
        $ hemei check
        ! ./pack: 0 errors, 0 warnings (1 streams, 0 models, 3 indicators)
        $ hemei figures nitrate_mean
        indicator            place       period      value  low  high  unit  valid  coverage  reason
        ───────────────────  ──────────  ──────────  ─────  ───  ────  ────  ─────  ────────  ──────────────────
        Nitrate, daily mean  North well  2025-03-01    4.2  3.8   4.6  mg/L  yes         2/3
        Nitrate, daily mean  North well  2025-03-02    5.0  4.5   5.5  mg/L  yes         2/3
        Nitrate, daily mean  South well  2025-03-01    7.5             mg/L  no          1/3  1 sample, 2 needed
        $ hemei figures nitrate_low --lang zh
        指标          地点  时段         值  单位  有效  覆盖  原因
        ────────────  ────  ──────────  ───  ────  ────  ────  ────────────────
        硝酸盐日均值  北井  2025-03-01  3.8  mg/L  是     2/3
        硝酸盐日均值  北井  2025-03-02  4.5  mg/L  是     2/3
        硝酸盐日均值  南井  2025-03-01  6.8  mg/L  否     1/3  样本数 1，不足 2
        $ hemei figures nitrate_mean@north/2025-03-01 --json
        {"indicator":"nitrate_mean","place":"north","period":"2025-03-01","edition":null,"by":null,"value":"4.175","shown":"4.2","unit":"mg/L","valid":true,"reason":null,"reason_text":null,"coverage":{"have":2,"of":3},"numerator":"8.35","denominator":"2","note":null,"exact":"167/40","snapshot":1,"pack_version":"1+[DIGEST]","computed_at":"[AT]","low":{"figure":"nitrate_low@north/2025-03-01","value":"3.7575","shown":"3.8","exact":"1503/400","valid":true,"snapshot":1},"high":{"figure":"nitrate_high@north/2025-03-01","value":"4.5925","shown":"4.6","exact":"1837/400","valid":true,"snapshot":1},"revisions":[{"value":"4.175","shown":"4.2","valid":true,"reason":null,"exact":"167/40","snapshot":1,"computed_at":"[AT]","pack_version":"1+[DIGEST]","until_snapshot":null,"records":null}]}
        $ hemei figures nitrate_mean@south/2025-03-01 --json
        {"indicator":"nitrate_mean","place":"south","period":"2025-03-01","edition":null,"by":null,"value":"7.5","shown":"7.5","unit":"mg/L","valid":false,"reason":"samples(1/2)","reason_text":"1 sample, 2 needed","coverage":{"have":1,"of":3},"numerator":"7.5","denominator":"1","note":null,"exact":"15/2","snapshot":1,"pack_version":"1+[DIGEST]","computed_at":"[AT]","low":{"figure":"nitrate_low@south/2025-03-01","value":"6.75","shown":"6.8","exact":"27/4","valid":false,"snapshot":1},"high":null,"revisions":[{"value":"7.5","shown":"7.5","valid":false,"reason":"samples(1/2)","exact":"15/2","snapshot":1,"computed_at":"[AT]","pack_version":"1+[DIGEST]","until_snapshot":null,"records":null}]}
        $ hemei evidence nitrate_mean@north/2025-03-01 --limit 1
        nitrate_mean@north/2025-03-01 = 4.2 (3.8–4.6) mg/L at snapshot 1 rests on exactly 2 rows
        reading: 2 rows
        row  source       well   at                         nitrate
        ───  ───────────  ─────  ─────────────────────────  ───────
          1  first.csv:2  north  2025-03-01T06:00:00+08:00  4.1
        … and 1 more; --limit shows more of them, --json all
        $ hemei evidence nitrate_high@north/2025-03-01 --json --limit 0
        {"indicator":"nitrate_high","place":"north","period":"2025-03-01","edition":null,"by":null,"snapshot":1,"pack_version":"1+[DIGEST]","value":"4.5925","exact":true,"because":[],"because_text":[],"rows":2}
    "#]]
    .assert_eq(&session.run(
        "check
         figures nitrate_mean
         figures nitrate_low --lang zh
         figures nitrate_mean@north/2025-03-01 --json
         figures nitrate_mean@south/2025-03-01 --json
         evidence nitrate_mean@north/2025-03-01 --limit 1
         evidence nitrate_high@north/2025-03-01 --json --limit 0",
    ));
}

#[test]
fn a_row_that_does_not_fit_waits_and_is_replayed() {
    let session = Session::new();
    let file = format!("{FIRST}south,2025-03-02T06:00:00,broken\nsouth,yesterday,8\n");
    session.write("first.csv", file);
    expect![[r#"
        $ hemei load reading first.csv
        first.csv: 6 added, 0 repeated, 0 corrected, 2 quarantined, snapshot 1
        ! first.csv: no declared source fits it, read as CSV by column name
        ! hemei quarantine list shows the rows that did not fit
        [1]
        $ hemei quarantine list
        id  stream   file       line  column   code   expected                                                                   found
        ──  ───────  ─────────  ────  ───────  ─────  ─────────────────────────────────────────────────────────────────────────  ─────────
         1  reading  first.csv     8  nitrate  R0302  a number                                                                   broken
         2  reading  first.csv     9  at       R0306  a date and time such as 2015-03-01T05:00:00+08:00 (without offset: local)  yesterday
        $ hemei quarantine show 1
        where: first.csv:8
        stream: reading
        column: nitrate
        code: R0302
        expected: a number
        found: broken
        raw: south,2025-03-02T06:00:00,broken
        $ hemei quarantine show 9
        ! error: there is no row 9 in quarantine
        ! help: run hemei quarantine list
        [1]
    "#]].assert_eq(&session.run(
        "load reading first.csv
         quarantine list
         quarantine show 1
         quarantine show 9",
    ));
    // The office says what the word means: no value.
    let wider = crate::session::STREAM.replace("[\"NA\"]", "[\"NA\", \"broken\"]");
    session.write("pack/reading.toml", wider);
    expect![[r#"
        $ hemei quarantine replay
        1 rows loaded, 1 still wait
          2 first.csv:9 R0306 a date and time such as 2015-03-01T05:00:00+08:00 (without offset: local) / yesterday
        [1]
        $ hemei quarantine replay
        0 rows loaded, 1 still wait
          2 first.csv:9 R0306 a date and time such as 2015-03-01T05:00:00+08:00 (without offset: local) / yesterday
        [1]
        $ hemei quarantine list --all
        id  stream   file       line  column   code   expected                                                                   found      state
        ──  ───────  ─────────  ────  ───────  ─────  ─────────────────────────────────────────────────────────────────────────  ─────────  ────────
         1  reading  first.csv     8  nitrate  R0302  a number                                                                   broken     replayed
         2  reading  first.csv     9  at       R0306  a date and time such as 2015-03-01T05:00:00+08:00 (without offset: local)  yesterday
        $ hemei quarantine replay 1
        0 rows loaded, 0 still wait
        $ hemei snapshots --json
        {"snapshot":1,"created_at":"[AT]","cause":"load"}
        {"snapshot":2,"created_at":"[AT]","cause":"load"}
    "#]].assert_eq(&session.run(
        "quarantine replay
         quarantine replay
         quarantine list --all
         quarantine replay 1
         snapshots --json",
    ));
}

#[test]
fn a_changed_type_is_refused_with_a_way_out() {
    let session = Session::new();
    session.write("first.csv", FIRST);
    session.run("load reading first.csv");
    let wider = crate::session::STREAM.replace("decimals = 2", "decimals = 3");
    session.write("pack/reading.toml", wider);
    expect![[r#"
        $ hemei load reading first.csv
        ! error[R0331]: column `nitrate` of stream `reading` is decimal(2) in the lake and decimal(3) in the pack; declare the new type under a new column name (the old column stays readable), or load the stream into a fresh folder
        ! see: hemei explain R0331
        [1]
        $ hemei refresh
        ! error[R0331]: column `nitrate` of stream `reading` is decimal(2) in the lake and decimal(3) in the pack; declare the new type under a new column name (the old column stays readable), or load the stream into a fresh folder
        ! see: hemei explain R0331
        [1]
    "#]].assert_eq(&session.run("load reading first.csv\nrefresh"));
}
