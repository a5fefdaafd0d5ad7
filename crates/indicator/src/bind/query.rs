//! Queries: WITH, SELECT, what is selected, and the stage that grouping makes.

use super::expr::Context;
use super::from::Input;
use super::group::{AGGREGATES_FROM, Grouping, free_name, lift};
use super::scope::Scope;
use super::{Binder, Kind, OutCol, Relation, Value};
use crate::findings::{names, text as text_findings};
use crate::ir::{Aggregate, Col, Expr, Node, Rel};
use crate::units;
use district::{Exact, Rounding};
use sqlparser::ast::{self, SelectItem, SetExpr, Spanned};
use sqlparser::tokenizer::Span as SqlSpan;
use std::ops::Range;
use std::rc::Rc;

/// What is wanted of a query beside its rows, and what was found out about it.
#[derive(Debug, Default)]
pub(crate) struct Ask {
    /// It is an indicator: `value` is taken apart into numerator and denominator.
    pub(crate) figure: bool,
    /// Its columns need no names.
    pub(crate) unnamed: bool,
    /// How the value comes from numerator and denominator, which were added as columns.
    pub(crate) ratio: Option<Ratio>,
    /// The value is a hundred times something.
    pub(crate) hundredfold: bool,
    /// Where each output column stands.
    pub(crate) spans: Vec<(String, SqlSpan)>,
}

/// What is done to a ratio before it is the value, first things first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ratio {
    /// The unit of the value, as the SQL has it.
    pub(crate) unit: Option<district::Unit>,
    pub(crate) steps: Vec<Step>,
}

/// One such thing.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// A change of unit.
    Scale(Exact, Exact),
    /// A rounding.
    Round(i32, Rounding),
}

/// A select item; `outside` says which of the columns named outside aggregates are its own.
pub(super) struct Item {
    pub(super) name: String,
    pub(super) value: Option<Value>,
    pub(super) at: SqlSpan,
    pub(super) outside: Range<usize>,
}

impl Binder<'_, '_> {
    /// Binds a query; what failed has given its findings.
    pub(crate) fn query(&mut self, query: &ast::Query) -> Relation {
        self.query_for(query, &mut Ask::default())
    }

    pub(crate) fn query_for(&mut self, query: &ast::Query, ask: &mut Ask) -> Relation {
        self.refuse_clauses(query);
        let outer_ctes = self.ctes.len();
        if let Some(with) = &query.with {
            if with.recursive {
                let span = self.span(with.with_token.0.span);
                self.world.findings.push(text_findings::not_accepted(
                    span,
                    "WITH RECURSIVE",
                    "地点的层级用 `place_ancestor`",
                    "for the tree of places use `place_ancestor`",
                ));
            }
            for cte in &with.cte_tables {
                let relation =
                    self.deeper(|| cte.alias.name.span, |this| Some(this.query(&cte.query)));
                let relation = relation.unwrap_or_else(Relation::failed);
                let columns: Vec<&ast::Ident> = cte.alias.columns.iter().map(|c| &c.name).collect();
                let relation = super::from::renamed(relation, &columns);
                let name = &cte.alias.name;
                if self.world.taken(&name.value) || self.ctes.iter().any(|(n, _)| *n == name.value)
                {
                    let span = self.span(name.span);
                    self.world.findings.push(names::alias_twice(span, &name.value));
                }
                self.ctes.push((name.value.clone(), relation));
            }
        }
        let relation = self.body(&query.body, ask);
        self.ctes.truncate(outer_ctes);
        relation
    }

    fn refuse_clauses(&mut self, query: &ast::Query) {
        let mut refused = Vec::new();
        if let Some(order) = &query.order_by {
            refused.push(("ORDER BY", order.span()));
        }
        if let Some(limit) = &query.limit_clause {
            refused.push(("LIMIT", limit.span()));
        }
        if let Some(fetch) = &query.fetch {
            refused.push(("FETCH", fetch.span()));
        }
        for (what, at) in refused {
            let span = self.span(at);
            self.world.findings.push(text_findings::order_or_limit(span, what));
        }
        let others = [
            (!query.locks.is_empty(), "FOR UPDATE"),
            (query.for_clause.is_some(), "FOR XML/JSON"),
            (query.settings.is_some(), "SETTINGS"),
            (query.format_clause.is_some(), "FORMAT"),
            (!query.pipe_operators.is_empty(), "|>"),
        ];
        for what in others.into_iter().filter_map(|(found, what)| found.then_some(what)) {
            self.not_accepted(query.span(), what);
        }
    }

