//! Rolling up: sums of numerator, denominator and coverage by larger places and periods.
//!
//! A ratio is rolled up as the sum of its numerators over the sum of its denominators, never as
//! a mean of ratios; a value without a denominator as a sum. A part without a value is in the
//! coverage and in the reason `parts(valid/all)`, and in nothing else.

use super::{MEASURES, in_declared_unit, quotient, scaled, stage_of};
use crate::bind::{Ratio, Step, null};
use crate::findings::figures as finding;
use crate::ir::{
    Aggregate, AggregateFunction, Col, Expr, Function, JoinKind, Literal, Node, Rel, StageId,
};
use crate::units;
use crate::world::World;
use district::{DataType, Grain, Indicator, did_you_mean};

/// Findings about what the head asks for; whether there were none.
pub(super) fn check(world: &mut World<'_>, indicator: &Indicator) -> bool {
    let mut fine = true;
    let levels = world.pack.places.levels();
    for level in &indicator.roll_up.places {
        if !levels.contains(&level.as_str()) {
            let near = did_you_mean(level, levels.iter().copied());
            let at = indicator.span.clone();
            world.findings.push(finding::level(at, &indicator.id, level, near));
            fine = false;
        }
    }
    for grain in &indicator.roll_up.periods {
        if *grain <= indicator.grain {
            let at = indicator.span.clone();
            let finding = finding::roll_up_period(at, &indicator.id, indicator.grain, *grain);
            world.findings.push(finding);
            fine = false;
        }
    }
    fine
}

/// The stage of the base figures and those rolled up from them.
pub(super) fn add(
    world: &mut World<'_>,
    indicator: &Indicator,
    name: &str,
    base: &Rel,
    ratio: Option<&Ratio>,
) -> Option<StageId> {
    let base_id = stage_of(base)?;
    let levels = indicator.roll_up.places.iter().filter(|level| **level != indicator.level);
    let levels: Vec<Option<&String>> = std::iter::once(None).chain(levels.map(Some)).collect();
    let grains: Vec<Grain> =
        std::iter::once(indicator.grain).chain(indicator.roll_up.periods.iter().copied()).collect();
    if levels.len() == 1 && grains.len() == 1 {
        return Some(base_id);
    }
    let columns: Vec<Col> = base
        .columns()
        .into_iter()
        .enumerate()
        .map(|(i, col)| if i == 1 { Col { data_type: DataType::Period(None), ..col } } else { col })
        .collect();
    let first = columns.iter().cloned().enumerate().map(crate::bind::column).collect();
    let mut inputs = vec![Rel::Project { input: Box::new(base.clone()), exprs: first }];
    for level in &levels {
        for grain in &grains {
            if level.is_none() && *grain == indicator.grain {
                continue;
            }
            let level = level.map(String::as_str);
            let parts = Parts { indicator, columns: &columns, ratio };
            let input = with_ancestor(world, base.clone(), level)?;
            let rel = parts.sums(input, level, *grain)?;
            let part_name = format!("{name}/{}/{grain}", level.unwrap_or(indicator.level.as_str()));
            let scan = world.stage(&part_name, rel, 2 + indicator.by.len());
            inputs.push(parts.figures(scan)?);
        }
    }
    let rel = Rel::Union { inputs, columns };
    stage_of(&world.stage(&format!("{name}/all"), rel, 2 + indicator.by.len()))
}

/// The base figures, each with its ancestor of `level`.
fn with_ancestor(world: &World<'_>, base: Rel, level: Option<&str>) -> Option<Rel> {
    let Some(level) = level else { return Some(base) };
    let ancestors = world.constant("place_ancestor")?;
    let of_level = call(Function::Eq, vec![text_column(1), text(level)]);
    let right = Rel::Filter { input: Box::new(ancestors), predicate: of_level };
    Some(Rel::Join {
        left: Box::new(base),
        right: Box::new(right),
        kind: JoinKind::Inner,
        on: vec![(text_column(0), text_column(0))],
        condition: None,
    })
}

/// What one roll-up is made from.
struct Parts<'p> {
    indicator: &'p Indicator,
    /// The columns of the figure stage.
    columns: &'p [Col],
    ratio: Option<&'p Ratio>,
}

/// The sums of a ratio, in the order in which they follow the keys.
const OF_RATIO: [&str; 6] =
    ["numerator", "denominator", "have", "expected", "parts", "valid_parts"];
/// The sums of a value without a denominator.
const OF_VALUE: [&str; 5] = ["value", "have", "expected", "parts", "valid_parts"];

