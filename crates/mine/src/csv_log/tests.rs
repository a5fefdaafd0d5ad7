//! Tables in, logs and refused rows out.

use super::{CsvColumns, CsvOptions, read};
use crate::time::{DayOrder, Moments};
use district::Zone;
use expect_test::{Expect, expect};
use std::fmt::Write;

fn render(bytes: &[u8], options: &CsvOptions) -> String {
    let read = match read(bytes, options) {
        Ok(read) => read,
        Err(why) => return format!("{}: {}", why.code.0, why),
    };
    let mut out = String::new();
    for case in &read.log.cases {
        let said: Vec<_> = case
            .attributes
            .iter()
            .map(|a| format!("{}={}", a.key, a.value.line().unwrap()))
            .collect();
        writeln!(out, "case {} {}", case.id, said.join(" ")).unwrap();
        for event in &case.events {
            let start = event.start_us.map(crate::time::write).unwrap_or_default();
            let at = event.at_us.map(crate::time::write).unwrap_or_default();
            let said: Vec<_> = event
                .attributes
                .iter()
                .map(|a| format!("{}={}", a.key, a.value.line().unwrap()))
                .collect();
            let who = event.resource.as_deref().unwrap_or("-");
            writeln!(out, "  {start}..{at} {} {who} {}", event.activity, said.join(" ")).unwrap();
        }
    }
    for refused in &read.refused {
        writeln!(out, "refused {} {}: {}", refused.code.0, refused.raw, refused.text.en).unwrap();
    }
    out
}

#[expect(clippy::needless_pass_by_value, reason = "`expect![]` is written in place")]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&render(text.as_bytes(), &CsvOptions::default()));
}

#[test]
fn usual_names_are_known() {
    check(
        "case:concept:name,concept:name,time:timestamp,org:resource,case:channel,amount\n\
         1,B,2024-05-02 08:00:00,r2,Desk,\n\
         1,A,2024-05-01T08:00:00+08:00,r1,Desk,3.50\n\
         2,A,2024-05-01,,Post,\n\
         1,C,2024-05-03,,Mail,\n",
        expect![[r"
            case 1 channel=Desk
              ..2024-05-01T00:00:00Z A r1 amount=3.50
              ..2024-05-02T08:00:00Z B r2 
              ..2024-05-03T00:00:00Z C - case:channel=Mail
            case 2 channel=Post
              ..2024-05-01T00:00:00Z A - 
        "]],
    );
    check(
        "\u{feff}Case ID;Activity;Start Timestamp;Complete Timestamp\n\"1;x\";\"a \"\"b\"\"\";2024-05-01 08:00;2024-05-01 09:00\n",
        expect![[r#"
            case 1;x 
              2024-05-01T08:00:00Z..2024-05-01T09:00:00Z a "b" - 
        "#]],
    );
}

#[test]
fn rows_that_do_not_fit_come_back() {
    check(
        "case_id,activity,timestamp\n1,A,2024-05-01\n1,A\n,A,2024-05-01\n1,,2024-05-01\n1,A,3/4/2024\n1,A,\n\n\"open,A,x\n",
        expect![[r"
            case 1 
              ..2024-05-01T00:00:00Z A - 
            refused S0604 1,A: line 3: expected 3 cells, found 2
            refused S0604 ,A,2024-05-01: line 4: expected a value in case_id, found an empty cell
            refused S0604 1,,2024-05-01: line 5: expected a value in activity, found an empty cell
            refused S0604 1,A,3/4/2024: line 6: expected a moment such as 2024-05-01 08:30:00, found `3/4/2024`
            refused S0604 1,A,: line 7: expected a value in timestamp, found an empty cell
            refused S0604 open,A,x
            : line 9: expected 3 cells, found 1
        "]],
    );
}

#[test]
fn columns_and_forms_can_be_named() {
    let named = |name: &str| Some(name.to_owned());
    let options = CsvOptions {
        columns: CsvColumns {
            case: named("nr"),
            activity: named("was"),
            at: named("wann"),
            ..CsvColumns::default()
        },
        moments: Moments { zone: Zone::find("Asia/Shanghai").unwrap(), order: DayOrder::DayFirst },
        separator: None,
    };
    let out = render("nr\twas\twann\n1\tA\t3/4/2024 08:00\n".as_bytes(), &options);
    expect![[r"
        case 1 
          ..2024-04-03T00:00:00Z A - 
    "]]
    .assert_eq(&out);
    let out = render("nr\twas\tzeit\n".as_bytes(), &options);
    expect!["S0603: line 1: expected a column for the time (wann), found `nr, was, zeit`"]
        .assert_eq(&out);
}

#[test]
fn chinese_tables_in_gb18030_are_read() {
    let (bytes, ..) =
        encoding_rs::GB18030.encode("办件编号,环节,时间\n一号,受理,2024年5月1日 8:30:00\n");
    expect![[r"
        case 一号 
          ..2024-05-01T08:30:00Z 受理 - 
    "]]
    .assert_eq(&render(&bytes, &CsvOptions::default()));
}

#[test]
fn a_table_without_what_is_needed_is_refused() {
    check("", expect!["S0603: line 1: expected a table with a header, found an empty file"]);
    check(
        "a,b\n1,2\n",
        expect![
            "S0603: line 1: expected a column for the case (case:concept:name, case_id, caseid, case, trace_id, 办件编号, 案件编号), found `a, b`"
        ],
    );
}
