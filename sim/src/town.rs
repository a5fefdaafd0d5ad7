//! A small district: five items A → (B ∥ C ∥ D) → E of two offices, a thing with them, a report
//! with a ladder, a programme.

use case::{Context, MaterialFrom, MaterialRef, Submission};
use diag::{Span, Text};
use district::plan::PlannedItem;
use district::service::{
    Basis, Before, Call, Ceilings, Give, Item, Ladder, Limit, Material, Measure, Office, Party,
    Programme, Silence, StopGround, Take, Thing, Tier,
};
use district::{Exact, Place, PlaceTree, Rule, Services, Slot, WorkCalendar, WorkDays, Zone};
use hall::{Pack, Packs, Refusal, RefusalKind};
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The version to which most cases are pinned.
pub(crate) const PACK: &str = "v1";
/// A version that nobody has any more.
pub(crate) const GONE: &str = "gone";

/// Everything that a context borrows.
#[derive(Debug)]
pub(crate) struct Town {
    id: String,
    zone: Zone,
    calendar: WorkCalendar,
    services: Services,
    places: PlaceTree,
}

impl Pack for Town {
    fn district(&self) -> &str {
        &self.id
    }

    fn context(&self, now_us: i64) -> Context<'_> {
        Context {
            now_us,
            zone: &self.zone,
            calendar: &self.calendar,
            services: &self.services,
            places: &self.places,
        }
    }
}

/// The pack versions.
#[derive(Debug, Clone)]
pub(crate) struct Versions(pub(crate) Arc<Town>);

impl Packs for Versions {
    type Pack = Town;

    async fn get(&self, digest: &str) -> Result<Arc<Town>, Refusal> {
        if digest == PACK {
            return Ok(Arc::clone(&self.0));
        }
        Err(Refusal::new(RefusalKind::Rejected, "没有", "there is no such version"))
    }
}

impl Town {
    /// The district.
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
        let id = "town".to_owned();
        Self { id, zone, calendar, services, places: places() }
    }

    /// When the simulation begins.
    pub(crate) fn begins_us(&self) -> i64 {
        self.zone.instant_us(date(2026, 1, 5).at(9, 0, 0, 0)).unwrap()
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
pub(crate) fn planned(district: &Town, id: &str, after: &[&str]) -> PlannedItem {
    let item = district.services.items.get(id).expect("a declared item");
    let on: Date = date(2026, 3, 2);
    PlannedItem {
        id: id.to_owned(),
        office: item.office.clone(),
        level: item.level.clone().unwrap(),
        after: after.iter().map(|&after| after.to_owned()).collect(),
        takes: item.takes.iter().map(|take| take.any_of.first().unwrap().to_string()).collect(),
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
pub(crate) fn submission(district: &Town) -> Submission {
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
pub(crate) fn report(district: &Town) -> Submission {
    Submission {
        items: vec![planned(district, "dispatch", &[])],
        promised_halves: 20,
        ceiling_halves: 40,
        materials: BTreeMap::from([("note".to_owned(), brought())]),
        ..Submission::default()
    }
}
