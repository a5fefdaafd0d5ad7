//! Event logs: a real fragment, damage, and the real log.

use crate::open;
use crate::testing::{all, beijing, bytes, column, counts, render, shared_bytes, source, stream};
use arrow_array::cast::AsArray;
use district::{DataType, FileFormat, FileSource, Stream};
use expect_test::{Expect, expect};
use std::collections::BTreeSet;

fn permits() -> (FileSource, Stream) {
    let mut stream = stream(vec![
        column("case_id", DataType::Text),
        column("event_no", DataType::Integer),
        column("at", DataType::Instant),
        column("activity", DataType::Text),
        column("deadline", DataType::Instant),
    ]);
    stream.key.push("event_no".to_owned());
    let mut source = source(FileFormat::Xes);
    for (column, field) in [
        ("case_id", "trace:concept:name"),
        ("event_no", "event:no"),
        ("at", "event:time:timestamp"),
        ("activity", "event:concept:name"),
        ("deadline", "trace:deadline"),
    ] {
        source.fields.insert(column.to_owned(), field.to_owned());
    }
    (source, stream)
}

fn check(text: &str, expected: Expect) {
    let (source, stream) = permits();
    expected.assert_eq(&render(&source, &stream, "a.xes", bytes(text)));
}

const FRAGMENT: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
	<global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
	<int key="meta_org:role_events_total" value="8577"><int key="UNKNOWN" value="8577"/></int>
	<trace>
		<date key="startdate" value="2011-10-11T13:42:22.688+02:00"/>
		<string key="concept:name" value="case-10011"/>
		<date key="deadline" value="2011-12-06T13:41:31.788+01:00"/>
		<event>
			<string key="org:group" value="Group 1"/>
			<string key="concept:name" value="T02 Check &amp; confirm"><string key="concept:name" value="nested"/></string>
			<date key="time:timestamp" value="2011-10-11T13:45:40.276+02:00"/>
		</event>
		<event>
			<string key="concept:name" value="T06"/>
			<date key="time:timestamp" value="yesterday"/>
		</event>
		<event>
			<string key="concept:name"/>
			<date key="time:timestamp" value="2011-10-11T13:45:40.276+02:00"/>
		</event>
	</trace>
</log>"#;

#[test]
fn a_real_fragment_with_damage() {
    check(
        FRAGMENT,
        expect![[r"
        case-10011 | 1 | 2011-10-11T11:45:40.276Z | T02 Check & confirm | 2011-12-06T12:41:31.788Z | 2011-10-11T11:45:40.276Z | 1
        refused 2 at: R0306 expected a date and time such as 2015-03-01T05:00:00+08:00 (without offset: local), found `yesterday`
        refused 3 activity: R0324 expected an XES attribute with key and value, found `event:concept:name`
        said: attributes that are not used: event:org:group, trace:startdate
    "]],
    );
}

#[test]
fn a_refused_event_is_replayed_as_ndjson() {
    let (source, stream) = permits();
    let mut decoder = open(&source, &stream, &beijing(), "a.xes", bytes(FRAGMENT)).unwrap();
    let chunks = all(&mut decoder).unwrap();
    let raw = String::from_utf8(chunks[0].refused[0].raw.clone()).unwrap();
    let mut again = FileSource { format: decoder.replay_format(), ..source };
    assert_eq!(again.format, FileFormat::Ndjson);
    let repaired = raw.replace("yesterday", "2011-10-11T13:45:40+02:00");
    again.format = FileFormat::Ndjson;
    expect![[r"
        case-10011 | 2 | 2011-10-11T11:45:40Z | T06 | 2011-12-06T12:41:31.788Z | 2011-10-11T11:45:40Z | 1
    "]].assert_eq(&render(&again, &stream, "a.xes", bytes(repaired)));
}

#[test]
fn documents_that_are_refused_whole() {
    check(
        "<!DOCTYPE log [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><log></log>",
        expect![[r"
        error: expected an XES log, found a document type at byte 53; nothing of the file was taken
    "]],
    );
    check(
        &FRAGMENT[..900],
        expect![[r"
        error: expected an XES log, found syntax error: tag not closed: `>` not found before end of input at byte 900; nothing of the file was taken
    "]],
    );
    check(
        "<html></html>",
        expect![[r"
        error: expected an XES log, found <html> at byte 6; nothing of the file was taken
    "]],
    );
    check(
        "",
        expect![[r"
        error: expected an XES log, found no trace at byte 0; nothing of the file was taken
    "]],
    );
    check(
        "<log><trace><event/><string key=\"concept:name\" value=\"late\"/></trace></log>",
        expect![[r"
            error: expected an XES log, found an attribute of a trace behind its events at byte 61; nothing of the file was taken
        "]],
    );
    check(
        &format!("<log><trace>{}", "<list>".repeat(100_000)),
        expect![[r"
        error: expected an XES log, found attributes nested more than 64 deep at byte 402; nothing of the file was taken
    "]],
    );
}

#[test]
fn an_entity_of_its_own_costs_the_event() {
    check(
        "<log><trace><string key=\"concept:name\" value=\"&a;\"/><event/></trace></log>",
        expect![[r"
            refused 1 case_id: R0324 expected an XES attribute with key and value, found `trace:concept:name`
        "]],
    );
}

#[test]
fn the_permit_receipts() {
    let Some(input) = shared_bytes("services/receipt_wabo_coselog.xes.gz") else { return };
    let (source, stream) = permits();
    let mut decoder = open(&source, &stream, &beijing(), "receipt.xes.gz", input).unwrap();
    let chunks = all(&mut decoder).unwrap();
    assert_eq!(counts(&chunks), (8577, 0));
    let cases: BTreeSet<String> = chunks
        .iter()
        .flat_map(|chunk| chunk.rows.column(0).as_string::<i32>().iter().flatten())
        .map(str::to_owned)
        .collect();
    assert_eq!(cases.len(), 1434);
}
