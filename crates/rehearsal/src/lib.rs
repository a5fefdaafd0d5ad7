//! A made-up year of a district, sent in through the real doors.
//!
//! A pure, seeded generator: the same seed and year give the same bytes on every machine. The
//! values are plausible and not all of them are good: hours are missing, results are under the
//! detection limit, rows come late, twice or malformed, so that coverage, validity, correction
//! and quarantine all have something to show.
//!
//! Invariants, stated as absences: no clock, no file, no float; nothing here is taken from real
//! records.
//! Knows nothing of packs' SQL, of the lake and of how files are read back.
//! Start reading at [`files`]; [`town()`] makes up streets and who lives along them,
//! [`MachineRows`] the benchmark's rows.

mod air;
mod cases;
mod machines;
mod random;
mod stream;
mod text;
mod town;
mod yearly;

pub use random::Random;
pub use stream::{Chunks, MachineRows};
pub use town::{Community, Town, town};

/// A file of the rehearsal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, which the sources of `packs/jiangbei` recognise.
    pub name: String,
    /// The stream that it is for.
    pub stream: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The demo files of one made-up year, in the order in which they come in.
///
/// A year that the calendar does not have gives no files.
pub fn files(seed: u64, year: i16) -> Vec<File> {
    let mut random = Random::new(seed);
    let mut files = Vec::new();
    // Each part draws from a generator of its own, so that a change in one leaves the others.
    for part in [air::files, machines::files, cases::files, yearly::files] {
        let mut own = Random::new(random.next());
        files.extend(part(&mut own, year));
    }
    files
}

#[cfg(test)]
mod tests;
