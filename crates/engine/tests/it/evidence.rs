//! L3: a figure recomputed from its evidence alone has the same digits, and no record that is
//! not in it makes a difference.

use crate::district_of_two::{Row, Two};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use district::{Figure, FigureKey};
use engine::LakeTables;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeSet;

/// Rows with different keys, so that row ids are their places in the file.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let power = prop_oneof![4 => (0_i64..500).prop_map(Some), 1 => Just(None)];
    let row = (0_usize..2, 0_i64..240, 0_usize..3, power);
    prop::collection::btree_map((0_usize..2, 0_i64..240), row, 4..28).prop_map(|rows| {
        rows.into_iter().map(|((machine, at), row)| (machine, at, row.2, row.3)).collect()
    })
}

async fn figure_of(rows: &[Row], key: &FigureKey) -> Option<Figure> {
    let dir = tempfile::tempdir().unwrap();
    let mut two = Two::open(dir.path()).await;
    if rows.is_empty() {
        return None;
    }
    two.load(rows).await;
    two.rebuilt().await.remove(key)
}

#[test]
fn l3_a_figure_rests_on_its_evidence_and_nothing_else() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { cases: 4, max_shrink_iters: 40, ..Config::default() };
    let choice = (rows(), any::<prop::sample::Index>(), any::<prop::sample::Index>());
    let run =
        TestRunner::new_with_rng(config, same_every_time()).run(&choice, |(rows, which, other)| {
            runtime.block_on(async {
                let dir = tempfile::tempdir().unwrap();
                let mut two = Two::open(dir.path()).await;
                two.load(&rows).await;
                two.refresh().await;
                let figures: Vec<&Figure> = two.figures.values().collect();
                if figures.is_empty() {
                    return Ok(());
                }
                let figure = *which.get(&figures);
                let tables = LakeTables::new(two.lake.clone(), 1);
                let found =
                    two.engine.evidence(&two.graph, &two.context, &tables, &figure.key).await;
                let found = found.unwrap();
                let ids: BTreeSet<i64> = found
                    .streams
                    .values()
                    .flat_map(|rows| {
                        rows.column_by_name("record_no")
                            .unwrap()
                            .as_primitive::<Int64Type>()
                            .values()
                            .to_vec()
                    })
                    .collect();
                let id = |at: usize| i64::try_from(at).unwrap() + 1;
                let alone: Vec<Row> = rows
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| ids.contains(&id(*at)))
                    .map(|(_, r)| *r)
                    .collect();
                let again = figure_of(&alone, &figure.key).await;
                // A day or month that began elsewhere may count fewer inputs, never other digits.
                prop_assert_eq!(again.as_ref(), Some(figure), "from {:?} alone", alone);
                let rest: Vec<usize> =
                    (0..rows.len()).filter(|at| !ids.contains(&id(*at))).collect();
                if !rest.is_empty() {
                    let left_out = *other.get(&rest);
                    let mut less = rows.clone();
                    less.remove(left_out);
                    let again = figure_of(&less, &figure.key).await;
                    prop_assert_eq!(again.as_ref(), Some(figure), "without {:?}", rows[left_out]);
                }
                Ok(())
            })
        });
    run.unwrap();
}

/// The same cases on every run: a run that fails is one that somebody changed something for.
fn same_every_time() -> TestRng {
    TestRng::deterministic_rng(RngAlgorithm::ChaCha)
}
