//! What a pack declares of services: offices, materials, fields, items, things, decision tables
//! and programmes. A value here has passed the checks of the `pack` crate: ids are unique,
//! references lead somewhere, rules parse. Whether a thing can be done is proved by `plan`.
//!
//! A *slot* is a material of a role: `child.birth-certificate`. Items name slots by their own
//! words for the people in them; a thing says which of its roles answers to which word.

use crate::rule::Rule;
use crate::workday::WorkDays;
use crate::{Exact, Unit};
use diag::{Span, Text};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that a pack declares of services.
#[derive(Debug, Clone, Default)]
pub struct Services {
    /// The working calendar of limits; none: no services are declared.
    pub calendar: Option<String>,
    /// The limits that the law sets on the whole.
    pub ceilings: Ceilings,
    /// Offices, by id.
    pub offices: BTreeMap<String, Office>,
    /// Materials, by id.
    pub materials: BTreeMap<String, Material>,
    /// Data elements, by id.
    pub fields: BTreeMap<String, Field>,
    /// Items, by id.
    pub items: BTreeMap<String, Item>,
    /// Things, by id.
    pub things: BTreeMap<String, Thing>,
    /// Decision tables, by id.
    pub decisions: BTreeMap<String, DecisionTable>,
    /// Programmes, by id.
    pub programmes: BTreeMap<String, Programme>,
}

/// The limits that the law sets on handling as a whole.
///
/// Source: 行政许可法 (Administrative Licensing Law), articles 42 and 26: 20 working days by one
/// office, 45 where several handle it jointly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceilings {
    /// One office.
    pub single: WorkDays,
    /// Several offices together.
    pub joint: WorkDays,
    /// The legal ground.
    pub ground: Text,
}

impl Default for Ceilings {
    fn default() -> Self {
        let ground = Text::new("行政许可法第四十二条", "Administrative Licensing Law, article 42");
        Self { single: WorkDays::days(20), joint: WorkDays::days(45), ground }
    }
}

/// Where a statement comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Basis {
    /// Read in a source, which is named.
    Sourced(String),
    /// Our own conclusion; why.
    Inferred(String),
    /// Not said.
    #[default]
    Unsaid,
}

/// Who does items.
#[derive(Debug, Clone)]
pub struct Office {
    /// Its id.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// The place levels at which it has desks, lowest first: `village`, `street`, `district`.
    pub levels: Vec<String>,
    /// People per desk by level; a level that is not named has one.
    pub staff: BTreeMap<String, u32>,
    /// Desks that serve other places than the one they stand in.
    pub desks: Vec<Desk>,
    /// Where it is declared.
    pub span: Span,
}

/// A desk of an office whose jurisdiction is not simply its own place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Where it stands.
    pub place: String,
    /// The places it serves besides.
    pub covers: Vec<String>,
    /// People; none: as the level says.
    pub staff: Option<u32>,
}

/// Whose a material is, or whom a thing is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// A natural person.
    Person,
    /// An enterprise or another organisation.
    Enterprise,
}

/// Where a material can come from; the order is the order of preference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum MaterialSource {
    /// Held in the wallet while it is valid: never asked for (L5).
    Wallet,
    /// Looked up in a shared register, which is named: never asked for.
    Register(String),
    /// Given by an item.
    Item,
    /// Brought by the applicant.
    Applicant,
}

/// A document or fact that items take or give.
#[derive(Debug, Clone)]
pub struct Material {
    /// Its id.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// Whose it is.
    pub holder: Party,
    /// Where it can come from; `Item` is there if an item gives it.
    pub sources: BTreeSet<MaterialSource>,
    /// Calendar days that it is valid once given; none: without end.
    pub valid_days: Option<u32>,
    /// Whether it is shown to people as a certificate and signed when issued.
    pub certificate: bool,
    /// Where it is declared.
    pub span: Span,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    /// A line of text.
    Text,
    /// A whole number.
    Integer,
    /// A decimal.
    Decimal,
    /// Yes or no.
    Boolean,
    /// A civil date.
    Date,
    /// One of several; ids with their words, in order.
    Choice(Vec<(String, Text)>),
}

/// What an answer has to satisfy, beside its type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Check {
    /// The least number.
    pub min: Option<Exact>,
    /// The greatest number.
    pub max: Option<Exact>,
    /// The fewest characters.
    pub length_min: Option<u32>,
    /// The most characters.
    pub length_max: Option<u32>,
    /// If not empty, the only choices allowed.
    pub values: BTreeSet<String>,
    /// A form with a check digit or a fixed shape.
    pub form: Option<Form>,
}

