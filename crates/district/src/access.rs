//! What a pack says of who reaches what on foot: rules of ways, kinds of facilities, walkers,
//! circles, and where the district's registers of homes and facilities are.

use crate::declare::{PackTable, TableColumn};
use crate::{DataType, Exact, Unit};
use diag::{Span, Text};
use std::collections::BTreeMap;

/// Everything that a pack says of access.
#[derive(Debug, Clone)]
pub struct AccessRules {
    /// Which ways may be walked.
    pub walk: WalkRules,
    /// Which ways may be driven, and how fast.
    pub drive: DriveRules,
    /// Kinds of facilities, by id.
    pub kinds: BTreeMap<String, FacilityKind>,
    /// Walkers, by id.
    pub walkers: BTreeMap<String, Walker>,
    /// Circles, by id.
    pub circles: BTreeMap<String, Circle>,
    /// The district's own network and registers; none: the rules are used as a tool of their own.
    pub district: Option<DistrictAccess>,
}

/// Which ways of a map may be walked; the words are those of OpenStreetMap's tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkRules {
    /// Values of `highway` that may be walked.
    pub ways: Vec<String>,
    /// Values of `highway` that may be walked only where `foot` says so.
    pub foot_ways: Vec<String>,
    /// Values of `foot` that allow it.
    pub foot_yes: Vec<String>,
    /// Values of `foot` that forbid it.
    pub foot_no: Vec<String>,
    /// Values of `access` that forbid it unless `foot` allows it.
    pub access_no: Vec<String>,
    /// Values of `surface` that are loose ground.
    pub unpaved: Vec<String>,
    /// The greatest distance from a point to the network, metres.
    pub snap_m: Exact,
}

/// Which ways of a map may be driven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriveRules {
    /// Value of `highway` → km/h that is driven where no `maxspeed` is signed.
    pub km_h: BTreeMap<String, u8>,
    /// What is driven of a signed speed, a factor between 0 and 1 (crossings, other cars).
    pub factor: Exact,
    /// Values of `access` or `motor_vehicle` that forbid it.
    pub access_no: Vec<String>,
    /// Values of `highway` that are one-way unless said otherwise.
    pub one_way: Vec<String>,
}

/// A kind of facility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacilityKind {
    /// Its id.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// `key=value` of OpenStreetMap; any of them makes a feature one of the kind. Several in one
    /// text joined by `+` have to hold together: `amenity=school+isced:level=1`.
    pub tags: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// Who walks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walker {
    /// Its id.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// Speed on the flat, km/h.
    pub km_h: Exact,
    /// Time on steps as a multiple of that on the flat; none: steps cannot be passed.
    pub steps: Option<Exact>,
    /// Whether slope changes the speed (Tobler's hiking function), where heights are known.
    pub slope: bool,
    /// The steepest slope that can be passed, in percent; none: any.
    pub slope_max: Option<Exact>,
    /// Whether loose ground can be passed.
    pub unpaved: bool,
    /// Whether ways signed `wheelchair=no` are closed.
    pub wheelchair: bool,
    /// Where it is declared.
    pub span: Span,
}

/// A circle: kinds that are all to be within some minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle {
    /// Its id.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// The kinds, by id.
    pub kinds: Vec<String>,
    /// The walker, by id.
    pub walker: String,
    /// The limits, minutes: 5, 10, 15.
    pub minutes: Vec<u32>,
    /// Where it is declared.
    pub span: Span,
}

/// The district's own network and registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistrictAccess {
    /// Where the streets come from.
    pub network: NetworkFile,
    /// The datum of the network's file: `wgs84`, `cgcs2000`, `gcj02`, `bd09`.
    pub datum: String,
    /// A GeoTIFF of heights, by path below the pack or data folder.
    pub elevation: Option<String>,
    /// Gated estates and other closed areas: a GeoJSON file of polygons.
    pub estates: Option<String>,
    /// The register of homes (columns `home`, `lon`, `lat`, `people`, `place`).
    pub homes: String,
    /// The register of facilities (columns `facility`, `kind`, `lon`, `lat`).
    pub facilities: String,
    /// The register of gates (columns `gate`, `estate`, `lon`, `lat`, `open`).
    pub gates: Option<String>,
    /// The register of project sites (columns `site`, `lon`, `lat`, `prize`, `visit_min`).
    pub sites: Option<String>,
    /// The datum of the registers' coordinates.
    pub register_datum: String,
    /// The register's days: figures are made as of these, in order (a table with a `last_day`).
    pub days: Vec<jiff::civil::Date>,
    /// Where it is declared.
    pub span: Span,
}

/// Where the streets of a district come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NetworkFile {
    /// A file below the pack or data folder: `.osm.pbf`, `.geojson`, `.fgb`.
    File(String),
    /// A plausible one that the rehearsal makes up, by its seed; it says that it is made up.
    MadeUp(u64),
}

/// The constant table that every pack with `[access]` has: which kinds a circle has, within how
/// many minutes of which walker.
pub const CIRCLE_KIND: &str = "circle_kind";

impl AccessRules {
    /// The circles as the table [`CIRCLE_KIND`]: `circle`, `kind`, `walker`, `minutes`, one row
    /// for each kind and limit.
    pub fn circle_table(&self) -> PackTable {
        let minute = Unit::parse("min").ok();
        let column = |id: &str, data_type, unit| TableColumn { id: id.to_owned(), data_type, unit };
        let columns = vec![
            column("circle", DataType::Text, None),
            column("kind", DataType::Text, None),
            column("walker", DataType::Text, None),
            column("minutes", DataType::Integer, minute),
        ];
        let mut rows = Vec::new();
        for circle in self.circles.values() {
            for kind in &circle.kinds {
                for minutes in &circle.minutes {
                    let cells = [&circle.id, kind, &circle.walker, &minutes.to_string()];
                    rows.push(cells.map(|cell| Some(cell.clone())).to_vec());
                }
            }
        }
        PackTable { id: CIRCLE_KIND.to_owned(), columns, rows, span: Span::default() }
    }
}
