//! The raw catalogue seen from one thing, and the net of one leaf.

use super::{CHOICES_MAX, COMBINATIONS_MAX, Net, NoNet, SINK, SOURCE, Transition};
use crate::prove::domain;
use district::rule::{Answers, Expr, Rule, Verdict};
use district::service::{Item, MaterialSource, Role, Services, Slot, Take, Thing};
use std::collections::{BTreeMap, BTreeSet};

/// Items, roles and conditions as they are declared.
pub(super) struct Raw<'a> {
    services: &'a Services,
    thing: &'a Thing,
    /// Items that some wanted result may need, whatever the answers.
    items: Vec<&'a Item>,
}

/// Who needs something, and what: the alternatives.
struct Need {
    place: String,
    consumer: Option<usize>,
    any_of: Vec<Slot>,
}

/// A way out of a need: put there at the start, or given by these items, or by none.
#[derive(Clone, PartialEq, Eq)]
enum Way {
    Marked,
    Items(Vec<usize>),
}

impl<'a> Raw<'a> {
    pub(super) fn new(services: &'a Services, thing: &'a Thing) -> Self {
        let mut raw = Self { services, thing, items: Vec::new() };
        let mut wanted: Vec<Slot> = thing.wants.iter().map(|want| raw.slot(&want.slot)).collect();
        let mut seen = BTreeSet::new();
        while let Some(slot) = wanted.pop() {
            if !seen.insert(slot.clone()) {
                continue;
            }
            for item in services.items.values() {
                let gives = item.gives.iter().any(|give| raw.slot(&give.slot) == slot);
                if gives && !raw.items.iter().any(|known| known.id == item.id) {
                    raw.items.push(item);
                    let taken = item.takes.iter().flat_map(|take| &take.any_of);
                    wanted.extend(taken.map(|slot| raw.slot(slot)));
                }
            }
        }
        raw.items.sort_by(|a, b| a.id.cmp(&b.id));
        raw
    }

    /// The one name of the role that a word of an item means in this thing.
    fn role(&self, word: &str) -> String {
        let named = |role: &&Role| role.id == word || role.also.iter().any(|also| also == word);
        match self.thing.roles.iter().find(named) {
            Some(role) if role.also.iter().any(|also| also == Slot::APPLICANT) => {
                Slot::APPLICANT.to_owned()
            }
            Some(role) => role.id.clone(),
            None => word.to_owned(),
        }
    }

    fn slot(&self, slot: &Slot) -> Slot {
        Slot { role: self.role(&slot.role), material: slot.material.clone() }
    }

    /// Answers as the words of items call them: the thing's own names, and each `also` besides.
    fn seen_by_items(&self, answers: &Answers) -> Answers {
        let mut seen = answers.clone();
        for (name, value) in answers.list() {
            let (role, field) = name.split_once('.').unwrap_or((Slot::APPLICANT, name));
            for known in &self.thing.roles {
                if self.role(&known.id) == role {
                    for word in known.also.iter().chain([&known.id]) {
                        seen.set(&format!("{word}.{field}"), value.clone());
                    }
                }
            }
        }
        seen
    }

