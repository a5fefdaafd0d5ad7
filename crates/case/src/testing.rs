//! A small district for tests: five items A → (B ∥ C ∥ D) → E of two offices, a thing with them,
//! a report with a ladder, a programme, and a script in which a case is told.

use crate::{
    Actor, ActorRole, Case, Command, CommandKind, Context, Event, MaterialFrom, MaterialRef,
    Outcome, Reject, Subject, Submission, apply, decide, invariants_at,
};
use diag::{Span, Text};
use district::plan::PlannedItem;
use district::service::{
    Basis, Before, Call, Ceilings, Give, Item, Ladder, Limit, Material, Measure, Office, Party,
    Programme, Silence, StopGround, Take, Thing, Tier,
};
use district::{Exact, Place, PlaceTree, Rule, Services, Slot, WorkCalendar, WorkDays, Zone};
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that a context borrows.
pub(crate) struct District {
    pub(crate) zone: Zone,
    pub(crate) calendar: WorkCalendar,
    pub(crate) services: Services,
    pub(crate) places: PlaceTree,
}

impl District {
    pub(crate) fn new() -> Self {
        let mut services = Services { ceilings: Ceilings::default(), ..Services::default() };
        for (id, levels) in [
            ("police", vec!["street", "district"]),
            ("health", vec!["street", "district"]),
            ("grid", vec!["village", "street", "district"]),
        ] {
            services.offices.insert(id.to_owned(), office(id, &levels));
        }
        for item in items() {
            services.items.insert(item.id.clone(), item);
        }
        services.materials.insert("r-a".to_owned(), material("r-a", Some(365)));
        services.things.insert("move".to_owned(), thing("move", None));
        services.things.insert("report".to_owned(), thing("report", Some(ladder())));
        services.programmes.insert("assistance".to_owned(), programme());
        let calendar = WorkCalendar {
            id: "cn".to_owned(),
            holidays: (16..=20).map(|day| date(2026, 2, day)).collect(),
            makeup_workdays: BTreeSet::from([date(2026, 2, 14)]),
            years: BTreeSet::from([2026]),
        };
        let zone = Zone::find("Asia/Shanghai").unwrap();
        Self { zone, calendar, services, places: places() }
    }

    pub(crate) fn context(&self, now_us: i64) -> Context<'_> {
        Context {
            now_us,
            zone: &self.zone,
            calendar: &self.calendar,
            services: &self.services,
            places: &self.places,
        }
    }

    /// `2026-03-02 09:30` on the district's clock, in µs.
    pub(crate) fn at(&self, moment: &str) -> i64 {
        let civil = moment.replace(' ', "T").parse().unwrap();
        self.zone.instant_us(civil).unwrap()
    }

    /// The moment of an instant, to the second.
    pub(crate) fn say(&self, at_us: i64) -> String {
        self.zone.civil(at_us).unwrap().to_string().replace('T', " ")
    }
}

fn places() -> PlaceTree {
    let place = |id: &str, level: &str, parent: Option<&str>| Place {
        id: id.to_owned(),
        name: Text::same(id),
        level: level.to_owned(),
        parent: parent.map(str::to_owned),
    };
    PlaceTree::new([
        place("d", "district", None),
        place("s1", "street", Some("d")),
        place("s2", "street", Some("d")),
        place("s3", "street", Some("d")),
        place("v1", "village", Some("s1")),
        place("v2", "village", Some("s2")),
    ])
}

fn office(id: &str, levels: &[&str]) -> Office {
    Office {
        id: id.to_owned(),
        name: Text::same(id),
        levels: levels.iter().map(|&level| level.to_owned()).collect(),
        staff: BTreeMap::new(),
        desks: Vec::new(),
        span: Span::default(),
    }
}

fn material(id: &str, valid_days: Option<u32>) -> Material {
    Material {
        id: id.to_owned(),
        name: Text::same(id),
        holder: Party::Person,
        sources: BTreeSet::new(),
        valid_days,
        certificate: true,
        span: Span::default(),
    }
}

