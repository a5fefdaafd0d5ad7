//! The records of some subjects of a state stream around a stretch of time: those within it, the
//! one that holds when it begins and the one that ends what holds when it ends.
//!
//! Days are added before and after, twice as many each time, until both are found: what was said
//! yesterday is found at once, and a machine that was silent for a year costs that year.

use crate::Error;
use crate::durations::{Moment, Window};
use crate::lower::Bound;
use crate::runtime::{Bindings, Engine, Prepared};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use district::DataType;
use indicator::ir::{Col, Expr, Function, Literal, Node, Rel, TableRef};
use std::collections::{BTreeMap, BTreeSet};

/// Which columns of a state stream say who, what and when.
pub(crate) struct StateStream<'a> {
    /// The scan of the stream.
    pub(crate) scan: &'a Rel,
    /// Column of the subject.
    pub(crate) subject: usize,
    /// Column of the state.
    pub(crate) state: usize,
    /// Column of the moment.
    pub(crate) at: usize,
}

/// A record as read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Said {
    /// Its moment, microseconds since 1970-01-01T00:00Z.
    pub(crate) at_us: i64,
    /// Its number.
    pub(crate) record_no: i64,
    /// Its local day, days since 1970-01-01.
    pub(crate) day: i32,
    /// Its state.
    pub(crate) state: Option<String>,
}

impl Said {
    /// The record as the durations see it.
    pub(crate) fn moment(&self) -> Moment<'_> {
        Moment { at_us: self.at_us, record_no: self.record_no, state: self.state.as_deref() }
    }
}

/// Records by subject, in order of moment and number.
pub(crate) type BySubject = BTreeMap<String, Vec<Said>>;

/// Days before and after that are looked at first.
const DAYS_FIRST: i32 = 1;

impl StateStream<'_> {
    /// The records of `subjects` in `window`, and for each subject at least one before it and
    /// one at its end or after, if there are any. More than that may come.
    pub(crate) async fn around(
        &self,
        engine: &Engine,
        name: &str,
        prepared: &Prepared<'_>,
        bound: &Bound,
        subjects: &BTreeSet<String>,
        window: Window,
    ) -> Result<BySubject, Error> {
        let mut found = BySubject::new();
        let Some((first, last)) = extent(bound) else {
            self.read(engine, name, prepared, bound, subjects, None, &mut found).await?;
            return Ok(found);
        };
        let day = |at_us: i64| local_day(prepared, at_us);
        let mut from = day(window.from_us).clamp(first, last);
        let mut to = day(window.to_us.saturating_sub(1)).clamp(first, last);
        self.read(engine, name, prepared, bound, subjects, Some((from, to)), &mut found).await?;
        let mut step = DAYS_FIRST;
        loop {
            let missing = |test: &dyn Fn(&Said) -> bool| -> BTreeSet<String> {
                let has = |subject: &String| found.get(subject).is_some_and(|r| r.iter().any(test));
                subjects.iter().filter(|subject| !has(subject)).cloned().collect()
            };
            let before = missing(&|said| said.at_us < window.from_us);
            let after = missing(&|said| said.at_us >= window.to_us);
            if (before.is_empty() || from <= first) && (after.is_empty() || to >= last) {
                return Ok(found);
            }
            if !before.is_empty() && from > first {
                let days = ((from - step).max(first), from - 1);
                self.read(engine, name, prepared, bound, &before, Some(days), &mut found).await?;
                from = days.0;
            }
            if !after.is_empty() && to < last {
                let days = (to + 1, (to + step).min(last));
                self.read(engine, name, prepared, bound, &after, Some(days), &mut found).await?;
                to = days.1;
            }
            step = step.saturating_mul(2);
        }
    }

    /// Subject, state, moment and number of every record of a table, in any order.
    pub(crate) async fn all(
        &self,
        engine: &Engine,
        name: &str,
        prepared: &Prepared<'_>,
        bound: &Bound,
    ) -> Result<Vec<RecordBatch>, Error> {
        let Some(rel) = self.rel(None, None) else { return Ok(Vec::new()) };
        Ok(vec![engine.run(name, &rel, prepared, &self.bind(bound)).await?])
    }

    fn bind(&self, bound: &Bound) -> Bindings {
        let mut bindings = Bindings::new();
        self.scan.scans(&mut |table, occurrence| {
            bindings.insert((table.clone(), occurrence), bound.clone());
        });
        bindings
    }

    #[expect(clippy::too_many_arguments, reason = "all that a read needs, once")]
    async fn read(
        &self,
        engine: &Engine,
        name: &str,
        prepared: &Prepared<'_>,
        bound: &Bound,
        subjects: &BTreeSet<String>,
        days: Option<(i32, i32)>,
        found: &mut BySubject,
    ) -> Result<(), Error> {
        let Some(rel) = self.rel(Some(subjects), days) else { return Ok(()) };
        let rows = engine.run(name, &rel, prepared, &self.bind(bound)).await?;
        note(&rows, found);
        for records in found.values_mut() {
            records.sort();
            records.dedup_by_key(|said| said.record_no);
        }
        Ok(())
    }

    /// Subject, state, moment, number and day of the subjects' records on some days.
    fn rel(&self, subjects: Option<&BTreeSet<String>>, days: Option<(i32, i32)>) -> Option<Rel> {
        let columns = self.scan.columns();
        let find = |wanted: &str| columns.iter().rposition(|col| col.name == wanted);
        let (record_no, observed_on) = (find("record_no")?, find("observed_on")?);
        let column = |at: usize| {
            let col = &columns[at];
            Expr { node: Node::Column(at), data_type: col.data_type, unit: col.unit.clone() }
        };
        let mut rel = self.scan.clone();
        if let Some(subjects) = subjects {
            let names = subjects.iter().cloned();
            let names = names.map(|name| text(Literal::Text(name), DataType::Text));
            let names = std::iter::once(column(self.subject)).chain(names).collect();
            rel = filtered(rel, Function::InList, names);
        }
        if let Some((first, last)) = days {
            let date = |day| text(Literal::Date(day), DataType::Date);
            rel = filtered(rel, Function::GtEq, vec![column(observed_on), date(first)]);
            rel = filtered(rel, Function::LtEq, vec![column(observed_on), date(last)]);
        }
        let wanted = [self.subject, self.state, self.at, record_no, observed_on];
        let exprs: Vec<(Expr, Col)> =
            wanted.iter().map(|&at| (column(at), columns[at].clone())).collect();
        Some(Rel::Project { input: Box::new(rel), exprs })
    }
}

