//! Logs in, values or a reason out.

use super::read;
use crate::log::{Attribute, Value};
use expect_test::{Expect, expect};
use std::fmt::Write;

fn line(attribute: &Attribute) -> String {
    let mut text = format!("{}={}", attribute.key, attribute.value.line().unwrap_or("…".into()));
    if let Value::List(items) = &attribute.value {
        let items: Vec<String> = items.iter().map(line).collect();
        write!(text, "[{}]", items.join(", ")).unwrap();
    }
    if !attribute.children.is_empty() {
        let children: Vec<String> = attribute.children.iter().map(line).collect();
        write!(text, "({})", children.join(", ")).unwrap();
    }
    text
}

fn render(text: &str) -> String {
    let read = match read(text.as_bytes()) {
        Ok(read) => read,
        Err(why) => return format!("{}: {}\n{}", why.code.0, why, why.text.zh),
    };
    let mut out = String::new();
    for case in &read.log.cases {
        let attributes: Vec<String> = case.attributes.iter().map(line).collect();
        writeln!(out, "case {} {}", case.id, attributes.join(", ")).unwrap();
        for event in &case.events {
            let at = event.at_us.map_or("-".to_owned(), crate::time::write);
            let attributes: Vec<String> = event.attributes.iter().map(line).collect();
            let who = event.resource.as_deref().unwrap_or("-");
            let step = event.lifecycle.as_deref().unwrap_or("-");
            let attributes = attributes.join(", ");
            writeln!(out, "  {at} {} {who} {step} {attributes}", event.activity).unwrap();
        }
    }
    for refused in &read.refused {
        writeln!(out, "refused {:?} {}: {}", refused.scope, refused.raw, refused.text.en).unwrap();
    }
    out
}

#[expect(clippy::needless_pass_by_value, reason = "`expect![]` is written in place")]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&render(text));
}

fn of_event(attributes: &str) -> String {
    format!("<log><trace><event>\n{attributes}\n</event></trace></log>")
}

