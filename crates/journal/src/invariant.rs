//! The invariants of storage by number: one list for the simulator and for production.

use std::sync::atomic::{AtomicU64, Ordering};

/// What holds always, whatever is killed, filled up, delayed or repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    /// An acknowledged event stays.
    J1,
    /// Nothing stands behind the acknowledged events but what was in flight.
    J2,
    /// No event is twice in a stream.
    T1,
    /// A stream has no holes.
    T2,
    /// A drained stream is whole.
    T3,
    /// Effects arrive.
    O1,
    /// State is a fold of events.
    C1,
    /// No case is forgotten.
    C2,
}

static BROKEN: [AtomicU64; Invariant::ALL.len()] = [const { AtomicU64::new(0) }; 8];

impl Invariant {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 8] =
        [Self::J1, Self::J2, Self::T1, Self::T2, Self::T3, Self::O1, Self::C1, Self::C2];

    /// The number, as the simulator prints it.
    pub fn id(self) -> &'static str {
        match self {
            Self::J1 => "J1",
            Self::J2 => "J2",
            Self::T1 => "T1",
            Self::T2 => "T2",
            Self::T3 => "T3",
            Self::O1 => "O1",
            Self::C1 => "C1",
            Self::C2 => "C2",
        }
    }

    /// The sentence that holds.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::J1 => "an acknowledged event is in the journal, in order, after any crash",
            Self::J2 => "at most the events in flight may follow the acknowledged ones",
            Self::T1 => "a stream holds each journal event at most once",
            Self::T2 => "a stream is a prefix of the journal",
            Self::T3 => "after a drain the stream equals the journal",
            Self::O1 => "an effect is delivered at least once, and its key is never reused",
            Self::C1 => "replaying the journal gives the same state as the live one",
            Self::C2 => "no case is open past a passed deadline without a task",
        }
    }

    /// Counts a breach; in a debug build it also stops the program.
    pub fn count_breach(self, found: &str) {
        if let Some(count) = BROKEN.get(self.position()) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        debug_assert!(false, "{} does not hold ({}): {found}", self.id(), self.sentence());
    }

    /// How often it was found not to hold since the program started.
    pub fn breaches(self) -> u64 {
        BROKEN.get(self.position()).map_or(0, |count| count.load(Ordering::Relaxed))
    }

    fn position(self) -> usize {
        Self::ALL.iter().position(|other| *other == self).unwrap_or(0)
    }
}

/// States that an invariant holds here: `invariant!(J1, condition, "what was found")`.
#[macro_export]
macro_rules! invariant {
    ($id:ident, $holds:expr, $($found:tt)+) => {
        if !$holds {
            $crate::Invariant::$id.count_breach(&format!($($found)+));
        }
    };
}
