//! The wallet, subscriptions, positions of publishers, backups and addresses.

use crate::support::{Home, commit, entry, on_both};
use expect_test::expect;
use journal::{Access, Entry, Error, Journal, ResultChange, ResultRow, Subscription};

on_both!(
    results_are_held_and_revoked,
    subscriptions_change_in_place,
    a_position_moves_only_from_where_it_stands,
    a_backup_is_a_whole_journal,
    a_newer_layout_is_refused,
);

async fn results_are_held_and_revoked(home: &Home) {
    let journal = home.open().await;
    let row = |id: &str, until_on: Option<&str>| ResultRow {
        id: id.to_owned(),
        holder: "p1".to_owned(),
        kind: "household-entry".to_owned(),
        case_id: "a".to_owned(),
        given_on: "2026-02-13".to_owned(),
        until_on: until_on.map(str::to_owned),
        revoked: None,
        body: "{}".to_owned(),
    };
    let revoke = |id: &str| ResultChange::Revoke {
        id: id.to_owned(),
        at_us: 7,
        why: "given in error".to_owned(),
    };
    let given = vec![
        ResultChange::Put(row("r1", Some("2027-02-12"))),
        ResultChange::Put(row("r2", None)),
        revoke("r2"),
    ];
    commit(&journal, vec![Entry { results: given, ..entry("a", 0) }]).await;
    let held = journal.results_of("p1").await.unwrap();
    assert_eq!(held[0], row("r1", Some("2027-02-12")));
    assert_eq!(held[1].revoked, Some((7, "given in error".to_owned())));
    commit(&journal, vec![Entry { results: vec![revoke("r1")], ..entry("a", 1) }]).await;
    let found = journal.find_result("r1").await.unwrap().unwrap();
    assert_eq!(found.revoked, Some((7, "given in error".to_owned())));
    assert_eq!(journal.find_result("r9").await.unwrap(), None);
    assert_eq!(journal.results_of("p9").await.unwrap(), []);
}

async fn subscriptions_change_in_place(home: &Home) {
    let journal = home.open().await;
    let mut row = Subscription {
        id: "tax".to_owned(),
        url: "https://tax.example/in".to_owned(),
        secret_ref: "tax-1".to_owned(),
        kinds: vec!["case.decided".to_owned()],
        active: true,
        made_us: 3,
    };
    journal.put_subscription(&row).await.unwrap();
    row.active = false;
    row.kinds.clear();
    journal.put_subscription(&row).await.unwrap();
    assert_eq!(journal.list_subscriptions().await.unwrap(), [row.clone()]);
    assert_eq!(journal.find_subscription("tax").await.unwrap(), Some(row));
    assert_eq!(journal.find_subscription("zoo").await.unwrap(), None);
}

async fn a_position_moves_only_from_where_it_stands(home: &Home) {
    let journal = home.open().await;
    assert_eq!(journal.position("lake").await.unwrap(), 0);
    assert!(journal.advance("lake", 0, 5).await.unwrap());
    assert!(!journal.advance("lake", 0, 7).await.unwrap());
    assert!(!journal.advance("lake", 4, 7).await.unwrap());
    assert!(journal.advance("lake", 5, 7).await.unwrap());
    assert_eq!(journal.position("lake").await.unwrap(), 7);
    assert_eq!(journal.position("other").await.unwrap(), 0);
}

async fn a_backup_is_a_whole_journal(home: &Home) {
    let journal = home.open().await;
    commit(&journal, vec![entry("a", 0), entry("b", 0)]).await;
    let path = home.dir.path().join("backup.db");
    if home.address.starts_with("postgres:") {
        let refused = journal.backup(&path).await.unwrap_err();
        assert!(refused.to_string().contains("pg_dump"), "{refused}");
        return;
    }
    journal.tidy().await.unwrap();
    journal.backup(&path).await.unwrap();
    commit(&journal, vec![entry("a", 1)]).await;
    assert!(matches!(journal.backup(&path).await, Err(Error::Backup { .. })));
    let copy = format!("sqlite:{}", path.display());
    let copy = Journal::open(&copy, Access::Write).await.unwrap();
    let report = copy.verify(|_, _| ()).await.unwrap();
    assert_eq!((report.events, report.fault), (2, None));
}

async fn a_newer_layout_is_refused(home: &Home) {
    home.open().await.close().await;
    home.vandalise("UPDATE meta SET value = '99' WHERE key = 'layout'").await;
    for access in [Access::Read, Access::Write] {
        let refused = Journal::open(&home.address, access).await.unwrap_err();
        expect!["R0350 the journal has layout 99, this release reads up to 1; use the release that wrote it, or a newer one"]
            .assert_eq(&format!("{} {refused}", refused.code().unwrap().0));
    }
}

async fn refusal(address: &str, access: Access) -> String {
    let refused = Journal::open(address, access).await.unwrap_err();
    assert!(!refused.text().zh.is_empty());
    format!("{} {refused}", refused.code().unwrap().0)
}

#[tokio::test]
async fn addresses_that_lead_nowhere_are_refused() {
    let home = Home::sqlite();
    expect!["R0348 `mysql://city` names no journal; expected `sqlite:PATH` or `postgres://USER@HOST/DATABASE`"]
        .assert_eq(&refusal("mysql://city", Access::Write).await);
    expect!["R0349 `nowhere.db` holds no journal yet; start the service once, or check --data"]
        .assert_eq(&refusal("sqlite:nowhere.db", Access::Read).await);
    // Nothing listens on port 1.
    expect![
        "R0351 could not reach the journal's database server; check that it runs and its address"
    ]
    .assert_eq(&refusal("postgres://nobody@127.0.0.1:1/none", Access::Write).await);
    let path = home.dir.path().join("journal.db");
    std::fs::write(&path, "not a database, and long enough to be read as one".repeat(100)).unwrap();
    expect!["R0352 the journal's file is not sound; keep it for inspection and restore the newest backup"]
        .assert_eq(&refusal(&home.address, Access::Write).await);
}

#[tokio::test]
async fn an_index_that_misses_a_row_is_found() {
    let home = Home::sqlite();
    let journal = home.open().await;
    commit(&journal, vec![entry("a", 0)]).await;
    journal.close().await;
    // The index of the list of cases is declared to be empty.
    home.vandalise(
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET rootpage =
            (SELECT rootpage FROM sqlite_schema WHERE name = 'timer_due')
         WHERE name = 'case_status';",
    )
    .await;
    let journal = home.open().await;
    let fault = journal.verify(|_, _| ()).await.unwrap().fault.unwrap();
    assert_eq!(fault.code().0, "R0347", "{}", fault.text().en);
}
