//! From the query of an indicator to the stage whose rows are its figures.

mod roll_up;

use crate::bind::{Ask, Binder, Bound, Kind, OutCol, Ratio, Relation, cast, in_unit, null};
use crate::findings::{figures as finding, units as unit_findings};
use crate::ir::{Col, Expr, FigureStage, Function, Node, Rel, StageId, TableRef};
use crate::source::Source;
use crate::units;
use crate::world::World;
use diag::{Diagnostic, Span};
use district::{DataType, Exact, Indicator, did_you_mean};
use sqlparser::ast::Query;

const VALUE: &str = "value";
const NUMERATOR: &str = "numerator";
const DENOMINATOR: &str = "denominator";

/// The columns beside place, period and `by`, in the order of a figure stage.
const MEASURES: [&str; 7] = [VALUE, NUMERATOR, DENOMINATOR, "have", "expected", "reason", "note"];

/// An indicator whose query has been bound.
struct Draft<'d> {
    indicator: &'d Indicator,
    relation: Relation,
    ask: Ask,
    source: &'d Source<'d>,
    failed: bool,
}

/// A numeric column as it goes into the figure stage.
type Part = Option<Expr>;

/// Binds an indicator under an edition and makes its stages.
pub(crate) fn figure<'a>(
    world: &mut World<'a>,
    indicator: &'a Indicator,
    source: &Source<'a>,
    query: &Query,
    bound: Bound<'a>,
) -> Option<FigureStage> {
    let edition = match bound {
        Bound::Edition(_, edition) => Some(edition.id.clone()),
        Bound::None | Bound::Open => None,
    };
    let name = match &edition {
        Some(edition) => format!("{}@{edition}", indicator.id),
        None => indicator.id.clone(),
    };
    let mut ask = Ask { figure: true, ..Ask::default() };
    let relation = Binder::new(world, source, name.clone(), bound).query_for(query, &mut ask);
    if relation.open {
        return None;
    }
    let mut draft = Draft { indicator, relation, ask, source, failed: false };
    let exprs = draft.columns(world);
    let levels_fine = roll_up::check(world, indicator);
    let input = draft.relation.rel.take();
    if draft.failed || !levels_fine {
        return None;
    }
    let keys = 2 + indicator.by.len();
    let rel = Rel::Project { input: Box::new(input?), exprs: exprs? };
    let base = world.stage(&name, rel, keys);
    let stage = roll_up::add(world, indicator, &name, &base, draft.ask.ratio.as_ref())?;
    Some(FigureStage { indicator: indicator.id.clone(), edition, stage, by: indicator.by.len() })
}

/// The id of the stage that a scan reads.
fn stage_of(rel: &Rel) -> Option<StageId> {
    match rel {
        Rel::Scan { table: TableRef::Stage(id), .. } => Some(id.clone()),
        Rel::Scan { .. }
        | Rel::Filter { .. }
        | Rel::Project { .. }
        | Rel::Aggregate { .. }
        | Rel::Join { .. }
        | Rel::Union { .. }
        | Rel::Durations { .. } => None,
    }
}

