//! What is tested of the crate from outside.
#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "the whole binary is a test: it reads files")]

mod porto;
mod reference;
