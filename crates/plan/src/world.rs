//! A thing with everything that could matter to it, bound to its roles and numbered, so that the
//! planner and the prover work on small vectors instead of names.
//!
//! An item's words for people (`parent`) are bound to the thing's roles (`mother`, who may be the
//! applicant): in slots, in questions and in the names that rules read. The applicant's role is
//! written `applicant` in slots and left out in names of answers.
//!
//! Only what can be reached backwards from the thing's wants is in a world: the wants, the items
//! that could give them, what those take, and so on. Conditions are numbered; [`ALWAYS`] holds.
//!
//! What is done for given answers is chosen by [`crate::choose::choose`].
//! Start reading at [`World::new`].

use district::plan::PlannedItem;
use district::rule::{Answers, Expr, Outcome, Rule, Value, Verdict};
use district::service::{Ask, Item, Material, MaterialSource, Services, Slot, Thing};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Number of a condition in [`World::conditions`].
pub(crate) type CondNo = usize;
/// Number of an item in [`World::items`].
pub(crate) type ItemNo = usize;
/// Number of a slot in [`World::slots`].
pub(crate) type SlotNo = usize;

/// The condition that always holds.
pub(crate) const ALWAYS: CondNo = 0;

/// What items give, by material: made once for all things of a pack.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    pub(crate) services: &'a Services,
    givers: BTreeMap<&'a str, Vec<(&'a Item, usize)>>,
}

impl<'a> Index<'a> {
    pub(crate) fn new(services: &'a Services) -> Self {
        let mut givers: BTreeMap<&'a str, Vec<(&'a Item, usize)>> = BTreeMap::new();
        for item in services.items.values() {
            for (at, give) in item.gives.iter().enumerate() {
                givers.entry(&give.slot.material).or_default().push((item, at));
            }
        }
        Self { services, givers }
    }
}

/// A thing with everything that could matter to it.
#[derive(Debug)]
pub(crate) struct World<'a> {
    pub(crate) services: &'a Services,
    pub(crate) thing: &'a Thing,
    /// Word → role, canonical.
    words: BTreeMap<&'a str, &'a str>,
    pub(crate) slots: Vec<WorldSlot<'a>>,
    pub(crate) items: Vec<WorldItem<'a>>,
    pub(crate) wants: Vec<WorldWant>,
    /// The thing's own questions.
    pub(crate) asks: Vec<WorldAsk<'a>>,
    /// What always holds of the answers.
    pub(crate) given: Vec<CondNo>,
    /// Conditions with names bound; the first one always holds.
    pub(crate) conditions: Vec<Cow<'a, Rule>>,
    slot_numbers: BTreeMap<(&'a str, &'a str), SlotNo>,
    item_numbers: BTreeMap<&'a str, ItemNo>,
}

/// A material of a bound role.
#[derive(Debug)]
pub(crate) struct WorldSlot<'a> {
    pub(crate) role: &'a str,
    pub(crate) material: &'a str,
    /// None: not declared, which `pack` refuses.
    pub(crate) declared: Option<&'a Material>,
    /// The items that could give it, by number, each with the number of the give.
    pub(crate) givers: Vec<(ItemNo, usize)>,
    /// The takes that name it: item and number of the take.
    pub(crate) takers: Vec<(ItemNo, usize)>,
    /// A shared register that holds it.
    pub(crate) register: Option<&'a str>,
    /// Whether the applicant can bring it.
    pub(crate) applicant: bool,
}

impl WorldSlot<'_> {
    pub(crate) fn slot(&self) -> Slot {
        Slot { role: self.role.to_owned(), material: self.material.to_owned() }
    }
}

/// An item as it stands in the thing.
#[derive(Debug)]
pub(crate) struct WorldItem<'a> {
    pub(crate) item: &'a Item,
    pub(crate) when: CondNo,
    pub(crate) takes: Vec<WorldTake>,
    pub(crate) gives: Vec<WorldGive>,
    pub(crate) asks: Vec<WorldAsk<'a>>,
}

/// What an item takes.
#[derive(Debug)]
pub(crate) struct WorldTake {
    pub(crate) any_of: Vec<SlotNo>,
    pub(crate) when: CondNo,
}

/// What an item gives.
#[derive(Debug)]
pub(crate) struct WorldGive {
    pub(crate) slot: SlotNo,
    pub(crate) when: CondNo,
}

/// What a thing is for.
#[derive(Debug)]
pub(crate) struct WorldWant {
    pub(crate) slot: SlotNo,
    pub(crate) when: CondNo,
}

/// A question, bound.
#[derive(Debug)]
pub(crate) struct WorldAsk<'a> {
    /// The name of the answer, canonical.
    pub(crate) name: String,
    pub(crate) when: CondNo,
    pub(crate) ask: &'a Ask,
}

