//! Rules in services: what they may say and name.

use super::check;
use expect_test::expect;

#[test]
fn e0163_rules_that_cannot_be_read() {
    check(
        &[(r#"when = "parent.age >= 18 ||"#, r#"when = "parent.age >= 18 |"#)],
        &expect![[r#"
        x.toml:89:26: error[E0163]: item `household-entry` has a rule that cannot be read: or is written `||`
    "#]],
    );
    check(
        &[(r#"when = "child.age > 15""#, r#"when = """#)],
        &expect![[r#"
        x.toml:95:70: error[E0163]: item `household-entry` has a rule that cannot be read: a value is missing at its end
    "#]],
    );
    check(
        &[(
            r#"given = ["parent.age < 200"]"#,
            r#"given = ["parent.age < 200", "1 +", "\"x\" =="]"#,
        )],
        &expect![[r#"
            x.toml:136:34: error[E0163]: thing `newborn` has a rule that cannot be read: a value is missing at its end
            x.toml:136:46: error[E0163]: thing `newborn` has a rule that cannot be read: a value is missing at its end
        "#]],
    );
    check(
        &[(r#"when = "age > 60""#, r#"when = 60"#)],
        &expect![[r#"
        x.toml:150:8: error[E0111]: decision table `entry` takes a text as `when`, found the whole number 60
    "#]],
    );
}

#[test]
fn e0164_parts_that_rules_do_not_have() {
    check(
        &[(
            r#"when = "child.`birth-date` >= '1996-01-01'""#,
            r#"when = "child.name.startsWith('A')""#,
        )],
        &expect![[r#"
            x.toml:78:20: error[E0164]: item `birth-certificate` has a rule with the function `startsWith()`, which rules do not have
        "#]],
    );
    check(
        &[(
            r#"when = "parent.insured""#,
            r#"when = """
  parent.insured && # x
  true""""#,
        )],
        &expect![[r#"
            x.toml:101:21: error[E0163]: item `household-entry` has a rule that cannot be read: `#` is not a sign of rules
        "#]],
    );
    check(
        &[(r#"when = "parent.insured""#, r#"when = "has(parent.insured) && list.all(x, x > 1)""#)],
        &expect![[r#"
            x.toml:100:69: error[E0164]: item `household-entry` has a rule with the function `all()`, which rules do not have
        "#]],
    );
}

#[test]
fn e0165_names_that_lead_nowhere() {
    check(
        &[(r#"when = "child.age > 15""#, r#"when = "child.agee > 15""#)],
        &expect![[r#"
        x.toml:95:70: error[E0165]: item `household-entry` has a rule that names `child.agee`, and there is no field `agee`
    "#]],
    );
    check(
        &[(r#"when = "child.age > 15""#, r#"when = "a.b.age > 15""#)],
        &expect![[r#"
        x.toml:95:70: error[E0165]: item `household-entry` has a rule that names `a.b.age`, and a name is at most a role and a field
    "#]],
    );
    check(
        &[(r#"child.`birth-date` >= '1996-01-01'"#, r#"child.birth-date >= '1996-01-01'"#)],
        &expect![[r#"
            x.toml:78:9: error[E0165]: item `birth-certificate` has a rule in which `child.birth-date` is a subtraction
        "#]],
    );
    check(
        &[(r#"when = "age > 60""#, r#"when = "child.age > 60""#)],
        &expect![[r#"
        x.toml:150:9: error[E0165]: decision table `entry` has a rule that names `child.age`, and it is not one of the `inputs`
    "#]],
    );
    check(
        &[(r#"when = "children >= 0""#, r#"when = "child >= 0 && 'low-income' in classes""#)],
        &expect![[r#"
            x.toml:163:9: error[E0165]: programme `assistance` has a rule that names `child`, and register `key_group` has no such column
            x.toml:163:39: error[E0165]: programme `assistance` has a rule that names `classes`, and register `key_group` has no such column
        "#]],
    );
    check(
        &[(
            r#"'low-income' in classes && children > 0"#,
            r#"'low-income' in clases && has(chldren)"#,
        )],
        &expect![[r#"
            x.toml:169:39: error[E0163]: programme `assistance` has a rule that cannot be read: write `has(applicant.chldren)`, it takes a name with a dot
        "#]],
    );
}

#[test]
fn e0166_values_that_do_not_go_together() {
    check(
        &[(r#"when = "child.age > 15""#, r#"when = "child.age > '15'""#)],
        &expect![[r#"
        x.toml:95:82: error[E0166]: item `household-entry` has a rule that takes a number where it has the text "15"
    "#]],
    );
    check(
        &[(r#"when = "child.age > 15""#, r#"when = "child.age""#)],
        &expect![[r#"
        x.toml:95:70: error[E0166]: item `household-entry` has a rule that takes yes or no where it has a number
    "#]],
    );
    check(
        &[(r#"child.`birth-date` >= '1996-01-01'"#, r#"child.`birth-date` >= 'soon'"#)],
        &expect![[r#"
            x.toml:78:31: error[E0166]: item `birth-certificate` has a rule that takes a date such as `2026-01-01` where it has the text "soon"
        "#]],
    );
    check(
        &[(r#"when = "parent.insured""#, r#"when = "parent.insured == 1 || !child.age""#)],
        &expect![[r#"
            x.toml:100:59: error[E0166]: item `household-entry` has a rule that takes yes or no where it has a number
            x.toml:100:65: error[E0166]: item `household-entry` has a rule that takes yes or no where it has a number
        "#]],
    );
    check(
        &[(r#"parent.household in ['rural']"#, r#"parent.household in 'rural'"#)],
        &expect![[r#"
            x.toml:93:72: error[E0166]: item `household-entry` has a rule that takes a list where it has the text "rural"
        "#]],
    );
    check(
        &[(
            r#"parent.household in ['rural']"#,
            r#"parent.household < 'rural' || size(parent.age) > 1"#,
        )],
        &expect![[r#"
            x.toml:93:52: error[E0166]: item `household-entry` has a rule that takes a number, a text or a date where it has a value of `parent.household`
            x.toml:93:87: error[E0166]: item `household-entry` has a rule that takes a text or a list where it has a number
        "#]],
    );
    check(
        &[(
            r#"when = "child.age > 15""#,
            r#"when = "(child.age + child.name > 1 ? child.age : true) && [1] == 1""#,
        )],
        &expect![[r#"
            x.toml:95:71: error[E0166]: item `household-entry` has a rule that takes yes or no where it has a number
            x.toml:95:83: error[E0166]: item `household-entry` has a rule that takes a number where it has a text
            x.toml:95:112: error[E0166]: item `household-entry` has a rule that takes a number where it has yes or no
            x.toml:95:128: error[E0166]: item `household-entry` has a rule that takes a list where it has a number
        "#]],
    );
}

#[test]
fn e0167_choices_that_are_not_there() {
    check(
        &[(r#"parent.household in ['rural']"#, r#"parent.household in ['rurall', 'urban']"#)],
        &expect![[r#"
            x.toml:93:73: error[E0167]: item `household-entry` has a rule that holds `parent.household` against "rurall", which is not one of its values
        "#]],
    );
    check(
        &[(r#"child.household == 'rural'"#, r#"'town' == child.household"#)],
        &expect![[r#"
        x.toml:154:9: error[E0167]: decision table `entry` has a rule that holds `child.household` against "town", which is not one of its values
    "#]],
    );
    check(
        &[(r#"'low-income' in classes"#, r#"'low_income' in classes"#)],
        &expect![[r#"
        x.toml:169:9: error[E0167]: programme `assistance` has a rule that holds `classes` against "low_income", which is not one of its values
    "#]],
    );
    check(
        &[(r#"values = ["rural"]"#, r#"values = ["rurel"]"#)],
        &expect![[r#"
        x.toml:100:68: error[E0167]: item `household-entry` allows only `rurel`, which field `household` does not have
    "#]],
    );
    check(
        &[
            (
                r#"{ id = "street", type = "text" }"#,
                r#"{ id = "street", type = "text", values = ["a", "b"] }"#,
            ),
            (r#"when = "children >= 0""#, r#"when = "street == 'c'""#),
        ],
        &expect![[r#"
            x.toml:163:19: error[E0167]: programme `assistance` has a rule that holds `street` against "c", which is not one of its values
        "#]],
    );
}
