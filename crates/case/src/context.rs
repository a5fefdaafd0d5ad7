//! What a decision may look at besides the case: the moment, and the pack version to which the
//! case is pinned.

use district::service::{Item, Ladder, Office, Thing};
use district::{PlaceTree, Services, WorkCalendar, Zone};

use crate::event::Subject;
use crate::state::Case;

/// The moment, and what the pack version of the case declares.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Now, in µs since 1970.
    pub now_us: i64,
    /// The district's zone.
    pub zone: &'a Zone,
    /// The working calendar of limits.
    pub calendar: &'a WorkCalendar,
    /// Declared services.
    pub services: &'a Services,
    /// Declared places.
    pub places: &'a PlaceTree,
}

impl<'a> Context<'a> {
    /// The same at another moment.
    #[must_use]
    pub fn at(self, now_us: i64) -> Self {
        Self { now_us, ..self }
    }

    /// A declared item.
    pub(crate) fn item(&self, id: &str) -> Option<&'a Item> {
        self.services.items.get(id)
    }

    /// A declared office.
    pub(crate) fn office(&self, id: &str) -> Option<&'a Office> {
        self.services.offices.get(id)
    }

    /// The thing of a case, if it is about one.
    pub(crate) fn thing(&self, case: &Case) -> Option<&'a Thing> {
        match &case.subject {
            Subject::Thing(id) => self.services.things.get(id),
            Subject::Item(_) | Subject::Programme(_) => None,
        }
    }

    /// The ladder of a case, if it has one.
    pub(crate) fn ladder(&self, case: &Case) -> Option<&'a Ladder> {
        match &case.subject {
            Subject::Thing(id) => self.services.things.get(id)?.ladder.as_ref(),
            Subject::Item(_) => None,
            Subject::Programme(id) => self.services.programmes.get(id).map(|p| &p.ladder),
        }
    }
}
