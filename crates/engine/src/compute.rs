//! Figures from the records alone: every stage that an indicator needs, in order, without any
//! cache. What a refresh keeps up to date must equal this, digit for digit.

use crate::number::Numbers;
use crate::runtime::{Context, Engine, Prepared};
use crate::tables::Tables;
use crate::{Error, functions::text::Texts};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, RecordBatch};
use district::{Coverage, DataType, Exact, Figure, FigureKey, Period, Reason};
use indicator::ir::{Col, Expr, FigureStage, Function, Graph, Literal, Node, Rel, Stage, StageId};
use std::collections::{BTreeMap, BTreeSet};

/// Columns of a figure after `place`, `period` and the `by` columns.
const MEASURES: usize = 7;

impl Engine {
    /// The figures of an indicator; all of them, or one.
    pub async fn compute(
        &self,
        graph: &Graph,
        context: &Context,
        tables: &dyn Tables,
        figures: &FigureStage,
        only: Option<&FigureKey>,
    ) -> Result<Vec<Figure>, Error> {
        let prepared = Prepared::new(context)?;
        let needed = needed(graph, &figures.stage)?;
        let mut rows = BTreeMap::new();
        for stage in graph.stages.iter().filter(|stage| needed.contains(&stage.id)) {
            let last = stage.id == figures.stage;
            let rel = match only.filter(|_| last) {
                Some(key) => of_key(stage, key),
                None => stage.rel.clone(),
            };
            let bindings = prepared.bind(&rel, tables, &rows).await?;
            let found = self.run(&stage.name, &rel, &prepared, &bindings).await?;
            if last {
                return figures_of(stage, figures, &found, only);
            }
            rows.insert(stage.id.clone(), found);
        }
        Err(Error::StageMissing(figures.stage.0.clone()))
    }
}

/// A stage and all that it reads, directly or not.
pub fn needed(graph: &Graph, stage: &StageId) -> Result<BTreeSet<StageId>, Error> {
    let mut found = BTreeSet::new();
    let mut open = vec![stage.clone()];
    while let Some(id) = open.pop() {
        if !found.insert(id.clone()) {
            continue;
        }
        let stage = graph.find(&id).ok_or_else(|| Error::StageMissing(id.0.clone()))?;
        stage.rel.scans(&mut |table, _| {
            if let indicator::ir::TableRef::Stage(input) = table {
                open.push(input.clone());
            }
        });
    }
    Ok(found)
}

/// The stage's rows for one place and period. Durations come out of one pass anyway.
fn of_key(stage: &Stage, key: &FigureKey) -> Rel {
    if let Rel::Durations { .. } = stage.rel {
        return stage.rel.clone();
    }
    let columns = stage.rel.columns();
    let equal = |place: usize, value: Literal| {
        let data_type = columns.get(place).map_or(DataType::Text, |col| col.data_type);
        let operand = |node| Expr { node, data_type, unit: None };
        let operands = vec![operand(Node::Column(place)), operand(Node::Literal(value))];
        boolean(Function::Eq, operands)
    };
    let place = equal(0, Literal::Text(key.place.clone()));
    let period = equal(1, Literal::Period(key.period.code()));
    let predicate = boolean(Function::And, vec![place, period]);
    Rel::Filter { input: Box::new(stage.rel.clone()), predicate }
}

fn boolean(function: Function, operands: Vec<Expr>) -> Expr {
    Expr { node: Node::Call(function, operands), data_type: DataType::Boolean, unit: None }
}

/// The figures that rows of a figure stage are, in order of their keys. A row without a place or
/// a period is nobody's figure and is left out.
pub fn figures_of(
    stage: &Stage,
    figures: &FigureStage,
    rows: &RecordBatch,
    only: Option<&FigureKey>,
) -> Result<Vec<Figure>, Error> {
    let columns = stage.rel.columns();
    let reader = Reader { stage, columns: &columns, rows };
    let mut found = Vec::with_capacity(rows.num_rows());
    for row in 0..rows.num_rows() {
        let Some(figure) = reader.figure(figures, row)? else { continue };
        if only.is_none_or(|key| *key == figure.key) {
            found.push(figure);
        }
    }
    found.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(found)
}

struct Reader<'a> {
    stage: &'a Stage,
    columns: &'a [Col],
    rows: &'a RecordBatch,
}

impl Reader<'_> {
    fn figure(&self, figures: &FigureStage, row: usize) -> Result<Option<Figure>, Error> {
        let Some((place, period)) = self.text(0, row)?.zip(self.period(1, row)?) else {
            return Ok(None);
        };
        let mut by = Vec::with_capacity(figures.by);
        for at in 2..2 + figures.by {
            let name = self.columns.get(at).map_or("", |col| col.name.as_str());
            by.push(format!("{name}={}", self.text(at, row)?.unwrap_or_default()));
        }
        let first = 2 + figures.by;
        if self.rows.num_columns() < first + MEASURES {
            return Err(self.wrong(self.rows.num_columns(), "a measure of a figure"));
        }
        let coverage = self.whole(first + 3, row)?.zip(self.whole(first + 4, row)?);
        let value = self.number(first, row)?;
        let reason = self.text(first + 5, row)?;
        // A figure that is not valid says why.
        let reason = reason.or_else(|| value.is_none().then(|| "no_value".to_owned()));
        Ok(Some(Figure {
            key: FigureKey {
                indicator: figures.indicator.clone(),
                place,
                period,
                edition: figures.edition.clone(),
                by: by.join(";"),
            },
            value,
            numerator: self.number(first + 1, row)?,
            denominator: self.number(first + 2, row)?,
            coverage: coverage.map(|(have, of)| Coverage { have, of }),
            reason: reason.map(Reason),
            note: self.text(first + 6, row)?,
        }))
    }

    fn wrong(&self, column: usize, expected: &str) -> Error {
        let found = self.rows.columns().get(column).map(|column| column.data_type().to_string());
        Error::Column {
            name: self.stage.name.clone(),
            column,
            expected: expected.to_owned(),
            found: found.unwrap_or_else(|| "none".to_owned()),
        }
    }

    fn column(&self, at: usize, expected: &str) -> Result<&dyn Array, Error> {
        let found = self.rows.columns().get(at).map(AsRef::as_ref);
        found.ok_or_else(|| self.wrong(at, expected))
    }

    fn text(&self, at: usize, row: usize) -> Result<Option<String>, Error> {
        let texts = Texts::of(self.column(at, "text")?).map_err(|_| self.wrong(at, "text"))?;
        Ok(texts.get(row).map(str::to_owned))
    }

    fn whole(&self, at: usize, row: usize) -> Result<Option<i64>, Error> {
        let column = self.column(at, "integer")?;
        let values = column.as_primitive_opt::<Int64Type>();
        let values = values.ok_or_else(|| self.wrong(at, "integer"))?;
        Ok(values.is_valid(row).then(|| values.value(row)))
    }

    fn period(&self, at: usize, row: usize) -> Result<Option<Period>, Error> {
        Ok(self.whole(at, row)?.and_then(Period::from_code))
    }

    fn number(&self, at: usize, row: usize) -> Result<Option<Exact>, Error> {
        let numbers = Numbers::of(self.column(at, "exact")?).and_then(|values| values.get(row));
        let number = numbers.map_err(|_| self.wrong(at, "exact"))?;
        Ok(number.map(|number| number.exact()))
    }
}
