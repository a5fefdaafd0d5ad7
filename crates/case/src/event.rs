//! Facts on a case. They are stored for ever and never edited (L4): names and meanings here are
//! append-only, held by a golden test. What follows from a fact by rule alone (an item becomes
//! ready, dependents fall with a refused item) is no fact of its own: `apply` works it out.

use crate::actor::Actor;
use crate::command::Submission;
use diag::Text;
use district::plan::PlannedItem;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A fact on a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its number in the case, from 1.
    pub seq: u64,
    /// When it was recorded, in µs; never before the event before it.
    pub at_us: i64,
    /// Who.
    pub actor: Actor,
    /// What.
    pub kind: EventKind,
}

/// What a case is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A thing.
    Thing(String),
    /// A single item.
    Item(String),
    /// A person in a programme.
    Programme(String),
}

impl Subject {
    /// The id of the thing, item or programme.
    pub fn id(&self) -> &str {
        match self {
            Self::Thing(id) | Self::Item(id) | Self::Programme(id) => id,
        }
    }
}

impl Default for Subject {
    fn default() -> Self {
        Self::Thing(String::new())
    }
}

/// Where a material came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaterialFrom {
    /// Brought by the applicant.
    Applicant,
    /// Held in the wallet.
    Wallet,
    /// Looked up in a shared register.
    Register,
}

/// A material that was handed in or looked up; its content lies elsewhere, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterialRef {
    /// Where it came from.
    pub from: MaterialFrom,
    /// Where its content lies.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// The hash of its content.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hash: String,
}

/// A result that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// Whose and which: `child.household-entry`.
    pub slot: String,
    /// Its last valid day; none: without end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// A reference to the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// A measure of a standing case, with all that its task needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasurePlan {
    /// The item.
    pub item: String,
    /// Calendar days from one to the next; none: once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every_days: Option<u32>,
}

/// How far a clock has run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// In time.
    #[default]
    None,
    /// Two thirds of the promised time are over.
    Yellow,
    /// The promised time is over.
    Red,
}

/// How a case was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// Every item was granted.
    Granted,
    /// Some were granted, some not.
    Partly,
    /// None was granted.
    Refused,
    /// Withdrawn by the applicant.
    Withdrawn,
    /// Ended by an operator.
    Cancelled,
    /// A standing case that ended.
    Ended,
}

