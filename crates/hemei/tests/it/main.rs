//! Shell sessions against the real binary: what a person types, sees and gets as exit status.

mod bad_input;
mod interrupted;
mod session;
mod story;
mod wrong_use;
