//! Kill and go on: what a commit leaves behind at each step, and who may write.

use crate::support::{START, air, begin, count, facts, load, open, register, rows, zone};
use records::{Access, Error, Lake, StopAt};
use tempfile::tempdir;

async fn cut_off_at(stop: StopAt) {
    let dir = tempdir().unwrap();
    {
        let lake = open(dir.path()).await;
        load(&lake, "a", &[("dongsi", 0, 1)]).await;
        lake.stop_at(Some(stop));
        let mut cut = begin(&lake, "b").await;
        cut.stage(&rows(&[("dongsi", 0, 9), ("dongsi", 1, 2)])).await.unwrap();
        let error = cut.commit(START).await.unwrap_err();
        assert!(matches!(error, Error::Stopped { .. }));
        assert_eq!(lake.snapshot().await.unwrap(), 1);
        assert_eq!(count(&lake, 1).await, 1);
    }
    let lake = open(dir.path()).await;
    assert_eq!(lake.snapshot().await.unwrap(), 2);
    assert_eq!(count(&lake, 2).await, 2);
    assert_eq!(count(&lake, 1).await, 1);
    // The same file again is known, and the Delta table has the rows once.
    assert!(begin(&lake, "b").await.already_loaded());
    let table = deltalake::open_table(
        deltalake::ensure_table_uri(lake.stream_dir("air").to_string_lossy()).unwrap(),
    )
    .await
    .unwrap();
    assert_eq!(table.get_file_uris().unwrap().count(), 2);
    // And it goes on from there.
    let done = load(&lake, "c", &[("dongsi", 0, 9), ("dongsi", 2, 3)]).await;
    assert_eq!((done.snapshot, done.added, done.repeated), (3, 1, 1));
}

#[tokio::test]
async fn l1_a_stop_before_the_delta_commit_is_finished_later() {
    cut_off_at(StopAt::Intent).await;
}

#[tokio::test]
async fn l1_a_stop_between_delta_commit_and_snapshot_row_is_finished_later() {
    cut_off_at(StopAt::DeltaCommit).await;
}

#[tokio::test]
async fn l1_a_commit_that_failed_is_finished_before_the_next_load() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    lake.stop_at(Some(StopAt::DeltaCommit));
    let mut cut = begin(&lake, "a").await;
    cut.stage(&rows(&[("dongsi", 0, 1)])).await.unwrap();
    cut.commit(START).await.unwrap_err();
    lake.stop_at(None);
    let done = load(&lake, "b", &[("dongsi", 0, 1), ("dongsi", 1, 1)]).await;
    assert_eq!((done.snapshot, done.added, done.repeated), (2, 1, 1));
    assert_eq!(count(&lake, 2).await, 2);
}

#[tokio::test]
async fn several_streams_become_visible_in_one_snapshot() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    lake.declare_stream(&register()).await.unwrap();
    let mut one = begin(&lake, "a").await;
    one.stage(&rows(&[("dongsi", 0, 1)])).await.unwrap();
    let mut two = lake.begin_load(&register(), &zone(), facts("a"), START).await.unwrap();
    two.stage(&rows(&[("dongsi", 0, 1), ("tiantan", 0, 1)])).await.unwrap();
    let done = lake.commit_many(vec![one, two], START).await.unwrap();
    assert_eq!(done.iter().map(|it| (it.snapshot, it.added)).collect::<Vec<_>>(), [(1, 1), (1, 2)]);
    assert_eq!(lake.list_snapshots().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_second_writer_is_refused_with_the_pid_of_the_first() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let second = Lake::open(dir.path(), Access::Write).await;
    let Err(Error::Locked { pid, .. }) = second else { panic!("not locked") };
    assert_eq!(pid, std::process::id().to_string());
    drop(lake);
    open(dir.path()).await;
}

#[tokio::test]
async fn a_newer_store_is_refused() {
    let dir = tempdir().unwrap();
    drop(open(dir.path()).await);
    let store = dir.path().join("hemei.db");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", store.display())).await.unwrap();
    sqlx::query("UPDATE meta SET value = '99'").execute(&pool).await.unwrap();
    pool.close().await;
    let newer = Lake::open(dir.path(), Access::Write).await;
    assert!(matches!(newer, Err(Error::StoreNewer { found: 99, .. })));
}

#[tokio::test]
async fn a_store_that_is_not_one_is_said_to_be_so() {
    let dir = tempdir().unwrap();
    std::fs::write(dir.path().join("hemei.db"), vec![b'x'; 8192]).unwrap();
    let error = Lake::open(dir.path(), Access::Write).await.unwrap_err();
    assert!(matches!(error, Error::StoreCorrupt { .. }), "{error:?}");
}

#[tokio::test]
async fn a_truncated_data_file_is_said_to_be_so() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    load(&lake, "a", &[("dongsi", 0, 1), ("dongsi", 5, 1)]).await;
    let path = std::fs::read_dir(lake.stream_dir("air"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|it| it == "parquet"))
        .unwrap();
    std::fs::write(&path, b"PAR1").unwrap();
    let mut next = lake.begin_load(&air(), &zone(), facts("b"), START).await.unwrap();
    let error = next.stage(&rows(&[("dongsi", 0, 1)])).await.unwrap_err();
    assert!(matches!(error, Error::DataFile { .. }), "{error:?}");
    assert!(error.to_string().contains("is not the Parquet file of 2 rows"));
}

#[tokio::test]
async fn a_folder_without_permission_is_said_to_be_so() {
    let dir = tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, b"").unwrap();
    // A file where the folder should be: refused by the system, named by us.
    let error = Lake::open(&file.join("lake"), Access::Write).await.unwrap_err();
    assert!(error.to_string().starts_with("could not create `"), "{error}");
}
