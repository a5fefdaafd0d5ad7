//! `[walk]` and `[drive]`: which ways of a map may be walked and driven, in the words of
//! OpenStreetMap's tags. A key that is not given keeps its default.

use crate::draft::Draft;
use crate::kind::Kind;
use crate::reader::Reader;
use diag::Text;
use district::{DriveRules, WalkRules};

/// The furthest that a point may be put onto the network from, metres.
const SNAP_MAX_M: i64 = 1_000;
/// The fastest that a way may be said to be driven.
const KM_H_MAX: u32 = 130;

pub(super) fn walk(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    reader.owner = Text::new("`[walk]`", "`[walk]`");
    let base = draft.access.base().walk;
    let or = |given: Option<Vec<String>>, base: Vec<String>| given.unwrap_or(base);
    let walk = WalkRules {
        ways: or(words(reader.texts("ways")), base.ways),
        foot_ways: or(words(reader.texts("foot_ways")), base.foot_ways),
        foot_yes: or(words(reader.texts("foot_yes")), base.foot_yes),
        foot_no: or(words(reader.texts("foot_no")), base.foot_no),
        access_no: or(words(reader.texts("access_no")), base.access_no),
        unpaved: or(words(reader.texts("unpaved")), base.unpaved),
        snap_m: reader.number_up_to("snap_m", SNAP_MAX_M).map_or(base.snap_m, |found| found.value),
    };
    if keep(draft, Kind::Walk, reader) {
        draft.access.walk = Some(walk);
    }
}

pub(super) fn drive(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    reader.owner = Text::new("`[drive]`", "`[drive]`");
    let base = draft.access.base().drive;
    let mut km_h = base.km_h;
    if reader.holds("km_h") {
        km_h.clear();
    }
    for entry in reader.entries("km_h") {
        let speed = reader.entry_whole(&entry, 1, KM_H_MAX);
        let speed = speed.and_then(|speed| u8::try_from(speed.value).ok());
        km_h.extend(speed.map(|speed| (entry.name.value.to_owned(), speed)));
    }
    let drive = DriveRules {
        km_h,
        factor: reader.number_up_to("factor", 1).map_or(base.factor, |found| found.value),
        access_no: words(reader.texts("access_no")).unwrap_or(base.access_no),
        one_way: words(reader.texts("one_way")).unwrap_or(base.one_way),
    };
    if keep(draft, Kind::Drive, reader) {
        draft.access.drive = Some(drive);
    }
}

/// A list of words as the district keeps it.
fn words(list: Option<crate::reader::At<Vec<crate::reader::At<&str>>>>) -> Option<Vec<String>> {
    Some(list?.value.into_iter().map(|word| word.value.to_owned()).collect())
}

/// Ends the section; false if the pack has it twice.
fn keep(draft: &mut Draft<'_>, kind: Kind, reader: Reader<'_>) -> bool {
    let (owner, span) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    let twice = draft.access.once(kind, &owner, &span);
    let first = twice.is_none();
    draft.found.extend(twice);
    first
}
