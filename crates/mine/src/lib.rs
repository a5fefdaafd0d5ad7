//! Event logs: reading, mining, and writing them for other programs.
//!
//! A log comes in as XES ([`xes`]) or as a table ([`csv_log`]), or is filled from the journal's
//! events, and is one value, [`EventLog`]. From it come counts, variants and the directly-follows
//! graph ([`mining`]; all in one: [`mined`]), times by activity, resource and office ([`times`]), clocks that cannot be
//! right ([`honest`]), conformance to a declared plan ([`conformance`]) and the durations for
//! a what-if ([`durations`]). It goes out as XES ([`xes_out`]), OCEL 2.0 ([`ocel`]) and
//! CloudEvents ([`cloudevents`]).
//!
//! What holds here:
//!
//! * Bytes in, values out: nothing here opens a file or reads a clock.
//! * No input panics; what does not fit comes back with line and reason, and nothing is guessed.
//! * Durations are whole microseconds, medians exact (L10); the same log gives the same answer,
//!   in the same order.
//! * Counts equal those of pm4py on real logs; `tests/it` holds them.

pub mod clock;
pub mod cloudevents;
pub mod conformance;
pub mod csv_log;
pub mod durations;
pub mod error;
pub mod export;
pub mod honest;
pub mod late;
pub mod log;
pub mod mined;
pub mod mining;
pub mod ocel;
pub mod rework;
pub mod spread;
#[cfg(test)]
mod testing;
pub mod time;
pub mod times;
mod unpack;
pub mod work;
pub mod xes;
pub mod xes_out;

pub use clock::{Clock, WorkingHours};
pub use error::{Error, Refused, Scope};
pub use export::Export;
pub use log::{Attribute, EventLog, LogEvent, Read, Trace, Value, Word};
pub use spread::Spread;
pub use time::{DayOrder, Moments};
