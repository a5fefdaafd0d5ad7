//! The manual has the same chapters in both languages, and its table of contents names them all.

use crate::Finding;
use crate::tree::Tree;
use anyhow::Result;

const FOLDER: &str = "docs/book/src/";
const LANGUAGES: [&str; 2] = ["en", "zh"];

/// Holds the files of the manual against its `SUMMARY.md` and against each other.
pub(crate) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let summary = format!("{FOLDER}SUMMARY.md");
    let Some(contents) = tree.files.get(&summary) else {
        return Ok(vec![Finding::new(summary, "the manual has no table of contents")]);
    };
    for (path, _) in tree.with_suffix(".md") {
        let Some(chapter) = path.strip_prefix(FOLDER).filter(|chapter| *chapter != "SUMMARY.md")
        else {
            continue;
        };
        if !contents.contains(&format!("]({chapter})")) {
            findings.push(Finding::new(path, "the table of contents does not name the chapter"));
        }
        let Some((language, name)) = chapter.split_once('/') else { continue };
        for other in LANGUAGES.iter().filter(|other| **other != language) {
            let twin = format!("{FOLDER}{other}/{name}");
            if !tree.files.contains_key(&twin) {
                findings.push(Finding::new(path, format!("has no twin `{twin}`")));
            }
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests;
