//! Files and sections: readable, complete, used.

use super::{HEAD, INDICATOR, STREAM, check, check_files, check_with, concise, files};
use crate::PackFile;
use diag::Language;
use expect_test::expect;

#[test]
fn e0101_bytes_that_are_not_utf8() {
    let mut files = files(&[("pack.toml", HEAD), ("a.toml", STREAM), ("pm25.sql", INDICATOR)]);
    files.push(PackFile::new("b.toml", b"[[stream]]\nid = \"\xc4\xfe\xb2\xa8\"\n".to_vec()));
    expect![[r#"
        b.toml:2:7: error[E0101]: file `b.toml` is not UTF-8: found byte 0xC4 at offset 17
    "#]]
    .assert_eq(&concise(&files, Language::En));
    expect![[r#"
        b.toml:2:7: 错误[E0101]: 文件 `b.toml` 不是 UTF-8：第 17 字节起为 0xC4
    "#]]
    .assert_eq(&concise(&files, Language::Zh));
}

#[test]
fn e0102_a_pack_without_a_head() {
    check_files(
        &[("a.toml", STREAM), ("pm25.sql", INDICATOR)],
        &expect![[r#"
        error[E0102]: the pack has no section `[pack]` in a file `pack.toml` among its 2 files
        pm25.sql:6:9: error[E0150]: indicator `pm25` has the level `city` in `level`, and no place is of that level
    "#]],
    );
}

#[test]
fn e0102_no_files_at_all() {
    check_files(
        &[],
        &expect![[r#"
        error[E0102]: the pack has no section `[pack]` in a file `pack.toml` among its 0 files
    "#]],
    );
}

#[test]
fn e0103_lines_that_are_not_toml_hide_nothing() {
    check(
        r#"
[[stream]]
id = "s"
foo
kind = 
[[stream]]
id = "u"
kind = "smaple"
[[calendar
id = "c"
[[target]]
x = [1,
"#,
        &expect![[r#"
            x.toml:4:4: error[E0103]: this is not TOML: a key without `=` and a value
            x.toml:5:8: error[E0103]: this is not TOML: no value, or a text without quotes
            x.toml:8:8: error[E0112]: stream `u` does not take `smaple` as `kind`
            x.toml:9:11: error[E0103]: this is not TOML: `[[` without its `]]`
            x.toml:10:1: error[E0104]: the same key is given twice
            x.toml:12:8: error[E0103]: this is not TOML: an array without its `]`
        "#]],
    );
}

#[test]
fn e0104_a_key_given_twice() {
    check(
        r#"
[[calendar]]
id = "c"
id = "d"
file = "c.csv"
"#,
        &expect![[r#"
            x.toml:3:6: warning[E0159]: calendar `c` is not used by any declaration or SQL
            x.toml:4:1: error[E0104]: the same key is given twice
            x.toml:5:8: error[E0106]: calendar `c` names the file `c.csv`, which the pack does not have
        "#]],
    );
}

#[test]
fn e0105_a_section_that_is_not_one() {
    check(
        r#"[[streem]]
id = "s"
"#,
        &expect![[r#"
            x.toml:1:3: error[E0105]: a pack has no section `streem`
        "#]],
    );
}

#[test]
fn e0106_a_file_that_is_not_there() {
    check_with(
        r#"
[[table]]
id = "limits"
file = "limit.csv"
columns = { a = "text" }
"#,
        &[(
            "limits.csv",
            r#"a
x
"#,
        )],
        &expect![[r#"
            limits.csv:1:1: warning[E0108]: file `limits.csv` is not used by any declaration
            x.toml:3:6: warning[E0159]: table `limits` is not used by any declaration or SQL
            x.toml:4:8: error[E0106]: table `limits` names the file `limit.csv`, which the pack does not have
        "#]],
    );
}

#[test]
fn e0107_a_path_that_leads_out() {
    check(
        r#"
[[calendar]]
id = "c"
file = "../c.csv"
"#,
        &expect![[r#"
            x.toml:3:6: warning[E0159]: calendar `c` is not used by any declaration or SQL
            x.toml:4:8: error[E0107]: calendar `c` names the path `../c.csv`, which leads out of the pack
        "#]],
    );
}

#[test]
fn e0108_a_file_that_nothing_names() {
    check_with(
        r#""#,
        &[(
            "old/limits.csv",
            r#"a
1
"#,
        )],
        &expect![[r#"
            old/limits.csv:1:1: warning[E0108]: file `old/limits.csv` is not used by any declaration
        "#]],
    );
}

#[test]
fn e0118_the_head_in_another_file() {
    check_files(
        &[
            ("pack.toml", HEAD),
            ("a.toml", STREAM),
            ("pm25.sql", INDICATOR),
            (
                "b.toml",
                r#"[pack]
id = "u"
"#,
            ),
        ],
        &expect![[r#"
            b.toml:1:1: error[E0118]: the section `[pack]` stands in `b.toml`, its place is `pack.toml`
        "#]],
    );
}
