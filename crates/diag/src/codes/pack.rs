//! The codes of the range E01xx, declarations of a pack: TOML, SQL heads, CSV tables.
//! Append-only; one code a line, in order.

codes! {}
