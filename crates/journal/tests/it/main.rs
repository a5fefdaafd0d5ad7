//! The journal on both engines: the same tests, once on SQLite and once on PostgreSQL.

#![expect(clippy::disallowed_methods, reason = "tests read the environment and damage files")]

#[cfg(test)]
mod commits;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod support;
#[cfg(test)]
mod timers;
