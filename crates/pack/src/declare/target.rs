//! `[[target]]`: what an indicator is to be at a place, by when.

use crate::draft::{Draft, TargetSpans};
use crate::findings::measures;
use crate::kind::Kind;
use crate::reader::Reader;
use district::Target;

pub(super) fn target(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let id = reader.id("id", Kind::Target);
    let indicator = reader.need_text("indicator", "\"…\"");
    let place = reader.need_text("place", "\"…\"");
    let edition = reader.text("edition");
    let value = reader.need_number("value");
    let by = reader.period("by");
    let from = reader.table("from").and_then(|mut inner| {
        let period = inner.period("period");
        let value = inner.need_number("value");
        reader.absorb(inner);
        Some((period?, value?))
    });
    if let (Some(by), Some((from, _))) = (&by, &from)
        && from.value.start() >= by.value.start()
    {
        let (begin, end) = (from.value.to_string(), by.value.to_string());
        reader.say(measures::target_order(&reader.owner, &begin, &end, from.span.clone()));
    }
    let (owner, span) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    for (kind, name) in [(Kind::Indicator, &indicator), (Kind::Place, &place)] {
        if let Some(name) = name {
            draft.refer(&owner, kind, name);
        }
    }
    let Some(id) = id else { return };
    if !draft.claim(Kind::Target, &id) {
        return;
    }
    let (Some(indicator), Some(place), Some(value), Some(by)) = (indicator, place, value, by)
    else {
        return;
    };
    let spans =
        TargetSpans { edition: edition.as_ref().map(|found| found.span.clone()), by: by.span };
    let target = Target {
        id: id.value.to_owned(),
        indicator: indicator.value.to_owned(),
        place: place.value.to_owned(),
        edition: edition.map(|edition| edition.value.to_owned()),
        value: value.value,
        by: by.value,
        from: from.map(|(period, value)| (period.value, value.value)),
        span,
    };
    draft.targets.push((target, spans));
}
