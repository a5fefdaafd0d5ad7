//! What has been read of access, with the places that are needed once everything is known.

use crate::kind::Kind;
use crate::reader::At;
use diag::{Diagnostic, Span};
use district::{AccessRules, Circle, DistrictAccess, DriveRules, FacilityKind, WalkRules, Walker};
use std::collections::BTreeMap;

/// Names in a circle, with their places.
pub(crate) struct CircleSpans {
    pub(crate) kinds: Vec<At<String>>,
    pub(crate) walker: At<String>,
}

/// A register that `[access]` names, under a key.
pub(crate) struct RegisterUse {
    pub(crate) key: &'static str,
    pub(crate) id: String,
    pub(crate) span: Span,
}

/// What has been read of access so far.
pub(crate) struct AccessDraft {
    /// What is in force where the pack says nothing.
    base: fn() -> AccessRules,
    /// Where a section of each kind stands first.
    first: BTreeMap<Kind, Span>,
    pub(crate) walk: Option<WalkRules>,
    pub(crate) drive: Option<DriveRules>,
    pub(crate) kinds: BTreeMap<String, FacilityKind>,
    pub(crate) walkers: BTreeMap<String, Walker>,
    pub(crate) circles: BTreeMap<String, (Circle, CircleSpans)>,
    pub(crate) district: Option<DistrictAccess>,
    pub(crate) registers: Vec<RegisterUse>,
}

impl AccessDraft {
    pub(crate) fn new(base: fn() -> AccessRules) -> Self {
        Self {
            base,
            first: BTreeMap::new(),
            walk: None,
            drive: None,
            kinds: BTreeMap::new(),
            walkers: BTreeMap::new(),
            circles: BTreeMap::new(),
            district: None,
            registers: Vec::new(),
        }
    }

    /// What is in force where the pack says nothing.
    pub(crate) fn base(&self) -> AccessRules {
        (self.base)()
    }

    /// Whether a section of that kind stands in the pack, usable or not.
    pub(crate) fn says(&self, kind: Kind) -> bool {
        self.first.contains_key(&kind)
    }

    /// Remembers that there is a section of that kind.
    pub(crate) fn said(&mut self, kind: Kind, span: &Span) {
        self.first.entry(kind).or_insert_with(|| span.clone());
    }

    /// Remembers a section that a pack has once; the finding if this is the second one.
    pub(crate) fn once(
        &mut self,
        kind: Kind,
        owner: &diag::Text,
        span: &Span,
    ) -> Option<Diagnostic> {
        let first = self.first.get(&kind).cloned();
        self.said(kind, span);
        first.map(|first| crate::findings::keys::id_twice(owner, span.clone(), first))
    }

    /// The rules, with the defaults where nothing was declared; none if nothing was at all.
    pub(crate) fn into_rules(self) -> Option<AccessRules> {
        if self.first.is_empty() {
            return None;
        }
        let base = self.base();
        let own = |kind| self.first.contains_key(&kind);
        let kinds = if own(Kind::Facility) { self.kinds } else { base.kinds };
        let walkers = if own(Kind::Walker) { self.walkers } else { base.walkers };
        let circles = if own(Kind::Circle) {
            self.circles.into_iter().map(|(id, (circle, _))| (id, circle)).collect()
        } else {
            // A default circle of kinds that the pack does not have says nothing of it.
            let leads = |circle: &Circle| {
                walkers.contains_key(&circle.walker)
                    && circle.kinds.iter().all(|kind| kinds.contains_key(kind))
            };
            base.circles.into_iter().filter(|(_, circle)| leads(circle)).collect()
        };
        Some(AccessRules {
            walk: self.walk.unwrap_or(base.walk),
            drive: self.drive.unwrap_or(base.drive),
            kinds,
            walkers,
            circles,
            district: self.district,
        })
    }
}
