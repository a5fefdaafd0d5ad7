//! Services: a whole pack of them, and what can be wrong with one.

use super::{HEAD, files};
use expect_test::expect;

/// A pack of services that has nothing wrong with it.
pub(super) const SERVICES: &str = r#"
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
[[calendar]]
id = "cn"
file = "cn.csv"
[services]
calendar = "cn"
[[office]]
id = "police"
name = { zh = "公安", en = "Police" }
levels = ["street", "district"]
staff = { street = 3 }
desks = [{ place = "s", covers = ["d"], staff = 2 }]
[[office]]
id = "health"
name = { zh = "卫健", en = "Health" }
levels = ["district"]
[[material]]
id = "id-card"
name = { zh = "身份证", en = "Identity card" }
from = ["wallet", "register:population", "applicant"]
valid_days = 3650
[[material]]
id = "marriage-certificate"
name = { zh = "结婚证", en = "Marriage certificate" }
[[material]]
id = "birth-certificate"
name = { zh = "出生医学证明", en = "Birth certificate" }
from = ["wallet"]
certificate = true
[[material]]
id = "household-entry"
name = { zh = "户口登记", en = "Household entry" }
[[material]]
id = "prescription"
name = { zh = "处方", en = "Prescription" }
from = []
[[field]]
id = "name"
name = { zh = "姓名", en = "Name" }
question = { zh = "姓名是什么？", en = "What is the name?" }
type = "text"
length_max = 50
personal = true
[[field]]
id = "insured"
name = { zh = "是否参保", en = "Insured" }
type = "boolean"
register = "insurance"
[[field]]
id = "household"
name = { zh = "户口类别", en = "Kind of household" }
type = "choice"
values = [{ id = "rural", zh = "农村", en = "Rural" }, { id = "urban", zh = "城镇", en = "Urban" }]
[[field]]
id = "age"
name = { zh = "年龄", en = "Age" }
type = "integer"
min = 0
max = 200
[[field]]
id = "birth-date"
name = { zh = "出生日期", en = "Date of birth" }
type = "date"
[[item]]
id = "birth-certificate"
name = { zh = "出生医学证明签发", en = "Issue a birth certificate" }
office = "health"
when = "child.`birth-date` >= '1996-01-01'"
takes = ["parent.id-card"]
gives = "child.birth-certificate"
asks = ["child.name", "child.birth-date"]
legal_days = 1
promised_days = 0.5
[[item]]
id = "household-entry"
name = { zh = "新生儿户口登记", en = "Register a newborn" }
office = "police"
level = "street"
when = "parent.age >= 18 || has(parent.insured)"
takes = [
  "child.birth-certificate",
  "parent.id-card | parent.marriage-certificate",
  { any = ["parent.marriage-certificate"], when = "parent.household in ['rural']" },
]
gives = ["child.household-entry", { gives = "child.id-card", when = "child.age > 15" }]
asks = [
  "child.name",
  "parent.age",
  "child.age",
  { field = "parent.household", when = "parent.insured", values = ["rural"], why = { zh = "为何", en = "Why" } },
]
legal_days = 5
legal_ground = { zh = "户口登记条例", en = "Household rules" }
promised_days = 1
steps = 2
visits = 1
fee = "2.50"
stops = [{ id = "expert-review", name = { zh = "专家评审", en = "Expert review" }, ground = { zh = "行政许可法第四十五条", en = "Article 45" }, days_max = 10 }]
silence = "grants"
calls = [{ gives = "prescription", name = { zh = "开处方", en = "Prescribe" } }]
decision = "entry"
sourced = "兰州市新生儿出生一件事办事指南"
[[item]]
id = "prescription"
name = { zh = "处方", en = "Prescription" }
office = "health"
gives = ["prescription"]
legal_days = 20
promised_days = 10
[[item]]
id = "home-visit"
name = { zh = "走访", en = "Home visit" }
office = "police"
legal_days = 0
promised_days = 0
[[thing]]
id = "newborn"
name = { zh = "新生儿出生一件事", en = "A child is born" }
for = "person"
roles = [
  { id = "child", name = { zh = "孩子", en = "Child" } },
  { id = "mother", name = { zh = "母亲", en = "Mother" }, also = ["parent", "applicant"], party = "person" },
]
wants = ["child.household-entry", { gives = "child.id-card", when = "mother.insured" }]
asks = ["parent.insured"]
given = ["parent.age < 200"]
promised_days = 5
ceiling_days = 60
ceiling_ground = { zh = "条例", en = "Rules" }
before = { days = 48, materials = 35, fields = 100, steps = 17, visits = 6 }
places = ["s"]
ladder = { levels = ["street", "district", "city"], climb_after_days = [5, 3, 2] }
inferred = "why"
[[decision]]
id = "entry"
name = { zh = "登记", en = "Entry" }
hit = "first"
inputs = ["applicant.age", "child.household"]
[[decision.row]]
when = "age > 60"
gives = "grant"
ground = { zh = "依据", en = "Ground" }
[[decision.row]]
when = "child.household == 'rural'"
gives = "refuse"
ground = { zh = "依据", en = "Ground" }
[[programme]]
id = "assistance"
name = { zh = "帮扶", en = "Assistance" }
population = "key_group"
person = "person"
place = "street"
when = "children >= 0"
classes = [{ id = "low-income", name = { zh = "低收入", en = "Low income" }, when = "income < 1.5 * 1200" }]
ladder = { levels = ["street", "district"], climb_after_days = [5, 3] }
[[programme.tier]]
id = "A"
name = { zh = "一档", en = "A" }
when = "'low-income' in classes && children > 0"
measures = [{ item = "home-visit", every_days = 14 }]
[[register]]
id = "key_group"
name = { zh = "重点人群", en = "Key group" }
key = ["person"]
valid_from = "from"
valid_to = "to"
column = [
  { id = "person", type = "text" },
  { id = "street", type = "text" },
  { id = "from", type = "date" },
  { id = "to", type = "date" },
  { id = "children", type = "integer" },
  { id = "income", type = "decimal", decimals = 2 },
]
"#;

