//! Entries judged in memory.
