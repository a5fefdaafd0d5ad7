//! One word for one thing: words that GLOSSARY.md says to avoid are not used.
//!
//! An entry reads `**term** (English, 中文): sentence.` and, on a line of its own,
//! `_Avoid_: word, word`. A word may be excused for a file by a line
//! `_Excused_: word in path` in the same entry, with the reason after a dash.

use crate::Finding;
use crate::tree::Tree;
use anyhow::{Context, Result};

/// Looks for avoided words as identifiers in `crates/` and as words in `docs/book/`.
pub(crate) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let glossary = tree.files.get("GLOSSARY.md").context("there is no GLOSSARY.md")?;
    let mut findings = Vec::new();
    for entry in glossary.split("\n\n") {
        let Some(term) = entry.strip_prefix("**").and_then(|rest| rest.split("**").next()) else {
            continue;
        };
        let avoided = lines(entry, "_Avoid_: ").flat_map(|line| line.split(", "));
        let excused: Vec<&str> = lines(entry, "_Excused_: ").collect();
        for word in avoided.map(|word| word.trim_end_matches('.')) {
            for (path, text) in &tree.files {
                let looked_at = (path.starts_with("crates/") && path.ends_with(".rs"))
                    || path.starts_with("docs/book/");
                let excuse = excused.iter().any(|line| {
                    line.split_once(" in ").is_some_and(|(excused, at)| {
                        excused == word && path.starts_with(at.split(' ').next().unwrap_or(at))
                    })
                });
                if !looked_at || excuse {
                    continue;
                }
                if let Some(number) = find(text, word, path.ends_with(".rs")) {
                    let what = format!("`{word}` is avoided: say `{term}`");
                    findings.push(Finding::new(format!("{path}:{number}"), what));
                }
            }
        }
    }
    Ok(findings)
}

fn lines<'a>(entry: &'a str, prefix: &'static str) -> impl Iterator<Item = &'a str> {
    entry.lines().filter_map(move |line| line.strip_prefix(prefix))
}

/// The first line on which the word stands alone; in code, comments and strings do not count.
fn find(text: &str, word: &str, code: bool) -> Option<usize> {
    text.lines().enumerate().find_map(|(number, line)| {
        let line = if code { before_comment(line) } else { line };
        let hit = line
            .split(|c: char| !c.is_alphanumeric() && (c != '_' || !code))
            .any(|token| token.eq_ignore_ascii_case(word) || (code && part(token, word)));
        hit.then_some(number + 1)
    })
}

/// Whether `word` is one of the `snake_case` parts of an identifier.
fn part(identifier: &str, word: &str) -> bool {
    identifier.split('_').any(|piece| piece == word)
}

fn before_comment(line: &str) -> &str {
    let line = line.split("//").next().unwrap_or(line);
    line.split('"').next().unwrap_or(line)
}

#[cfg(test)]
mod tests;
