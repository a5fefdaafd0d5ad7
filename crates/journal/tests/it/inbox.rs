//! Inboxes: in the order of what is due, by any filter, at once after the write.

use crate::support::{Home, commit, entry, on_both, put, task};
use expect_test::expect;
use journal::{Claim, Entry, InboxQuery, Journal, Light, TaskChange};

on_both!(an_inbox_shows_what_waits, counters_follow_every_change);

async fn fill(journal: &Journal) {
    let mut tasks = Vec::new();
    for (number, (office, level, place)) in [
        ("police", "street", "s1"),
        ("police", "street", "s2"),
        ("police", "district", "d"),
        ("civil", "street", "s1"),
    ]
    .iter()
    .enumerate()
    {
        for step in 0..3 {
            let number = i64::try_from(number).unwrap();
            let mut row =
                task(&format!("{office}-{place}-{step}"), office, level, place, step * 10 + number);
            row.claimed_by = (step == 1).then(|| "wang".to_owned());
            tasks.push(put(row));
        }
    }
    commit(journal, vec![Entry { tasks, ..entry("a", 0) }]).await;
}

async fn keys(journal: &Journal, query: InboxQuery) -> String {
    let rows = journal.inbox(&InboxQuery { limit: 4, ..query }).await.unwrap();
    rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>().join(" ")
}

async fn an_inbox_shows_what_waits(home: &Home) {
    let journal = home.open().await;
    fill(&journal).await;
    let some = |text: &str| Some(text.to_owned());
    let all = InboxQuery::default();
    let police = InboxQuery { office: some("police"), ..all.clone() };
    let free = InboxQuery { claimed_by: Claim::Unclaimed, ..police.clone() };
    let desk = InboxQuery { place: some("s1"), level: some("street"), ..police.clone() };
    let mine = InboxQuery { claimed_by: Claim::By("wang".to_owned()), ..all.clone() };
    let mut said = Vec::new();
    for query in [
        all.clone(),
        police.clone(),
        InboxQuery { after: Some((2, "police-d-0".to_owned())), ..police.clone() },
        InboxQuery { due_before_us: Some(11), ..police },
        free,
        desk,
        InboxQuery { place: some("s1"), ..all.clone() },
        InboxQuery { level: some("district"), ..all },
        mine.clone(),
        InboxQuery { office: some("civil"), ..mine },
    ] {
        said.push(keys(&journal, query).await);
    }
    expect![[r"
        police-s1-0 police-s2-0 police-d-0 civil-s1-0
        police-s1-0 police-s2-0 police-d-0 police-s1-1
        police-s1-1 police-s2-1 police-d-1 police-s1-2
        police-s1-0 police-s2-0 police-d-0 police-s1-1
        police-s1-0 police-s2-0 police-d-0 police-s1-2
        police-s1-0 police-s1-1 police-s1-2
        police-s1-0 civil-s1-0 police-s1-1 civil-s1-1
        police-d-0 police-d-1 police-d-2
        police-s1-1 police-s2-1 police-d-1 civil-s1-1
        civil-s1-1"]]
    .assert_eq(&said.join("\n"));
    assert_eq!(journal.find_task("civil-s1-0").await.unwrap().unwrap().office, "civil");
}

async fn counts(journal: &Journal, office: Option<&str>) -> String {
    let counts = journal.count_tasks(office, None, None).await.unwrap();
    counts
        .iter()
        .map(|at| {
            format!("{} {} {:?} taken {}: {}", at.office, at.place, at.light, at.claimed, at.tasks)
        })
        .collect::<Vec<_>>()
        .join("\n")
}

async fn counters_follow_every_change(home: &Home) {
    let journal = home.open().await;
    fill(&journal).await;
    expect![[r"
        police d Green taken false: 2
        police d Green taken true: 1
        police s1 Green taken false: 2
        police s1 Green taken true: 1
        police s2 Green taken false: 2
        police s2 Green taken true: 1"]]
    .assert_eq(&counts(&journal, Some("police")).await);
    let mut red = task("police-s1-0", "police", "street", "s1", 3);
    red.light = Light::Red;
    let gone = |key: &str| TaskChange::Delete(key.to_owned());
    let first = Entry { tasks: vec![put(red.clone()), gone("police-s2-1")], ..entry("a", 1) };
    let second = Entry {
        tasks: vec![gone("police-s2-0"), put(red), gone("police-d-0"), gone("nowhere")],
        ..entry("a", 2)
    };
    let third = Entry {
        tasks: vec![put(task("new", "civil", "street", "s1", 1)), gone("new")],
        ..entry("a", 3)
    };
    commit(&journal, vec![first, second, third]).await;
    expect![[r"
        civil s1 Green taken false: 2
        civil s1 Green taken true: 1
        police d Green taken false: 1
        police d Green taken true: 1
        police s1 Green taken false: 1
        police s1 Red taken false: 1
        police s1 Green taken true: 1
        police s2 Green taken false: 1"]]
    .assert_eq(&counts(&journal, None).await);
}
