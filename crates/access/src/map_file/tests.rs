//! Map files there and back.

use super::{MapFile, MapFileError};
use crate::network::{Mode, Network, Plan};
use crate::places::Home;
use crate::testing::{Dice, block, facility, town};

fn map() -> MapFile {
    let draft = town(&mut Dice(7), 4);
    MapFile {
        source: "town.geojson".to_owned(),
        digest: "00ff".to_owned(),
        made_up: diag::Text::new("虚构", "made up"),
        snap_m: 200.0,
        walk: Network::build(&draft, Plan::plain(Mode::Walk)).unwrap(),
        drive: Some(Network::build(&draft, Plan::plain(Mode::Drive)).unwrap()),
        facilities: vec![facility("clinic", "c1", block(1.0, 1.0))],
        buildings: vec![Home {
            id: "w1".to_owned(),
            place: String::new(),
            at: block(2.0, 2.0),
            weight: 1.0,
        }],
        gates: vec![crate::estate::Gate {
            id: "g".to_owned(),
            estate: "e".to_owned(),
            at: block(1.0, 2.0),
            open: true,
        }],
    }
}

#[test]
fn there_and_back() {
    let map = map();
    let back = MapFile::read(&map.bytes()).unwrap();
    assert_eq!(format!("{map:?}"), format!("{back:?}"));
}

#[test]
fn a_changed_or_foreign_file_is_refused() {
    let bytes = map().bytes();
    assert_eq!(MapFile::read(b"PK\x03\x04").unwrap_err(), MapFileError::Other);
    for at in (0..bytes.len()).step_by(101) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(MapFile::read(&changed).is_err(), "{at}");
        assert!(MapFile::read(&bytes[..at]).is_err(), "{at}");
    }
}