impl Closing {
    /// The word for it, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Partly => "partly",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Cancelled => "cancelled",
            Self::Ended => "ended",
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are those of the command of the same name")]
pub enum EventKind {
    /// Opened as a draft.
    Opened { case: String, subject: Subject, place: String, applicant: String, pack: String },
    /// The draft was kept.
    DraftSaved { answers: serde_json::Value },
    /// Handed in: the five working days for taking it up begin.
    Submitted(Box<Submission>),
    /// Taken up, by a person or, if `deemed`, because five working days had passed: then from
    /// the day on which it was received (行政许可法, article 32).
    Accepted {
        #[serde(default, skip_serializing_if = "no")]
        deemed: bool,
    },
    /// The applicant was told, once, what is missing.
    SupplementAsked {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        what: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        slots: Vec<String>,
    },
    /// The applicant brought it.
    Supplied {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        materials: BTreeMap<String, MaterialRef>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answers: Option<serde_json::Value>,
    },
    /// An item's clock was stopped by law.
    ClockStopped {
        item: String,
        ground: String,
        /// Working half days after which it ends by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        halves_max: Option<u32>,
    },
    /// It went on.
    ClockResumed {
        item: String,
        /// When the ground's time was over, if that was before this was recorded: the clock went
        /// on from there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ended_us: Option<i64>,
    },
    /// A legal limit was made longer.
    Extended {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        halves: u32,
        reason: String,
        approved_by: String,
    },
    /// A task was taken.
    Claimed { item: String },
    /// It was put back.
    GivenBack { item: String },
    /// An item was granted, and these results issued.
    Granted {
        item: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        results: Vec<Issued>,
        /// When it was decided, if that was not when it was recorded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dated_us: Option<i64>,
        /// Decided within seconds of the claim: marked, so that clocks stay honest.
        #[serde(default, skip_serializing_if = "no")]
        hasty: bool,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        calls: Vec<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        extension: Vec<PlannedItem>,
    },
    /// An item was refused.
    Refused {
        item: String,
        ground: String,
        remedy: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dated_us: Option<i64>,
        #[serde(default, skip_serializing_if = "no")]
        hasty: bool,
    },
    /// The legal limit passed, which counts as granted.
    DeemedGranted { item: String, results: Vec<Issued> },
    /// The legal limit passed, which counts as refused.
    DeemedRefused { item: String, remedy: Text },
    /// The legal limit of an item passed without a decision; none: of the whole.
    LimitPassed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
    },
    /// A light was shown; none: for the whole.
    Reminded {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        light: Light,
    },
    /// An item was given back to one from which it takes.
    SentBack { item: String, to: String, reason: String },
    /// A result was issued anew.
    Reissued { item: String, result: Issued },
    /// A result was taken back.
    Revoked { item: String, slot: String, reason: String },
    /// A task went to another desk.
    Transferred {
        item: String,
        office: String,
        place: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A task climbed to a level.
    Climbed { item: String, level: String, reason: String },
    /// A clerical error was corrected; what was said before stays in its event.
    Corrected { item: String, reason: String, text: String },
    /// The applicant appealed against a refusal.
    Appealed { item: String, text: String },
    /// The appeal was answered.
    AppealSettled { item: String, overturned: bool, ground: String },
    /// Results were sent.
    Delivered { slots: Vec<String>, by: String },
    /// The applicant signed for a delivery.
    Signed { delivery: u32 },
    /// The applicant rated.
    Rated {
        stars: u8,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept_promise: Option<bool>,
    },
    /// An item, and what takes from it, was ended by an operator.
    ItemCancelled { item: String, reason: String },
    /// Nothing is left to be done.
    Closed {
        how: Closing,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Moved to another pack version.
    Migrated { pack: String, items: Vec<PlannedItem> },
    /// A standing case was opened.
    StandingOpened {
        case: String,
        programme: String,
        place: String,
        subject: String,
        pack: String,
        tier: String,
        classes: Vec<String>,
        measures: Vec<MeasurePlan>,
    },
    /// A measure fell due: its task begins.
    MeasureDue { item: String },
    /// A measure was carried out.
    MeasureDone {
        item: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// A measure could not be carried out this time.
    MeasureUndone { item: String, reason: String },
    /// Tier, classes and measures changed with the data.
    Reclassed { tier: String, classes: Vec<String>, measures: Vec<MeasurePlan> },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn no(value: &bool) -> bool {
    !*value
}

impl EventKind {
    /// The word for it, as stored.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::DraftSaved { .. } => "draft_saved",
            Self::Submitted(_) => "submitted",
            Self::Accepted { .. } => "accepted",
            Self::SupplementAsked { .. } => "supplement_asked",
            Self::Supplied { .. } => "supplied",
            Self::ClockStopped { .. } => "clock_stopped",
            Self::ClockResumed { .. } => "clock_resumed",
            Self::Extended { .. } => "extended",
            Self::Claimed { .. } => "claimed",
            Self::GivenBack { .. } => "given_back",
            Self::Granted { .. } => "granted",
            Self::Refused { .. } => "refused",
            Self::DeemedGranted { .. } => "deemed_granted",
            Self::DeemedRefused { .. } => "deemed_refused",
            Self::LimitPassed { .. } => "limit_passed",
            Self::Reminded { .. } => "reminded",
            Self::SentBack { .. } => "sent_back",
            Self::Reissued { .. } => "reissued",
            Self::Revoked { .. } => "revoked",
            Self::Transferred { .. } => "transferred",
            Self::Climbed { .. } => "climbed",
            Self::Corrected { .. } => "corrected",
            Self::Appealed { .. } => "appealed",
            Self::AppealSettled { .. } => "appeal_settled",
            Self::Delivered { .. } => "delivered",
            Self::Signed { .. } => "signed",
            Self::Rated { .. } => "rated",
            Self::ItemCancelled { .. } => "item_cancelled",
            Self::Closed { .. } => "closed",
            Self::Migrated { .. } => "migrated",
            Self::StandingOpened { .. } => "standing_opened",
            Self::MeasureDue { .. } => "measure_due",
            Self::MeasureDone { .. } => "measure_done",
            Self::MeasureUndone { .. } => "measure_undone",
            Self::Reclassed { .. } => "reclassed",
        }
    }

    /// The item or measure that it is about, if it is about one.
    pub fn item(&self) -> Option<&str> {
        match self {
            Self::SupplementAsked { item, .. }
            | Self::Supplied { item, .. }
            | Self::Extended { item, .. }
            | Self::LimitPassed { item }
            | Self::Reminded { item, .. } => item.as_deref(),
            Self::ClockStopped { item, .. }
            | Self::ClockResumed { item, .. }
            | Self::Claimed { item }
            | Self::GivenBack { item }
            | Self::Granted { item, .. }
            | Self::Refused { item, .. }
            | Self::DeemedGranted { item, .. }
            | Self::DeemedRefused { item, .. }
            | Self::SentBack { item, .. }
            | Self::Reissued { item, .. }
            | Self::Revoked { item, .. }
            | Self::Transferred { item, .. }
            | Self::Climbed { item, .. }
            | Self::Corrected { item, .. }
            | Self::Appealed { item, .. }
            | Self::AppealSettled { item, .. }
            | Self::ItemCancelled { item, .. }
            | Self::MeasureDue { item }
            | Self::MeasureDone { item, .. }
            | Self::MeasureUndone { item, .. } => Some(item),
            Self::Opened { .. }
            | Self::DraftSaved { .. }
            | Self::Submitted(_)
            | Self::Accepted { .. }
            | Self::Delivered { .. }
            | Self::Signed { .. }
            | Self::Rated { .. }
            | Self::Closed { .. }
            | Self::Migrated { .. }
            | Self::StandingOpened { .. }
            | Self::Reclassed { .. } => None,
        }
    }
}
