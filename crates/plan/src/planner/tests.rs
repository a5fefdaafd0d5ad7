//! Plans: order, dates, form, materials, what is open, savings, and faults.

use super::{extend, plan};
use crate::testing::{answers, catalogue, weekdays};
use crate::{Held, PlanFault, Wallet};
use district::plan::Plan;
use district::service::{Check, Form};
use district::{Exact, Services, Slot};
use expect_test::{Expect, expect};
use jiff::civil::{Date, date};
use std::fmt::Write as _;

const NEWBORN: &str = "
    material id-card from register:population,applicant
    item birth hospital 5/1 : parent.id-card -> child.birth ; child.name
    item entry police 5/2 : child.birth, parent.book | parent.marriage -> child.entry ; child.name, parent.phone
    item insure medical 10/0.5 : child.entry -> child.insurance ; parent.phone
    item card social 15/3 : child.entry, photo -> child.card
    item allowance social 20/5 : child.birth, parent.bank-card if !parent.paid -> parent.allowance
    thing newborn 6 : child.entry, child.insurance, child.card, parent.allowance if parent.insured
    role child
    role mother also parent applicant
";

fn wallet(text: &str) -> Wallet {
    let mut wallet = Wallet::new();
    for part in text.split_whitespace() {
        let (slot, until) = part
            .split_once('@')
            .map_or((part, None), |(slot, until)| (slot, Some(until.parse::<Date>().unwrap())));
        let held = Held { valid_from: date(2026, 1, 1), valid_until: until, case: None };
        wallet.add(Slot::read(slot), held);
    }
    wallet
}

fn print(plan: &Plan) -> String {
    let mut out = String::new();
    for item in &plan.items {
        let mark = if item.critical { " *" } else { "" };
        let after = if item.after.is_empty() {
            String::new()
        } else {
            format!(" after {}", item.after.join(" "))
        };
        writeln!(
            out,
            "{}–{} (legal {}) {}{after}{mark}",
            item.start_on, item.due_on, item.legal_due_on, item.id
        )
        .unwrap();
    }
    writeln!(out, "critical {}: {}", plan.critical_days, plan.critical_path.join(" → ")).unwrap();
    let provisional = if plan.provisional { " provisional" } else { "" };
    writeln!(out, "promise {} on {}{provisional}", plan.promised_days, plan.promise_on).unwrap();
    for question in &plan.form {
        let by: Vec<String> = question
            .asked_by
            .iter()
            .map(|by| format!("{}: {}", by.item.as_deref().unwrap_or("-"), by.why.en))
            .collect();
        writeln!(out, "? {} [{}]", question.field, by.join("; ")).unwrap();
    }
    for needed in &plan.materials {
        let by = needed.given_by.as_deref().unwrap_or("");
        writeln!(out, "+ {} {:?} {by}", needed.slot, needed.source).unwrap();
    }
    for held in &plan.held {
        writeln!(out, "held {held}").unwrap();
    }
    for open in &plan.open {
        writeln!(out, "open {} decides {:?}", open.field, open.decides).unwrap();
    }
    let savings = &plan.savings;
    for (name, saving) in [
        ("legal", &savings.legal),
        ("bundle", &savings.bundle),
        ("parallel", &savings.parallel),
        ("materials", &savings.materials),
        ("fields", &savings.fields),
        ("steps", &savings.steps),
        ("visits", &savings.visits),
    ] {
        writeln!(out, "{name} {} → {}", saving.from, saving.to).unwrap();
    }
    for cause in &savings.causes {
        writeln!(out, "{:?} {}", cause.kind, cause.days).unwrap();
    }
    out
}

fn check(text: &str, given: &str, held: &str, on: Date, expected: &Expect) {
    let services = catalogue(text);
    let thing = services.things.keys().next().unwrap();
    let plan = plan(&services, &weekdays(), thing, &answers(given), &wallet(held), on);
    let out = match plan {
        Ok(plan) => print(&plan),
        Err(fault) => told(&fault),
    };
    expected.assert_eq(&out);
}

fn told(fault: &PlanFault) -> String {
    let diagnostic = fault.diagnostic();
    format!("{}\n{}\n{}\n", diagnostic.code.0, diagnostic.message.zh, diagnostic.message.en)
}

