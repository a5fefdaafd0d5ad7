//! Rows of machine states for measuring: any number, in time order, in pieces that fit in memory.
//!
//! The state does not follow from the machine's last one: what is measured is the cost of the
//! rows, and the same seed gives the same rows everywhere.

use crate::Random;
use jiff::civil::{Date, date};

/// Rows in one piece.
const PIECE_ROWS: u64 = 65_536;
/// The first day.
const FIRST: Date = date(2026, 1, 1);
const DAY_US: u64 = 86_400_000_000;
const HEADER: &[u8] = b"machine,ts,state,parts,reading\n";
/// A state and the thousandth from which on it is not drawn: ACTIVE 85 % of the time.
const STATES: [(&str, u64); 5] = [
    ("ACTIVE", 850),
    ("READY", 920),
    ("STOPPED", 965),
    ("INTERRUPTED", 990),
    ("UNAVAILABLE", 1000),
];

/// A made-up plant whose machines write their state, a count of parts and a temperature.
#[derive(Debug, Clone, Copy)]
pub struct MachineRows {
    /// Where the numbers start from.
    pub seed: u64,
    /// How many machines: `m00000` and up.
    pub machines: u64,
    /// How many days.
    pub days: u32,
    /// How many rows in all the days together.
    pub rows: u64,
}

impl MachineRows {
    /// The rows of one day, counted from 0, as pieces of CSV with a header in the first.
    pub fn day(&self, day: u32) -> Chunks {
        let rows = self.rows / u64::from(self.days.max(1));
        self.chunks(u64::from(day), rows, DAY_US)
    }

    /// The rows of the hour after the last day, as many as an hour of the days has.
    pub fn hour(&self) -> Chunks {
        let rows = self.rows / u64::from(self.days.max(1)) / 24;
        self.chunks(u64::from(self.days), rows, DAY_US / 24)
    }

    fn chunks(&self, day: u64, rows: u64, span_us: u64) -> Chunks {
        let mut seeds = Random::new(self.seed ^ day.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let offset = i64::try_from(day).unwrap_or(0);
        let date = FIRST.checked_add(jiff::Span::new().days(offset)).unwrap_or(FIRST);
        Chunks {
            random: Random::new(seeds.next()),
            machines: self.machines.max(1),
            date: date.to_string().into_bytes(),
            step_us: span_us / rows.max(1),
            row: 0,
            rows,
        }
    }
}

/// Pieces of CSV.
#[derive(Debug, Clone)]
pub struct Chunks {
    random: Random,
    machines: u64,
    date: Vec<u8>,
    step_us: u64,
    row: u64,
    rows: u64,
}

impl Iterator for Chunks {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if self.row >= self.rows {
            return None;
        }
        let end = (self.row + PIECE_ROWS).min(self.rows);
        let mut out = Vec::with_capacity(4 << 20);
        if self.row == 0 {
            out.extend_from_slice(HEADER);
        }
        while self.row < end {
            self.write(&mut out);
            self.row += 1;
        }
        Some(out)
    }
}

impl Chunks {
    /// One row. Moments grow by less than a step more or less, so that no two are the same.
    fn write(&mut self, out: &mut Vec<u8>) {
        let at = self.row * self.step_us + self.random.below(self.step_us.max(1));
        let draw = self.random.below(1000);
        let state = STATES.iter().find(|state| draw < state.1).map_or("ACTIVE", |state| state.0);
        out.push(b'm');
        digits(out, self.random.below(self.machines), 5);
        out.push(b',');
        out.extend_from_slice(&self.date);
        out.push(b'T');
        digits(out, at / 3_600_000_000, 2);
        out.push(b':');
        digits(out, at / 60_000_000 % 60, 2);
        out.push(b':');
        digits(out, at / 1_000_000 % 60, 2);
        out.push(b'.');
        digits(out, at % 1_000_000, 6);
        out.extend_from_slice(b"Z,");
        out.extend_from_slice(state.as_bytes());
        out.push(b',');
        digits(out, self.random.below(10), 1);
        out.push(b',');
        let reading = 15_000 + self.random.below(15_000);
        digits(out, reading / 1000, 2);
        out.push(b'.');
        digits(out, reading % 1000, 3);
        out.push(b'\n');
    }
}

/// A number with leading zeros up to `width` digits.
fn digits(out: &mut Vec<u8>, number: u64, width: u32) {
    let mut power = 10u64.pow(width.saturating_sub(1));
    while power > 0 {
        let digit = number / power % 10;
        out.push(b'0' + u8::try_from(digit).unwrap_or(0));
        power /= 10;
    }
}
