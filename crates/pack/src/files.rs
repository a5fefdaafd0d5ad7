//! The files of a pack as they are handed in, and their texts.

use crate::findings::files;
use diag::{Diagnostic, SourceId, Sources, Span};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// One file of a pack, read by the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFile {
    /// The path below the pack's folder, with `/` between its parts.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl PackFile {
    /// Makes a file.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into() }
    }

    /// Whether the file belongs to the pack's own tests.
    pub(crate) fn of_tests(&self) -> bool {
        self.path.starts_with("tests/")
    }
}

/// A digest of every file of the pack, in hex: what `pack_version` in a figure names.
pub fn digest(files: &[PackFile]) -> String {
    let sorted: BTreeMap<&str, &[u8]> =
        files.iter().map(|file| (file.path.as_str(), file.bytes.as_slice())).collect();
    let mut hasher = Sha256::new();
    for (path, bytes) in sorted {
        // Lengths keep `a` + `bc` apart from `ab` + `c`.
        for part in [path.as_bytes(), bytes] {
            hasher.update(part.len().to_string());
            hasher.update([b'\n']);
            hasher.update(part);
        }
    }
    hasher.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A file's text and its number among the sources.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileText<'a> {
    pub(crate) path: &'a str,
    pub(crate) source: SourceId,
    pub(crate) text: &'a str,
}

/// The texts of all files that may be looked into.
pub(crate) struct Texts<'a> {
    pub(crate) sources: Sources,
    readable: BTreeMap<&'a str, FileText<'a>>,
    /// Files that are there but are not UTF-8: they have been reported once.
    unreadable: BTreeSet<&'a str>,
}

const TEXT_SUFFIXES: [&str; 3] = [".toml", ".sql", ".csv"];

impl<'a> Texts<'a> {
    /// Reads the files that `wanted` picks, in order of path.
    pub(crate) fn load(
        files: &'a [PackFile],
        wanted: impl Fn(&PackFile) -> bool,
        found: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut texts = Self {
            sources: Sources::default(),
            readable: BTreeMap::new(),
            unreadable: BTreeSet::new(),
        };
        let by_path: BTreeMap<&str, &PackFile> =
            files.iter().map(|file| (file.path.as_str(), file)).collect();
        for (path, file) in by_path {
            if !wanted(file) || !TEXT_SUFFIXES.iter().any(|suffix| path.ends_with(suffix)) {
                continue;
            }
            match std::str::from_utf8(&file.bytes) {
                Ok(text) => {
                    let source = texts.sources.add(path, text);
                    texts.readable.insert(path, FileText { path, source, text });
                }
                Err(error) => {
                    let at = error.valid_up_to();
                    let byte = file.bytes.get(at).copied().unwrap_or_default();
                    let source = texts.sources.add(path, String::from_utf8_lossy(&file.bytes));
                    let span = Span::new(source, at..at + 1);
                    found.push(files::not_utf8(path, byte, at, span));
                    texts.unreadable.insert(path);
                }
            }
        }
        texts
    }

    /// A text that stands alone, whatever its path.
    pub(crate) fn one(path: &'a str, text: &'a str) -> Self {
        let mut sources = Sources::default();
        let source = sources.add(path, text);
        let readable = BTreeMap::from([(path, FileText { path, source, text })]);
        Self { sources, readable, unreadable: BTreeSet::new() }
    }

    /// The files with that suffix, in order of path.
    pub(crate) fn list(&self, suffix: &str) -> impl Iterator<Item = FileText<'a>> {
        self.readable.values().copied().filter(move |file| file.path.ends_with(suffix))
    }

    /// The text of the file at `path`.
    pub(crate) fn find(&self, path: &str) -> Option<FileText<'a>> {
        self.readable.get(path).copied()
    }

    /// Whether the file is there but has been refused.
    pub(crate) fn refused(&self, path: &str) -> bool {
        self.unreadable.contains(path)
    }
}
