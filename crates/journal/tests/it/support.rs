//! A journal to test with: a folder for SQLite, a database of its own for PostgreSQL.

use journal::{
    Access, Entry, HeadRow, Journal, NewEvent, NewMessage, Outcome, TaskChange, TaskRow,
    TimerChange, TimerRow,
};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use std::sync::atomic::{AtomicU64, Ordering};

/// Where a test's journal lies.
pub(crate) struct Home {
    pub(crate) address: String,
    /// The server's address and the name of the database on it.
    database: Option<(String, String)>,
    pub(crate) dir: tempfile::TempDir,
}

static HOMES: AtomicU64 = AtomicU64::new(0);

impl Home {
    pub(crate) fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let address = format!("sqlite:{}", dir.path().join("journal.db").display());
        Self { address, database: None, dir }
    }

    /// None, with a word about it, where no server can be reached.
    pub(crate) async fn postgres() -> Option<Self> {
        let Some(server) = server().await else {
            println!("SKIPPED: no PostgreSQL server; name one in HEMEI_TEST_POSTGRES");
            return None;
        };
        let mut connection = server.parse::<PgConnectOptions>().unwrap().connect().await.unwrap();
        let number = HOMES.fetch_add(1, Ordering::Relaxed);
        let database = format!("hemei_test_{}_{number}", std::process::id());
        let drop = format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)");
        sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut connection).await.unwrap();
        let create = format!("CREATE DATABASE {database} TEMPLATE template0");
        sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        let address = format!("{}/{database}", server.trim_end_matches("/postgres"));
        Some(Self {
            address,
            database: Some((server, database)),
            dir: tempfile::tempdir().unwrap(),
        })
    }

    pub(crate) async fn open(&self) -> Journal {
        Journal::open(&self.address, Access::Write).await.unwrap()
    }

    /// Runs a statement past the journal, as a vandal would.
    pub(crate) async fn vandalise(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        if let Some(path) = self.address.strip_prefix("sqlite:") {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
            let mut connection = options.connect().await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        } else {
            let options: PgConnectOptions = self.address.parse().unwrap();
            let mut connection = options.connect().await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
    }

    pub(crate) async fn leave(self) {
        let Some((server, database)) = &self.database else { return };
        let mut server = server.parse::<PgConnectOptions>().unwrap().connect().await.unwrap();
        let drop = format!("DROP DATABASE {database} WITH (FORCE)");
        sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut server).await.unwrap();
        server.close().await.unwrap();
    }
}

/// The address of a server's database `postgres`: the one named, or one on this machine.
async fn server() -> Option<String> {
    let named = std::env::var("HEMEI_TEST_POSTGRES").ok();
    let here = ["root", "postgres"].map(|user| format!("postgres://{user}@127.0.0.1/postgres"));
    for address in named.into_iter().chain(here) {
        let Ok(options) = address.parse::<PgConnectOptions>() else { continue };
        if options.connect().await.is_ok() {
            return Some(address);
        }
    }
    None
}

/// Makes two tests of an `async fn(&Home)`.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&crate::support::Home::sqlite()).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                let Some(home) = crate::support::Home::postgres().await else { return };
                super::$name(&home).await;
                home.leave().await;
            })+
        }
    };
}
pub(crate) use on_both;

/// An entry of one event, with the command key `case/seq`.
pub(crate) fn entry(case_id: &str, expected_seq: i64) -> Entry {
    Entry {
        case_id: case_id.to_owned(),
        expected_seq,
        command_key: format!("{case_id}/{expected_seq}"),
        command_digest: [7; 32],
        at_us: 1_000 + expected_seq,
        events: vec![NewEvent {
            kind: "case.noted".to_owned(),
            body: format!(r#"{{"text":"第{expected_seq}件 \"'","case":"{case_id}"}}"#),
        }],
        answer: format!("answer to {case_id}/{expected_seq}"),
        ..Entry::default()
    }
}

pub(crate) fn head(status: &str, thing: &str, place: &str, opened_us: i64) -> HeadRow {
    HeadRow {
        status: status.to_owned(),
        thing: thing.to_owned(),
        place: place.to_owned(),
        applicant: "p1".to_owned(),
        opened_us,
        body: "{}".to_owned(),
    }
}

pub(crate) fn task(key: &str, office: &str, level: &str, place: &str, due_us: i64) -> TaskRow {
    TaskRow {
        key: key.to_owned(),
        case_id: "a".to_owned(),
        office: office.to_owned(),
        level: level.to_owned(),
        place: place.to_owned(),
        due_us,
        body: "{}".to_owned(),
        ..TaskRow::default()
    }
}

pub(crate) fn put(row: TaskRow) -> TaskChange {
    TaskChange::Put(row)
}

pub(crate) fn timer(key: &str, due_us: i64) -> TimerChange {
    TimerChange::Put(TimerRow {
        key: key.to_owned(),
        case_id: "a".to_owned(),
        kind: "yellow".to_owned(),
        due_us,
        body: "{}".to_owned(),
    })
}

pub(crate) fn message(key: &str, destination: &str) -> NewMessage {
    NewMessage {
        key: key.to_owned(),
        destination: destination.to_owned(),
        kind: "case.decided".to_owned(),
        body: "{}".to_owned(),
        not_before_us: 0,
    }
}

/// An outcome in a line.
pub(crate) fn said(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Committed(at) => format!(
            "committed: event {}, {} of its case, which has {}",
            at.first_seq, at.first_case_seq, at.case_events
        ),
        Outcome::Repeated { answer, same_digest, case_id } => {
            format!("repeated on {case_id}: {answer:?}, same: {same_digest}")
        }
        Outcome::Conflict { actual } => format!("conflict: the case has {actual}"),
        Outcome::KeyTaken { key } => format!("taken: {key}"),
        Outcome::NulText => "a text holds U+0000".to_owned(),
    }
}

pub(crate) async fn commit(journal: &Journal, batch: Vec<Entry>) -> String {
    let outcomes = journal.commit(batch).await.unwrap();
    outcomes.iter().map(said).collect::<Vec<_>>().join("\n")
}
