//! The state of a case: a fold of its events, and nothing besides (L4). Tasks, timers, lights and
//! due dates are not in it; they are worked out from it.

use crate::event::{Closing, Issued, Light, MaterialRef, Subject};
use district::plan::PlannedItem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A case. The default is one that has not been opened yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// How far it is.
    pub status: Status,
    /// How it was closed, if it is.
    pub closing: Option<Closing>,
    /// What it is about.
    pub subject: Subject,
    /// The place to which it belongs.
    pub place: String,
    /// The sealed reference of the person or enterprise.
    pub applicant: String,
    /// The pack version to which it is pinned.
    pub pack: String,
    /// The number of its last event.
    pub seq: u64,
    /// When the last event was recorded, in µs.
    pub last_us: i64,
    /// When it was opened, in µs.
    pub opened_us: Option<i64>,
    /// When it was first handed in.
    pub submitted_us: Option<i64>,
    /// When it was last handed in whole: the law counts the days for taking it up from here.
    pub received_us: Option<i64>,
    /// When it was taken up: clocks begin.
    pub accepted_us: Option<i64>,
    /// When it was closed.
    pub closed_us: Option<i64>,
    /// Working half days promised for the whole.
    pub promised_halves: u32,
    /// Working half days that the law allows for the whole.
    pub ceiling_halves: u32,
    /// What the ceiling was extended by.
    pub extended_halves: u32,
    /// Sealed answers.
    pub answers: serde_json::Value,
    /// How many questions were answered by hand.
    pub fields: u32,
    /// Materials by slot.
    pub materials: BTreeMap<String, MaterialRef>,
    /// The items, each after those it needs.
    pub items: Vec<ItemRun>,
    /// When the clock of the whole stood still.
    pub pauses: Vec<Pause>,
    /// The supplement of the whole.
    pub supplement: Supplement,
    /// How often the applicant had to come: acts of theirs that were entered at a window.
    pub visits: u32,
    /// What was sent.
    pub deliveries: Vec<Delivery>,
    /// The applicant's rating: stars, and whether the promise was kept.
    pub rating: Option<(u8, Option<bool>)>,
    /// The strongest light of the whole that has been shown.
    pub reminded: Light,
    /// Whether the ceiling has passed.
    pub limit_passed: bool,
    /// What a standing case has besides.
    pub standing: Option<Standing>,
}

/// How far a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Not opened yet.
    #[default]
    Unopened,
    /// Being filled in.
    Draft,
    /// Handed in, not taken up yet.
    Submitted,
    /// Waiting for what the applicant was asked to add before it is taken up.
    Supplement,
    /// Taken up; or, of a standing case, in force.
    Running,
    /// Closed.
    Closed,
}

impl Status {
    /// The word for it, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unopened => "unopened",
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Supplement => "supplement",
            Self::Running => "running",
            Self::Closed => "closed",
        }
    }
}

/// How far an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Others come first.
    #[default]
    Waiting,
    /// Can be done; nobody has taken it.
    Ready,
    /// Somebody has taken it.
    Claimed,
    /// Its clock stands still by law.
    Stopped,
    /// Waits for what the applicant was asked to add.
    Supplement,
    /// Granted.
    Granted,
    /// Refused.
    Refused,
    /// The limit passed, which counts as granted.
    DeemedGranted,
    /// The limit passed, which counts as refused.
    DeemedRefused,
    /// Not to be done any more.
    Cancelled,
}

impl ItemState {
    /// The word for it, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ready => "ready",
            Self::Claimed => "claimed",
            Self::Stopped => "stopped",
            Self::Supplement => "supplement",
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::DeemedGranted => "deemed_granted",
            Self::DeemedRefused => "deemed_refused",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether it was granted, by decision or by silence.
    pub const fn granted(self) -> bool {
        matches!(self, Self::Granted | Self::DeemedGranted)
    }

    /// Whether it was refused, by decision or by silence.
    pub const fn refused(self) -> bool {
        matches!(self, Self::Refused | Self::DeemedRefused)
    }

