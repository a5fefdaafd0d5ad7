//! Registers that access is read from, and rules of circles in editions of standards.

use super::super::{HEAD, check_with, files};
use super::{ACCESS, check_edit};
use expect_test::{Expect, expect};

#[test]
fn registers_are_declared() {
    check_edit(
        "homes = \"home\"",
        "homes = \"homes\"",
        &expect![[r#"
        x.toml:6:9: error[E0130]: `[access]` names the register `homes`, which is not declared
        x.toml:43:1: warning[E0159]: no SQL reads register `home`
    "#]],
    );
    check_edit(
        "gates = \"gate\"",
        "gates = \"air\"",
        &expect![[r#"
        x.toml:8:9: error[E0185]: `[access]` takes a register as `gates`, found stream `air`
        x.toml:73:1: warning[E0159]: no SQL reads register `gate`
    "#]],
    );
    check_edit(
        "facilities = \"facility\"\n",
        "",
        &expect![[r#"
        x.toml:2:1: error[E0109]: `[access]` has no `facilities`
        x.toml:58:1: warning[E0159]: no SQL reads register `facility`
    "#]],
    );
}

#[test]
fn e0185_registers_without_a_column() {
    check_edit(
        "{ id = \"people\", type = \"integer\" },",
        "",
        &expect![[r#"
        x.toml:6:9: error[E0185]: `[access]` needs the column `people` for `homes`, which register `home` does not have
    "#]],
    );
    check_edit(
        "id = \"people\"",
        "id = \"peoples\"",
        &expect![[r#"
        x.toml:6:9: error[E0185]: `[access]` needs the column `people` for `homes`, which register `home` does not have
    "#]],
    );
}

#[test]
fn help_for_a_column_says_what_would_do() {
    let help = |text: &str| {
        let parts = [("pack.toml", HEAD), ("x.toml", text)];
        let (_, _, found) = crate::check(&files(&parts));
        found.iter().map(|finding| finding.help.clone().unwrap_or_default().en).collect::<String>()
    };
    let without = ACCESS.replacen("{ id = \"people\", type = \"integer\" },", "", 1);
    expect!["add a column `people` of type `integer`"].assert_eq(&help(&without));
    let other = ACCESS.replacen("id = \"people\"", "id = \"peoples\"", 1);
    expect!["call the column `peoples` `people`, and map it with `fields` of the source"]
        .assert_eq(&help(&other));
    let circle = ACCESS.replacen("kinds = [\"pharmacy\"", "kinds = [\"pharmcy\"", 1);
    expect!["did you mean `pharmacy`?"].assert_eq(&help(&circle));
}

#[test]
fn e0186_columns_of_another_type() {
    check_edit(
        "\"people\", type = \"integer\"",
        "\"people\", type = \"text\"",
        &expect![[r#"
        x.toml:55:3: error[E0186]: `[access]` needs `integer` as the column `people` of register `home` for `homes`, found text
    "#]],
    );
    check_edit(
        "decimals = 7",
        "decimals = 3",
        &expect![[r#"
        x.toml:53:3: error[E0186]: `[access]` needs a `decimal` of 5 or more decimals as the column `lon` of register `home` for `homes`, found decimal(3)
    "#]],
    );
    check_edit(
        "\"open\", type = \"boolean\"",
        "\"open\", type = \"date\"",
        &expect![[r#"
        x.toml:84:3: error[E0186]: `[access]` needs `boolean` as the column `open` of register `gate` for `gates`, found date
    "#]],
    );
}

const STANDARD: &str = r#"
[[standard]]
id = "circle"
name = { zh = "标准", en = "Standard" }
[[standard.edition]]
id = "2018"
cite = "X 2018"
from = 2018-12-01
tables = { circle_rule = "rules.csv" }
"#;

const HEADER: &str = "rule,clause,kind,level,must,radius_m,minutes,building_m2_min,land_m2_min,\
    per_1000_m2,name_zh,name_en,list_status,value_status,source";

fn check_rows(rows: &str, expect: &Expect) {
    let toml = format!("{ACCESS}{STANDARD}");
    let csv = format!("{HEADER}\n{rows}");
    check_with(&toml, &[("rules.csv", &csv)], expect);
}

#[test]
fn rules_of_circles() {
    check_rows(
        "bus_10min,B.0.1,bus_stop,10min,M,500,10,,,,公交车站,Bus stop,recalled,verified,x\n\
         green,4.0.4,park,10min,M,,,,10000,1000,绿地,Green,verified,verified,x\n\
         bank,B.0.1,bank,10min,O,,,,,,银行,Bank,recalled,,\n",
        &expect![[""]],
    );
}

#[test]
fn e0189_rules_with_mistakes() {
    check_rows(
        "a,,k,10min,X,0,10,,,,名,N,recalled,verified,x\n\
         a,,k,10min,M,far,10,-5,,,名,N,,maybe,x\n\
         ,,,,,,,,,,,,recalled,recalled,\n",
        &expect![[r#"
            rules.csv:2:12: error[E0138]: edition `circle/2018` takes `M` or `O` in column `must`, found `X`
            rules.csv:2:14: error[E0138]: edition `circle/2018` takes a number over 0 in column `radius_m`, found `0`
            rules.csv:3:1: error[E0189]: edition `circle/2018` has two rules `a` in `circle_rule`
            rules.csv:3:14: error[E0138]: edition `circle/2018` takes a number in column `radius_m`, found `far`
            rules.csv:3:21: error[E0138]: edition `circle/2018` takes a number over 0 in column `building_m2_min`, found `-5`
            rules.csv:3:30: error[E0138]: edition `circle/2018` needs `verified` or `recalled` in column `list_status`, found an empty cell
            rules.csv:3:31: error[E0138]: edition `circle/2018` takes `verified` or `recalled` in column `value_status`, found `maybe`
            rules.csv:4:1: error[E0138]: edition `circle/2018` needs a text in column `rule`, found an empty cell
            rules.csv:4:3: error[E0138]: edition `circle/2018` needs a text in column `kind`, found an empty cell
            rules.csv:4:4: error[E0138]: edition `circle/2018` needs a text in column `level`, found an empty cell
            rules.csv:4:5: error[E0138]: edition `circle/2018` needs `M` or `O` in column `must`, found an empty cell
            rules.csv:4:11: error[E0138]: edition `circle/2018` needs a text in column `name_zh`, found an empty cell
            rules.csv:4:12: error[E0138]: edition `circle/2018` needs a text in column `name_en`, found an empty cell
        "#]],
    );
    let toml = format!("{ACCESS}{STANDARD}");
    check_with(
        &toml,
        &[("rules.csv", "rule,kind,levl\na,k,10min\n")],
        &expect![[r#"
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `clause`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `level`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `must`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `radius_m`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `minutes`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `building_m2_min`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `land_m2_min`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `per_1000_m2`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `name_zh`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `name_en`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `list_status`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `value_status`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `source`, which the file `rules.csv` does not have
        rules.csv:1:11: error[E0136]: edition `circle/2018` does not declare the column `levl`, which its file has
    "#]],
    );
    check_with(
        &toml,
        &[("rules.csv", "")],
        &expect![[r#"
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `rule`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `clause`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `kind`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `level`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `must`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `radius_m`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `minutes`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `building_m2_min`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `land_m2_min`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `per_1000_m2`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `name_zh`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `name_en`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `list_status`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `value_status`, which the file `rules.csv` does not have
        rules.csv:1:1: error[E0136]: edition `circle/2018` expects the column `source`, which the file `rules.csv` does not have
    "#]],
    );
}

#[test]
fn rules_are_of_use_where_there_is_access() {
    let row = "a,,k,10min,M,,10,,,,名,N,recalled,verified,x\n";
    let csv = format!("{HEADER}\n{row}");
    check_with(
        STANDARD,
        &[("rules.csv", &csv)],
        &expect![[r#"
        x.toml:3:6: warning[E0159]: standard `circle` is not used by any declaration or SQL
    "#]],
    );
}
