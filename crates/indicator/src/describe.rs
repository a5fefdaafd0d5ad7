//! A relation as text: for people (`hemei check --explain`, tests) and, with types and the
//! contents of constants, as what the identity of a stage is the digest of.
//!
//! Columns are shown by name, so that a column added to a stream changes no stage that does not
//! use it.
#![expect(clippy::wildcard_enum_match_arm, reason = "most functions and types have a plain name")]

mod expr;

use crate::ir::{Aggregate, AggregateFunction, Col, Expr, Graph, JoinKind, Rel, StageId, TableRef};
use expr::expression;
use std::collections::BTreeMap;
use std::fmt::Write;

/// How a relation is written.
struct Writer<'w> {
    out: String,
    /// The names of stages, for people.
    stages: Option<&'w BTreeMap<&'w StageId, &'w str>>,
    /// The digests of constant tables, for identities.
    contents: Option<&'w BTreeMap<String, String>>,
}

/// The graph as stable text.
pub fn describe(graph: &Graph) -> String {
    let names: BTreeMap<&StageId, &str> =
        graph.stages.iter().map(|stage| (&stage.id, stage.name.as_str())).collect();
    let mut out = String::new();
    for stage in &graph.stages {
        let columns: Vec<String> = stage.rel.columns().iter().map(shown).collect();
        let (keys, rest) = columns.split_at(stage.keys.min(columns.len()));
        // Writing to a string does not fail.
        let _ = writeln!(out, "{} [{}] {}", stage.name, keys.join(", "), rest.join(", "));
        let mut writer = Writer { out: String::new(), stages: Some(&names), contents: None };
        writer.rel(&stage.rel, 1);
        out.push_str(&writer.out);
    }
    for figure in &graph.figures {
        let edition = figure.edition.as_ref().map(|e| format!("@{e}")).unwrap_or_default();
        let stage = names.get(&figure.stage).copied().unwrap_or_default();
        let _ = writeln!(out, "figure {}{edition} = {stage}", figure.indicator);
    }
    out
}

/// A relation with everything that its rows depend on.
pub(crate) fn canonical(rel: &Rel, contents: &BTreeMap<String, String>) -> String {
    let mut writer = Writer { out: String::new(), stages: None, contents: Some(contents) };
    writer.rel(rel, 0);
    writer.out
}

/// A column with its type and unit.
fn shown(col: &Col) -> String {
    let unit = match &col.unit {
        Some(unit) if !unit.dimensions.is_empty() || unit.factor != district::Exact::one() => {
            format!(" {}", unit.symbol)
        }
        Some(_) | None => String::new(),
    };
    match col.data_type {
        district::DataType::Decimal(scale) => {
            format!("{}: decimal({scale}){unit}", quoted(&col.name))
        }
        other => format!("{}: {other}{unit}", quoted(&col.name)),
    }
}

/// The names of a relation's columns; one that occurs twice carries its place.
fn names(rel: &Rel) -> Vec<String> {
    let plain = plain_names(rel);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &plain {
        *seen.entry(name).or_insert(0) += 1;
    }
    plain
        .iter()
        .enumerate()
        .map(|(index, name)| match seen.get(name) {
            Some(n) if *n > 1 => format!("{}#{index}", quoted(name)),
            _ => quoted(name),
        })
        .collect()
}

/// The name, in quotes where it could be taken for something else.
fn quoted(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.' || c == '/');
    if plain { name.to_owned() } else { format!("{name:?}") }
}

fn plain_names(rel: &Rel) -> Vec<&str> {
    match rel {
        Rel::Scan { columns, .. } | Rel::Union { columns, .. } | Rel::Durations { columns, .. } => {
            columns.iter().map(|col| col.name.as_str()).collect()
        }
        Rel::Filter { input, .. } => plain_names(input),
        Rel::Project { exprs, .. } => exprs.iter().map(|(_, col)| col.name.as_str()).collect(),
        Rel::Aggregate { keys, aggregates, .. } => keys
            .iter()
            .map(|(_, col)| col.name.as_str())
            .chain(aggregates.iter().map(|(_, col)| col.name.as_str()))
            .collect(),
        Rel::Join { left, right, kind, .. } => {
            let mut names = plain_names(left);
            if let JoinKind::Inner | JoinKind::Left = kind {
                names.extend(plain_names(right));
            }
            names
        }
    }
}