    /// Whether nothing is left to be done.
    pub const fn done(self) -> bool {
        self.granted() || self.refused() || matches!(self, Self::Cancelled)
    }

    /// Whether somebody can work on it now.
    pub const fn workable(self) -> bool {
        matches!(self, Self::Ready | Self::Claimed)
    }

    /// Whether it waits by law or for the applicant.
    pub const fn paused(self) -> bool {
        matches!(self, Self::Stopped | Self::Supplement)
    }
}

/// An item of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemRun {
    /// As it was planned.
    pub plan: PlannedItem,
    /// How far it is.
    pub state: ItemState,
    /// 1, and one more each time that it is done again.
    pub round: u32,
    /// When it first could be done, in µs.
    pub ready_us: Option<i64>,
    /// Since when it is at its present level.
    pub level_us: Option<i64>,
    /// Who has taken it.
    pub claimed_by: Option<String>,
    /// When it was taken.
    pub claimed_us: Option<i64>,
    /// When it was decided or cancelled: what the decision is dated.
    pub done_us: Option<i64>,
    /// The number of the event by which it was decided or cancelled.
    pub done_seq: u64,
    /// Who decided it.
    pub decided_by: Option<String>,
    /// Whether it was decided within seconds of the claim.
    pub hasty: bool,
    /// When its clock stood still, in order.
    pub pauses: Vec<Pause>,
    /// The ground on which it is stopped, and after how many working half days that ends.
    pub stop: Option<Stop>,
    /// Its supplement.
    pub supplement: Supplement,
    /// What its legal limit was extended by.
    pub extended_halves: u32,
    /// How often it climbed.
    pub climbs: u32,
    /// The level that it has climbed to.
    pub level: Option<String>,
    /// The desk that it was transferred to: office and place.
    pub desk: Option<(String, String)>,
    /// How often it was given back to an earlier item.
    pub sent_back: u32,
    /// Results in force.
    pub issued: Vec<Issued>,
    /// The appeal against its refusal.
    pub appeal: Appeal,
    /// How often a decision on it was corrected.
    pub corrections: u32,
    /// The strongest light that has been shown.
    pub reminded: Light,
    /// Whether the legal limit has passed.
    pub limit_passed: bool,
    /// The item with which it fell, or an operator's reason.
    pub cancelled_by: Option<String>,
    /// How often the applicant had to come for it.
    pub visits: u32,
}

impl ItemRun {
    /// An item that nothing has happened to.
    pub fn new(plan: PlannedItem) -> Self {
        Self {
            plan,
            state: ItemState::Waiting,
            round: 1,
            ready_us: None,
            level_us: None,
            claimed_by: None,
            claimed_us: None,
            done_us: None,
            done_seq: 0,
            decided_by: None,
            hasty: false,
            pauses: Vec::new(),
            stop: None,
            supplement: Supplement::default(),
            extended_halves: 0,
            climbs: 0,
            level: None,
            desk: None,
            sent_back: 0,
            issued: Vec::new(),
            appeal: Appeal::None,
            corrections: 0,
            reminded: Light::None,
            limit_passed: false,
            cancelled_by: None,
            visits: 0,
        }
    }

    /// The office that has it.
    pub fn office(&self) -> &str {
        self.desk.as_ref().map_or(&self.plan.office, |(office, _)| office)
    }

    /// The level at which it is now.
    pub fn level_now(&self) -> &str {
        self.level.as_deref().unwrap_or(&self.plan.level)
    }
}

/// A time in which a clock stood still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// From when, in µs.
    pub from_us: i64,
    /// Until when; none: it lasts.
    pub to_us: Option<i64>,
    /// Why.
    pub why: PauseWhy,
}