/// A well-known form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Citizen identity number, GB 11643-1999: 18 characters with ISO 7064 MOD 11-2.
    ResidentId,
    /// Unified social credit code, GB 32100-2015: 18 characters with MOD 31.
    CreditCode,
    /// Mobile number of mainland China: 11 digits from 1[3-9].
    Mobile,
    /// Postal code: six digits.
    PostalCode,
}

/// A data element: one meaning in the whole district.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its id, without role.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// What is asked.
    pub question: Text,
    /// Its type.
    pub field_type: FieldType,
    /// The unit of a number.
    pub unit: Option<Unit>,
    /// What every answer has to satisfy.
    pub check: Check,
    /// Whether it is about a person and sealed at rest.
    pub personal: bool,
    /// A shared register that holds it already, so that it is filled in and not asked.
    pub register: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A slot: a material of a role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// The role, such as `child`; `applicant` where none is written.
    pub role: String,
    /// The material.
    pub material: String,
}

impl Slot {
    /// The role of names without one.
    pub const APPLICANT: &'static str = "applicant";

    /// Reads `role.material` or `material`.
    pub fn read(text: &str) -> Self {
        let (role, material) = text.split_once('.').unwrap_or((Self::APPLICANT, text));
        Self { role: role.to_owned(), material: material.to_owned() }
    }
}

impl std::fmt::Display for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.role == Self::APPLICANT {
            return f.write_str(&self.material);
        }
        write!(f, "{}.{}", self.role, self.material)
    }
}

/// One thing that an item needs: any one of several slots, under a condition.
#[derive(Debug, Clone)]
pub struct Take {
    /// Any one of these will do, the first being preferred among equals.
    pub any_of: Vec<Slot>,
    /// Only needed if this holds.
    pub when: Option<Rule>,
    /// Where it stands.
    pub span: Span,
}

/// One thing that an item gives, under a condition.
#[derive(Debug, Clone)]
pub struct Give {
    /// What is given.
    pub slot: Slot,
    /// Only given if this holds.
    pub when: Option<Rule>,
    /// Where it stands.
    pub span: Span,
}

/// A question that an item asks.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The field with its role: `child.name`.
    pub role: String,
    /// The field's id.
    pub field: String,
    /// Only asked if this holds.
    pub when: Option<Rule>,
    /// What the item demands of the answer beyond the field's own check.
    pub check: Check,
    /// Why it is asked, where the item says.
    pub why: Option<Text>,
    /// Where it stands.
    pub span: Span,
}

/// A limit in working days with its ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// How many.
    pub days: WorkDays,
    /// The legal ground, or who promised.
    pub ground: Text,
}

/// A legal ground on which an item's clock stops.
///
/// Source: 行政许可法, article 45: hearing, bidding, auction, inspection, testing, quarantine,
/// appraisal and expert review are not counted, and the applicant is told in writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopGround {
    /// Its id, such as `expert-review`.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// The law and article.
    pub ground: Text,
    /// Working days after which it ends by itself, where the ground sets them.
    pub days_max: Option<WorkDays>,
}

/// What it means that an item's legal limit passes without a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Silence {
    /// The task climbs, and the limit counts as broken.
    #[default]
    Climbs,
    /// It counts as granted.
    Grants,
    /// It counts as refused, and the remedy is open.
    Refuses,
}

/// A result that an officer may call for when deciding.
#[derive(Debug, Clone)]
pub struct Call {
    /// What the plan is extended by.
    pub slot: Slot,
    /// Shown beside the choice.
    pub name: Text,
}

/// One piece of official work.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// The office that does it.
    pub office: String,
    /// The level at which it is done; none: the office's lowest.
    pub level: Option<String>,
    /// Only part of any plan if this holds.
    pub when: Option<Rule>,
    /// What it takes.
    pub takes: Vec<Take>,
    /// What it gives.
    pub gives: Vec<Give>,
    /// What it asks.
    pub asks: Vec<Ask>,
    /// The legal limit.
    pub legal: Limit,
    /// The promised limit; not over the legal one.
    pub promised: Limit,
    /// Steps that the applicant goes through if the item is done by itself.
    pub steps: u32,
    /// Visits that the applicant makes if the item is done by itself.
    pub visits: u32,
    /// In CNY.
    pub fee: Exact,
    /// The grounds on which its clock may stop.
    pub stops: Vec<StopGround>,
    /// What silence means.
    pub silence: Silence,
    /// What an officer may call for.
    pub calls: Vec<Call>,
    /// A decision table that proposes the decision.
    pub decision: Option<String>,
    /// The remedy against a refusal.
    pub remedy: Text,
    /// Where the statement comes from.
    pub basis: Basis,
    /// Where it is declared.
    pub span: Span,
}

