//! The codes of the range E02xx, SQL, units and the graph of models and indicators.
//! Append-only; one code a line, in order.

codes! {}
