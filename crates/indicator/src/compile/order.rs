//! What a statement reads, and an order in which each model follows what it reads.

use sqlparser::ast::{self, ObjectName, Visit, Visitor};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// The functions that read an edition of a standard.
const EDITION_FUNCTIONS: [&str; 6] = ["class_of", "edition", "iaqi", "mda8", "param", "year_short"];

/// What a statement reads.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// Tables that are named, without the parts of its own WITH.
    pub(super) tables: BTreeSet<String>,
    /// Whether it calls a function of editions.
    pub(super) edition: bool,
    ctes: BTreeSet<String>,
}

/// What a query reads.
pub(super) fn reads(query: &ast::Query) -> Reads {
    let mut reads = Reads::default();
    let _ = query.visit(&mut reads);
    let Reads { tables, edition, ctes } = reads;
    Reads { tables: tables.difference(&ctes).cloned().collect(), edition, ctes }
}

impl Visitor for Reads {
    type Break = ();

    fn pre_visit_query(&mut self, query: &ast::Query) -> ControlFlow<()> {
        for cte in query.with.iter().flat_map(|with| &with.cte_tables) {
            self.ctes.insert(cte.alias.name.value.clone());
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, name: &ObjectName) -> ControlFlow<()> {
        if let [part] = name.0.as_slice()
            && let Some(ident) = part.as_ident()
        {
            self.tables.insert(ident.value.clone());
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &ast::Expr) -> ControlFlow<()> {
        if let ast::Expr::Function(function) = expr {
            let name = function.name.to_string().to_lowercase();
            self.edition |= EDITION_FUNCTIONS.contains(&name.as_str());
        }
        ControlFlow::Continue(())
    }
}

/// The order, and the cycles that spoil it.
pub(super) struct Order<'a> {
    /// Every model once; those on a cycle, or behind one, last.
    pub(super) sorted: Vec<&'a str>,
    /// Each cycle once, from its first name.
    pub(super) cycles: Vec<Vec<&'a str>>,
}

/// Sorts models so that each follows what it reads.
pub(super) fn sort<'a>(links: &BTreeMap<&'a str, Vec<&'a str>>) -> Order<'a> {
    let mut waiting: BTreeMap<&str, usize> = links.iter().map(|(id, l)| (*id, l.len())).collect();
    let mut readers: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
    for (id, read) in links {
        for link in read {
            readers.entry(link).or_default().push(id);
        }
    }
    let mut ready: BTreeSet<&'a str> =
        links.iter().filter(|(_, read)| read.is_empty()).map(|(id, _)| *id).collect();
    let mut sorted = Vec::with_capacity(links.len());
    while let Some(id) = ready.pop_first() {
        waiting.remove(id);
        sorted.push(id);
        for reader in readers.get(id).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(reader) {
                *count -= 1;
                if *count == 0 {
                    ready.insert(reader);
                }
            }
        }
    }
    let left: BTreeSet<&'a str> =
        links.keys().filter(|id| waiting.contains_key(**id)).copied().collect();
    let cycles = cycles(links, &left);
    sorted.extend(left);
    Order { sorted, cycles }
}

/// Every model that is left reads one that is left: following them leads into a cycle.
fn cycles<'a>(
    links: &BTreeMap<&'a str, Vec<&'a str>>,
    left: &BTreeSet<&'a str>,
) -> Vec<Vec<&'a str>> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut cycles = Vec::new();
    for start in left {
        let mut path: Vec<&'a str> = Vec::new();
        let mut next = Some(*start);
        while let Some(id) = next {
            if let Some(at) = path.iter().position(|other| *other == id) {
                let mut cycle = path.split_off(at);
                let first =
                    cycle.iter().enumerate().min_by_key(|(_, id)| **id).map_or(0, |(i, _)| i);
                cycle.rotate_left(first);
                cycles.push(cycle);
                break;
            }
            if !seen.insert(id) {
                break;
            }
            path.push(id);
            next = links
                .get(id)
                .and_then(|read| read.iter().find(|link| left.contains(*link)).copied());
        }
    }
    cycles
}