/// What a condition says for given answers, without the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth {
    Yes,
    No,
    Open,
    Misfit,
}

impl<'a> World<'a> {
    /// The world of a thing, whose wants may be joined by more (an officer's calls).
    pub(crate) fn new(index: &Index<'a>, thing: &'a Thing, more: &'a [Slot]) -> Self {
        let mut world = Self {
            services: index.services,
            thing,
            words: words(thing),
            slots: Vec::new(),
            items: Vec::new(),
            wants: Vec::new(),
            asks: Vec::new(),
            given: Vec::new(),
            conditions: vec![Cow::Owned(Rule::always())],
            slot_numbers: BTreeMap::new(),
            item_numbers: BTreeMap::new(),
        };
        for want in &thing.wants {
            let when = world.condition(want.when.as_ref());
            let slot = world.slot_number(&want.slot);
            world.wants.push(WorldWant { slot, when });
        }
        for slot in more {
            let slot = world.slot_number(slot);
            world.wants.push(WorldWant { slot, when: ALWAYS });
        }
        world.asks = thing.asks.iter().map(|ask| world.ask(ask)).collect();
        world.given = thing.given.iter().map(|rule| world.condition(Some(rule))).collect();
        let mut next = 0;
        while next < world.slots.len() {
            world.reach(index, next);
            next += 1;
        }
        world
    }

    /// Binds everything that could give a slot.
    fn reach(&mut self, index: &Index<'a>, slot: SlotNo) {
        let (role, material) = (self.slots[slot].role, self.slots[slot].material);
        for &(item, at) in index.givers.get(material).into_iter().flatten() {
            if self.role_of(&item.gives[at].slot.role) != role {
                continue;
            }
            let number = self.item_number(item);
            self.slots[slot].givers.push((number, at));
        }
    }

    fn item_number(&mut self, item: &'a Item) -> ItemNo {
        if let Some(&number) = self.item_numbers.get(item.id.as_str()) {
            return number;
        }
        let number = self.items.len();
        self.item_numbers.insert(&item.id, number);
        let when = self.condition(item.when.as_ref());
        self.items.push(WorldItem { item, when, takes: vec![], gives: vec![], asks: vec![] });
        for take in &item.takes {
            let when = self.condition(take.when.as_ref());
            let any_of: Vec<SlotNo> =
                take.any_of.iter().map(|slot| self.slot_number(slot)).collect();
            let at = self.items[number].takes.len();
            for &slot in &any_of {
                self.slots[slot].takers.push((number, at));
            }
            self.items[number].takes.push(WorldTake { any_of, when });
        }
        for give in &item.gives {
            let when = self.condition(give.when.as_ref());
            let slot = self.slot_number(&give.slot);
            self.items[number].gives.push(WorldGive { slot, when });
        }
        for ask in &item.asks {
            let ask = self.ask(ask);
            self.items[number].asks.push(ask);
        }
        number
    }

    fn ask(&mut self, ask: &'a Ask) -> WorldAsk<'a> {
        let when = self.condition(ask.when.as_ref());
        let role = self.role_of(&ask.role);
        let name = if role == Slot::APPLICANT {
            ask.field.clone()
        } else {
            format!("{role}.{}", ask.field)
        };
        WorldAsk { name, when, ask }
    }

    fn slot_number(&mut self, slot: &'a Slot) -> SlotNo {
        let (role, material) = (self.role_of(&slot.role), slot.material.as_str());
        if let Some(&number) = self.slot_numbers.get(&(role, material)) {
            return number;
        }
        let declared = self.services.materials.get(material);
        let sources = || declared.into_iter().flat_map(|declared| &declared.sources);
        let register = sources().find_map(|source| match source {
            MaterialSource::Register(name) => Some(name.as_str()),
            MaterialSource::Wallet | MaterialSource::Item | MaterialSource::Applicant => None,
        });
        let applicant = sources().any(|source| *source == MaterialSource::Applicant);
        let number = self.slots.len();
        let (givers, takers) = (Vec::new(), Vec::new());
        self.slots.push(WorldSlot {
            role,
            material,
            declared,
            givers,
            takers,
            register,
            applicant,
        });
        self.slot_numbers.insert((role, material), number);
        number
    }

    fn condition(&mut self, rule: Option<&'a Rule>) -> CondNo {
        let Some(rule) = rule else { return ALWAYS };
        let renames = rule.expr.names().into_iter().any(|name| self.name_of(name) != name);
        let bound = if renames {
            let expr = self.renamed(&rule.expr);
            Cow::Owned(Rule { text: rule.text.clone(), expr, span: rule.span.clone() })
        } else {
            Cow::Borrowed(rule)
        };
        self.conditions.push(bound);
        self.conditions.len() - 1
    }

    fn renamed(&self, expr: &Expr) -> Expr {
        let boxed = |expr: &Expr| Box::new(self.renamed(expr));
        match expr {
            Expr::Literal(value) => Expr::Literal(value.clone()),
            Expr::Name(name) => Expr::Name(self.name_of(name).into_owned()),
            Expr::Has(name) => Expr::Has(self.name_of(name).into_owned()),
            Expr::Not(a) => Expr::Not(boxed(a)),
            Expr::Negate(a) => Expr::Negate(boxed(a)),
            Expr::Size(a) => Expr::Size(boxed(a)),
            Expr::And(a, b) => Expr::And(boxed(a), boxed(b)),
            Expr::Or(a, b) => Expr::Or(boxed(a), boxed(b)),
            Expr::Compare(how, a, b) => Expr::Compare(*how, boxed(a), boxed(b)),
            Expr::Arithmetic(how, a, b) => Expr::Arithmetic(*how, boxed(a), boxed(b)),
            Expr::In(a, b) => Expr::In(boxed(a), boxed(b)),
            Expr::If(c, a, b) => Expr::If(boxed(c), boxed(a), boxed(b)),
            Expr::List(items) => Expr::List(items.iter().map(|e| self.renamed(e)).collect()),
        }
    }

    /// The role that answers to a word; a word that no role answers to stands for itself.
    pub(crate) fn role_of<'w>(&self, word: &'w str) -> &'w str
    where
        'a: 'w,
    {
        self.words.get(word).copied().unwrap_or(word)
    }

