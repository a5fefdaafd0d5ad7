//! What has been read of services, with the places that are needed once everything is known.

use crate::reader::At;
use crate::rule::ReadRule;
use diag::{Span, Text};
use district::Services;
use district::service::{
    Ceilings, DecisionTable, Field, Item, Material, MaterialSource, Office, Programme, Slot, Thing,
};
use std::collections::BTreeMap;

/// What the names of a rule lead to.
#[derive(Debug, Clone)]
pub(crate) enum Scope {
    /// Fields, of whatever role.
    Item,
    /// Fields of the thing's roles.
    Thing(String),
    /// The table's inputs.
    Decision(String),
    /// Columns of a register; in tiers, `classes` as well.
    Programme {
        /// The programme.
        programme: String,
        /// The register.
        register: String,
        /// Whether the rule may look at `classes`.
        classes: bool,
    },
}

/// A rule with what is needed to check it.
pub(crate) struct RuleUse {
    pub(crate) owner: Text,
    pub(crate) scope: Scope,
    pub(crate) read: ReadRule,
}

/// A slot with its place.
pub(crate) struct SlotUse {
    pub(crate) owner: Text,
    pub(crate) slot: Slot,
    pub(crate) span: Span,
    /// The thing whose roles have to have the slot's role.
    pub(crate) thing: Option<String>,
}

/// A question with its place.
pub(crate) struct AskUse {
    pub(crate) owner: Text,
    pub(crate) role: String,
    pub(crate) field: String,
    pub(crate) span: Span,
    /// The thing whose roles have to have the question's role.
    pub(crate) thing: Option<String>,
    pub(crate) check: CheckSpans,
    pub(crate) values: Vec<At<String>>,
}

/// Where the parts of a check stand.
#[derive(Default, Clone)]
pub(crate) struct CheckSpans {
    pub(crate) number: Option<(&'static str, Span)>,
    pub(crate) length: Option<(&'static str, Span)>,
    pub(crate) values: Option<Span>,
    pub(crate) form: Option<Span>,
}

/// Spans of a thing that are needed once the items are known.
#[derive(Default)]
pub(crate) struct ThingSpans {
    /// Where each role's id stands, and its further words.
    pub(crate) roles: Vec<(Span, Vec<At<String>>)>,
}

/// Spans of a programme that are needed once the registers are known.
pub(crate) struct ProgrammeSpans {
    pub(crate) population: Span,
    pub(crate) person: Span,
    pub(crate) place: Span,
}

/// Everything read of services.
#[derive(Default)]
pub(crate) struct ServicesDraft {
    /// Where `[services]` stands.
    pub(crate) head: Option<Span>,
    pub(crate) calendar: Option<String>,
    pub(crate) ceilings: Ceilings,
    pub(crate) offices: BTreeMap<String, Office>,
    /// With whether `from` is written.
    pub(crate) materials: BTreeMap<String, (Material, bool)>,
    pub(crate) fields: BTreeMap<String, Field>,
    pub(crate) items: BTreeMap<String, (Item, Option<Span>)>,
    pub(crate) things: BTreeMap<String, (Thing, ThingSpans)>,
    pub(crate) decisions: BTreeMap<String, (DecisionTable, Vec<At<String>>)>,
    pub(crate) programmes: BTreeMap<String, (Programme, ProgrammeSpans)>,
    pub(crate) rules: Vec<RuleUse>,
    pub(crate) slots: Vec<SlotUse>,
    pub(crate) asks: Vec<AskUse>,
    /// The levels of each ladder, with who has it.
    pub(crate) ladders: Vec<(Text, Vec<At<String>>)>,
    /// The levels of each office, with its name.
    pub(crate) office_levels: Vec<(Text, Vec<At<String>>)>,
}

impl ServicesDraft {
    /// The shared registers in which materials and fields are looked up; some of them may be
    /// registers of the pack.
    pub(crate) fn shared_registers(&self) -> impl Iterator<Item = &str> {
        let sources = self.materials.values().flat_map(|(material, _)| &material.sources);
        let materials = sources.filter_map(|source| match source {
            MaterialSource::Register(register) => Some(register.as_str()),
            MaterialSource::Wallet | MaterialSource::Item | MaterialSource::Applicant => None,
        });
        let fields = self.fields.values().filter_map(|field| field.register.as_deref());
        materials.chain(fields)
    }

    /// What the pack declares, without the places that only the checks need.
    pub(crate) fn into_services(self) -> Services {
        Services {
            calendar: self.calendar,
            ceilings: self.ceilings,
            offices: self.offices,
            materials: first(self.materials),
            fields: self.fields,
            items: first(self.items),
            things: first(self.things),
            decisions: first(self.decisions),
            programmes: first(self.programmes),
        }
    }
}

fn first<T, U>(pairs: BTreeMap<String, (T, U)>) -> BTreeMap<String, T> {
    pairs.into_iter().map(|(id, (value, _))| (id, value)).collect()
}