    /// Every condition, items' first; with the thing's own names in it.
    fn conditions(&self) -> Vec<&'a Rule> {
        let mut rules: Vec<&Rule> = Vec::new();
        for item in &self.items {
            rules.extend(&item.when);
            rules.extend(item.takes.iter().filter_map(|take| take.when.as_ref()));
            rules.extend(item.gives.iter().filter_map(|give| give.when.as_ref()));
        }
        rules.extend(self.thing.wants.iter().filter_map(|want| want.when.as_ref()));
        rules
    }

    fn bound(&self, expr: &Expr) -> Expr {
        let mut bound = expr.clone();
        rename(&mut bound, &|name| match name.split_once('.') {
            Some((word, field)) => {
                let name = format!("{}.{field}", self.role(word));
                Answers::canonical(&name).to_owned()
            }
            None => name.to_owned(),
        });
        bound
    }

    /// How every condition comes out.
    pub(super) fn truths(&self, answers: &Answers) -> Vec<bool> {
        let seen = self.seen_by_items(answers);
        self.conditions().iter().map(|rule| rule.judge(&seen) == Verdict::Yes).collect()
    }

    /// Tries all combinations of all fields, one after another.
    pub(super) fn for_all_answers(
        &self,
        services: &Services,
        see: &mut dyn FnMut(&Answers),
    ) -> Result<(), NoNet> {
        let given: Vec<Expr> = self.thing.given.iter().map(|rule| self.bound(&rule.expr)).collect();
        let mut exprs: Vec<Expr> =
            self.conditions().iter().map(|rule| self.bound(&rule.expr)).collect();
        exprs.extend(given.iter().cloned());
        let domains = domain::cut(&exprs, &services.fields);
        if let Some((_, _, names)) = domains.obstacles.first() {
            return Err(NoNet::NotFinite(names.clone()));
        }
        let axes: Vec<_> = domains.list().collect();
        let count = axes.iter().try_fold(1_usize, |n, (_, values)| n.checked_mul(values.len()));
        let count = count.filter(|count| *count <= COMBINATIONS_MAX).ok_or_else(|| {
            NoNet::TooMany(axes.iter().map(|(name, _)| (*name).to_owned()).collect())
        })?;
        for number in 0..count {
            let mut rest = number;
            let mut answers = Answers::new();
            for (name, values) in &axes {
                if let Some(value) = values.get(rest % values.len().max(1)) {
                    answers.set(name, value.clone());
                }
                rest /= values.len().max(1);
            }
            let holds = |expr: &Expr| {
                let rule = Rule { expr: expr.clone(), ..Rule::always() };
                rule.judge(&answers) == Verdict::Yes
            };
            if given.iter().all(holds) {
                see(&answers);
            }
        }
        Ok(())
    }

    /// The nets of one leaf, one for each choice between items.
    pub(super) fn leaf(&self, name: &str, answers: &Answers) -> Result<Vec<Net>, NoNet> {
        let seen = self.seen_by_items(answers);
        let holds = |when: &Option<Rule>| {
            when.as_ref().is_none_or(|rule| rule.judge(&seen) == Verdict::Yes)
        };
        let wanted: Vec<Need> = self
            .thing
            .wants
            .iter()
            .enumerate()
            .filter(|(_, want)| holds(&want.when))
            .map(|(at, want)| Need {
                place: format!("{name} want {at} {}", want.slot),
                consumer: None,
                any_of: vec![self.slot(&want.slot)],
            })
            .collect();
        let mut choices = vec![BTreeMap::new()];
        let mut done = Vec::new();
        // Each round decides one more need in one of the ways it has.
        while let Some(chosen) = choices.pop() {
            if choices.len() + done.len() > CHOICES_MAX {
                return Err(NoNet::TooMany(BTreeSet::new()));
            }
            let needs = self.needs(name, &wanted, &chosen, &holds);
            let open = needs.iter().find(|need| !chosen.contains_key(&need.place));
            let Some(need) = open else {
                done.push(self.net(name, &needs, &chosen, &holds));
                continue;
            };
            for way in self.ways(need, &holds).into_iter().rev() {
                let mut more = chosen.clone();
                more.insert(need.place.clone(), way);
                choices.push(more);
            }
        }
        Ok(done)
    }

    /// All needs of the wanted results and of the items that are chosen so far.
    fn needs(
        &self,
        leaf: &str,
        wanted: &[Need],
        chosen: &BTreeMap<String, Way>,
        holds: &dyn Fn(&Option<Rule>) -> bool,
    ) -> Vec<Need> {
        let mut needs: Vec<Need> = wanted
            .iter()
            .map(|need| Need {
                place: need.place.clone(),
                consumer: None,
                any_of: need.any_of.clone(),
            })
            .collect();
        for at in planned(chosen) {
            let Some(item) = self.items.get(at) else { continue };
            for (take_at, take) in item.takes.iter().enumerate().filter(|(_, t)| holds(&t.when)) {
                let Take { any_of, .. } = take;
                needs.push(Need {
                    place: format!("{leaf} {} take {take_at}", item.id),
                    consumer: Some(at),
                    any_of: any_of.iter().map(|slot| self.slot(slot)).collect(),
                });
            }
        }
        needs
    }

    /// The ways in which a need can be met.
    fn ways(&self, need: &Need, holds: &dyn Fn(&Option<Rule>) -> bool) -> Vec<Way> {
        let has = |slot: &Slot, want: &dyn Fn(&MaterialSource) -> bool| {
            let material = self.services.materials.get(&slot.material);
            material.is_some_and(|material| material.sources.iter().any(want))
        };
        let registered = |slot: &Slot| has(slot, &|s| matches!(s, MaterialSource::Register(_)));
        let brought = |slot: &Slot| has(slot, &|s| *s == MaterialSource::Applicant);
        let givers = |slot: &Slot| -> Vec<usize> {
            let gives = |item: &Item| {
                holds(&item.when)
                    && item.gives.iter().any(|g| self.slot(&g.slot) == *slot && holds(&g.when))
            };
            (0..self.items.len())
                .filter(|at| self.items.get(*at).is_some_and(|i| gives(i)))
                .collect()
        };
        let from_items: Vec<Way> =
            need.any_of.iter().map(givers).filter(|g| !g.is_empty()).map(Way::Items).collect();
        let wanted = need.consumer.is_none();
        // A wanted result is for an item to give; only a register says that it is there already.
        let marked = if wanted {
            from_items.is_empty() && need.any_of.iter().any(registered)
        } else {
            need.any_of.iter().any(|slot| registered(slot) || brought(slot))
        };
        if marked {
            return vec![Way::Marked];
        }
        if from_items.is_empty() { vec![Way::Items(Vec::new())] } else { from_items }
    }

    fn net(
        &self,
        leaf: &str,
        needs: &[Need],
        chosen: &BTreeMap<String, Way>,
        holds: &dyn Fn(&Option<Rule>) -> bool,
    ) -> Net {
        let mut net = Net::default();
        let begun = net.arc_in(format!("{leaf} begun"));
        let mut start = BTreeSet::from([begun.clone()]);
        let mut last = BTreeSet::from([begun]);
        let planned = planned(chosen);
        let mut takes: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        let mut gives: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for need in needs {
            let place = net.arc_in(need.place.clone());
            match need.consumer {
                Some(item) => takes.entry(item).or_default().insert(place.clone()),
                None => last.insert(place.clone()),
            };
            match chosen.get(&need.place) {
                Some(Way::Marked) => {
                    start.insert(place);
                }
                Some(Way::Items(givers)) => {
                    for giver in givers {
                        gives.entry(*giver).or_default().insert(place.clone());
                    }
                }
                None => {}
            }
        }
        for at in planned {
            let Some(item) = self.items.get(at) else { continue };
            for give in item.gives.iter().filter(|give| holds(&give.when)) {
                let place = net.arc_in(format!("{leaf} result {}", self.slot(&give.slot)));
                last.insert(place.clone());
                gives.entry(at).or_default().insert(place);
            }
            let mut takes = takes.remove(&at).unwrap_or_default();
            if takes.is_empty() {
                let place = net.arc_in(format!("{leaf} {} begin", item.id));
                start.insert(place.clone());
                takes.insert(place);
            }
            let gives = gives.remove(&at).unwrap_or_default();
            let name = format!("{leaf} {}", item.id);
            net.transitions.push(Transition { name, silent: false, takes, gives });
        }
        net.transitions.push(Transition {
            name: format!("{leaf} answers"),
            silent: true,
            takes: BTreeSet::from([SOURCE.to_owned()]),
            gives: start,
        });
        net.transitions.push(Transition {
            name: format!("{leaf} all done"),
            silent: true,
            takes: last,
            gives: BTreeSet::from([SINK.to_owned()]),
        });
        net
    }
}

/// The items that the choices made so far bring into the net.
fn planned(chosen: &BTreeMap<String, Way>) -> BTreeSet<usize> {
    chosen
        .values()
        .flat_map(|way| match way {
            Way::Marked => &[],
            Way::Items(items) => items.as_slice(),
        })
        .copied()
        .collect()
}

fn rename(expr: &mut Expr, to: &dyn Fn(&str) -> String) {
    match expr {
        Expr::Name(name) | Expr::Has(name) => *name = to(name),
        Expr::Literal(_) => {}
        Expr::Not(a) | Expr::Negate(a) | Expr::Size(a) => rename(a, to),
        Expr::And(a, b)
        | Expr::Or(a, b)
        | Expr::Compare(_, a, b)
        | Expr::Arithmetic(_, a, b)
        | Expr::In(a, b) => {
            rename(a, to);
            rename(b, to);
        }
        Expr::If(c, a, b) => {
            rename(c, to);
            rename(a, to);
            rename(b, to);
        }
        Expr::List(items) => items.iter_mut().for_each(|item| rename(item, to)),
    }
}
