//! The use cases of Hemei: check, load, refresh, figures, evidence, recompute, preview and the
//! rest, each a function from a request to an outcome.
//!
//! This crate opens the pack and the data folder, reads the clock, starts the one thread that
//! decodes, and puts the crates below together: `pack` and `indicator` say what is declared,
//! `decode` reads files, `records` keeps them, `engine` computes, `report` puts into words.
//!
//! Invariants, stated as absences: nothing is printed here, and no argument is parsed; no use
//! case leaves half of its work visible (L1, L8); what is shown of a figure never comes from
//! another pack version than the one that computed it, as long as the archive has it (L2).
//!
//! Knows nothing of HTML, arguments and terminals.
//! Start reading at [`App`], then [`load`], [`refresh`] and [`evidence`].

pub mod access;
pub mod check;
pub mod clock;
pub mod error;
pub mod evidence;
pub mod figures;
mod interrupt;
pub mod json;
pub mod load;
pub mod opened;
pub mod pack_tests;
pub mod preview;
mod progress;
pub mod quarantine;
pub mod recompute;
pub mod refresh;
pub mod rehearse;
pub mod select;
pub mod services;
pub mod settings;
pub mod sources;
pub mod targets;
pub mod upkeep;
pub mod view;

mod bounds;
mod cells;
mod constants;
mod folder;
mod under;

#[cfg(test)]
mod test_support;

pub use error::{Error, Exit};
pub use interrupt::until_interrupted;
pub use opened::{App, ReadyPack};
pub use progress::{Progress, Stop};
pub use settings::Settings;