/// Why a clock stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseWhy {
    /// On a legal ground that the item declares.
    Stopped,
    /// The applicant was asked to add something.
    Supplement,
    /// It had been decided (the whole: closed) before it was taken up again.
    Decided,
    /// The item waits again for an earlier one that is done again: stops the promised clock, but
    /// not the legal one, because the law knows no such ground.
    Returned,
    /// Of the whole: everything that could go on stands still.
    Whole,
}

/// A stop by law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// The id of the ground.
    pub ground: String,
    /// Since when, in µs.
    pub from_us: i64,
    /// Working half days after which it ends by itself.
    pub halves_max: Option<u32>,
}

/// What the applicant was asked to add.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    /// How often they were asked.
    pub asked: u32,
    /// What they are asked for now, in words.
    pub what: Option<String>,
    /// The materials that they are asked for now.
    pub slots: Vec<String>,
}

/// An appeal against a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Appeal {
    /// None.
    #[default]
    None,
    /// Not answered yet; since when, in µs.
    Open(i64),
    /// The refusal stands.
    Upheld,
    /// The refusal fell, and the item was done again.
    Overturned,
}

/// Results on their way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Which.
    pub slots: Vec<String>,
    /// By whom or how.
    pub by: String,
    /// When they were sent, in µs.
    pub at_us: i64,
    /// When the applicant signed for them.
    pub signed_us: Option<i64>,
}

/// What a standing case has besides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The grade of service.
    pub tier: String,
    /// The classes of the person.
    pub classes: Vec<String>,
    /// What is done for them.
    pub measures: Vec<MeasureRun>,
    /// How many times a measure was done or counted undone.
    pub measures_counted: u64,
}

/// A measure of a standing case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureRun {
    /// The item.
    pub item: String,
    /// Calendar days from one to the next; none: once.
    pub every_days: Option<u32>,
    /// Since when the cadence counts: opened, or done last, in µs.
    pub since_us: i64,
    /// When it was done last.
    pub done_us: Option<i64>,
    /// Since when its task stands, if it does.
    pub task_us: Option<i64>,
    /// Since when the task is at its present level.
    pub level_us: Option<i64>,
    /// Who has taken it.
    pub claimed_by: Option<String>,
    /// The step of the ladder, from 0.
    pub step: u32,
    /// How often it climbed this time.
    pub climbs: u32,
    /// How often it could not be carried out this time.
    pub undone: u32,
    /// How it was when it was done, or counted undone, last.
    pub last: Option<MeasureLast>,
}

/// How a measure was when it was done, or counted undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureLast {
    /// Since when its cadence had counted.
    pub since_us: i64,
    /// The step of the ladder.
    pub step: u32,
    /// How often it had climbed.
    pub climbs: u32,
}

impl Case {
    /// The item of that id.
    pub fn find_item(&self, id: &str) -> Option<&ItemRun> {
        self.items.iter().find(|run| run.plan.id == id)
    }

    /// The measure of that item.
    pub fn find_measure(&self, item: &str) -> Option<&MeasureRun> {
        self.standing.as_ref()?.measures.iter().find(|measure| measure.item == item)
    }

    /// Whether it is open: neither unopened nor closed.
    pub fn open(&self) -> bool {
        !matches!(self.status, Status::Unopened | Status::Closed)
    }

    /// The items that would fall if `id` were not granted, without it; in order.
    pub(crate) fn dependents(&self, id: &str) -> Vec<usize> {
        let mut fallen: Vec<usize> = Vec::new();
        for (at, run) in self.items.iter().enumerate() {
            let takes = |other: &str| run.plan.after.iter().any(|after| after == other);
            let falls = takes(id)
                || fallen.iter().any(|&f| self.items.get(f).is_some_and(|f| takes(&f.plan.id)));
            if falls && !run.state.done() {
                fallen.push(at);
            }
        }
        fallen
    }

    /// Whether every item that `run` takes from is granted.
    pub(crate) fn all_before_granted(&self, run: &ItemRun) -> bool {
        let granted = |id: &String| self.find_item(id).is_some_and(|i| i.state.granted());
        run.plan.after.iter().all(granted)
    }
}
