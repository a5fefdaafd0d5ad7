//! `[services]` and `[[office]]`: the frame of services and who does them.

use crate::draft::{Draft, LevelUse};
use crate::findings::services;
use crate::kind::Kind;
use crate::reader::{At, Reader};
use diag::Text;
use district::service::{Ceilings, Desk, Office};
use std::collections::BTreeMap;

/// The most people that a desk may be said to have.
const STAFF_MAX: u32 = 10_000;

pub(super) fn services(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    reader.owner = Text::new("`[services]`", "`[services]`");
    let calendar = reader.need_text("calendar", "\"cn\"");
    let single = reader.days("single_days");
    let joint = reader.days("joint_days");
    let ground = reader.name("ground");
    let (owner, span) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    if let Some(first) = &draft.services.head {
        let finding = services::section_twice(span, first.clone());
        draft.found.push(finding);
        return;
    }
    draft.services.head = Some(span);
    if let Some(calendar) = &calendar {
        draft.refer(&owner, Kind::Calendar, calendar);
        draft.services.calendar = Some(calendar.value.to_owned());
    }
    let usual = Ceilings::default();
    draft.services.ceilings = Ceilings {
        single: single.map_or(usual.single, |days| days.value),
        joint: joint.map_or(usual.joint, |days| days.value),
        ground: ground.unwrap_or(usual.ground),
    };
}

pub(super) fn office(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let id = reader.id("id", Kind::Office);
    let name = reader.need_name("name");
    let levels = reader.need_texts("levels", "[\"street\"]").map_or(Vec::new(), |list| list.value);
    let mut staff = BTreeMap::new();
    for entry in reader.entries("staff") {
        if !levels.iter().any(|level| level.value == entry.name.value) {
            let known = levels.iter().map(|level| level.value);
            let span = entry.name.span.clone();
            reader.say(services::level_not_of_office(
                &reader.owner,
                entry.name.value,
                &reader.owner,
                span,
                known,
            ));
        }
        if let Some(people) = reader.entry_whole(&entry, 0, STAFF_MAX) {
            staff.insert(entry.name.value.to_owned(), people.value);
        }
    }
    let mut places = Vec::new();
    let mut desks = Vec::new();
    for mut inner in reader.tables("desks").into_iter().flatten() {
        let place = inner.need_text("place", "\"…\"");
        let covers = inner.texts("covers").map_or(Vec::new(), |list| list.value);
        let staff = inner.whole("staff", 0, STAFF_MAX).map(|people| people.value);
        reader.absorb(inner);
        places.extend(place.iter().chain(&covers).cloned());
        if let Some(place) = place {
            let covers = covers.iter().map(|place| place.value.to_owned()).collect();
            desks.push(Desk { place: place.value.to_owned(), covers, staff });
        }
    }
    let (owner, span) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    for level in &levels {
        use_level(draft, &owner, "levels", level);
    }
    let own = |level: &At<&str>| At { value: level.value.to_owned(), span: level.span.clone() };
    draft.services.office_levels.push((owner.clone(), levels.iter().map(own).collect()));
    for place in &places {
        draft.refer(&owner, Kind::Place, place);
    }
    let Some(id) = id else { return };
    if !draft.claim(Kind::Office, &id) {
        return;
    }
    let office = Office {
        id: id.value.to_owned(),
        name: name.unwrap_or_else(|| Text::same(id.value)),
        levels: levels.iter().map(|level| level.value.to_owned()).collect(),
        staff,
        desks,
        span,
    };
    draft.services.offices.insert(office.id.clone(), office);
}

/// Remembers that a place level has to be one of the places'.
pub(super) fn use_level(draft: &mut Draft<'_>, owner: &Text, key: &'static str, level: &At<&str>) {
    draft.level_uses.push(LevelUse {
        owner: owner.clone(),
        key,
        level: level.value.to_owned(),
        span: level.span.clone(),
    });
}
