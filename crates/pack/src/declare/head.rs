//! `[pack]`: what the pack is called and in which time zone its days begin.

use crate::draft::{Draft, Head};
use crate::findings::keys;
use crate::kind::Kind;
use crate::reader::Reader;
use district::Zone;

pub(super) fn head(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let path = draft.texts.sources.name(reader.source);
    if path != "pack.toml" {
        reader.say(keys::pack_elsewhere(path, reader.span()));
        draft.found.append(&mut reader.found);
        return;
    }
    draft.pack_span = Some(reader.span());
    let id = reader.id("id", Kind::Pack);
    let version = reader.need_text("version", "\"1\"");
    let name = reader.need_name("name");
    let zone = reader.need_text("time_zone", "\"Asia/Shanghai\"");
    let zone = zone.and_then(|zone| {
        let found = Zone::find(zone.value);
        if found.is_none() {
            reader.say(keys::zone_not_found(zone.value, zone.span));
        }
        found
    });
    // What is missing has been said; the rest of the pack is checked all the same.
    let span = reader.span();
    draft.head = Some(Head {
        id: id.as_ref().map_or_else(String::new, |id| id.value.to_owned()),
        id_span: id.map_or(span, |id| id.span),
        name: name.unwrap_or_default(),
        version: version.map_or_else(String::new, |version| version.value.to_owned()),
        zone: zone.unwrap_or_else(Zone::utc),
    });
    draft.close(reader);
}
