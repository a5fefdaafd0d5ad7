//! `cargo xtask tidy`: the rules of the house that a program can check; `cargo xtask sim`: the
//! seeded simulation.
//!
//! Start reading at [`main`]; each rule is a module with one `check` that returns findings.
#![expect(clippy::unnecessary_wraps, reason = "every rule has the same form; some cannot fail")]
#![expect(clippy::case_sensitive_file_extension_comparisons, reason = "names in the repository")]
#![cfg_attr(
    test,
    expect(clippy::needless_raw_string_hashes, reason = "the form in which expect-test writes")
)]

mod arrows;
mod book;
mod codes;
mod glossary;
mod links;
mod root;
mod sim;
mod sizes;
#[cfg(test)]
mod testing;
mod text;
mod tree;

use anyhow::{Context, Result, bail};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// One broken rule: where, and what to do.
pub(crate) struct Finding {
    /// The file, with a line where one is known.
    at: String,
    /// What is wrong and what would be right.
    what: String,
}

impl Finding {
    pub(crate) fn new(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into() }
    }
}

type Rule = fn(&tree::Tree) -> Result<Vec<Finding>>;

const RULES: [(&str, Rule); 8] = [
    ("arrows", arrows::check),
    ("text", text::check),
    ("sizes", sizes::check),
    ("codes", codes::check),
    ("glossary", glossary::check),
    ("links", links::check),
    ("book", book::check),
    ("root", root::check),
];

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            say(&format!("error: {error:#}"));
            ExitCode::from(3)
        }
    }
}

fn run() -> Result<bool> {
    let Some(command) = std::env::args().nth(1) else {
        bail!("expected a command, found none; try `cargo xtask tidy`");
    };
    if command == "sim" {
        return sim::run();
    }
    if command != "tidy" {
        bail!("expected `tidy` or `sim`, found `{command}`");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask has no parent")?;
    let tree = tree::Tree::read(root)?;
    let mut clean = true;
    for (name, rule) in RULES {
        let findings = rule(&tree)?;
        clean &= findings.is_empty();
        for finding in &findings {
            say(&format!("{}: {}: {}", finding.at, name, finding.what));
        }
        say(&format!("tidy {name}: {} findings", findings.len()));
    }
    Ok(clean)
}

fn say(line: &str) {
    // A reader that went away is no reason to stop checking.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
