//! Real input that must come out right: the packs beside the demo district, held against
//! answers that were computed apart.

#![expect(clippy::disallowed_methods, reason = "tests read real files")]

#[cfg(test)]
mod reference;
#[cfg(test)]
mod reference_air;
#[cfg(test)]
mod reference_machines;
#[cfg(test)]
mod reference_permits;
#[cfg(test)]
mod reference_statistics;
#[cfg(test)]
mod reference_water;
