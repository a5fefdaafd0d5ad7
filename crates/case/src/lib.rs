//! The case machine: `decide(state, command, now) → events` and `apply(state, event)`.
