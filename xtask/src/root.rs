//! The first thing that a stranger sees is short.

use crate::Finding;
use crate::tree::Tree;
use anyhow::Result;

const ENTRIES_MAX: usize = 21;

/// Counts the entries of the root; what is built or fetched is not among them.
pub(crate) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let entries: Vec<&str> =
        tree.paths.iter().map(String::as_str).filter(|path| !path.contains('/')).collect();
    if entries.len() <= ENTRIES_MAX {
        return Ok(Vec::new());
    }
    let what = format!("{} entries, over {ENTRIES_MAX}: {}", entries.len(), entries.join(", "));
    Ok(vec![Finding::new("the root", what)])
}

#[cfg(test)]
mod tests;
