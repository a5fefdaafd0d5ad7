//! The engine over a real lake: refreshed figures against a full rebuild, evidence against the
//! figure that it is of.

mod district_of_two;
mod evidence;
mod refresh;