#[test]
fn every_type_of_attribute_is_read_nested_as_it_is() {
    check(
        r#"<?xml version="1.0"?><log xmlns="http://www.xes-standard.org/">
        <extension name="Time" prefix="time" uri="u"/>
        <global scope="event"><string key="concept:name" value="x"/></global>
        <trace><string key="concept:name" value="case &amp; 1"/><date key="deadline" value="2024-05-01"/>
        <event><string key="concept:name" value="A"/>
          <date key="time:timestamp" value="2024-05-01T08:00:00.250+08:00"/>
          <string key="org:resource" value="r"/><string key="lifecycle:transition" value="complete"/>
          <int key="n" value="-3"><string key="unit" value="CNY"/></int>
          <float key="f" value="0.10"/><boolean key="b" value="true"/><id key="i" value="u-1"/>
          <list key="l"><values><int key="x" value="1"/><int key="x" value="2"/></values></list>
          <container key="c"><string key="m" value="y"/></container>
        </event></trace></log>"#,
        expect![[r"
            case case & 1 deadline=2024-05-01T00:00:00Z
              2024-05-01T00:00:00.25Z A r complete n=-3(unit=CNY), f=0.10, b=true, i=u-1, l=…[x=1, x=2], c=…(m=y)
        "]],
    );
}

#[test]
fn a_case_without_name_has_its_number_and_an_event_may_lack_everything() {
    check(
        "<log><trace><event/></trace><trace/></log>",
        expect![[r"
            case 1 
              -  - - 
            case 2 
        "]],
    );
}

#[test]
fn a_moment_that_does_not_fit_refuses_its_event_and_nothing_else() {
    check(
        &of_event(
            r#"<string key="concept:name" value="A"/><date key="time:timestamp" value="soon"/>"#,
        ),
        expect![[r"
            case 1 
            refused Event A: line 3: expected a moment such as 2024-05-01T08:30:00+08:00, found `time:timestamp = soon`
        "]],
    );
}

#[test]
fn a_value_that_does_not_fit_refuses_its_attribute() {
    check(
        &of_event(
            r#"<int key="n" value="three"/><boolean key="b"/><string value="x"/><other key="z"/>"#,
        ),
        expect![[r"
            case 1 
              -  - - 
            refused Attribute n = three: line 2: expected a whole number, found `three`
            refused Attribute b = : line 2: expected true or false, found no `value`
            refused Attribute string: line 2: expected an attribute with a `key`, found <string>
        "]],
    );
}

#[test]
fn what_says_more_than_a_field_holds_stays_an_attribute() {
    check(
        &of_event(
            r#"<int key="concept:name" value="7"/><string key="org:resource" value="r"><int key="n" value="1"/></string>"#,
        ),
        expect![[r"
            case 1 
              - 7 r - concept:name=7, org:resource=r(n=1)
        "]],
    );
}

#[test]
fn what_is_no_log_is_refused_with_its_line() {
    check(
        "",
        expect![[r"
        S0601: line 1: expected an XES log, found no <log>
        第1行：应为XES事件日志，实为没有<log>"]],
    );
    check(
        "\n<html/>",
        expect![[r"
        S0601: line 2: expected an XES log, found <html>
        第2行：应为XES事件日志，实为<html>"]],
    );
    check(
        "<log>\n<trace>",
        expect![[r"
        S0601: line 2: expected an XES log, found the end of the file within the log
        第2行：应为XES事件日志，实为日志未结束时文件已到头"]],
    );
    check(
        "<log>\n</trace></log>",
        expect![[r"
        S0601: line 2: expected an XES log, found ill-formed document: expected `</log>`, but `</trace>` was found
        第2行：应为XES事件日志，实为ill-formed document: expected `</log>`, but `</trace>` was found"]],
    );
    check(
        "<!DOCTYPE log [<!ENTITY a \"b\">]><log/>",
        expect![[r"
        S0601: line 1: expected an XES log, found a document type
        第1行：应为XES事件日志，实为文档类型声明"]],
    );
    check(
        &of_event(r#"<string key="a" value="&b;"/>"#),
        expect![[r"
        S0601: line 2: expected an XES log, found at 1..2: unrecognized entity `b`
        第2行：应为XES事件日志，实为at 1..2: unrecognized entity `b`"]],
    );
    let deep = "<container key=\"c\">".repeat(70);
    check(
        &format!("<log>{deep}"),
        expect![[r"
        S0601: line 1: expected an XES log, found attributes nested more than 64 deep
        第1行：应为XES事件日志，实为超过64层的嵌套属性"]],
    );
}

#[test]
fn other_encodings_are_read_where_they_are_declared() {
    let log = |encoding: &str| {
        let head = format!("<?xml version=\"1.0\"{encoding}?><log><trace><event>");
        let mut bytes = head.into_bytes();
        bytes.extend(b"<string key=\"concept:name\" value=\"Pr\xfcfung\"/></event></trace></log>");
        bytes
    };
    let read_one =
        |bytes: &[u8]| read(bytes).map(|read| read.log.cases[0].events[0].activity.clone());
    assert_eq!(read_one(&log(" encoding='ISO-8859-1'")).as_deref(), Ok("Prüfung"));
    let why = read_one(&log("")).unwrap_err();
    expect!["line 1: expected an XES log, found text that is not UTF-8"]
        .assert_eq(&why.to_string());
    let text = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?><log/>";
    assert_eq!(read(text.as_bytes()), Ok(crate::Read::default()));
}

#[test]
fn a_damaged_gzip_is_refused() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let text = format!("<log>{}</log>", "<trace/>".repeat(5_000));
    std::io::Write::write_all(&mut packer, text.as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    assert_eq!(read(&packed).unwrap().log.cases.len(), 5_000);
    let why = read(&packed[..packed.len() / 2]).unwrap_err();
    assert_eq!(why.code.0, "S0602", "{why}");
    let why = read(&[0x1f, 0x8b, 8, 0, 1, 2]).unwrap_err();
    assert_eq!(why.code.0, "S0602", "{why}");
}
