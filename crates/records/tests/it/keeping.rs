//! Figures and their revisions, packs, caches; optimise and vacuum.

use crate::support::{DAY, START, load, open, show};
use district::{Coverage, Exact, Figure, FigureKey, Period, Reason};
use expect_test::expect;
use records::{ArchivedPack, CacheEntry, Error, FigureFilter, StoredFigure, Which};
use std::fmt::Write;
use tempfile::tempdir;

fn figure(place: &str, value: &str) -> Figure {
    Figure {
        key: FigureKey {
            indicator: "pm".to_owned(),
            place: place.to_owned(),
            period: "2015".parse::<Period>().unwrap(),
            edition: Some("2012".to_owned()),
            by: String::new(),
        },
        value: Some(value.parse::<Exact>().unwrap()),
        numerator: Some("44".parse().unwrap()),
        denominator: None,
        coverage: Some(Coverage { have: 300, of: 365 }),
        reason: Some(Reason("year_days(300/324)".to_owned())),
        note: None,
    }
}

fn shown(figures: &[StoredFigure]) -> String {
    let mut out = String::new();
    for stored in figures {
        let figure = &stored.figure;
        writeln!(
            out,
            "{} {} {} at {} by {} until {:?}",
            figure.key.place,
            figure.key.period,
            figure.value.as_ref().map_or_else(String::new, Exact::to_string),
            stored.snapshot,
            stored.pack_digest,
            stored.superseded_by,
        )
        .unwrap();
    }
    out
}

