//! The envelope.

use super::{CloudEvent, batch};
use expect_test::expect;
use serde_json::json;

fn event() -> CloudEvent {
    CloudEvent {
        id: "case_1/7".to_owned(),
        source: "/districts/jiangbei/cases".to_owned(),
        event_type: "cn.hemei.case.granted".to_owned(),
        at_us: 1_770_624_000_000_000,
        subject: Some("case_1".to_owned()),
        extensions: [("sequence".to_owned(), "7".to_owned())].into(),
        data: json!({ "item": "household-entry" }),
    }
}

#[test]
fn the_envelope_is_written_and_read() {
    let text = serde_json::to_string_pretty(&event().to_json()).unwrap();
    expect![[r#"
        {
          "specversion": "1.0",
          "id": "case_1/7",
          "source": "/districts/jiangbei/cases",
          "type": "cn.hemei.case.granted",
          "time": "2026-02-09T08:00:00Z",
          "subject": "case_1",
          "sequence": "7",
          "datacontenttype": "application/json",
          "data": {
            "item": "household-entry"
          }
        }"#]]
    .assert_eq(&text);
    assert_eq!(CloudEvent::read(&event().to_json()), Ok(event()));
    assert_eq!(event().check(), []);
    assert_eq!(batch(&[event(), event()]).as_array().map(Vec::len), Some(2));
}

#[test]
fn what_the_specification_does_not_allow_is_said() {
    let mut event = event();
    event.id.clear();
    event.source = "a b".to_owned();
    event.subject = Some(String::new());
    event.extensions.insert("Trace-Parent".to_owned(), String::new());
    let found: Vec<String> = event.check().into_iter().map(|text| text.en).collect();
    expect![[r"
        expected text in `id`, found none
        expected text in `subject` or no subject, found an empty one
        expected a URI reference in `source`, found `a b`
        expected an extension named by 1 to 20 small letters or digits that is not taken, found `Trace-Parent`"]].assert_eq(&found.join("\n"));
}

#[test]
fn what_is_no_envelope_is_refused() {
    let why = |value| CloudEvent::read(&value).unwrap_err().en;
    let mut found = vec![why(json!([])), why(json!({})), why(json!({ "specversion": "0.3" }))];
    let mut value = event().to_json();
    value["time"] = json!("soon");
    found.push(why(value));
    expect![[r#"
        expected `{…}`, found []
        expected `specversion` 1.0, found none
        expected `specversion` 1.0, found "0.3"
        expected `time`, found "soon""#]]
    .assert_eq(&found.join("\n"));
}
