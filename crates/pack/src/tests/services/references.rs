//! Names in services that lead to other declarations.

use super::{check, check_more};
use expect_test::expect;

#[test]
fn e0130_names_that_lead_nowhere() {
    check_more(
        r#"[[office]]
id = "o"
name = { zh = "部", en = "O" }
levels = ["street"]
desks = [{ place = "sx", covers = ["dx"] }]
[[item]]
id = "i"
name = { zh = "事", en = "I" }
office = "polise"
takes = ["a.id-kard | id-card"]
gives = ["household-entri"]
asks = ["a.nam"]
legal_days = 1
promised_days = 1
calls = [{ gives = "x", name = { zh = "开", en = "Call" } }]
decision = "entri"
[[thing]]
id = "t"
name = { zh = "一", en = "T" }
for = "enterprise"
wants = ["prescriptio"]
promised_days = 1
places = ["sx"]
[[programme]]
id = "p"
name = { zh = "帮", en = "P" }
population = "key_grup"
person = "x"
place = "y"
tiers = [{ id = "A", name = { zh = "一", en = "A" }, when = "true", measures = [{ item = "home-visitt" }] }]
ladder = { levels = ["street"], climb_after_days = [1] }
[[decision]]
id = "x"
name = { zh = "表", en = "X" }
hit = "first"
inputs = ["a.nme"]
rows = [{ when = "true", gives = "grant", ground = { zh = "据", en = "G" } }]
"#,
        &expect![[r#"
            y.toml:5:20: error[E0130]: office `o` names the place `sx`, which is not declared
            y.toml:5:36: error[E0130]: office `o` names the place `dx`, which is not declared
            y.toml:9:10: error[E0130]: item `i` names the office `polise`, which is not declared
            y.toml:10:11: error[E0130]: item `i` names the material `id-kard`, which is not declared
            y.toml:11:10: error[E0130]: item `i` names the material `household-entri`, which is not declared
            y.toml:12:9: error[E0130]: item `i` names the field `nam`, which is not declared
            y.toml:15:20: error[E0130]: item `i` names the material `x`, which is not declared
            y.toml:16:12: error[E0130]: item `i` names the decision table `entri`, which is not declared
            y.toml:21:10: error[E0130]: thing `t` names the material `prescriptio`, which is not declared
            y.toml:23:11: error[E0130]: thing `t` names the place `sx`, which is not declared
            y.toml:27:14: error[E0130]: programme `p` names the register `key_grup`, which is not declared
            y.toml:30:89: error[E0130]: programme `p` names the item `home-visitt`, which is not declared
            y.toml:36:11: error[E0130]: decision table `x` names the field `nme`, which is not declared
        "#]],
    );
}

#[test]
fn e0150_levels_without_places() {
    check(
        &[(
            r#"level = "street"
when"#,
            r#"level = "strete"
when"#,
        )],
        &expect![[r#"
            x.toml:88:9: error[E0150]: item `household-entry` has the level `strete` in `level`, and no place is of that level
        "#]],
    );
    check(
        &[(r#"levels = ["district"]"#, r#"levels = ["districts"]"#)],
        &expect![[r#"
        x.toml:26:11: error[E0150]: office `health` has the level `districts` in `levels`, and no place is of that level
    "#]],
    );
    check(
        &[(
            r#"places = ["s"]"#,
            r#"places = ["s"]
level = "village""#,
        )],
        &expect![[r#"
            x.toml:142:9: error[E0150]: thing `newborn` has the level `village` in `level`, and no place is of that level
        "#]],
    );
    check(
        &[(
            r#"levels = ["street", "district", "city"]"#,
            r#"levels = ["street", "county", "city"]"#,
        )],
        &expect![[r#"
            x.toml:142:32: error[E0150]: thing `newborn` has the level `county` in `ladder.levels`, and no place is of that level
        "#]],
    );
}

#[test]
fn e0168_roles_that_the_thing_does_not_have() {
    check(
        &[(r#"wants = ["child.household-entry""#, r#"wants = ["father.household-entry""#)],
        &expect![[r#"
            x.toml:134:10: error[E0168]: thing `newborn` names the role `father`, and none of its roles answers to that word
        "#]],
    );
    check(
        &[(r#"asks = ["parent.insured"]"#, r#"asks = ["father.insured"]"#)],
        &expect![[r#"
        x.toml:135:9: error[E0168]: thing `newborn` names the role `father`, and none of its roles answers to that word
    "#]],
    );
    check(
        &[(r#"given = ["parent.age < 200"]"#, r#"given = ["father.age < 200"]"#)],
        &expect![[r#"
            x.toml:136:11: error[E0168]: thing `newborn` names the role `father`, and none of its roles answers to that word
        "#]],
    );
}

#[test]
fn e0178_a_material_from_nowhere() {
    check(
        &[(
            r#"name = { zh = "结婚证", en = "Marriage certificate" }"#,
            r#"name = { zh = "结婚证", en = "Marriage certificate" }
from = []"#,
        )],
        &expect![[r#"
            x.toml:32:1: error[E0178]: material `marriage-certificate` has an empty `from`, and no item gives it
        "#]],
    );
}

#[test]
fn e0179_a_population_that_the_register_does_not_have() {
    check(
        &[
            (r#"person = "person""#, r#"person = "name""#),
            (r#"place = "street""#, r#"place = "village""#),
        ],
        &expect![[r#"
            x.toml:161:10: error[E0179]: programme `assistance` has the column `name` as `person`, which register `key_group` does not have
            x.toml:162:9: error[E0179]: programme `assistance` has the column `village` as `place`, which register `key_group` does not have
        "#]],
    );
    check(
        &[
            (
                r#"[[register]]
id = "key_group""#,
                r#"[[stream]]
kind = "event"
event_time = "from"
id = "key_group""#,
            ),
            (
                r#"valid_from = "from"
valid_to = "to"
"#,
                r#""#,
            ),
        ],
        &expect![[r#"
            x.toml:160:14: error[E0179]: programme `assistance` takes a register as `population`, found stream `key_group`
        "#]],
    );
}

#[test]
fn e0180_levels_at_which_the_office_has_no_desk() {
    check(
        &[(
            r#"office = "police"
level = "street""#,
            r#"office = "health"
level = "street""#,
        )],
        &expect![[r#"
            x.toml:88:9: error[E0180]: item `household-entry` names the level `street`, at which office `health` has no desk
        "#]],
    );
    check(
        &[(r#"staff = { street = 3 }"#, r#"staff = { city = 3 }"#)],
        &expect![[r#"
        x.toml:21:11: error[E0180]: office `police` names the level `city`, at which office `police` has no desk
    "#]],
    );
}

#[test]
fn e0184_levels_of_an_office_that_are_not_from_the_lowest_up() {
    check(
        &[(r#"levels = ["street", "district"]"#, r#"levels = ["district", "street", "street"]"#)],
        &expect![[r#"
            x.toml:20:23: error[E0184]: office `police` has `street` in `levels` after `district`, below which it lies
            x.toml:20:33: error[E0171]: office `police` has `street` twice in `levels`
        "#]],
    );
}
