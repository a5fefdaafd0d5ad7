//! Past cases run again through the declarations as they are or as they would be: each item takes
//! the working time that it really took, and waits for a desk whose people are all at work.
//!
//! A desk of n people works on n items at a time, first come, first served. Where a desk has
//! nobody, the next one above it with people does the work. Time is counted in half working days;
//! what is accepted on a day can be begun when that day is over, as limits are counted.
//!
//! Start reading at [`replay`].

use crate::choose::{Chosen, Situation, Source, choose};
use crate::world::{Index, World};
use district::service::{Item, Office};
use district::workday::WorkDays;
use district::{Answers, Exact, PlaceTree, Services, WorkCalendar};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// A case as it was.
#[derive(Debug, Clone)]
pub struct PastCase {
    /// The thing.
    pub thing: String,
    /// The answers.
    pub answers: Answers,
    /// The place that the case belonged to.
    pub place: String,
    /// The day on which it was accepted.
    pub accepted_on: Date,
    /// Working time that items really took, in half working days. Items of the plan that are not
    /// here were not done: their results were held.
    pub taken: BTreeMap<String, u32>,
}

/// How long cases took, by nearest rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// Cases that came to an end.
    pub finished: usize,
    /// Cases that never could: nobody is there to do an item, or there is no plan any more.
    pub unfinished: usize,
    /// Half of the cases took no longer.
    pub median: WorkDays,
    /// Three quarters took no longer.
    pub p75: WorkDays,
    /// Nine tenths took no longer.
    pub p90: WorkDays,
    /// The longest.
    pub max: WorkDays,
    /// Share of all cases that kept the promise of their thing; none: there were no cases.
    pub kept: Option<Exact>,
}

/// The same past cases, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// By the declarations as they are.
    pub before: Distribution,
    /// By the declarations as they would be.
    pub after: Distribution,
}

/// Declarations to replay by.
#[derive(Debug, Clone, Copy)]
pub struct Declared<'a> {
    /// Items, things and offices.
    pub services: &'a Services,
    /// The working calendar.
    pub calendar: &'a WorkCalendar,
}

/// Replays past cases by two sets of declarations. Items that are only in the changed plan take
/// what they promise; what really took time keeps its time, whatever is promised.
pub fn replay(
    before: Declared<'_>,
    after: Declared<'_>,
    places: &PlaceTree,
    cases: &[PastCase],
) -> Replayed {
    let first = Index::new(before.services);
    let second = Index::new(after.services);
    let plans: Vec<Option<Vec<Work<'_>>>> =
        cases.iter().map(|case| works(&first, case, None)).collect();
    let changed: Vec<Option<Vec<Work<'_>>>> = cases
        .iter()
        .zip(&plans)
        .map(|(case, old)| works(&second, case, Some(old.as_deref().unwrap_or(&[]))))
        .collect();
    Replayed {
        before: run(before, places, cases, &plans),
        after: run(after, places, cases, &changed),
    }
}

/// An item of a case, with the numbers of those of the case that it comes after.
#[derive(Debug)]
struct Work<'a> {
    item: &'a Item,
    after: Vec<usize>,
    /// None: its results were held, nothing is done.
    halves: Option<u32>,
}

/// What is done in a case; none: there is no plan for it.
fn works<'a>(
    index: &Index<'a>,
    case: &PastCase,
    old: Option<&[Work<'_>]>,
) -> Option<Vec<Work<'a>>> {
    let thing = index.services.things.get(&case.thing)?;
    let world = World::new(index, thing, &[]);
    let truths = world.truths(&world.bound(&case.answers));
    let (held, outside) = (vec![false; world.slots.len()], BTreeMap::new());
    let at = Situation { truths: &truths, held: &held, outside: &outside };
    let items = choose(&world, &at).ok()?.items;
    let numbers: BTreeMap<usize, usize> =
        items.iter().enumerate().map(|(number, chosen)| (chosen.item, number)).collect();
    let work = |chosen: &Chosen| {
        let item = world.items[chosen.item].item;
        let after = chosen.takes.iter().filter_map(|&(_, source)| match source {
            Source::Item(giver) => numbers.get(&giver).copied(),
            Source::Held
            | Source::Outside
            | Source::Register
            | Source::Applicant
            | Source::Pending => None,
        });
        let after: BTreeSet<usize> = after.collect();
        let new = old.is_some_and(|old| old.iter().all(|work| work.item.id != item.id));
        let promised = new.then(|| item.promised.days.count_halves());
        let halves = case.taken.get(&item.id).copied().or(promised);
        Work { item, after: after.into_iter().collect(), halves }
    };
    Some(items.iter().map(work).collect())
}

