//! What is declared of services and used by nothing: items that no thing comes to, materials and
//! fields that nothing names, roles that no item calls.

use crate::draft::{Draft, ServicesDraft};
use crate::findings::services;
use crate::kind::Kind;
use crate::reader::At;
use diag::{Diagnostic, Severity};
use district::rule::{Expr, Rule};
use district::service::{Item, Slot, Thing};
use std::collections::{BTreeMap, BTreeSet};

/// Reports what nothing uses; all of it is a warning.
pub(super) fn unused(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    // With errors about, the way from things to items may be broken by one of them.
    let error = |finding: &Diagnostic| finding.severity == Severity::Error;
    if !draft.found.iter().any(error) && !found.iter().any(error) {
        ways(draft, found);
    }
    names(draft, found);
}

/// Items that no plan comes to, and roles that no item on the way names.
fn ways(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let ways = Ways::new(&draft.services);
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    for (thing, spans) in draft.services.things.values() {
        let wants = thing.wants.iter().map(|want| want.slot.material.as_str());
        let items = ways.reach(wants, []);
        let used = ways.words(thing, &items);
        thing_roles(thing, &spans.roles, &used, found);
        reached.extend(items);
    }
    let programmes = draft.services.programmes.values();
    let tiers = programmes.flat_map(|(programme, _)| &programme.tiers);
    let measures = tiers.flat_map(|tier| &tier.measures).map(|measure| measure.item.as_str());
    reached.extend(ways.reach([], measures));
    // A pack that has only items so far has not said what they are for.
    let purpose = [Kind::Thing, Kind::Programme];
    if purpose.into_iter().any(|kind| draft.ids_of(kind).next().is_some()) {
        for (item, _) in draft.services.items.values() {
            if !reached.contains(item.id.as_str()) {
                found.push(services::item_not_used(&item.id, item.span.clone()));
            }
        }
    }
}

/// Materials and fields that no declaration and no rule names.
fn names(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let mut used: BTreeSet<(Kind, &str)> = BTreeSet::new();
    used.extend(draft.references.iter().map(|named| (named.kind, named.id.as_str())));
    for rule in &draft.services.rules {
        for name in rule.read.rule.expr.names() {
            used.insert((Kind::Field, name.split_once('.').map_or(name, |(_, field)| field)));
        }
    }
    for (material, _) in draft.services.materials.values() {
        if !used.contains(&(Kind::Material, &material.id)) {
            found.push(services::material_not_used(&material.id, material.span.clone()));
        }
    }
    for field in draft.services.fields.values() {
        if !used.contains(&(Kind::Field, &field.id)) {
            found.push(services::field_not_used(&field.id, field.span.clone()));
        }
    }
}

fn thing_roles(
    thing: &Thing,
    spans: &[(diag::Span, Vec<At<String>>)],
    used: &BTreeSet<&str>,
    found: &mut Vec<Diagnostic>,
) {
    let owner = Kind::Thing.named(&thing.id);
    for (role, (span, also)) in thing.roles.iter().zip(spans) {
        let mut words = std::iter::once(&role.id).chain(&role.also);
        if !words.any(|word| used.contains(word.as_str())) {
            found.push(services::role_not_used(&owner, &role.id, span.clone()));
            continue;
        }
        for word in also {
            // Whoever applies may be named without any item doing so.
            if word.value != Slot::APPLICANT && !used.contains(word.value.as_str()) {
                let span = word.span.clone();
                found.push(services::word_not_used(&owner, &role.id, &word.value, span));
            }
        }
    }
}

/// How items lead to each other, by the materials alone: whatever the roles turn out to be, a
/// plan goes no further.
struct Ways<'a> {
    draft: &'a ServicesDraft,
    givers: BTreeMap<&'a str, Vec<&'a Item>>,
}

impl<'a> Ways<'a> {
    fn new(draft: &'a ServicesDraft) -> Self {
        let mut givers: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
        for (item, _) in draft.items.values() {
            for give in &item.gives {
                givers.entry(&give.slot.material).or_default().push(item);
            }
        }
        Self { draft, givers }
    }

    /// The items that wanted materials and items may lead to.
    fn reach(
        &self,
        materials: impl IntoIterator<Item = &'a str>,
        items: impl IntoIterator<Item = &'a str>,
    ) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut wanted: Vec<&str> = materials.into_iter().collect();
        let mut open: Vec<&Item> = items
            .into_iter()
            .filter_map(|id| self.draft.items.get(id))
            .map(|(item, _)| item)
            .collect();
        loop {
            while let Some(item) = open.pop() {
                if reached.insert(item.id.as_str()) {
                    let taken = item.takes.iter().flat_map(|take| &take.any_of);
                    let called = item.calls.iter().map(|call| &call.slot);
                    wanted.extend(taken.chain(called).map(|slot| slot.material.as_str()));
                }
            }
            let Some(material) = wanted.pop() else { return reached };
            if seen.insert(material) {
                open.extend(self.givers.get(material).into_iter().flatten());
            }
        }
    }

    /// The words by which a thing and the items on its way call people.
    fn words(&self, thing: &'a Thing, items: &BTreeSet<&str>) -> BTreeSet<&'a str> {
        let mut words = BTreeSet::new();
        for want in &thing.wants {
            words.insert(want.slot.role.as_str());
            rule_words(want.when.as_ref(), &mut words);
        }
        for ask in &thing.asks {
            words.insert(ask.role.as_str());
            rule_words(ask.when.as_ref(), &mut words);
        }
        thing.given.iter().for_each(|rule| rule_words(Some(rule), &mut words));
        for (item, _) in items.iter().filter_map(|id| self.draft.items.get(*id)) {
            self.item_words(item, &mut words);
        }
        words
    }

    fn item_words(&self, item: &'a Item, words: &mut BTreeSet<&'a str>) {
        rule_words(item.when.as_ref(), words);
        for take in &item.takes {
            words.extend(take.any_of.iter().map(|slot| slot.role.as_str()));
            rule_words(take.when.as_ref(), words);
        }
        for give in &item.gives {
            words.insert(&give.slot.role);
            rule_words(give.when.as_ref(), words);
        }
        for ask in &item.asks {
            words.insert(&ask.role);
            rule_words(ask.when.as_ref(), words);
        }
        words.extend(item.calls.iter().map(|call| call.slot.role.as_str()));
        let table = item.decision.as_ref().and_then(|id| self.draft.decisions.get(id));
        if let Some((table, _)) = table {
            words.extend(table.inputs.iter().map(|input| role_of(input)));
        }
    }
}

fn role_of(name: &str) -> &str {
    name.split_once('.').map_or(Slot::APPLICANT, |(role, _)| role)
}

fn rule_words<'a>(rule: Option<&'a Rule>, words: &mut BTreeSet<&'a str>) {
    let Some(rule) = rule else { return };
    rule.expr.visit(&mut |expr| {
        if let Expr::Name(name) | Expr::Has(name) = expr {
            words.insert(role_of(name));
        }
    });
}
