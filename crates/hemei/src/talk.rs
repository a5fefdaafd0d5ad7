//! Stderr: what people are told while they wait, and errors. Colour and bars only on a
//! terminal; plain lines otherwise; nothing but errors under `--quiet`.

use app::{Error, Progress};
use diag::{Language, Text};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;

/// How people are spoken to.
pub(crate) struct Talk {
    /// In which language.
    pub(crate) language: Language,
    /// Whether anything but errors is said.
    pub(crate) quiet: bool,
    /// Whether stderr takes colour.
    pub(crate) color: bool,
    /// Whether errors are said as objects.
    json: bool,
    bar: Mutex<Option<ProgressBar>>,
}

impl Talk {
    /// Sets how people are spoken to.
    pub(crate) fn new(language: Language, quiet: bool, color: bool) -> Self {
        Self { language, quiet, color, json: false, bar: Mutex::new(None) }
    }

    /// Says errors as objects, for a caller that reads JSON.
    pub(crate) fn json(self, json: bool) -> Self {
        Self { json, ..self }
    }

    /// The text in the chosen language.
    pub(crate) fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// Says a line.
    pub(crate) fn say(&self, line: &str) {
        if !self.quiet {
            self.line(line);
        }
    }

    /// Says a text in the chosen language.
    pub(crate) fn say_text(&self, text: &Text) {
        self.say(text.get(self.language));
    }

    /// Says an error with its help and the page that explains it; under `--json` as one object.
    pub(crate) fn error(&self, error: &Error) {
        if self.json {
            self.line(&app::json::error(error, self.language).to_string());
            return;
        }
        let (line, help) = error.lines(self.language);
        let word = self.pick("错误", "error");
        let word = error.code.map_or_else(|| word.to_owned(), |code| format!("{word}[{}]", code.0));
        self.line(&format!("{}: {line}", self.painted(&word, "31")));
        if let Some(help) = help {
            self.line(&format!("{}: {help}", self.painted(self.pick("提示", "help"), "36")));
        }
        if let Some(code) = error.code {
            self.line(&format!("{}hemei explain {}", self.pick("详见：", "see: "), code.0));
        }
    }

    /// Says a problem that did not stop the rest.
    pub(crate) fn warning(&self, line: &str) {
        self.line(&format!("{}: {line}", self.painted(self.pick("注意", "note"), "33")));
    }

    /// Shows how far a use case is.
    pub(crate) fn progress(&self, progress: &Progress) {
        if self.quiet {
            return;
        }
        let Ok(mut bar) = self.bar.lock() else { return };
        match progress {
            Progress::File { name, bytes } => {
                if let Some(old) = bar.take() {
                    old.finish_and_clear();
                }
                if io::stderr().is_terminal() {
                    *bar = Some(file_bar(name, *bytes));
                }
            }
            Progress::Rows { rows, bytes, rows_per_second } => {
                if let Some(bar) = bar.as_ref() {
                    bar.set_position(*bytes);
                    bar.set_message(format!("{rows} rows, {rows_per_second} rows/s"));
                }
            }
            Progress::Stage { name, done, of } => {
                if io::stderr().is_terminal() {
                    let bar = bar.get_or_insert_with(|| stage_bar(*of));
                    bar.set_position(*done);
                    bar.set_message(name.clone());
                }
            }
            Progress::Done => {
                if let Some(old) = bar.take() {
                    old.finish_and_clear();
                }
            }
            Progress::Said(text) => {
                let line = text.get(self.language);
                match bar.as_ref() {
                    Some(bar) => bar.suspend(|| write_line(line)),
                    None => write_line(line),
                }
            }
        }
    }

    fn line(&self, line: &str) {
        match self.bar.lock().ok().as_deref() {
            Some(Some(bar)) => bar.suspend(|| write_line(line)),
            _ => write_line(line),
        }
    }

    fn painted(&self, text: &str, colour: &str) -> String {
        if self.color { format!("\u{1b}[1;{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// Stderr that went away leaves nobody to tell.
fn write_line(line: &str) {
    let _gone = writeln!(io::stderr(), "{line}");
}

fn file_bar(name: &str, bytes: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr());
    let template = "{prefix} [{bar:24}] {percent:>3}% {msg} {eta}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_prefix(name.to_owned());
    bar
}

fn stage_bar(of: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(of), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("[{bar:24}] {pos}/{len} {msg}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}
