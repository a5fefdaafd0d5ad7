//! `[access]`: the district's own network, its registers of homes, facilities and gates, and the
//! days by which they are counted.

use crate::draft::{Draft, RegisterUse, outside};
use crate::findings::{access, files, services};
use crate::kind::Kind;
use crate::reader::{At, Part, Reader};
use diag::Text;
use district::{DistrictAccess, NetworkFile};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The datums in which coordinates may come.
const DATUMS: [(&str, &str); 4] =
    [("wgs84", "wgs84"), ("cgcs2000", "cgcs2000"), ("gcj02", "gcj02"), ("bd09", "bd09")];

/// OpenStreetMap's own format, whose datum is always WGS-84 unless somebody moved it.
const PBF: &str = ".osm.pbf";
const NETWORKS: [&str; 3] = [PBF, ".geojson", ".fgb"];
const ELEVATIONS: [&str; 2] = [".tif", ".tiff"];
const ESTATES: [&str; 1] = [".geojson"];

pub(super) fn access(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    reader.owner = Text::new("`[access]`", "`[access]`");
    let network = network(&mut reader);
    // Only OpenStreetMap's own format goes without saying.
    let told = matches!(&network, Some(NetworkFile::File(path)) if !ends(path, &[PBF]));
    if told {
        reader.need("datum", "\"wgs84\"");
    }
    let datum = match reader.text("datum") {
        Some(word) => reader.word("datum", &word, &DATUMS),
        None => (!told).then_some("wgs84"),
    };
    let elevation = reader.text("elevation");
    let elevation = elevation.and_then(|path| file(&mut reader, "elevation", &path, &ELEVATIONS));
    let estates = reader.text("estates");
    let estates = estates.and_then(|path| file(&mut reader, "estates", &path, &ESTATES));
    let homes = reader.need_text("homes", "\"home\"");
    let facilities = reader.need_text("facilities", "\"facility\"");
    let gates = reader.text("gates");
    let sites = reader.text("sites");
    // Coordinates of another datum lie some 500 m off, and nobody sees it.
    let register_datum = reader.need_text("register_datum", "\"wgs84\"");
    let register_datum =
        register_datum.and_then(|word| reader.word("register_datum", &word, &DATUMS));
    let days = days(&mut reader);
    let (owner, span) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    let twice = draft.access.once(Kind::Access, &owner, &span);
    if let Some(finding) = twice {
        draft.found.push(finding);
        return;
    }
    let registers =
        [("homes", &homes), ("facilities", &facilities), ("gates", &gates), ("sites", &sites)];
    for (key, name) in registers {
        let Some(name) = name else { continue };
        draft.refer(&owner, Kind::Register, name);
        let (id, span) = (name.value.to_owned(), name.span.clone());
        draft.access.registers.push(RegisterUse { key, id, span });
    }
    let (Some(network), Some(datum), Some(homes), Some(facilities), Some(register_datum)) =
        (network, datum, homes, facilities, register_datum)
    else {
        return;
    };
    draft.access.district = Some(DistrictAccess {
        network,
        datum: datum.to_owned(),
        elevation,
        estates,
        homes: homes.value.to_owned(),
        facilities: facilities.value.to_owned(),
        gates: gates.map(|gates| gates.value.to_owned()),
        sites: sites.map(|sites| sites.value.to_owned()),
        register_datum: register_datum.to_owned(),
        days,
        span,
    });
}

/// A file below the pack or the data folder, or `{ made_up = 1 }` with the seed.
fn network(reader: &mut Reader<'_>) -> Option<NetworkFile> {
    match reader.need_part("network", "\"….osm.pbf\"")? {
        Part::Text(path) => file(reader, "network", &path, &NETWORKS).map(NetworkFile::File),
        Part::Table(mut inner) => {
            inner.need("made_up", "1");
            let seed = inner.whole("made_up", 0, u32::MAX);
            reader.absorb(inner);
            seed.map(|seed| NetworkFile::MadeUp(seed.value.into()))
        }
    }
}

/// A path that does not lead out, with one of the endings.
fn file(reader: &mut Reader<'_>, key: &str, path: &At<&str>, endings: &[&str]) -> Option<String> {
    let span = path.span.clone();
    if outside(path.value) {
        reader.say(files::path_outside(&reader.owner, path.value, span));
        return None;
    }
    if !ends(path.value, endings) {
        reader.say(access::file_format(&reader.owner, key, path.value, endings, span));
        return None;
    }
    Some(path.value.strip_prefix("./").unwrap_or(path.value).to_owned())
}

/// Whether the path ends so, in whatever case it is written.
fn ends(path: &str, endings: &[&str]) -> bool {
    let lower = path.to_ascii_lowercase();
    endings.iter().any(|ending| lower.ends_with(ending))
}

/// The days in order, one a year: figures are of years, and would count people twice.
fn days(reader: &mut Reader<'_>) -> Vec<Date> {
    let mut days: BTreeMap<i16, At<Date>> = BTreeMap::new();
    for day in reader.need_dates("days") {
        if let Some(first) = days.get(&day.value.year()) {
            let same = first.value == day.value;
            let name = if same { day.value.to_string() } else { day.value.year().to_string() };
            let first = first.span.clone();
            reader.say(services::listed_twice(&reader.owner, "days", &name, day.span, first));
            continue;
        }
        days.insert(day.value.year(), day);
    }
    days.into_values().map(|day| day.value).collect()
}