    pub(super) fn not_accepted(&mut self, at: SqlSpan, what: &str) {
        let span = self.span(at);
        let finding = text_findings::not_accepted(span, what, "去掉它", "remove it");
        self.world.findings.push(finding);
    }

    pub(super) fn body(&mut self, body: &SetExpr, ask: &mut Ask) -> Relation {
        match body {
            SetExpr::Select(select) => self.select(select, ask),
            SetExpr::Query(query) => self
                .deeper(|| query.span(), |this| Some(this.query_for(query, ask)))
                .unwrap_or_else(Relation::failed),
            SetExpr::SetOperation { .. } => self.union(body, ask),
            SetExpr::Values(_)
            | SetExpr::Insert(_)
            | SetExpr::Update(_)
            | SetExpr::Delete(_)
            | SetExpr::Merge(_)
            | SetExpr::Table(_) => {
                let what: String = body.to_string().chars().take(30).collect();
                self.not_accepted(body.span(), &what);
                Relation::failed()
            }
        }
    }

    fn refuse_select(&mut self, select: &ast::Select) {
        let others = [
            (select.top.is_some(), "TOP"),
            (select.flavor != ast::SelectFlavor::Standard, "FROM … SELECT"),
            (select.exclude.is_some(), "EXCLUDE"),
            (select.into.is_some(), "INTO"),
            (!select.lateral_views.is_empty(), "LATERAL VIEW"),
            (select.prewhere.is_some(), "PREWHERE"),
            (!select.connect_by.is_empty(), "CONNECT BY"),
            (!select.cluster_by.is_empty(), "CLUSTER BY"),
            (!select.distribute_by.is_empty(), "DISTRIBUTE BY"),
            (select.value_table_mode.is_some(), "SELECT AS"),
            (matches!(select.distinct, Some(ast::Distinct::On(_))), "DISTINCT ON"),
        ];
        for what in others.into_iter().filter_map(|(found, what)| found.then_some(what)) {
            self.not_accepted(select.select_token.0.span, what);
        }
        if !select.sort_by.is_empty() {
            let span = self.span(select.select_token.0.span);
            self.world.findings.push(text_findings::order_or_limit(span, "SORT BY"));
        }
        if !select.named_window.is_empty() || select.qualify.is_some() {
            let span = self.span(select.select_token.0.span);
            self.world.findings.push(text_findings::window(span));
        }
    }

    fn select(&mut self, select: &ast::Select, ask: &mut Ask) -> Relation {
        self.refuse_select(select);
        let Some(mut input) = self.from(&select.from) else {
            self.not_accepted(select.select_token.0.span, "SELECT … (FROM)");
            return Relation::failed();
        };
        self.filter(&mut input, select.selection.as_ref());
        let keys = self.keys(select, &input.scope);
        let mut grouping = Grouping::default();
        let (mut items, open) = self.items(&select.projection, &input.scope, &mut grouping);
        let having = select.having.as_ref().map(|having| {
            let from = grouping.outside.len();
            let mut context = Context {
                scope: &input.scope,
                clause: "HAVING",
                grouping: Some(&mut grouping),
                inside: false,
            };
            let value = self.condition(&mut context, having);
            let outside = from..grouping.outside.len();
            Item {
                name: String::new(),
                value: value.map(|expr| Value { expr, kind: Kind::Plain, at: having.span() }),
                at: having.span(),
                outside,
            }
        });
        self.check_names(&items, ask);
        if ask.figure {
            super::ratio::take_apart(&mut items, &mut grouping, ask);
        }
        let grouped = keys.as_ref().is_none_or(|keys| !keys.is_empty())
            || !grouping.aggregates.is_empty()
            || having.is_some();
        let rel = if grouped {
            self.grouped(select, input, keys, &grouping, &mut items, having)
        } else {
            input.rel
        };
        let columns: Vec<OutCol> = items.iter().map(out_column).collect();
        let rel = rel.and_then(|rel| project(rel, &items, &columns));
        let relation = Relation { rel, columns: Rc::new(columns), open };
        match select.distinct {
            Some(ast::Distinct::Distinct) => self.distinct(relation),
            Some(ast::Distinct::All | ast::Distinct::On(_)) | None => relation,
        }
    }

