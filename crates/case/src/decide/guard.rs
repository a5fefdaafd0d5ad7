//! What commands ask of actor, status and item before anything else.

use super::Hand;
use crate::actor::ActorRole;
use crate::desk::{desk_place, serves};
use crate::hours::Count;
use crate::reject::{Late, Reject};
use crate::state::{ItemRun, ItemState, MeasureRun, Status};
use jiff::civil::DateTime;

/// States in which an item can be worked on.
pub(super) const WORKABLE: &[ItemState] = &[ItemState::Ready, ItemState::Claimed];
/// States in which it is granted.
pub(super) const GRANTED: &[ItemState] = &[ItemState::Granted, ItemState::DeemedGranted];
/// States in which it is refused.
pub(super) const REFUSED: &[ItemState] = &[ItemState::Refused, ItemState::DeemedRefused];
/// States in which something is left to be done.
pub(super) const OPEN: &[ItemState] = &[
    ItemState::Waiting,
    ItemState::Ready,
    ItemState::Claimed,
    ItemState::Stopped,
    ItemState::Supplement,
];

impl<'a> Hand<'a> {
    /// The case is as far as the command needs it.
    pub(super) fn status(&self, expected: &'static [Status]) -> Result<(), Reject> {
        let found = self.case.status;
        if expected.contains(&found) {
            return Ok(());
        }
        Err(Reject::Status { command: self.command, expected, found })
    }

    /// The case is running.
    pub(super) fn running(&self) -> Result<(), Reject> {
        self.status(&[Status::Running])
    }

    /// The item of that id.
    pub(super) fn item(&self, item: &str) -> Result<&'a ItemRun, Reject> {
        self.case.find_item(item).ok_or_else(|| Reject::NoItem { item: item.to_owned() })
    }

    /// The item, as far as the command needs it.
    pub(super) fn item_in(
        &self,
        item: &str,
        expected: &'static [ItemState],
    ) -> Result<&'a ItemRun, Reject> {
        let run = self.item(item)?;
        if expected.contains(&run.state) {
            return Ok(run);
        }
        Err(Reject::ItemState { item: item.to_owned(), expected, found: run.state })
    }

    /// Refuses the actor's role.
    pub(super) fn refuse_role(&self, expected: &'static [&'static str]) -> Reject {
        Reject::Role { command: self.command, expected, found: self.role().name() }
    }

    /// An operator.
    pub(super) fn operator(&self) -> Result<(), Reject> {
        if *self.role() == ActorRole::Operator {
            return Ok(());
        }
        Err(self.refuse_role(&["operator"]))
    }

    /// The applicant, who acts for them, or an officer who enters it at a window.
    pub(super) fn applicant(&self) -> Result<(), Reject> {
        self.applicant_of(&self.case.applicant)
    }

    /// The same, for an applicant who is named.
    pub(super) fn applicant_of(&self, applicant: &str) -> Result<(), Reject> {
        let own = match self.role() {
            ActorRole::Applicant => self.actor.id == applicant,
            ActorRole::Helper { acts_for } => acts_for == applicant,
            ActorRole::Officer { .. } => true,
            ActorRole::Operator | ActorRole::System | ActorRole::Outside { .. } => {
                return Err(self.refuse_role(&["applicant", "helper", "officer"]));
            }
        };
        if own { Ok(()) } else { Err(Reject::NotApplicant) }
    }

    /// Somebody at the desk that has the item, or the office's own system.
    pub(super) fn desk(&self, run: &ItemRun) -> Result<(), Reject> {
        let office = run.office();
        let place = match &run.desk {
            Some((_, place)) => place,
            None => desk_place(self.ctx, office, &run.plan.level, &self.case.place),
        };
        self.at_desk(Some(&run.plan.id), office, place)
    }

    /// Somebody at a desk of that office that serves what lies at `place`, or its own system.
    pub(super) fn at_desk(
        &self,
        item: Option<&str>,
        office: &str,
        place: &str,
    ) -> Result<(), Reject> {
        let found = match self.role() {
            ActorRole::Officer { office: own, place: at } => {
                if own == office && serves(self.ctx, at, place, &self.case.place) {
                    return Ok(());
                }
                (own.clone(), at.clone())
            }
            ActorRole::Outside { office: own } => {
                if own == office {
                    return Ok(());
                }
                (own.clone(), String::new())
            }
            ActorRole::Applicant
            | ActorRole::Helper { .. }
            | ActorRole::Operator
            | ActorRole::System => return Err(self.refuse_role(&["officer", "outside"])),
        };
        let expected = (office.to_owned(), place.to_owned());
        Err(Reject::Desk { item: item.map(str::to_owned), expected, found })
    }

    /// A claimed item is worked on by who has claimed it; an office's system needs no claim.
    pub(super) fn holder(&self, run: &ItemRun) -> Result<(), Reject> {
        let outside = matches!(self.role(), ActorRole::Outside { .. });
        if outside || run.claimed_by.as_ref() == Some(&self.actor.id) {
            return Ok(());
        }
        Err(Reject::Claim { item: run.plan.id.clone(), by: run.claimed_by.clone() })
    }

    /// The same, but an item that nobody has claimed may be touched too.
    pub(super) fn holder_or_free(&self, run: &ItemRun) -> Result<(), Reject> {
        if run.claimed_by.is_none() { Ok(()) } else { self.holder(run) }
    }

    /// Somebody who can do a measure: an officer whose place serves the case's, of any office
    /// that the ladder reaches, or an office's system.
    pub(super) fn measure_desk(&self, measure: &MeasureRun) -> Result<(), Reject> {
        match self.role() {
            ActorRole::Officer { office, place } => {
                let serves = self.ctx.places.lineage(&self.case.place).any(|p| p.id == *place);
                let expected = self.measure_office(measure);
                if serves && expected.is_none_or(|expected| expected == office) {
                    return Ok(());
                }
                let expected = expected.unwrap_or(office).to_owned();
                Err(Reject::Desk {
                    item: Some(measure.item.clone()),
                    expected: (expected, self.case.place.clone()),
                    found: (office.clone(), place.clone()),
                })
            }
            ActorRole::Outside { office } => {
                let expected = self.measure_office(measure);
                self.at_desk(Some(&measure.item), expected.unwrap_or(office), &self.case.place)
            }
            ActorRole::Applicant
            | ActorRole::Helper { .. }
            | ActorRole::Operator
            | ActorRole::System => Err(self.refuse_role(&["officer", "outside"])),
        }
    }

    fn measure_office(&self, measure: &MeasureRun) -> Option<&'a str> {
        self.ctx.item(&measure.item).map(|item| item.office.as_str())
    }

    /// A text that has to say something.
    pub(super) fn text(field: &'static str, text: &str) -> Result<(), Reject> {
        if text.trim().is_empty() { Err(Reject::TextMissing { field }) } else { Ok(()) }
    }

    /// An instant on the district's clock.
    pub(super) fn civil(&self, at_us: i64) -> Option<DateTime> {
        self.ctx.zone.civil(at_us)
    }

    /// So many working halves from an instant are not over.
    pub(super) fn within(&self, what: Late, from_us: i64, halves: u32) -> Result<(), Reject> {
        let until_us = Count::from(self.ctx, from_us).end_us(halves);
        if self.ctx.now_us <= until_us {
            return Ok(());
        }
        Err(Reject::TooLate { what, until: self.civil(until_us) })
    }
}