/// An office at a level in a place.
type DeskKey<'a> = (&'a str, &'a str);

#[derive(Debug, Default)]
struct Queue {
    people: u32,
    busy: u32,
    /// By time of arrival, then case and item.
    waiting: BTreeSet<(u32, usize, usize)>,
}

/// What happens to an item of a case; those that end come before those that become ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Ends,
    Ready,
}

struct Run<'r, 'a> {
    plans: &'r [Option<Vec<Work<'a>>>],
    /// By case and item: the desk; none: nobody is there.
    desks: Vec<Vec<Option<DeskKey<'r>>>>,
    queues: BTreeMap<DeskKey<'r>, Queue>,
    /// By case and item: how many it still waits for.
    waits: Vec<Vec<usize>>,
    events: BinaryHeap<Reverse<(u32, What, usize, usize)>>,
    /// By case: items left, and the last end.
    left: Vec<(usize, u32)>,
}

fn run<'r>(
    declared: Declared<'r>,
    places: &'r PlaceTree,
    cases: &[PastCase],
    plans: &'r [Option<Vec<Work<'_>>>],
) -> Distribution {
    let accepted = accepted(declared.calendar, cases);
    let mut run = Run {
        plans,
        desks: Vec::new(),
        queues: BTreeMap::new(),
        waits: Vec::new(),
        events: BinaryHeap::new(),
        left: Vec::new(),
    };
    for (number, (case, plan)) in cases.iter().zip(plans).enumerate() {
        run.add(declared.services, places, number, case, plan.as_deref(), accepted[number]);
    }
    while let Some(Reverse((now, what, case, item))) = run.events.pop() {
        match what {
            What::Ready => run.arrive(now, case, item),
            What::Ends => run.end(now, case, item),
        }
    }
    let promises = |case: &PastCase| {
        declared.services.things.get(&case.thing).map(|thing| thing.promised.count_halves())
    };
    let ends = cases.iter().enumerate().map(|(number, case)| {
        let (left, end) = run.left[number];
        let done = plans[number].is_some() && left == 0;
        (done.then(|| end.saturating_sub(accepted[number])), promises(case))
    });
    distribution(ends)
}

/// The half working day at which each case is accepted, from the first of them all.
fn accepted(calendar: &WorkCalendar, cases: &[PastCase]) -> Vec<u32> {
    let days: BTreeSet<Date> = cases.iter().map(|case| case.accepted_on).collect();
    let mut at = BTreeMap::new();
    let (mut last, mut count) = (None, 0);
    for day in days {
        count += last.map_or(0, |last| calendar.workdays_between(last, day));
        at.insert(day, u32::try_from(count).unwrap_or(u32::MAX).saturating_mul(2));
        last = Some(day);
    }
    cases.iter().map(|case| at[&case.accepted_on]).collect()
}

