//! FROM and its joins.

use super::expr::Context;
use super::operator::{all_of, chain};
use super::scope::{Entry, Scope};
use super::{Binder, OutCol, Relation};
use crate::findings::{names, text as text_findings, types};
use crate::ir::{Expr, Function, JoinKind, Node, Rel};
use district::Grain;
use sqlparser::ast::{self, BinaryOperator, FunctionArg, FunctionArgExpr, Spanned, TableFactor};
use std::rc::Rc;

/// The rows of FROM so far, and the columns that can be named.
pub(super) struct Input {
    pub(super) rel: Option<Rel>,
    pub(super) scope: Scope,
}

/// The conditions of a join, by the sides that they name.
#[derive(Default)]
pub(super) struct Split {
    pub(super) on: Vec<(Expr, Expr)>,
    pub(super) left: Vec<Expr>,
    pub(super) right: Vec<Expr>,
    pub(super) both: Vec<Expr>,
}

impl Binder<'_, '_> {
    pub(super) fn from(&mut self, from: &[ast::TableWithJoins]) -> Option<Input> {
        let (first, rest) = from.split_first()?;
        let mut input = Input { rel: None, scope: Scope::default() };
        let (alias, relation) = self.factor(&first.relation);
        input.rel.clone_from(&relation.rel);
        self.enter(&mut input.scope, alias, &relation, &first.relation);
        for join in &first.joins {
            self.join(&mut input, join);
        }
        if let Some(second) = rest.first() {
            let span = self.span(second.relation.span());
            self.world.findings.push(text_findings::cross_join(span));
            input.rel = None;
            for table in rest {
                let (alias, relation) = self.factor(&table.relation);
                self.enter(&mut input.scope, alias, &relation, &table.relation);
            }
        }
        Some(input)
    }

