//! What comes out: snapshots, changes, pruning, projection.

use crate::support::{DAY, HOUR, START, load, open, query, show};
use arrow_array::cast::AsArray;
use datafusion::logical_expr::{col, lit};
use datafusion::physical_plan::displayable;
use datafusion::prelude::SessionContext;
use datafusion::scalar::ScalarValue;
use expect_test::expect;
use records::{Error, Which};
use tempfile::tempdir;

#[tokio::test]
async fn changes_since_a_snapshot_are_both_sides_of_a_correction() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    load(&lake, "a", &[("dongsi", 0, 1), ("dongsi", 1, 2)]).await;
    load(&lake, "b", &[("dongsi", 2, 3)]).await;
    load(&lake, "c", &[("dongsi", 0, 9), ("dongsi", 2, 8)]).await;
    let text = show(&lake, 3, Which::Since(2)).await;
    expect![[r#"
        1 dongsi 0 1
        3 dongsi 2 3
        4 dongsi 0 9
        5 dongsi 2 8
    "#]]
    .assert_eq(&text);
    // Record 3 came and went between 1 and 3: nobody who stands at 1 has seen it.
    let text = show(&lake, 3, Which::Since(1)).await;
    expect![[r#"
        1 dongsi 0 1
        4 dongsi 0 9
        5 dongsi 2 8
    "#]]
    .assert_eq(&text);
    assert_eq!(show(&lake, 2, Which::Since(1)).await, "3 dongsi 2 3\n");
    assert_eq!(show(&lake, 3, Which::Since(3)).await, "");
    assert_eq!(show(&lake, 3, Which::Since(0)).await, show(&lake, 3, Which::All).await);
}

#[tokio::test]
async fn a_snapshot_shows_the_same_rows_for_ever() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let mut shown = Vec::new();
    for step in 0..6_i64 {
        let name = format!("f{step}");
        load(&lake, &name, &[("dongsi", step / 2, step), ("tiantan", step, 1)]).await;
        shown.push(show(&lake, step + 1, Which::All).await);
    }
    for (at, text) in shown.iter().enumerate() {
        let no = i64::try_from(at).unwrap() + 1;
        assert_eq!(*text, show(&lake, no, Which::All).await);
    }
    let beyond = lake.table("air", 99, Which::All).await;
    assert!(matches!(beyond, Err(Error::NoSnapshot { snapshot: 99, newest: 6 })));
    let other = lake.table("water", 1, Which::All).await;
    assert!(matches!(other, Err(Error::NoStream { .. })));
    let rows = lake.list_snapshots().await.unwrap();
    let at = rows[5].created_at_us;
    assert_eq!(lake.snapshot_at(at).await.unwrap(), Some(6));
    assert_eq!(lake.snapshot_at(at - 1).await.unwrap(), None);
}

#[tokio::test]
async fn files_are_pruned_by_day_and_by_time() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    for day in 0..4_i64 {
        load(&lake, &format!("d{day}"), &[("dongsi", day * 24, 1), ("dongsi", day * 24 + 5, 2)])
            .await;
    }
    let table = records::SnapTable::open(&lake, "air", 4, Which::All).await.unwrap();
    let day = |n: i32| lit(ScalarValue::Date32(Some(16_436 + n)));
    let at = |us: i64| lit(ScalarValue::TimestampMicrosecond(Some(us), Some("UTC".into())));
    let files = |filter| table.files_for(&[filter]).len();
    assert_eq!(files(col("observed_on").eq(day(2))), 1);
    assert_eq!(files(col("observed_on").in_list(vec![day(0), day(3)], false)), 2);
    assert_eq!(files(col("observed_on").gt(day(1))), 2);
    assert_eq!(files(col("observed_on").not_eq(day(1))), 3);
    assert_eq!(files(col("observed_at").gt_eq(at(START + DAY))), 3);
    assert_eq!(files(col("observed_at").between(at(START + HOUR), at(START + 6 * HOUR))), 1);
    assert_eq!(files(at(START + DAY).gt(col("observed_at"))), 1);
    assert_eq!(files(col("station").eq(lit("nowhere"))), 4);
}

#[tokio::test]
async fn filters_go_down_into_the_scan() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    load(&lake, "a", &[("dongsi", 0, 1), ("tiantan", 1, 2)]).await;
    load(&lake, "b", &[("dongsi", 24, 1)]).await;
    load(&lake, "c", &[("dongsi", 24, 7)]).await;
    let table = lake.table("air", 3, Which::All).await.unwrap();
    let ctx = SessionContext::new();
    ctx.register_table("air", table).unwrap();
    let frame = ctx
        .sql(
            "SELECT sum(\"PM2.5\") FROM air
             WHERE observed_on = DATE '2015-01-02' AND station = 'dongsi'",
        )
        .await
        .unwrap();
    let plan = frame.clone().create_physical_plan().await.unwrap();
    let plan = displayable(plan.as_ref()).indent(false).to_string();
    assert!(!plan.contains("FilterExec"), "{plan}");
    assert!(plan.contains("000002-0000-000.parquet"), "{plan}");
    assert!(!plan.contains("000001-0000-000.parquet"), "{plan}");
    let batches = frame.collect().await.unwrap();
    let sum = batches[0].column(0).as_primitive::<arrow_array::types::Decimal128Type>();
    assert_eq!(sum.value(0), 7);
}

#[tokio::test]
async fn any_columns_can_be_read_in_any_order() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    load(&lake, "a", &[("dongsi", 0, 1), ("dongsi", 1, 2)]).await;
    load(&lake, "b", &[("dongsi", 0, 9)]).await;
    let table = lake.table("air", 2, Which::All).await.unwrap();
    let batches = query(table, "SELECT file_no, line_no, station FROM air ORDER BY 1, 2").await;
    let text = arrow::util::pretty::pretty_format_batches(&batches).unwrap().to_string();
    expect![[r#"
        +---------+---------+---------+
        | file_no | line_no | station |
        +---------+---------+---------+
        | 1       | 3       | dongsi  |
        | 2       | 2       | dongsi  |
        +---------+---------+---------+"#]]
    .assert_eq(&text);
}