impl<'r, 'a> Run<'r, 'a> {
    fn add(
        &mut self,
        services: &'r Services,
        places: &'r PlaceTree,
        number: usize,
        case: &PastCase,
        plan: Option<&'r [Work<'a>]>,
        accepted: u32,
    ) {
        let plan = plan.unwrap_or(&[]);
        let desks = plan.iter().map(|work| {
            let (key, people) = desk(services, places, work.item, &case.place)?;
            self.queues.entry(key).or_default().people = people;
            Some(key)
        });
        let desks = desks.collect();
        self.desks.push(desks);
        self.waits.push(plan.iter().map(|work| work.after.len()).collect());
        self.left.push((plan.len(), accepted));
        for (item, work) in plan.iter().enumerate() {
            if work.after.is_empty() {
                self.events.push(Reverse((accepted, What::Ready, number, item)));
            }
        }
    }

    fn work(&self, case: usize, item: usize) -> Option<&'r Work<'a>> {
        self.plans[case].as_ref()?.get(item)
    }

    fn arrive(&mut self, now: u32, case: usize, item: usize) {
        let Some(work) = self.work(case, item) else { return };
        if work.halves.is_none() {
            self.finished(now, case, item);
            return;
        }
        let Some(key) = self.desks[case][item] else { return };
        if let Some(queue) = self.queues.get_mut(&key) {
            queue.waiting.insert((now, case, item));
        }
        self.begin(now, key);
    }

    fn end(&mut self, now: u32, case: usize, item: usize) {
        if let Some(key) = self.desks[case][item] {
            if let Some(queue) = self.queues.get_mut(&key) {
                queue.busy -= 1;
            }
            self.finished(now, case, item);
            self.begin(now, key);
        }
    }

    /// Puts free people of a desk to work.
    fn begin(&mut self, now: u32, key: DeskKey<'r>) {
        let Some(queue) = self.queues.get_mut(&key) else { return };
        while queue.busy < queue.people
            && let Some((_, case, item)) = queue.waiting.pop_first()
        {
            queue.busy += 1;
            let work = self.plans[case].as_ref().and_then(|plan| plan.get(item));
            let halves = work.and_then(|work| work.halves).unwrap_or(0);
            let end = now.saturating_add(halves);
            self.events.push(Reverse((end, What::Ends, case, item)));
        }
    }

    fn finished(&mut self, now: u32, case: usize, item: usize) {
        let (left, end) = &mut self.left[case];
        *left -= 1;
        *end = (*end).max(now);
        let plan = self.plans[case].as_deref().unwrap_or(&[]);
        for (next, work) in plan.iter().enumerate() {
            if work.after.contains(&item) {
                self.waits[case][next] -= 1;
                if self.waits[case][next] == 0 {
                    self.events.push(Reverse((now, What::Ready, case, next)));
                }
            }
        }
    }
}

/// The desk that does an item for a place, with its people; none: nobody is there.
fn desk<'r>(
    services: &'r Services,
    places: &'r PlaceTree,
    item: &Item,
    place: &str,
) -> Option<(DeskKey<'r>, u32)> {
    let office = services.offices.get(&item.office)?;
    let level = item.level.as_ref().or(office.levels.first())?;
    let at = places.ancestor(place, level).or_else(|| places.find(place))?;
    places.lineage(&at.id).find_map(|at| {
        let (stands, people) = people(office, &at.id, &at.level)?;
        (people > 0).then_some(((office.id.as_str(), stands), people))
    })
}

/// Where the desk for a place stands, and how many people it has.
fn people<'r>(office: &'r Office, place: &'r str, level: &str) -> Option<(&'r str, u32)> {
    let usual = office.staff.get(level).copied().unwrap_or(1);
    let own = office
        .desks
        .iter()
        .find(|desk| desk.place == place || desk.covers.iter().any(|covered| covered == place));
    match own {
        Some(desk) => Some((desk.place.as_str(), desk.staff.unwrap_or(usual))),
        None => office.levels.iter().any(|known| known == level).then_some((place, usual)),
    }
}

/// From each case: how long it took, if it came to an end, and what was promised.
fn distribution(cases: impl Iterator<Item = (Option<u32>, Option<u32>)>) -> Distribution {
    let mut lengths = Vec::new();
    let (mut all, mut kept) = (0_i64, 0_i64);
    for (took, promised) in cases {
        all += 1;
        if let Some(took) = took {
            lengths.push(took);
            kept += i64::from(promised.is_some_and(|promised| took <= promised));
        }
    }
    lengths.sort_unstable();
    // The nearest rank: the least length that so many of every hundred cases did not exceed.
    let rank = |percent: usize| {
        let rank = (lengths.len() * percent).div_ceil(100).max(1);
        WorkDays::halves(lengths.get(rank - 1).copied().unwrap_or(0))
    };
    Distribution {
        finished: lengths.len(),
        unfinished: usize::try_from(all).unwrap_or(usize::MAX) - lengths.len(),
        median: rank(50),
        p75: rank(75),
        p90: rank(90),
        max: rank(100),
        kept: Exact::ratio(kept, all),
    }
}

#[cfg(test)]
mod tests;
