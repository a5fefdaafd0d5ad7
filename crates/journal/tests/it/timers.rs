//! Timers: due in order, moved, taken off, never hidden by one that cannot be served.

use crate::support::{Home, commit, entry, on_both, timer};
use journal::{Entry, Journal, TimerChange};

on_both!(timers_ring_in_order);

async fn due(journal: &Journal, now_us: i64, after: Option<(i64, &str)>) -> String {
    let rows = journal.due_timers(now_us, after, 2).await.unwrap();
    rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>().join(" ")
}

async fn timers_ring_in_order(home: &Home) {
    let journal = home.open().await;
    assert_eq!(journal.next_timer_at().await.unwrap(), None);
    let timers = vec![timer("c", 30), timer("b", 20), timer("a", 20), timer("d", 10)];
    commit(&journal, vec![Entry { timers, ..entry("a", 0) }]).await;
    assert_eq!(due(&journal, 9, None).await, "");
    assert_eq!(due(&journal, 20, None).await, "d a");
    assert_eq!(due(&journal, 20, Some((20, "a"))).await, "b");
    assert_eq!(journal.next_timer_at().await.unwrap(), Some(10));
    let off = TimerChange::Delete("d".to_owned());
    let timers = vec![off, timer("a", 40), timer("e", 5), TimerChange::Delete("e".to_owned())];
    commit(&journal, vec![Entry { timers, ..entry("a", 1) }]).await;
    assert_eq!(due(&journal, 100, None).await, "b c");
    assert!(journal.postpone_timer("b", 50).await.unwrap());
    assert!(!journal.postpone_timer("z", 50).await.unwrap());
    assert_eq!(due(&journal, 100, None).await, "c a");
}
