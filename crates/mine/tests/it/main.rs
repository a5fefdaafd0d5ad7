//! Real logs beside what pm4py finds in them, and anything at all against the readers.

#![expect(clippy::disallowed_methods, reason = "tests read real files")]

#[cfg(test)]
mod properties;
#[cfg(test)]
mod reference;
