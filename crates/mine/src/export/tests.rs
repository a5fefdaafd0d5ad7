//! Exports that hold together and those that do not.

use super::{
    AttributeType, Export, ExportEvent, ExportObject, ExportType, ExportValue, Relation, types,
};
use crate::testing::log;
use expect_test::{Expect, expect};

#[expect(clippy::needless_pass_by_value, reason = "`expect![]` is written in place")]
fn check(export: &Export, expected: Expect) {
    let loose: Vec<String> = export.check().into_iter().map(|loose| loose.text.en).collect();
    expected.assert_eq(&loose.join("\n"));
}

pub(crate) fn small() -> Export {
    let text = |text: &str| ExportValue::Text(text.to_owned());
    let object = |id: &str, of: &str| ExportObject {
        id: id.to_owned(),
        object_type: of.to_owned(),
        ..ExportObject::default()
    };
    let mut export = Export::services();
    let mut case = object("case_1", types::CASE);
    case.attributes = vec![
        ("thing".to_owned(), text("newborn"), None),
        ("state".to_owned(), text("open"), Some(0)),
        ("state".to_owned(), text("closed"), Some(60_000_000)),
    ];
    case.relations = vec![Relation::new("group", "applicant")];
    export.objects = vec![case, object("police", types::OFFICE), object("group", types::GROUP)];
    export.events = vec![ExportEvent {
        id: "e1".to_owned(),
        event_type: "granted".to_owned(),
        at_us: 1_500_000,
        attributes: vec![
            ("fee".to_owned(), ExportValue::Real("0.10".to_owned())),
            ("within".to_owned(), ExportValue::Boolean(true)),
            ("visits".to_owned(), ExportValue::Integer(0)),
            ("due".to_owned(), ExportValue::Time(86_400_000_000)),
        ],
        relations: vec![Relation::new("case_1", "case"), Relation::new("police", "decided by")],
    }];
    export.declared()
}

#[test]
fn what_is_declared_holds_together() {
    check(&small(), expect![""]);
    let types = &small().event_types;
    assert_eq!(types[0].attributes[0], ("fee".to_owned(), AttributeType::Real));
}

#[test]
fn what_is_loose_is_said() {
    let mut export = small();
    export.objects.push(export.objects[0].clone());
    export.object_types.push(ExportType { name: types::CASE.to_owned(), attributes: vec![] });
    export.events[0].relations.push(Relation::new("case_7", "case"));
    export.events[0].attributes.push(("colour".to_owned(), ExportValue::Integer(1)));
    let event = export.events[0].clone();
    export.events.push(ExportEvent { event_type: "vanished".to_owned(), ..event });
    check(
        &export,
        expect![[r"
        expected one type `case`, found several
        expected one object `case_1`, found several
        expected one event `e1`, found several
        expected an object `case_7` for a relation of `e1`, found none
        expected an object `case_7` for a relation of `e1`, found none
        expected attribute `thing` of `case_1` to be declared by `case`, found it undeclared or of another type
        expected attribute `state` of `case_1` to be declared by `case`, found it undeclared or of another type
        expected attribute `state` of `case_1` to be declared by `case`, found it undeclared or of another type
        expected attribute `thing` of `case_1` to be declared by `case`, found it undeclared or of another type
        expected attribute `state` of `case_1` to be declared by `case`, found it undeclared or of another type
        expected attribute `state` of `case_1` to be declared by `case`, found it undeclared or of another type
        expected attribute `colour` of `e1` to be declared by `granted`, found it undeclared or of another type
        expected a declared type for `e1`, found `vanished`"]],
    );
}

#[test]
fn an_attribute_of_several_types_is_declared_as_text() {
    let mut export = small();
    let mut other = export.events[0].clone();
    other.id = "e2".to_owned();
    other.attributes[0].1 = ExportValue::Integer(3);
    export.events.push(other);
    let export = export.declared();
    check(&export, expect![""]);
    assert_eq!(export.event_types[0].attributes[0].1, AttributeType::Text);
}

#[test]
fn a_log_goes_out_and_comes_back() {
    let before = log("1 A 08:00-08:10 r1 complete\n1 B 09:00 r2\n2 A 08:00 r1");
    let export = Export::from_log(&before);
    check(&export, expect![""]);
    assert_eq!((export.objects.len(), export.events.len()), (4, 3));
    let after = export.flatten(types::CASE);
    let way = |log: &crate::EventLog| -> Vec<Vec<(String, Option<i64>)>> {
        let of = |case: &crate::Trace| {
            case.events.iter().map(|e| (e.activity.to_string(), e.at_us)).collect()
        };
        log.cases.iter().map(of).collect()
    };
    assert_eq!(way(&before), way(&after));
    assert_eq!(export.flatten(types::RESOURCE).cases[0].events.len(), 2);
}

#[test]
fn two_cases_of_one_name_stay_two() {
    let mut before = log("1 A 08:00\n2 A 09:00");
    before.cases[1].id = "1".to_owned();
    let export = Export::from_log(&before);
    check(&export, expect![""]);
    assert_eq!(export.flatten(types::CASE).cases.len(), 2);
}
