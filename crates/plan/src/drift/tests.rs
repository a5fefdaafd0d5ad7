//! Where two packs part, with and without a legal ground.

use super::drift;
use crate::testing::catalogue;
use diag::Text;
use district::Services;
use district::service::StopGround;
use expect_test::{Expect, expect};
use std::fmt::Write as _;

const HERE: &str = "
    item entry police 5/1 : child.birth, id-card | passport -> child.entry ; child.name
    item card social 15/3 if insured : child.entry -> child.card
    thing newborn 5 : child.entry, child.card
    role child
    thing other 5 : child.card
    role child
";

fn check(b: &str, change: impl FnOnce(&mut Services, &mut Services), expected: &Expect) {
    let (mut a, mut b) = (catalogue(HERE), catalogue(b));
    change(&mut a, &mut b);
    let mut out = String::new();
    for found in drift(&a, &b) {
        let grounded = if found.grounded() { "grounded" } else { "habit" };
        writeln!(out, "{:?} {grounded}", found.kind).unwrap();
        writeln!(out, "  {}\n  {}", found.sentence.zh, found.sentence.en).unwrap();
    }
    expected.assert_eq(&out);
}

#[test]
fn the_same_pack_does_not_drift() {
    check(HERE, |_, _| {}, &expect![[""]]);
}

#[test]
fn things_and_items_part() {
    check(
        "
        item entry station 5/2 : child.birth, id-card, photo -> child.entry ; child.name, phone
        item extra police 5/2 : child.entry -> extra
        thing newborn 7 : child.entry, extra
        role child
        ",
        |_, _| {},
        &expect![[r"
            Want habit
              一件事`newborn`：想要的结果`child.card`只有前者有（未写明法律依据）
              thing `newborn`: the wanted result `child.card` is in the first only (no legal ground is named)
            Want habit
              一件事`newborn`：想要的结果`extra`只有后者有（未写明法律依据）
              thing `newborn`: the wanted result `extra` is in the second only (no legal ground is named)
            PromisedLimit habit
              一件事`newborn`：承诺时限（工作日），前者为 5，后者为 7（未写明法律依据）
              thing `newborn`: the promised limit in working days is 5 in the first and 7 in the second (no legal ground is named)
            Item habit
              一件事`newborn`：事项`card`：只有前者需要这个事项（未写明法律依据）
              thing `newborn`: item `card`: only the first needs this item (no legal ground is named)
            Office habit
              一件事`newborn`：事项`entry`：承办部门，前者为 police，后者为 station（未写明法律依据）
              thing `newborn`: item `entry`: the office is police in the first and station in the second (no legal ground is named)
            PromisedLimit habit
              一件事`newborn`：事项`entry`：承诺时限（工作日），前者为 1，后者为 2（未写明法律依据）
              thing `newborn`: item `entry`: the promised limit in working days is 1 in the first and 2 in the second (no legal ground is named)
            Material habit
              一件事`newborn`：事项`entry`：材料`id-card | passport`只有前者有（未写明法律依据）
              thing `newborn`: item `entry`: material `id-card | passport` is in the first only (no legal ground is named)
            Material habit
              一件事`newborn`：事项`entry`：材料`id-card`只有后者有（未写明法律依据）
              thing `newborn`: item `entry`: material `id-card` is in the second only (no legal ground is named)
            Material habit
              一件事`newborn`：事项`entry`：材料`photo`只有后者有（未写明法律依据）
              thing `newborn`: item `entry`: material `photo` is in the second only (no legal ground is named)
            Question habit
              一件事`newborn`：事项`entry`：字段`phone`只有后者有（未写明法律依据）
              thing `newborn`: item `entry`: question `phone` is in the second only (no legal ground is named)
            Item habit
              一件事`newborn`：事项`extra`：只有后者需要这个事项（未写明法律依据）
              thing `newborn`: item `extra`: only the second needs this item (no legal ground is named)
        "]],
    );
}

#[test]
fn grounds_are_named() {
    check(
        HERE,
        |a, b| {
            let law = Text::new("户口登记条例第七条", "Household Registration, article 7");
            let card = a.items.get_mut("entry").unwrap();
            card.legal.ground = law.clone();
            card.stops.push(StopGround {
                id: "review".to_owned(),
                name: Text::same("review"),
                ground: Text::new("行政许可法第四十五条", "Licensing, article 45"),
                days_max: None,
            });
            let card = b.items.get_mut("entry").unwrap();
            card.legal.ground = law;
            card.legal.days = district::WorkDays::days(7);
            card.fee = "12.5".parse().unwrap();
            b.items.get_mut("card").unwrap().when = None;
        },
        &expect![[r"
            Condition habit
              一件事`newborn`：事项`card`：条件`insured`只有前者有（未写明法律依据）
              thing `newborn`: item `card`: condition `insured` is in the first only (no legal ground is named)
            LegalLimit grounded
              一件事`newborn`：事项`entry`：法定时限（工作日），前者为 5，后者为 7（依据：户口登记条例第七条）
              thing `newborn`: item `entry`: the legal limit in working days is 5 in the first and 7 in the second (ground: Household Registration, article 7)
            Fee grounded
              一件事`newborn`：事项`entry`：收费（元），前者为 0，后者为 12.5（依据：户口登记条例第七条）
              thing `newborn`: item `entry`: the fee in CNY is 0 in the first and 12.5 in the second (ground: Household Registration, article 7)
            Stop grounded
              一件事`newborn`：事项`entry`：停止计时的情形`review`只有前者有（依据：前者行政许可法第四十五条）
              thing `newborn`: item `entry`: stop of the clock `review` is in the first only (ground: Licensing, article 45 in the first)
            Condition habit
              一件事`other`：事项`card`：条件`insured`只有前者有（未写明法律依据）
              thing `other`: item `card`: condition `insured` is in the first only (no legal ground is named)
            LegalLimit grounded
              一件事`other`：事项`entry`：法定时限（工作日），前者为 5，后者为 7（依据：户口登记条例第七条）
              thing `other`: item `entry`: the legal limit in working days is 5 in the first and 7 in the second (ground: Household Registration, article 7)
            Fee grounded
              一件事`other`：事项`entry`：收费（元），前者为 0，后者为 12.5（依据：户口登记条例第七条）
              thing `other`: item `entry`: the fee in CNY is 0 in the first and 12.5 in the second (ground: Household Registration, article 7)
            Stop grounded
              一件事`other`：事项`entry`：停止计时的情形`review`只有前者有（依据：前者行政许可法第四十五条）
              thing `other`: item `entry`: stop of the clock `review` is in the first only (ground: Licensing, article 45 in the first)
        "]],
    );
}
