//! Decision tables: which rows hold for given answers, and whether a table has holes, rows that
//! overlap where one alone may hold, or rows that never come to be chosen.

use crate::prove::domain;
use crate::prove::findings;
use crate::prove::search::{Search, Step};
use diag::{Diagnostic, Text};
use district::rule::{Answers, Verdict};
use district::service::{DecisionRow, DecisionTable, Field, Hit};
use std::collections::{BTreeMap, BTreeSet};

/// Nodes of the answer space that are looked at for one table.
const NODES_MAX: usize = 200_000;

/// What a table says of answers.
#[derive(Debug, Clone)]
pub enum Decided<'a> {
    /// The rows that are chosen, in their order, each with what it gives and its ground; with
    /// [`Hit::First`] and [`Hit::One`] exactly one, with [`Hit::All`] any number.
    Rows(Vec<&'a DecisionRow>),
    /// It depends on these names, which are not known yet.
    Open(BTreeSet<String>),
    /// No row holds, though one has to.
    Gap,
    /// More than one row holds, though only one may.
    Overlap(Vec<&'a DecisionRow>),
    /// A row cannot be judged: the row, and what was expected and found.
    Misfit(&'a DecisionRow, String),
}

/// Asks a table.
///
/// An answer that is not known yet stays open only as long as it can still change what is chosen:
/// a first row that holds decides whatever follows it.
pub fn decide_by<'a>(table: &'a DecisionTable, answers: &Answers) -> Decided<'a> {
    let mut holding = Vec::new();
    let mut open = BTreeSet::new();
    for row in &table.rows {
        match row.when.judge(answers) {
            Verdict::Yes => {
                holding.push(row);
                if table.hit == Hit::First && open.is_empty() {
                    break;
                }
            }
            Verdict::No => {}
            Verdict::Open(names) => open.extend(names),
            Verdict::Misfit(what) => return Decided::Misfit(row, what),
        }
    }
    // Two rows that hold are one too many, whatever the open ones will say.
    if table.hit == Hit::One && holding.len() > 1 {
        return Decided::Overlap(holding);
    }
    if !open.is_empty() {
        return Decided::Open(open);
    }
    if holding.is_empty() && table.hit != Hit::All {
        return Decided::Gap;
    }
    Decided::Rows(holding)
}

/// What is wrong with a table, over all answers that its fields allow.
pub fn check_table(table: &DecisionTable, fields: &BTreeMap<String, Field>) -> Vec<Diagnostic> {
    let domains = domain::cut(table.rows.iter().map(|row| &row.when.expr), fields);
    let mut found = Vec::new();
    for (at, obstacle, names) in &domains.obstacles {
        if let Some(row) = table.rows.get(*at) {
            found.push(findings::not_provable(&row.when, *obstacle, names));
        }
    }
    if !found.is_empty() {
        return found;
    }
    let mut seen = Seen::default();
    let mut search = Search::new(&domains, &[], NODES_MAX);
    let walked = search.walk(&mut Answers::new(), &mut |answers| seen.look(table, answers));
    if let Err(too_many) = walked {
        return vec![findings::too_many_for_table(table, &too_many.0)];
    }
    seen.report(table, fields)
}

/// What the walk over a table met.
#[derive(Default)]
struct Seen {
    gap: Option<Answers>,
    /// Pairs of rows that hold together, with the answers.
    overlaps: BTreeMap<(usize, usize), Answers>,
    misfit: Option<(usize, String, Answers)>,
    chosen: BTreeSet<usize>,
}

impl Seen {
    fn look(&mut self, table: &DecisionTable, answers: &Answers) -> Step {
        let mut holding = Vec::new();
        for (at, row) in table.rows.iter().enumerate() {
            match row.when.judge(answers) {
                Verdict::Yes => holding.push(at),
                Verdict::No => {}
                Verdict::Open(names) => match names.into_iter().next() {
                    Some(name) => return Step::Need(name),
                    None => continue,
                },
                Verdict::Misfit(what) => {
                    self.misfit.get_or_insert((at, what, answers.clone()));
                    return Step::Done;
                }
            }
            if table.hit == Hit::First && !holding.is_empty() {
                break;
            }
        }
        if let (Hit::One, Some(a), Some(b)) = (table.hit, holding.first(), holding.get(1)) {
            self.overlaps.entry((*a, *b)).or_insert_with(|| answers.clone());
        }
        if holding.is_empty() && table.hit != Hit::All {
            self.gap.get_or_insert(answers.clone());
        }
        self.chosen.extend(holding);
        Step::Done
    }

    fn report(self, table: &DecisionTable, fields: &BTreeMap<String, Field>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if let Some(answers) = &self.gap {
            found.push(findings::table_gap(table, fields, answers));
        }
        let row = |at: usize| table.rows.get(at);
        for ((a, b), answers) in &self.overlaps {
            if let (Some(a), Some(b)) = (row(*a), row(*b)) {
                found.push(findings::table_overlap(table, fields, (a, b), answers));
            }
        }
        if let Some((at, what, answers)) = &self.misfit
            && let Some(row) = row(*at)
        {
            let of = Text::new(
                format!("决策表`{}`", table.id),
                format!("decision table `{}`", table.id),
            );
            let when = findings::clause(fields, None, answers, &[]);
            found.push(findings::misfit(&of, &when, &row.when.text, &row.when.span, what));
            return found;
        }
        for (at, row) in table.rows.iter().enumerate() {
            if !self.chosen.contains(&at) {
                found.push(findings::row_never(table, at, row));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests;
