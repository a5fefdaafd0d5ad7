//! What is chosen: preferences, ways without a circle, and why nothing can be chosen.

use super::{Obstacle, Situation, Source, choose};
use crate::testing::{answers, catalogue};
use crate::world::{Index, World};
use district::Slot;
use expect_test::{Expect, expect};
use std::collections::BTreeMap;
use std::fmt::Write as _;

fn check(text: &str, given: &str, held: &str, expected: &Expect) {
    let services = catalogue(text);
    let thing = services.things.values().next().unwrap();
    let world = World::new(&Index::new(&services), thing, &[]);
    let truths = world.truths(&world.bound(&answers(given)));
    let mut known = vec![false; world.slots.len()];
    for slot in held.split_whitespace() {
        known[world.find_slot(&Slot::read(slot)).unwrap()] = true;
    }
    let outside = BTreeMap::new();
    let at = Situation { truths: &truths, held: &known, outside: &outside };
    let id = |item: usize| world.items[item].item.id.as_str();
    let slot = |slot: usize| world.slots[slot].slot().to_string();
    let mut out = String::new();
    match choose(&world, &at) {
        Ok(choice) => {
            for chosen in &choice.items {
                write!(out, "{}–{} {}:", chosen.start, chosen.finish, id(chosen.item)).unwrap();
                for &(taken, source) in &chosen.takes {
                    let from = match source {
                        Source::Item(giver) => id(giver).to_owned(),
                        Source::Held
                        | Source::Outside
                        | Source::Register
                        | Source::Applicant
                        | Source::Pending => format!("{source:?}").to_lowercase(),
                    };
                    write!(out, " {} from {from}", slot(taken)).unwrap();
                }
                out.push('\n');
            }
            for &there in &choice.there {
                writeln!(out, "there: {}", slot(there)).unwrap();
            }
        }
        Err(Obstacle::NoSource { slot: lacking, taken_by }) => {
            writeln!(out, "no source of {} for {:?}", slot(lacking), taken_by.map(id)).unwrap();
        }
        Err(Obstacle::Twice { slot: given, items: [a, b] }) => {
            writeln!(out, "{} from {} and {}", slot(given), id(a), id(b)).unwrap();
        }
        Err(Obstacle::Cycle(items)) => {
            let items: Vec<&str> = items.into_iter().map(id).collect();
            writeln!(out, "circle {}", items.join(" → ")).unwrap();
        }
        Err(Obstacle::Misfit(condition)) => {
            writeln!(out, "misfit {}", world.conditions[condition].text).unwrap();
        }
    }
    expected.assert_eq(&out);
}

