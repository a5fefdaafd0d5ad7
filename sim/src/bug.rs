//! Mistakes that can be planted in the simulated parts, to prove that the laws find them.

/// A planted mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bug {
    /// A commit is acknowledged before it is synced.
    AckBeforeSync,
    /// Frames have no checksum.
    NoChecksum,
    /// A torn tail is left where it is at recovery.
    TailKept,
    /// The publisher's position moves before the rows are appended.
    PositionFirst,
    /// The lake does not recognise rows that come again.
    RepeatsKept,
    /// A message is marked as delivered before it is sent.
    DeliveredFirst,
    /// Messages of one case share a key.
    MessageKeyReused,
    /// Timers are forgotten at a restart.
    TimersForgotten,
    /// Keys of commands are not kept.
    CommandKeyForgotten,
    /// The number that a case is expected to have is not compared.
    NoConflicts,
    /// A timer that is taken off stays.
    TimerStays,
    /// Rows of tasks are never taken away.
    TaskStays,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::AckBeforeSync,
        Self::NoChecksum,
        Self::TailKept,
        Self::PositionFirst,
        Self::RepeatsKept,
        Self::DeliveredFirst,
        Self::MessageKeyReused,
        Self::TimersForgotten,
        Self::CommandKeyForgotten,
        Self::NoConflicts,
        Self::TimerStays,
        Self::TaskStays,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::AckBeforeSync => "ack-before-sync",
            Self::NoChecksum => "no-checksum",
            Self::TailKept => "tail-kept",
            Self::PositionFirst => "position-first",
            Self::RepeatsKept => "repeats-kept",
            Self::DeliveredFirst => "delivered-first",
            Self::MessageKeyReused => "message-key-reused",
            Self::TimersForgotten => "timers-forgotten",
            Self::CommandKeyForgotten => "command-key-forgotten",
            Self::NoConflicts => "no-conflicts",
            Self::TimerStays => "timer-stays",
            Self::TaskStays => "task-stays",
        }
    }
}