fn limit(days: u32) -> Limit {
    Limit { days: WorkDays::days(days), ground: Text::same("law") }
}

fn item(id: &str, office: &str, level: &str, legal: u32, promised: u32, takes: &[&str]) -> Item {
    let take =
        |slot: &&str| Take { any_of: vec![Slot::read(slot)], when: None, span: Span::default() };
    let give = Give { slot: Slot::read(&format!("r-{id}")), when: None, span: Span::default() };
    Item {
        id: id.to_owned(),
        name: Text::same(id),
        office: office.to_owned(),
        level: Some(level.to_owned()),
        when: None,
        takes: takes.iter().map(take).collect(),
        gives: vec![give],
        asks: Vec::new(),
        legal: limit(legal),
        promised: limit(promised),
        steps: 1,
        visits: 1,
        fee: Exact::zero(),
        stops: vec![StopGround {
            id: "expert-review".to_owned(),
            name: Text::same("expert review"),
            ground: Text::same("article 45"),
            days_max: Some(WorkDays::days(3)),
        }],
        silence: Silence::Climbs,
        calls: vec![Call { slot: Slot::read("r-x"), name: Text::same("x") }],
        decision: None,
        remedy: Text::new("六十日内申请行政复议", "reconsideration within sixty days"),
        basis: Basis::Unsaid,
        span: Span::default(),
    }
}

fn items() -> Vec<Item> {
    let mut b = item("b", "police", "street", 5, 2, &["r-a", "id-card"]);
    b.silence = Silence::Grants;
    let mut c = item("c", "health", "street", 5, 2, &["r-a"]);
    c.silence = Silence::Refuses;
    vec![
        item("a", "police", "street", 3, 1, &["id-card"]),
        b,
        c,
        item("d", "health", "district", 5, 2, &["r-a"]),
        item("e", "police", "street", 5, 1, &["r-b", "r-c", "r-d"]),
        item("x", "health", "street", 5, 1, &[]),
        item("dispatch", "grid", "village", 10, 10, &["note"]),
        item("visit", "grid", "village", 5, 5, &[]),
        item("job", "grid", "street", 5, 5, &[]),
    ]
}

fn ladder() -> Ladder {
    Ladder {
        levels: ["village", "street", "district"].map(str::to_owned).to_vec(),
        climb_after: vec![WorkDays::days(5), WorkDays::days(3), WorkDays::days(2)],
    }
}

fn thing(id: &str, ladder: Option<Ladder>) -> Thing {
    Thing {
        id: id.to_owned(),
        name: Text::same(id),
        party: Party::Person,
        roles: Vec::new(),
        wants: Vec::new(),
        asks: Vec::new(),
        given: Vec::new(),
        promised: WorkDays::days(5),
        ceiling: None,
        steps: 1,
        visits: 0,
        before: Before::default(),
        level: "street".to_owned(),
        places: if id == "report" { vec!["s1".to_owned()] } else { Vec::new() },
        ladder,
        basis: Basis::Unsaid,
        span: Span::default(),
    }
}

fn programme() -> Programme {
    let tier = |id: &str, measures| Tier {
        id: id.to_owned(),
        name: Text::same(id),
        when: Rule::always(),
        measures,
    };
    let visit = Measure { item: "visit".to_owned(), every_days: Some(14) };
    let job = Measure { item: "job".to_owned(), every_days: None };
    Programme {
        id: "assistance".to_owned(),
        name: Text::same("assistance"),
        population: "people".to_owned(),
        person: "person".to_owned(),
        place: "village".to_owned(),
        when: None,
        classes: Vec::new(),
        tiers: vec![tier("A", vec![visit.clone(), job]), tier("B", vec![visit])],
        ladder: ladder(),
        span: Span::default(),
    }
}

