//! Many declarations and many findings: all of them, and without delay.

use super::{HEAD, INDICATOR, STREAM};
use crate::PackFile;
use std::fmt::Write;

fn many(count: usize, line: impl Fn(usize) -> String) -> Vec<PackFile> {
    let mut text = String::new();
    for number in 0..count {
        let _ = writeln!(text, "{}", line(number));
    }
    vec![
        PackFile::new("pack.toml", HEAD),
        PackFile::new("a.toml", STREAM),
        PackFile::new("pm25.sql", INDICATOR),
        PackFile::new("many.toml", text),
    ]
}

#[test]
fn a_thousand_findings_in_one_file_are_all_told() {
    let targets = |number: usize| {
        format!(
            "[[target]]\nid = \"t{number}\"\nindicator = \"none{number}\"\nplace = \"city\"\nvalue = 1\nby = \"2027\"\n"
        )
    };
    let (_, _, found) = crate::check(&many(1_000, targets));
    assert_eq!(found.iter().filter(|finding| finding.code.0 == "E0130").count(), 1_000);
    let broken = |number: usize| format!("[[target]]\nfoo{number}\nid = \"x{number}\"\n");
    let (_, _, found) = crate::check(&many(1_000, broken));
    assert_eq!(found.iter().filter(|finding| finding.code.0 == "E0103").count(), 1_000);
    let (_, _, found) = crate::check(&many(1_000, |_| "foo".to_owned()));
    assert_eq!(found.iter().filter(|finding| finding.code.0 == "E0103").count(), 1_000);
}

#[test]
fn ten_thousand_declarations_are_read() {
    let place = |number: usize| {
        format!(
            "[[place]]\nid = \"p{number}\"\nname = {{ zh = \"点\", en = \"P\" }}\nlevel = \"site\"\nparent = \"city\"\n"
        )
    };
    let (pack, _, found) = crate::check(&many(10_000, place));
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(pack.unwrap().places.list().count(), 10_001);
}

/// 500 items in chains of ten, and 100 things, each with rules.
fn many_services() -> Vec<PackFile> {
    let mut text = String::new();
    for number in 0..500 {
        let before =
            if number % 10 == 0 { "a.base".to_owned() } else { format!("a.m{}", number - 1) };
        let _ = writeln!(
            text,
            "[[material]]\nid = \"m{number}\"\nname = {{ zh = \"材\", en = \"M\" }}\n\
             [[field]]\nid = \"f{number}\"\nname = {{ zh = \"字\", en = \"F\" }}\ntype = \"integer\"\n\
             [[item]]\nid = \"i{number}\"\nname = {{ zh = \"事\", en = \"I\" }}\noffice = \"o\"\n\
             when = \"a.f{number} > {number} && (a.f0 == 1 || !(a.f1 in [1, 2, 3]))\"\n\
             takes = [\"{before}\", {{ any = [\"a.base\"], when = \"a.f{number} < 7\" }}]\n\
             gives = \"a.m{number}\"\nasks = [\"a.f{number}\", \"f0\"]\n\
             legal_days = 20\npromised_days = 2.5"
        );
    }
    for number in 0..100 {
        let wants: Vec<String> =
            (0..5).map(|at| format!("\"x.m{}\"", (number * 5 + at * 97) % 500)).collect();
        let _ = writeln!(
            text,
            "[[thing]]\nid = \"t{number}\"\nname = {{ zh = \"件\", en = \"T\" }}\nfor = \"person\"\n\
             roles = [{{ id = \"x\", name = {{ zh = \"人\", en = \"X\" }}, also = [\"a\"] }}]\n\
             wants = [{}]\ngiven = [\"x.f0 > 0\"]\npromised_days = 30",
            wants.join(", ")
        );
    }
    let rest = "[services]\ncalendar = \"cn\"\n[[calendar]]\nid = \"cn\"\nfile = \"cn.csv\"\n\
        [[office]]\nid = \"o\"\nname = { zh = \"部\", en = \"O\" }\nlevels = [\"city\"]\n\
        [[material]]\nid = \"base\"\nname = { zh = \"材\", en = \"B\" }\n";
    vec![
        PackFile::new("pack.toml", HEAD),
        PackFile::new("services.toml", rest),
        PackFile::new("cn.csv", super::services::CALENDAR),
        PackFile::new("many.toml", text),
    ]
}

#[test]
fn five_hundred_items_and_a_hundred_things_are_checked() {
    let (pack, _, found) = crate::check(&many_services());
    let strange: Vec<_> = found.iter().filter(|finding| finding.code.0 != "E0176").collect();
    assert!(strange.is_empty(), "{strange:?}");
    let services = pack.unwrap().services;
    assert_eq!((services.items.len(), services.things.len()), (500, 100));
}
