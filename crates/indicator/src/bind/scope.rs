//! Which columns a name can mean.

use super::{Kind, OutCol, Value};
use crate::findings::names;
use crate::ir::{Expr, Node};
use crate::source::Source;
use diag::Diagnostic;
use district::did_you_mean;
use sqlparser::ast::Ident;
use sqlparser::tokenizer::Span as SqlSpan;
use std::rc::Rc;

/// One table of FROM.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) alias: String,
    pub(super) columns: Rc<Vec<OutCol>>,
    pub(super) offset: usize,
    pub(super) open: bool,
    /// 0: of this query; 1: of the query around it.
    pub(super) rank: u8,
}

/// The tables of FROM, with their columns one after another.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    pub(super) entries: Vec<Entry>,
    pub(super) width: usize,
}

impl Scope {
    /// The name of column `index`.
    pub(super) fn name(&self, index: usize) -> &str {
        let entry =
            self.entries.iter().find(|e| (e.offset..e.offset + e.columns.len()).contains(&index));
        entry
            .and_then(|e| e.columns.get(index - e.offset))
            .map_or("", |column| column.name.as_str())
    }

    /// The column that `parts` (`x` or `t.x`) means. `Ok(None)`: one that failed before.
    pub(super) fn resolve(
        &self,
        source: &Source<'_>,
        parts: &[Ident],
        at: SqlSpan,
    ) -> Result<Option<Value>, Box<Diagnostic>> {
        let (table, column) = match parts {
            [column] => (None, column),
            [table, column] => (Some(table), column),
            _ => {
                let name = parts.iter().map(|p| p.value.as_str()).collect::<Vec<_>>().join(".");
                return Err(Box::new(names::column(source.span(at), &name, None, &[])));
            }
        };
        if let Some(table) = table
            && !self.entries.iter().any(|entry| same(&entry.alias, table))
        {
            let near = did_you_mean(&table.value, self.entries.iter().map(|e| e.alias.as_str()));
            return Err(Box::new(names::table(source.span(table.span), &table.value, near)));
        }
        for rank in 0..2 {
            let entries = || {
                self.entries
                    .iter()
                    .filter(|e| e.rank == rank && table.is_none_or(|table| same(&e.alias, table)))
            };
            let mut hits = entries().filter_map(|e| find(&e.columns, column).map(|i| (e, i)));
            if let Some((entry, index)) = hits.next() {
                if hits.next().is_some() {
                    let tables: Vec<&str> = entries()
                        .filter(|e| find(&e.columns, column).is_some())
                        .map(|e| e.alias.as_str())
                        .collect();
                    return Err(Box::new(names::ambiguous(
                        source.span(at),
                        &column.value,
                        &tables,
                    )));
                }
                return Ok(value(entry, index, at));
            }
            if entries().any(|entry| entry.open) {
                return Ok(None);
            }
        }
        Err(Box::new(self.not_found(source, table, column)))
    }

    fn not_found(&self, source: &Source<'_>, table: Option<&Ident>, column: &Ident) -> Diagnostic {
        let all: Vec<&str> = self
            .entries
            .iter()
            .filter(|e| table.is_none_or(|table| same(&e.alias, table)))
            .flat_map(|e| e.columns.iter().map(|c| c.name.as_str()))
            .collect();
        let near = did_you_mean(&column.value, all.iter().copied());
        names::column(source.span(column.span), &column.value, near, &all)
    }
}

fn value(entry: &Entry, index: usize, at: SqlSpan) -> Option<Value> {
    let column = entry.columns.get(index)?;
    let col = column.col.as_ref()?;
    let node = Node::Column(entry.offset + index);
    let expr = Expr { node, data_type: col.data_type, unit: col.unit.clone() };
    Some(Value { expr, kind: column.kind, at })
}

/// A quoted name is taken to the letter; a bare one also in lower case.
pub(super) fn same(name: &str, ident: &Ident) -> bool {
    name == ident.value || (ident.quote_style.is_none() && name == ident.value.to_lowercase())
}

fn find(columns: &[OutCol], ident: &Ident) -> Option<usize> {
    let exact = columns.iter().position(|column| column.name == ident.value);
    exact.or_else(|| columns.iter().position(|column| same(&column.name, ident)))
}

impl OutCol {
    /// A column as it comes out of a table.
    pub(crate) fn plain(col: crate::ir::Col) -> Self {
        Self { name: col.name.clone(), col: Some(col), kind: Kind::Plain }
    }
}
