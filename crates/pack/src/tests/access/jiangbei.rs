//! The reference district's own declarations check, and its standards say what the facts say.
#![expect(clippy::disallowed_methods, reason = "the test reads the reference pack")]

use super::super::concise;
use crate::PackFile;
use diag::{Language, Severity};
use district::{NetworkFile, Pack, PackTable};
use std::path::Path;

fn collect(root: &Path, folder: &Path, files: &mut Vec<PackFile>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap();
            files.push(PackFile::new(name, std::fs::read(&path).unwrap()));
        }
    }
}

fn jiangbei() -> (Vec<PackFile>, Pack) {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/jiangbei"));
    let mut files = Vec::new();
    collect(root, root, &mut files);
    let (pack, _, _) = crate::check(&files);
    (files, pack.unwrap())
}

#[test]
fn the_reference_district_checks() {
    let (files, pack) = jiangbei();
    let (_, _, found) = crate::check(&files);
    let wrong = found.iter().any(|finding| finding.severity == Severity::Error);
    assert!(!wrong, "{}", concise(&files, Language::En));
    let access = pack.access.unwrap();
    assert_eq!((access.kinds.len(), access.circles.len()), (37, 3));
    assert_eq!(access.district.unwrap().network, NetworkFile::MadeUp(1));
    assert_eq!(access.walk, crate::default_access().walk);
    for id in ["access_time", "access_count", "access_verdict", "home", "facility", "gate"] {
        assert!(pack.streams.contains_key(id), "{id}");
    }
}

/// Its kinds and circles are a file that the command line reads alone.
#[test]
fn kinds_and_circles_stand_alone() {
    let (files, _) = jiangbei();
    let file = files.iter().find(|file| file.path == "access_kinds.toml").unwrap();
    let (rules, _, found) =
        crate::access_rules(&file.path, std::str::from_utf8(&file.bytes).unwrap());
    assert!(found.is_empty(), "{found:?}");
    assert_eq!((rules.kinds.len(), rules.walkers.len()), (37, 5));
}

/// The cells of a column, empty ones as empty texts.
fn cell<'t>(table: &'t PackTable, row: &'t [Option<String>], column: &str) -> &'t str {
    let at = table.columns.iter().position(|found| found.id == column).unwrap();
    row[at].as_deref().unwrap_or_default()
}

#[test]
fn levels_and_radii_of_gb50180_are_those_of_the_facts() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/standards/gb50180_2018_facilities.csv"
    );
    let Ok(facts) = std::fs::read_to_string(path) else {
        println!("SKIPPED: {path} is not there");
        return;
    };
    let (_, pack) = jiangbei();
    let table = &pack.standards["gb50180"].editions["2018"].tables["circle_rule"];
    let rule = |name: &str| table.rows.iter().find(|row| cell(table, row, "rule") == name);
    let (lines, _) = crate::csv::split(&facts);
    let header: Vec<&str> = lines[0].iter().map(|cell| cell.text.as_ref()).collect();
    let mut count = 0;
    for line in &lines[1..] {
        let fact = |name: &str| {
            let at = header.iter().position(|found| *found == name).unwrap();
            line[at].text.as_ref()
        };
        for level in ["15min", "10min", "5min", "block"] {
            let row = rule(&format!("{}_{level}", fact("key")));
            let must = row.map_or("", |row| cell(table, row, "must"));
            assert_eq!(must, fact(&format!("level_{level}")), "{} {level}", fact("key"));
            let Some(row) = row else { continue };
            count += 1;
            assert_eq!(cell(table, row, "radius_m"), fact("service_radius_m"));
            assert_eq!(cell(table, row, "list_status"), fact("list_status"));
            let least = |name: &str| fact(name).split('-').next().unwrap_or_default().to_owned();
            assert_eq!(cell(table, row, "building_m2_min"), least("building_m2"));
            assert_eq!(cell(table, row, "land_m2_min"), least("land_m2"));
            let status = cell(table, row, "value_status");
            let known = fact("radius_status").starts_with(status);
            assert!(known && status.is_empty() == fact("service_radius_m").is_empty());
        }
    }
    // The others are of 4.0.4 and 5.0.3.
    assert_eq!(count + 11, table.rows.len());
}

#[test]
fn every_rule_that_can_be_measured_names_a_kind_of_the_pack() {
    let (_, pack) = jiangbei();
    let kinds = &pack.access.as_ref().unwrap().kinds;
    let mut measurable = 0;
    for standard in pack.standards.values() {
        for table in standard.editions.values().filter_map(|e| e.tables.get("circle_rule")) {
            for row in &table.rows {
                measurable += usize::from(kinds.contains_key(cell(table, row, "kind")));
            }
        }
    }
    assert_eq!(measurable, 86);
}
