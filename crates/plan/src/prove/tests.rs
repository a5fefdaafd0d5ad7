//! What is refused, with which counter-example; and that what is not refused can be planned.

use super::prove;
use crate::testing::catalogue;
use diag::Language;
use district::rule::{Comparison, Expr, Rule, Value};
use district::service::{
    Call, Check, DecisionRow, DecisionTable, Desk, Field, FieldType, Hit, Ladder, Limit, Measure,
    Programme, Services, Slot, Tier,
};
use district::{Place, PlaceTree, Text, WorkDays};
use expect_test::{Expect, expect};
use std::fmt::Write as _;

fn check(text: &str, expect: &Expect) {
    check_with(text, |_| {}, expect);
}

fn check_with(text: &str, change: impl FnOnce(&mut Services), expect: &Expect) {
    let mut services = catalogue(text);
    change(&mut services);
    expect.assert_eq(&shown(&services, Language::En));
}

fn shown(services: &Services, language: Language) -> String {
    let mut text = String::new();
    for found in prove(services, &places()) {
        let _ = writeln!(text, "{} {}", found.code.0, found.message.get(language));
        for label in found.labels.iter().filter(|label| label.text.en.starts_with("path")) {
            let _ = writeln!(text, "  {}", label.text.get(language));
        }
    }
    text
}

fn places() -> PlaceTree {
    let place = |id: &str, level: &str, parent: Option<&str>| Place {
        id: id.to_owned(),
        name: Text::same(id),
        level: level.to_owned(),
        parent: parent.map(str::to_owned),
    };
    PlaceTree::new([
        place("district", "district", None),
        place("east", "street", Some("district")),
        place("west", "street", Some("district")),
        place("village", "village", Some("west")),
    ])
}

fn field(services: &mut Services, id: &str, field_type: FieldType, check: Check) {
    let field = Field {
        id: id.to_owned(),
        name: Text::same(id),
        question: Text::same(id),
        field_type,
        unit: None,
        check,
        personal: false,
        register: None,
        span: diag::Span::default(),
    };
    services.fields.insert(id.to_owned(), field);
}

fn compare(name: &str, how: Comparison, number: &str) -> Expr {
    let number = Expr::Literal(Value::number(number).unwrap());
    Expr::Compare(how, Box::new(Expr::Name(name.to_owned())), Box::new(number))
}

fn rule(expr: Expr, text: &str) -> Rule {
    Rule { text: text.to_owned(), expr, span: diag::Span::default() }
}

fn item<'a>(services: &'a mut Services, id: &str) -> &'a mut district::service::Item {
    services.items.get_mut(id).unwrap()
}

fn thing<'a>(services: &'a mut Services, id: &str) -> &'a mut district::service::Thing {
    services.things.get_mut(id).unwrap()
}

const CHAIN: &str = "
    item birth clinic 2/1 : id-card -> certificate
    item entry police 5/1 : certificate -> entry
    item card social 10/2 : entry -> card if insured
    thing newborn 4 : entry, card if insured";

#[test]
fn a_thing_that_can_be_done_has_no_findings() {
    check(CHAIN, &expect![""]);
}

