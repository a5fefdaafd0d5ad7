//! What is tested of the crate from outside.

mod reference;
