//! What a single declaration of services says wrong.

use super::{check, check_more};
use expect_test::expect;

#[test]
fn e0161_days_that_are_not_halves() {
    check(
        &[(r#"promised_days = 0.5"#, r#"promised_days = 0.3"#)],
        &expect![[r#"
        x.toml:83:17: error[E0161]: item `birth-certificate` takes working days in halves as `promised_days`, found 0.3
    "#]],
    );
    check(
        &[(r#"promised_days = 5"#, r#"promised_days = -1"#)],
        &expect![[r#"
            x.toml:137:17: error[E0161]: thing `newborn` takes working days in halves as `promised_days`, found -1
        "#]],
    );
    check(
        &[(r#"climb_after_days = [5, 3, 2]"#, r#"climb_after_days = [5, 0.25, 2]"#)],
        &expect![[r#"
            x.toml:142:76: error[E0161]: thing `newborn` takes working days in halves as `climb_after_days`, found 0.25
        "#]],
    );
    check(
        &[(r#"days_max = 10"#, r#"days_max = 99999"#)],
        &expect![[r#"
        x.toml:108:142: error[E0161]: item `household-entry` takes working days in halves as `days_max`, found 99999
    "#]],
    );
}

#[test]
fn e0162_a_promise_over_the_legal_limit() {
    check(
        &[(r#"legal_days = 5"#, r#"legal_days = 0.5"#)],
        &expect![[r#"
            x.toml:104:17: error[E0162]: item `household-entry` has `promised_days` 1, which is over `legal_days` 0.5
        "#]],
    );
}

#[test]
fn e0169_a_word_of_two_roles() {
    check(
        &[(r#"also = ["parent", "applicant"]"#, r#"also = ["parent", "child", "parent"]"#)],
        &expect![[r#"
            x.toml:132:75: error[E0169]: thing `newborn` has the word `child` for two roles
            x.toml:132:84: error[E0169]: thing `newborn` has the word `parent` for two roles
        "#]],
    );
}

#[test]
fn e0170_slots_twice() {
    check(
        &[(r#"takes = ["parent.id-card"]"#, r#"takes = ["parent.id-card", "parent.id-card"]"#)],
        &expect![[r#"
            x.toml:79:28: error[E0170]: item `birth-certificate` lists `parent.id-card` twice in `takes`
        "#]],
    );
    check(
        &[(
            r#""parent.id-card | parent.marriage-certificate""#,
            r#""parent.id-card | parent.id-card""#,
        )],
        &expect![[r#"
            x.toml:92:21: error[E0170]: item `household-entry` lists `parent.id-card` twice in `takes`
        "#]],
    );
    check(
        &[(
            r#"gives = ["child.household-entry", {"#,
            r#"gives = ["child.household-entry", "child.household-entry", {"#,
        )],
        &expect![[r#"
            x.toml:95:35: error[E0170]: item `household-entry` lists `child.household-entry` twice in `gives`
        "#]],
    );
    check(
        &[(
            r#"asks = ["child.name", "child.birth-date"]"#,
            r#"asks = ["child.name", "child.name", "child.birth-date"]"#,
        )],
        &expect![[r#"
            x.toml:81:23: error[E0170]: item `birth-certificate` lists `child.name` twice in `asks`
        "#]],
    );
    check(
        &[(
            r#"wants = ["child.household-entry", {"#,
            r#"wants = ["child.household-entry", "child.household-entry", {"#,
        )],
        &expect![[r#"
            x.toml:134:35: error[E0170]: thing `newborn` lists `child.household-entry` twice in `wants`
        "#]],
    );
}

#[test]
fn e0171_names_twice() {
    check(
        &[(
            r#"days_max = 10 }]"#,
            r#"days_max = 10 }, { id = "expert-review", name = { zh = "评", en = "E" }, ground = { zh = "四十五", en = "45" } }]"#,
        )],
        &expect![[r#"
            x.toml:108:155: error[E0171]: item `household-entry` has `expert-review` twice in `stops`
        "#]],
    );
    check(
        &[(
            r#"{ id = "urban", zh = "城镇", en = "Urban" }"#,
            r#"{ id = "rural", zh = "城镇", en = "Urban" }"#,
        )],
        &expect![[r#"
            x.toml:63:61: error[E0171]: field `household` has `rural` twice in `values`
        "#]],
    );
    check(
        &[(
            r#"when = "income < 1.5 * 1200" }]"#,
            r#"when = "income < 1.5 * 1200" }, { id = "low-income", name = { zh = "低", en = "Low" }, when = "true" }]"#,
        )],
        &expect![[r#"
            x.toml:164:114: error[E0171]: programme `assistance` has `low-income` twice in `classes`
        "#]],
    );
    check(
        &[(
            r#"measures = [{ item = "home-visit", every_days = 14 }]"#,
            r#"measures = [{ item = "home-visit", every_days = 14 }, { item = "home-visit" }]
[[programme.tier]]
id = "A"
name = { zh = "一", en = "A" }
when = "true""#,
        )],
        &expect![[r#"
            x.toml:170:64: error[E0171]: programme `assistance` has `home-visit` twice in `measures`
            x.toml:172:6: error[E0171]: programme `assistance` has `A` twice in `tiers`
        "#]],
    );
    check(
        &[(
            r#"inputs = ["applicant.age", "child.household"]"#,
            r#"inputs = ["applicant.age", "child.household", "age"]"#,
        )],
        &expect![[r#"
            x.toml:148:47: error[E0171]: decision table `entry` has `age` twice in `inputs`
        "#]],
    );
}

#[test]
fn e0172_checks_that_do_not_go_with_the_type() {
    check(
        &[(
            r#"type = "boolean""#,
            r#"type = "boolean"
min = 1
form = "mobile"
length_max = 4"#,
        )],
        &expect![[r#"
            x.toml:58:7: error[E0172]: field `insured` has `min` for answers of type boolean
            x.toml:59:8: error[E0172]: field `insured` has `form` for answers of type boolean
            x.toml:60:14: error[E0172]: field `insured` has `length_max` for answers of type boolean
        "#]],
    );
    check(
        &[(
            r#"type = "text"
length_max = 50"#,
            r#"type = "text"
max = 50
values = [{ id = "a", zh = "甲", en = "A" }]"#,
        )],
        &expect![[r#"
            x.toml:52:7: error[E0172]: field `name` has `max` for answers of type text
            x.toml:53:10: error[E0172]: field `name` has `values` for answers of type text
        "#]],
    );
    check(
        &[(
            r#"asks = ["child.name", "child.birth-date"]"#,
            r#"asks = [{ field = "child.name", max = 3 }, { field = "child.birth-date", values = ["x"], form = "mobile" }]"#,
        )],
        &expect![[r#"
            x.toml:81:39: error[E0172]: item `birth-certificate`, asking for `name`, has `max` for answers of type text
            x.toml:81:83: error[E0172]: item `birth-certificate`, asking for `birth-date`, has `values` for answers of type date
            x.toml:81:97: error[E0172]: item `birth-certificate`, asking for `birth-date`, has `form` for answers of type date
        "#]],
    );
}

#[test]
fn e0173_least_over_most() {
    check(
        &[(r#"max = 200"#, r#"max = -1"#)],
        &expect![[r#"
        x.toml:68:7: error[E0173]: field `age` has `min` 0, which is over `max` -1
    "#]],
    );
    check(
        &[(
            r#"length_max = 50"#,
            r#"length_min = 60
length_max = 50"#,
        )],
        &expect![[r#"
            x.toml:52:14: error[E0173]: field `name` has `length_min` 60, which is over `length_max` 50
        "#]],
    );
}

#[test]
fn e0174_ladders_that_do_not_go_up() {
    check(
        &[(
            r#"levels = ["street", "district", "city"]"#,
            r#"levels = ["district", "street", "city"]"#,
        )],
        &expect![[r#"
            x.toml:142:34: error[E0174]: thing `newborn` has a `ladder` from `district` to `street`, and no place of `street` lies above one of `district`
        "#]],
    );
    check(
        &[(r#"climb_after_days = [5, 3, 2]"#, r#"climb_after_days = [5, 3]"#)],
        &expect![[r#"
        x.toml:142:72: error[E0174]: thing `newborn` has a `ladder` of 3 levels and 2 numbers of days
    "#]],
    );
    check(
        &[(
            r#"levels = ["street", "district"], climb_after_days = [5, 3]"#,
            r#"levels = ["street", "street"], climb_after_days = [5, 3]"#,
        )],
        &expect![[r#"
            x.toml:165:32: error[E0174]: programme `assistance` has a `ladder` from `street` to `street`, and no place of `street` lies above one of `street`
        "#]],
    );
}

#[test]
fn e0175_services_without_their_frame() {
    check(
        &[(
            r#"[services]
calendar = "cn"
"#,
            r#""#,
        )],
        &expect![[r#"
            x.toml:73:6: error[E0175]: item `birth-certificate` is declared, and the pack has no section `[services]`
        "#]],
    );
    check_more(
        r#"[services]
calendar = "cn"
"#,
        &expect![[r#"
            y.toml:1:1: error[E0175]: the section `[services]` stands twice
        "#]],
    );
    check(
        &[(r#"calendar = "cn""#, r#"calendar = "cnn""#)],
        &expect![[r#"
        x.toml:16:12: error[E0130]: `[services]` names the calendar `cnn`, which is not declared
    "#]],
    );
}

#[test]
fn e0181_two_bases() {
    check(
        &[(
            r#"inferred = "why""#,
            r#"inferred = "why"
sourced = "there""#,
        )],
        &expect![[r#"
            x.toml:143:12: error[E0181]: thing `newborn` has both `sourced` and `inferred`
        "#]],
    );
}

#[test]
fn e0182_names_of_another_form() {
    check(
        &[(r#"takes = ["parent.id-card"]"#, r#"takes = ["parent.id.card", "", "Parent.id-card"]"#)],
        &expect![[r#"
            x.toml:79:10: error[E0182]: item `birth-certificate` takes a name or `role.name` in `takes`, found `parent.id.card`
            x.toml:79:28: error[E0182]: item `birth-certificate` takes a name or `role.name` in `takes`, found ``
            x.toml:79:32: error[E0182]: item `birth-certificate` takes a name or `role.name` in `takes`, found `Parent.id-card`
        "#]],
    );
    check(
        &[(r#"gives = "child.birth-certificate""#, r#"gives = "child.""#)],
        &expect![[r#"
            x.toml:80:9: error[E0182]: item `birth-certificate` takes a name or `role.name` in `gives`, found `child.`
        "#]],
    );
    check(
        &[(r#""parent.id-card | parent.marriage-certificate""#, r#""parent.id-card | | a b""#)],
        &expect![[r#"
            x.toml:92:21: error[E0182]: item `household-entry` takes a name or `role.name` in `takes`, found ``
            x.toml:92:23: error[E0182]: item `household-entry` takes a name or `role.name` in `takes`, found `a b`
        "#]],
    );
    check(
        &[(r#"inputs = ["applicant.age", "child.household"]"#, r#"inputs = ["age > 1"]"#)],
        &expect![[r#"
            x.toml:148:11: error[E0182]: decision table `entry` takes a name or `role.name` in `inputs`, found `age > 1`
            x.toml:150:9: error[E0165]: decision table `entry` has a rule that names `age`, and it is not one of the `inputs`
            x.toml:154:9: error[E0165]: decision table `entry` has a rule that names `child.household`, and it is not one of the `inputs`
        "#]],
    );
}

#[test]
fn e0183_numbers_out_of_range() {
    check(
        &[(r#"valid_days = 3650"#, r#"valid_days = 0"#)],
        &expect![[r#"
        x.toml:31:14: error[E0183]: material `id-card` takes 1 to 36525 as `valid_days`, found 0
    "#]],
    );
    check(
        &[(r#"fee = "2.50""#, r#"fee = -1"#)],
        &expect![[r#"
        x.toml:107:7: error[E0183]: item `household-entry` takes a number of zero or more as `fee`, found -1
    "#]],
    );
    check(
        &[(r#"every_days = 14"#, r#"every_days = 0"#)],
        &expect![[r#"
        x.toml:170:49: error[E0183]: programme `assistance` takes 1 to 36525 as `every_days`, found 0
    "#]],
    );
    check(
        &[(r#"staff = { street = 3 }"#, r#"staff = { street = 99999 }"#)],
        &expect![[r#"
        x.toml:21:20: error[E0183]: office `police` takes 0 to 10000 as `street`, found 99999
    "#]],
    );
}

#[test]
fn keys_that_are_missing() {
    check_more(
        r#"[[item]]
id = "i"
[[thing]]
id = "t"
for = "people"
wants = []
ceiling_days = 3
[[decision]]
id = "d"
[[programme]]
id = "p"
[[office]]
id = "o"
[[field]]
id = "f"
type = "choice"
[[material]]
id = "m"
from = ["walet", "register:"]
"#,
        &expect![[r#"
            y.toml:1:1: error[E0109]: item `i` has no `name`
            y.toml:1:1: error[E0109]: item `i` has no `office`
            y.toml:1:1: error[E0109]: item `i` has no `legal_days`
            y.toml:1:1: error[E0109]: item `i` has no `promised_days`
            y.toml:3:1: error[E0109]: thing `t` has no `name`
            y.toml:3:1: error[E0109]: thing `t` has no `promised_days`
            y.toml:3:1: error[E0109]: thing `t` has no `ceiling_ground`
            y.toml:5:7: error[E0112]: thing `t` does not take `people` as `for`
            y.toml:8:1: error[E0109]: decision table `d` has no `name`
            y.toml:8:1: error[E0109]: decision table `d` has no `hit`
            y.toml:8:1: error[E0109]: decision table `d` has no `inputs`
            y.toml:8:1: error[E0109]: decision table `d` has no `rows`
            y.toml:10:1: error[E0109]: programme `p` has no `name`
            y.toml:10:1: error[E0109]: programme `p` has no `population`
            y.toml:10:1: error[E0109]: programme `p` has no `person`
            y.toml:10:1: error[E0109]: programme `p` has no `place`
            y.toml:10:1: error[E0109]: programme `p` has no `tiers`
            y.toml:10:1: error[E0109]: programme `p` has no `ladder`
            y.toml:12:1: error[E0109]: office `o` has no `name`
            y.toml:12:1: error[E0109]: office `o` has no `levels`
            y.toml:14:1: error[E0109]: field `f` has no `name`
            y.toml:14:1: error[E0109]: field `f` has no `values`
            y.toml:17:1: error[E0109]: material `m` has no `name`
            y.toml:17:1: warning[E0176]: no item and no thing names material `m`
            y.toml:17:1: error[E0178]: material `m` has an empty `from`, and no item gives it
            y.toml:19:9: error[E0112]: material `m` does not take `walet` as `from`
            y.toml:19:18: error[E0112]: material `m` does not take `register:` as `from`
        "#]],
    );
}

#[test]
fn values_of_another_type() {
    check_more(
        r#"[[item]]
id = "I-1"
name = { zh = "事", en = "I" }
office = "police"
takes = [3, { any = [], when = 3 }]
gives = 3
asks = [true]
legal_days = "x"
promised_days = true
stops = 3
silence = "stays"
calls = [{ gives = 3 }]
"#,
        &expect![[r#"
            y.toml:2:6: error[E0115]: item `I-1` has the id `I-1`, which is not of the form `[a-z][a-z0-9_-]*`
            y.toml:5:10: error[E0111]: item `I-1` takes a text or a table as `takes`, found the whole number 3
            y.toml:5:21: error[E0113]: item `I-1` has an empty `any`
            y.toml:5:32: error[E0111]: item `I-1` takes a text as `when`, found the whole number 3
            y.toml:6:9: error[E0111]: item `I-1` takes a text or a table as `gives`, found the whole number 3
            y.toml:7:9: error[E0111]: item `I-1` takes a text or a table as `asks`, found `true`
            y.toml:8:14: error[E0154]: item `I-1` takes a number as `legal_days`, found `x`
            y.toml:9:17: error[E0111]: item `I-1` takes a number as `promised_days`, found `true`
            y.toml:10:9: error[E0111]: item `I-1` takes a list of tables as `stops`, found the whole number 3
            y.toml:11:11: error[E0112]: item `I-1` does not take `stays` as `silence`
            y.toml:12:10: error[E0109]: item `I-1` has no `name`
            y.toml:12:20: error[E0111]: item `I-1` takes a text as `gives`, found the whole number 3
        "#]],
    );
}
