//! The engine over a real lake: refreshed figures against a full rebuild, evidence against the
//! figure that it is of.

#[cfg(test)]
mod district_of_two;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod refresh;
