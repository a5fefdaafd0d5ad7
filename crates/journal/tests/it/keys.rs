//! Keys of persons: made once, erased without a trace.

use crate::support::{Home, commit, entry, on_both};
use expect_test::expect;
use journal::{Entry, Error, NewPersonKey};

on_both!(a_key_is_made_once_and_erased, many_keys_lose_only_the_erased_ones);

fn secret(number: usize) -> Vec<u8> {
    format!("<secret of person {number:05}, wrapped>").into_bytes()
}

async fn a_key_is_made_once_and_erased(home: &Home) {
    let journal = home.open().await;
    assert_eq!(journal.find_person_key("p1").await.unwrap(), None);
    let made = journal.person_key("p1", &secret(1), 5).await.unwrap();
    assert_eq!((made.generation, &made.wrapped), (1, &secret(1)));
    assert_eq!(journal.person_key("p1", &secret(2), 6).await.unwrap(), made);
    let with = |case: &str, person: &str| Entry {
        person_keys: vec![NewPersonKey { person: person.to_owned(), wrapped: secret(3) }],
        ..entry(case, 0)
    };
    expect![[r"
        taken: p1
        committed: event 1, 1 of its case, which has 1
        taken: p2"]]
    .assert_eq(&commit(&journal, vec![with("a", "p1"), with("b", "p2"), with("c", "p2")]).await);
    assert_eq!(journal.find_person_key("p2").await.unwrap().unwrap().wrapped, secret(3));
    assert!(journal.erase_person_key("p1", 9).await.unwrap());
    assert!(!journal.erase_person_key("p1", 9).await.unwrap());
    assert_eq!(journal.find_person_key("p1").await.unwrap(), None);
    assert_eq!(journal.find_person_key_of("p1", 1).await.unwrap(), None);
    let again = journal.person_key("p1", &secret(4), 10).await.unwrap();
    assert_eq!((again.generation, again.wrapped), (2, secret(4)));
    assert!(journal.find_person_key_of("p1", 2).await.unwrap().is_some());
    expect!["committed: event 2, 1 of its case, which has 1"]
        .assert_eq(&commit(&journal, vec![with("d", "p3")]).await);
    assert_eq!(journal.verify(|_, _| ()).await.unwrap().fault, None);
}

/// Which of the numbered secrets stand anywhere in the files of a SQLite journal.
fn traces(home: &Home) -> Vec<usize> {
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(home.dir.path()).unwrap() {
        bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let text = String::from_utf8_lossy(&bytes);
    let mut found: Vec<usize> = text
        .split("<secret of person ")
        .skip(1)
        .filter_map(|rest| rest.get(..5)?.parse().ok())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

async fn many_keys_lose_only_the_erased_ones(home: &Home) {
    let journal = home.open().await;
    // In an order that is not that of the persons, with other rows in between.
    for round in 0..10 {
        let batch = (0..50)
            .map(|step| (step * 37 + round * 101) % 500)
            .map(|number| Entry {
                person_keys: vec![NewPersonKey {
                    person: format!("p{number}"),
                    wrapped: secret(number),
                }],
                ..entry(&format!("{round}/{number}"), 0)
            })
            .collect();
        journal.commit(batch).await.unwrap();
    }
    let mut there = Vec::new();
    for number in 0..500 {
        if journal.find_person_key(&format!("p{number}")).await.unwrap().is_some() {
            there.push(number);
        }
    }
    assert!(there.len() > 300, "{}", there.len());
    let (erased, kept): (Vec<usize>, Vec<usize>) = there.iter().partition(|at| *at % 50 == 3);
    for number in &erased {
        match journal.erase_person_key(&format!("p{number}"), 99).await {
            Ok(found) => assert!(found),
            Err(Error::Traces) => panic!("nobody reads"),
            Err(error) => panic!("{error}"),
        }
    }
    for number in &kept {
        let key = journal.find_person_key(&format!("p{number}")).await.unwrap().unwrap();
        assert_eq!(key.wrapped, secret(*number));
    }
    if home.address.starts_with("sqlite:") {
        assert_eq!(traces(home), kept);
    }
}
