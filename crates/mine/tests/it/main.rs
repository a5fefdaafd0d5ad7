//! Real logs beside what pm4py finds in them, and anything at all against the readers.

mod properties;
mod reference;
