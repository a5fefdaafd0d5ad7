//! Services: a whole pack of them, and what can be wrong with one.

mod declared;
mod references;
mod rules;
mod unused;
mod whole;

use super::HEAD;
use expect_test::Expect;

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

/// An empty calendar.
pub(super) const CALENDAR: &str = "date,kind\n";

/// Checks the pack of services with some of its text exchanged.
fn check(changes: &[(&str, &str)], expect: &Expect) {
    let mut text = SERVICES.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    super::check_files(&[("pack.toml", HEAD), ("x.toml", &text), ("cn.csv", CALENDAR)], expect);
}

/// Checks the pack of services with a file beside it.
fn check_more(more: &str, expect: &Expect) {
    let parts = [("pack.toml", HEAD), ("x.toml", SERVICES), ("cn.csv", CALENDAR), ("y.toml", more)];
    super::check_files(&parts, expect);
}