#[tokio::test]
async fn figures_keep_their_revisions() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let first = [figure("dongsi", "44/7"), figure("tiantan", "1.5")];
    assert_eq!(lake.put_figures(1, "p1", 10, &first, &[]).await.unwrap(), 2);
    assert_eq!(lake.put_figures(2, "p1", 20, &first, &[]).await.unwrap(), 0);
    let second = [figure("dongsi", "44/7"), figure("tiantan", "1.6")];
    assert_eq!(lake.put_figures(3, "p1", 30, &second, &[]).await.unwrap(), 1);
    let gone = [figure("dongsi", "44/7").key];
    assert_eq!(lake.put_figures(4, "p2", 40, &[], &gone).await.unwrap(), 0);
    let now = lake.list_figures(&FigureFilter::default()).await.unwrap();
    expect![[r#"
        tiantan 2015 1.6 at 3 by p1 until None
    "#]]
    .assert_eq(&shown(&now));
    let filter = FigureFilter {
        indicator: Some("pm".to_owned()),
        as_of: Some(3),
        period: Some("2015".parse().unwrap()),
        ..FigureFilter::default()
    };
    expect![[r#"
        dongsi 2015 44/7 at 1 by p1 until Some(4)
        tiantan 2015 1.6 at 3 by p1 until None
    "#]]
    .assert_eq(&shown(&lake.list_figures(&filter).await.unwrap()));
    let revisions = lake.list_revisions(&figure("tiantan", "1").key).await.unwrap();
    expect![[r#"
        tiantan 2015 1.5 at 1 by p1 until Some(3)
        tiantan 2015 1.6 at 3 by p1 until None
    "#]]
    .assert_eq(&shown(&revisions));
    assert_eq!(revisions[1].figure, figure("tiantan", "1.6"));
}

#[tokio::test]
async fn many_figures_are_written_in_one_go() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let many: Vec<_> =
        (0..12_000).map(|at| figure(&format!("place{at}"), &format!("{at}/7"))).collect();
    assert_eq!(lake.put_figures(1, "p1", 10, &many, &[]).await.unwrap(), 12_000);
    assert_eq!(lake.put_figures(2, "p1", 20, &many, &[]).await.unwrap(), 0);
    let filter = FigureFilter { place: Some("place7".to_owned()), ..FigureFilter::default() };
    assert_eq!(lake.list_figures(&filter).await.unwrap().len(), 1);
}

#[tokio::test]
async fn packs_and_cache_entries_come_back() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let pack = ArchivedPack {
        digest: "abc".to_owned(),
        id: "beijing".to_owned(),
        version: "1".to_owned(),
        archived_at_us: 5,
    };
    let files =
        vec![("models/a.sql".to_owned(), b"x".to_vec()), ("pack.toml".to_owned(), b"y".to_vec())];
    lake.archive_pack(&pack, &files).await.unwrap();
    lake.archive_pack(&pack, &[]).await.unwrap();
    assert_eq!(lake.read_pack("abc").await.unwrap(), files);
    assert_eq!(lake.list_packs().await.unwrap(), vec![pack.clone()]);
    assert!(matches!(lake.read_pack("abd").await, Err(Error::NotFound { .. })));
    let outside = [("../x".to_owned(), Vec::new())];
    let other = ArchivedPack { digest: "d".to_owned(), ..pack };
    assert!(lake.archive_pack(&other, &outside).await.is_err());

    let entry = CacheEntry {
        stage: "air_day".to_owned(),
        fingerprint: "f".to_owned(),
        snapshot: 0,
        manifest: "{}".to_owned(),
    };
    lake.cache_put(std::slice::from_ref(&entry)).await.unwrap();
    assert_eq!(lake.cache_get("air_day").await.unwrap(), Some(entry));
    lake.cache_remove(&["air_day".to_owned()]).await.unwrap();
    assert_eq!(lake.cache_list().await.unwrap(), vec![]);
}

fn parquet_files(lake: &records::Lake) -> usize {
    std::fs::read_dir(lake.stream_dir("air"))
        .unwrap()
        .filter(|entry| {
            entry.as_ref().unwrap().path().extension().is_some_and(|it| it == "parquet")
        })
        .count()
}

#[tokio::test]
async fn optimise_keeps_rows_and_vacuum_keeps_snapshots_that_figures_name() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    for step in 0..5_i64 {
        load(&lake, &format!("f{step}"), &[("tiantan", step, 1), ("dongsi", step, step)]).await;
    }
    load(&lake, "fix", &[("dongsi", 0, 77)]).await;
    let mut before = Vec::new();
    for snapshot in 0..=6 {
        before.push(show(&lake, snapshot, Which::All).await);
    }
    lake.put_figures(3, "p1", 10, &[figure("dongsi", "1")], &[]).await.unwrap();
    let done = lake.optimise("air", START + DAY).await.unwrap();
    assert_eq!((done.snapshot, done.removed, done.added), (7, 6, 1));
    assert_eq!(show(&lake, 7, Which::All).await, before[6]);
    for (at, text) in before.iter().enumerate() {
        assert_eq!(*text, show(&lake, i64::try_from(at).unwrap(), Which::All).await);
    }
    assert_eq!(show(&lake, 7, Which::Since(6)).await, "");
    assert_eq!(show(&lake, 7, Which::Since(5)).await, show(&lake, 6, Which::Since(5)).await);
    assert_eq!(parquet_files(&lake), 7);
    let swept = lake.vacuum().await.unwrap();
    assert_eq!((swept.files, parquet_files(&lake)), (3, 4));
    for snapshot in [1_usize, 2, 3] {
        let no = i64::try_from(snapshot).unwrap();
        assert_eq!(before[snapshot], show(&lake, no, Which::All).await);
    }
    assert_eq!(show(&lake, 7, Which::All).await, before[6]);
    let gone = lake.table("air", 5, Which::All).await;
    assert!(matches!(gone, Err(Error::SnapshotGone { snapshot: 5, .. })));
    // A record in a rewritten file is still recognised.
    let again = load(&lake, "again", &[("dongsi", 0, 77), ("tiantan", 3, 1)]).await;
    assert_eq!((again.added, again.repeated), (0, 2));
    assert_eq!(lake.optimise("air", START).await.unwrap().removed, 0);
}

#[tokio::test]
async fn vacuum_leaves_an_interrupted_load_alone() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let mut cut = crate::support::begin(&lake, "a").await;
    cut.stage(&crate::support::rows(&[("dongsi", 0, 1)])).await.unwrap();
    cut.checkpoint().await.unwrap();
    drop(cut);
    assert_eq!(lake.vacuum().await.unwrap().files, 0);
    assert_eq!(crate::support::begin(&lake, "a").await.staged_rows(), 1);
    // After another file has changed the stream it can no longer be gone on with.
    load(&lake, "b", &[("dongsi", 5, 1)]).await;
    assert_eq!(lake.vacuum().await.unwrap().files, 1);
}
