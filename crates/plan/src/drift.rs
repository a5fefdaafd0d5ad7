//! The same thing in two packs, and where their rules part: items, materials, questions, limits,
//! steps, visits, fees, conditions. Each difference says whether a legal ground stands behind it;
//! what has none is a district's own habit.

use crate::world::{Index, World, WorldItem};
use diag::Text;
use district::Services;
use district::service::{Item, Thing};
use std::collections::{BTreeMap, BTreeSet};

/// A difference between two packs in the same thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The thing.
    pub thing: String,
    /// The item; none: the thing itself.
    pub item: Option<String>,
    /// What differs.
    pub kind: DriftKind,
    /// The legal grounds that are named for it, of the first and of the second.
    pub grounds: [Option<Text>; 2],
    /// One line in both languages.
    pub sentence: Text,
}

impl Drift {
    /// Whether either side names a legal ground.
    pub fn grounded(&self) -> bool {
        self.grounds.iter().any(Option::is_some)
    }
}

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DriftKind {
    /// A result is wanted by one only.
    Want,
    /// An item matters to one only.
    Item,
    /// Another office.
    Office,
    /// A material is taken by one only.
    Material,
    /// A question is asked by one only.
    Question,
    /// Another legal limit.
    LegalLimit,
    /// Another promise.
    PromisedLimit,
    /// Other steps.
    Steps,
    /// Other visits.
    Visits,
    /// Another fee.
    Fee,
    /// Another condition.
    Condition,
    /// The clock may stop on another ground.
    Stop,
}

/// Where two packs part, for every thing that both declare.
pub fn drift(a: &Services, b: &Services) -> Vec<Drift> {
    let (first, second) = (Index::new(a), Index::new(b));
    let both = a.things.values().filter_map(|thing| Some((thing, b.things.get(&thing.id)?)));
    both.flat_map(|(one, other)| {
        let mut found = Found { thing: &one.id, list: Vec::new() };
        let worlds = [World::new(&first, one, &[]), World::new(&second, other, &[])];
        found.things(one, other, &worlds);
        found.items(&worlds);
        found.list
    })
    .collect()
}

struct Found<'a> {
    thing: &'a str,
    list: Vec<Drift>,
}

/// Who is meant in a sentence.
enum Of<'a> {
    Thing,
    Item(&'a Item),
}