impl Writer<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.out, "{:width$}{text}", "", width = depth * 2);
    }

    fn typed(&self) -> bool {
        self.contents.is_some()
    }

    fn table(&self, table: &TableRef) -> String {
        match table {
            TableRef::Stream(id) => format!("stream {id}"),
            TableRef::Constant(id) => {
                let contents = self.contents.and_then(|contents| contents.get(id));
                contents.map_or_else(|| format!("constant {id}"), |c| format!("constant {id} {c}"))
            }
            TableRef::Stage(id) => {
                let name = self.stages.and_then(|names| names.get(id)).copied();
                format!("stage {}", name.unwrap_or(&id.0))
            }
        }
    }

    fn rel(&mut self, rel: &Rel, depth: usize) {
        match rel {
            Rel::Scan { table, occurrence, .. } => {
                let text = format!("scan {} #{occurrence}", self.table(table));
                self.line(depth, &text);
            }
            Rel::Filter { input, predicate } => {
                let text = format!("filter {}", self.expr(predicate, &names(input)));
                self.line(depth, &text);
                self.rel(input, depth + 1);
            }
            Rel::Project { input, exprs } => {
                let below = names(input);
                let list: Vec<String> =
                    exprs.iter().map(|(expr, col)| self.named(expr, col, &below)).collect();
                self.line(depth, &format!("project {}", list.join(", ")));
                self.rel(input, depth + 1);
            }
            Rel::Aggregate { input, keys, aggregates } => {
                let below = names(input);
                let keys: Vec<String> =
                    keys.iter().map(|(expr, col)| self.named(expr, col, &below)).collect();
                let aggregates: Vec<String> = aggregates
                    .iter()
                    .map(|(a, col)| format!("{} as {}", self.aggregate(a, &below), self.col(col)))
                    .collect();
                let text = format!("aggregate by {}: {}", keys.join(", "), aggregates.join(", "));
                self.line(depth, text.trim_end_matches([' ', ':']));
                self.rel(input, depth + 1);
            }
            Rel::Join { .. } => self.join(rel, depth),
            Rel::Union { inputs, columns } => {
                let columns: Vec<String> = columns.iter().map(|col| self.col(col)).collect();
                self.line(depth, &format!("union {}", columns.join(", ")));
                for input in inputs {
                    self.rel(input, depth + 1);
                }
            }
            Rel::Durations { input, subject, state, at, grain, .. } => {
                let below = names(input);
                let name = |index: &usize| below.get(*index).cloned().unwrap_or_default();
                let text = format!(
                    "durations of {} by {} from {} per {grain}",
                    name(state),
                    name(subject),
                    name(at)
                );
                self.line(depth, &text);
                self.rel(input, depth + 1);
            }
        }
    }

    fn join(&mut self, rel: &Rel, depth: usize) {
        let Rel::Join { left, right, kind, on, condition } = rel else { return };
        let kind = match kind {
            JoinKind::Inner => "inner",
            JoinKind::Left => "left",
            JoinKind::Semi => "semi",
            JoinKind::Anti => "anti",
        };
        let (left_names, right_names) = (names(left), names(right));
        let mut parts: Vec<String> = on
            .iter()
            .map(|(l, r)| format!("{} = {}", self.expr(l, &left_names), self.expr(r, &right_names)))
            .collect();
        if let Some(condition) = condition {
            let both: Vec<String> = left_names.into_iter().chain(right_names).collect();
            parts.push(format!("where {}", self.expr(condition, &both)));
        }
        self.line(depth, &format!("{kind} join on {}", parts.join(", ")));
        self.rel(left, depth + 1);
        self.rel(right, depth + 1);
    }

    fn expr(&self, expr: &Expr, below: &[String]) -> String {
        let mut out = String::new();
        expression(expr, below, self.typed(), &mut out);
        out
    }

    fn named(&self, expr: &Expr, col: &Col, below: &[String]) -> String {
        let text = self.expr(expr, below);
        if text == col.name { text } else { format!("{text} as {}", self.col(col)) }
    }

    fn col(&self, col: &Col) -> String {
        if self.typed() { shown(col) } else { quoted(&col.name) }
    }

    fn aggregate(&self, aggregate: &Aggregate, below: &[String]) -> String {
        let arguments: Vec<String> =
            aggregate.arguments.iter().map(|argument| self.expr(argument, below)).collect();
        let arguments = arguments.join(", ");
        let text = match &aggregate.function {
            AggregateFunction::CountRows => "count(*)".to_owned(),
            AggregateFunction::Count => format!("count({arguments})"),
            AggregateFunction::CountDistinct => format!("count(distinct {arguments})"),
            AggregateFunction::Sum => format!("sum({arguments})"),
            AggregateFunction::Avg => format!("avg({arguments})"),
            AggregateFunction::Min => format!("min({arguments})"),
            AggregateFunction::Max => format!("max({arguments})"),
            AggregateFunction::Percentile(p) => format!("percentile({arguments}, {p})"),
            AggregateFunction::PercentileBy(p) => format!("percentile_by({arguments}; {p})"),
            AggregateFunction::Gini => format!("gini({arguments})"),
            AggregateFunction::Palma => format!("palma({arguments})"),
            AggregateFunction::Mda8 { hours_min, windows_min, limit } => {
                format!("mda8({arguments}; {hours_min}, {windows_min}, {limit})")
            }
            AggregateFunction::YearShort { year_days, month_days, february_days } => {
                format!("year_short({arguments}; {year_days}, {month_days}, {february_days})")
            }
            AggregateFunction::Short { rule, min } => {
                format!("short({rule:?}, {arguments}, {min})")
            }
        };
        match &aggregate.filter {
            Some(filter) => format!("{text} where {}", self.expr(filter, below)),
            None => text,
        }
    }
}
