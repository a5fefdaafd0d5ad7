//! Why a command is refused: a value of the domain, with what was expected, what was found, and
//! what to do next. Nothing is changed by a refused command (L8).
//!
//! Knows nothing of HTTP.

use crate::state::{ItemState, Status};
use diag::{Code, Text, codes};
use jiff::civil::DateTime;

mod words;

/// Why a command is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reject {
    /// The case has not been opened.
    NotOpened,
    /// It was opened before.
    OpenedBefore,
    /// It is closed.
    Closed {
        /// The command.
        command: &'static str,
    },
    /// It is not as far as the command needs it, or farther.
    Status {
        /// The command.
        command: &'static str,
        /// How far it has to be.
        expected: &'static [Status],
        /// How far it is.
        found: Status,
    },
    /// Its plan has no such item.
    NoItem {
        /// The item.
        item: String,
    },
    /// The item is not as far as the command needs it, or farther.
    ItemState {
        /// The item.
        item: String,
        /// How far it has to be.
        expected: &'static [ItemState],
        /// How far it is.
        found: ItemState,
    },
    /// The role does not give such commands.
    Role {
        /// The command.
        command: &'static str,
        /// Roles that do.
        expected: &'static [&'static str],
        /// The actor's.
        found: &'static str,
    },
    /// The officer sits at another desk.
    Desk {
        /// The item or measure; none: the acceptance.
        item: Option<String>,
        /// Office and place of the desk that has the task.
        expected: (String, String),
        /// The actor's.
        found: (String, String),
    },
    /// The task is not taken, or taken by somebody else.
    Claim {
        /// The item or measure.
        item: String,
        /// Who has taken it.
        by: Option<String>,
    },
    /// The plan that was handed in is not whole.
    Plan(PlanFault),
    /// A material is not there.
    Material {
        /// The slot.
        slot: String,
    },
    /// What may be done once was done before.
    Once {
        /// What.
        what: Once,
        /// The item; none: the whole.
        item: Option<String>,
    },
    /// The time for it is over.
    TooLate {
        /// What for.
        what: Late,
        /// Until when it could be done, on the district's clock.
        until: Option<DateTime>,
    },
    /// The item declares no such ground.
    StopGround {
        /// The item.
        item: String,
        /// The ground.
        ground: String,
        /// Those it declares.
        declared: Vec<String>,
    },
    /// A reason or another text is empty.
    TextMissing {
        /// Which field of the command.
        field: &'static str,
    },
    /// More time than the law gives.
    OverLimit {
        /// Halves asked for.
        halves: u32,
        /// Halves at most.
        halves_max: u32,
    },
    /// Nobody else approved it.
    Approval,
    /// The item declares no such call, or the extension does not give what is called for.
    Call {
        /// What is called for.
        slot: String,
        /// What may be called for.
        declared: Vec<String>,
    },
    /// A decision is dated at a moment at which it could not have been made.
    Dated {
        /// The date.
        dated: Option<DateTime>,
        /// When the item could first be decided.
        earliest: Option<DateTime>,
        /// Now.
        latest: Option<DateTime>,
    },
    /// The item gives, or has issued, no such result.
    NotGiven {
        /// The item; none: any of the case.
        item: Option<String>,
        /// The result.
        slot: String,
        /// Those that there are.
        found: Vec<String>,
    },
    /// The office has no desk there.
    NoDesk {
        /// The office.
        office: String,
        /// The place.
        place: String,
    },
    /// The task lies there already.
    SameDesk {
        /// The office.
        office: String,
        /// The place.
        place: String,
    },
    /// The task is at the highest level.
    Top {
        /// The item or measure.
        item: String,
        /// The level.
        level: String,
    },
    /// The item does not take from the one to which it is sent back, or that is not granted.
    NotEarlier {
        /// The item.
        item: String,
        /// The other.
        to: String,
        /// Those to which it can be sent back.
        earlier: Vec<String>,
    },
    /// It was sent back as often as is allowed.
    SentBackTooOften {
        /// The item.
        item: String,
        /// How often that is.
        times: u32,
    },
    /// No appeal waits for an answer.
    NoAppeal {
        /// The item.
        item: String,
    },
    /// Not one to five stars.
    Rating {
        /// What was given.
        stars: u8,
    },
    /// The timer is not due; a timer that fires twice changes nothing.
    NotDue {
        /// Its key.
        key: String,
    },
    /// The case cannot be moved to that plan.
    Migration(MigrationFault),
    /// The command is for the other kind of case.
    Kind {
        /// The command.
        command: &'static str,
        /// Whether it is for standing cases.
        standing: bool,
    },
    /// The standing case has no such measure.
    NoMeasure {
        /// The item.
        item: String,
    },
    /// The pack declares no such thing.
    NotDeclared {
        /// Thing, item, programme, office, place, tier.
        kind: Declared,
        /// Its id.
        id: String,
    },
    /// The thing is not served in that place.
    PlaceNotServed {
        /// The thing.
        thing: String,
        /// The place.
        place: String,
    },
    /// Who decided may not answer the appeal against it.
    OwnDecision {
        /// The item.
        item: String,
    },
    /// It is somebody else's case.
    NotApplicant,
    /// There is no such delivery.
    Delivery {
        /// Its number.
        delivery: u32,
        /// How many there are.
        count: usize,
    },
    /// Nothing would change.
    Unchanged,
    /// Something is left to be done.
    Unfinished {
        /// How many items.
        items: usize,
    },
}

