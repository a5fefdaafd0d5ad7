//! Any order of rows, repeats and cuts give the same answer as a naive reference.

use super::{Carry, Moment, Window, determining, run};
use crate::Clock;
use crate::types::stage_schema;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow_schema::{DataType as ArrowType, SchemaRef};
use district::{DataType, Grain, Period, Zone};
use expect_test::{Expect, expect};
use indicator::ir::Col;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Subject, moment, number, state.
type Record = (String, i64, i64, Option<String>);
type Answer = BTreeMap<(String, i64, Option<String>), (i128, i64)>;

const HOUR_US: i64 = 3_600_000_000;

fn schema() -> SchemaRef {
    let col = |data_type| Col { name: String::new(), data_type, unit: None };
    stage_schema(&[
        col(DataType::Text),
        col(DataType::Period(None)),
        col(DataType::Text),
        col(DataType::Decimal(6)),
        col(DataType::Integer),
    ])
}

fn clock(zone: &str) -> Arc<Clock> {
    Arc::new(Clock::new(&Zone::find(zone).unwrap()))
}

fn batch(records: &[Record]) -> RecordBatch {
    let at: TimestampMicrosecondArray = records.iter().map(|r| Some(r.1)).collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("subject", Arc::new(StringArray::from_iter_values(records.iter().map(|r| &r.0)))),
        ("state", Arc::new(records.iter().map(|r| r.3.as_deref()).collect::<StringArray>())),
        ("at", Arc::new(at.with_timezone("UTC"))),
        ("record_no", Arc::new(Int64Array::from_iter_values(records.iter().map(|r| r.2)))),
    ];
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

fn answer(rows: &RecordBatch) -> Answer {
    let column = |at: usize| rows.column(at);
    let states = column(2).as_string::<i32>();
    let mut answer = Answer::new();
    for row in 0..rows.num_rows() {
        let key = (
            column(0).as_string::<i32>().value(row).to_owned(),
            column(1).as_primitive::<Int64Type>().value(row),
            states.is_valid(row).then(|| states.value(row).to_owned()),
        );
        let seconds = column(3).as_primitive::<Decimal128Type>().value(row);
        let records = column(4).as_primitive::<Int64Type>().value(row);
        assert!(answer.insert(key, (seconds, records)).is_none(), "a key occurs once");
    }
    answer
}

/// Sorted, then second by second: the slowest thing that can be right.
fn naive(records: &[Record], zone: &Zone, grain: Grain) -> Answer {
    let mut answer = Answer::new();
    let code = |at| Period::of(zone.civil(at).unwrap(), grain).code();
    let mut sorted = records.to_vec();
    sorted.sort_by(|a, b| (&a.0, a.1, a.2).cmp(&(&b.0, b.1, b.2)));
    for (at, record) in sorted.iter().enumerate() {
        let key = (record.0.clone(), code(record.1), record.3.clone());
        answer.entry(key).or_default().1 += 1;
        let Some(next) = sorted.get(at + 1).filter(|next| next.0 == record.0) else { continue };
        let mut from = record.1;
        while from < next.1 {
            // All zones here change on whole half hours, and periods begin on them.
            let to = next.1.min((from.div_euclid(HOUR_US / 2) + 1) * (HOUR_US / 2));
            let key = (record.0.clone(), code(from), record.3.clone());
            answer.entry(key).or_default().0 += i128::from(to - from);
            from = to;
        }
    }
    answer
}

/// A small generator, so that a failing seed is the whole test case.
struct Seed(u64);

impl Seed {
    fn below(&mut self, limit: u64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % limit).unwrap()
    }
}

fn records(seed: &mut Seed) -> Vec<Record> {
    let count = seed.below(60);
    let states = 1 + u64::try_from(seed.below(30)).unwrap();
    let start = 1_445_600_000_000_000;
    (0..count)
        .map(|number| {
            // Coarse steps make the same moment twice likely.
            let at = start + seed.below(300) * 1_234_000_000;
            let state = seed.below(states);
            let state = (state > 0).then(|| format!("S{state}"));
            (format!("machine-{}", seed.below(3)), at, number, state)
        })
        .collect()
}

fn shuffle(records: &mut [Record], seed: &mut Seed) {
    for at in (1..records.len()).rev() {
        let other = usize::try_from(seed.below(u64::try_from(at + 1).unwrap())).unwrap();
        records.swap(at, other);
    }
}