    /// The keys of GROUP BY with the names of plain columns; none if one failed.
    fn keys(&mut self, select: &ast::Select, scope: &Scope) -> Option<Vec<(Expr, String)>> {
        let exprs = match &select.group_by {
            ast::GroupByExpr::Expressions(exprs, modifiers) if modifiers.is_empty() => exprs,
            ast::GroupByExpr::Expressions(..) | ast::GroupByExpr::All(_) => {
                self.not_accepted(select.group_by.span(), "GROUP BY ALL/ROLLUP/CUBE");
                return None;
            }
        };
        let mut keys = Some(Vec::with_capacity(exprs.len()));
        for expr in exprs {
            let expr = aliased(expr, select, scope);
            let value = match expr {
                ast::Expr::Value(_) => {
                    let span = self.span(expr.span());
                    self.fail(text_findings::not_accepted(
                        span,
                        &format!("GROUP BY {expr}"),
                        "写列名或表达式；全部合为一组用 `all_time()`",
                        "name columns or expressions; for one group of all rows use `all_time()`",
                    ))
                }
                expr => self.expr(&mut Context::rows(scope, "GROUP BY"), expr),
            };
            match (value, &mut keys) {
                (Some(value), Some(keys)) => {
                    let name = match value.expr.node {
                        Node::Column(index) => scope.name(index).to_owned(),
                        Node::Literal(_) | Node::Call(..) | Node::Case(..) | Node::Cast(_) => {
                            String::new()
                        }
                    };
                    if keys.iter().all(|(key, _): &(Expr, String)| key.node != value.expr.node) {
                        keys.push((value.expr, name));
                    }
                }
                (Some(_), None) => {}
                (None, keys) => *keys = None,
            }
        }
        keys
    }

