//! The numbers that the law, or our own caution, sets on every case; all in one place.

/// Working halves within which an application is taken up or sent back for a supplement; then it
/// counts as taken up. Source: 行政许可法 (Administrative Licensing Law), article 32: five days.
pub const ACCEPTANCE_HALVES: u32 = 10;

/// What an item's legal limit can be extended by. Source: 行政许可法, article 42: ten working
/// days, with the approval of the head of the office.
pub const EXTENSION_HALVES_MAX: u32 = 20;

/// What the ceiling of the whole can be extended by. Source: 行政许可法, articles 42 and 26:
/// fifteen working days, with the approval of the head of the government.
pub const WHOLE_EXTENSION_HALVES_MAX: u32 = 30;

/// Calendar days within which a refusal can be appealed against. Source: 行政复议法
/// (Administrative Reconsideration Law), article 20: sixty days.
pub const APPEAL_DAYS: u32 = 60;

/// A decision within so many microseconds of the claim is marked as hasty: nobody reads an
/// application that fast, so the entry says little about the time that the work took. Ours.
pub const HASTY_US: i64 = 5_000_000;

/// How often an item may be sent back to earlier ones. Ours: after that it has to be decided.
pub const SENT_BACK_MAX: u32 = 3;
