//! Ratchets on the length of files, functions and crates: what is over the mark may only shrink.
//!
//! `xtask/ratchet.toml` lists what was over when it was last looked at. A listed thing that
//! grew, or an unlisted one over the mark, is a finding; one that shrank below is to be unlisted.

use crate::Finding;
use crate::tree::{Tree, for_tests};
use anyhow::{Context, Result};
use std::collections::BTreeMap;

const FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 75;
const CRATE_LINES_MAX: usize = 15_000;

/// Checks all three marks against the ratchet.
pub(crate) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let ratchet = tree.files.get("xtask/ratchet.toml").map_or("", String::as_str);
    let ratchet: toml::Table = ratchet.parse().context("xtask/ratchet.toml is not TOML")?;
    let mut over: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut crates: BTreeMap<String, usize> = BTreeMap::new();
    for (path, text) in tree.rust().filter(|(path, _)| !for_tests(path)) {
        let lines = text.lines().count();
        if let Some(name) = path.strip_prefix("crates/").and_then(|rest| rest.split('/').next()) {
            *crates.entry(format!("crates/{name}")).or_default() += lines;
        }
        if lines > FILE_LINES_MAX {
            over.insert(path.to_owned(), (lines, FILE_LINES_MAX));
        }
        for (name, length) in functions(text).into_iter().filter(|(_, n)| *n > FUNCTION_LINES_MAX) {
            over.insert(format!("{path}::{name}"), (length, FUNCTION_LINES_MAX));
        }
    }
    over.extend(
        crates
            .into_iter()
            .filter(|(_, lines)| *lines > CRATE_LINES_MAX)
            .map(|(name, lines)| (name, (lines, CRATE_LINES_MAX))),
    );
    let mut findings = Vec::new();
    for (what, (lines, mark)) in &over {
        let listed = ratchet.get(what).and_then(toml::Value::as_integer);
        let listed = listed.and_then(|lines| usize::try_from(lines).ok());
        match listed {
            Some(allowed) if *lines <= allowed => {}
            Some(allowed) => findings.push(Finding::new(
                what,
                format!("grew from {allowed} to {lines} lines; the ratchet only turns down"),
            )),
            None => findings
                .push(Finding::new(what, format!("has {lines} lines, over {mark}: split it"))),
        }
    }
    for what in ratchet.keys().filter(|what| !over.contains_key(*what)) {
        findings.push(Finding::new(what, "is under its mark now: take it off xtask/ratchet.toml"));
    }
    Ok(findings)
}

/// Names and lengths of functions in rustfmt's layout, where the closing brace stands under the
/// first letter of the signature.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let body = line.trim_start();
        let indent = line.len() - body.len();
        let Some(name) = signature(body) else { continue };
        let close = format!("{}}}", " ".repeat(indent));
        let end = lines[at..].iter().position(|line| *line == close);
        let semicolon = lines[at..].iter().position(|line| line.ends_with(';'));
        let brace = lines[at..].iter().position(|line| line.ends_with('{'));
        // A declaration without a body ends in a semicolon before any brace opens.
        if let (Some(end), Some(brace)) = (end, brace)
            && semicolon.is_none_or(|semicolon| brace <= semicolon)
        {
            found.push((name.to_owned(), end + 1));
        }
    }
    found
}

fn signature(line: &str) -> Option<&str> {
    let mut rest = line;
    if let Some(after) = rest.strip_prefix("pub") {
        rest = after.trim_start();
        if rest.starts_with('(') {
            rest = rest.split_once(')')?.1.trim_start();
        }
    }
    for word in ["const ", "async "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let name = rest.strip_prefix("fn ")?;
    name.split(['(', '<']).next()
}

#[cfg(test)]
mod tests;
