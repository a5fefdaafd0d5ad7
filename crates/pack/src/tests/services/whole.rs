//! A pack of services without findings, and what comes of it.

use super::super::{INDICATOR, STREAM, check_files, files};
use super::{CALENDAR, HEAD, SERVICES, check};
use district::Services;
use district::service::{Basis, MaterialSource, Silence};
use expect_test::expect;

fn services(text: &str) -> Services {
    let parts = [("pack.toml", HEAD), ("x.toml", text), ("cn.csv", CALENDAR)];
    crate::check(&files(&parts)).0.unwrap().services
}

#[test]
fn a_pack_of_services_without_findings() {
    check(&[], &expect![[""]]);
    let found = services(SERVICES);
    let counts = [
        found.offices.len(),
        found.materials.len(),
        found.fields.len(),
        found.items.len(),
        found.things.len(),
        found.decisions.len(),
        found.programmes.len(),
    ];
    assert_eq!(counts, [2, 5, 5, 4, 1, 1, 1]);
    assert_eq!(found.calendar.as_deref(), Some("cn"));
    assert_eq!(found.ceilings.joint.to_string(), "45");
}

#[test]
fn an_item_with_all_its_keys() {
    let found = services(SERVICES);
    let item = &found.items["household-entry"];
    let takes: Vec<String> = item
        .takes
        .iter()
        .map(|take| {
            let any: Vec<String> = take.any_of.iter().map(ToString::to_string).collect();
            let when = take.when.as_ref().map_or("", |rule| rule.text.as_str());
            format!("{} when {when:?}", any.join(" | "))
        })
        .collect();
    expect![[r#"
        child.birth-certificate when ""
        parent.id-card | parent.marriage-certificate when ""
        parent.marriage-certificate when "parent.household in ['rural']""#]]
    .assert_eq(&takes.join("\n"));
    let gives: Vec<String> = item
        .gives
        .iter()
        .map(|give| format!("{} when {:?}", give.slot, give.when.as_ref().map(|rule| &rule.text)))
        .collect();
    expect![[r#"
        child.household-entry when None
        child.id-card when Some("child.age > 15")"#]]
    .assert_eq(&gives.join("\n"));
    assert_eq!(
        (item.legal.days.to_string(), item.promised.days.to_string()),
        ("5".into(), "1".into())
    );
    assert_eq!(item.promised.ground.en, "promised by the office");
    assert_eq!((item.steps, item.visits, item.fee.to_string()), (2, 1, "2.5".into()));
    assert_eq!((item.silence, item.level.as_deref()), (Silence::Grants, Some("street")));
    assert_eq!(
        (item.stops[0].id.as_str(), item.calls[0].slot.to_string()),
        ("expert-review", "prescription".into())
    );
    assert_eq!(item.decision.as_deref(), Some("entry"));
    assert!(matches!(item.basis, Basis::Sourced(_)));
    assert!(item.asks[3].check.values.contains("rural"));
}

#[test]
fn where_materials_come_from() {
    let found = services(SERVICES);
    let sources: Vec<String> = found
        .materials
        .values()
        .map(|material| format!("{}: {:?}", material.id, material.sources))
        .collect();
    expect![[r#"
        birth-certificate: {Wallet, Item}
        household-entry: {Item}
        id-card: {Wallet, Register("population"), Item, Applicant}
        marriage-certificate: {Applicant}
        prescription: {Item}"#]]
    .assert_eq(&sources.join("\n"));
    assert!(found.materials["id-card"].sources.contains(&MaterialSource::Item));
}

#[test]
fn the_applicant_is_always_one_of_the_roles() {
    let found = services(SERVICES);
    let roles: Vec<&str> =
        found.things["newborn"].roles.iter().map(|role| role.id.as_str()).collect();
    assert_eq!(roles, ["child", "mother"]);
    assert_eq!(found.things["newborn"].level, "street");
    let found = services(&SERVICES.replace(r#", "applicant"], party"#, "], party"));
    let roles: Vec<&str> =
        found.things["newborn"].roles.iter().map(|role| role.id.as_str()).collect();
    assert_eq!(roles, ["child", "mother", "applicant"]);
}

#[test]
fn a_register_of_a_programme_is_used() {
    let parts = [
        ("pack.toml", HEAD),
        ("a.toml", STREAM),
        ("pm25.sql", INDICATOR),
        ("x.toml", SERVICES),
        ("cn.csv", CALENDAR),
    ];
    check_files(&parts, &expect![[""]]);
}

/// The manual's chapter, whose pieces together are a pack.
const CHAPTERS: [&str; 2] = [
    include_str!("../../../../../docs/book/src/en/services.md"),
    include_str!("../../../../../docs/book/src/zh/services.md"),
];

const PLACES: &str = r#"
[[place]]
id = "d"
name = { zh = "区", en = "District" }
level = "district"
parent = "city"
[[place]]
id = "s"
name = { zh = "街道", en = "Street" }
level = "street"
parent = "d"
"#;

#[test]
fn the_chapter_of_the_manual_declares_a_pack_without_findings() {
    for chapter in CHAPTERS {
        let blocks = chapter.split("```toml\n").skip(1);
        let toml: String = blocks.filter_map(|block| block.split("```").next()).collect();
        assert!(toml.contains("[[programme.tier]]"), "{toml}");
        let parts = [
            ("pack.toml", HEAD),
            ("places.toml", PLACES),
            ("chapter.toml", &toml),
            ("calendar.csv", CALENDAR),
        ];
        check_files(&parts, &expect![[""]]);
        let pack = crate::check(&files(&parts)).0.unwrap();
        assert_eq!((pack.services.items.len(), pack.services.things.len()), (4, 1));
    }
}