#[test]
fn c0410_a_wanted_result_that_nothing_gives() {
    check(
        "item card social 10/2 : id-card -> card if insured
         thing newborn 2 : card",
        &expect![[r"
            C0410 thing `newborn`: if insured is no (`insured`), no item gives the wanted result `card`
              path: card
        "]],
    );
}

#[test]
fn c0411_items_that_wait_for_one_another() {
    check(
        "item fire brigade 5/1 : licence if shop -> report
         item food market 5/1 : report -> licence
         thing restaurant 2 : licence",
        &expect![[r"
            C0411 thing `restaurant`: if shop is yes (`shop`), items wait for one another and none can begin: fire → food → fire
              path: licence ← food
        "]],
    );
}

#[test]
fn c0412_a_result_that_two_items_give() {
    check(
        "item age social 5/1 if old : -> entitlement
         item illness social 5/1 if ill : -> entitlement
         thing retirement 1 : entitlement if old",
        &expect![[r"
            C0412 thing `retirement`: if ill is yes (`ill`) and old is yes (`old`), both item `age` and item `illness` give `entitlement`
              path: entitlement ← age ← entitlement
        "]],
    );
    // Two results in one plan, and a third that both items give and nobody takes.
    check(
        "item a x 5/1 : -> one, extra if p
         item b x 5/1 : -> two, extra if q
         thing t 1 : one, two",
        &expect![[r"
            C0412 thing `t`: if p is yes (`p`) and q is yes (`q`), both item `a` and item `b` give `extra`
              path: one ← a ← extra
        "]],
    );
}

#[test]
fn c0413_a_material_that_cannot_be_had() {
    check(
        "item entry police 5/1 if local : id-card -> entry
         item insurance health 5/1 : entry -> card
         thing newborn 2 : card",
        &expect![[r"
            C0413 thing `newborn`: if local is no (`local`), item `insurance` takes `entry`, which can be had from nowhere
              path: card ← insurance ← entry
        "]],
    );
}

#[test]
fn given_rules_answers_out() {
    check(
        "item entry police 5/1 if local : id-card -> entry
         item insurance health 5/1 : entry -> card
         thing newborn 2 : card
         given local",
        &expect![""],
    );
}

#[test]
fn c0414_nobody_is_there() {
    let none = |services: &mut Services| {
        let office = services.offices.get_mut("police").unwrap();
        office.staff.insert("street".to_owned(), 0);
    };
    check_with(
        CHAIN,
        none,
        &expect![[r"
        C0414 thing `newborn`: if applied for in `east`, item `entry` has nobody to do it at `street` or above (office `police`)
    "]],
    );
    // A desk in one street that covers the other will do, and so will the district.
    let desk = |services: &mut Services| {
        none(services);
        let covers = vec!["west".to_owned()];
        let desk = Desk { place: "east".to_owned(), covers, staff: Some(2) };
        services.offices.get_mut("police").unwrap().desks.push(desk);
    };
    check_with(CHAIN, desk, &expect![""]);
    let above = |services: &mut Services| {
        none(services);
        services.offices.get_mut("police").unwrap().levels.push("district".to_owned());
    };
    check_with(CHAIN, above, &expect![""]);
}

#[test]
fn c0415_a_promise_shorter_than_the_longest_way() {
    let promise = |services: &mut Services| {
        thing(services, "newborn").promised = WorkDays::days(3);
    };
    check_with(
        CHAIN,
        promise,
        &expect![[r"
        C0415 thing `newborn`: if insured is yes (`insured`), the longest way takes 4 working days, more than the 3 promised
          path: card ← entry ← birth
    "]],
    );
}

#[test]
fn c0416_a_promise_over_the_ceiling() {
    let promise = |services: &mut Services| {
        item(services, "card").legal.days = WorkDays::days(60);
        thing(services, "newborn").promised = WorkDays::days(46);
    };
    check_with(
        CHAIN,
        promise,
        &expect![[r"
        C0416 thing `newborn` promises 46 working days, more than the ceiling of 45 (Administrative Licensing Law, article 42)
    "]],
    );
    let own = |services: &mut Services| {
        promise(services);
        let ground = Text::same("special act");
        thing(services, "newborn").ceiling = Some(Limit { days: WorkDays::days(50), ground });
    };
    check_with(CHAIN, own, &expect![""]);
    let single = |services: &mut Services| {
        item(services, "only").legal.days = WorkDays::days(30);
    };
    check_with(
        "item only x 5/1 : -> a\n thing t 21 : a",
        single,
        &expect![[r"
        C0416 thing `t` promises 21 working days, more than the ceiling of 20 (Administrative Licensing Law, article 42)
    "]],
    );
}

#[test]
fn c0417_a_promise_longer_than_the_law_needs() {
    check(
        "item only x 5/1 : -> a\n thing t 6 : a",
        &expect![[r"
        C0417 thing `t` promises 6 working days, more than the 5 of its longest way by legal limits
    "]],
    );
}

#[test]
fn c0418_checks_that_exclude_each_other() {
    let number = |value: &str| Some(value.parse().unwrap());
    check_with(
        "item a x 5/1 : -> one ; rooms
         item b x 5/1 : -> two ; rooms if big
         thing t 1 : one, two",
        |services| {
            field(services, "rooms", FieldType::Integer, Check::default());
            item(services, "a").asks[0].check.max = number("2");
            item(services, "b").asks[0].check.min = number("3");
        },
        &expect![[r"
            C0418 thing `t`: if big is yes (`big`), `a` and `b` ask `rooms` with checks that exclude each other: at least 3 and at most 2
              path: a ← b
        "]],
    );
    // Never in one plan: nothing is wrong.
    check_with(
        "item a x 5/1 : -> one ; rooms
         item b x 5/1 : -> two ; rooms
         thing t 1 : one if big, two if !big",
        |services| {
            field(services, "rooms", FieldType::Integer, Check::default());
            item(services, "a").asks[0].check.max = number("2");
            item(services, "b").asks[0].check.min = number("3");
        },
        &expect![""],
    );
}

fn table(hit: Hit, rows: &[(Comparison, &str)]) -> DecisionTable {
    let row = |(how, number): &(Comparison, &str)| {
        let expr = compare("income", *how, number);
        let when = rule(expr, &format!("income {how:?} {number}"));
        let gives = "x".to_owned();
        DecisionRow { when, gives, ground: Text::default(), span: diag::Span::default() }
    };
    DecisionTable {
        id: "tier".to_owned(),
        name: Text::default(),
        hit,
        inputs: vec!["income".to_owned()],
        rows: rows.iter().map(row).collect(),
        span: diag::Span::default(),
    }
}

fn check_table(hit: Hit, rows: &[(Comparison, &str)], expect: &Expect) {
    let with_table = |services: &mut Services| {
        let check = Check { min: Some("0".parse().unwrap()), ..Check::default() };
        field(services, "income", FieldType::Decimal, check);
        services.decisions.insert("tier".to_owned(), table(hit, rows));
    };
    check_with("item only x 5/1 : -> a\n thing t 1 : a", with_table, expect);
}

#[test]
fn c0419_c0420_c0421_decision_tables() {
    use Comparison::{Greater, GreaterOrEqual, Less, LessOrEqual};
    check_table(Hit::First, &[(Less, "1000"), (GreaterOrEqual, "1000")], &expect![""]);
    check_table(
        Hit::First,
        &[(Less, "1000"), (Greater, "1000")],
        &expect![[r"
        C0419 decision table `tier` has a hole: if income is 1000 (`income`), no row holds
    "]],
    );
    check_table(Hit::All, &[(Less, "1000"), (Greater, "1000")], &expect![""]);
    check_table(
        Hit::One,
        &[(LessOrEqual, "1000"), (GreaterOrEqual, "1000")],
        &expect![[r"
        C0420 decision table `tier`: if income is 1000 (`income`), both rows `income LessOrEqual 1000` and `income GreaterOrEqual 1000` hold
    "]],
    );
    check_table(
        Hit::First,
        &[(GreaterOrEqual, "0"), (Greater, "1000")],
        &expect![[r"
        C0421 decision table `tier`: row 2, `income Greater 1000`, is never chosen
    "]],
    );
    check_table(
        Hit::All,
        &[(Less, "0")],
        &expect![[r"
        C0421 decision table `tier`: row 1, `income Less 0`, is never chosen
    "]],
    );
}

#[test]
fn c0422_a_measure_that_nobody_takes() {
    let programme = |levels: &[&str]| Programme {
        id: "assistance".to_owned(),
        name: Text::default(),
        population: "people".to_owned(),
        person: "person".to_owned(),
        place: "place".to_owned(),
        when: None,
        classes: Vec::new(),
        tiers: vec![Tier {
            id: "a".to_owned(),
            name: Text::default(),
            when: Rule::always(),
            measures: vec![Measure { item: "visit".to_owned(), every_days: Some(14) }],
        }],
        ladder: Ladder {
            levels: levels.iter().map(|level| (*level).to_owned()).collect(),
            climb_after: levels.iter().map(|_| WorkDays::days(1)).collect(),
        },
        span: diag::Span::default(),
    };
    let with = |levels: &[&str]| {
        let programme = programme(levels);
        move |services: &mut Services| {
            services.programmes.insert("assistance".to_owned(), programme);
        }
    };
    let text = "item visit civil 5/1 : -> visited\n thing t 1 : visited";
    check_with(text, with(&["village", "street"]), &expect![""]);
    check_with(
        text,
        with(&["village", "district"]),
        &expect![[r"
        C0422 programme `assistance`: measure `visit` of tier `a` has nobody to take it at any level (village, district)
    "]],
    );
}

#[test]
fn c0423_a_call_that_cannot_be_met() {
    let call = |services: &mut Services| {
        let slot = Slot::read("prescription");
        item(services, "consult").calls.push(Call { slot, name: Text::default() });
    };
    let text = "
        item consult clinic 1/1 if adult : id-card -> advice
        item prescribe clinic 1/1 if insured : advice -> prescription
        thing t 1 : advice
        given adult";
    check_with(
        text,
        call,
        &expect![[r"
        C0423 thing `t`: if adult is yes (`adult`) and insured is no (`insured`), item `consult` may call for `prescription`, which cannot be had: no item gives it
          path: prescription
    "]],
    );
    let given = format!("{text}\n given insured");
    check_with(&given, call, &expect![""]);
}

#[test]
fn c0424_a_rule_that_computes_with_several_fields() {
    let ratio = |services: &mut Services| {
        let name = |name: &str| Box::new(Expr::Name(name.to_owned()));
        let divide = district::rule::Arithmetic::Divide;
        let ratio = Expr::Arithmetic(divide, name("income"), name("members"));
        let limit = Expr::Literal(Value::number("1000").unwrap());
        let expr = Expr::Compare(Comparison::Less, Box::new(ratio), Box::new(limit));
        item(services, "only").when = Some(rule(expr, "income / members < 1000"));
    };
    let text = "item only x 5/1 : -> a\n thing t 1 : a";
    let wide = |services: &mut Services| {
        field(services, "income", FieldType::Decimal, Check::default());
        field(services, "members", FieldType::Integer, Check::default());
        ratio(services);
    };
    check_with(
        text,
        wide,
        &expect![[r"
        C0424 rule `income / members < 1000` computes with `income`, `members` and cannot be proved for all answers
    "]],
    );
    // Whole numbers with few values are tried one by one: also the zero that cannot divide.
    let narrow = |services: &mut Services| {
        let number = |value: &str| Some(value.parse().unwrap());
        let check = Check { min: number("0"), max: number("9"), ..Check::default() };
        field(services, "income", FieldType::Integer, check.clone());
        field(services, "members", FieldType::Integer, check);
        ratio(services);
    };
    check_with(
        text,
        narrow,
        &expect![[r"
        C0426 thing `t`: if income is 0 (`income`) and members is 0 (`members`), the condition `income / members < 1000` does not come to yes or no: expected a divisor that is not zero, found 0
    "]],
    );
}

#[test]
fn c0425_too_many_combinations() {
    // One item that takes one of two, twenty times over: everything hangs together.
    let mut text = String::new();
    for at in 0..20 {
        let _ = write!(text, "item a{at} x 5/1 : -> r{at}\n item b{at} x 5/1 : -> s{at}\n");
    }
    let takes: Vec<String> = (0..20).map(|at| format!("r{at} | s{at} if f{at}")).collect();
    let _ = write!(text, "item all x 5/1 : {} -> done\n thing t 2 : done", takes.join(", "));
    let services = catalogue(&text);
    let places = places();
    let mut staff = super::staff::Staff::new(&services, &places);
    let index = crate::world::Index::new(&services);
    let found = super::prove_in(&index, &services.things["t"], &mut staff, 5_000);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code.0, "C0425");
}

#[test]
fn twenty_optional_results_are_proved() {
    let mut text = String::new();
    for at in 0..20 {
        let _ = writeln!(text, "item a{at} x 5/1 : id-card -> r{at}");
    }
    let wants: Vec<String> = (0..20).map(|at| format!("r{at} if f{at}")).collect();
    let _ = write!(text, "thing t 1 : {}", wants.join(", "));
    check(&text, &expect![""]);
}

#[test]
fn c0426_a_condition_that_does_not_fit() {
    let misfit = |services: &mut Services| {
        item(services, "only").when =
            Some(rule(compare("insured", Comparison::Equal, "1"), "insured == 1"));
    };
    let text = "item only x 5/1 : -> a\n thing t 1 : a if insured";
    check_with(
        text,
        misfit,
        &expect![[r"
        C0426 thing `t`: if insured is no (`insured`), the condition `insured == 1` does not come to yes or no: expected two values of one type, found false and 1
    "]],
    );
}

#[test]
fn c0427_given_that_nothing_satisfies() {
    check(
        "item only x 5/1 : -> a if old
         thing t 1 : a
         given old
         given !old",
        &expect![[r"
            C0427 thing `t`: no answers satisfy `given`
        "]],
    );
}

#[test]
fn c0428_a_want_that_never_comes_to_be() {
    check(
        "item only x 5/1 : -> a
         item other x 5/1 : -> b
         thing t 1 : a, b if old
         given !old",
        &expect![[r"
            C0428 thing `t`: the result `b` is wanted under no answers
        "]],
    );
}

#[test]
fn holding_more_can_break_a_promise_where_there_is_a_choice() {
    // With nothing held `quick` is chosen, and `late` begins at once. Who holds `permit` has
    // `other` done sooner, and `late`, which prefers its result to a paper, waits for it.
    let services = "
        material permit from wallet,item
        material paper from applicant,item
        item slow x 9/4 : -> permit
        item quick x 9/2 : -> p
        item other x 9/1 : permit -> q, paper
        item choose x 9/1 : p | q -> chosen
        item late x 9/3 : paper -> result
        thing t 3 : chosen, result";
    check(
        services,
        &expect![[r"
        C0415 thing `t`: if `permit` is held, the longest way takes 4 working days, more than the 3 promised
          path: late ← other
    "]],
    );
}

#[test]
fn counter_examples_are_sentences_in_chinese_too() {
    let mut services = catalogue(CHAIN);
    thing(&mut services, "newborn").promised = WorkDays::days(3);
    expect![[r"
        C0415 一件事`newborn`：当insured为是时，最长路径需要 4 个工作日，多于承诺的 3 个
          路径：card ← entry ← birth
    "]]
    .assert_eq(&shown(&services, Language::Zh));
}
