//! No bytes make a reader panic.

use mine::csv_log::{self, CsvOptions};
use mine::{Attribute, EventLog, Export, LogEvent, Trace, Value, Word, ocel, xes, xes_out};
use proptest::prelude::*;

/// Pieces from which texts like logs are put together.
const PIECES: [&str; 30] = [
    "<log>",
    "</log>",
    "<trace>",
    "</trace>",
    "<event>",
    "</event>",
    "<event/>",
    "<list key=\"l\">",
    "<values>",
    "</values>",
    "</list>",
    "<container key=\"c\">",
    "</container>",
    "<string key=\"concept:name\" value=\"A\"/>",
    "<string key=\"x\" value=\"&lt;&#10;&amp;\">",
    "</string>",
    "<date key=\"time:timestamp\" value=\"2024-05-01T08:00:00+08:00\"/>",
    "<date key=\"time:timestamp\" value=\"99999-99-99\"/>",
    "<int key=\"n\" value=\"9e9\"/>",
    "<float key=\"f\" value=\"NaN\"/>",
    "<boolean/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "\n",
    "<!DOCTYPE a>",
    "<?xml version=\"1.0\"?>",
    "&x;",
    "\u{0}",
];

const CELLS: [&str; 16] = [
    "case_id",
    "activity",
    "timestamp",
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\"",
    "\"\"",
    "1",
    "2024-05-01",
    "2024-05-01T08:00:00Z",
    "-9223372036854775808",
    "时间",
    "\u{feff}",
];

proptest! {
    #[test]
    fn rubbish_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = xes::read(&bytes);
        let _ = csv_log::read(&bytes, &CsvOptions::default());
        let mut packed = vec![0x1f, 0x8b, 8, 0];
        packed.extend(&bytes);
        prop_assert!(xes::read(&packed).is_err());
        let _ = csv_log::read(&packed, &CsvOptions::default());
    }

    #[test]
    fn pieces_of_a_log_never_panic(pieces in prop::collection::vec(0..PIECES.len(), 0..40)) {
        let text: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        let _ = xes::read(text.as_bytes());
        let _ = xes::read(format!("<log>{text}</log>").as_bytes());
        let _ = xes::read(format!("<log><trace><event>{text}</event></trace></log>").as_bytes());
    }

    #[test]
    fn pieces_of_a_table_never_panic(pieces in prop::collection::vec(0..CELLS.len(), 0..60)) {
        let text: String = pieces.iter().map(|piece| CELLS[*piece]).collect();
        let _ = csv_log::read(text.as_bytes(), &CsvOptions::default());
        let table = format!("case_id,activity,timestamp\n{text}");
        let _ = csv_log::read(table.as_bytes(), &CsvOptions::default());
    }
}

fn word() -> impl Strategy<Value = String> {
    // Whatever XML can hold: letters, marks, spaces, tabs, line ends, Chinese.
    "[a-zA-Z0-9 <>&'\"\t\n\r中文·🙂]{1,8}"
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[a-z<&\" \n中]{0,6}".prop_map(Value::Text),
        (-62_000_000_000_000_000_i64..253_000_000_000_000_000).prop_map(Value::At),
        any::<i64>().prop_map(Value::Integer),
        any::<f64>()
            .prop_filter("XES has no NaN sign", |n| n.is_finite())
            .prop_map(|number| Value::Real(number.to_string())),
        any::<bool>().prop_map(Value::Boolean),
        "[a-f0-9-]{4,12}".prop_map(Value::Id),
    ]
}

fn attribute() -> impl Strategy<Value = Attribute> {
    // Keys of fields are among them: what a field cannot hold must stay an attribute.
    let key = prop_oneof![
        4 => word(),
        1 => prop::sample::select(vec!["concept:name", "time:timestamp", "org:resource"])
            .prop_map(ToOwned::to_owned),
    ];
    let leaf = (key, value()).prop_map(|(key, value)| Attribute::new(key, value));
    leaf.prop_recursive(3, 12, 3, |inner| {
        let some = || prop::collection::vec(inner.clone(), 0..3);
        prop_oneof![
            (word(), value(), some()).prop_map(|(key, value, children)| Attribute {
                key: key.into(),
                value,
                children
            }),
            (word(), some(), some()).prop_map(|(key, items, children)| Attribute {
                key: key.into(),
                value: Value::List(items),
                children
            }),
            (word(), some()).prop_map(|(key, children)| Attribute {
                key: key.into(),
                value: Value::Container,
                children
            }),
        ]
    })
}

fn event() -> impl Strategy<Value = LogEvent> {
    let at = || prop::option::of(0_i64..4_000_000_000_000_000);
    let text = || prop::option::of(word().prop_map(Word::from));
    let attributes = prop::collection::vec(attribute(), 0..4);
    (word(), at(), at(), text(), text(), attributes).prop_map(
        |(activity, at_us, start_us, resource, lifecycle, attributes)| LogEvent {
            activity: activity.into(),
            at_us,
            start_us,
            resource,
            lifecycle,
            attributes,
        },
    )
}

fn event_log() -> impl Strategy<Value = EventLog> {
    let attributes = || prop::collection::vec(attribute(), 0..3);
    let case = (word(), attributes(), prop::collection::vec(event(), 0..5))
        .prop_map(|(id, attributes, events)| Trace { id, attributes, events });
    (attributes(), prop::collection::vec(case, 0..4))
        .prop_map(|(attributes, cases)| EventLog { attributes, cases })
}

proptest! {
    #[test]
    fn a_log_comes_back_as_it_went_out(log in event_log()) {
        // A log by hand may have an attribute where a field is empty; reading fills the field,
        // and from there on nothing changes.
        let once = xes::read(xes_out::xes(&log).as_bytes()).expect("what we write we read");
        prop_assert_eq!(&once.refused, &[]);
        prop_assert_eq!(once.log.count_events(), log.count_events());
        let twice = xes::read(xes_out::xes(&once.log).as_bytes()).expect("again");
        prop_assert_eq!(&twice.log, &once.log);
        let export = Export::from_log(&log);
        prop_assert_eq!(export.check(), &[]);
        prop_assert!(ocel::json(&export).is_ok());
        let full = log.cases.iter().flat_map(|case| &case.events).all(|event| {
            event.at_us.is_some() && event.resource.is_some()
        });
        if full {
            prop_assert_eq!(&once.log, &log);
        }
    }
}