impl Draft<'_> {
    fn find(&self, name: &str) -> Option<(usize, &OutCol)> {
        self.relation.columns.iter().enumerate().find(|(_, column)| column.name == name)
    }

    /// Where an output column stands; the whole statement if it does not say.
    fn span(&self, name: &str) -> Span {
        let at = self.ask.spans.iter().find(|(column, _)| column == name);
        at.map_or_else(|| self.source.whole(), |(_, at)| self.source.span(*at))
    }

    fn fail<T>(&mut self, world: &mut World<'_>, finding: Diagnostic) -> Option<T> {
        self.failed = true;
        world.findings.push(finding);
        None
    }

    /// The expressions of the figure stage; every finding about the output is made here.
    fn columns(&mut self, world: &mut World<'_>) -> Option<Vec<(Expr, Col)>> {
        let indicator = self.indicator;
        let place = self.place(world);
        let period = self.period(world);
        let by: Vec<Option<(Expr, Col)>> =
            indicator.by.iter().map(|column| self.by(world, column)).collect();
        let measures = self.measures(world);
        self.extras(world);
        let mut exprs = vec![place?, period?];
        for column in by {
            exprs.push(column?);
        }
        exprs.extend(measures?);
        Some(exprs)
    }

    /// The column of that name as an expression; none if it failed before or is not there.
    fn expr(&self, name: &str) -> Option<(Expr, Kind)> {
        let (index, column) = self.find(name)?;
        let col = column.col.as_ref()?;
        let node = Node::Column(index);
        Some((Expr { node, data_type: col.data_type, unit: col.unit.clone() }, column.kind))
    }

    fn place(&mut self, world: &mut World<'_>) -> Option<(Expr, Col)> {
        if self.find("place").is_none() {
            let (at, id) = (self.source.whole(), &self.indicator.id);
            return self.fail(world, finding::no_place(at, id));
        }
        self.text(world, "place", false)
    }

    /// A text column; null written out is one if `null_too`.
    fn text(&mut self, world: &mut World<'_>, name: &str, null_too: bool) -> Option<(Expr, Col)> {
        let (expr, kind) = self.expr(name)?;
        let col = Col { name: name.to_owned(), data_type: DataType::Text, unit: None };
        if kind == Kind::Null && null_too {
            return Some((null(DataType::Text, None), col));
        }
        if expr.data_type != DataType::Text || kind == Kind::Null {
            let at = self.span(name);
            return self.fail(world, finding::column_type(at, name, "text", expr.data_type));
        }
        Some((expr, col))
    }

    fn period(&mut self, world: &mut World<'_>) -> Option<(Expr, Col)> {
        let grain = self.indicator.grain;
        if self.find("period").is_none() {
            let (at, id) = (self.source.whole(), &self.indicator.id);
            return self.fail(world, finding::no_period(at, id, grain));
        }
        let (expr, _) = self.expr("period")?;
        let data_type = DataType::Period(Some(grain));
        if expr.data_type != data_type {
            let at = self.span("period");
            return self.fail(world, finding::period_grain(at, grain, expr.data_type));
        }
        Some((expr, Col { name: "period".to_owned(), data_type, unit: None }))
    }

    fn by(&mut self, world: &mut World<'_>, name: &str) -> Option<(Expr, Col)> {
        if self.find(name).is_none() {
            let at = self.indicator.span.clone();
            return self.fail(world, finding::by_missing(at, name));
        }
        self.text(world, name, false)
    }

    fn measures(&mut self, world: &mut World<'_>) -> Option<Vec<(Expr, Col)>> {
        let numerator = self.number(world, NUMERATOR);
        let denominator = self.number(world, DENOMINATOR);
        let value = self.value(world);
        let have = self.count(world, "have");
        let expected = self.count(world, "expected");
        let reason = self.optional_text(world, "reason");
        let note = self.optional_text(world, "note");
        let unit = Some(self.indicator.unit.clone());
        let exact = |name: &str, part: Part, unit: Option<district::Unit>| {
            let unit = part.as_ref().and_then(|e| e.unit.clone()).or(unit);
            let col = Col { name: name.to_owned(), data_type: DataType::Exact, unit: unit.clone() };
            let expr =
                part.map_or_else(|| null(DataType::Exact, unit), |e| cast(e, DataType::Exact));
            (expr, col)
        };
        let one = Some(units::one());
        let whole = |name: &str, part: Part| {
            let unit = Some(units::one());
            let col =
                Col { name: name.to_owned(), data_type: DataType::Integer, unit: unit.clone() };
            (part.unwrap_or_else(|| null(DataType::Integer, unit)), col)
        };
        Some(vec![
            exact(VALUE, Some(value?), unit),
            exact(NUMERATOR, numerator, one.clone()),
            exact(DENOMINATOR, denominator, one),
            whole("have", have),
            whole("expected", expected),
            reason?,
            note?,
        ])
    }

    /// A numeric column, if it is given.
    fn number(&mut self, world: &mut World<'_>, name: &str) -> Part {
        let (expr, kind) = self.expr(name)?;
        if kind == Kind::Null {
            return None;
        }
        if !expr.data_type.numeric() {
            let at = self.span(name);
            return self.fail(world, finding::column_type(at, name, "a number", expr.data_type));
        }
        Some(expr)
    }

    /// The value in the declared unit: as selected, or numerator over denominator.
    fn value(&mut self, world: &mut World<'_>) -> Part {
        let given = (self.find(NUMERATOR).is_some(), self.find(DENOMINATOR).is_some());
        let half = match given {
            (true, false) => Some((NUMERATOR, DENOMINATOR)),
            (false, true) => Some((DENOMINATOR, NUMERATOR)),
            (true, true) | (false, false) => None,
        };
        if let Some((there, missing)) = half {
            let at = self.span(there);
            return self.fail(world, finding::half_ratio(at, there, missing));
        }
        if self.find(VALUE).is_some() {
            let (expr, kind) = self.expr(VALUE)?;
            if !expr.data_type.numeric() || kind == Kind::Null {
                let at = self.span(VALUE);
                let found = expr.data_type;
                return self.fail(world, finding::column_type(at, VALUE, "a number", found));
            }
            if self.ask.hundredfold && self.indicator.unit.symbol == "%" {
                let bare = expr.unit.as_ref().is_none_or(units::bare);
                if bare {
                    world.findings.push(unit_findings::percent_twice(self.span(VALUE)));
                }
            }
            let value = self.in_declared(world, expr, kind, VALUE)?;
            if given == (true, true) && self.ask.ratio.is_none() {
                self.stated_ratio(world)?;
            }
            return Some(value);
        }
        if given != (true, true) {
            let (at, id) = (self.source.whole(), &self.indicator.id);
            return self.fail(world, finding::no_value(at, id));
        }
        let (numerator, _) = self.expr(NUMERATOR)?;
        let (denominator, _) = self.expr(DENOMINATOR)?;
        let ratio = self.ratio(world, numerator, denominator)?;
        self.ask.ratio = Some(Ratio { unit: ratio.unit.clone(), steps: Vec::new() });
        self.in_declared(world, ratio, Kind::Plain, NUMERATOR)
    }

    /// Value, numerator and denominator are all given: rolled up, the ratio is the value.
    fn stated_ratio(&mut self, world: &mut World<'_>) -> Option<()> {
        let (numerator, _) = self.expr(NUMERATOR)?;
        let (denominator, _) = self.expr(DENOMINATOR)?;
        if self.indicator.roll_up.places.is_empty() && self.indicator.roll_up.periods.is_empty() {
            return Some(());
        }
        let ratio = self.ratio(world, numerator, denominator)?;
        self.ask.ratio = Some(Ratio { unit: ratio.unit.clone(), steps: Vec::new() });
        self.in_declared(world, ratio, Kind::Plain, NUMERATOR).map(drop)
    }

    fn ratio(&mut self, world: &mut World<'_>, numerator: Expr, denominator: Expr) -> Part {
        if !(numerator.data_type.numeric() && denominator.data_type.numeric()) {
            return None;
        }
        let a = numerator.unit.clone().unwrap_or_else(units::one);
        let b = denominator.unit.clone().unwrap_or_else(units::one);
        let Some(unit) = units::quotient(&a, &b) else {
            let at = self.span(NUMERATOR);
            return self.fail(world, unit_findings::offset(at, "/", &a));
        };
        Some(quotient(numerator, denominator, unit))
    }

    fn in_declared(&mut self, world: &mut World<'_>, expr: Expr, kind: Kind, name: &str) -> Part {
        let declared = &self.indicator.unit;
        if kind == Kind::Adapting {
            return Some(Expr { unit: Some(declared.clone()), ..expr });
        }
        if let Some(ratio) = &mut self.ask.ratio {
            ratio.unit.get_or_insert_with(|| expr.unit.clone().unwrap_or_else(units::one));
        }
        let found = expr.unit.clone().unwrap_or_else(units::one);
        if let Some(expr) = in_declared_unit(expr, declared) {
            return Some(expr);
        }
        let (at, value) = (self.indicator.unit_span.clone(), self.span(name));
        self.fail(world, unit_findings::declared(at, value, declared, &found))
    }

    fn count(&mut self, world: &mut World<'_>, name: &str) -> Part {
        let (expr, kind) = self.expr(name)?;
        if kind == Kind::Null {
            return None;
        }
        if expr.data_type != DataType::Integer {
            let at = self.span(name);
            return self.fail(world, finding::column_type(at, name, "integer", expr.data_type));
        }
        Some(Expr { unit: Some(units::one()), ..expr })
    }

    fn optional_text(&mut self, world: &mut World<'_>, name: &str) -> Option<(Expr, Col)> {
        if self.find(name).is_none() {
            let col = Col { name: name.to_owned(), data_type: DataType::Text, unit: None };
            return Some((null(DataType::Text, None), col));
        }
        self.text(world, name, true)
    }

    /// Columns that mean nothing in a figure.
    fn extras(&mut self, world: &mut World<'_>) {
        let known: Vec<&str> = ["place", "period"]
            .into_iter()
            .chain(self.indicator.by.iter().map(String::as_str))
            .chain(MEASURES)
            .collect();
        let extras: Vec<String> = self
            .relation
            .columns
            .iter()
            .filter(|column| !column.name.is_empty() && !known.contains(&column.name.as_str()))
            .map(|column| column.name.clone())
            .collect();
        for name in extras {
            let near = did_you_mean(&name, known.iter().copied());
            let at = self.span(&name);
            let _: Option<()> = self.fail(world, finding::extra(at, &name, near));
        }
    }
}