/// An item as the planner would plan it; the dates are not looked at by the machine.
pub(crate) fn planned(district: &District, id: &str, after: &[&str]) -> PlannedItem {
    let item = &district.services.items[id];
    let on: Date = date(2026, 3, 2);
    PlannedItem {
        id: id.to_owned(),
        office: item.office.clone(),
        level: item.level.clone().unwrap(),
        after: after.iter().map(|&after| after.to_owned()).collect(),
        takes: item.takes.iter().map(|take| take.any_of[0].to_string()).collect(),
        gives: item.gives.iter().map(|give| give.slot.to_string()).collect(),
        promised_halves: item.promised.days.count_halves(),
        legal_halves: item.legal.days.count_halves(),
        start_on: on,
        due_on: on,
        legal_due_on: on,
        critical: false,
    }
}

pub(crate) fn brought() -> MaterialRef {
    let (at, hash) = ("blob/1".to_owned(), "00".to_owned());
    MaterialRef { from: MaterialFrom::Applicant, at, hash }
}

/// A → (B ∥ C ∥ D) → E.
pub(crate) fn submission(district: &District) -> Submission {
    Submission {
        items: vec![
            planned(district, "a", &[]),
            planned(district, "b", &["a"]),
            planned(district, "c", &["a"]),
            planned(district, "d", &["a"]),
            planned(district, "e", &["b", "c", "d"]),
        ],
        promised_halves: 10,
        ceiling_halves: 90,
        answers: serde_json::json!("sealed"),
        fields: 3,
        materials: BTreeMap::from([("id-card".to_owned(), brought())]),
    }
}

/// A single item of a thing with a ladder.
pub(crate) fn report(district: &District) -> Submission {
    Submission {
        items: vec![planned(district, "dispatch", &[])],
        promised_halves: 20,
        ceiling_halves: 40,
        materials: BTreeMap::from([("note".to_owned(), brought())]),
        ..Submission::default()
    }
}

pub(crate) fn actor(id: &str, role: ActorRole) -> Actor {
    Actor { id: id.to_owned(), role }
}

pub(crate) fn applicant() -> Actor {
    actor("p-1", ActorRole::Applicant)
}

pub(crate) fn operator() -> Actor {
    actor("root", ActorRole::Operator)
}

/// `li@police/s1`.
pub(crate) fn officer(text: &str) -> Actor {
    let (id, desk) = text.split_once('@').unwrap();
    let (office, place) = desk.split_once('/').unwrap();
    let (office, place) = (office.to_owned(), place.to_owned());
    actor(id, ActorRole::Officer { office, place })
}

pub(crate) fn outside(office: &str) -> Actor {
    actor(&format!("{office}-system"), ActorRole::Outside { office: office.to_owned() })
}

pub(crate) fn open(thing: &str, place: &str) -> CommandKind {
    CommandKind::Open {
        case: "case-1".to_owned(),
        subject: Subject::Thing(thing.to_owned()),
        place: place.to_owned(),
        applicant: "p-1".to_owned(),
        pack: "v1".to_owned(),
    }
}

pub(crate) fn grant(item: &str) -> CommandKind {
    CommandKind::Decide { item: item.to_owned(), outcome: Outcome::grant(), dated_us: None }
}

pub(crate) fn refuse(item: &str) -> CommandKind {
    let outcome = Outcome::Refuse { ground: "not entitled".to_owned() };
    CommandKind::Decide { item: item.to_owned(), outcome, dated_us: None }
}

/// A case that is told step by step.
pub(crate) struct Script {
    pub(crate) district: District,
    pub(crate) case: Case,
    pub(crate) events: Vec<Event>,
    pub(crate) now_us: i64,
}

impl Script {
    pub(crate) fn new() -> Self {
        let district = District::new();
        let now_us = district.at("2026-03-02 09:30:00");
        Self { district, case: Case::default(), events: Vec::new(), now_us }
    }

