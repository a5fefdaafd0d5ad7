//! The rules "walk v0", kinds of facilities, and what may be driven.

use super::*;
use crate::default_rules;
use access::Direction;
use expect_test::{Expect, expect};

fn tags(text: &str) -> Vec<(&str, &str)> {
    text.split_whitespace().filter_map(|tag| tag.split_once('=')).collect()
}

#[test]
fn foot_decides_over_access_and_some_ways_need_it() {
    let rules = Rules::new(&default_rules());
    let walk = |text: &str| rules.judge(&tags(text)).is_some_and(|way| way.walk);
    for text in [
        "highway=footway",
        "highway=elevator",
        "highway=primary_link access=permissive",
        "highway=service access=private foot=yes",
        "highway=service access=no foot=permissive",
        "highway=cycleway foot=designated",
        "highway=trunk foot=yes",
        "highway=residential foot=destination",
    ] {
        assert!(walk(text), "{text}");
    }
    for text in [
        "",
        "building=yes",
        "highway=",
        "highway=construction",
        "highway=motorway foot=yes",
        "highway=cycleway",
        "highway=cycleway foot=official",
        "highway=trunk_link access=yes",
        "highway=path foot=no",
        "highway=path foot=private access=yes",
        "highway=secondary foot=use_sidepath",
        "highway=service access=private",
        "highway=service access=no foot=destination",
    ] {
        assert!(!walk(text), "{text}");
    }
}

#[test]
fn traits_are_those_of_steps_surface_and_signs() {
    let rules = Rules::new(&default_rules());
    let traits = |text: &str| rules.judge(&tags(text)).unwrap().traits;
    assert_eq!(traits("highway=steps"), Traits::STEPS);
    assert_eq!(traits("highway=path surface=asphalt wheelchair=yes"), Traits::default());
    let all = traits("highway=steps surface=gravel wheelchair=no");
    assert_eq!(all, Traits::STEPS.with(Traits::UNPAVED).with(Traits::NO_WHEELCHAIR));
}

fn drive(rules: &Rules, text: &str) -> Option<(u8, Direction)> {
    let drive = rules.judge(&tags(text)).and_then(|way| way.drive);
    drive.map(|drive| (drive.km_h, drive.direction))
}

#[test]
fn cars_follow_signs_and_one_ways() {
    let rules = Rules::new(&default_rules());
    let cases = [
        ("highway=residential", Some((20, Direction::Both))),
        ("highway=residential maxspeed=60", Some((42, Direction::Both))),
        ("highway=tertiary maxspeed=30mph", Some((34, Direction::Both))),
        ("highway=tertiary maxspeed=CN:urban", Some((30, Direction::Both))),
        ("highway=tertiary maxspeed=none", Some((30, Direction::Both))),
        ("highway=tertiary maxspeed=9999", Some((30, Direction::Both))),
        ("highway=tertiary maxspeed=NaN", Some((30, Direction::Both))),
        ("highway=tertiary oneway=yes", Some((30, Direction::Along))),
        ("highway=tertiary oneway=-1", Some((30, Direction::Against))),
        ("highway=tertiary oneway=reversible", None),
        ("highway=motorway", Some((95, Direction::Along))),
        ("highway=motorway oneway=no", Some((95, Direction::Both))),
        ("highway=primary junction=roundabout", Some((40, Direction::Along))),
        ("highway=service access=private", None),
        ("highway=service access=private motor_vehicle=yes", Some((15, Direction::Both))),
        ("highway=service motor_vehicle=no", None),
        ("highway=service motor_vehicle=yes motorcar=no", None),
        ("highway=footway", None),
    ];
    for (text, expected) in cases {
        assert_eq!(drive(&rules, text), expected, "{text}");
    }
    let motorway = rules.judge(&tags("highway=motorway")).unwrap();
    assert!(!motorway.walk);
}

#[test]
fn a_feature_may_be_of_several_kinds_and_a_clause_of_several_tags() {
    let mut declared = default_rules();
    let mut primary = declared.kinds["school"].clone();
    primary.tags = vec!["amenity=school+isced:level=1".to_owned(), "no clause".to_owned()];
    declared.kinds.insert("primary".to_owned(), primary);
    let rules = Rules::new(&declared);
    assert_eq!(rules.kinds_of(&tags("amenity=school")), ["school"]);
    assert_eq!(rules.kinds_of(&tags("isced:level=1 amenity=school")), ["primary", "school"]);
    assert_eq!(rules.kinds_of(&tags("isced:level=1")), Vec::<&str>::new());
    assert_eq!(rules.kinds_of(&tags("amenity=cafe shop=bakery leisure=garden")), ["food", "green"]);
    assert_eq!(rules.kinds_of(&tags("amenity=cafe;bar")), Vec::<&str>::new());
}

#[test]
fn the_default_rules_are_whole() {
    fn check(found: &str, expected: &Expect) {
        expected.assert_eq(found);
    }
    let rules = default_rules();
    let kinds: Vec<&str> = rules.kinds.keys().map(String::as_str).collect();
    check(
        &kinds.join(" "),
        &expect!["bank food green grocery health pharmacy post school sport transit"],
    );
    let walkers: Vec<String> = rules
        .walkers
        .values()
        .map(|walker| {
            let text = |exact: &district::Exact| exact.to_text(1);
            let steps = walker.steps.as_ref().map_or("closed".to_owned(), text);
            let slope = walker.slope_max.as_ref().map_or("any".to_owned(), text);
            format!("{} {} {steps} {} {slope}", walker.id, text(&walker.km_h), walker.slope)
        })
        .collect();
    check(
        &walkers.join("\n"),
        &expect![[r"
            adult 5.0 1.0 false any
            elder 3.6 1.0 false any
            hiker 5.0 1.0 true any
            pram 4.0 closed true any
            wheelchair 3.0 closed true 8.0"]],
    );
    assert_eq!(rules.walk.ways.len(), 20);
}