pub(super) const CALENDAR: &str = "date,kind\n";

/// Checks the pack of services with some of its text exchanged.
fn check(changes: &[(&str, &str)], expect: &expect_test::Expect) {
    let mut text = SERVICES.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    super::check_files(&[("pack.toml", HEAD), ("x.toml", &text), ("cn.csv", CALENDAR)], expect);
}

#[test]
fn a_pack_of_services_without_findings() {
    check(&[], &expect![[""]]);
    let parts = [("pack.toml", HEAD), ("x.toml", SERVICES), ("cn.csv", CALENDAR)];
    let (pack, _, _) = crate::check(&files(&parts));
    let services = pack.unwrap().services;
    let counts = [
        services.offices.len(),
        services.materials.len(),
        services.fields.len(),
        services.items.len(),
        services.things.len(),
        services.decisions.len(),
        services.programmes.len(),
    ];
    assert_eq!(counts, [2, 5, 5, 4, 1, 1, 1]);
    expect![[r#"
        {
            "birth-certificate": Material {
                id: "birth-certificate",
                name: Text {
                    zh: "出生医学证明",
                    en: "Birth certificate",
                },
                holder: Person,
                sources: {
                    Wallet,
                    Item,
                },
                valid_days: None,
                certificate: true,
                span: Span {
                    source: SourceId(
                        2,
                    ),
                    start: 757,
                    end: 769,
                },
            },
            "household-entry": Material {
                id: "household-entry",
                name: Text {
                    zh: "户口登记",
                    en: "Household entry",
                },
                holder: Person,
                sources: {
                    Item,
                },
                valid_days: None,
                certificate: false,
                span: Span {
                    source: SourceId(
                        2,
                    ),
                    start: 895,
                    end: 907,
                },
            },
            "id-card": Material {
                id: "id-card",
                name: Text {
                    zh: "身份证",
                    en: "Identity card",
                },
                holder: Person,
                sources: {
                    Wallet,
                    Register(
                        "population",
                    ),
                    Item,
                    Applicant,
                },
                valid_days: Some(
                    3650,
                ),
                certificate: false,
                span: Span {
                    source: SourceId(
                        2,
                    ),
                    start: 509,
                    end: 521,
                },
            },
            "marriage-certificate": Material {
                id: "marriage-certificate",
                name: Text {
                    zh: "结婚证",
                    en: "Marriage certificate",
                },
                holder: Person,
                sources: {
                    Applicant,
                },
                valid_days: None,
                certificate: false,
                span: Span {
                    source: SourceId(
                        2,
                    ),
                    start: 659,
                    end: 671,
                },
            },
            "prescription": Material {
                id: "prescription",
                name: Text {
                    zh: "处方",
                    en: "Prescription",
                },
                holder: Person,
                sources: {
                    Item,
                },
                valid_days: None,
                certificate: false,
                span: Span {
                    source: SourceId(
                        2,
                    ),
                    start: 986,
                    end: 998,
                },
            },
        }"#]]
    .assert_eq(&format!("{:#?}", services.materials));
    expect![[r#"
        Thing {
            id: "newborn",
            name: Text {
                zh: "新生儿出生一件事",
                en: "A child is born",
            },
            party: Person,
            roles: [
                Role {
                    id: "child",
                    name: Text {
                        zh: "孩子",
                        en: "Child",
                    },
                    party: Person,
                    also: [],
                },
                Role {
                    id: "mother",
                    name: Text {
                        zh: "母亲",
                        en: "Mother",
                    },
                    party: Person,
                    also: [
                        "parent",
                        "applicant",
                    ],
                },
            ],
            wants: [
                Want {
                    slot: Slot {
                        role: "child",
                        material: "household-entry",
                    },
                    when: None,
                    span: Span {
                        source: SourceId(
                            2,
                        ),
                        start: 3750,
                        end: 3773,
                    },
                },
                Want {
                    slot: Slot {
                        role: "child",
                        material: "id-card",
                    },
                    when: Some(
                        Rule {
                            text: "mother.insured",
                            expr: Name(
                                "mother.insured",
                            ),
                            span: Span {
                                source: SourceId(
                                    2,
                                ),
                                start: 3809,
                                end: 3825,
                            },
                        },
                    ),
                    span: Span {
                        source: SourceId(
                            2,
                        ),
                        start: 3775,
                        end: 3827,
                    },
                },
            ],
            asks: [
                Ask {
                    role: "parent",
                    field: "insured",
                    when: None,
                    check: Check {
                        min: None,
                        max: None,
                        length_min: None,
                        length_max: None,
                        values: {},
                        form: None,
                    },
                    why: None,
                    span: Span {
                        source: SourceId(
                            2,
                        ),
                        start: 3837,
                        end: 3853,
                    },
                },
            ],
            given: [
                Rule {
                    text: "parent.age < 200",
                    expr: Compare(
                        Less,
                        Name(
                            "parent.age",
                        ),
                        Literal(
                            Number(
                                Exact(
                                    Ratio {
                                        numer: 200,
                                        denom: 1,
                                    },
                                ),
                            ),
                        ),
                    ),
                    span: Span {
                        source: SourceId(
                            2,
                        ),
                        start: 3864,
                        end: 3882,
                    },
                },
            ],
            promised: WorkDays {
                halves: 10,
            },
            ceiling: Some(
                Limit {
                    days: WorkDays {
                        halves: 120,
                    },
                    ground: Text {
                        zh: "条例",
                        en: "Rules",
                    },
                },
            ),
            steps: 1,
            visits: 0,
            before: Before {
                days: Some(
                    WorkDays {
                        halves: 96,
                    },
                ),
                materials: Some(
                    35,
                ),
                fields: Some(
                    100,
                ),
                steps: Some(
                    17,
                ),
                visits: Some(
                    6,
                ),
            },
            level: "street",
            places: [
                "s",
            ],
            ladder: Some(
                Ladder {
                    levels: [
                        "street",
                        "district",
                        "city",
                    ],
                    climb_after: [
                        WorkDays {
                            halves: 10,
                        },
                        WorkDays {
                            halves: 6,
                        },
                        WorkDays {
                            halves: 4,
                        },
                    ],
                },
            ),
            basis: Inferred(
                "why",
            ),
            span: Span {
                source: SourceId(
                    2,
                ),
                start: 3450,
                end: 3459,
            },
        }"#]]
    .assert_eq(&format!("{:#?}", services.things["newborn"]));
}
