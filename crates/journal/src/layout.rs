//! The journal's tables and their versions. Forward only: a released layout never changes.

use crate::db::dialect::{statements, tables_for_postgres};
use crate::db::{Db, Order, Tx, args};
use crate::{Error, chain};

/// Each entry takes the journal from the layout of its index to the next.
const STEPS: &[&str] = &[include_str!("schema_1.sql")];

statements! {
    READ_LAYOUT = "SELECT CAST(value AS BIGINT) FROM meta WHERE key = 'layout'";
    WRITE_LAYOUT = "INSERT INTO meta (key, value) VALUES ('layout', $1)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    FIRST_TIP = "INSERT INTO tip (id, seq, chain_hash, message_no, key_no)
        VALUES (1, 0, $1, 0, 0)";
}

fn known() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Brings the journal to the newest layout, in one transaction.
pub(crate) async fn migrate(db: &Db) -> Result<(), Error> {
    let failed = |source| Error::sort("migrate", source);
    let Some(mut tx) = db.begin(Order::Chain).await.map_err(failed)? else { return Ok(()) };
    tx.run_text(meta(&tx)).await.map_err(failed)?;
    let found = tx.all::<(i64,)>(&READ_LAYOUT, args![]).await.map_err(failed)?;
    let found = found.first().map_or(0, |(layout,)| *layout);
    newer(found)?;
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        let text = match &tx {
            Tx::Sqlite(_) => (*step).to_owned(),
            Tx::Postgres(_) => tables_for_postgres(step),
        };
        tx.run_text(text).await.map_err(failed)?;
    }
    if found == 0 {
        tx.run(&FIRST_TIP, args![chain::START.as_slice()]).await.map_err(failed)?;
    }
    if found < known() {
        tx.run(&WRITE_LAYOUT, args![known().to_string()]).await.map_err(failed)?;
    }
    tx.commit().await.map_err(failed)
}

fn meta(tx: &Tx) -> String {
    let text = "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)";
    match tx {
        Tx::Sqlite(_) => text.to_owned(),
        Tx::Postgres(_) => tables_for_postgres(text),
    }
}

/// Refuses a journal that a newer release wrote, and one that nobody has set up.
pub(crate) async fn check(db: &Db) -> Result<(), Error> {
    let found = db.first::<(i64,)>(&READ_LAYOUT, args![]).await;
    let found = found.map_err(|source| Error::sort("read the layout", source))?;
    newer(found.map_or(0, |(layout,)| layout))
}

fn newer(found: i64) -> Result<(), Error> {
    if found > known() {
        return Err(Error::Newer { found, known: known() });
    }
    Ok(())
}
