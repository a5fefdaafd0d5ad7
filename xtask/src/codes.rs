//! Every diagnostic code has a page in both languages and a test that shows it.

use crate::Finding;
use crate::tree::{Tree, for_tests};
use anyhow::Result;
use std::collections::BTreeSet;

const HEADINGS: [(&str, [&str; 4]); 2] = [
    ("md", ["What it means", "Why it matters", "Example", "Fix"]),
    ("zh.md", ["含义", "为何重要", "示例", "修正"]),
];

/// The fewest codes that a release of Hemei has.
const CODES_MIN: usize = 40;

/// Codes are the words of the form `X0000` in the `codes!` lists of `crates/diag/src/codes`.
pub(crate) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut codes = BTreeSet::new();
    for (path, text) in tree.rust() {
        if path.starts_with("crates/diag/src/codes") && !for_tests(path) {
            codes.extend(codes_in(text));
        }
    }
    let tests: Vec<&str> =
        tree.rust().filter(|(path, _)| for_tests(path)).map(|(_, text)| text).collect();
    for code in &codes {
        for (suffix, headings) in HEADINGS {
            let page = format!("docs/diagnostics/{code}.{suffix}");
            let Some(text) = tree.files.get(&page) else {
                findings.push(Finding::new(&page, "the code has no page"));
                continue;
            };
            for heading in headings.iter().filter(|heading| !text.contains(*heading)) {
                findings.push(Finding::new(&page, format!("has no part `{heading}`")));
            }
        }
        if !tests.iter().any(|text| text.contains(code.as_str())) {
            findings.push(Finding::new(code, "no test shows the code"));
        }
    }
    for path in tree.files.keys() {
        let Some(name) = path.strip_prefix("docs/diagnostics/") else { continue };
        let code = name.split('.').next().unwrap_or("");
        if !codes.contains(code) && code != "README" {
            findings.push(Finding::new(path, "a page for a code that is not registered"));
        }
    }
    if codes.len() < CODES_MIN {
        let what = format!("{} codes, not {CODES_MIN}", codes.len());
        findings.push(Finding::new("crates/diag/src/codes", what));
    }
    Ok(findings)
}

fn codes_in(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut inside = false;
    for line in text.lines().map(|line| line.split("//").next().unwrap_or("").trim()) {
        inside = (inside || line.starts_with("codes!")) && line != "}";
        if inside {
            found.extend(line.split_whitespace().filter(|word| code(word)).map(str::to_owned));
        }
    }
    found
}

fn code(word: &str) -> bool {
    let mut chars = word.chars();
    word.len() == 5
        && chars.next().is_some_and(|c| "ECSR".contains(c))
        && chars.all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests;
