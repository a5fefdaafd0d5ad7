//! The JSON of a small export, and what is refused.

use super::json;
use crate::export::Relation;
use crate::export::tests::small;
use expect_test::expect;

#[test]
fn a_small_export() {
    let text = json(&small()).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    expect![[r#"
        {
          "id": "case_1",
          "type": "case",
          "attributes": [
            {
              "name": "thing",
              "time": "1970-01-01T00:00:00Z",
              "value": "newborn"
            },
            {
              "name": "state",
              "time": "1970-01-01T00:00:00Z",
              "value": "open"
            },
            {
              "name": "state",
              "time": "1970-01-01T00:01:00Z",
              "value": "closed"
            }
          ],
          "relationships": [
            {
              "objectId": "group",
              "qualifier": "applicant"
            }
          ]
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&value["objects"][0]).unwrap());
    expect![[r#"
        [
          {
            "id": "e1",
            "type": "granted",
            "time": "1970-01-01T00:00:01.5Z",
            "attributes": [
              {
                "name": "fee",
                "value": "0.10"
              },
              {
                "name": "within",
                "value": "true"
              },
              {
                "name": "visits",
                "value": "0"
              },
              {
                "name": "due",
                "value": "1970-01-02T00:00:00Z"
              }
            ],
            "relationships": [
              {
                "objectId": "case_1",
                "qualifier": "case"
              },
              {
                "objectId": "police",
                "qualifier": "decided by"
              }
            ]
          }
        ]"#]]
    .assert_eq(&serde_json::to_string_pretty(&value["events"]).unwrap());
    expect![[r#"[{"name":"granted","attributes":[{"name":"fee","type":"float"},{"name":"within","type":"boolean"},{"name":"visits","type":"integer"},{"name":"due","type":"time"}]}]"#]].assert_eq(&serde_json::to_string(&value["eventTypes"]).unwrap());
}

#[test]
fn what_does_not_hold_together_is_not_written() {
    let mut export = small();
    export.events[0].relations.push(Relation::new("case_7", "case"));
    let why = json(&export).unwrap_err();
    assert_eq!(why.code.0, "S0605");
    expect!["expected an object `case_7` for a relation of `e1`, found none"]
        .assert_eq(&why.to_string());
}
