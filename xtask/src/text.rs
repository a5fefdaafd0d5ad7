//! Headers, and words that do not belong in the repository.

use crate::Finding;
use crate::tree::{Tree, for_tests};
use anyhow::Result;

/// Every Rust file says first what it is for; nothing in the repository names a machine.
pub(crate) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust() {
        if !text.starts_with("//! ") && !text.starts_with("#![no_main]\n//! ") {
            findings
                .push(Finding::new(path, "opens without a `//!` header that says what it is for"));
        }
        // This file names what it looks for.
        let lines = if path.starts_with("xtask/") { "" } else { text };
        for (number, line) in lines.lines().enumerate() {
            let at = format!("{path}:{}", number + 1);
            if line.contains("TODO") || line.contains("FIXME") {
                findings
                    .push(Finding::new(&at, "an open end stands in the code; finish or file it"));
            }
            if line.contains("#[ignore") {
                findings.push(Finding::new(&at, "`#[ignore]` is not used: assert what happens"));
            }
            if !for_tests(path) && line.contains("thread::sleep") {
                findings.push(Finding::new(&at, "nothing here sleeps"));
            }
        }
    }
    for (path, text) in &tree.files {
        if path.starts_with("xtask/") {
            continue;
        }
        // Pieces, so that this file does not find itself.
        for word in
            [["/work", "/main"].concat(), ["/ro", "ot/"].concat(), ["index.", "crates.io"].concat()]
        {
            if text.contains(&word) {
                findings.push(Finding::new(
                    path,
                    format!("names a path or host of one machine: `{word}`"),
                ));
            }
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests;
