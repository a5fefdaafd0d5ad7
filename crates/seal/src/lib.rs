//! Signing, sealing and verifying: keys, credentials, webhooks, sealed fields, hash chains.
//!
//! What a district hands out (a receipt, a certificate) is a W3C Verifiable Credential that
//! anybody checks without asking it; what it stores about a person is sealed by a key of that
//! person, so that erasing the key erases the content; what it did stands in a hash chain whose
//! state several keys can sign.
//!
//! Invariants, stated as absences: nothing here reads a clock or draws randomness (moments, seeds
//! and nonces are arguments); no secret is compared in a time that depends on it; no key is
//! printed by `Debug`; no bytes from outside panic; no number is signed that a reader could round.
//!
//! Knows nothing of files, HTTP and what a case is. Start reading at [`credential::verify`].

mod base58;
pub mod chain;
pub mod credential;
pub mod jcs;
pub mod keys;
pub mod proof;
pub mod sealed;
mod strict;
pub mod webhook;

pub use keys::{KeyFault, PublicKey, SigningKey};
pub use sealed::{MasterKey, Nonce, PersonKey, Place, SealFault, Sealed};
pub use strict::{NotJson, parse as parse_json};