/// The value in the declared unit; a bare count is one of whatever kind is declared.
fn in_declared_unit(expr: Expr, declared: &district::Unit) -> Option<Expr> {
    let plain = expr.unit.as_ref().is_none_or(district::Unit::plain);
    if plain && declared.counted_kind().is_some() {
        let found = expr.unit.clone().unwrap_or_else(units::one);
        let counted = district::Unit { dimensions: declared.dimensions.clone(), ..found };
        return in_unit(Expr { unit: Some(counted), ..expr }, declared);
    }
    in_unit(expr, declared)
}

/// `numerator / denominator`, exact.
fn quotient(numerator: Expr, denominator: Expr, unit: district::Unit) -> Expr {
    let arguments = vec![cast(numerator, DataType::Exact), cast(denominator, DataType::Exact)];
    Expr {
        node: Node::Call(Function::Div, arguments),
        data_type: DataType::Exact,
        unit: Some(unit),
    }
}

/// `value × factor + offset`, where that changes anything.
fn scaled(expr: Expr, factor: &Exact, offset: &Exact, unit: Option<district::Unit>) -> Expr {
    if *factor == Exact::one() && offset.zero_valued() {
        return Expr { unit, ..expr };
    }
    let node = Node::Call(Function::Scale(factor.clone(), offset.clone()), vec![expr]);
    Expr { node, data_type: DataType::Exact, unit }
}
