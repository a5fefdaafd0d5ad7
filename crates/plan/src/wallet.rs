//! What is held for the people of a thing: results and materials with the days on which they are
//! valid.

use district::Slot;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Something held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The first day on which it is valid.
    pub valid_from: Date,
    /// The last day on which it is valid; none: without end.
    pub valid_until: Option<Date>,
    /// The case that gave it, if one did.
    pub case: Option<String>,
}

/// The results and materials held, by slot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wallet {
    held: BTreeMap<Slot, Vec<Held>>,
}

impl Wallet {
    /// A wallet that holds nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds something held; several of one slot may follow one another in time.
    pub fn add(&mut self, slot: Slot, held: Held) {
        self.held.entry(slot).or_default().push(held);
    }

    /// What is held of a slot and valid on `day`; of several, what is valid longest.
    pub fn valid_on(&self, slot: &Slot, day: Date) -> Option<&Held> {
        let valid = self.held.get(slot)?.iter().filter(|held| {
            held.valid_from <= day && held.valid_until.is_none_or(|until| day <= until)
        });
        valid.max_by_key(|held| held.valid_until.unwrap_or(Date::MAX))
    }

    /// All that is held, by slot.
    pub fn list(&self) -> impl Iterator<Item = (&Slot, &Held)> {
        self.held.iter().flat_map(|(slot, all)| all.iter().map(move |held| (slot, held)))
    }
}
