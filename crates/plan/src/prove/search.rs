//! Walking the answer space as a tree that branches only on names somebody still needs.

use super::domain::Domains;
use district::rule::{Answers, Expr, Outcome, Value};
use std::collections::BTreeSet;

/// What was found at a node.
#[derive(Debug)]
pub(crate) enum Step {
    /// Nothing can be said before this name is known.
    Need(String),
    /// All is said here.
    Done,
}

/// The walk was given up: these names have too many combinations.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooMany(pub BTreeSet<String>);

/// A walk over the answers that satisfy what is given.
pub(crate) struct Search<'a> {
    pub domains: &'a Domains,
    /// Conditions that hold of all answers looked at.
    pub given: &'a [Expr],
    /// Nodes that may still be visited; shared by several walks.
    pub left: usize,
    branched: BTreeSet<String>,
}

impl<'a> Search<'a> {
    /// A walk of at most `left` nodes.
    pub(crate) fn new(domains: &'a Domains, given: &'a [Expr], left: usize) -> Self {
        Self { domains, given, left, branched: BTreeSet::new() }
    }

    /// Calls `probe` at every node until it asks for no more names.
    pub(crate) fn walk(
        &mut self,
        answers: &mut Answers,
        probe: &mut dyn FnMut(&Answers) -> Step,
    ) -> Result<(), TooMany> {
        if self.left == 0 {
            return Err(TooMany(self.branched.clone()));
        }
        self.left -= 1;
        if excluded(self.given, answers) {
            return Ok(());
        }
        let Step::Need(name) = probe(answers) else { return Ok(()) };
        let domains = self.domains;
        self.branched.insert(name.clone());
        for value in domains.of(&name) {
            answers.set(&name, value.clone());
            self.walk(answers, probe)?;
        }
        answers.remove(&name);
        Ok(())
    }
}

/// Whole answers that agree with `answers` and satisfy what is given, if there are any.
///
/// A leaf leaves names open that nothing needed; what is given may still rule the leaf out.
/// If the walk grows too long the answers are returned as they stand: a leaf counts as possible
/// until it is shown not to be.
pub(crate) fn complete(domains: &Domains, given: &[Expr], answers: &Answers) -> Option<Answers> {
    let mut fill = Fill { domains, given, left: COMPLETION_NODES_MAX };
    match fill.first(&mut answers.clone()) {
        Ok(found) => found,
        Err(TooMany(_)) => Some(answers.clone()),
    }
}

struct Fill<'a> {
    domains: &'a Domains,
    given: &'a [Expr],
    left: usize,
}

impl Fill<'_> {
    fn first(&mut self, answers: &mut Answers) -> Result<Option<Answers>, TooMany> {
        if excluded(self.given, answers) {
            return Ok(None);
        }
        self.left = self.left.checked_sub(1).ok_or_else(|| TooMany(BTreeSet::new()))?;
        let need = self.given.iter().find_map(|given| match given.evaluate(answers) {
            Outcome::Open(names) => names.into_iter().next(),
            Outcome::Value(_) | Outcome::Misfit(_) => None,
        });
        let Some(name) = need else { return Ok(Some(answers.clone())) };
        for value in self.domains.of(&name) {
            answers.set(&name, value.clone());
            if let Some(found) = self.first(answers)? {
                return Ok(Some(found));
            }
        }
        answers.remove(&name);
        Ok(None)
    }
}

fn excluded(given: &[Expr], answers: &Answers) -> bool {
    given.iter().any(|given| {
        matches!(given.evaluate(answers), Outcome::Value(Value::Bool(false) | Value::Null))
    })
}

/// How far the rest of what is given is looked into at one leaf.
const COMPLETION_NODES_MAX: usize = 20_000;