#[test]
fn a_newborn() {
    let on = date(2026, 11, 24);
    check(
        NEWBORN,
        "mother.insured=yes mother.paid=no",
        "",
        on,
        &expect![[r#"
        2026-11-24–2026-11-25 (legal 2026-12-01) birth *
        2026-11-25–2026-12-02 (legal 2026-12-23) allowance after birth *
        2026-11-25–2026-11-27 (legal 2026-12-02) entry after birth
        2026-11-27–2026-12-02 (legal 2026-12-18) card after entry
        2026-11-27–2026-11-30 (legal 2026-12-11) insure after entry
        critical 6: birth → allowance
        promise 6 on 2026-12-02
        ? insured [-: decides whether “allowance” is wanted]
        ? paid [allowance: decides whether and how “allowance” is done]
        ? child.name [birth: needed for “birth”; entry: needed for “entry”]
        ? phone [entry: needed for “entry”; insure: needed for “insure”]
        + bank-card Applicant 
        + book Applicant 
        + id-card Register("population") 
        + photo Applicant 
        + child.birth Item birth
        + child.entry Item entry
        legal 55 → 11.5
        bundle 11.5 → 6
        parallel 11.5 → 6
        materials 8 → 3
        fields 5 → 4
        steps 5 → 1
        visits 5 → 0
        Held 0
        ShorterPromises 43.5
        Parallel 5.5
        Margin 0
    "#]],
    );
}

#[test]
fn what_is_held_is_not_asked_for() {
    let on = date(2026, 11, 24);
    let held = "child.birth mother.bank-card@2026-12-31 mother.book@2026-11-01";
    check(
        NEWBORN,
        "parent.insured=yes parent.paid=no",
        held,
        on,
        &expect![[r"
        2026-11-24–2026-12-01 (legal 2026-12-22) allowance *
        2026-11-24–2026-11-26 (legal 2026-12-01) entry
        2026-11-26–2026-12-01 (legal 2026-12-17) card after entry
        2026-11-26–2026-11-27 (legal 2026-12-10) insure after entry
        critical 5: allowance
        promise 6 on 2026-12-02
        ? insured [-: decides whether “allowance” is wanted]
        ? paid [allowance: decides whether and how “allowance” is done]
        ? child.name [entry: needed for “entry”]
        ? phone [entry: needed for “entry”; insure: needed for “insure”]
        + bank-card Wallet 
        + book Applicant 
        + photo Applicant 
        + child.birth Wallet 
        + child.entry Item entry
        legal 50 → 10.5
        bundle 10.5 → 6
        parallel 10.5 → 5
        materials 8 → 2
        fields 5 → 4
        steps 5 → 1
        visits 5 → 0
        Held 5
        ShorterPromises 39.5
        Parallel 5.5
        Margin -1
    "]],
    );
}

#[test]
fn what_runs_out_before_it_is_taken_is_not_held() {
    let text = "
        material card from applicant valid 10
        item a o 5/3 : -> a
        item b o 5/1 : a, card -> b
        thing t 5 : b
    ";
    check(
        text,
        "",
        "card@2026-11-26",
        date(2026, 11, 24),
        &expect![[r"
        2026-11-24–2026-11-27 (legal 2026-12-01) a *
        2026-11-27–2026-11-30 (legal 2026-12-04) b after a *
        critical 4: a → b
        promise 5 on 2026-12-01
        + a Item a
        + card Applicant 
        legal 10 → 4
        bundle 4 → 5
        parallel 4 → 4
        materials 2 → 1
        fields 0 → 0
        steps 2 → 1
        visits 2 → 0
        Held 0
        ShorterPromises 6
        Parallel 0
        Margin -1
    "]],
    );
    check(
        text,
        "",
        "card@2026-11-27",
        date(2026, 11, 24),
        &expect![[r"
        2026-11-24–2026-11-27 (legal 2026-12-01) a *
        2026-11-27–2026-11-30 (legal 2026-12-04) b after a *
        critical 4: a → b
        promise 5 on 2026-12-01
        + a Item a
        + card Wallet 
        legal 10 → 4
        bundle 4 → 5
        parallel 4 → 4
        materials 2 → 0
        fields 0 → 0
        steps 2 → 1
        visits 2 → 0
        Held 0
        ShorterPromises 6
        Parallel 0
        Margin -1
    "]],
    );
}

#[test]
fn open_answers_are_asked_for_and_leave_out_what_hangs_on_them() {
    check(
        NEWBORN,
        "",
        "child.entry child.card child.insurance",
        date(2026, 11, 24),
        &expect![[r#"
        critical 0: 
        promise 6 on 2026-12-02
        ? insured [-: decides whether “allowance” is wanted]
        held child.entry
        held child.insurance
        held child.card
        open insured decides {"allowance"}
        legal 0 → 0
        bundle 0 → 6
        parallel 0 → 0
        materials 6 → 0
        fields 4 → 1
        steps 4 → 1
        visits 4 → 0
        Held 35
        ShorterPromises 0
        Parallel 0
        Margin -6
    "#]],
    );
    check(
        NEWBORN,
        "insured=yes",
        "child.entry child.card child.insurance",
        date(2026, 11, 24),
        &expect![[r#"
        2026-11-24–2026-11-25 (legal 2026-12-01) birth *
        2026-11-25–2026-12-02 (legal 2026-12-23) allowance after birth *
        critical 6: birth → allowance
        promise 6 on 2026-12-02
        ? insured [-: decides whether “allowance” is wanted]
        ? paid [allowance: decides whether and how “allowance” is done]
        ? child.name [birth: needed for “birth”]
        + id-card Register("population") 
        + child.birth Item birth
        held child.entry
        held child.insurance
        held child.card
        open paid decides {"allowance"}
        legal 25 → 6
        bundle 6 → 6
        parallel 6 → 6
        materials 7 → 0
        fields 5 → 3
        steps 5 → 1
        visits 5 → 0
        Held 30
        ShorterPromises 19
        Parallel 0
        Margin 0
    "#]],
    );
}

#[test]
fn a_year_without_a_list_is_provisional() {
    let text = "item a o 5/3 : -> a\nthing t 10 : a";
    check(
        text,
        "",
        "",
        date(2026, 12, 24),
        &expect![[r"
        2026-12-24–2026-12-29 (legal 2026-12-31) a *
        critical 3: a
        promise 10 on 2027-01-07 provisional
        legal 5 → 3
        bundle 3 → 10
        parallel 3 → 3
        materials 0 → 0
        fields 0 → 0
        steps 1 → 1
        visits 1 → 0
        Held 0
        ShorterPromises 2
        Parallel 0
        Margin -7
    "]],
    );
}

fn with(change: impl FnOnce(&mut Services)) -> String {
    let mut services = catalogue(NEWBORN);
    change(&mut services);
    let given = answers("insured=no");
    match plan(&services, &weekdays(), "newborn", &given, &Wallet::new(), date(2026, 11, 24)) {
        Ok(plan) => {
            let asked = plan.form.iter().find(|asked| asked.field == "child.name").unwrap();
            format!("{:?}\n", asked.check)
        }
        Err(fault) => told(&fault),
    }
}

#[test]
fn the_strictest_check_or_two_offices_that_ask_differently() {
    let ask = |services: &mut Services, item: &str, check: Check| {
        services.items.get_mut(item).unwrap().asks[0].check = check;
    };
    let at_most = |most| Check { length_max: Some(most), ..Check::default() };
    let at_least = |least| Check { length_min: Some(least), ..Check::default() };
    let only = |ids: &[&str]| Check {
        values: ids.iter().map(|&id| id.to_owned()).collect(),
        ..Check::default()
    };
    let number = |min: i64, max: i64| Check {
        min: Some(Exact::from(min)),
        max: Some(Exact::from(max)),
        ..Check::default()
    };
    let both = |a: Check, b: Check| {
        with(|services| {
            ask(services, "birth", a);
            ask(services, "entry", b);
        })
    };
    let mut out = both(at_most(20), at_most(10));
    out += &both(number(0, 9), number(3, 20));
    out += &both(only(&["a", "b"]), only(&["b", "c"]));
    out += &both(at_most(10), at_least(20));
    out += &both(number(0, 2), number(3, 20));
    out += &both(only(&["a"]), only(&["c"]));
    let form = |form| Check { form: Some(form), ..Check::default() };
    out += &both(form(Form::Mobile), form(Form::PostalCode));
    out += &both(form(Form::Mobile), at_most(10));
    expect![[r#"
        Check { min: None, max: None, length_min: None, length_max: Some(10), values: {}, form: None }
        Check { min: Some(Exact(Ratio { numer: 3, denom: 1 })), max: Some(Exact(Ratio { numer: 9, denom: 1 })), length_min: None, length_max: None, values: {}, form: None }
        Check { min: None, max: None, length_min: None, length_max: None, values: {"b"}, form: None }
        C0406
        一件事`newborn`：`child.name`没有答复能同时满足两个部门：police（entry）要求至少 20 个字，hospital（birth）要求至多 10 个字
        thing `newborn`: no answer to `child.name` satisfies both: police (entry) asks for at least 20 characters, hospital (birth) asks for at most 10 characters
        C0406
        一件事`newborn`：`child.name`没有答复能同时满足两个部门：police（entry）要求至少 3，hospital（birth）要求至多 2
        thing `newborn`: no answer to `child.name` satisfies both: police (entry) asks for at least 3, hospital (birth) asks for at most 2
        C0406
        一件事`newborn`：`child.name`没有答复能同时满足两个部门：hospital（birth）要求其中之一：a，police（entry）要求其中之一：c
        thing `newborn`: no answer to `child.name` satisfies both: hospital (birth) asks for one of a, police (entry) asks for one of c
        C0406
        一件事`newborn`：`child.name`没有答复能同时满足两个部门：hospital（birth）要求11 位手机号码，police（entry）要求6 位邮政编码
        thing `newborn`: no answer to `child.name` satisfies both: hospital (birth) asks for a mobile number of 11, police (entry) asks for a postal code of 6
        C0406
        一件事`newborn`：`child.name`没有答复能同时满足两个部门：hospital（birth）要求11 位手机号码，police（entry）要求至多 10 个字
        thing `newborn`: no answer to `child.name` satisfies both: hospital (birth) asks for a mobile number of 11, police (entry) asks for at most 10 characters
    "#]].assert_eq(&out);
}

#[test]
fn faults_are_told_in_both_languages() {
    let on = date(2026, 11, 24);
    let none = expect![[r"
        C0401
        没有声明一件事`newborns`
        no thing `newborns` is declared
    "]];
    let services = catalogue(NEWBORN);
    let fault =
        plan(&services, &weekdays(), "newborns", &answers(""), &Wallet::new(), on).unwrap_err();
    none.assert_eq(&told(&fault));
    check(
        "item a o 5/1 : b -> a\nitem b o 5/1 : a -> b\nthing t 5 : a",
        "",
        "",
        on,
        &expect![[r"
        C0402
        一件事`t`的事项互相等待，谁也无法开始：a → b → a
        items of thing `t` wait for one another: a → b → a
    "]],
    );
    check(
        "item a o 5/1 : -> a\nthing t 5 : b",
        "",
        "",
        on,
        &expect![[r"
        C0403
        一件事`t`想要`b`，按这些答复没有事项给出它
        thing `t` wants `b`, which no item gives for these answers
    "]],
    );
    check(
        "material b from wallet\nitem a o 5/1 : b -> a\nthing t 5 : a",
        "",
        "",
        on,
        &expect![[r"
        C0403
        一件事`t`：事项`a`要取的`b`，按这些答复无处可得
        thing `t`: item `a` takes `b`, which can be had from nowhere for these answers
    "]],
    );
    check(
        "item a o 5/1 : -> a\nitem b o 5/1 : -> a\nthing t 5 : a",
        "",
        "",
        on,
        &expect![[r"
        C0404
        一件事`t`：事项`a`和事项`b`都给出`a`
        thing `t`: both item `a` and item `b` give `a`
    "]],
    );
    check(
        "item a o 5/1 if x : -> a\nthing t 5 : a",
        "x=7",
        "",
        on,
        &expect![[r"
        C0405
        一件事`t`：规则`x`与答复不合：expected true or false, found 7
        thing `t`: rule `x` does not fit the answers: expected true or false, found 7
    "]],
    );
}

#[test]
fn a_call_extends_the_plan() {
    let services = catalogue(
        "
        item consult clinic 1/1 : id-card -> consultation
        item prescribe clinic 1/0.5 : consultation -> prescription
        item review pharmacy 1/0.5 : prescription -> reviewed
        item dispense pharmacy 1/1 : reviewed, id-card -> medicine
        thing online 2 : consultation
        ",
    );
    let on = date(2026, 11, 24);
    let none = Wallet::new();
    let first = plan(&services, &weekdays(), "online", &answers(""), &none, on).unwrap();
    let wants = [Slot::read("medicine"), Slot::read("consultation")];
    let print = |from| {
        let more = extend(
            &services,
            &weekdays(),
            "online",
            &answers(""),
            &none,
            &first.items,
            &wants,
            from,
        );
        let mut out = String::new();
        for item in more.unwrap() {
            let after = item.after.join(" ");
            writeln!(out, "{}–{} {} after {after}", item.start_on, item.due_on, item.id).unwrap();
        }
        out
    };
    expect![[r"
        2026-11-25–2026-11-26 prescribe after consult
        2026-11-26–2026-11-26 review after prescribe
        2026-11-26–2026-11-27 dispense after review
    "]]
    .assert_eq(&print(on));
    expect![[r"
        2026-11-27–2026-11-30 prescribe after consult
        2026-11-30–2026-11-30 review after prescribe
        2026-11-30–2026-12-01 dispense after review
    "]]
    .assert_eq(&print(date(2026, 11, 27)));
}