    fn items(
        &mut self,
        projection: &[SelectItem],
        scope: &Scope,
        grouping: &mut Grouping,
    ) -> (Vec<Item>, bool) {
        let mut items = Vec::with_capacity(projection.len());
        let mut open = false;
        for item in projection {
            let (expr, name, at) = match item {
                SelectItem::UnnamedExpr(expr) => (expr, column_name(expr), expr.span()),
                SelectItem::ExprWithAlias { expr, alias } => {
                    (expr, alias.value.clone(), expr.span())
                }
                SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..) => {
                    open |= self.wildcard(item, scope, grouping, &mut items);
                    continue;
                }
                SelectItem::ExprWithAliases { expr, .. } => {
                    self.not_accepted(expr.span(), "AS (…)");
                    open = true;
                    continue;
                }
            };
            let from = grouping.outside.len();
            let mut context =
                Context { scope, clause: "SELECT", grouping: Some(&mut *grouping), inside: false };
            let value = self.expr(&mut context, expr);
            items.push(Item { name, value, at, outside: from..grouping.outside.len() });
        }
        (items, open)
    }

    /// `*` or `t.*`; returns whether columns are missing because a table could not be read.
    fn wildcard(
        &mut self,
        item: &SelectItem,
        scope: &Scope,
        grouping: &mut Grouping,
        items: &mut Vec<Item>,
    ) -> bool {
        let at = item.span();
        let mut wanted = None;
        let options = match item {
            SelectItem::QualifiedWildcard(kind, options) => {
                if let ast::SelectItemQualifiedWildcardKind::ObjectName(name) = kind {
                    wanted = Some(name.to_string().trim_matches('"').to_owned());
                }
                options
            }
            SelectItem::Wildcard(options) => options,
            SelectItem::UnnamedExpr(_)
            | SelectItem::ExprWithAlias { .. }
            | SelectItem::ExprWithAliases { .. } => return false,
        };
        if options.opt_exclude.is_some()
            || options.opt_except.is_some()
            || options.opt_replace.is_some()
        {
            self.not_accepted(at, "* EXCEPT/REPLACE");
        }
        let mut found = false;
        let mut open = false;
        for entry in &scope.entries {
            if wanted.as_ref().is_some_and(|wanted| *wanted != entry.alias) {
                continue;
            }
            found = true;
            open |= entry.open;
            for (index, column) in entry.columns.iter().enumerate() {
                let index = entry.offset + index;
                let from = grouping.outside.len();
                grouping.outside.push((index, at));
                let value = column.col.as_ref().map(|col| Value {
                    expr: Expr {
                        node: Node::Column(index),
                        data_type: col.data_type,
                        unit: col.unit.clone(),
                    },
                    kind: column.kind,
                    at,
                });
                let outside = from..grouping.outside.len();
                items.push(Item { name: column.name.clone(), value, at, outside });
            }
        }
        if !found {
            let wanted = wanted.unwrap_or_default();
            let near =
                district::did_you_mean(&wanted, scope.entries.iter().map(|e| e.alias.as_str()));
            let span = self.span(at);
            self.world.findings.push(names::table(span, &wanted, near));
        }
        open || !found
    }

    fn check_names(&mut self, items: &[Item], ask: &mut Ask) {
        for (index, item) in items.iter().enumerate() {
            if item.name.is_empty() {
                if !ask.unnamed {
                    let span = self.span(item.at);
                    self.world.findings.push(names::output_unnamed(span));
                }
            } else if items.iter().take(index).any(|other| other.name == item.name) {
                let span = self.span(item.at);
                self.world.findings.push(names::output_twice(span, &item.name));
            }
            if !ask.spans.iter().any(|(name, _)| *name == item.name) {
                ask.spans.push((item.name.clone(), item.at));
            }
        }
    }

    /// The stage of the groups, filtered by HAVING; the items are put over its columns.
    fn grouped(
        &mut self,
        select: &ast::Select,
        input: Input,
        keys: Option<Vec<(Expr, String)>>,
        grouping: &Grouping,
        items: &mut [Item],
        mut having: Option<Item>,
    ) -> Option<Rel> {
        let keys = keys?;
        if keys.is_empty() {
            let span = self.span(select.select_token.0.span);
            return self.fail(names::ungrouped(span));
        }
        let (keys, aggregates) = named(keys, grouping, items);
        let mut failed = false;
        for item in items.iter_mut().chain(having.as_mut()) {
            let Some(value) = item.value.take() else {
                failed = true;
                continue;
            };
            match lift(value.expr, &keys) {
                Ok(expr) => item.value = Some(Value { expr, ..value }),
                Err(index) => {
                    failed = true;
                    let spans = grouping.outside.get(item.outside.clone()).unwrap_or_default();
                    let at = spans.iter().find(|(i, _)| *i == index).map_or(item.at, |(_, at)| *at);
                    let span = self.span(at);
                    let name = input.scope.name(index);
                    self.world.findings.push(names::not_grouped(span, name));
                }
            }
        }
        if failed {
            return None;
        }
        let count = keys.len();
        let rel = Rel::Aggregate { input: Box::new(input.rel?), keys, aggregates };
        let scan = self.world.stage(&self.name, rel, count);
        match having.and_then(|having| having.value) {
            Some(value) => Some(Rel::Filter { input: Box::new(scan), predicate: value.expr }),
            None => Some(scan),
        }
    }

    /// SELECT DISTINCT: groups by all columns, without aggregates.
    fn distinct(&mut self, relation: Relation) -> Relation {
        let cols: Option<Vec<Col>> = relation.columns.iter().map(|c| c.col.clone()).collect();
        let (Some(input), Some(cols)) = (relation.rel, cols) else {
            return Relation { rel: None, ..relation };
        };
        let keys: Vec<(Expr, Col)> = cols.into_iter().enumerate().map(column).collect();
        let count = keys.len();
        let rel = Rel::Aggregate { input: Box::new(input), keys, aggregates: Vec::new() };
        let rel = Some(self.world.stage(&self.name, rel, count));
        Relation { rel, ..relation }
    }
}