/// The first and the last day of a table that knows its days.
fn extent(bound: &Bound) -> Option<(i32, i32)> {
    let days = bound.days.as_ref()?;
    Some((days.first()?.0, days.last()?.0))
}

/// The local day in which an instant lies.
pub(crate) fn local_day(prepared: &Prepared<'_>, at_us: i64) -> i32 {
    let civil = prepared.context.zone.civil(at_us);
    let days = civil.map(|civil| district::period::minutes(civil).div_euclid(1440));
    days.and_then(|days| i32::try_from(days).ok()).unwrap_or_default()
}

fn filtered(input: Rel, function: Function, arguments: Vec<Expr>) -> Rel {
    let predicate =
        Expr { node: Node::Call(function, arguments), data_type: DataType::Boolean, unit: None };
    Rel::Filter { input: Box::new(input), predicate }
}

fn text(value: Literal, data_type: DataType) -> Expr {
    Expr { node: Node::Literal(value), data_type, unit: None }
}

fn note(rows: &RecordBatch, found: &mut BySubject) {
    let (subjects, states) = (rows.column(0).as_string::<i32>(), rows.column(1).as_string::<i32>());
    let moments = rows.column(2).as_primitive::<TimestampMicrosecondType>();
    let numbers = rows.column(3).as_primitive::<Int64Type>();
    let days = rows.column(4).as_primitive::<Date32Type>();
    for row in 0..rows.num_rows() {
        if subjects.is_null(row) || moments.is_null(row) {
            continue;
        }
        let said = Said {
            at_us: moments.value(row),
            record_no: numbers.value(row),
            day: days.value(row),
            state: states.is_valid(row).then(|| states.value(row).to_owned()),
        };
        found.entry(subjects.value(row).to_owned()).or_default().push(said);
    }
}

/// The table of a stream that a scan reads.
pub(crate) fn stream_of(scan: &Rel) -> Option<&str> {
    match scan {
        Rel::Scan { table: TableRef::Stream(id), .. } => Some(id),
        Rel::Scan { .. }
        | Rel::Filter { .. }
        | Rel::Project { .. }
        | Rel::Aggregate { .. }
        | Rel::Join { .. }
        | Rel::Union { .. }
        | Rel::Durations { .. } => None,
    }
}
