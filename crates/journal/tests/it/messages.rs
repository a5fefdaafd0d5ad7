//! The outbox: at least once, each destination on its own, dead letters that come back.

use crate::support::{Home, commit, entry, message, on_both};
use journal::{Entry, Failure, Journal, NewMessage};

on_both!(one_destination_does_not_block_another, dead_letters_come_back);

async fn due(journal: &Journal, now_us: i64) -> String {
    let rows = journal.due_messages(now_us, 2).await.unwrap();
    rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>().join(" ")
}

async fn one_destination_does_not_block_another(home: &Home) {
    let journal = home.open().await;
    assert_eq!(due(&journal, i64::MAX).await, "");
    assert_eq!(journal.next_message_at().await.unwrap(), None);
    let mut outbox: Vec<NewMessage> =
        (0..5).map(|number| message(&format!("t{number}"), "tax")).collect();
    outbox.push(message("h1", "health"));
    outbox.push(NewMessage { not_before_us: 5_000, ..message("z1", "zoo") });
    commit(&journal, vec![Entry { outbox, ..entry("a", 0) }]).await;
    assert_eq!(due(&journal, 999).await, "");
    assert_eq!(due(&journal, 1_000).await, "h1 t0 t1");
    assert_eq!(journal.mark_failed(1, 3_000, 3, "503").await.unwrap(), Failure::Again);
    assert_eq!(due(&journal, 1_000).await, "h1 t1 t2");
    journal.mark_delivered(&[2, 3, 6, 99], 1_001).await.unwrap();
    assert_eq!(due(&journal, 1_000).await, "t3 t4");
    assert_eq!(journal.mark_failed(2, 3_000, 3, "late").await.unwrap(), Failure::Gone);
    journal.mark_delivered(&[4, 5], 1_001).await.unwrap();
    assert_eq!(journal.next_message_at().await.unwrap(), Some(3_000));
    assert_eq!(due(&journal, 9_000).await, "t0 z1");
}

async fn dead_letters_come_back(home: &Home) {
    let journal = home.open().await;
    let outbox = vec![message("t", "tax")];
    commit(&journal, vec![Entry { outbox, ..entry("a", 0) }]).await;
    assert_eq!(journal.mark_failed(1, 2_000, 2, "500").await.unwrap(), Failure::Again);
    assert_eq!(journal.mark_failed(1, 3_000, 2, "no route").await.unwrap(), Failure::Dead);
    assert_eq!(due(&journal, 9_000).await, "");
    let dead = journal.list_dead(0, 10).await.unwrap();
    assert_eq!((dead.len(), dead[0].tries, dead[0].error.as_str()), (1, 2, "no route"));
    assert_eq!(journal.list_dead(1, 10).await.unwrap(), []);
    assert!(journal.replay_dead(1, 4_000).await.unwrap());
    assert!(!journal.replay_dead(1, 4_000).await.unwrap());
    assert_eq!(due(&journal, 3_999).await, "");
    let again = journal.due_messages(4_000, 9).await.unwrap();
    assert_eq!((again[0].key.as_str(), again[0].tries), ("t", 0));
}
