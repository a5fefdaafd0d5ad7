//! Bearer tokens: who may do what over HTTP, until there is sign-in.
//!
//! A token is shown once, when it is made; `DIR/tokens.json` keeps its SHA-256 only.
//! Rights by role: an applicant handles own cases; an officer works the tasks of an office (and,
//! if the token names one, of a place); an operator may do everything; an outside system brings
//! answers for an office; an auditor reads.

use crate::clock;
use crate::error::{self, Error};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a token's holder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Applies, and sees own cases.
    Applicant,
    /// Works the tasks of an office.
    Officer,
    /// Runs the district: everything.
    Operator,
    /// A department's system that brings answers.
    Outside,
    /// Reads everything, changes nothing.
    Auditor,
}

impl Role {
    /// Every role with its word.
    pub const ALL: [(&'static str, Self); 5] = [
        ("applicant", Self::Applicant),
        ("officer", Self::Officer),
        ("operator", Self::Operator),
        ("outside", Self::Outside),
        ("auditor", Self::Auditor),
    ];
}

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// A person's, officer's or system's id, as events name it.
    pub id: String,
    /// What they are.
    pub role: Role,
    /// For an officer or an outside system: the office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// For an officer: the place of the desk; none: every place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// When the token was made, RFC 3339.
    #[serde(default)]
    pub since: String,
}

/// All tokens, by the SHA-256 of their text in hex.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    path: PathBuf,
    known: BTreeMap<String, Who>,
}

impl Tokens {
    /// Reads the tokens of a data folder; none yet is no fault.
    #[expect(clippy::disallowed_methods, reason = "app is an edge: it keeps the tokens")]
    pub fn read(data: &Path) -> Result<Self, Error> {
        let path = data.join("tokens.json");
        let known = match std::fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|found| {
                Error::could_not(
                    format!("`{}` 不是令牌文件", path.display()),
                    format!("`{}` is not a file of tokens", path.display()),
                )
                .because(found.to_string())
            })?,
            Err(found) if found.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(found) => return Err(error::file(&path, found)),
        };
        Ok(Self { path, known })
    }

    /// Whether there are none.
    pub fn none(&self) -> bool {
        self.known.is_empty()
    }

    /// Who holds the token.
    pub fn find(&self, token: &str) -> Option<&Who> {
        self.known.get(&digest(token))
    }

    /// All holders, in order of digest.
    pub fn list(&self) -> impl Iterator<Item = &Who> {
        self.known.values()
    }

    /// Makes a token and keeps its digest; the text is not kept anywhere.
    pub fn add(&mut self, mut who: Who) -> Result<String, Error> {
        let mut bytes = [0; 24];
        random(&mut bytes)?;
        let token = format!("hm_{}", base64_url(&bytes));
        who.since = clock::rfc3339(clock::now_us());
        self.known.insert(digest(&token), who);
        self.write()?;
        Ok(token)
    }

    /// Takes every token of that holder away; says how many.
    pub fn revoke(&mut self, id: &str) -> Result<usize, Error> {
        let before = self.known.len();
        self.known.retain(|_, who| who.id != id);
        self.write()?;
        Ok(before - self.known.len())
    }

    fn write(&self) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(&self.known).unwrap_or_default();
        write_private(&self.path, text.as_bytes())
    }
}

/// Makes the operator's token if a data folder has none at all; it is kept in
/// `DIR/operator.token`, which only its owner can read. The path, if one was made.
pub fn first(data: &Path) -> Result<Option<PathBuf>, Error> {
    std::fs::create_dir_all(data).map_err(|found| error::file(data, found))?;
    let mut tokens = Tokens::read(data)?;
    if !tokens.none() {
        return Ok(None);
    }
    let who = Who {
        id: "operator".to_owned(),
        role: Role::Operator,
        office: None,
        place: None,
        since: String::new(),
    };
    let token = tokens.add(who)?;
    let path = data.join("operator.token");
    write_private(&path, format!("{token}\n").as_bytes())?;
    Ok(Some(path))
}

/// Fills `bytes` with randomness of the machine.
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|found| {
        Error::could_not("机器没有给出随机数", "the machine gave no randomness")
            .because(found.to_string())
    })
}

fn base64_url(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

fn digest(token: &str) -> String {
    journal::hex(&Sha256::digest(token.as_bytes()))
}

/// Writes a file that only its owner may read, whole or not at all.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    use std::io::Write;
    let new = path.with_extension("new");
    let wrong = |found: std::io::Error| error::file(&new, found);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new).map_err(wrong)?;
    file.write_all(bytes).map_err(wrong)?;
    file.sync_all().map_err(wrong)?;
    std::fs::rename(&new, path).map_err(|found| error::file(path, found))
}