    /// The name of an answer with its role bound.
    pub(crate) fn name_of<'n>(&self, name: &'n str) -> Cow<'n, str> {
        let Some((word, field)) = name.split_once('.') else { return Cow::Borrowed(name) };
        match self.words.get(word) {
            Some(&role) if role == Slot::APPLICANT => Cow::Borrowed(field),
            Some(&role) if role != word => Cow::Owned(format!("{role}.{field}")),
            Some(_) | None => Cow::Borrowed(name),
        }
    }

    /// The answers under their bound names.
    pub(crate) fn bound(&self, answers: &Answers) -> Answers {
        answers.list().map(|(name, value)| (self.name_of(name), value.clone())).collect()
    }

    /// The number of a slot in whatever words it is written; none: it matters to nothing here.
    pub(crate) fn find_slot(&self, slot: &Slot) -> Option<SlotNo> {
        let role = self.role_of(&slot.role);
        self.slot_numbers.get(&(role, slot.material.as_str())).copied()
    }

    /// The number of an item; none: it matters to nothing here.
    pub(crate) fn find_item(&self, planned: &PlannedItem) -> Option<ItemNo> {
        self.item_numbers.get(planned.id.as_str()).copied()
    }

    /// What every condition says; `answers` are [`World::bound`].
    pub(crate) fn truths(&self, answers: &Answers) -> Vec<Truth> {
        self.conditions.iter().map(|rule| truth(&rule.expr, answers)).collect()
    }

    /// What one condition says, with the names or the misfit; `answers` are [`World::bound`].
    pub(crate) fn judge(&self, condition: CondNo, answers: &Answers) -> Verdict {
        self.conditions[condition].judge(answers)
    }
}

/// What an expression says as a condition.
fn truth(expr: &Expr, answers: &Answers) -> Truth {
    match expr.evaluate(answers) {
        Outcome::Value(Value::Bool(true)) => Truth::Yes,
        Outcome::Value(Value::Bool(false) | Value::Null) => Truth::No,
        Outcome::Value(Value::Number(_) | Value::Text(_) | Value::Date(_) | Value::List(_))
        | Outcome::Misfit(_) => Truth::Misfit,
        Outcome::Open(_) => Truth::Open,
    }
}

/// Words and the roles that answer to them; of two roles that answer to one word, the first.
/// A role that is also the applicant is called `applicant`.
fn words(thing: &Thing) -> BTreeMap<&str, &str> {
    let mut words = BTreeMap::from([(Slot::APPLICANT, Slot::APPLICANT)]);
    let canonical = |role: &'_ district::service::Role| {
        role.id == Slot::APPLICANT || role.also.iter().any(|word| word == Slot::APPLICANT)
    };
    let roles = || {
        thing.roles.iter().map(|role| {
            let id = if canonical(role) { Slot::APPLICANT } else { role.id.as_str() };
            (role, id)
        })
    };
    for (role, id) in roles() {
        words.entry(role.id.as_str()).or_insert(id);
    }
    for (role, id) in roles() {
        for word in &role.also {
            words.entry(word.as_str()).or_insert(id);
        }
    }
    words
}

#[cfg(test)]
mod tests;
