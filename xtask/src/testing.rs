//! Text in, findings out: how every rule is tested.

use crate::Rule;
use crate::tree::Tree;
use expect_test::Expect;
use std::collections::{BTreeMap, BTreeSet};

/// Runs one rule over a repository that consists of these files.
pub(crate) fn check(rule: Rule, files: &[(&str, &str)], expected: &Expect) {
    let mut tree = Tree { files: BTreeMap::new(), paths: BTreeSet::new() };
    for (path, text) in files {
        tree.files.insert((*path).to_owned(), (*text).to_owned());
        for (end, _) in path.match_indices('/') {
            tree.paths.insert(path[..end].to_owned());
        }
        tree.paths.insert((*path).to_owned());
    }
    let found = match rule(&tree) {
        Ok(findings) => {
            let lines = findings.iter().map(|finding| format!("{}: {}", finding.at, finding.what));
            lines.fold(String::new(), |text, line| text + &line + "\n")
        }
        Err(error) => format!("error: {error:#}\n"),
    };
    expected.assert_eq(&found);
}
