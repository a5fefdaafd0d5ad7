//! The district's keys, and what is sealed with them: references of people, answers at rest.
//!
//! `DIR/keys/signing.key` signs receipts, certificates and checkpoints; `DIR/keys/master.key`
//! wraps the keys of persons and makes their references. Both are made at the first start.

use super::super::refusal::{Refusal, RefusalKind};
use super::super::tokens::{random, write_private};
use crate::error::{self, Error};
use diag::Text;
use journal::Journal;
use seal::sealed::{MasterKey, PersonKey, Place, Sealed};
use seal::webhook::Secret;
use seal::{PublicKey, SigningKey};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;
use tokio::sync::Mutex;

/// Keys of persons that are kept in memory, at most.
const CACHED_MAX: usize = 10_000;

/// The district's keys.
pub(crate) struct Secrets {
    signing: SigningKey,
    master: MasterKey,
    pepper: [u8; 32],
    persons: Mutex<BTreeMap<String, PersonKey>>,
}

impl Secrets {
    /// Reads the keys of a data folder, or makes them.
    pub(crate) fn open(data: &Path) -> Result<Self, Error> {
        let dir = data.join("keys");
        std::fs::create_dir_all(&dir).map_err(|found| error::file(&dir, found))?;
        let signing = if let Some(text) = read(&dir.join("signing.key"))? {
            SigningKey::parse(&text).map_err(|fault| wrong(fault.text()))?
        } else {
            let mut seed = [0; 32];
            random(&mut seed)?;
            let key = SigningKey::from_seed(&seed);
            write_private(&dir.join("signing.key"), key.to_file().as_bytes())?;
            key
        };
        let public = format!("{}\n", signing.public().multikey());
        write_private(&dir.join("public.key"), public.as_bytes())?;
        let master = if let Some(text) = read(&dir.join("master.key"))? {
            MasterKey::parse(&text).map_err(|fault| wrong(fault.text()))?
        } else {
            let mut bytes = [0; 32];
            random(&mut bytes)?;
            let key = MasterKey::from_bytes(bytes);
            write_private(&dir.join("master.key"), format!("{}\n", key.to_text()).as_bytes())?;
            key
        };
        let mut hasher = Sha256::new();
        hasher.update(b"hemei person reference 1\n");
        hasher.update(master.to_text().as_bytes());
        let pepper = hasher.finalize().into();
        Ok(Self { signing, master, pepper, persons: Mutex::default() })
    }

    pub(crate) fn signing(&self) -> &SigningKey {
        &self.signing
    }

    pub(crate) fn public(&self) -> PublicKey {
        self.signing.public()
    }

    /// The reference under which the district keeps somebody: it does not tell who that is, and
    /// is the same each time. A reference stays as it is.
    pub(crate) fn reference(&self, id: &str) -> String {
        use std::fmt::Write;
        let reference = id
            .strip_prefix("p-")
            .is_some_and(|rest| rest.len() == 24 && rest.bytes().all(|b| b.is_ascii_hexdigit()));
        if reference {
            return id.to_owned();
        }
        let mut hasher = Sha256::new();
        hasher.update(self.pepper);
        hasher.update(id.trim().as_bytes());
        let digest = hasher.finalize();
        digest.iter().take(12).fold("p-".to_owned(), |mut text, byte| {
            // Writing to a String does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Seals a value for a person; the key is made, and kept, if there is none.
    pub(crate) async fn seal(
        &self,
        journal: &Journal,
        place: Place<'_>,
        value: &Value,
    ) -> Result<Value, Refusal> {
        let mut nonce = [0; 24];
        random(&mut nonce)?;
        let mut persons = self.persons.lock().await;
        if let Some(key) = persons.get(place.person) {
            return Ok(key.seal_value(value, place, &nonce));
        }
        let (mut bytes, mut wrap) = ([0; 32], [0; 24]);
        random(&mut bytes)?;
        random(&mut wrap)?;
        let fresh = self.master.wrap(&PersonKey::from_bytes(bytes), place.person, &wrap);
        let fresh = fresh.to_json().to_string().into_bytes();
        let now_us = crate::clock::now_us();
        // Kept before anything is sealed by it: two commands at once share one key.
        let kept = journal.person_key(place.person, &fresh, now_us).await;
        let key = self.unwrapped(&kept.map_err(super::stored)?.wrapped, place.person)?;
        let sealed = key.seal_value(value, place, &nonce);
        if persons.len() >= CACHED_MAX {
            persons.clear();
        }
        persons.insert(place.person.to_owned(), key);
        Ok(sealed)
    }

    /// The secret of a webhook: derived, so that it is stored nowhere.
    pub(crate) fn webhook_secret(&self, id: &str) -> Result<Secret, Refusal> {
        let mut hasher = Sha256::new();
        hasher.update(self.pepper);
        hasher.update(b"webhook\n");
        hasher.update(id.as_bytes());
        Secret::shared(&hasher.finalize()).map_err(|fault| refuse(&fault.text()))
    }

    /// Opens what was sealed; `None` if the person's key has been erased.
    pub(crate) async fn open_sealed(
        &self,
        journal: &Journal,
        place: Place<'_>,
        value: &Value,
    ) -> Result<Option<Value>, Refusal> {
        let Some(key) = self.stored(journal, place.person).await? else { return Ok(None) };
        // What an erased key closed stays closed, also for the key that came after it.
        Ok(key.open_value(value, place).ok())
    }

    /// Forgets a person's key in memory and erases it on disk.
    pub(crate) async fn erase(&self, journal: &Journal, person: &str) -> Result<bool, Refusal> {
        let mut persons = self.persons.lock().await;
        persons.remove(person);
        let now_us = crate::clock::now_us();
        journal.erase_person_key(person, now_us).await.map_err(super::stored)
    }

    async fn stored(&self, journal: &Journal, person: &str) -> Result<Option<PersonKey>, Refusal> {
        let kept = journal.find_person_key(person).await.map_err(super::stored)?;
        kept.map(|kept| self.unwrapped(&kept.wrapped, person)).transpose()
    }

    fn unwrapped(&self, bytes: &[u8], person: &str) -> Result<PersonKey, Refusal> {
        let json: Value = serde_json::from_slice(bytes).unwrap_or_default();
        let sealed = Sealed::from_json(&json).map_err(|fault| refuse(&fault.text()))?;
        self.master.unwrap_key(&sealed, person).map_err(|fault| refuse(&fault.text()))
    }
}

fn refuse(text: &Text) -> Refusal {
    Refusal::new(RefusalKind::CouldNot, text.zh.clone(), text.en.clone())
}

fn wrong(text: Text) -> Error {
    Error::could_not(text.zh, text.en)
}

#[expect(clippy::disallowed_methods, reason = "app is an edge: it keeps the keys")]
fn read(path: &Path) -> Result<Option<String>, Error> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(found) if found.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(found) => Err(error::file(path, found)),
    }
}
