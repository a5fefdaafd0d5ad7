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
    expect![[r#"
        $ hemei check
        ! ./pack: 0 errors, 0 warnings (7 streams, 0 models, 1 indicators)
        $ hemei things
        id     thing    for     promised days
        ─────  ───────  ──────  ─────────────
        birth  A birth  person              3
        $ hemei plan birth --answers yes.json --accepted 2026-02-13
        A birth
        item                office    after    promised days  start       due         critical
        ──────────────────  ────────  ───────  ─────────────  ──────────  ──────────  ────────
        Certify the birth   hospital                       1  2026-02-13  2026-02-14  ●
        Pay the allowance   hospital  certify              2  2026-02-14  2026-02-25  ●
        Register the birth  police    certify              2  2026-02-14  2026-02-25
        form: insured, child.name
        materials: marriage-certificate (applicant), child.birth-certificate (item)
        promised in 3 working days, by 2026-02-25; the longest way takes 3
        saved: promised against legal 20 → 5 (75.0 %)
        saved: the whole against the sum of promises 5 → 3 (40.0 %)
        saved: by parallel work alone 5 → 3 (40.0 %)
        saved: actual median against the sum —
        $ hemei plan birth --accepted 2026-12-30
        A birth
        item                office    after    promised days  start       due         critical
        ──────────────────  ────────  ───────  ─────────────  ──────────  ──────────  ────────
        Certify the birth   hospital                       1  2026-12-30  2026-12-31  ●
        Register the birth  police    certify              2  2026-12-31  2027-01-04  ●
        form: insured, child.name
        materials: marriage-certificate (applicant), child.birth-certificate (item)
        promised in 3 working days, by 2027-01-04 (provisional: holidays are not published yet); the longest way takes 3
        saved: promised against legal 10 → 3 (70.0 %)
        saved: the whole against the sum of promises 3 → 3 (0.0 %)
        saved: by parallel work alone 3 → 3 (0.0 %)
        saved: actual median against the sum —
        to be answered (the rest of the plan hangs on it): insured
        $ hemei plan birth --answers yes.json --accepted 2026-02-13 --held marriage-certificate --json
        {"thing":"birth","name":{"zh":"出生一件事","en":"A birth"},"accepted_on":"2026-02-13","items":[{"id":"certify","name":{"zh":"签发出生证明","en":"Certify the birth"},"office":"hospital","level":"town","after":[],"takes":["marriage-certificate"],"gives":["child.birth-certificate"],"promised_days":1,"legal_days":5,"start_on":"2026-02-13","due_on":"2026-02-14","legal_due_on":"2026-02-27","critical":true},{"id":"pay","name":{"zh":"发放津贴","en":"Pay the allowance"},"office":"hospital","level":"town","after":["certify"],"takes":["child.birth-certificate"],"gives":["allowance"],"promised_days":2,"legal_days":10,"start_on":"2026-02-14","due_on":"2026-02-25","legal_due_on":"2026-03-06","critical":true},{"id":"register","name":{"zh":"户口登记","en":"Register the birth"},"office":"police","level":"town","after":["certify"],"takes":["child.birth-certificate"],"gives":["child.household-entry"],"promised_days":2,"legal_days":5,"start_on":"2026-02-14","due_on":"2026-02-25","legal_due_on":"2026-02-28","critical":false}],"form":[{"field":"insured","question":{"zh":"是否参保","en":"Insured"},"why":[{"item":null,"why":{"zh":"决定“出生一件事”怎样办理","en":"decides how “A birth” is done"}}],"register":null,"check":{}},{"field":"child.name","question":{"zh":"姓名","en":"Name"},"why":[{"item":"certify","why":{"zh":"办理“签发出生证明”所需","en":"needed for “Certify the birth”"}},{"item":"register","why":{"zh":"办理“户口登记”所需","en":"needed for “Register the birth”"}}],"register":null,"check":{}}],"materials":[{"id":"marriage-certificate","name":{"zh":"结婚证","en":"Marriage certificate"},"source":"wallet","given_by":null,"taken_by":["certify"]},{"id":"child.birth-certificate","name":{"zh":"出生医学证明","en":"Birth certificate"},"source":"item","given_by":"certify","taken_by":["pay","register"]}],"held":[],"open":[],"critical_path":["certify","pay"],"critical_days":3,"promised_days":3,"promise_on":"2026-02-25","provisional":false,"savings":{"legal":0.75,"bundle":0.4,"parallel":0.4,"actual":null,"detail":{"legal":{"from":20,"to":5,"ratio":0.75},"bundle":{"from":5,"to":3,"ratio":0.4},"parallel":{"from":5,"to":3,"ratio":0.4},"actual":null,"materials":{"from":3,"to":0,"ratio":1},"fields":{"from":2,"to":2,"ratio":0},"steps":{"from":3,"to":1,"ratio":0.666666666667},"visits":{"from":3,"to":0,"ratio":1},"causes":[{"cause":"held","days":0},{"cause":"shorter_promises","days":15},{"cause":"parallel","days":2},{"cause":"margin","days":0}]}}}
        $ hemei plan birth --answers odd.json
        ! error: expected true or false for `insured`, found "perhaps"
        [1]
        $ hemei plan brith
        ! error: the pack has no thing `brith`
        ! help: did you mean `birth`?
        [1]
    "#]].assert_eq(&session.run(
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
    expect![[r#"
        $ hemei check
        error[C0415]: thing `birth`: whatever the answers, the longest way takes 3 working days, more than the 2 promised
           ╭▸ services.toml:76:1
           │
        76 │ [[thing]]
           │ ━━━━━━━━━ path: register ← certify
           │
           ⸬  services.toml:57:1
           │
        57 │ [[item]]
           ╰╴──────── the way ends here
        help: promise at least 3 working days, or shorten an item on the way
        see: hemei explain C0415

        ! ./pack: 1 errors, 0 warnings (7 streams, 0 models, 1 indicators)
        [1]
        $ hemei things
        ! error: the pack `./pack` has 1 errors and cannot be used
        ! help: run hemei check ./pack to see them all
        [1]
    "#]].assert_eq(&session.run(
        "check
         things",
    ));
    let circle = SERVICES.replace(
        "takes = [\"marriage-certificate\"]",
        "takes = [\"marriage-certificate\", \"child.household-entry\"]",
    );
    session.write("pack/services.toml", circle);
    expect![[r#"
        $ hemei check --lang zh
        错误[C0411]: 一件事`birth`：无论怎样回答，事项互相等待，谁也无法开始：certify → register → certify
           ╭▸ services.toml:76:1
           │
        76 │ [[thing]]
           │ ━━━━━━━━━ 路径：child.household-entry ← register
           │
           ⸬  services.toml:47:1
           │
        47 │ [[item]]
           │ ──────── 在循环中
           │
           ⸬  services.toml:57:1
           │
        57 │ [[item]]
           ╰╴──────── 在循环中
        帮助：让其中一个事项改取无需其他事项即可得到的材料
        详见：hemei explain C0411

        ! ./pack：1 处错误，0 处提醒（7 个记录流，0 个中间表，1 个指标）
        [1]
    "#]].assert_eq(&session.run("check --lang zh"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test copies a pack")]
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
    expect![[r#"
        $ hemei what-if --item-promise register=4 --accepted 2026-02-13
        thing  longest way  promise                  kept
        ─────  ───────────  ───────────────────────  ────────────
        birth  3 → 5        2026-02-25 → 2026-02-25  true → false
        $ hemei what-if --promise birth=2 --accepted 2026-02-13 --json
        {"accepted_on":"2026-02-13","things":[{"thing":"birth","before":{"critical_days":3,"critical_path":["certify","register"],"promised_days":3,"promise_on":"2026-02-25","done_on":"2026-02-25","provisional":false,"kept":true,"findings":[]},"after":{"critical_days":3,"critical_path":["certify","register"],"promised_days":2,"promise_on":"2026-02-24","done_on":"2026-02-25","provisional":false,"kept":false,"findings":[{"code":"C0415","message":{"zh":"一件事`birth`：无论怎样回答，最长路径需要 3 个工作日，多于承诺的 2 个","en":"thing `birth`: whatever the answers, the longest way takes 3 working days, more than the 2 promised"}}]}}],"unchanged":0,"past_cases":0,"replayed":null}
        $ hemei what-if --promise brith=2
        ! error: no thing `brith` is declared; did you mean `birth`?
        [1]
        $ hemei what-if
        ! error: no change is named
        ! help: such as --promise newborn=4
        [2]
        $ hemei drift pack other
        thing `birth`: item `pay`: the legal limit in working days is 10 in the first and 20 in the second (no legal ground is named) [without a legal ground]
        [1]
        $ hemei drift pack pack
    "#]].assert_eq(&session.run(
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
    expect![[r#"
        $ hemei import-log desk log.csv
        2 cases, 4 events; 6 rows added, 0 repeated, 1 did not fit
        ! note: line 5: expected a moment such as 2024-05-01 08:30:00, found `rubbish`
        [1]
        $ hemei import-log desk log.csv
        2 cases, 4 events; 0 rows added, 6 repeated, 1 did not fit
        ! note: line 5: expected a moment such as 2024-05-01 08:30:00, found `rubbish`
        [1]
        $ hemei mine
        cases: 2
        events: 4
        activities: 2
        variants: 1
        bottleneck: open → decide
        $ hemei mine nothing
        ! error: there is no event log `nothing`
        ! help: run hemei import-log first
        [1]
        $ hemei import-log Desk log.csv
        ! error: expected a name of small letters, digits and _, found `Desk`
        [2]
        $ hemei import-log desk missing.csv
        ! error: there is no file or folder `missing.csv`
        ! help: check how the path is spelled
        [3]
    "#]]
    .assert_eq(&session.run(
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
    expect![[r#"
        $ hemei verify
        ! error: there is no journal in `./data`
        ! help: run hemei serve first
        [1]
        $ hemei verify rubbish.json --keys keys.txt
        ! error: `rubbish.json` is not verified: this is not a credential: expected ["https://www.w3.org/ns/credentials/v2", …] at `@context`, found nothing
        [1]
        $ hemei verify rubbish.json --keys rubbish.json
        ! error: expected an Ed25519 public key (z6Mk… or did:key:z6Mk…), found `{"type": "VerifiableCredential"}`
        [1]
        $ hemei token add anna --role king
        ! error: `king` is not a role
        ! help: write one of applicant, officer, operator, outside, auditor
        [2]
        $ hemei token add anna --role officer
        ! error: this role needs --office
        [2]
        $ hemei export --ocel log.json
        ! error: there is no journal in `./data`
        ! help: run hemei serve first
        [1]
    "#]].assert_eq(&session.run(
        "verify
         verify rubbish.json --keys keys.txt
         verify rubbish.json --keys rubbish.json
         token add anna --role king
         token add anna --role officer
         export --ocel log.json",
    ));
}