    fn enter(
        &mut self,
        scope: &mut Scope,
        alias: String,
        relation: &Relation,
        factor: &TableFactor,
    ) {
        if !alias.is_empty() && scope.entries.iter().any(|entry| entry.alias == alias) {
            let span = self.span(factor.span());
            self.world.findings.push(names::alias_twice(span, &alias));
        }
        let columns = Rc::clone(&relation.columns);
        let offset = scope.width;
        scope.width += columns.len();
        scope.entries.push(Entry { alias, columns, offset, open: relation.open, rank: 0 });
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the parser's joins are many")]
    fn join(&mut self, input: &mut Input, join: &ast::Join) {
        use ast::JoinOperator as Op;
        let left_width = input.scope.width;
        let (alias, relation) = self.factor(&join.relation);
        self.enter(&mut input.scope, alias, &relation, &join.relation);
        let (kind, constraint) = match &join.join_operator {
            Op::Join(constraint) | Op::Inner(constraint) => (JoinKind::Inner, constraint),
            Op::Left(constraint) | Op::LeftOuter(constraint) => (JoinKind::Left, constraint),
            Op::CrossJoin(_) => {
                let span = self.span(join.relation.span());
                self.world.findings.push(text_findings::cross_join(span));
                input.rel = None;
                return;
            }
            other => {
                let span = self.span(join.relation.span());
                self.world.findings.push(text_findings::join_kind(span, join_name(other)));
                input.rel = None;
                return;
            }
        };
        let condition = match constraint {
            ast::JoinConstraint::On(condition) => condition,
            ast::JoinConstraint::None => {
                let span = self.span(join.relation.span());
                self.world.findings.push(text_findings::cross_join(span));
                input.rel = None;
                return;
            }
            ast::JoinConstraint::Using(_) | ast::JoinConstraint::Natural => {
                let span = self.span(join.relation.span());
                let natural = matches!(constraint, ast::JoinConstraint::Natural);
                let what = if natural { "NATURAL JOIN" } else { "USING" };
                self.world.findings.push(text_findings::join_kind(span, what));
                input.rel = None;
                return;
            }
        };
        let parts = chain(condition, &BinaryOperator::And);
        let split = self.split(&input.scope, left_width, &parts, "ON");
        let joined = split.and_then(|split| {
            if split.on.is_empty() {
                let span = self.span(condition.span());
                return self.fail(text_findings::cross_join(span));
            }
            Some(joined(input.rel.take()?, relation.rel?, kind, split))
        });
        input.rel = joined;
    }

    /// Sorts the parts of a join's condition by the sides that they name: columns below `width`
    /// are the left ones.
    pub(super) fn split(
        &mut self,
        scope: &Scope,
        width: usize,
        parts: &[&ast::Expr],
        clause: &'static str,
    ) -> Option<Split> {
        let mut split = Split::default();
        let mut failed = false;
        for part in parts {
            let mut context = Context::rows(scope, clause);
            let Some(expr) = self.condition(&mut context, part) else {
                failed = true;
                continue;
            };
            match sides(&expr, width) {
                (true, true) => match equality(&expr, width) {
                    Some(pair) => split.on.push(pair),
                    None => split.both.push(expr),
                },
                (false, true) => split.right.push(shift(expr, width)),
                (_, false) => split.left.push(expr),
            }
        }
        (!failed).then_some(split)
    }

    /// A table of FROM and the name under which its columns are found.
    fn factor(&mut self, factor: &TableFactor) -> (String, Relation) {
        let (name, alias, relation) = match factor {
            TableFactor::Table { name, alias, args, .. } => {
                let shown = name.to_string();
                let bare = match name.0.as_slice() {
                    [part] => part.as_ident().map(|ident| ident.value.clone()),
                    _ => None,
                };
                let bare = bare.unwrap_or_else(|| shown.clone());
                let relation = match args {
                    Some(args) => self.durations(&bare, &args.args, factor),
                    None => self.table(&bare, factor),
                };
                (bare, alias, relation)
            }
            TableFactor::Derived { lateral: false, subquery, alias, .. } => {
                let relation = self.deeper(|| factor.span(), |this| Some(this.query(subquery)));
                (String::new(), alias, relation.unwrap_or_else(Relation::failed))
            }
            other => {
                let what: String = other.to_string().chars().take(40).collect();
                let span = self.span(other.span());
                self.world.findings.push(text_findings::not_accepted(
                    span,
                    &what,
                    "FROM 中写表、`durations(…)` 或子查询",
                    "FROM takes tables, `durations(…)` and subqueries",
                ));
                return (String::new(), Relation::failed());
            }
        };
        match alias {
            None => (name, relation),
            Some(alias) => {
                let columns: Vec<&ast::Ident> = alias.columns.iter().map(|c| &c.name).collect();
                (alias.name.value.clone(), renamed(relation, &columns))
            }
        }
    }

    fn table(&mut self, name: &str, factor: &TableFactor) -> Relation {
        if let Some((_, relation)) = self.ctes.iter().rev().find(|(cte, _)| cte == name) {
            return relation.clone();
        }
        if let Some(relation) = self.world.table(name, self.bound) {
            return relation;
        }
        let ctes = self.ctes.iter().map(|(cte, _)| cte.as_str());
        // Of a thousand names, only those of about this length are worth a comparison.
        let length = |name: &str| name.chars().count();
        let wanted = length(name);
        let likely = self.world.table_names().chain(ctes);
        let likely = likely.filter(|other| length(other).abs_diff(wanted) <= 1 + wanted / 4);
        let near = district::did_you_mean(name, likely);
        let near = near.map(str::to_owned);
        let span = self.span(factor.span());
        self.world.findings.push(names::table(span, name, near.as_deref()));
        Relation::failed()
    }

    /// `durations(stream, 'day')`.
    fn durations(&mut self, name: &str, args: &[FunctionArg], factor: &TableFactor) -> Relation {
        const FORM: &str = "durations(stream, 'day')";
        let span = self.span(factor.span());
        if name != "durations" {
            let near = district::did_you_mean(name, ["durations"]);
            self.world.findings.push(names::function(span, name, near));
            return Relation::failed();
        }
        let exprs: Vec<&ast::Expr> = args
            .iter()
            .filter_map(|arg| match arg {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
                FunctionArg::Unnamed(_)
                | FunctionArg::Named { .. }
                | FunctionArg::ExprNamed { .. } => None,
            })
            .collect();
        let [ast::Expr::Identifier(stream), grain] = exprs.as_slice() else {
            let finding = types::argument_count(span, name, FORM, exprs.len());
            self.world.findings.push(finding);
            return Relation::failed();
        };
        let empty = Scope::default();
        let grain_at = grain.span();
        let grain = self.expr(&mut Context::rows(&empty, "FROM"), grain);
        let grain = grain.and_then(|grain| self.wants_text_literal(name, FORM, &grain));
        let Some(grain_name) = grain else { return Relation::failed() };
        let Some(grain) = Grain::find(&grain_name) else {
            let at = self.span(grain_at);
            self.world.findings.push(types::grain(at, &grain_name));
            return Relation::failed();
        };
        let at = self.span(stream.span);
        let Some(declared) = self.world.pack.streams.get(&stream.value) else {
            let streams = self.world.pack.streams.keys().map(String::as_str);
            let near = district::did_you_mean(&stream.value, streams);
            self.world.findings.push(names::table(at, &stream.value, near));
            return Relation::failed();
        };
        match self.world.durations(declared, grain) {
            Some(relation) => relation,
            None => {
                self.world.findings.push(types::not_a_state_stream(at, &stream.value));
                Relation::failed()
            }
        }
    }
}

/// The join, with what concerns one side alone put onto that side.
///
/// A condition on the right side alone may go below a left join: rows that fail it would only
/// have been padded. One on the left side alone may not.
pub(super) fn joined(left: Rel, right: Rel, kind: JoinKind, split: Split) -> Rel {
    let Split { on, left: on_left, right: on_right, mut both } = split;
    let right = filtered(right, on_right);
    let left = match kind {
        JoinKind::Inner | JoinKind::Semi => filtered(left, on_left),
        JoinKind::Left | JoinKind::Anti => {
            both.extend(on_left);
            left
        }
    };
    let condition = all_of(both, &Function::And);
    Rel::Join { left: Box::new(left), right: Box::new(right), kind, on, condition }
}

/// The rows for which all conditions hold.
pub(super) fn filtered(rel: Rel, conditions: Vec<Expr>) -> Rel {
    match all_of(conditions, &Function::And) {
        Some(predicate) => Rel::Filter { input: Box::new(rel), predicate },
        None => rel,
    }
}

/// Whether an expression names columns left and right of `width`.
fn sides(expr: &Expr, width: usize) -> (bool, bool) {
    let mut found = (false, false);
    columns(expr, &mut |index| {
        if index < width {
            found.0 = true;
        } else {
            found.1 = true;
        }
    });
    found
}

/// Calls `visit` on every column that an expression names.
pub(super) fn columns(expr: &Expr, visit: &mut dyn FnMut(usize)) {
    match &expr.node {
        Node::Column(index) => visit(*index),
        Node::Literal(_) => {}
        Node::Call(_, arguments) => arguments.iter().for_each(|e| columns(e, visit)),
        Node::Cast(inner) => columns(inner, visit),
        Node::Case(branches, otherwise) => {
            for (when, then) in branches {
                columns(when, visit);
                columns(then, visit);
            }
            if let Some(otherwise) = otherwise {
                columns(otherwise, visit);
            }
        }
    }
}

/// The two sides of an equality between left and right.
fn equality(expr: &Expr, width: usize) -> Option<(Expr, Expr)> {
    let Node::Call(Function::Eq, arguments) = &expr.node else { return None };
    let [a, b] = arguments.as_slice() else { return None };
    match (sides(a, width), sides(b, width)) {
        ((true, false), (false, true)) => Some((a.clone(), shift(b.clone(), width))),
        ((false, true), (true, false)) => Some((b.clone(), shift(a.clone(), width))),
        _ => None,
    }
}

/// The expression with every column index lowered by `width`.
fn shift(mut expr: Expr, width: usize) -> Expr {
    fn walk(expr: &mut Expr, width: usize) {
        match &mut expr.node {
            Node::Column(index) => *index = index.saturating_sub(width),
            Node::Literal(_) => {}
            Node::Call(_, arguments) => arguments.iter_mut().for_each(|e| walk(e, width)),
            Node::Cast(inner) => walk(inner, width),
            Node::Case(branches, otherwise) => {
                for (when, then) in branches {
                    walk(when, width);
                    walk(then, width);
                }
                if let Some(otherwise) = otherwise {
                    walk(otherwise, width);
                }
            }
        }
    }
    walk(&mut expr, width);
    expr
}

/// The relation with its first columns called otherwise.
pub(super) fn renamed(relation: Relation, names: &[&ast::Ident]) -> Relation {
    if names.is_empty() {
        return relation;
    }
    let columns = relation.columns.iter().enumerate().map(|(index, column)| OutCol {
        name: names.get(index).map_or_else(|| column.name.clone(), |name| name.value.clone()),
        ..column.clone()
    });
    Relation { columns: Rc::new(columns.collect()), ..relation }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the parser's joins are many")]
fn join_name(operator: &ast::JoinOperator) -> &'static str {
    use ast::JoinOperator as Op;
    match operator {
        Op::Right(_) | Op::RightOuter(_) => "RIGHT JOIN",
        Op::FullOuter(_) => "FULL JOIN",
        Op::Semi(_) | Op::LeftSemi(_) | Op::RightSemi(_) => "SEMI JOIN",
        Op::Anti(_) | Op::LeftAnti(_) | Op::RightAnti(_) => "ANTI JOIN",
        Op::CrossApply | Op::OuterApply => "APPLY",
        Op::AsOf { .. } => "ASOF JOIN",
        _ => "JOIN",
    }
}
