//! Tests of durations.