impl Parts<'_> {
    fn names(&self) -> &'static [&'static str] {
        if self.ratio.is_some() { &OF_RATIO } else { &OF_VALUE }
    }

    fn keys(&self) -> usize {
        2 + self.indicator.by.len()
    }

    /// Column `name` of the figure stage.
    fn measure(&self, name: &str) -> Option<Expr> {
        let at = MEASURES.iter().position(|measure| *measure == name)?;
        self.column(self.keys() + at)
    }

    fn column(&self, index: usize) -> Option<Expr> {
        let col = self.columns.get(index)?;
        let node = Node::Column(index);
        Some(Expr { node, data_type: col.data_type, unit: col.unit.clone() })
    }

    fn sums(&self, input: Rel, level: Option<&str>, grain: Grain) -> Option<Rel> {
        let place = match level {
            // The third column of `place_ancestor`, which follows the figure's own.
            Some(_) => text_column(self.columns.len() + 2),
            None => text_column(0),
        };
        let period_type = DataType::Period(Some(grain));
        let period = if grain == self.indicator.grain {
            Expr { data_type: period_type, ..self.column(1)? }
        } else {
            Expr {
                node: Node::Call(Function::PeriodOf(grain), vec![self.column(1)?]),
                data_type: period_type,
                unit: None,
            }
        };
        let col = |name: &str, data_type| Col { name: name.to_owned(), data_type, unit: None };
        let mut keys =
            vec![(place, col("place", DataType::Text)), (period, col("period", period_type))];
        for (index, by) in self.indicator.by.iter().enumerate() {
            keys.push((text_column(2 + index), col(by, DataType::Text)));
        }
        let aggregates: Option<Vec<(Aggregate, Col)>> =
            self.names().iter().map(|name| self.sum(name)).collect();
        Some(Rel::Aggregate { input: Box::new(input), keys, aggregates: aggregates? })
    }

    fn sum(&self, name: &str) -> Option<(Aggregate, Col)> {
        let there = call(Function::IsNotNull, vec![self.measure("value")?]);
        let fine = call(Function::IsNull, vec![self.measure("reason")?]);
        let (function, argument, filter) = match name {
            "parts" => (AggregateFunction::CountRows, None, None),
            "valid_parts" => {
                let both = call(Function::And, vec![there, fine]);
                (AggregateFunction::CountRows, None, Some(both))
            }
            "have" | "expected" => (AggregateFunction::Sum, Some(self.measure(name)?), None),
            _ => (AggregateFunction::Sum, Some(self.measure(name)?), Some(there)),
        };
        let (data_type, unit) = match &argument {
            Some(argument) => (argument.data_type, argument.unit.clone()),
            None => (DataType::Integer, Some(units::one())),
        };
        let arguments = argument.into_iter().collect();
        let col = Col { name: name.to_owned(), data_type, unit };
        Some((Aggregate { function, arguments, filter }, col))
    }

    /// The sums as rows of the figure stage.
    fn figures(&self, scan: Rel) -> Option<Rel> {
        let sums = scan.columns();
        let at = |name: &str| {
            let index = self.keys() + self.names().iter().position(|sum| *sum == name)?;
            let col = sums.get(index)?;
            let node = Node::Column(index);
            Some(Expr { node, data_type: col.data_type, unit: col.unit.clone() })
        };
        let (value, numerator, denominator) = match self.ratio {
            Some(ratio) => {
                let (numerator, denominator) = (at("numerator")?, at("denominator")?);
                let value = self.value(ratio, numerator.clone(), denominator.clone())?;
                (value, numerator, denominator)
            }
            None => (at("value")?, self.nothing("numerator")?, self.nothing("denominator")?),
        };
        let lacking = call(Function::Lt, vec![at("valid_parts")?, at("parts")?]);
        let words = vec![
            text("parts("),
            as_text(at("valid_parts")?),
            text("/"),
            as_text(at("parts")?),
            text(")"),
        ];
        let words = Expr {
            node: Node::Call(Function::Concat, words),
            data_type: DataType::Text,
            unit: None,
        };
        let reason = Expr {
            node: Node::Case(vec![(lacking, words)], None),
            data_type: DataType::Text,
            unit: None,
        };
        let measures = [
            value,
            numerator,
            denominator,
            at("have")?,
            at("expected")?,
            reason,
            null(DataType::Text, None),
        ];
        let keys = (0..self.keys()).filter_map(|index| self.column(index));
        let exprs = keys.chain(measures).zip(self.columns.iter().cloned()).collect();
        Some(Rel::Project { input: Box::new(scan), exprs })
    }

    /// Null of a measure's type.
    fn nothing(&self, name: &str) -> Option<Expr> {
        let expr = self.measure(name)?;
        Some(null(expr.data_type, expr.unit))
    }

    /// The value of the sums, in the indicator's unit.
    fn value(&self, ratio: &Ratio, numerator: Expr, denominator: Expr) -> Option<Expr> {
        let unit = ratio.unit.clone().unwrap_or_else(units::one);
        let mut value = quotient(numerator, denominator, unit.clone());
        for step in &ratio.steps {
            value = match step {
                Step::Scale(factor, offset) => scaled(value, factor, offset, Some(unit.clone())),
                Step::Round(digits, rounding) => Expr {
                    node: Node::Call(Function::Round(*digits, *rounding), vec![value]),
                    data_type: DataType::Exact,
                    unit: Some(unit.clone()),
                },
            };
        }
        in_declared_unit(value, &self.indicator.unit)
    }
}

fn call(function: Function, arguments: Vec<Expr>) -> Expr {
    Expr { node: Node::Call(function, arguments), data_type: DataType::Boolean, unit: None }
}

fn text(content: &str) -> Expr {
    let node = Node::Literal(Literal::Text(content.to_owned()));
    Expr { node, data_type: DataType::Text, unit: None }
}

fn text_column(index: usize) -> Expr {
    Expr { node: Node::Column(index), data_type: DataType::Text, unit: None }
}

fn as_text(expr: Expr) -> Expr {
    crate::bind::cast(expr, DataType::Text)
}
