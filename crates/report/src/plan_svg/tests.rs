//! A drawn plan: whole, in both languages, escaped, and wide enough for Chinese.

use super::plan_svg;
use diag::{Language, Text};
use district::WorkDays;
use district::plan::{Plan, PlannedItem, Savings};
use expect_test::{Expect, expect};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

fn item(id: &str, after: &[&str], halves: u32, on: [Date; 2], critical: bool) -> PlannedItem {
    PlannedItem {
        id: id.to_owned(),
        office: "police".to_owned(),
        level: "street".to_owned(),
        after: after.iter().map(|&id| id.to_owned()).collect(),
        takes: Vec::new(),
        gives: Vec::new(),
        promised_halves: halves,
        legal_halves: halves,
        start_on: on[0],
        due_on: on[1],
        legal_due_on: on[1],
        critical,
    }
}

fn plan(items: Vec<PlannedItem>) -> Plan {
    Plan {
        thing: "newborn".to_owned(),
        accepted_on: date(2026, 11, 24),
        items,
        form: Vec::new(),
        materials: Vec::new(),
        held: Vec::new(),
        open: Vec::new(),
        critical_path: Vec::new(),
        critical_days: WorkDays::days(3),
        promised_days: WorkDays::days(4),
        promise_on: date(2026, 11, 30),
        provisional: false,
        savings: Savings::default(),
    }
}

fn three() -> Plan {
    plan(vec![
        item("entry", &[], 4, [date(2026, 11, 24), date(2026, 11, 26)], true),
        item("card", &["entry"], 2, [date(2026, 11, 26), date(2026, 11, 27)], true),
        item("insure", &["entry"], 1, [date(2026, 11, 26), date(2026, 11, 27)], false),
    ])
}

fn names() -> BTreeMap<String, Text> {
    [
        ("newborn", Text::new("新生儿出生一件事", "A child is born")),
        ("entry", Text::new("户口登记", "Household entry")),
        ("card", Text::new("社会保障卡 <申领>", "Card & \"photo\" <now>")),
        ("police", Text::new("公安分局", "Police")),
    ]
    .into_iter()
    .map(|(id, name)| (id.to_owned(), name))
    .collect()
}

fn check(plan: &Plan, language: Language, expected: &Expect) {
    let svg = plan_svg(plan, &names(), language);
    // Well-formed as far as counting goes: every element that opens closes.
    for element in ["svg", "title", "desc", "text"] {
        let opened = svg.matches(&format!("<{element} ")).count();
        assert_eq!(opened, svg.matches(&format!("</{element}>")).count(), "{element}");
    }
    assert!(!svg.contains("<script"), "a drawing has no script");
    expected.assert_eq(&svg);
}

