//! The manual's examples run: each chapter of `docs/book/src` is one session in an empty folder.
//!
//! A fenced block whose info string names a path (` ```toml pack/pack.toml `) is a file to write;
//! with `+` before the path it is added to the file's end. A `console` block holds commands after
//! `$ ` and what they print, both streams as they come; `exit=1` in its info string is the status
//! that its last command ends with, the others end with 0. A chapter that holds the comment
//! `<!-- continues: tutorial.md -->` begins in the folder that the other one ends in.
//!
//! Moments, digests and durations differ from run to run and are taken for equal.
//! `UPDATE_EXPECT=1` writes what was printed into the chapters.
#![expect(clippy::disallowed_methods, reason = "the test reads the manual and writes files")]

mod blocks;
mod reference;

use blocks::{Block, Kind, blocks};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A chapter with its text.
struct Chapter {
    path: PathBuf,
    text: String,
    continues: Option<PathBuf>,
}

#[test]
fn the_examples_of_the_manual_run_as_printed() {
    let chapters = chapters();
    let (first, later): (Vec<_>, Vec<_>) = chapters.iter().partition(|c| c.continues.is_none());
    let mut folders = BTreeMap::new();
    let mut differences = String::new();
    for group in [first, later] {
        let before = &folders;
        let half = group.len().div_ceil(2);
        let done: Vec<(PathBuf, TempDir, String)> = std::thread::scope(|scope| {
            let parts: Vec<_> = group
                .chunks(half.max(1))
                .map(|part| {
                    scope.spawn(move || part.iter().map(|c| session(c, before)).collect::<Vec<_>>())
                })
                .collect();
            parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
        });
        for (path, folder, difference) in done {
            differences.push_str(&difference);
            folders.insert(path, folder);
        }
    }
    assert!(differences.is_empty(), "{differences}\nUPDATE_EXPECT=1 takes over what is printed");
}

/// Every chapter, in order of path.
fn chapters() -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> =
        reference::markdown(&reference::root().join("docs/book/src")).collect();
    chapters.sort_by(|a, b| a.path.cmp(&b.path));
    chapters
}

impl Chapter {
    fn read(path: PathBuf) -> Self {
        let text = std::fs::read_to_string(&path).unwrap();
        let continues = text.lines().find_map(|line| {
            let other = line.strip_prefix("<!-- continues: ")?.strip_suffix(" -->")?;
            Some(normal(&path.parent().unwrap().join(other)))
        });
        Self { path, text, continues }
    }
}

/// The path without `..`.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        if part == std::path::Component::ParentDir {
            out.pop();
        } else {
            out.push(part);
        }
    }
    out
}

/// Runs one chapter; what differs from its text, as text.
fn session(chapter: &Chapter, before: &BTreeMap<PathBuf, TempDir>) -> (PathBuf, TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    if let Some(other) = &chapter.continues {
        let from = before.get(other).unwrap_or_else(|| panic!("no chapter {}", other.display()));
        copy(from.path(), folder.path());
    }
    let mut differences = String::new();
    let mut printed = Vec::new();
    for block in blocks(&chapter.text) {
        match &block.kind {
            Kind::File { path, append } => write(folder.path(), path, *append, block.body),
            Kind::Console { exit } => {
                let found = run(folder.path(), &block, *exit);
                if same(&found) != same(block.body) {
                    let at = format!("{}:{}", chapter.path.display(), block.line);
                    write!(differences, "{at}\n--- printed in the manual\n{}", block.body).unwrap();
                    write!(differences, "--- printed by the command\n{found}\n").unwrap();
                    printed.push((block.range.clone(), found));
                }
            }
            Kind::Shown => {}
        }
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() && !printed.is_empty() {
        let mut text = chapter.text.clone();
        for (range, found) in printed.into_iter().rev() {
            text.replace_range(range, &found);
        }
        std::fs::write(&chapter.path, text).unwrap();
        differences.clear();
    }
    (chapter.path.clone(), folder, differences)
}

fn write(folder: &Path, path: &str, append: bool, body: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let before = if append { std::fs::read_to_string(&path).unwrap() } else { String::new() };
    std::fs::write(path, before + body).unwrap();
}

/// Runs the commands of a block and gives the block as it would be printed.
fn run(folder: &Path, block: &Block<'_>, exit: i32) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_hemei"));
    let path = std::env::join_paths(
        std::iter::once(binary.parent().unwrap().to_path_buf())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    )
    .unwrap();
    let commands: Vec<&str> =
        block.body.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
    let mut out = String::new();
    for (number, command) in commands.iter().enumerate() {
        let done = Command::new("sh")
            .arg("-c")
            .arg(format!("{{ {command}\n}} 2>&1"))
            .current_dir(folder)
            .env("PATH", &path)
            .env("NO_COLOR", "1")
            .env("COLUMNS", "100")
            .env_remove("HEMEI_PACK")
            .env_remove("HEMEI_DATA")
            .env_remove("HEMEI_LANG")
            .output()
            .unwrap();
        writeln!(out, "$ {command}").unwrap();
        let printed = String::from_utf8_lossy(&done.stdout);
        for line in printed.lines() {
            writeln!(out, "{}", line.trim_end()).unwrap();
        }
        let wanted = if number + 1 == commands.len() { exit } else { 0 };
        if done.status.code() != Some(wanted) {
            writeln!(out, "[ended with {}, not {wanted}]", done.status).unwrap();
        }
    }
    out
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The text with everything taken out that differs from run to run.
fn same(text: &str) -> String {
    let mut out = String::new();
    let (mut word, mut before) = (String::new(), String::new());
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '+') {
            word.push(c);
            continue;
        }
        // The number in `"took_ms":876` is how long something took.
        let took = before == "ms" && word.trim_start_matches(':').parse::<u64>().is_ok();
        out.push_str(if took || differs(&word) { "~" } else { &word });
        if !word.is_empty() {
            before = std::mem::take(&mut word);
        }
        // Columns are set by the width of what differs.
        if !(c == ' ' && out.ends_with(' ')) && c != '─' {
            out.push(c);
        }
    }
    out
}

/// Whether a word is part of a moment of the run, a digest, or how long something took.
fn differs(word: &str) -> bool {
    let clock = word.len() >= 8 && word.contains(':') && word.ends_with('Z');
    let digest = word.rsplit('+').next().is_some_and(|tail| {
        tail.len() >= 8
            && tail.chars().all(|c| c.is_ascii_hexdigit())
            && tail.chars().any(|c| c.is_ascii_lowercase())
            && tail.chars().any(|c| c.is_ascii_digit())
    });
    let took = word.split_once('.').is_some_and(|(s, ms)| {
        s.parse::<u32>().is_ok() && ms.len() == 3 && ms.parse::<u32>().is_ok()
    });
    clock || digest || took
}
