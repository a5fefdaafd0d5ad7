//! What answers look like, for the OpenAPI document alone: the answers themselves are made by
//! `app`, and the document is compared with real ones from outside.
//!
//! The field names are a contract, append-only; a field that can be null says so.
#![expect(dead_code, reason = "the shapes are read by the OpenAPI document only")]

pub(crate) mod cases;
pub(crate) mod catalogue;
pub(crate) mod log;
pub(crate) mod people;
