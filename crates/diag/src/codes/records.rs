//! The codes of the range R03xx, rows that do not fit, loads and the lake.
//! Append-only; one code a line, in order.

codes! {}