impl Found<'_> {
    fn add(&mut self, of: &Of<'_>, kind: DriftKind, grounds: [Option<Text>; 2], what: &Text) {
        let (item, zh, en) = match of {
            Of::Thing => (None, String::new(), String::new()),
            Of::Item(item) => (
                Some(item.id.clone()),
                format!("：事项`{}`", item.id),
                format!(": item `{}`", item.id),
            ),
        };
        let thing = self.thing;
        let sentence = Text::new(
            format!("一件事`{thing}`{zh}：{}{}", what.zh, ground_words(&grounds).zh),
            format!("thing `{thing}`{en}: {}{}", what.en, ground_words(&grounds).en),
        );
        self.list.push(Drift { thing: thing.to_owned(), item, kind, grounds, sentence });
    }

    /// A value that differs.
    fn value<T: PartialEq + ToString>(
        &mut self,
        of: &Of<'_>,
        kind: DriftKind,
        values: [&T; 2],
        grounds: [Option<Text>; 2],
    ) {
        let [a, b] = values;
        if a == b {
            return;
        }
        let (a, b) = (a.to_string(), b.to_string());
        let name = kind_name(kind);
        let what = Text::new(
            format!("{}，前者为 {a}，后者为 {b}", name.zh),
            format!("{} is {a} in the first and {b} in the second", name.en),
        );
        self.add(of, kind, grounds, &what);
    }

    /// Members of which one side lacks some.
    fn members(
        &mut self,
        of: &Of<'_>,
        kind: DriftKind,
        sides: [&BTreeSet<String>; 2],
        grounds: &[Option<Text>; 2],
    ) {
        let [a, b] = sides;
        let name = kind_name(kind);
        for only in a.difference(b) {
            let what = Text::new(
                format!("{}`{only}`只有前者有", name.zh),
                format!("{} `{only}` is in the first only", name.en),
            );
            self.add(of, kind, [grounds[0].clone(), None], &what);
        }
        for only in b.difference(a) {
            let what = Text::new(
                format!("{}`{only}`只有后者有", name.zh),
                format!("{} `{only}` is in the second only", name.en),
            );
            self.add(of, kind, [None, grounds[1].clone()], &what);
        }
    }

    fn things(&mut self, a: &Thing, b: &Thing, worlds: &[World<'_>; 2]) {
        let wants = |world: &World<'_>| -> BTreeSet<String> {
            let slot = |want: &crate::world::WorldWant| world.slots[want.slot].slot().to_string();
            world.wants.iter().map(slot).collect()
        };
        let [first, second] = worlds;
        self.members(&Of::Thing, DriftKind::Want, [&wants(first), &wants(second)], &[None, None]);
        let none = || [None, None];
        let thing = Of::Thing;
        self.value(&thing, DriftKind::PromisedLimit, [&a.promised, &b.promised], none());
        self.value(&thing, DriftKind::Steps, [&a.steps, &b.steps], none());
        self.value(&thing, DriftKind::Visits, [&a.visits, &b.visits], none());
    }

    fn items(&mut self, worlds: &[World<'_>; 2]) {
        let [a, b] = worlds.each_ref().map(|world| {
            let items = world.items.iter().map(|item| (item.item.id.as_str(), item));
            items.collect::<BTreeMap<&str, &WorldItem<'_>>>()
        });
        let ids: BTreeSet<&str> = a.keys().chain(b.keys()).copied().collect();
        for id in ids {
            match (a.get(id), b.get(id)) {
                (Some(one), Some(other)) => self.item(worlds, one, other),
                (Some(one), None) => self.only(one.item, true),
                (None, Some(other)) => self.only(other.item, false),
                (None, None) => {}
            }
        }
    }

    fn only(&mut self, item: &Item, first: bool) {
        let (zh, en) = if first { ("前者", "first") } else { ("后者", "second") };
        let what =
            Text::new(format!("只有{zh}需要这个事项"), format!("only the {en} needs this item"));
        let ground = ground(&item.legal.ground);
        let grounds = if first { [ground, None] } else { [None, ground] };
        self.add(&Of::Item(item), DriftKind::Item, grounds, &what);
    }

    fn item(&mut self, worlds: &[World<'_>; 2], a: &WorldItem<'_>, b: &WorldItem<'_>) {
        let of = Of::Item(a.item);
        let (one, other) = (a.item, b.item);
        let legal = || [ground(&one.legal.ground), ground(&other.legal.ground)];
        let promised = [ground(&one.promised.ground), ground(&other.promised.ground)];
        let (days, promises) =
            ([&one.legal.days, &other.legal.days], [&one.promised.days, &other.promised.days]);
        self.value(&of, DriftKind::Office, [&one.office, &other.office], [None, None]);
        self.value(&of, DriftKind::LegalLimit, days, legal());
        self.value(&of, DriftKind::PromisedLimit, promises, promised);
        self.value(&of, DriftKind::Steps, [&one.steps, &other.steps], legal());
        self.value(&of, DriftKind::Visits, [&one.visits, &other.visits], legal());
        self.value(&of, DriftKind::Fee, [&one.fee, &other.fee], legal());
        let [first, second] = worlds;
        let taken = [taken(first, a), taken(second, b)];
        self.members(&of, DriftKind::Material, [&taken[0], &taken[1]], &legal());
        let asked = |item: &WorldItem<'_>| -> BTreeSet<String> {
            item.asks.iter().map(|ask| ask.name.clone()).collect()
        };
        self.members(&of, DriftKind::Question, [&asked(a), &asked(b)], &legal());
        let conditions = [conditions(first, a), conditions(second, b)];
        self.members(&of, DriftKind::Condition, [&conditions[0], &conditions[1]], &legal());
        self.stops(&of, one, other);
    }

    fn stops(&mut self, of: &Of<'_>, a: &Item, b: &Item) {
        let find = |item: &Item, id: &str| {
            item.stops.iter().find(|stop| stop.id == id).and_then(|stop| ground(&stop.ground))
        };
        let ids = |item: &Item| -> BTreeSet<String> {
            item.stops.iter().map(|stop| stop.id.clone()).collect()
        };
        let (first, second) = (ids(a), ids(b));
        for id in first.symmetric_difference(&second) {
            let one = BTreeSet::from([id.clone()]);
            let none = BTreeSet::new();
            let sides = if first.contains(id) { [&one, &none] } else { [&none, &one] };
            self.members(of, DriftKind::Stop, sides, &[find(a, id), find(b, id)]);
        }
    }
}