#[test]
fn items_run_side_by_side_after_what_they_take() {
    check(
        "
        item birth hospital 3/1 : id-card -> birth
        item entry police 5/2 : birth -> entry
        item insure office 5/0.5 : entry -> insurance
        item card bank 5/3 : entry -> card
        thing newborn 5 : insurance, card
        ",
        "",
        "",
        &expect![[r"
            0–2 birth: id-card from applicant
            2–6 entry: birth from birth
            6–12 card: entry from entry
            6–7 insure: entry from entry
        "]],
    );
}

#[test]
fn what_is_held_is_used_first() {
    let text = "
        item entry police 5/2 : birth -> entry
        item card bank 5/3 : entry -> card
        thing newborn 5 : entry, card
    ";
    check(
        text,
        "",
        "entry",
        &expect![[r"
        0–6 card: entry from held
        there: entry
    "]],
    );
    check(
        text,
        "",
        "card",
        &expect![[r"
        0–4 entry: birth from applicant
        there: card
    "]],
    );
}

#[test]
fn an_item_of_the_plan_is_fresher_than_a_register_or_a_paper() {
    let text = "
        material entry from register:households,applicant,item
        item entry police 5/2 : birth -> entry
        item card bank 5/3 : entry -> card
    ";
    check(
        &format!("{text}\n thing both 5 : entry, card"),
        "",
        "",
        &expect![[r"
        0–4 entry: birth from applicant
        4–10 card: entry from entry
    "]],
    );
    check(
        &format!("{text}\n thing one 5 : card"),
        "",
        "",
        &expect![[r"
        0–6 card: entry from register
    "]],
    );
}

#[test]
fn of_new_items_the_first_to_finish_and_of_ways_the_one_without_a_circle() {
    check(
        "
        item slow a 5/3 : -> x
        item fast a 5/1 : -> y
        item goal a 5/1 : x | y -> goal
        thing t 5 : goal
        ",
        "",
        "",
        &expect![[r"
            0–2 fast:
            2–4 goal: y from fast
        "]],
    );
    check(
        "
        item goal a 5/1 : x | y -> goal
        item again a 5/1 : goal -> x
        item out a 5/2 : -> y
        thing t 5 : goal, x
        ",
        "",
        "",
        &expect![[r"
            0–4 out:
            4–6 goal: y from out
            6–8 again: goal from goal
        "]],
    );
    check(
        "
        material x from applicant,item
        item goal a 5/1 : x -> goal
        item again a 5/1 : goal -> x
        thing t 5 : goal, x
        ",
        "",
        "",
        &expect![[r"
            0–2 goal: x from applicant
            2–4 again: goal from goal
        "]],
    );
}

#[test]
fn an_item_may_renew_what_it_takes() {
    check(
        "
        material licence from applicant,item
        item renew a 5/1 : licence -> licence
        thing t 5 : licence
        ",
        "",
        "",
        &expect![[r"
            0–2 renew: licence from applicant
        "]],
    );
}

#[test]
fn conditions_decide_and_may_be_open() {
    let text = "
        item poor a 5/1 if low : form -> help
        item rich a 5/2 if !low : form -> help
        item goal a 5/1 : help -> goal
        thing t 5 : goal
    ";
    check(
        text,
        "low=yes",
        "",
        &expect![[r"
        0–2 poor: form from applicant
        2–4 goal: help from poor
    "]],
    );
    check(
        text,
        "low=no",
        "",
        &expect![[r"
        0–4 rich: form from applicant
        4–6 goal: help from rich
    "]],
    );
    check(
        text,
        "",
        "",
        &expect![[r"
        0–2 goal: help from pending
    "]],
    );
    check(
        text,
        "low=3",
        "",
        &expect![[r"
            misfit low
        "]],
    );
}

#[test]
fn why_nothing_can_be_chosen() {
    check(
        "item a o 5/1 : b -> a\nitem b o 5/1 : c -> b\nitem c o 5/1 : a -> c\nthing t 5 : a",
        "",
        "",
        &expect![[r"
            circle a → b → c
        "]],
    );
    check(
        "item a o 5/1 : b -> a\nmaterial b from wallet\nthing t 5 : a",
        "",
        "",
        &expect![[r#"
        no source of b for Some("a")
    "#]],
    );
    check(
        "item a o 5/1 : -> a\nitem b o 5/1 : -> a\nthing t 5 : a",
        "",
        "",
        &expect![[r"
        a from a and b
    "]],
    );
    check(
        "item a o 5/1 : -> a\nthing t 5 : b",
        "",
        "",
        &expect![[r"
        no source of b for None
    "]],
    );
    check(
        "item a o 5/1 : -> a, c\nitem b o 5/1 : -> b, c\nthing t 5 : a, b",
        "",
        "",
        &expect![[r"
            c from a and b
        "]],
    );
}

#[test]
fn an_item_never_waits_for_itself_while_an_answer_is_open() {
    check(
        "
        item a o 5/1 : a | b -> a
        item b o 5/1 if x : -> b
        thing t 5 : a
        ",
        "",
        "",
        &expect![[r"
            0–2 a: b from pending
        "]],
    );
}
