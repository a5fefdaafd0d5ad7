//! `hemei.toml` in the current folder: which pack, which data, which language.
//!
//! What stands on the command line or in the environment goes before it; that order is kept by
//! the caller, who merges.

use crate::error::{self, Error};
use diag::Language;
use std::path::{Path, PathBuf};

/// What may be said once for all commands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The folder of the pack.
    pub pack: Option<PathBuf>,
    /// The folder of the records and figures.
    pub data: Option<PathBuf>,
    /// The language in which people are addressed.
    pub language: Option<Language>,
}

/// The name of the file.
pub const FILE: &str = "hemei.toml";

const KEYS: [&str; 3] = ["data", "lang", "pack"];

impl Settings {
    /// Reads `hemei.toml` of `folder`; without one, nothing is set.
    #[expect(clippy::disallowed_methods, reason = "app is an edge: it reads the settings")]
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text, folder),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error::file(&path, error)),
        }
    }

    /// What `text` says; paths in it are relative to `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, Error> {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            Error::wrong_use("`hemei.toml` 不是 TOML", "`hemei.toml` is not TOML")
                .because(error.message().to_owned())
        })?;
        let mut settings = Self::default();
        for (key, value) in &table {
            let Some(text) = value.as_str() else {
                return Err(Error::wrong_use(
                    format!("`hemei.toml` 中的 `{key}` 应为文本，实为 {}", value.type_str()),
                    format!(
                        "`{key}` in `hemei.toml` is {} where a text is expected",
                        value.type_str()
                    ),
                ));
            };
            match key.as_str() {
                "pack" => settings.pack = Some(folder.join(text)),
                "data" => settings.data = Some(folder.join(text)),
                "lang" => settings.language = Some(language(text)?),
                other => return Err(other_key(other)),
            }
        }
        Ok(settings)
    }

    /// What is set here, and for the rest what `other` says.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            pack: self.pack.or(other.pack),
            data: self.data.or(other.data),
            language: self.language.or(other.language),
        }
    }
}

/// The language of that name.
pub fn language(text: &str) -> Result<Language, Error> {
    match text {
        "zh" => Ok(Language::Zh),
        "en" => Ok(Language::En),
        other => Err(Error::wrong_use(
            format!("语言应为 zh 或 en，实为 `{other}`"),
            format!("expected zh or en for the language, found `{other}`"),
        )),
    }
}

fn other_key(found: &str) -> Error {
    let error = Error::wrong_use(
        format!("`hemei.toml` 没有 `{found}` 这一项"),
        format!("`hemei.toml` has a key `{found}` that means nothing"),
    );
    match district::did_you_mean(found, KEYS) {
        Some(near) => error.help(format!("是不是 `{near}`？"), format!("did you mean `{near}`?")),
        None => error.help("可用：data, lang, pack", "the keys are data, lang and pack"),
    }
}

#[cfg(test)]
mod tests;
