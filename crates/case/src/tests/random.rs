//! Random commands by random actors at random moments: nothing panics, what is refused changes
//! nothing, and what always holds, holds after every event.

use crate::testing::{
    District, actor, applicant, brought, officer, open, operator, outside, planned, report,
    submission,
};
use crate::{
    Actor, ActorRole, Case, Command, CommandKind, Context, Event, Fact, MeasurePlan, Outcome,
    Reject, TaskKind, apply, decide, facts, fold, invariants_at, results, revocations, summary,
    tasks, timers,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const ITEMS: [&str; 9] = ["a", "b", "c", "d", "e", "x", "dispatch", "visit", "nothing"];

fn actors() -> impl Strategy<Value = Actor> {
    prop_oneof![
        2 => Just(applicant()),
        1 => Just(actor("p-2", ActorRole::Applicant)),
        6 => prop_oneof![
            Just(officer("li@police/s1")),
            Just(officer("wang@police/s1")),
            Just(officer("chief@police/d")),
            Just(officer("zhao@health/s1")),
            Just(officer("qian@health/d")),
            Just(officer("chen@grid/v1")),
            Just(officer("sun@grid/d")),
        ],
        3 => prop_oneof![Just(outside("police")), Just(outside("health")), Just(outside("grid"))],
        1 => Just(operator()),
        1 => Just(Actor::system()),
    ]
}

fn name(item: &str) -> &'static str {
    ITEMS.into_iter().find(|known| *known == item).unwrap_or("nothing")
}

fn of_item(item: &'static str, n: u8) -> CommandKind {
    let name = || item.to_owned();
    let reason = || "r".to_owned();
    let materials = || BTreeMap::from([("id-card".to_owned(), brought())]);
    let x = || vec![planned(&District::new(), "x", &[item])];
    match n % 22 {
        0..=3 => CommandKind::Claim { item: name() },
        4..=7 => CommandKind::Decide { item: name(), outcome: Outcome::grant(), dated_us: None },
        8 => crate::testing::refuse(item),
        9 => CommandKind::GiveBack { item: name() },
        10 => CommandKind::AskSupplement { item: Some(name()), what: reason(), slots: vec![] },
        11 => CommandKind::Supply { item: Some(name()), materials: materials(), answers: None },
        12 => CommandKind::StopClock { item: name(), ground: "expert-review".to_owned() },
        13 => CommandKind::ResumeClock { item: name() },
        14 => CommandKind::SendBack { item: name(), to: "a".to_owned(), reason: reason() },
        15 => CommandKind::Transfer {
            item: name(),
            office: "police".to_owned(),
            place: "s2".to_owned(),
            reason: reason(),
        },
        16 => CommandKind::Climb { item: name(), reason: reason() },
        17 => CommandKind::Appeal { item: name(), text: reason() },
        18 => CommandKind::SettleAppeal { item: name(), overturned: true, ground: reason() },
        19 => CommandKind::Cancel { item: Some(name()), reason: reason() },
        20 => CommandKind::Decide {
            item: name(),
            outcome: Outcome::Grant {
                calls: vec!["r-x".to_owned()],
                extension: x(),
                documents: BTreeMap::new(),
            },
            dated_us: None,
        },
        _ => CommandKind::Revoke { item: name(), slot: format!("r-{item}"), reason: reason() },
    }
}

fn of_case(n: u8) -> CommandKind {
    let reason = || "r".to_owned();
    let plan = |(id, after): &(&str, &[&str])| planned(&District::new(), id, after);
    let measures = |every| vec![MeasurePlan { item: "visit".to_owned(), every_days: every }];
    match n % 16 {
        0 => CommandKind::Accept,
        1 => CommandKind::AskSupplement { item: None, what: reason(), slots: vec![] },
        2 => CommandKind::Supply { item: None, materials: BTreeMap::new(), answers: None },
        3 => CommandKind::Extend {
            item: None,
            halves: 30,
            reason: reason(),
            approved_by: "mayor".to_owned(),
        },
        4 => CommandKind::Deliver { slots: vec!["r-a".to_owned()], by: reason() },
        5 => CommandKind::Sign { delivery: 0 },
        6 => CommandKind::Rate { stars: n, kept_promise: None },
        7 => CommandKind::Close,
        8 if n > 200 => CommandKind::Withdraw { reason: String::new() },
        9 if n > 200 => CommandKind::Cancel { item: None, reason: reason() },
        10 => CommandKind::Migrate {
            pack: format!("v{n}"),
            items: [("a", &[][..]), ("b", &["a"]), ("c", &["a"]), ("d", &["a"]), ("e", &["b"])]
                .iter()
                .map(plan)
                .collect(),
        },
        11 => CommandKind::MeasureDone { item: "visit".to_owned(), note: String::new() },
        12 => CommandKind::MeasureUndone { item: "visit".to_owned(), reason: reason() },
        13 => CommandKind::Reclass {
            tier: "B".to_owned(),
            classes: vec![],
            measures: measures(Some(u32::from(n))),
        },
        14 if n > 200 => CommandKind::End { reason: reason() },
        _ => CommandKind::SaveDraft { answers: serde_json::json!(n) },
    }
}

