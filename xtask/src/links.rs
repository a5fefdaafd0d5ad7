//! A link in a document leads to something.

use crate::Finding;
use crate::tree::Tree;
use anyhow::Result;

/// Follows every relative link and image of every Markdown file; anchors are not looked into.
pub(crate) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (path, text) in tree.with_suffix(".md") {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut fenced = false;
        for (number, line) in text.lines().enumerate() {
            fenced ^= line.trim_start().starts_with("```");
            if fenced {
                continue;
            }
            for target in targets(line) {
                let file = target.split('#').next().unwrap_or(target);
                if file.is_empty() || target.contains(':') {
                    continue;
                }
                let known = resolve(folder, file)
                    .is_some_and(|found| found.is_empty() || tree.paths.contains(&found));
                if !known {
                    let at = format!("{path}:{}", number + 1);
                    findings.push(Finding::new(at, format!("leads to nothing: `{target}`")));
                }
            }
        }
    }
    Ok(findings)
}

/// What stands in the parentheses of `[…](…)` and between the quotes of `src="…"`.
fn targets(line: &str) -> Vec<&str> {
    let links = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let images = line
        .split(" src=\"")
        .skip(1)
        .chain(line.split(" srcset=\"").skip(1))
        .filter_map(|rest| rest.split('"').next());
    links.chain(images).collect()
}

/// The path from the root, if the link stays inside.
fn resolve(folder: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests;