    /// Opened, handed in and taken up on Monday 2026-03-02 at 09:30.
    pub(crate) fn running() -> Self {
        let mut script = Self::new();
        let submission = submission(&script.district);
        script.give(&applicant(), open("move", "s1"));
        script.give(&applicant(), CommandKind::Submit(Box::new(submission)));
        script.give(&officer("li@police/s1"), CommandKind::Accept);
        script
    }

    pub(crate) fn at(&mut self, moment: &str) -> &mut Self {
        self.now_us = self.district.at(moment);
        self
    }

    pub(crate) fn ctx(&self) -> Context<'_> {
        self.district.context(self.now_us)
    }

    /// Tries a command and, if it is taken, applies it and checks everything that always holds.
    pub(crate) fn try_give(
        &mut self,
        actor: &Actor,
        what: CommandKind,
    ) -> Result<Vec<Event>, Reject> {
        let command = Command::new(actor.clone(), what);
        let events = decide(&self.case, &command, &self.ctx())?;
        assert!(!events.is_empty(), "{command:?} gives nothing");
        for event in &events {
            apply(&mut self.case, event);
        }
        self.events.extend(events.iter().cloned());
        if let Err(broken) = invariants_at(&self.case, &self.ctx()) {
            panic!("after {command:?}: {broken}");
        }
        Ok(events)
    }

    #[track_caller]
    pub(crate) fn give(&mut self, actor: &Actor, what: CommandKind) -> Vec<Event> {
        let name = what.name();
        self.try_give(actor, what).unwrap_or_else(|reject| panic!("{name}: {reject}"))
    }

    /// The refusal of a command.
    #[track_caller]
    pub(crate) fn reject(&mut self, actor: &Actor, what: CommandKind) -> Reject {
        let name = what.name();
        self.try_give(actor, what).expect_err(name)
    }

    /// Claims and, an hour later, decides.
    #[track_caller]
    pub(crate) fn done(&mut self, who: &str, what: CommandKind) -> Vec<Event> {
        let CommandKind::Decide { item, .. } = &what else { panic!("{what:?} decides nothing") };
        self.give(&officer(who), CommandKind::Claim { item: item.clone() });
        self.now_us += 3_600_000_000;
        self.give(&officer(who), what)
    }

    pub(crate) fn fire(&mut self, key: &str) -> Result<Vec<Event>, Reject> {
        self.try_give(&Actor::system(), CommandKind::Fire { key: key.to_owned() })
    }

    /// How far everything is: `running: a claimed, b waiting`.
    pub(crate) fn told(&self) -> String {
        let case = &self.case;
        let items = case.items.iter().map(|run| format!("{} {}", run.plan.id, run.state.name()));
        let closing = case.closing.map(|how| format!(" {}", how.name())).unwrap_or_default();
        let items = items.collect::<Vec<_>>().join(", ");
        format!("{}{closing}: {items}", case.status.name())
    }

    pub(crate) fn tasks(&self) -> String {
        let say = |at_us: Option<i64>| at_us.map_or("-".to_owned(), |at| self.district.say(at));
        let mut lines: Vec<String> = crate::tasks(&self.case, &self.ctx())
            .iter()
            .map(|task| {
                let (due, promised) = (say(task.due_us), say(task.promised_due_us));
                format!(
                    "{} {}@{} {} by {}, promised {promised}, due {due}, {:?}",
                    task.key,
                    task.office,
                    task.place,
                    task.level,
                    task.claimed_by.as_deref().unwrap_or("nobody"),
                    task.light,
                )
            })
            .collect();
        lines.sort();
        lines.join("\n")
    }

    pub(crate) fn timers(&self) -> String {
        let mut timers = crate::timers(&self.case, &self.ctx());
        timers.sort_by(|a, b| (a.due_us, &a.key).cmp(&(b.due_us, &b.key)));
        let line =
            |timer: &crate::Timer| format!("{} {}", self.district.say(timer.due_us), timer.key);
        timers.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// The words of events, in order.
pub(crate) fn kinds(events: &[Event]) -> String {
    events.iter().map(|event| event.kind.name()).collect::<Vec<_>>().join(" ")
}