/// What happens next: any command by anybody, somebody does what is to be done, or time passes
/// and what is due fires.
#[derive(Debug, Clone)]
enum Step {
    Command(Box<Command>),
    Task { pick: usize, n: u8 },
    Pass(u32),
    FireAll,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let command = |(actor, what)| Step::Command(Box::new(Command::new(actor, what)));
    let step = prop_oneof![
        14 => (any::<usize>(), any::<u8>()).prop_map(|(pick, n)| Step::Task { pick, n }),
        4 => (actors(), 0..ITEMS.len(), any::<u8>())
            .prop_map(move |(actor, item, n)| command((actor, of_item(ITEMS[item], n)))),
        2 => (actors(), any::<u8>()).prop_map(move |(actor, n)| command((actor, of_case(n)))),
        3 => (0_u32..400).prop_map(Step::Pass),
        1 => (0_u32..8_000).prop_map(Step::Pass),
        2 => Just(Step::FireAll),
    ];
    proptest::collection::vec(step, 0..120)
}

/// A case that has just begun: a thing, a report with a ladder, or a standing case.
fn begin(district: &District, which: u8, take: &mut impl FnMut(Command)) {
    if which == 2 {
        take(Command::new(
            Actor::system(),
            CommandKind::OpenStanding {
                case: "case-1".to_owned(),
                programme: "assistance".to_owned(),
                place: "v1".to_owned(),
                subject: "p-1".to_owned(),
                pack: "v1".to_owned(),
                tier: "A".to_owned(),
                classes: vec![],
                measures: vec![MeasurePlan { item: "visit".to_owned(), every_days: Some(7) }],
            },
        ));
        return;
    }
    let (thing, place, submission) = if which == 0 {
        ("move", "s1", submission(district))
    } else {
        ("report", "v1", report(district))
    };
    take(Command::new(applicant(), open(thing, place)));
    take(Command::new(applicant(), CommandKind::Submit(Box::new(submission))));
}

struct World<'a> {
    district: &'a District,
    now_us: i64,
    case: Case,
    events: Vec<Event>,
    refused: usize,
    keys: BTreeSet<String>,
}

