//! Access: a whole pack of it, the defaults, and what can be wrong with one.

mod chapter;
mod declared;
mod jiangbei;
mod registers;
mod rules;

use super::{HEAD, INDICATOR, STREAM, files};
use diag::{Format, Language, Style};
use district::Pack;
use expect_test::Expect;

/// A pack of access that has nothing wrong with it.
pub(super) const ACCESS: &str = r#"
[access]
network = "maps/streets.osm.pbf"
elevation = "maps/heights.tif"
estates = "maps/estates.geojson"
homes = "home"
facilities = "facility"
gates = "gate"
register_datum = "cgcs2000"
days = [2025-12-31, 2024-12-31]
[walk]
snap_m = "150.5"
[drive]
km_h = { primary = 60 }
factor = "0.8"
[[facility_kind]]
id = "pharmacy"
name = { zh = "药店", en = "Pharmacy" }
osm = ["amenity=pharmacy", "amenity=clinic+dispensing=yes"]
[[facility_kind]]
id = "nursery"
name = { zh = "托育", en = "Nursery" }
[[walker]]
id = "slow"
name = { zh = "慢行者", en = "Slow walker" }
km_h = "3.6"
steps = "1.5"
slope = true
slope_max = 12
unpaved = false
wheelchair = true
[[walker]]
id = "pram"
name = { zh = "婴儿车", en = "Pram" }
km_h = 4
steps = "none"
[[circle]]
id = "life"
name = { zh = "生活圈", en = "Life" }
kinds = ["pharmacy", "nursery"]
walker = "slow"
minutes = [15, 5]
[[register]]
id = "home"
name = { zh = "住处", en = "Homes" }
key = ["home", "from_on"]
valid_from = "from_on"
valid_to = "to_on"
place = "place"
column = [
  { id = "home", type = "text" },
  { id = "place", type = "text" },
  { id = "lon", type = "decimal", decimals = 7 },
  { id = "lat", type = "decimal", decimals = 7 },
  { id = "people", type = "integer" },
  { id = "from_on", type = "date" },
  { id = "to_on", type = "date" },
]
[[register]]
id = "facility"
name = { zh = "设施", en = "Facilities" }
key = ["facility", "from_on"]
valid_from = "from_on"
valid_to = "to_on"
column = [
  { id = "facility", type = "text" },
  { id = "kind", type = "text" },
  { id = "lon", type = "decimal", decimals = 7 },
  { id = "lat", type = "decimal", decimals = 7 },
  { id = "from_on", type = "date" },
  { id = "to_on", type = "date" },
]
[[register]]
id = "gate"
name = { zh = "大门", en = "Gates" }
key = ["gate", "from_on"]
valid_from = "from_on"
valid_to = "to_on"
column = [
  { id = "gate", type = "text" },
  { id = "estate", type = "text" },
  { id = "lon", type = "decimal", decimals = 7 },
  { id = "lat", type = "decimal", decimals = 7 },
  { id = "open", type = "boolean" },
  { id = "from_on", type = "date" },
  { id = "to_on", type = "date" },
]
"#;

/// Checks the pack of access with one text in the place of another.
fn check_edit(from: &str, to: &str, expect: &Expect) {
    assert!(ACCESS.contains(from), "{from}");
    super::check(&ACCESS.replacen(from, to, 1), expect);
}

/// The pack of these declarations, which have nothing wrong with them.
fn pack(toml: &str) -> Pack {
    let parts =
        [("pack.toml", HEAD), ("a.toml", STREAM), ("pm25.sql", INDICATOR), ("x.toml", toml)];
    let (pack, _, found) = crate::check(&files(&parts));
    assert!(found.is_empty(), "{found:?}");
    pack.unwrap()
}

/// Checks a file of rules that stands alone.
fn check_rules(text: &str, expect: &Expect) -> district::AccessRules {
    let (rules, sources, found) = crate::access_rules("rules.toml", text);
    found.iter().for_each(super::house_form);
    let style = Style { format: Format::Concise, language: Language::En, color: false };
    expect.assert_eq(&diag::render(&found, &sources, style));
    rules
}
