//! What nothing uses, and what a pack of services does not need.

use super::{check, check_more};
use expect_test::expect;

#[test]
fn e0176_items_materials_and_fields_that_nothing_uses() {
    check_more(
        r#"[[item]]
id = "i"
name = { zh = "事", en = "I" }
office = "police"
gives = "m"
legal_days = 1
promised_days = 1
[[material]]
id = "m"
name = { zh = "材", en = "M" }
[[material]]
id = "n"
name = { zh = "料", en = "N" }
[[field]]
id = "f"
name = { zh = "字", en = "F" }
type = "date"
"#,
        &expect![[r#"
            y.toml:1:1: warning[E0176]: no thing and no programme comes to item `i`
            y.toml:11:1: warning[E0176]: no item and no thing names material `n`
            y.toml:14:1: warning[E0176]: no item and no thing asks for field `f`, and no rule looks at it
        "#]],
    );
}

#[test]
fn e0177_roles_and_words_that_no_item_has() {
    check(
        &[(r#"also = ["parent", "applicant"]"#, r#"also = ["parent", "applicant", "carer"]"#)],
        &expect![[r#"
            x.toml:132:88: warning[E0177]: thing `newborn` lets `mother` answer to `carer`, and no item on its way has that word
        "#]],
    );
    check(
        &[(
            r#"{ id = "child", name"#,
            r#"{ id = "uncle", name = { zh = "叔", en = "Uncle" } },
  { id = "child", name"#,
        )],
        &expect![[r#"
            x.toml:131:10: warning[E0177]: thing `newborn` has the role `uncle`, and no item on its way names it
        "#]],
    );
}
