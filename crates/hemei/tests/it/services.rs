//! Services from the command line: checked and proved, planned, changed on trial, compared; and
//! event logs brought in and mined.

use crate::session::Session;
use expect_test::expect;

const SERVICES: &str = r#"[[calendar]]
id = "cn"
file = "calendar.csv"
years = [2026]

[services]
calendar = "cn"

[[office]]
id = "hospital"
name = { zh = "医院", en = "Hospital" }
levels = ["town"]

[[office]]
id = "police"
name = { zh = "派出所", en = "Police station" }
levels = ["town"]

[[material]]
id = "birth-certificate"
name = { zh = "出生医学证明", en = "Birth certificate" }

[[material]]
id = "household-entry"
name = { zh = "户口登记", en = "Household entry" }

[[material]]
id = "allowance"
name = { zh = "生育津贴", en = "Birth allowance" }

[[material]]
id = "marriage-certificate"
name = { zh = "结婚证", en = "Marriage certificate" }
from = ["wallet", "applicant"]

[[field]]
id = "name"
name = { zh = "姓名", en = "Name" }
type = "text"
personal = true

[[field]]
id = "insured"
name = { zh = "是否参保", en = "Insured" }
type = "boolean"

[[item]]
id = "certify"
name = { zh = "签发出生证明", en = "Certify the birth" }
office = "hospital"
takes = ["marriage-certificate"]
gives = "child.birth-certificate"
asks = ["child.name"]
legal_days = 5
promised_days = 1

[[item]]
id = "register"
name = { zh = "户口登记", en = "Register the birth" }
office = "police"
takes = ["child.birth-certificate"]
gives = "child.household-entry"
asks = ["child.name"]
legal_days = 5
promised_days = 2

[[item]]
id = "pay"
name = { zh = "发放津贴", en = "Pay the allowance" }
office = "hospital"
takes = ["child.birth-certificate"]
gives = "allowance"
legal_days = 10
promised_days = 2

[[thing]]
id = "birth"
name = { zh = "出生一件事", en = "A birth" }
for = "person"
roles = [{ id = "child", name = { zh = "孩子", en = "Child" } }]
wants = ["child.household-entry", { gives = "allowance", when = "insured" }]
asks = ["insured"]
promised_days = 3
level = "town"
"#;

/// Spring Festival of 2026, with its two make-up workdays.
const CALENDAR: &str = "date,kind
2026-02-14,makeup
2026-02-16,holiday
2026-02-17,holiday
2026-02-18,holiday
2026-02-19,holiday
2026-02-20,holiday
2026-02-23,holiday
2026-02-28,makeup
";

fn session() -> Session {
    let session = Session::new();
    session.write("pack/services.toml", SERVICES);
    session.write("pack/calendar.csv", CALENDAR);
    session
}

#[test]
fn a_thing_is_proved_and_planned_on_the_real_calendar() {
    let session = session();
    session.write("yes.json", "{\"insured\": true, \"child\": {\"name\": \"小禾\"}}");
    session.write("odd.json", "{\"insured\": \"perhaps\"}");
    expect![[]].assert_eq(&session.run(
        "check
         things
         plan birth --answers yes.json --accepted 2026-02-13
         plan birth --accepted 2026-12-30
         plan birth --answers yes.json --accepted 2026-02-13 --held marriage-certificate --json
         plan birth --answers odd.json
         plan brith",
    ));
}

#[test]
fn a_thing_that_cannot_be_done_is_refused_with_a_counter_example() {
    let session = session();
    let short = SERVICES.replace("promised_days = 3", "promised_days = 2");
    session.write("pack/services.toml", short);
    expect![[]].assert_eq(&session.run(
        "check
         things",
    ));
    let circle = SERVICES.replace(
        "takes = [\"marriage-certificate\"]",
        "takes = [\"marriage-certificate\", \"child.household-entry\"]",
    );
    session.write("pack/services.toml", circle);
    expect![[]].assert_eq(&session.run("check --lang zh"));
}

#[test]
fn changes_on_trial_and_packs_side_by_side() {
    let session = session();
    session.run("check");
    for (path, text) in [
        ("other/pack.toml", std::fs::read_to_string(session.path("pack/pack.toml")).unwrap()),
        ("other/calendar.csv", CALENDAR.to_owned()),
        ("other/services.toml", SERVICES.replace("legal_days = 10", "legal_days = 20")),
    ] {
        session.write(path, text);
    }
    expect![[]].assert_eq(&session.run(
        "what-if --item-promise register=4 --accepted 2026-02-13
         what-if --promise birth=2 --accepted 2026-02-13 --json
         what-if --promise brith=2
         what-if
         drift pack other
         drift pack pack",
    ));
}

#[test]
fn a_log_comes_in_once_and_is_mined() {
    let session = session();
    session.write(
        "log.csv",
        "case_id,activity,timestamp,resource
1,open,2026-01-05T09:00:00Z,anna
1,decide,2026-01-06T09:00:00Z,bo
2,open,2026-01-05T10:00:00Z,anna
2,decide,rubbish,bo
2,decide,2026-01-08T10:00:00Z,bo
",
    );
    expect![[]].assert_eq(&session.run(
        "import-log desk log.csv
         import-log desk log.csv
         mine
         mine nothing
         import-log Desk log.csv
         import-log desk missing.csv",
    ));
}

#[test]
fn papers_and_chains_without_a_server() {
    let session = session();
    session.write("rubbish.json", "{\"type\": \"VerifiableCredential\"}");
    session.write("keys.txt", "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp\n");
    expect![[]].assert_eq(&session.run(
        "verify
         verify rubbish.json --keys keys.txt
         verify rubbish.json --keys rubbish.json
         token add anna --role king
         token add anna --role officer
         export --ocel log.json",
    ));
}
