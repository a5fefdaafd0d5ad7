//! UNION ALL: columns by position, of one type and unit each.

use super::coerce::{Periods, null};
use super::query::Ask;
use super::{Binder, Kind, OutCol, Relation, Value};
use crate::findings::names;
use crate::ir::{Col, Expr, Node, Rel};
use crate::units;
use sqlparser::ast::{SetExpr, SetOperator, SetQuantifier, Spanned};
use sqlparser::tokenizer::Span as SqlSpan;
use std::rc::Rc;

impl Binder<'_, '_> {
    pub(super) fn union(&mut self, body: &SetExpr, ask: &mut Ask) -> Relation {
        let mut parts = Vec::new();
        let mut waiting = vec![body];
        let mut refused = false;
        while let Some(next) = waiting.pop() {
            match next {
                SetExpr::SetOperation {
                    left,
                    op: SetOperator::Union,
                    set_quantifier: SetQuantifier::All,
                    right,
                } => waiting.extend([&**right, &**left]),
                SetExpr::SetOperation { op, set_quantifier, left, right } => {
                    let what = format!("{op} {set_quantifier}");
                    self.refuse_set(next.span(), what.trim());
                    refused = true;
                    waiting.extend([&**right, &**left]);
                }
                other => parts.push(other),
            }
        }
        let figure = std::mem::replace(&mut ask.figure, false);
        let unnamed = ask.unnamed;
        let mut bound = Vec::with_capacity(parts.len());
        for part in parts {
            bound.push((self.body(part, ask), part.span()));
            // The names are those of the first part.
            ask.unnamed = true;
        }
        ask.unnamed = unnamed;
        ask.figure = figure;
        if refused { Relation::failed() } else { self.unite(bound) }
    }

    fn refuse_set(&mut self, at: SqlSpan, what: &str) {
        let span = self.span(at);
        self.world.findings.push(crate::findings::text::not_accepted(
            span,
            what,
            "用 `UNION ALL`；去重用 SELECT DISTINCT，求差用 NOT EXISTS",
            "use `UNION ALL`; SELECT DISTINCT to drop repeats, NOT EXISTS for a difference",
        ));
    }

    fn unite(&mut self, parts: Vec<(Relation, SqlSpan)>) -> Relation {
        let Some((first, _)) = parts.first() else { return Relation::failed() };
        if parts.iter().any(|(part, _)| part.open) {
            return Relation::failed();
        }
        let width = first.columns.len();
        let names: Vec<String> = first.columns.iter().map(|c| c.name.clone()).collect();
        let mut fits = true;
        for (part, at) in &parts {
            if part.columns.len() != width {
                let span = self.span(*at);
                self.world.findings.push(names::union_width(span, width, part.columns.len()));
                fits = false;
            }
        }
        if !fits {
            return Relation::failed();
        }
        let mut columns = Vec::with_capacity(width);
        let mut by_part: Vec<Option<Vec<(Expr, Col)>>> = vec![Some(Vec::new()); parts.len()];
        for (index, name) in names.into_iter().enumerate() {
            let column = self.united_column(&parts, index, name, &mut by_part);
            columns.push(column);
        }
        let cols: Option<Vec<Col>> = columns.iter().map(|column| column.col.clone()).collect();
        let inputs: Option<Vec<Rel>> = parts
            .into_iter()
            .zip(by_part)
            .map(|((part, _), exprs)| {
                Some(Rel::Project { input: Box::new(part.rel?), exprs: exprs? })
            })
            .collect();
        let rel = inputs.zip(cols).map(|(inputs, columns)| Rel::Union { inputs, columns });
        Relation { rel, columns: Rc::new(columns), open: false }
    }

    fn united_column(
        &mut self,
        parts: &[(Relation, SqlSpan)],
        index: usize,
        name: String,
        by_part: &mut [Option<Vec<(Expr, Col)>>],
    ) -> OutCol {
        let values: Option<Vec<Value>> = parts
            .iter()
            .map(|(part, at)| {
                let column = part.columns.get(index)?;
                let col = column.col.as_ref()?;
                let node = Node::Column(index);
                let expr = Expr { node, data_type: col.data_type, unit: col.unit.clone() };
                Some(Value { expr, kind: column.kind, at: *at })
            })
            .collect();
        let what = format!("UNION ALL `{name}`");
        let united = values.and_then(|values| self.unify(&what, Periods::Mixed, values));
        let Some((exprs, kind)) = united else {
            for exprs in by_part {
                *exprs = None;
            }
            return OutCol { name, col: None, kind: Kind::Plain };
        };
        let data_type = exprs.first().map_or(district::DataType::Text, |expr| expr.data_type);
        let unit = exprs.first().and_then(|expr| expr.unit.clone());
        let unit = data_type.numeric().then(|| unit.unwrap_or_else(units::one));
        let col = Col { name: name.clone(), data_type, unit };
        for (expr, exprs) in exprs.into_iter().zip(by_part) {
            if let Some(exprs) = exprs {
                let expr = if kind == Kind::Null { null(data_type, None) } else { expr };
                exprs.push((expr, col.clone()));
            }
        }
        OutCol { name, col: Some(col), kind }
    }
}
