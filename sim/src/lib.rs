//! The deterministic simulation: the real case machine, the real writer, effects, timers,
//! couriers and publisher on a disk that tears, loses and flips, with systems that do not answer,
//! a clock that jumps, and people who send the same command twice. Development only.
//!
//! Real: `case`, `hall`, and `journal`'s chains and invariants. Simulated: the disk and the store
//! on it ([`Hand`] is a [`journal::Store`]), the lake, other systems, the clock, people. Outside:
//! SQLite, PostgreSQL, Delta and tokio, which are not deterministic; tests that kill the server
//! cover them.
//!
//! A seed draws its own fault rates, so that no two look for the same thing (swarm). The same
//! seed fails at the same step twice. After every crash and at the end all laws are checked
//! ([`Law`]); after every step those of the cases that it touched. A [`Bug`] is planted in the
//! simulated parts only, to prove that the laws would find it in the real ones.
//!
//! Start reading at [`run`].
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a simulation stops at what it did not foresee"
)]

mod bug;
mod disk;
mod image;
mod laws;
mod life;
mod people;
mod random;
mod store;
mod town;
mod world;

pub use bug::Bug;
pub use laws::{Broken, Law};
pub use life::{Report, run};
pub use world::Hand;

#[cfg(test)]
mod tests;
