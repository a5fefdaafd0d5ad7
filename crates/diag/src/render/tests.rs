//! The three forms, in both languages.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them so")]

use super::{Format, Style, render};
use crate::{Code, Diagnostic, Language, Sources, Span, Text};
use expect_test::{Expect, expect};

const HEAD: &str = "/*---\nindicator = \"park\"\nname = { zh = \"步行到公园\", en = \"Walk to a park\" }\n---*/\nSELECT 1\n";

fn sample() -> (Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("indicators/park.sql", HEAD);
    let at = |word: &str| {
        let start = HEAD.find(word).unwrap();
        Span::new(id, start..start + word.len())
    };
    let message = Text::new("指标 `park` 没有单位", "indicator `park` has no unit");
    let first = Diagnostic::error(Code("E0207"), message)
        .label(at("indicator"), Text::new("此文件头没有 `unit`", "this head has no `unit`"))
        .label(at("步行到公园"), Text::new("名称在此", "its name is here"))
        .help(Text::new("加上 `unit = \"min\"`", "add `unit = \"min\"`"));
    let message = Text::new("配置包里没有文件", "the pack has no files");
    (vec![first, Diagnostic::warning(Code("E0103"), message)], sources)
}

fn check(format: Format, language: Language, expect: &Expect) {
    let (diagnostics, sources) = sample();
    expect.assert_eq(&render(&diagnostics, &sources, Style { format, language, color: false }));
}

#[test]
fn full() {
    check(
        Format::Full,
        Language::En,
        &expect![[r#"
        error[E0207]: indicator `park` has no unit
          ╭▸ indicators/park.sql:2:1
          │
        2 │ indicator = "park"
          │ ━━━━━━━━━ this head has no `unit`
        3 │ name = { zh = "步行到公园", en = "Walk to a park" }
          ╰╴               ────────── its name is here
        help: add `unit = "min"`
        see: hemei explain E0207

        warning[E0103]: the pack has no files
        see: hemei explain E0103

    "#]],
    );
    check(
        Format::Full,
        Language::Zh,
        &expect![[r#"
        错误[E0207]: 指标 `park` 没有单位
          ╭▸ indicators/park.sql:2:1
          │
        2 │ indicator = "park"
          │ ━━━━━━━━━ 此文件头没有 `unit`
        3 │ name = { zh = "步行到公园", en = "Walk to a park" }
          ╰╴               ────────── 名称在此
        帮助：加上 `unit = "min"`
        详见：hemei explain E0207

        警告[E0103]: 配置包里没有文件
        详见：hemei explain E0103

    "#]],
    );
}

#[test]
fn concise() {
    check(
        Format::Concise,
        Language::En,
        &expect![[r#"
        indicators/park.sql:2:1: error[E0207]: indicator `park` has no unit
        warning[E0103]: the pack has no files
    "#]],
    );
    check(
        Format::Concise,
        Language::Zh,
        &expect![[r#"
        indicators/park.sql:2:1: 错误[E0207]: 指标 `park` 没有单位
        警告[E0103]: 配置包里没有文件
    "#]],
    );
}

#[test]
fn json() {
    check(
        Format::Json,
        Language::En,
        &expect![[r#"
        {"code":"E0207","severity":"error","message":{"zh":"指标 `park` 没有单位","en":"indicator `park` has no unit"},"spans":[{"path":"indicators/park.sql","start":{"line":2,"column":1,"byte":6},"end":{"line":2,"column":10,"byte":15},"label":{"zh":"此文件头没有 `unit`","en":"this head has no `unit`"}},{"path":"indicators/park.sql","start":{"line":3,"column":16,"byte":40},"end":{"line":3,"column":21,"byte":55},"label":{"zh":"名称在此","en":"its name is here"}}],"help":{"zh":"加上 `unit = \"min\"`","en":"add `unit = \"min\"`"},"see":"hemei explain E0207"}
        {"code":"E0103","severity":"warning","message":{"zh":"配置包里没有文件","en":"the pack has no files"},"spans":[],"help":null,"see":"hemei explain E0103"}
    "#]],
    );
}

#[test]
fn colour_is_only_there_when_asked_for() {
    let (diagnostics, sources) = sample();
    let style = Style { color: true, ..Style::default() };
    assert!(render(&diagnostics, &sources, style).contains('\u{1b}'));
    assert!(!render(&diagnostics, &sources, Style::default()).contains('\u{1b}'));
}

#[test]
fn spans_that_lie_outside_or_in_a_long_line_are_named_and_not_shown() {
    let mut sources = Sources::default();
    let long = sources.add("long.csv", "好".repeat(100_000));
    let short = sources.add("short.csv", "好");
    let diagnostics =
        [(long, 3, 6), (short, 1, 2), (short, 50, 90), (short, 9, 2)].map(|(id, start, end)| {
            let span = Span { source: id, start, end };
            Diagnostic::error(Code("E0134"), Text::same("x")).label(span, Text::default())
        });
    let text = render(&diagnostics, &sources, Style::default());
    expect![[r#"
        error[E0134]: x
         ─▸ long.csv:1:2
        see: hemei explain E0134

        error[E0134]: x
          ╭▸ short.csv:1:1
          │
        1 │ 好
          ╰╴━
        see: hemei explain E0134

        error[E0134]: x
          ╭▸ short.csv:1:2
          │
        1 │ 好
          ╰╴  ━
        see: hemei explain E0134

        error[E0134]: x
          ╭▸ short.csv:1:2
          │
        1 │ 好
          ╰╴  ━
        see: hemei explain E0134

    "#]]
    .assert_eq(&text);
}

#[test]
fn labels_far_apart_are_two_snippets() {
    let mut sources = Sources::default();
    let text = "x = 1\n".repeat(1_000);
    let id = sources.add("pack.toml", text.clone());
    let diagnostic = Diagnostic::error(Code("E0108"), Text::same("`x` is declared twice"))
        .label(Span::new(id, text.len() - 6..text.len() - 5), Text::same("again"))
        .label(Span::new(id, 0..1), Text::same("first"));
    expect![[r#"
        error[E0108]: `x` is declared twice
             ╭▸ pack.toml:1000:1
             │
        1000 │ x = 1
             │ ━ again
             │
             ⸬  pack.toml:1:1
             │
           1 │ x = 1
             ╰╴─ first
        see: hemei explain E0108

    "#]]
    .assert_eq(&render(&[diagnostic], &sources, Style::default()));
}
