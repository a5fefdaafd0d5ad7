//! Reading what a person typed.

use super::{Selection, place_id};
use diag::{Language, Text};
use district::{Place, PlaceTree};
use expect_test::{Expect, expect};

fn check_id(id: &str, expected: &Expect) {
    let found = Selection { indicator: Some(id.to_owned()), ..Selection::default() }.unfolded();
    let part = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    expected.assert_eq(&format!(
        "{} {} {} {} [{}]",
        part(found.indicator),
        part(found.place),
        part(found.period),
        part(found.edition),
        found.by.join(" ")
    ));
}

#[test]
fn a_figure_id_is_unfolded() {
    check_id("air_pm25_mean", &expect!["air_pm25_mean - - - []"]);
    check_id("air_pm25_mean@dongsi/2015", &expect!["air_pm25_mean dongsi 2015 - []"]);
    check_id("aqi@dongsi/2015-03-01#2012", &expect!["aqi dongsi 2015-03-01 2012 []"]);
    check_id("late@city/2015?channel=Desk;x=1", &expect!["late city 2015 - [channel=Desk x=1]"]);
    check_id("aqi@dongsi", &expect!["aqi dongsi - - []"]);
}

#[test]
fn what_stands_beside_the_id_goes_first() {
    let selection = Selection {
        indicator: Some("aqi@dongsi/2015".to_owned()),
        place: Some("Aoti".to_owned()),
        ..Selection::default()
    };
    assert_eq!(selection.unfolded().place.as_deref(), Some("Aoti"));
}

fn check_place(text: &str, expected: &Expect) {
    let place = |id: &str, zh: &str, en: &str| Place {
        id: id.to_owned(),
        name: Text::new(zh, en),
        level: "station".to_owned(),
        parent: None,
    };
    let places = PlaceTree::new([
        place("dongsi", "东四", "Dongsi"),
        place("n1", "北站", "North"),
        place("n2", "北站", "North Two"),
    ]);
    let pack = crate::test_support::empty_pack(places);
    let found = match place_id(&pack, text) {
        Ok(id) => id,
        Err(error) => {
            let (line, help) = error.lines(Language::En);
            format!("{line}; {}", help.unwrap_or("-"))
        }
    };
    expected.assert_eq(&found);
}

#[test]
fn a_place_is_found_by_id_or_name() {
    check_place("dongsi", &expect!["dongsi"]);
    check_place("东四", &expect!["dongsi"]);
    check_place("DONGSI", &expect!["dongsi"]);
    check_place("north", &expect!["n1"]);
    check_place(
        "北站",
        &expect!["`北站` is the name of several places; use one of their ids: n1, n2"],
    );
    check_place("dongsy", &expect!["the pack has no place `dongsy`; did you mean `Dongsi`?"]);
}
