//! Services are builds: items say what they take and give, a thing says what is wanted, and the
//! plan follows: order, one form, one set of materials, longest way, dates, savings; and the
//! proof that a thing can be done whatever the answers.
//!
//! Invariants, stated as absences: nothing is asked or done twice, and nothing held and valid is
//! asked at all (L5); no plan has a circle where there is a way without one; nothing here reads a
//! clock, a file or the environment, and the same arguments give the same plan.
//!
//! Knows nothing of who runs a plan.
//! Start reading at [`plan`].

mod choose;
pub mod decision;
mod drift;
mod fault;
mod form;
pub mod migration;
mod planner;
pub mod pnml;
#[cfg(test)]
mod properties;
pub mod prove;
mod replay;
mod savings;
#[cfg(test)]
mod testing;
mod wallet;
mod what_if;
mod world;

pub use drift::{Drift, DriftKind, drift};
pub use fault::{Demand, PlanFault};
pub use planner::{extend, plan};
pub use replay::{Declared, Distribution, PastCase, Replayed, replay};
pub use wallet::{Held, Wallet};
pub use what_if::{Change, Effect, NoSuch, Outlook, changed, what_if};
