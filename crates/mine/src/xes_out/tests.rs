//! A log as XES, and back.

use super::xes;
use crate::log::{Attribute, EventLog, Value};
use crate::testing::{log, mark};
use expect_test::expect;

fn back(log: &EventLog) -> EventLog {
    let read = crate::xes::read(xes(log).as_bytes()).unwrap();
    assert_eq!(read.refused, []);
    read.log
}

#[test]
fn a_small_log_is_written() {
    let mut log = log("1 A<b>&\"c\" 08:00-08:10 r1 complete");
    mark(&mut log, "1", "deadline", "12:00");
    let list = Value::List(vec![Attribute::new("x", Value::Integer(1))]);
    let mut list = Attribute::new("l", list);
    list.children.push(Attribute::new("c", Value::Boolean(true)));
    log.cases[0].events[0].attributes.push(list);
    log.cases[0].events[0].attributes.push(Attribute::new("c", Value::Container));
    log.attributes.push(Attribute::new("note", Value::Text("a\n\tb".to_owned())));
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <log xes.version="1849.2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
        	<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
        	<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
        	<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
        	<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
        	<global scope="event">
        		<string key="concept:name" value=""/>
        	</global>
        	<classifier name="Activity" scope="event" keys="concept:name"/>
        	<string key="note" value="a&#10;&#9;b"/>
        	<trace>
        		<string key="concept:name" value="1"/>
        		<date key="deadline" value="2026-02-09T12:00:00Z"/>
        		<event>
        			<string key="concept:name" value="A&lt;b&gt;&amp;&quot;c&quot;"/>
        			<string key="org:resource" value="r1"/>
        			<string key="lifecycle:transition" value="complete"/>
        			<date key="time:timestamp" value="2026-02-09T08:10:00Z"/>
        			<date key="start_timestamp" value="2026-02-09T08:00:00Z"/>
        			<list key="l">
        				<boolean key="c" value="true"/>
        				<values>
        					<int key="x" value="1"/>
        				</values>
        			</list>
        			<container key="c"/>
        		</event>
        	</trace>
        </log>
    "#]].assert_eq(&xes(&log));
    assert_eq!(back(&log), log);
}

#[test]
fn what_says_more_than_a_field_holds_is_written_once() {
    let text = r#"<log><trace><int key="concept:name" value="7"/><event>
        <string key="concept:name" value="A"><int key="n" value="1"/></string>
        <string key="time:timestamp" value="2024-05-01"/></event></trace></log>"#;
    let log = crate::xes::read(text.as_bytes()).unwrap().log;
    let out = xes(&log);
    assert_eq!(back(&log), log);
    assert_eq!(out.matches("time:timestamp").count(), 1);
    assert_eq!(out.matches("value=\"7\"").count(), 1);
}

#[test]
fn characters_that_xml_cannot_hold_are_replaced() {
    let mut log = log("1 A 08:00");
    log.cases[0].events[0].activity = "a\u{0}\u{b}b".into();
    assert_eq!(&*back(&log).cases[0].events[0].activity, "a\u{fffd}\u{fffd}b");
}
