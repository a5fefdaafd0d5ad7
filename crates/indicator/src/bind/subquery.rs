//! WHERE, with its semi and anti joins: IN (SELECT …), EXISTS, NOT EXISTS.

use super::coerce::Periods;
use super::expr::Context;
use super::from::{Input, Split, filtered, joined};
use super::operator::chain;
use super::query::Ask;
use super::scope::{Entry, Scope};
use super::{Binder, Value};
use crate::findings::text as text_findings;
use crate::ir::{JoinKind, Rel};
use sqlparser::ast::{self, BinaryOperator, SetExpr, Spanned, UnaryOperator};

/// A part of WHERE that is a join.
enum Part<'e> {
    Exists(&'e ast::Query, JoinKind),
    In(&'e ast::Expr, &'e ast::Query),
    NotIn,
}

impl Binder<'_, '_> {
    pub(super) fn filter(&mut self, input: &mut Input, selection: Option<&ast::Expr>) {
        let Some(selection) = selection else { return };
        let mut conditions = Some(Vec::new());
        let mut joins = Vec::new();
        for part in chain(selection, &BinaryOperator::And) {
            if let Some(join) = join_part(part, false) {
                joins.push((join, part));
                continue;
            }
            let condition = self.condition(&mut Context::rows(&input.scope, "WHERE"), part);
            match (condition, &mut conditions) {
                (Some(condition), Some(conditions)) => conditions.push(condition),
                (Some(_), None) => {}
                (None, conditions) => *conditions = None,
            }
        }
        let rel = input.rel.take();
        input.rel = rel.zip(conditions).map(|(rel, conditions)| filtered(rel, conditions));
        for (join, part) in joins {
            let joined = self.deeper(|| part.span(), |this| this.join_of(input, &join, part));
            input.rel = joined;
        }
    }

    fn join_of(&mut self, input: &mut Input, join: &Part<'_>, part: &ast::Expr) -> Option<Rel> {
        match join {
            Part::NotIn => {
                let span = self.span(part.span());
                self.fail(text_findings::not_in(span))
            }
            Part::Exists(query, kind) => {
                let (right, split) = self.exists(&input.scope, query)?;
                Some(joined(input.rel.take()?, right, *kind, split))
            }
            Part::In(expr, query) => {
                let left = self.expr(&mut Context::rows(&input.scope, "WHERE"), expr);
                let mut ask = Ask { unnamed: true, ..Ask::default() };
                let relation = self.query_for(query, &mut ask);
                if relation.open {
                    return None;
                }
                let [column] = relation.columns.as_slice() else {
                    let span = self.span(query.span());
                    let found = relation.columns.len();
                    return self.fail(crate::findings::names::union_width(span, 1, found));
                };
                let col = column.col.clone()?;
                let (kind, at) = (column.kind, query.span());
                let (expr, _) = super::query::column((0, col));
                let right = Value { expr, kind, at };
                let (mut exprs, _) = self.unify("IN", Periods::Same, vec![left?, right])?;
                let (right, left) = (exprs.pop()?, exprs.pop()?);
                let split = Split { on: vec![(left, right)], ..Split::default() };
                Some(joined(input.rel.take()?, relation.rel?, JoinKind::Semi, split))
            }
        }
    }

    /// The rows of the subquery, and the conditions between them and the outer rows.
    fn exists(&mut self, outer: &Scope, query: &ast::Query) -> Option<(Rel, Split)> {
        let span = self.span(query.span());
        let SetExpr::Select(select) = &*query.body else {
            return self.fail(text_findings::exists_shape(span));
        };
        let plain = query.with.is_none()
            && query.order_by.is_none()
            && query.limit_clause.is_none()
            && select.having.is_none()
            && select.distinct.is_none()
            && matches!(&select.group_by, ast::GroupByExpr::Expressions(exprs, _) if exprs.is_empty());
        let Some(condition) = select.selection.as_ref().filter(|_| plain) else {
            return self.fail(text_findings::exists_shape(span));
        };
        let inner = self.from(&select.from)?;
        let around = outer.entries.iter().map(|e| Entry { rank: e.rank + 1, ..e.clone() });
        let within = inner
            .scope
            .entries
            .iter()
            .map(|e| Entry { offset: e.offset + outer.width, ..e.clone() });
        let scope = Scope {
            entries: around.chain(within).collect(),
            width: outer.width + inner.scope.width,
        };
        let parts = chain(condition, &BinaryOperator::And);
        let split = self.split(&scope, outer.width, &parts, "WHERE")?;
        if split.on.is_empty() {
            return self.fail(text_findings::exists_shape(span));
        }
        Some((inner.rel?, split))
    }
}

/// What kind of join a part of WHERE is; none if it is a condition on the row alone.
#[expect(clippy::wildcard_enum_match_arm, reason = "the parser's expressions are many")]
fn join_part(expr: &ast::Expr, negated: bool) -> Option<Part<'_>> {
    match expr {
        ast::Expr::Nested(inner) => join_part(inner, negated),
        ast::Expr::UnaryOp { op: UnaryOperator::Not, expr } => join_part(expr, !negated),
        ast::Expr::Exists { subquery, negated: not } => {
            let kind = if *not == negated { JoinKind::Semi } else { JoinKind::Anti };
            Some(Part::Exists(subquery, kind))
        }
        ast::Expr::InSubquery { expr, subquery, negated: not } => {
            Some(if *not == negated { Part::In(expr, subquery) } else { Part::NotIn })
        }
        _ => None,
    }
}
