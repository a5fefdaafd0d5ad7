//! Small values for the tests of this crate.

use diag::{Span, Text};
use district::declare::EventTime;
use district::{Pack, PlaceTree, Stream, StreamKind, Zone};
use std::collections::BTreeMap;

/// A pack that declares places and nothing else.
pub(crate) fn empty_pack(places: PlaceTree) -> Pack {
    Pack {
        id: "small".to_owned(),
        name: Text::same("small"),
        version: "1".to_owned(),
        digest: "0123456789abcdef".to_owned(),
        zone: Zone::utc(),
        places,
        streams: BTreeMap::new(),
        sources: BTreeMap::new(),
        tables: BTreeMap::new(),
        models: BTreeMap::new(),
        indicators: BTreeMap::new(),
        standards: BTreeMap::new(),
        targets: Vec::new(),
        calendars: BTreeMap::new(),
        reports: BTreeMap::new(),
        services: district::Services::default(),
        access: None,
    }
}

/// A stream without columns.
pub(crate) fn stream(id: &str) -> Stream {
    Stream {
        id: id.to_owned(),
        name: Text::same(id),
        kind: StreamKind::Event,
        columns: Vec::new(),
        key: Vec::new(),
        event_time: EventTime::Column("at".to_owned()),
        place: None,
        subject: None,
        state: None,
        valid: None,
        span: Span::default(),
    }
}
