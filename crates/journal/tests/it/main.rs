//! The journal on both engines: the same tests, once on SQLite and once on PostgreSQL.

#![expect(clippy::disallowed_methods, reason = "tests read the environment and damage files")]

#[cfg(test)]
mod chain;
#[cfg(test)]
mod commits;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod support;
#[cfg(test)]
mod timers;
