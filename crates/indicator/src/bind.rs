//! Binding: from the syntax tree of a statement to a relation with types and units.
//!
//! A part that failed is `None`: its finding has been made, and nothing that rests on it gives
//! another. Binding goes on, so that one mistake hides no other.
//! Start reading at [`Binder::query`].
#![expect(clippy::single_match_else, reason = "found, or a finding: two arms side by side")]
#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named of the parser's is refused")]

mod aggregate;
mod coerce;
mod edition;
mod expr;
mod from;
mod function;
mod group;
mod literal;
mod operator;
mod query;
mod ratio;
mod scope;
mod subquery;
mod time;
mod union;

use crate::findings::text as text_finding;
use crate::ir::{Col, Expr, Rel};
use crate::source::Source;
use crate::world::World;
use diag::{Diagnostic, Span};
use district::{Edition, Standard};
use sqlparser::tokenizer::Span as SqlSpan;
use std::rc::Rc;

pub(crate) use coerce::{cast, in_unit, null};
pub(crate) use query::{Ask, Ratio, Step, column};

/// How deep an expression or query may be nested.
const DEPTH_MAX: usize = 120;

/// What is known of a value beside its type and unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It has a unit of its own.
    Plain,
    /// A number written out: it takes the unit of what it is added to or compared with.
    Adapting,
    /// Null written out: it takes any type.
    Null,
}

/// A bound expression.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) expr: Expr,
    pub(crate) kind: Kind,
    pub(crate) at: SqlSpan,
}

/// An output column; `col` is none if its expression failed.
#[derive(Debug, Clone)]
pub(crate) struct OutCol {
    pub(crate) name: String,
    pub(crate) col: Option<Col>,
    pub(crate) kind: Kind,
}

/// A bound query: what computes it, unless something failed, and its columns.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    pub(crate) rel: Option<Rel>,
    pub(crate) columns: Rc<Vec<OutCol>>,
    /// The columns are not known, because the query could not be read: any name may be there.
    pub(crate) open: bool,
}

impl Relation {
    /// A relation of which nothing is known.
    pub(crate) fn failed() -> Self {
        Self { rel: None, columns: Rc::new(Vec::new()), open: true }
    }
}

/// The edition under which a statement is bound.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bound<'a> {
    /// This one.
    Edition(&'a Standard, &'a Edition),
    /// None: a function that needs one is a finding.
    None,
    /// None yet, as nothing uses the model: such functions are passed over.
    Open,
}

/// Binds one statement.
pub(crate) struct Binder<'w, 'a> {
    pub(crate) world: &'w mut World<'a>,
    source: &'w Source<'a>,
    /// What its stages are named after.
    name: String,
    bound: Bound<'a>,
    ctes: Vec<(String, Relation)>,
    depth: usize,
}

impl<'w, 'a> Binder<'w, 'a> {
    pub(crate) fn new(
        world: &'w mut World<'a>,
        source: &'w Source<'a>,
        name: String,
        bound: Bound<'a>,
    ) -> Self {
        Self { world, source, name, bound, ctes: Vec::new(), depth: 0 }
    }

    fn span(&self, at: SqlSpan) -> Span {
        self.source.span(at)
    }

    /// Keeps a finding; returns none, which is what a failed part is.
    fn fail<T>(&mut self, finding: Diagnostic) -> Option<T> {
        self.world.findings.push(finding);
        None
    }

    /// Runs `inner` one level deeper, unless that is too deep.
    fn deeper<T>(
        &mut self,
        at: impl FnOnce() -> SqlSpan,
        inner: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        if self.depth >= DEPTH_MAX {
            let span = self.span(at());
            return self.fail(text_finding::too_long(span));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }
}
