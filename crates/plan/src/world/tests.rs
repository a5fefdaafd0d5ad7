//! Binding words to roles, and what belongs to a world.

use super::{Index, World};
use crate::testing::{answers, catalogue};
use expect_test::{Expect, expect};
use std::fmt::Write as _;

fn check(text: &str, given: &str, expected: &Expect) {
    let services = catalogue(text);
    let thing = services.things.values().next().unwrap();
    let world = World::new(&Index::new(&services), thing, &[]);
    let mut out = String::new();
    for slot in &world.slots {
        let givers: Vec<&str> =
            slot.givers.iter().map(|&(item, _)| world.items[item].item.id.as_str()).collect();
        writeln!(out, "{} ← {}", slot.slot(), givers.join(", ")).unwrap();
    }
    for item in &world.items {
        let asks: Vec<&str> = item.asks.iter().map(|ask| ask.name.as_str()).collect();
        writeln!(out, "{} asks {}", item.item.id, asks.join(", ")).unwrap();
    }
    let truths = world.truths(&world.bound(&answers(given)));
    for (rule, truth) in world.conditions.iter().zip(truths) {
        let names: Vec<&str> = rule.expr.names().into_iter().collect();
        writeln!(out, "{} reads {} → {truth:?}", rule.text, names.join(", ")).unwrap();
    }
    expected.assert_eq(&out);
}

#[test]
fn words_are_bound_to_roles_and_the_applicant_has_no_prefix() {
    check(
        "
        item entry police 5/1 : child.birth, parent.id-card -> child.entry ; child.name, parent.phone
        item pay office 5/1 if parent.insured : child.entry -> parent.allowance if guardian.alive
        item apart office 5/1 : x -> stranger.entry
        thing newborn 5 : child.entry, parent.allowance if mother.insured
        role child
        role mother also parent applicant
        role father also parent guardian
        ",
        "mother.insured=yes guardian.alive=no",
        &expect![[r"
            child.entry ← entry
            allowance ← pay
            child.birth ← 
            id-card ← 
            entry asks child.name, phone
            pay asks 
            true reads  → Yes
            mother.insured reads insured → Yes
            parent.insured reads insured → Yes
            guardian.alive reads father.alive → No
        "]],
    );
}