/// What is not whole in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanFault {
    /// It has no item.
    Empty,
    /// An item stands in it twice.
    Twice(String),
    /// An item comes after one that does not stand before it.
    Order {
        /// The item.
        item: String,
        /// The other.
        after: String,
    },
    /// An item is with another office or level than declared.
    Office {
        /// The item.
        item: String,
        /// As declared.
        expected: String,
        /// As planned.
        found: String,
    },
    /// An item's promise is longer than its legal limit, or its limits are not those declared.
    Limits {
        /// The item.
        item: String,
    },
    /// The promise of the whole is longer than its ceiling.
    Ceiling {
        /// Promised halves.
        promised_halves: u32,
        /// Halves that the law allows.
        ceiling_halves: u32,
    },
    /// The plan of a single item does not have it.
    Single(String),
}

/// Why a case cannot be moved to a new plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MigrationFault {
    /// It is at that version.
    Same(String),
    /// An item that was begun is not in the new plan.
    Loses(String),
    /// An item that was begun would wait for one that is not granted.
    Order {
        /// The item.
        item: String,
        /// The other.
        after: String,
    },
    /// An item would wait for one that is refused or cancelled.
    Dead {
        /// The item.
        item: String,
        /// The other.
        after: String,
    },
}

/// What may be done once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Once {
    /// Ask for a supplement.
    Supplement,
    /// Extend a limit.
    Extension,
    /// Appeal.
    Appeal,
    /// Sign for a delivery.
    Signature,
    /// Rate.
    Rating,
}

/// What the time is over for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// Asking for a supplement: five working days.
    Supplement,
    /// Extending a limit that has passed.
    Extension,
    /// Appealing: sixty days.
    Appeal,
}

/// A kind of declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declared {
    /// A thing.
    Thing,
    /// An item.
    Item,
    /// A programme.
    Programme,
    /// A tier of a programme.
    Tier,
    /// An office.
    Office,
    /// A place.
    Place,
}

impl Reject {
    /// Its stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::NotOpened => codes::case::C0450,
            Self::OpenedBefore => codes::case::C0451,
            Self::Closed { .. } => codes::case::C0452,
            Self::Status { .. } => codes::case::C0453,
            Self::NoItem { .. } => codes::case::C0454,
            Self::ItemState { .. } => codes::case::C0455,
            Self::Role { .. } => codes::case::C0456,
            Self::Desk { .. } => codes::case::C0457,
            Self::Claim { .. } => codes::case::C0458,
            Self::Plan(_) => codes::case::C0459,
            Self::Material { .. } => codes::case::C0460,
            Self::Once { .. } => codes::case::C0461,
            Self::TooLate { .. } => codes::case::C0462,
            Self::StopGround { .. } => codes::case::C0463,
            Self::TextMissing { .. } => codes::case::C0464,
            Self::OverLimit { .. } => codes::case::C0465,
            Self::Approval => codes::case::C0466,
            Self::Call { .. } => codes::case::C0467,
            Self::Dated { .. } => codes::case::C0468,
            Self::NotGiven { .. } => codes::case::C0469,
            Self::NoDesk { .. } => codes::case::C0470,
            Self::SameDesk { .. } => codes::case::C0471,
            Self::Top { .. } => codes::case::C0472,
            Self::NotEarlier { .. } => codes::case::C0473,
            Self::SentBackTooOften { .. } => codes::case::C0474,
            Self::NoAppeal { .. } => codes::case::C0475,
            Self::Rating { .. } => codes::case::C0476,
            Self::NotDue { .. } => codes::case::C0477,
            Self::Migration(_) => codes::case::C0478,
            Self::Kind { .. } => codes::case::C0479,
            Self::NoMeasure { .. } => codes::case::C0480,
            Self::NotDeclared { .. } => codes::case::C0481,
            Self::PlaceNotServed { .. } => codes::case::C0482,
            Self::OwnDecision { .. } => codes::case::C0483,
            Self::NotApplicant => codes::case::C0484,
            Self::Delivery { .. } => codes::case::C0485,
            Self::Unchanged => codes::case::C0486,
            Self::Unfinished { .. } => codes::case::C0487,
        }
    }

    /// What was expected and what was found, in both languages.
    pub fn message(&self) -> Text {
        words::message(self)
    }

    /// What to do next.
    pub fn help(&self) -> Text {
        words::help(self)
    }
}

impl std::fmt::Display for Reject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Text { en, .. } = self.message();
        write!(f, "{}: {en}", self.code().0)
    }
}

impl std::error::Error for Reject {}
