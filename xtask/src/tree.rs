//! The repository as read once: every text file that a rule may look at.

use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Paths relative to the root, with their texts.
pub(crate) struct Tree {
    /// Text files by path.
    pub(crate) files: BTreeMap<String, String>,
    /// Every file and folder, whatever it holds.
    pub(crate) paths: BTreeSet<String>,
}

const KINDS: [&str; 6] = ["rs", "md", "toml", "sql", "sh", "py"];

impl Tree {
    /// Reads every text file below `root` that is not built or fetched.
    #[expect(clippy::disallowed_methods, reason = "xtask reads the repository")]
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        let mut paths = BTreeSet::new();
        let walk = walkdir::WalkDir::new(root).sort_by_file_name().into_iter();
        let skip = ["target", "node_modules", ".git", "corpus", "artifacts", "venv"];
        let entries =
            walk.filter_entry(|entry| !skip.iter().any(|name| entry.file_name() == *name));
        for entry in entries {
            let entry = entry.context("could not walk the repository")?;
            let kind = entry.path().extension().and_then(|kind| kind.to_str()).unwrap_or("");
            let path = entry.path().strip_prefix(root)?.to_string_lossy().into_owned();
            if !path.is_empty() {
                paths.insert(path.clone());
            }
            if !entry.file_type().is_file() || !KINDS.contains(&kind) {
                continue;
            }
            let text = std::fs::read_to_string(entry.path())
                .with_context(|| format!("could not read {path} as UTF-8"))?;
            files.insert(path, text);
        }
        Ok(Self { files, paths })
    }

    /// The Rust files, product and tests alike.
    pub(crate) fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.with_suffix(".rs")
    }

    /// Files whose path ends so.
    pub(crate) fn with_suffix(&self, suffix: &'static str) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.ends_with(suffix))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// Whether a Rust file holds tests and nothing else.
pub(crate) fn for_tests(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}