/// A column as an expression of itself.
pub(crate) fn column((index, col): (usize, Col)) -> (Expr, Col) {
    let node = Node::Column(index);
    (Expr { node, data_type: col.data_type, unit: col.unit.clone() }, col)
}

/// Keys and aggregates with the names of the items that they are selected as.
#[expect(clippy::type_complexity, reason = "the two lists of an aggregate relation")]
fn named(
    keys: Vec<(Expr, String)>,
    grouping: &Grouping,
    items: &[Item],
) -> (Vec<(Expr, Col)>, Vec<(Aggregate, Col)>) {
    let mut taken = Vec::new();
    let selected = |node: &Node| {
        let item = items.iter().find(|item| {
            !item.name.is_empty() && item.value.as_ref().is_some_and(|v| v.expr.node == *node)
        });
        item.map(|item| item.name.clone())
    };
    let keys = keys
        .into_iter()
        .map(|(expr, name)| {
            let name = selected(&expr.node).unwrap_or(name);
            let name = free_name(if name.is_empty() { "key" } else { &name }, &mut taken);
            let col = Col { name, data_type: expr.data_type, unit: expr.unit.clone() };
            (expr, col)
        })
        .collect();
    let aggregates = grouping
        .aggregates
        .iter()
        .enumerate()
        .map(|(index, aggregated)| {
            let name = selected(&Node::Column(AGGREGATES_FROM + index));
            let name = free_name(name.as_deref().unwrap_or("part"), &mut taken);
            let col = Col { name, data_type: aggregated.data_type, unit: aggregated.unit.clone() };
            (aggregated.aggregate.clone(), col)
        })
        .collect();
    (keys, aggregates)
}

fn out_column(item: &Item) -> OutCol {
    let col = item.value.as_ref().map(|value| {
        let data_type = value.expr.data_type;
        let unit = data_type.numeric().then(|| value.expr.unit.clone().unwrap_or_else(units::one));
        Col { name: item.name.clone(), data_type, unit }
    });
    let kind = item.value.as_ref().map_or(Kind::Plain, |value| value.kind);
    OutCol { name: item.name.clone(), col, kind }
}

/// The items over `rel`; none if one failed. Nothing is added where they are `rel`'s columns.
fn project(rel: Rel, items: &[Item], columns: &[OutCol]) -> Option<Rel> {
    let exprs: Option<Vec<(Expr, Col)>> = items
        .iter()
        .zip(columns)
        .map(|(item, column)| Some((item.value.clone()?.expr, column.col.clone()?)))
        .collect();
    let exprs = exprs?;
    if let Rel::Scan { columns: below, .. } = &rel
        && below.len() == exprs.len()
        && exprs
            .iter()
            .zip(below)
            .enumerate()
            .all(|(index, ((expr, col), under))| expr.node == Node::Column(index) && col == under)
    {
        return Some(rel);
    }
    Some(Rel::Project { input: Box::new(rel), exprs })
}

fn column_name(expr: &ast::Expr) -> String {
    match expr {
        ast::Expr::Identifier(ident) => ident.value.clone(),
        ast::Expr::CompoundIdentifier(parts) => {
            parts.last().map(|ident| ident.value.clone()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// GROUP BY may name a select item, where no column of FROM has that name.
fn aliased<'e>(expr: &'e ast::Expr, select: &'e ast::Select, scope: &Scope) -> &'e ast::Expr {
    let ast::Expr::Identifier(ident) = expr else { return expr };
    let known = scope.entries.iter().any(|entry| {
        entry.open || entry.columns.iter().any(|column| super::scope::same(&column.name, ident))
    });
    if known {
        return expr;
    }
    select
        .projection
        .iter()
        .find_map(|item| match item {
            SelectItem::ExprWithAlias { expr, alias } if alias.value == ident.value => Some(expr),
            _ => None,
        })
        .unwrap_or(expr)
}
