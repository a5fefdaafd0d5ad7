//! The journal on both engines: the same tests, once on SQLite and once on PostgreSQL.

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
