//! What a walk through the journal can find, in both languages, with codes.

use diag::codes::records as codes;
use diag::{Code, Text};

/// The first thing that is not in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// An event is missing.
    Gap {
        /// The number that was expected next.
        seq: i64,
    },
    /// An event does not follow one of its own case.
    Link {
        /// Its number.
        seq: i64,
        /// Its case.
        case_id: String,
    },
    /// An event's content is not what its hash was made of.
    Event {
        /// Its number.
        seq: i64,
        /// Its case.
        case_id: String,
    },
    /// The journal's chain does not go on here.
    Chain {
        /// The number of the event.
        seq: i64,
    },
    /// The newest event is not the one that the journal ended with.
    Tip {
        /// Its number.
        seq: i64,
    },
    /// What is noted of a case is not what its events say.
    Head {
        /// The case.
        case_id: String,
    },
    /// There are more or fewer events than the cases have together.
    Totals {
        /// Events in the journal.
        events: i64,
        /// Events noted in the cases.
        in_cases: i64,
    },
    /// The journal's hash is not the one that was signed.
    Checkpoint {
        /// The number of the event.
        seq: i64,
    },
    /// The file itself is damaged.
    File {
        /// What SQLite said.
        found: String,
    },
}

impl Fault {
    /// The fault's code.
    pub fn code(&self) -> Code {
        match self {
            Self::Gap { seq: _ } | Self::Tip { seq: _ } => codes::R0343,
            Self::Link { seq: _, case_id: _ }
            | Self::Event { seq: _, case_id: _ }
            | Self::Chain { seq: _ } => codes::R0344,
            Self::Head { case_id: _ } | Self::Totals { events: _, in_cases: _ } => codes::R0345,
            Self::Checkpoint { seq: _ } => codes::R0346,
            Self::File { found: _ } => codes::R0347,
        }
    }

    /// The fault in both languages.
    pub fn text(&self) -> Text {
        match self {
            Self::Gap { seq } => Text::new(
                format!("业务日志缺少第 {seq} 号事件"),
                format!("the journal has no event {seq}"),
            ),
            Self::Link { seq, case_id } => Text::new(
                format!("第 {seq} 号事件接不上办件 `{case_id}` 的前一事件"),
                format!("event {seq} does not follow the event before it of case `{case_id}`"),
            ),
            Self::Event { seq, case_id } => Text::new(
                format!("办件 `{case_id}` 的第 {seq} 号事件的内容与其哈希不符"),
                format!("event {seq} of case `{case_id}` is not what its hash was made of"),
            ),
            Self::Chain { seq } => Text::new(
                format!("业务日志的哈希链在第 {seq} 号事件处断开"),
                format!("the journal's hash chain breaks at event {seq}"),
            ),
            Self::Tip { seq } => Text::new(
                format!("第 {seq} 号事件不是业务日志原来的末尾"),
                format!("event {seq} is not the one that the journal ended with"),
            ),
            Self::Head { case_id } => Text::new(
                format!("办件 `{case_id}` 的登记状态与其事件不符"),
                format!("what is noted of case `{case_id}` is not what its events say"),
            ),
            Self::Totals { events, in_cases } => Text::new(
                format!("业务日志有 {events} 个事件，而各办件登记的合计为 {in_cases} 个"),
                format!("the journal has {events} events, and its cases have {in_cases} together"),
            ),
            Self::Checkpoint { seq } => Text::new(
                format!("业务日志在第 {seq} 号事件处的哈希与签过名的检查点不同"),
                format!("the journal's hash at event {seq} is not the one of its checkpoint"),
            ),
            Self::File { found } => Text::new(
                format!("业务日志的文件已损坏：{found}"),
                format!("the journal's file is damaged: {found}"),
            ),
        }
    }
}