impl World<'_> {
    fn ctx(&self) -> Context<'_> {
        self.district.context(self.now_us)
    }

    fn take(&mut self, command: &Command) -> Result<(), Reject> {
        let before = self.case.clone();
        let decided = decide(&self.case, command, &self.ctx());
        let events = match decided {
            Ok(events) => events,
            Err(reject) => {
                assert_eq!(self.case, before, "a refused command changes nothing");
                assert!(!reject.message().zh.is_empty());
                self.refused += 1;
                return Err(reject);
            }
        };
        assert_eq!(decide(&before, command, &self.ctx()).unwrap(), events, "decide is pure");
        for event in &events {
            let _ = (results(&self.case, event), revocations(&self.case, event));
            assert_eq!(event.seq, self.case.seq + 1);
            assert!(event.at_us >= self.case.last_us);
            let mut case = std::mem::take(&mut self.case);
            apply(&mut case, event);
            self.case = case;
            let rows = facts(event, &self.case, &self.ctx());
            assert_eq!(rows[0].stream, "case_event");
            for row in rows.iter().filter(|row| row.stream != "thing_done") {
                self.once(row);
            }
        }
        self.events.extend(events);
        if let Err(broken) = invariants_at(&self.case, &self.ctx()) {
            panic!("{broken}\nafter {command:?}");
        }
        Ok(())
    }

    /// Every row has its own key: no event, decision or measure is counted twice.
    fn once(&mut self, fact: &Fact) {
        let columns = ["case_seq", "item", "round", "measure_no"];
        let key = columns.map(|column| fact.row.get(column).map(ToString::to_string));
        let key = format!("{} {key:?}", fact.stream);
        assert!(self.keys.insert(key.clone()), "twice: {key}");
    }

    /// One of the tasks, by somebody who may; mostly something that moves the case on.
    fn work(&mut self, pick: usize, n: u8) {
        let tasks = tasks(&self.case, &self.ctx());
        let Some(task) = tasks.get(pick.checked_rem(tasks.len()).unwrap_or(0)) else {
            let rate = CommandKind::Rate { stars: n % 7, kept_promise: None };
            let appeal = self.case.items.iter().find(|run| run.state.refused());
            let appeal = appeal.map_or(rate, |run| of_item(name(&run.plan.id), 17));
            drop(self.take(&Command::new(applicant(), appeal)));
            return;
        };
        let item = name(task.item.as_deref().unwrap_or("nothing"));
        let id = task.claimed_by.clone().unwrap_or_else(|| format!("o-{}", n % 2));
        let (office, place) = (task.office.clone(), task.place.clone());
        let desk = actor(&id, ActorRole::Officer { office, place });
        let (who, what) = match task.kind {
            TaskKind::Accept if n < 60 => (desk, of_case(1)),
            TaskKind::Accept => (desk, CommandKind::Accept),
            TaskKind::Do if task.claimed_by.is_none() && n < 230 => (desk, of_item(item, 0)),
            TaskKind::Do => (desk, of_item(item, n)),
            TaskKind::Resume => (desk, of_item(item, 13)),
            TaskKind::Supply if item == "nothing" => (applicant(), of_case(2)),
            TaskKind::Supply => (applicant(), of_item(item, 11)),
            TaskKind::Appeal => (desk, of_item(item, 18)),
            TaskKind::Measure => (desk, of_case(11 + n % 2)),
            TaskKind::Sign => (applicant(), CommandKind::Sign { delivery: u32::from(n % 2) }),
        };
        drop(self.take(&Command::new(who, what)));
    }

    /// Fires everything that is due until nothing is; every timer that fires is gone or later.
    fn fire_all(&mut self) {
        for _ in 0..100 {
            let due: Vec<_> = timers(&self.case, &self.ctx())
                .into_iter()
                .filter(|timer| timer.due_us <= self.now_us)
                .collect();
            let Some(timer) = due.first() else { return };
            self.take(&Command::fire(&timer.key)).unwrap_or_else(|r| panic!("{timer:?}: {r}"));
            let again = timers(&self.case, &self.ctx());
            assert!(!again.contains(timer), "{timer:?} fired and is still there");
        }
        panic!("timers fire without end: {:?}", timers(&self.case, &self.ctx()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1000,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_commands_never_break_a_case(which in 0_u8..3, accept in any::<bool>(), steps in steps()) {
        let district = District::new();
        let now_us = district.at("2026-02-09 09:30:00");
        let case = Case::default();
        let mut world = World { district: &district, now_us, case, events: vec![], refused: 0, keys: BTreeSet::new() };
        begin(&district, which, &mut |command| world.take(&command).unwrap());
        if accept && which < 2 {
            world.take(&Command::new(Actor::system(), CommandKind::Accept)).unwrap();
        }
        for step in steps {
            match step {
                Step::Command(command) => drop(world.take(&command)),
                Step::Task { pick, n } => world.work(pick, n),
                Step::Pass(minutes) => world.now_us += i64::from(minutes) * 60_000_000,
                Step::FireAll => world.fire_all(),
            }
            let ctx = world.ctx();
            let _ = (tasks(&world.case, &ctx), summary(&world.case, &ctx));
        }
        // C1: the fold of the events, even after a journey through JSON, is the live state.
        let text = serde_json::to_string(&world.events).unwrap();
        let events: Vec<Event> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&fold(&events), &world.case);
        let text = serde_json::to_string(&world.case).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Case>(&text).unwrap(), &world.case);
    }
}
