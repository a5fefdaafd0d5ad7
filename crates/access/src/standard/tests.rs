//! Rules held against a street of five homes and two clinics.

use super::{AreasOf, Rule, implied_km_h, judge};
use crate::draft::Traits;
use crate::estate::Doors;
use crate::network::{Mode, Network, Plan};
use crate::num::count;
use crate::pace::{Pace, Times};
use crate::places::{Home, Placer};
use crate::scene::Scene;
use crate::testing::{block, draft, facility};
use expect_test::{Expect, expect};
use std::fmt::Write;
use std::sync::Arc;

/// A street of ten blocks of 96.4 m: homes at 0, 2, 4 in place p and 8, 10 in place q; clinics
/// at block 0 (200 m² of floor) and block 9 (floor not written).
fn scene() -> Scene {
    let streets = draft(&[(&[(0.0, 0.0), (10.0, 0.0)], Traits::default())]);
    let network = Arc::new(Network::build(&streets, Plan::plain(Mode::Walk)).unwrap());
    let home = |number: usize, place: &str| Home {
        id: format!("h{number}"),
        place: place.to_owned(),
        at: block(count(number), 0.0),
        weight: 100.0,
    };
    let homes = vec![home(0, "p"), home(2, "p"), home(4, "p"), home(8, "q"), home(10, "q")];
    let clinics =
        vec![facility("clinic", "c0", block(0.0, 0.0)), facility("clinic", "c9", block(9.0, 0.0))];
    let times = Times::new(&network, Pace::walk(5.0), Doors::default());
    Scene::new(Placer::new(&network, 200.0), times, homes, clinics)
}

fn check(rules: &[Rule], share: f64, expected: &Expect) {
    let mut areas = AreasOf::new();
    areas.insert(("clinic".to_owned(), "c0".to_owned()), (Some(200.0), None));
    let mut text = String::new();
    let kept = ["clinic".to_owned(), "library".to_owned()].into();
    for line in judge(&scene(), rules, (&areas, &kept), share) {
        let _ = writeln!(
            text,
            "{} {} {}: {:?} of {} people, need {:?} have {:?} missing {:?}",
            line.place,
            rules[line.rule].id,
            line.verdict.word(),
            line.covered,
            line.people,
            line.need_m2,
            line.have_m2,
            line.missing_m2
        );
    }
    expected.assert_eq(&text);
}

fn rule(id: &str, kind: &str, radius_m: Option<f64>) -> Rule {
    Rule { id: id.to_owned(), kind: kind.to_owned(), radius_m, ..Rule::default() }
}

#[test]
fn metres_people_and_floor() {
    let near = rule("300 m", "clinic", Some(300.0));
    let far = rule("500 m", "clinic", Some(500.0));
    let floor = Rule { building_m2: Some(350.0), ..rule("floor", "clinic", Some(500.0)) };
    let school = rule("school", "school", Some(500.0));
    let minutes = Rule { minutes: Some(15.0), ..rule("15 min", "clinic", None) };
    let nothing = rule("no number", "clinic", None);
    let none = rule("none there", "library", Some(500.0));
    check(
        &[near, far, floor, school, minutes, nothing, none],
        1.0,
        &expect![[r"
            p 300 m missing: Some(200.0) of 300 people, need None have None missing None
            p 500 m met: Some(300.0) of 300 people, need None have None missing None
            p floor missing: Some(300.0) of 300 people, need Some(350.0) have Some(200.0) missing Some(150.0)
            p school not_measurable: None of 300 people, need None have None missing None
            p 15 min met: Some(300.0) of 300 people, need None have None missing None
            p no number not_measurable: None of 300 people, need None have None missing None
            p none there missing: Some(0.0) of 300 people, need None have None missing None
            q 300 m met: Some(200.0) of 200 people, need None have None missing None
            q 500 m met: Some(200.0) of 200 people, need None have None missing None
            q floor not_measurable: Some(200.0) of 200 people, need Some(350.0) have None missing None
            q school not_measurable: None of 200 people, need None have None missing None
            q 15 min met: Some(200.0) of 200 people, need None have None missing None
            q no number not_measurable: None of 200 people, need None have None missing None
            q none there missing: Some(0.0) of 200 people, need None have None missing None
        "]],
    );
    check(
        &[rule("300 m", "clinic", Some(300.0))],
        0.6,
        &expect![[r"
            p 300 m met: Some(200.0) of 300 people, need None have None missing None
            q 300 m met: Some(200.0) of 200 people, need None have None missing None
        "]],
    );
}

#[test]
fn the_two_clocks_of_the_standard() {
    let speed = |metres, minutes| format!("{:.1}", implied_km_h(metres, minutes).unwrap());
    assert_eq!(speed(1000.0, 15.0), "4.0");
    assert_eq!(speed(500.0, 10.0), "3.0");
    assert_eq!(speed(300.0, 5.0), "3.6");
}