#[test]
fn any_order_and_any_cut_agree_with_the_reference() {
    let zones = ["Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe"];
    for seed in 0..600 {
        let mut random = Seed(seed);
        let name = zones[usize::try_from(seed % 3).unwrap()];
        let (zone, clock) = (Zone::find(name).unwrap(), clock(name));
        let grain = [Grain::Hour, Grain::Day, Grain::Month, Grain::All]
            [usize::try_from(random.below(4)).unwrap()];
        let mut records = records(&mut random);
        let expected = naive(&records, &zone, grain);
        if seed % 2 == 0 {
            shuffle(&mut records, &mut random);
        } else {
            records.sort_by_key(|record| (record.1, record.2));
        }
        let cut = usize::try_from(random.below(20)).unwrap() + 1;
        let batches: Vec<RecordBatch> = records.chunks(cut).map(batch).collect();
        let whole = run(&batches, &Carry::default(), &clock, grain, &schema()).unwrap();
        assert_eq!(answer(&whole.0), expected, "seed {seed}, {name}, {grain}");

        // In two runs, the second of which goes on from what the first carries.
        let middle = 1_445_600_000_000_000 + random.below(300) * 1_234_000_000;
        let (before, after): (Vec<Record>, Vec<Record>) =
            records.into_iter().partition(|record| record.1 < middle);
        let none = Carry::default();
        let (first, carry) = run(&[batch(&before)], &none, &clock, grain, &schema()).unwrap();
        let carry = Carry::from_batch(&carry.to_batch().unwrap()).unwrap();
        let (second, last) = run(&[batch(&after)], &carry, &clock, grain, &schema()).unwrap();
        let mut sum = answer(&first);
        for (key, (seconds, records)) in answer(&second) {
            let slot = sum.entry(key).or_default();
            slot.0 += seconds;
            slot.1 += records;
        }
        assert_eq!(sum, expected, "seed {seed}, {name}, {grain}, in two runs");
        assert_eq!(last, whole.1, "seed {seed}, {name}, {grain}, carried");
    }
}

#[test]
fn dictionaries_and_views_read_the_same() {
    let records = records(&mut Seed(7));
    let plain = batch(&records);
    let dictionary = ArrowType::Dictionary(Box::new(ArrowType::Int32), Box::new(ArrowType::Utf8));
    for layout in [dictionary, ArrowType::Utf8View] {
        let columns = plain.columns().iter().enumerate().map(|(at, column)| {
            let found = if at < 2 {
                arrow::compute::cast(column, &layout).unwrap()
            } else {
                Arc::clone(column)
            };
            (format!("c{at}"), found, true)
        });
        let other = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
        let clock = clock("UTC");
        let with = |batch| run(&[batch], &Carry::default(), &clock, Grain::Day, &schema()).unwrap();
        assert_eq!(answer(&with(plain.clone()).0), answer(&with(other).0));
    }
}

fn check(records: &[(i64, &str)], state: &str, counted: bool, expected: &Expect) {
    let hours = 14_000 * 24;
    let moments: Vec<Moment<'_>> = (1..)
        .zip(records)
        .map(|(record_no, (hour, state))| Moment {
            at_us: (hours + hour) * HOUR_US,
            record_no,
            state: Some(state),
        })
        .collect();
    let window = Window { from_us: hours * HOUR_US, to_us: (hours + 24) * HOUR_US };
    let found: Vec<String> = determining(&moments, window, Some(state), counted)
        .into_iter()
        .map(|number| number.to_string())
        .collect();
    expected.assert_eq(&found.join(" "));
}

#[test]
fn records_that_open_or_close_determine() {
    let day = [(-5, "A"), (-2, "A"), (3, "A"), (6, "B"), (7, "B"), (9, "A"), (10, "A"), (30, "A")];
    check(&day, "A", false, &expect!["2 4 6 8"]);
    check(&day, "B", false, &expect!["4 6"]);
    check(&day, "A", true, &expect!["2 3 4 6 7 8"]);
    check(&day, "C", false, &expect![""]);
    // The last record opens nothing, and one that is replaced at once holds for no time.
    check(&[(1, "A"), (2, "A")], "A", false, &expect!["1 2"]);
    check(&[(1, "A")], "A", false, &expect![""]);
    check(&[(1, "A"), (2, "B"), (2, "A"), (4, "B")], "A", false, &expect!["1 4"]);
    check(&[(-3, "A"), (40, "B")], "A", false, &expect!["1 2"]);
    check(&[(-3, "A"), (0, "B"), (40, "B")], "A", false, &expect![""]);
}

#[test]
fn records_that_determine_are_enough_and_none_is_idle() {
    let clock = clock("Asia/Shanghai");
    for seed in 0..400 {
        let mut random = Seed(seed);
        let all = records(&mut random);
        let seconds = |records: &[Record], key: &(String, i64, Option<String>)| {
            let input = [batch(records)];
            let rows = run(&input, &Carry::default(), &clock, Grain::Day, &schema()).unwrap();
            answer(&rows.0).get(key).map_or(0, |found| found.0)
        };
        let rows = run(&[batch(&all)], &Carry::default(), &clock, Grain::Day, &schema()).unwrap();
        for (key, (expected, _)) in answer(&rows.0).into_iter().take(6) {
            let mut own: Vec<&Record> = all.iter().filter(|record| record.0 == key.0).collect();
            own.sort_by_key(|record| (record.1, record.2));
            let moments: Vec<Moment<'_>> = own
                .iter()
                .map(|r| Moment { at_us: r.1, record_no: r.2, state: r.3.as_deref() })
                .collect();
            let window = Window::of(Period::from_code(key.1).unwrap(), &clock);
            let found: BTreeSet<i64> = determining(&moments, window, key.2.as_deref(), false);
            let kept: Vec<Record> =
                own.iter().filter(|r| found.contains(&r.2)).map(|r| (*r).clone()).collect();
            assert_eq!(seconds(&kept, &key), expected, "seed {seed}: {key:?}");
            for without in &found {
                let rest: Vec<Record> = kept.iter().filter(|r| r.2 != *without).cloned().collect();
                assert_ne!(seconds(&rest, &key), expected, "seed {seed}: {key:?} {without}");
            }
        }
    }
}
