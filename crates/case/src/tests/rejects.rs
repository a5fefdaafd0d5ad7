//! Every refusal has a code of its own, two sentences, and none of the words that we do not use.

use crate::reject::{Declared, Late, MigrationFault, Once, PlanFault, Reject};
use crate::{ItemState, Status};
use expect_test::expect;
use std::fmt::Write as _;

fn s(text: &str) -> String {
    text.to_owned()
}

fn every() -> Vec<Reject> {
    let item = || s("a");
    let pair = || (s("police"), s("s1"));
    vec![
        Reject::NotOpened,
        Reject::OpenedBefore,
        Reject::Closed { command: "claim" },
        Reject::Status { command: "accept", expected: &[Status::Submitted], found: Status::Draft },
        Reject::NoItem { item: item() },
        Reject::ItemState {
            item: item(),
            expected: &[ItemState::Ready, ItemState::Claimed],
            found: ItemState::Waiting,
        },
        Reject::Role { command: "decide", expected: &["officer"], found: "applicant" },
        Reject::Desk { item: None, expected: pair(), found: pair() },
        Reject::Claim { item: item(), by: None },
        Reject::Plan(PlanFault::Ceiling { promised_halves: 41, ceiling_halves: 40 }),
        Reject::Material { slot: s("id-card") },
        Reject::Once { what: Once::Supplement, item: Some(item()) },
        Reject::TooLate { what: Late::Appeal, until: None },
        Reject::StopGround { item: item(), ground: s("busy"), declared: vec![] },
        Reject::TextMissing { field: "reason" },
        Reject::OverLimit { halves: 21, halves_max: 20 },
        Reject::Approval,
        Reject::Call { slot: s("r-y"), declared: vec![s("r-x")] },
        Reject::Dated { dated: None, earliest: None, latest: None },
        Reject::NotGiven { item: None, slot: s("r-b"), found: vec![] },
        Reject::NoDesk { office: s("police"), place: s("v1") },
        Reject::SameDesk { office: s("police"), place: s("s1") },
        Reject::Top { item: item(), level: s("district") },
        Reject::NotEarlier { item: item(), to: s("b"), earlier: vec![] },
        Reject::SentBackTooOften { item: item(), times: 3 },
        Reject::NoAppeal { item: item() },
        Reject::Rating { stars: 6 },
        Reject::NotDue { key: s("red:a") },
        Reject::Migration(MigrationFault::Dead { item: item(), after: s("b") }),
        Reject::Kind { command: "accept", standing: false },
        Reject::NoMeasure { item: item() },
        Reject::NotDeclared { kind: Declared::Tier, id: s("Z") },
        Reject::PlaceNotServed { thing: s("report"), place: s("s2") },
        Reject::OwnDecision { item: item() },
        Reject::NotApplicant,
        Reject::Delivery { delivery: 2, count: 1 },
        Reject::Unchanged,
        Reject::Unfinished { items: 2 },
    ]
}

#[test]
fn every_refusal_has_its_code_and_its_sentences() {
    let every = every();
    let codes: Vec<&str> = every.iter().map(|reject| reject.code().0).collect();
    assert!(codes.is_sorted());
    let mut told = String::new();
    for reject in &every {
        let (message, help) = (reject.message(), reject.help());
        let code = reject.code().0;
        writeln!(told, "{code} {} | {}", message.en, help.en).unwrap();
        for text in [&message, &help] {
            assert!(!text.zh.is_empty() && !text.en.is_empty(), "{code}");
            for word in ["invalid", "illegal", "bad ", "unknown", "unable", "failed", "please"] {
                assert!(!text.en.contains(word), "{code}: {word}");
            }
        }
    }
    expect![[r#"
        C0450 the case has not been opened | open the case first
        C0451 expected a new case, this one was opened before | open another case under another id
        C0452 the case is closed and takes no `claim` | apply anew if something is to be done
        C0453 `accept` expects a case that is submitted, found draft | look at the case, then do what it is at
        C0454 the plan has no item `a` | name an item of the plan
        C0455 item `a`: expected ready / claimed, found waiting | look at the item, then do what it is at
        C0456 `decide` is given by officer, found applicant | have it done by one of these roles
        C0457 the acceptance lies at the desk `police@s1`, found `police@s1` | let that desk do it, or transfer it
        C0458 `a` is worked on by who has claimed it, found nobody | claim it, or have it given back
        C0459 the whole is promised in 20.5 working days, the law allows 20 | plan again and hand in that plan
        C0460 expected the material `id-card`, found none | add the material and hand in again
        C0461 a supplement is asked for once, and it was done before (item `a`) | go on with what is there
        C0462 an appeal is made within sixty days, which was over on ? | go on without it
        C0463 item `a` stops on the grounds that it declares (none), found `busy` | choose a declared ground
        C0464 expected words in `reason`, found none | write it
        C0465 an extension is of 0.5 to 10 working days, found 10.5 | extend it within that
        C0466 an extension is approved by somebody else, found nobody or the same person | name the head who approved it
        C0467 expected a result that the item may call for (r-x) and the extension gives, found `r-y` | choose one and plan its extension
        C0468 a decision is dated from ? to ?, found ? | correct the date
        C0469 the case has these results: none; found `r-b` | name one of these results
        C0470 expected a place with a desk, found none of office `police` at `v1` | choose a place with a desk of the office
        C0471 expected another desk, the task lies at `police@s1` already | choose another desk
        C0472 `a` is at the highest level, `district` | have it done at this level
        C0473 `a` can be sent back to: none; found `b` | send it back to one of these
        C0474 `a` is sent back 3 times at most, and was | decide it
        C0475 no appeal about `a` waits for an answer | there is nothing to answer
        C0476 expected 1 to 5 stars, found 6 | choose one to five stars
        C0477 `red:a` is not due, nothing was changed | there is nothing to do
        C0478 the new plan has `a` wait for `b`, which is refused or cancelled | leave the case at its version
        C0479 `accept` is not for standing cases, and this is one | check the id of the case
        C0480 the standing case has no measure `a` | name a measure of the case
        C0481 the pack declares no tier `Z` | correct the id, or declare it
        C0482 `report` is not served in `s2` | apply where it is served
        C0483 an appeal about `a` is answered by another than who decided it | let somebody else answer it
        C0484 expected the applicant or who acts for them, found somebody else | have it done by the applicant
        C0485 there are 1 deliveries, counted from 0; found number 2 | name one of the deliveries
        C0486 expected a change, found everything as it is | there is nothing to do
        C0487 expected nothing left to be done, found 2 open items | decide what is open first
    "#]].assert_eq(&told);
}
