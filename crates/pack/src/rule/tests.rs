//! CEL in, expressions or faults with their places out.

use super::{FaultKind, Placed, read};
use diag::{SourceId, Span};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use std::fmt::Write;

/// Reads a rule as it stands in a TOML text; a fault shows what it points at.
fn show(text: &str) -> String {
    let file = format!("\"{text}\"");
    let span = Span::new(SourceId(0), 0..file.len());
    let placed = Placed::new(text, span, &file);
    match read(&placed) {
        Ok(read) => {
            let mut count = 0;
            read.rule.expr.visit(&mut |_| count += 1);
            assert_eq!(count, read.spans.len(), "{text}");
            format!("{:?}", read.rule.expr)
        }
        Err(fault) => {
            let kind = if fault.kind == FaultKind::Part { "part" } else { "syntax" };
            format!("{kind} `{}`: {}", &file[placed.span(fault.range).range()], fault.detail.en)
        }
    }
}

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&show(text));
}

#[test]
fn expressions() {
    check(
        "applicant.age >= 60 && !parent.insured",
        &expect![[
            r#"And(Compare(GreaterOrEqual, Name("age"), Literal(Number(Exact(Ratio { numer: 60, denom: 1 })))), Not(Name("parent.insured")))"#
        ]],
    );
    check(
        "has(child.name) ? size(child.name) > 1 : 'x' in ['x', 'y']",
        &expect![[
            r#"If(Has("child.name"), Compare(Greater, Size(Name("child.name")), Literal(Number(Exact(Ratio { numer: 1, denom: 1 })))), In(Literal(Text("x")), List([Literal(Text("x")), Literal(Text("y"))])))"#
        ]],
    );
    check(
        "a - -2 * 0.10 / 1e3 + 3 == null",
        &expect![[
            r#"Compare(Equal, Arithmetic(Add, Arithmetic(Subtract, Name("a"), Arithmetic(Divide, Arithmetic(Multiply, Literal(Number(Exact(Ratio { numer: -2, denom: 1 }))), Literal(Number(Exact(Ratio { numer: 1, denom: 10 })))), Literal(Number(Exact(Ratio { numer: 1000, denom: 1 }))))), Literal(Number(Exact(Ratio { numer: 3, denom: 1 })))), Literal(Null))"#
        ]],
    );
    check(
        "parent.`birth-date` < '2026-01-01'",
        &expect![[r#"Compare(Less, Name("parent.birth-date"), Literal(Text("2026-01-01")))"#]],
    );
    check(
        "'disabled' in classes && children > 0",
        &expect![[
            r#"And(In(Literal(Text("disabled")), Name("classes")), Compare(Greater, Name("children"), Literal(Number(Exact(Ratio { numer: 0, denom: 1 })))))"#
        ]],
    );
    check(
        "tags.size() > 0",
        &expect![[
            r#"Compare(Greater, Size(Name("tags")), Literal(Number(Exact(Ratio { numer: 0, denom: 1 }))))"#
        ]],
    );
}

#[test]
fn numbers_are_exact() {
    check(
        "x == 0.1000000000000000000000000000000000000001",
        &expect![[
            r#"Compare(Equal, Name("x"), Literal(Number(Exact(Ratio { numer: 1000000000000000000000000000000000000001, denom: 10000000000000000000000000000000000000000 }))))"#
        ]],
    );
    check(
        "x == -1.5",
        &expect![[
            r#"Compare(Equal, Name("x"), Literal(Number(Exact(Ratio { numer: -3, denom: 2 }))))"#
        ]],
    );
    check(
        "x == 1e-9",
        &expect![[
            r#"Compare(Equal, Name("x"), Literal(Number(Exact(Ratio { numer: 1, denom: 1000000000 }))))"#
        ]],
    );
    check(
        "x == 99999999999999999999",
        &expect!["syntax `99999999999999999999`: a number too large or too small"],
    );
}

#[test]
fn faults() {
    check("", &expect!["syntax ``: a value is missing at its end"]);
    check("a &&", &expect!["syntax ``: a value is missing at its end"]);
    check("a b", &expect!["syntax `b`: expected an operator, found `b`"]);
    check("(a", &expect!["syntax `(`: `(` without its other half"]);
    check("a)", &expect!["syntax `)`: expected an operator, found `)`"]);
    check("a = 1", &expect!["syntax `=`: equality is written `==`"]);
    check("a & b", &expect!["syntax `&`: and is written `&&`"]);
    check("a == 'x", &expect!["syntax `'x`: a text without its closing quote"]);
    check("1x", &expect!["syntax `1x`: a number is written like `35` or `0.75`, found `1x`"]);
    check("a ? b", &expect!["syntax `?`: `?` without its other half"]);
    check("a == 城", &expect!["syntax `城`: `城` is not a sign of rules"]);
    check("if", &expect!["syntax `if`: `if` is a word that CEL keeps for itself"]);
    check("!-a", &expect!["syntax `-`: expected a value, found `-`"]);
    check("a == 1e999", &expect!["syntax `1e999`: a number too large or too small"]);
    check("a == '\\q'", &expect![[r#"syntax `"a == '\q'"`: a form that CEL does not have"#]]);
    check(
        "has(age)",
        &expect!["syntax `age`: write `has(applicant.age)`, it takes a name with a dot"],
    );
    check("a == 1 && 城.b", &expect!["syntax `城`: `城` is not a sign of rules"]);
    check(
        "a == 1 ||\n 'x' == r'\\' || has(a.b, a)",
        &expect![[r#"
        part `"a == 1 ||
         'x' == r'\' || has(a.b, a)"`: the function `has()`"#]],
    );
    check("has(1 + a)", &expect!["syntax `+`: a form that CEL does not have"]);
    check(
        "a == 'x' + '\\u12'",
        &expect![[r#"syntax `"a == 'x' + '\u12'"`: a form that CEL does not have"#]],
    );
}

#[test]
fn parts_that_rules_do_not_have() {
    check("list.exists(x, x > 1)", &expect!["part `exists`: the function `exists()`"]);
    check("a && name.startsWith('A')", &expect!["part `startsWith`: the function `startsWith()`"]);
    check("duration('1h') == a", &expect!["part `duration`: the function `duration()`"]);
    check("a[0] == 1", &expect!["part `[`: an index"]);
    check("{'a': 1} == b", &expect!["part `{`: braces"]);
    check("a % 2 == 0", &expect!["part `%`: `%`"]);
    check("b'x' == a", &expect!["part `b'x'`: a text of bytes"]);
    check("(a + b).c", &expect!["part `+`: a field of what is not a name"]);
}

#[test]
fn the_place_of_a_part_is_that_in_the_file() {
    let file = "when = \"\"\"\n  a \\u0026& \\\n   name.startsWith('城')\"\"\"";
    let text = "  a && name.startsWith('城')";
    let span = Span::new(SourceId(0), 7..file.len());
    let placed = Placed::new(text, span, file);
    let fault = read(&placed).unwrap_err();
    assert_eq!(&file[placed.span(fault.range).range()], "startsWith");
}

#[test]
fn deep_and_long_rules_end_at_a_limit() {
    let deep = format!("{}a{}", "(".repeat(500), ")".repeat(500));
    assert!(show(&deep).contains("at most 240"), "{}", show(&deep));
    let long = vec!["a"; 500].join(" + ");
    assert!(show(&long).contains("at most 240"), "{}", show(&long));
    let longest = vec!["a"; 120].join(" - ");
    assert!(show(&longest).starts_with("Arithmetic"), "{}", show(&longest));
    let other = vec!["a"; 16].join(" ? a : ");
    assert!(show(&other).len() > 3, "{}", show(&other));
    let most = format!("{}a{}", "[".repeat(6), "]".repeat(6));
    assert!(show(&most).starts_with("List"), "{}", show(&most));
    check(
        "((((((([a])))))))",
        &expect!["syntax `(`: it is nested more than 6 deep, or has over 16 `? :`"],
    );
    let terms = vec!["a"; 80].join(" + ");
    let worst = format!("{}{}{terms}{}", "a ? a : ".repeat(16), "(".repeat(6), ")".repeat(6));
    assert!(show(&worst).starts_with("If"), "{}", show(&worst));
    let signs = format!("{}a", "!".repeat(200));
    assert!(show(&signs).starts_with("Name"), "{}", show(&signs));
}

/// Pieces that CEL and what looks like it are made of.
const PIECES: [&str; 44] = [
    "a",
    "a.b",
    "`x-y`",
    ".",
    ",",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "?",
    ":",
    "!",
    "-",
    "+",
    "*",
    "/",
    "%",
    "==",
    "!=",
    "<",
    "&&",
    "||",
    " in ",
    "1",
    "0.5",
    "1e3",
    "0x1F",
    "2u",
    "'t'",
    "\"",
    "'",
    "b'x'",
    "r'\\'",
    "true",
    "null",
    "has(",
    "size(",
    "x.all(i, ",
    "//",
    "\n",
    "城",
    "\0",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn any_text(text in "\\PC{0,40}") {
        show(&text);
    }

    #[test]
    fn any_ascii(text in "[ -~]{0,40}") {
        show(&text);
    }

    #[test]
    fn any_pieces(pieces in proptest::collection::vec(0_usize..44, 0..24)) {
        show(&pieces.iter().map(|at| PIECES[*at]).collect::<String>());
    }

    /// What passes the scan goes to the parser: more of that than chance would bring about.
    #[test]
    fn nearly_rules(
        parts in proptest::collection::vec((0_usize..8, 0_usize..9), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let values = ["a", "a.b", "1", "0.5", "'t'", "has(a.b)", "size(a)", "[1, 2]", "(a)"];
        let joins = ["&&", "||", "==", "<", "+", "-", "in", "?"];
        let mut text = String::from("!a");
        for (join, value) in &parts {
            let tail = if *join == 7 { " : null" } else { "" };
            write!(text, " {} {}{tail}", joins[*join], values[*value]).unwrap();
        }
        show(&text);
        let at = cut.index(text.len());
        text.remove(at);
        show(&text);
    }
}