/// A person or enterprise in a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its id, such as `mother`.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// Person or enterprise.
    pub party: Party,
    /// The words by which items call it besides its id: `parent`, `applicant`.
    pub also: Vec<String>,
}

/// A result that a thing is for.
#[derive(Debug, Clone)]
pub struct Want {
    /// The result.
    pub slot: Slot,
    /// Only wanted if this holds.
    pub when: Option<Rule>,
    /// Where it stands.
    pub span: Span,
}

/// What people had to do before the thing was bundled, as its source publishes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// Working days.
    pub days: Option<WorkDays>,
    /// Materials.
    pub materials: Option<u32>,
    /// Fields.
    pub fields: Option<u32>,
    /// Steps.
    pub steps: Option<u32>,
    /// Visits.
    pub visits: Option<u32>,
}

/// A life or business event as one service: a goal of results.
#[derive(Debug, Clone)]
pub struct Thing {
    /// Its id.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// Whom it is for.
    pub party: Party,
    /// The people and enterprises in it; `applicant` is always one of them.
    pub roles: Vec<Role>,
    /// The results.
    pub wants: Vec<Want>,
    /// Questions that only decide the way, with their roles.
    pub asks: Vec<Ask>,
    /// What always holds of the answers of this thing; the proof leaves out other answers.
    pub given: Vec<Rule>,
    /// Working days promised for the whole.
    pub promised: WorkDays,
    /// A ceiling of its own in place of the pack's, with its ground.
    pub ceiling: Option<Limit>,
    /// Steps through the thing as a whole.
    pub steps: u32,
    /// Visits for the thing as a whole.
    pub visits: u32,
    /// What it was before.
    pub before: Before,
    /// The level of the place that the case belongs to.
    pub level: String,
    /// The places in which people may apply, if not all.
    pub places: Vec<String>,
    /// Hours until an undone task climbs, by level reached; empty: tasks climb when a limit
    /// passes.
    pub ladder: Option<Ladder>,
    /// Where the statement comes from.
    pub basis: Basis,
    /// Where it is declared.
    pub span: Span,
}

/// The levels that a task climbs when its clock runs out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// Place levels, lowest first.
    pub levels: Vec<String>,
    /// Working days at each level before the task climbs; one each.
    pub climb_after: Vec<WorkDays>,
}

/// How rows of a decision table are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// The first row that holds; gaps are faults.
    First,
    /// All rows that hold; gaps are allowed where declared.
    All,
    /// Exactly one row holds; gaps and overlaps are faults.
    One,
}

/// A decision table.
#[derive(Debug, Clone)]
pub struct DecisionTable {
    /// Its id.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// How rows are chosen.
    pub hit: Hit,
    /// The fields it reads, `role.field`, with their types known from the fields.
    pub inputs: Vec<String>,
    /// Rows in order.
    pub rows: Vec<DecisionRow>,
    /// Where it is declared.
    pub span: Span,
}

/// A row of a decision table.
#[derive(Debug, Clone)]
pub struct DecisionRow {
    /// When it holds.
    pub when: Rule,
    /// What it gives: an id such as `grant`.
    pub gives: String,
    /// The ground that is told to the person.
    pub ground: Text,
    /// Where it stands.
    pub span: Span,
}

/// Standing cases for a population.
#[derive(Debug, Clone)]
pub struct Programme {
    /// Its id.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// The register (a stream of kind register) that holds its people.
    pub population: String,
    /// The register's column that names the person; it is the subject of the standing case.
    pub person: String,
    /// The register's column that names the place.
    pub place: String,
    /// Only rows for which this holds belong to the population.
    pub when: Option<Rule>,
    /// Classes by rules over the register's columns; a person may be in several.
    pub classes: Vec<Class>,
    /// Tiers, the first that holds is the person's; rules see the columns and `classes`.
    pub tiers: Vec<Tier>,
    /// How undone measures climb.
    pub ladder: Ladder,
    /// Where it is declared.
    pub span: Span,
}

/// A class of people.
#[derive(Debug, Clone)]
pub struct Class {
    /// Its id.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// Who belongs to it.
    pub when: Rule,
}

/// A grade of service.
#[derive(Debug, Clone)]
pub struct Tier {
    /// Its id.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// Who is in it.
    pub when: Rule,
    /// What is done for them.
    pub measures: Vec<Measure>,
}

/// A measure with its cadence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// The item.
    pub item: String,
    /// Calendar days from one to the next; none: once.
    pub every_days: Option<u32>,
}
