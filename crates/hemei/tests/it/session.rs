//! A folder with a small pack, and the binary run in it.
//!
//! Output is put into one text (command, stdout, stderr, exit status) in which what differs
//! from run to run is named instead: `[DIR]`, `[DIGEST]`, `[AT]`, `[TIME]`, `[PID]`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

pub(crate) const PACK: &str = r#"[pack]
id = "small"
version = "1"
name = { zh = "小城", en = "Small town" }
time_zone = "Asia/Shanghai"

[[place]]
id = "town"
name = { zh = "小城", en = "Town" }
level = "town"

[[place]]
id = "north"
name = { zh = "北井", en = "North well" }
level = "well"
parent = "town"

[[place]]
id = "south"
name = { zh = "南井", en = "South well" }
level = "well"
parent = "town"
"#;

pub(crate) const STREAM: &str = r#"[[stream]]
id = "reading"
kind = "sample"
name = { zh = "读数", en = "Reading" }
key = ["well", "at"]
event_time = "at"
place = "well"

[[stream.column]]
id = "well"
type = "text"
required = true

[[stream.column]]
id = "at"
type = "instant"
required = true

[[stream.column]]
id = "nitrate"
type = "decimal"
decimals = 2
unit = "mg/L"
nulls = ["NA"]
"#;

pub(crate) const INDICATOR: &str = r#"/*---
indicator = "nitrate_mean"
name = { zh = "硝酸盐日均值", en = "Nitrate, daily mean" }
description = { zh = "每日读数的平均", en = "Mean of the day's readings" }
unit = "mg/L"
decimals = 1
level = "well"
period = "day"
better = "down"
---*/
SELECT
  well AS place,
  day(at) AS period,
  avg(nitrate) AS value,
  count(nitrate) AS have,
  3 AS expected,
  short('samples', nitrate, 2) AS reason
FROM reading
GROUP BY well, day(at)
"#;

/// The first file: two days, one reading missing.
pub(crate) const FIRST: &str = "well,at,nitrate
north,2025-03-01T06:00:00,4.10
north,2025-03-01T12:00:00,4.25
north,2025-03-01T18:00:00,NA
south,2025-03-01T06:00:00,7.5
north,2025-03-02T06:00:00,5.00
north,2025-03-02T12:00:00,5.01
";

/// A folder in which commands are run.
pub(crate) struct Session {
    dir: TempDir,
}

impl Session {
    /// A folder with the small pack in `pack` and a `hemei.toml` that names it.
    pub(crate) fn new() -> Self {
        let session = Self { dir: tempfile::tempdir().unwrap() };
        session.write("pack/pack.toml", PACK);
        session.write("pack/reading.toml", STREAM);
        session.write("pack/nitrate_mean.sql", INDICATOR);
        session.write("hemei.toml", "pack = \"pack\"\ndata = \"data\"\n");
        session
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = std::fs::File::create(path).unwrap();
        std::io::Write::write_all(&mut file, content.as_ref()).unwrap();
    }

    /// The binary with arguments, to be run in the folder.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hemei"));
        command.current_dir(self.dir.path());
        for name in ["HEMEI_PACK", "HEMEI_DATA", "HEMEI_LANG"] {
            command.env_remove(name);
        }
        command.env("NO_COLOR", "1").args(arguments.split_whitespace());
        command
    }

    /// Runs the binary.
    pub(crate) fn output(&self, arguments: &str) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs commands, one a line, and returns the session as text.
    pub(crate) fn run(&self, lines: &str) -> String {
        let mut text = String::new();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let output = self.output(line);
            writeln!(text, "$ hemei {line}").unwrap();
            text.push_str(&String::from_utf8_lossy(&output.stdout));
            for line in String::from_utf8_lossy(&output.stderr).lines() {
                writeln!(text, "! {line}").unwrap();
            }
            if output.status.code() != Some(0) {
                writeln!(text, "[{}]", output.status.code().unwrap_or(-1)).unwrap();
            }
        }
        settled(&text, self.dir.path())
    }

    /// Stdout of a command that has to end well.
    pub(crate) fn stdout(&self, arguments: &str) -> String {
        let output = self.output(arguments);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success(),
            "{arguments}: {text}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        text
    }
}

/// The text with what differs from run to run named.
fn settled(text: &str, dir: &Path) -> String {
    let real = dir.canonicalize().unwrap();
    let mut text = text.replace(&real.display().to_string(), "[DIR]");
    text = text.replace(&dir.display().to_string(), "[DIR]");
    for version in ["1+", "2+"] {
        text = replace_after(&text, version, 12, |c| c.is_ascii_hexdigit(), "[DIGEST]");
    }
    text = replace_after(&text, "(pid ", 1, |c| c.is_ascii_digit() || c == '?', "[PID]");
    text = replace_after(&text, ", in ", 1, |c| c.is_ascii_digit() || c == '.', "[TIME]");
    text = replace_after(&text, "\"took_ms\":", 1, |c| c.is_ascii_digit(), "[TIME]");
    let stamp = |c: char| c.is_ascii_digit() || "-:.TZ".contains(c);
    text = replace_after(&text, "_at\":\"", 20, stamp, "[AT]");
    for snapshot in ["1, ", "2, "] {
        text = replace_after(&text, &format!("since snapshot {snapshot}"), 20, stamp, "[AT]");
    }
    text
}

/// Replaces the run of at least `least` characters that `belongs` after every `mark`.
fn replace_after(
    text: &str,
    mark: &str,
    least: usize,
    belongs: impl Fn(char) -> bool,
    by: &str,
) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(mark) {
        let (before, after) = rest.split_at(at + mark.len());
        out.push_str(before);
        let length = after.chars().take_while(|c| belongs(*c)).count();
        if length >= least {
            out.push_str(by);
            rest = &after[length..];
        } else {
            rest = after;
        }
    }
    out.push_str(rest);
    out
}
