//! A folder that an older release wrote.

use super::MIGRATIONS;
use crate::Access;
use crate::store::Store;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use std::collections::BTreeMap;
use std::path::Path;

/// A store of layout 1 with one file in it.
async fn first_layout(dir: &Path) {
    let options =
        SqliteConnectOptions::new().filename(dir.join("hemei.db")).create_if_missing(true);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    for sql in [
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
        MIGRATIONS[0],
        "INSERT INTO meta VALUES ('layout', '1')",
        "INSERT INTO file (stream, path, sha256, format, state, base, begun_at_us)
         VALUES ('living', 'book.xls', 'sha', 'workbook', 'loaded', 0, 0)",
    ] {
        sqlx::raw_sql(sql).execute(&pool).await.unwrap();
    }
    pool.close().await;
}

#[tokio::test]
async fn an_older_store_opens_and_is_brought_on_by_the_first_writer() {
    let dir = tempfile::tempdir().unwrap();
    first_layout(dir.path()).await;
    let reader = Store::open(dir.path(), Access::Read).await.unwrap();
    let writer = Store::open(dir.path(), Access::Write).await.unwrap();
    for store in [&reader, &writer] {
        let files = store.list_files().await.unwrap();
        assert_eq!((files.len(), files[0].letters.len()), (1, 0));
    }
    let letters = BTreeMap::from([("amount".to_owned(), "D".to_owned())]);
    writer.put_letters(1, &letters).await.unwrap();
    assert_eq!(writer.find_file(1).await.unwrap().unwrap().letters, letters);
    // A reader that was there before goes on as it began.
    assert!(reader.find_file(1).await.unwrap().unwrap().letters.is_empty());
    let later = Store::open(dir.path(), Access::Read).await.unwrap();
    assert_eq!(later.find_file(1).await.unwrap().unwrap().letters, letters);
}
