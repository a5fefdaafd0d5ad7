//! L2: after any edits, refreshed figures are those of a full rebuild, digit for digit.

use crate::district_of_two::{Row, Two};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Rows anywhere in five days, so that later files bring late, repeated and corrected ones.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let power = prop_oneof![4 => (0_i64..500).prop_map(Some), 1 => Just(None)];
    prop::collection::vec((0_usize..2, 0_i64..480, 0_usize..3, power), 1..24)
}

#[test]
fn l2_a_refresh_gives_the_digits_of_a_rebuild() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let edits = prop::collection::vec(rows(), 2..5);
    let config = Config { cases: 6, max_shrink_iters: 60, ..Config::default() };
    let run = TestRunner::new_with_rng(config, same_every_time()).run(&edits, |edits| {
        let dir = tempfile::tempdir().unwrap();
        runtime.block_on(async {
            let mut two = Two::open(dir.path()).await;
            for rows in &edits {
                two.load(rows).await;
                two.refresh().await;
                let rebuilt = two.rebuilt().await;
                prop_assert_eq!(&two.figures, &rebuilt);
            }
            Ok(())
        })
    });
    run.unwrap();
}

#[test]
fn an_hour_more_touches_its_own_cells() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let dir = tempfile::tempdir().unwrap();
    runtime.block_on(async {
        let mut two = Two::open(dir.path()).await;
        let day: Vec<Row> =
            (0..96).map(|q| (0, q, usize::try_from(q % 2).unwrap(), Some(q))).collect();
        two.load(&day).await;
        two.refresh().await;
        two.load(&[(0, 96, 0, Some(7)), (0, 97, 1, Some(8))]).await;
        let before = two.figures.clone();
        two.refresh().await;
        assert_eq!(two.figures, two.rebuilt().await);
        let changed = two.figures.iter().filter(|(key, figure)| before.get(*key) != Some(*figure));
        let changed: Vec<String> = changed
            .map(|(key, _)| format!("{} {} {}", key.indicator, key.place, key.period))
            .collect();
        // The first day gains the quarter hour up to midnight; everything else is new.
        assert_eq!(
            changed,
            [
                "availability a 2015-03-01",
                "availability a 2015-03",
                "availability a 2015-03-02",
                "availability plant 2015-03-01",
                "availability plant 2015-03",
                "availability plant 2015-03-02",
                "power_p90 a 2015-03-02",
            ]
        );
    });
}

/// The same cases on every run: a run that fails is one that somebody changed something for.
fn same_every_time() -> TestRng {
    TestRng::deterministic_rng(RngAlgorithm::ChaCha)
}
