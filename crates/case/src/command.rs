//! What can be asked of a case. The names are part of the API and of the journal's inbox:
//! append-only, held by a golden test.

use crate::actor::Actor;
use crate::event::{MaterialRef, MeasurePlan, Subject};
use district::plan::PlannedItem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A command: who wants what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Who.
    pub actor: Actor,
    /// What.
    pub what: CommandKind,
}

impl Command {
    /// Makes a command.
    pub fn new(actor: Actor, what: CommandKind) -> Self {
        Self { actor, what }
    }

    /// The command by which the machine fires a timer.
    pub fn fire(key: impl Into<String>) -> Self {
        Self { actor: Actor::system(), what: CommandKind::Fire { key: key.into() } }
    }
}

/// What is wanted of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommandKind {
    /// Opens a case as a draft.
    Open {
        /// The id of the case.
        case: String,
        /// What it is about: a thing or a single item.
        subject: Subject,
        /// The place to which it belongs.
        place: String,
        /// The sealed reference of the person or enterprise.
        applicant: String,
        /// The pack version to which it is pinned.
        pack: String,
    },
    /// Keeps what has been filled in so far.
    SaveDraft {
        /// Sealed answers.
        answers: serde_json::Value,
    },
    /// Hands the application in.
    Submit(Box<Submission>),
    /// Takes the application up: clocks begin.
    Accept,
    /// Asks, once, for what is missing.
    AskSupplement {
        /// The item; none: for the whole, before it is accepted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        /// What is missing, in words.
        what: String,
        /// The materials that are asked for.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        slots: Vec<String>,
    },
    /// Brings what was asked for.
    Supply {
        /// The item; none: for the whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        /// The materials by slot.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        materials: BTreeMap<String, MaterialRef>,
        /// Answers that replace the earlier ones, sealed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answers: Option<serde_json::Value>,
    },
    /// Stops an item's clock on a ground that the item declares.
    StopClock {
        /// The item.
        item: String,
        /// The id of the ground.
        ground: String,
    },
    /// Lets a stopped clock go on.
    ResumeClock {
        /// The item.
        item: String,
    },
    /// Makes a legal limit longer, once.
    Extend {
        /// The item; none: the whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        /// Working half days that are added.
        halves: u32,
        /// Why; the applicant is told.
        reason: String,
        /// The head of the office (of the government, for the whole) who approved it.
        approved_by: String,
    },
    /// Takes a task.
    Claim {
        /// The item.
        item: String,
    },
    /// Puts a claimed task back.
    GiveBack {
        /// The item.
        item: String,
    },
    /// Decides an item.
    Decide {
        /// The item.
        item: String,
        /// How.
        outcome: Outcome,
        /// When it was decided, if that was not now, in µs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dated_us: Option<i64>,
    },
    /// Gives an item back to one from which it takes, which is done again.
    SendBack {
        /// The item whose officer sends back.
        item: String,
        /// The earlier item.
        to: String,
        /// Why.
        reason: String,
    },
    /// Issues a result anew: with its document, or another end of validity.
    Issue {
        /// The item.
        item: String,
        /// The result.
        slot: String,
        /// Its last valid day; none: as the material says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        valid_until: Option<jiff::civil::Date>,
        /// A reference to the document.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    },
    /// Takes an issued result back.
    Revoke {
        /// The item.
        item: String,
        /// The result.
        slot: String,
        /// Why.
        reason: String,
    },
    /// Hands a task to another desk.
    Transfer {
        /// The item.
        item: String,
        /// The office; another one only with a reason.
        office: String,
        /// The place at which the desk stands.
        place: String,
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Lets a task climb one level.
    Climb {
        /// The item or measure.
        item: String,
        /// Why.
        reason: String,
    },
    /// Ends the case at the applicant's wish.
    Withdraw {
        /// Why, if they say so.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Corrects a clerical error in a decision; nothing is erased.
    Correct {
        /// The item.
        item: String,
        /// Why.
        reason: String,
        /// What it says now.
        text: String,
    },
    /// Appeals against a refusal.
    Appeal {
        /// The item.
        item: String,
        /// On what grounds.
        text: String,
    },
    /// Answers an appeal.
    SettleAppeal {
        /// The item.
        item: String,
        /// Whether the refusal falls, so that the item is done again.
        overturned: bool,
        /// Why.
        ground: String,
    },
    /// Sends results to the applicant.
    Deliver {
        /// Which results.
        slots: Vec<String>,
        /// By whom or how, such as a parcel number.
        by: String,
    },
    /// The applicant signs for a delivery.
    Sign {
        /// The number of the delivery, from 0.
        delivery: u32,
    },
    /// Rates the handling.
    Rate {
        /// 1 (worst) to 5 (best).
        stars: u8,
        /// Whether, in the applicant's eyes, the promise was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept_promise: Option<bool>,
    },
    /// Closes a case in which nothing is left to be done.
    Close,
    /// Ends a case, or an item and all that takes from it.
    Cancel {
        /// The item; none: the case.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        /// Why.
        reason: String,
    },
    /// Moves a running case to another pack version; the context is that of the new one.
    Migrate {
        /// The new version.
        pack: String,
        /// The new plan.
        items: Vec<PlannedItem>,
    },
    /// Opens a standing case of a programme.
    OpenStanding {
        /// The id of the case.
        case: String,
        /// The programme.
        programme: String,
        /// The place to which the person belongs.
        place: String,
        /// The sealed reference of the person.
        subject: String,
        /// The pack version to which it is pinned.
        pack: String,
        /// The grade of service.
        tier: String,
        /// The classes to which the person belongs.
        classes: Vec<String>,
        /// What is done for them.
        measures: Vec<MeasurePlan>,
    },
    /// A measure was carried out.
    MeasureDone {
        /// The measure's item.
        item: String,
        /// A note.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// A measure could not be carried out this time; its task stays.
    MeasureUndone {
        /// The measure's item.
        item: String,
        /// Why.
        reason: String,
    },
    /// The data say another tier or other classes.
    Reclass {
        /// The grade of service.
        tier: String,
        /// The classes.
        classes: Vec<String>,
        /// What is done for them.
        measures: Vec<MeasurePlan>,
    },
    /// Ends a standing case.
    End {
        /// Why.
        reason: String,
    },
    /// A timer's moment has come.
    Fire {
        /// Its key, as in [`crate::Timer`].
        key: String,
    },
}

/// What is handed in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The plan, as the planner computed it, in its order.
    pub items: Vec<PlannedItem>,
    /// Working half days promised for the whole.
    pub promised_halves: u32,
    /// Working half days that the law allows for the whole.
    pub ceiling_halves: u32,
    /// Sealed answers.
    #[serde(default)]
    pub answers: serde_json::Value,
    /// How many questions were answered by hand.
    #[serde(default)]
    pub fields: u32,
    /// Every material that is taken and not given by an item of the plan, by slot.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub materials: BTreeMap<String, MaterialRef>,
}

/// How an item is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Granted: what the item gives is issued.
    Grant {
        /// Results that the officer calls for; each is one of the item's declared calls.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        calls: Vec<String>,
        /// What the plan is extended by for these calls.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        extension: Vec<PlannedItem>,
        /// References to documents, by result.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        documents: BTreeMap<String, String>,
    },
    /// Refused.
    Refuse {
        /// Why, as the applicant is told.
        ground: String,
    },
}

impl Outcome {
    /// Granted, and nothing besides.
    pub const fn grant() -> Self {
        Self::Grant { calls: Vec::new(), extension: Vec::new(), documents: BTreeMap::new() }
    }
}

impl CommandKind {
    /// The word for it, as stored.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::SaveDraft { .. } => "save_draft",
            Self::Submit(_) => "submit",
            Self::Accept => "accept",
            Self::AskSupplement { .. } => "ask_supplement",
            Self::Supply { .. } => "supply",
            Self::StopClock { .. } => "stop_clock",
            Self::ResumeClock { .. } => "resume_clock",
            Self::Extend { .. } => "extend",
            Self::Claim { .. } => "claim",
            Self::GiveBack { .. } => "give_back",
            Self::Decide { .. } => "decide",
            Self::SendBack { .. } => "send_back",
            Self::Issue { .. } => "issue",
            Self::Revoke { .. } => "revoke",
            Self::Transfer { .. } => "transfer",
            Self::Climb { .. } => "climb",
            Self::Withdraw { .. } => "withdraw",
            Self::Correct { .. } => "correct",
            Self::Appeal { .. } => "appeal",
            Self::SettleAppeal { .. } => "settle_appeal",
            Self::Deliver { .. } => "deliver",
            Self::Sign { .. } => "sign",
            Self::Rate { .. } => "rate",
            Self::Close => "close",
            Self::Cancel { .. } => "cancel",
            Self::Migrate { .. } => "migrate",
            Self::OpenStanding { .. } => "open_standing",
            Self::MeasureDone { .. } => "measure_done",
            Self::MeasureUndone { .. } => "measure_undone",
            Self::Reclass { .. } => "reclass",
            Self::End { .. } => "end",
            Self::Fire { .. } => "fire",
        }
    }
}