/// Each take as its slots, joined where any one will do.
fn taken(world: &World<'_>, item: &WorldItem<'_>) -> BTreeSet<String> {
    let take = |take: &crate::world::WorldTake| {
        let slots = take.any_of.iter().map(|&slot| world.slots[slot].slot().to_string());
        slots.collect::<Vec<String>>().join(" | ")
    };
    item.takes.iter().map(take).collect()
}

/// The conditions of an item, as written.
fn conditions(world: &World<'_>, item: &WorldItem<'_>) -> BTreeSet<String> {
    let numbers = std::iter::once(item.when)
        .chain(item.takes.iter().map(|take| take.when))
        .chain(item.gives.iter().map(|give| give.when))
        .chain(item.asks.iter().map(|ask| ask.when));
    let written = numbers.filter(|&number| number != crate::world::ALWAYS);
    written.map(|number| world.conditions[number].text.clone()).collect()
}

/// What stands in place of a ground where a pack names none.
const UNNAMED: [&str; 3] = ["", "法定时限", "部门承诺"];

/// A ground that is named.
fn ground(text: &Text) -> Option<Text> {
    (!UNNAMED.contains(&text.zh.as_str())).then(|| text.clone())
}

fn ground_words(grounds: &[Option<Text>; 2]) -> Text {
    match grounds {
        [Some(a), Some(b)] if a == b => {
            Text::new(format!("（依据：{}）", a.zh), format!(" (ground: {})", a.en))
        }
        [Some(a), Some(b)] => Text::new(
            format!("（依据：前者{}，后者{}）", a.zh, b.zh),
            format!(" (ground: {} in the first, {} in the second)", a.en, b.en),
        ),
        [Some(a), None] => Text::new(
            format!("（依据：前者{}）", a.zh),
            format!(" (ground: {} in the first)", a.en),
        ),
        [None, Some(b)] => Text::new(
            format!("（依据：后者{}）", b.zh),
            format!(" (ground: {} in the second)", b.en),
        ),
        [None, None] => Text::new("（未写明法律依据）", " (no legal ground is named)"),
    }
}

fn kind_name(kind: DriftKind) -> Text {
    match kind {
        DriftKind::Want => Text::new("想要的结果", "the wanted result"),
        DriftKind::Item => Text::new("事项", "item"),
        DriftKind::Office => Text::new("承办部门", "the office"),
        DriftKind::Material => Text::new("材料", "material"),
        DriftKind::Question => Text::new("字段", "question"),
        DriftKind::LegalLimit => Text::new("法定时限（工作日）", "the legal limit in working days"),
        DriftKind::PromisedLimit => {
            Text::new("承诺时限（工作日）", "the promised limit in working days")
        }
        DriftKind::Steps => Text::new("环节数", "the number of steps"),
        DriftKind::Visits => Text::new("跑动次数", "the number of visits"),
        DriftKind::Fee => Text::new("收费（元）", "the fee in CNY"),
        DriftKind::Condition => Text::new("条件", "condition"),
        DriftKind::Stop => Text::new("停止计时的情形", "stop of the clock"),
    }
}

#[cfg(test)]
mod tests;
