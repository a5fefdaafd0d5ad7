//! `[[facility_kind]]`, `[[walker]]` and `[[circle]]`: what people walk to, who walks, and which
//! kinds are all to be within some minutes.

use crate::draft::{CircleSpans, Draft};
use crate::findings::{access, services};
use crate::kind::Kind;
use crate::reader::{At, Reader};
use diag::Text;
use district::{Circle, Exact, FacilityKind, Walker};

/// Nobody walks faster for a quarter of an hour.
const KM_H_MAX: i64 = 12;
/// Beyond this steps are not passed at all.
const STEPS_MAX: i64 = 20;
const SLOPE_MAX: i64 = 100;
const MINUTES: (u32, u32) = (1, 120);

pub(super) fn facility_kind(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let id = reader.id("id", Kind::Facility);
    let name = reader.need_name("name");
    let mut tags: Vec<At<String>> = Vec::new();
    for tag in reader.texts("osm").map_or(Vec::new(), |list| list.value) {
        if !tag_like(tag.value) {
            reader.say(access::tag_form(&reader.owner, tag.value, tag.span));
            continue;
        }
        add(&mut reader, "osm", &mut tags, tag.value.to_owned(), tag.span);
    }
    let span = reader.span();
    draft.access.said(Kind::Facility, &span);
    draft.close(reader);
    let Some(id) = id else { return };
    if !draft.claim(Kind::Facility, &id) {
        return;
    }
    let kind = FacilityKind {
        id: id.value.to_owned(),
        name: name.unwrap_or_else(|| Text::same(id.value)),
        tags: values(tags),
        span,
    };
    draft.access.kinds.insert(kind.id.clone(), kind);
}

pub(super) fn walker(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let id = reader.id("id", Kind::Walker);
    let name = reader.need_name("name");
    reader.need("km_h", "5");
    let km_h = reader.number_up_to("km_h", KM_H_MAX);
    let steps = steps(&mut reader);
    let slope = reader.boolean("slope").unwrap_or(false);
    let slope_max = reader.number_up_to("slope_max", SLOPE_MAX).map(|slope| slope.value);
    let unpaved = reader.boolean("unpaved").unwrap_or(true);
    let wheelchair = reader.boolean("wheelchair").unwrap_or(false);
    let span = reader.span();
    draft.access.said(Kind::Walker, &span);
    draft.close(reader);
    let Some(id) = id else { return };
    if !draft.claim(Kind::Walker, &id) {
        return;
    }
    let Some(km_h) = km_h else { return };
    let walker = Walker {
        id: id.value.to_owned(),
        name: name.unwrap_or_else(|| Text::same(id.value)),
        km_h: km_h.value,
        steps,
        slope,
        slope_max,
        unpaved,
        wheelchair,
        span,
    };
    draft.access.walkers.insert(walker.id.clone(), walker);
}

/// A multiple of the time on the flat, or `none`: steps cannot be passed. As on the flat if it is
/// not said.
fn steps(reader: &mut Reader<'_>) -> Option<Exact> {
    if reader.none("steps") {
        return None;
    }
    let steps = reader.number_up_to("steps", STEPS_MAX);
    Some(steps.map_or_else(Exact::one, |steps| steps.value))
}

pub(super) fn circle(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let id = reader.id("id", Kind::Circle);
    let name = reader.need_name("name");
    let mut kinds: Vec<At<String>> = Vec::new();
    for kind in reader.need_texts("kinds", "[\"…\"]").map_or(Vec::new(), |list| list.value) {
        add(&mut reader, "kinds", &mut kinds, kind.value.to_owned(), kind.span);
    }
    let walker = reader.need_text("walker", "\"adult\"");
    let mut minutes: Vec<At<u32>> = Vec::new();
    for limit in reader.need_wholes("minutes", "[5, 10, 15]", MINUTES) {
        add(&mut reader, "minutes", &mut minutes, limit.value, limit.span);
    }
    minutes.sort_by_key(|limit| limit.value);
    let span = reader.span();
    draft.access.said(Kind::Circle, &span);
    draft.close(reader);
    let Some(id) = id else { return };
    if !draft.claim(Kind::Circle, &id) {
        return;
    }
    let Some(walker) = walker else { return };
    if kinds.is_empty() || minutes.is_empty() {
        return;
    }
    let spans = CircleSpans {
        kinds: kinds.clone(),
        walker: At { value: walker.value.to_owned(), span: walker.span },
    };
    let circle = Circle {
        id: id.value.to_owned(),
        name: name.unwrap_or_else(|| Text::same(id.value)),
        kinds: values(kinds),
        walker: walker.value.to_owned(),
        minutes: values(minutes),
        span,
    };
    draft.access.circles.insert(circle.id.clone(), (circle, spans));
}

/// Adds a member of a list, or tells that it is there already.
fn add<T: PartialEq + ToString>(
    reader: &mut Reader<'_>,
    key: &str,
    list: &mut Vec<At<T>>,
    value: T,
    span: diag::Span,
) {
    if let Some(first) = list.iter().find(|first| first.value == value) {
        let (name, first) = (value.to_string(), first.span.clone());
        reader.say(services::listed_twice(&reader.owner, key, &name, span, first));
        return;
    }
    list.push(At { value, span });
}

fn values<T>(list: Vec<At<T>>) -> Vec<T> {
    list.into_iter().map(|member| member.value).collect()
}

/// Whether each part between `+` is `key=value`.
fn tag_like(text: &str) -> bool {
    let filled = |part: &str| !part.is_empty() && part.trim() == part;
    text.split('+').all(|tag| {
        tag.split_once('=')
            .is_some_and(|(key, value)| filled(key) && filled(value) && !value.contains('='))
    })
}