#[test]
fn three_items_in_chinese() {
    check(
        &three(),
        Language::Zh,
        &expect![[r##"
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 587 328" width="587" height="328" role="img" aria-labelledby="plan-newborn-title plan-newborn-desc" font-family="system-ui, sans-serif" font-size="13">
            <title id="plan-newborn-title">新生儿出生一件事</title>
            <desc id="plan-newborn-desc">2026-11-24 受理，承诺 4 个工作日，至迟 2026-11-30 办结；★ 最长路径 3 个工作日；户口登记：公安分局，2026-11-24 起，至迟 2026-11-26，在最长路径上；社会保障卡 &lt;申领&gt;：公安分局，2026-11-26 起，至迟 2026-11-27，在户口登记之后，在最长路径上；insure：公安分局，2026-11-26 起，至迟 2026-11-27，在户口登记之后</desc>
            <rect width="587" height="328" fill="#ffffff"/>
            <text x="24" y="28" font-size="18" font-weight="600" fill="#1a1a1a">新生儿出生一件事</text>
            <text x="24" y="52" fill="#444444">2026-11-24 受理，承诺 4 个工作日，至迟 2026-11-30 办结；★ 最长路径 3 个工作日</text>
            <line x1="24" y1="94" x2="24" y2="304" stroke="#dddddd"/>
            <text x="24" y="88" fill="#555555" text-anchor="middle">0</text>
            <line x1="104" y1="94" x2="104" y2="304" stroke="#dddddd"/>
            <text x="104" y="88" fill="#555555" text-anchor="middle">1</text>
            <line x1="184" y1="94" x2="184" y2="304" stroke="#dddddd"/>
            <text x="184" y="88" fill="#555555" text-anchor="middle">2</text>
            <line x1="264" y1="94" x2="264" y2="304" stroke="#dddddd"/>
            <text x="264" y="88" fill="#555555" text-anchor="middle">3</text>
            <line x1="344" y1="94" x2="344" y2="304" stroke="#dddddd"/>
            <text x="344" y="88" fill="#555555" text-anchor="middle">4</text>
            <text x="358" y="88" fill="#555555">工作日</text>
            <line x1="344" y1="94" x2="344" y2="304" stroke="#00539c" stroke-dasharray="6 4"/>
            <text x="348" y="318" fill="#00539c">承诺</text>
            <path d="M184 136H190V200H191" fill="none" stroke="#b3261e" stroke-width="3"/>
            <path d="M196 200l-6 -4v8z" fill="#b3261e"/>
            <path d="M184 136H190V264H191" fill="none" stroke="#6b6b6b" stroke-width="1"/>
            <path d="M196 264l-6 -4v8z" fill="#6b6b6b"/>
            <rect x="36" y="112" width="198" height="48" rx="4" fill="#fdecea" stroke="#b3261e" stroke-width="3"/>
            <rect x="36" y="112" width="148" height="5" fill="#b3261e"/>
            <text x="44" y="134" font-weight="600" fill="#1a1a1a">★ 户口登记</text>
            <text x="44" y="151" fill="#333333">公安分局 · 至迟 2026-11-26</text>
            <rect x="196" y="176" width="198" height="48" rx="4" fill="#fdecea" stroke="#b3261e" stroke-width="3"/>
            <rect x="196" y="176" width="68" height="5" fill="#b3261e"/>
            <text x="204" y="198" font-weight="600" fill="#1a1a1a">★ 社会保障卡 &lt;申领&gt;</text>
            <text x="204" y="215" fill="#333333">公安分局 · 至迟 2026-11-27</text>
            <rect x="196" y="240" width="198" height="48" rx="4" fill="#f2f5f7" stroke="#5f6b76" stroke-width="1"/>
            <rect x="196" y="240" width="28" height="5" fill="#5f6b76"/>
            <text x="204" y="262" font-weight="600" fill="#1a1a1a">insure</text>
            <text x="204" y="279" fill="#333333">公安分局 · 至迟 2026-11-27</text>
            </svg>
        "##]],
    );
}

#[test]
fn three_items_in_english() {
    check(
        &three(),
        Language::En,
        &expect![[r##"
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 713 328" width="713" height="328" role="img" aria-labelledby="plan-newborn-title plan-newborn-desc" font-family="system-ui, sans-serif" font-size="13">
        <title id="plan-newborn-title">A child is born</title>
        <desc id="plan-newborn-desc">Accepted 2026-11-24, promised within 4 working days by 2026-11-30; ★ longest way 3 working days; Household entry: Police, from 2026-11-24, due 2026-11-26, on the longest way; Card &amp; &quot;photo&quot; &lt;now&gt;: Police, from 2026-11-26, due 2026-11-27, after Household entry, on the longest way; insure: Police, from 2026-11-26, due 2026-11-27, after Household entry</desc>
        <rect width="713" height="328" fill="#ffffff"/>
        <text x="24" y="28" font-size="18" font-weight="600" fill="#1a1a1a">A child is born</text>
        <text x="24" y="52" fill="#444444">Accepted 2026-11-24, promised within 4 working days by 2026-11-30; ★ longest way 3 working days</text>
        <line x1="24" y1="94" x2="24" y2="304" stroke="#dddddd"/>
        <text x="24" y="88" fill="#555555" text-anchor="middle">0</text>
        <line x1="104" y1="94" x2="104" y2="304" stroke="#dddddd"/>
        <text x="104" y="88" fill="#555555" text-anchor="middle">1</text>
        <line x1="184" y1="94" x2="184" y2="304" stroke="#dddddd"/>
        <text x="184" y="88" fill="#555555" text-anchor="middle">2</text>
        <line x1="264" y1="94" x2="264" y2="304" stroke="#dddddd"/>
        <text x="264" y="88" fill="#555555" text-anchor="middle">3</text>
        <line x1="344" y1="94" x2="344" y2="304" stroke="#dddddd"/>
        <text x="344" y="88" fill="#555555" text-anchor="middle">4</text>
        <text x="358" y="88" fill="#555555">working days</text>
        <line x1="344" y1="94" x2="344" y2="304" stroke="#00539c" stroke-dasharray="6 4"/>
        <text x="348" y="318" fill="#00539c">promise</text>
        <path d="M184 136H190V200H191" fill="none" stroke="#b3261e" stroke-width="3"/>
        <path d="M196 200l-6 -4v8z" fill="#b3261e"/>
        <path d="M184 136H190V264H191" fill="none" stroke="#6b6b6b" stroke-width="1"/>
        <path d="M196 264l-6 -4v8z" fill="#6b6b6b"/>
        <rect x="36" y="112" width="177" height="48" rx="4" fill="#fdecea" stroke="#b3261e" stroke-width="3"/>
        <rect x="36" y="112" width="148" height="5" fill="#b3261e"/>
        <text x="44" y="134" font-weight="600" fill="#1a1a1a">★ Household entry</text>
        <text x="44" y="151" fill="#333333">Police · due 2026-11-26</text>
        <rect x="196" y="176" width="177" height="48" rx="4" fill="#fdecea" stroke="#b3261e" stroke-width="3"/>
        <rect x="196" y="176" width="68" height="5" fill="#b3261e"/>
        <text x="204" y="198" font-weight="600" fill="#1a1a1a">★ Card &amp; &quot;photo&quot; &lt;now&gt;</text>
        <text x="204" y="215" fill="#333333">Police · due 2026-11-27</text>
        <rect x="196" y="240" width="177" height="48" rx="4" fill="#f2f5f7" stroke="#5f6b76" stroke-width="1"/>
        <rect x="196" y="240" width="28" height="5" fill="#5f6b76"/>
        <text x="204" y="262" font-weight="600" fill="#1a1a1a">insure</text>
        <text x="204" y="279" fill="#333333">Police · due 2026-11-27</text>
        </svg>
    "##]],
    );
}

#[test]
fn nothing_to_do() {
    let empty = Plan { provisional: true, ..plan(Vec::new()) };
    check(
        &empty,
        Language::Zh,
        &expect![[r##"
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 797 200" width="797" height="200" role="img" aria-labelledby="plan-newborn-title plan-newborn-desc" font-family="system-ui, sans-serif" font-size="13">
            <title id="plan-newborn-title">新生儿出生一件事</title>
            <desc id="plan-newborn-desc">2026-11-24 受理，承诺 4 个工作日，至迟 2026-11-30 办结（暂定：尚无公布的节假日安排）；★ 最长路径 3 个工作日</desc>
            <rect width="797" height="200" fill="#ffffff"/>
            <text x="24" y="28" font-size="18" font-weight="600" fill="#1a1a1a">新生儿出生一件事</text>
            <text x="24" y="52" fill="#444444">2026-11-24 受理，承诺 4 个工作日，至迟 2026-11-30 办结（暂定：尚无公布的节假日安排）；★ 最长路径 3 个工作日</text>
            <line x1="24" y1="94" x2="24" y2="176" stroke="#dddddd"/>
            <text x="24" y="88" fill="#555555" text-anchor="middle">0</text>
            <line x1="104" y1="94" x2="104" y2="176" stroke="#dddddd"/>
            <text x="104" y="88" fill="#555555" text-anchor="middle">1</text>
            <line x1="184" y1="94" x2="184" y2="176" stroke="#dddddd"/>
            <text x="184" y="88" fill="#555555" text-anchor="middle">2</text>
            <line x1="264" y1="94" x2="264" y2="176" stroke="#dddddd"/>
            <text x="264" y="88" fill="#555555" text-anchor="middle">3</text>
            <line x1="344" y1="94" x2="344" y2="176" stroke="#dddddd"/>
            <text x="344" y="88" fill="#555555" text-anchor="middle">4</text>
            <text x="358" y="88" fill="#555555">工作日</text>
            <line x1="344" y1="94" x2="344" y2="176" stroke="#00539c" stroke-dasharray="6 4"/>
            <text x="348" y="190" fill="#00539c">承诺</text>
            <text x="24" y="140" fill="#1a1a1a">无需办理任何事项</text>
            </svg>
        "##]],
    );
}

#[test]
fn long_plans_stay_drawable() {
    let day = date(2026, 11, 24);
    let items = (0..40).map(|at| {
        let after = if at == 0 { String::new() } else { format!("i{}", at - 1) };
        item(&format!("i{at}"), &[&after], 20, [day, day], true)
    });
    let svg = plan_svg(&plan(items.collect()), &BTreeMap::new(), Language::En);
    assert_eq!(svg.matches("★ i").count(), 40);
    assert!(svg.len() < 60_000, "{}", svg.len());
}
