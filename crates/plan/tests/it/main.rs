//! The proof against an outside judge, and against the planner itself.

#[cfg(test)]
mod catalogues;
#[cfg(test)]
mod judge;
#[cfg(test)]
mod nets;
