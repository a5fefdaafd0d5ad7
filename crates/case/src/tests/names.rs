//! Names that are stored: append-only. A line that changes here breaks every journal there is.

use crate::testing::{District, actor, applicant, brought, officer, operator, outside, submission};
use crate::{
    Actor, ActorRole, Closing, CommandKind as C, EventKind as E, Issued, Light, MeasurePlan,
    Outcome, Subject, TaskKind, TimerKind,
};
use diag::Text;
use expect_test::{Expect, expect};
use std::collections::BTreeMap;

fn check(found: &str, expected: &Expect) {
    expected.assert_eq(found);
}

fn lines<T: serde::Serialize>(values: &[T]) -> String {
    let line = |value: &T| serde_json::to_string(value).unwrap();
    values.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn i() -> String {
    "i".to_owned()
}

fn r() -> String {
    "r".to_owned()
}

fn measures() -> Vec<MeasurePlan> {
    vec![MeasurePlan { item: i(), every_days: Some(14) }]
}

fn issued() -> Issued {
    Issued { slot: "s".to_owned(), valid_until: None, document: None }
}

fn commands() -> Vec<C> {
    let materials = BTreeMap::from([("s".to_owned(), brought())]);
    let subject = Subject::Thing("t".to_owned());
    let (case, place, pack) = ("c".to_owned(), "v1".to_owned(), "p".to_owned());
    let refuse = Outcome::Refuse { ground: r() };
    vec![
        C::Open {
            case: case.clone(),
            subject,
            place: place.clone(),
            applicant: "a".to_owned(),
            pack: pack.clone(),
        },
        C::SaveDraft { answers: serde_json::json!("sealed") },
        C::Accept,
        C::AskSupplement { item: None, what: r(), slots: vec![] },
        C::Supply { item: Some(i()), materials, answers: None },
        C::StopClock { item: i(), ground: "g".to_owned() },
        C::ResumeClock { item: i() },
        C::Extend { item: None, halves: 2, reason: r(), approved_by: "h".to_owned() },
        C::Claim { item: i() },
        C::GiveBack { item: i() },
        C::Decide { item: i(), outcome: Outcome::grant(), dated_us: None },
        C::Decide { item: i(), outcome: refuse, dated_us: Some(1) },
        C::SendBack { item: i(), to: "j".to_owned(), reason: r() },
        C::Issue { item: i(), slot: "s".to_owned(), valid_until: None, document: None },
        C::Revoke { item: i(), slot: "s".to_owned(), reason: r() },
        C::Transfer { item: i(), office: "o".to_owned(), place: place.clone(), reason: r() },
        C::Climb { item: i(), reason: r() },
        C::Withdraw { reason: r() },
        C::Correct { item: i(), reason: r(), text: "t".to_owned() },
        C::Appeal { item: i(), text: "t".to_owned() },
        C::SettleAppeal { item: i(), overturned: true, ground: r() },
        C::Deliver { slots: vec!["s".to_owned()], by: "b".to_owned() },
        C::Sign { delivery: 0 },
        C::Rate { stars: 5, kept_promise: Some(true) },
        C::Close,
        C::Cancel { item: None, reason: r() },
        C::Migrate { pack: pack.clone(), items: vec![] },
        C::OpenStanding {
            case,
            programme: "g".to_owned(),
            place,
            subject: "a".to_owned(),
            pack,
            tier: "A".to_owned(),
            classes: vec![],
            measures: measures(),
        },
        C::MeasureDone { item: i(), note: String::new() },
        C::MeasureUndone { item: i(), reason: r() },
        C::Reclass { tier: "B".to_owned(), classes: vec![], measures: measures() },
        C::End { reason: r() },
        C::Fire { key: "yellow".to_owned() },
    ]
}

fn events() -> Vec<E> {
    let (case, place, pack) = ("c".to_owned(), "v1".to_owned(), "p".to_owned());
    vec![
        E::Opened {
            case: case.clone(),
            subject: Subject::Item(i()),
            place: place.clone(),
            applicant: "a".to_owned(),
            pack: pack.clone(),
        },
        E::DraftSaved { answers: serde_json::json!("sealed") },
        E::Accepted { deemed: true },
        E::SupplementAsked { item: None, what: r(), slots: vec![] },
        E::Supplied { item: None, materials: BTreeMap::new(), answers: None },
        E::ClockStopped { item: i(), ground: "g".to_owned(), halves_max: Some(4) },
        E::ClockResumed { item: i(), ended_us: None },
        E::Extended { item: None, halves: 2, reason: r(), approved_by: "h".to_owned() },
        E::Claimed { item: i() },
        E::GivenBack { item: i() },
        E::Granted {
            item: i(),
            results: vec![issued()],
            dated_us: None,
            hasty: false,
            calls: vec![],
            extension: vec![],
        },
        E::Refused { item: i(), ground: r(), remedy: Text::same("m"), dated_us: None, hasty: true },
        E::DeemedGranted { item: i(), results: vec![issued()] },
        E::DeemedRefused { item: i(), remedy: Text::same("m") },
        E::LimitPassed { item: None },
        E::Reminded { item: Some(i()), light: Light::Yellow },
        E::SentBack { item: i(), to: "j".to_owned(), reason: r() },
        E::Reissued { item: i(), result: issued() },
        E::Revoked { item: i(), slot: "s".to_owned(), reason: r() },
        E::Transferred { item: i(), office: "o".to_owned(), place: place.clone(), reason: r() },
        E::Climbed { item: i(), level: "street".to_owned(), reason: r() },
        E::Corrected { item: i(), reason: r(), text: "t".to_owned() },
        E::Appealed { item: i(), text: "t".to_owned() },
        E::AppealSettled { item: i(), overturned: false, ground: r() },
        E::Delivered { slots: vec!["s".to_owned()], by: "b".to_owned() },
        E::Signed { delivery: 0 },
        E::Rated { stars: 5, kept_promise: None },
        E::ItemCancelled { item: i(), reason: r() },
        E::Closed { how: Closing::Partly, reason: String::new() },
        E::Migrated { pack: pack.clone(), items: vec![] },
        E::StandingOpened {
            case,
            programme: "g".to_owned(),
            place,
            subject: "a".to_owned(),
            pack,
            tier: "A".to_owned(),
            classes: vec![],
            measures: measures(),
        },
        E::MeasureDue { item: i() },
        E::MeasureDone { item: i(), note: String::new() },
        E::MeasureUndone { item: i(), reason: r() },
        E::Reclassed { tier: "B".to_owned(), classes: vec![], measures: measures() },
    ]
}

#[test]
fn commands_keep_their_form() {
    let commands = commands();
    for command in &commands {
        let text = serde_json::to_string(command).unwrap();
        assert!(text.contains(command.name()), "{text}");
        assert_eq!(serde_json::from_str::<C>(&text).unwrap(), *command);
    }
    check(
        &lines(&commands),
        &expect![[r#"
        {"open":{"case":"c","subject":{"thing":"t"},"place":"v1","applicant":"a","pack":"p"}}
        {"save_draft":{"answers":"sealed"}}
        "accept"
        {"ask_supplement":{"what":"r"}}
        {"supply":{"item":"i","materials":{"s":{"from":"applicant","at":"blob/1","hash":"00"}}}}
        {"stop_clock":{"item":"i","ground":"g"}}
        {"resume_clock":{"item":"i"}}
        {"extend":{"halves":2,"reason":"r","approved_by":"h"}}
        {"claim":{"item":"i"}}
        {"give_back":{"item":"i"}}
        {"decide":{"item":"i","outcome":{"grant":{}}}}
        {"decide":{"item":"i","outcome":{"refuse":{"ground":"r"}},"dated_us":1}}
        {"send_back":{"item":"i","to":"j","reason":"r"}}
        {"issue":{"item":"i","slot":"s"}}
        {"revoke":{"item":"i","slot":"s","reason":"r"}}
        {"transfer":{"item":"i","office":"o","place":"v1","reason":"r"}}
        {"climb":{"item":"i","reason":"r"}}
        {"withdraw":{"reason":"r"}}
        {"correct":{"item":"i","reason":"r","text":"t"}}
        {"appeal":{"item":"i","text":"t"}}
        {"settle_appeal":{"item":"i","overturned":true,"ground":"r"}}
        {"deliver":{"slots":["s"],"by":"b"}}
        {"sign":{"delivery":0}}
        {"rate":{"stars":5,"kept_promise":true}}
        "close"
        {"cancel":{"reason":"r"}}
        {"migrate":{"pack":"p","items":[]}}
        {"open_standing":{"case":"c","programme":"g","place":"v1","subject":"a","pack":"p","tier":"A","classes":[],"measures":[{"item":"i","every_days":14}]}}
        {"measure_done":{"item":"i"}}
        {"measure_undone":{"item":"i","reason":"r"}}
        {"reclass":{"tier":"B","classes":[],"measures":[{"item":"i","every_days":14}]}}
        {"end":{"reason":"r"}}
        {"fire":{"key":"yellow"}}"#]],
    );
}

#[test]
fn events_keep_their_form() {
    let events = events();
    for event in &events {
        let text = serde_json::to_string(event).unwrap();
        assert!(text.contains(event.name()), "{text}");
        assert_eq!(serde_json::from_str::<E>(&text).unwrap(), *event);
    }
    check(
        &lines(&events),
        &expect![[r#"
        {"opened":{"case":"c","subject":{"item":"i"},"place":"v1","applicant":"a","pack":"p"}}
        {"draft_saved":{"answers":"sealed"}}
        {"accepted":{"deemed":true}}
        {"supplement_asked":{"what":"r"}}
        {"supplied":{}}
        {"clock_stopped":{"item":"i","ground":"g","halves_max":4}}
        {"clock_resumed":{"item":"i"}}
        {"extended":{"halves":2,"reason":"r","approved_by":"h"}}
        {"claimed":{"item":"i"}}
        {"given_back":{"item":"i"}}
        {"granted":{"item":"i","results":[{"slot":"s"}]}}
        {"refused":{"item":"i","ground":"r","remedy":{"zh":"m","en":"m"},"hasty":true}}
        {"deemed_granted":{"item":"i","results":[{"slot":"s"}]}}
        {"deemed_refused":{"item":"i","remedy":{"zh":"m","en":"m"}}}
        {"limit_passed":{}}
        {"reminded":{"item":"i","light":"yellow"}}
        {"sent_back":{"item":"i","to":"j","reason":"r"}}
        {"reissued":{"item":"i","result":{"slot":"s"}}}
        {"revoked":{"item":"i","slot":"s","reason":"r"}}
        {"transferred":{"item":"i","office":"o","place":"v1","reason":"r"}}
        {"climbed":{"item":"i","level":"street","reason":"r"}}
        {"corrected":{"item":"i","reason":"r","text":"t"}}
        {"appealed":{"item":"i","text":"t"}}
        {"appeal_settled":{"item":"i","overturned":false,"ground":"r"}}
        {"delivered":{"slots":["s"],"by":"b"}}
        {"signed":{"delivery":0}}
        {"rated":{"stars":5}}
        {"item_cancelled":{"item":"i","reason":"r"}}
        {"closed":{"how":"partly"}}
        {"migrated":{"pack":"p","items":[]}}
        {"standing_opened":{"case":"c","programme":"g","place":"v1","subject":"a","pack":"p","tier":"A","classes":[],"measures":[{"item":"i","every_days":14}]}}
        {"measure_due":{"item":"i"}}
        {"measure_done":{"item":"i"}}
        {"measure_undone":{"item":"i","reason":"r"}}
        {"reclassed":{"tier":"B","classes":[],"measures":[{"item":"i","every_days":14}]}}"#]],
    );
}

#[test]
fn a_submission_keeps_its_form() {
    let district = District::new();
    let mut submission = submission(&district);
    submission.items.truncate(1);
    let text = serde_json::to_string(&C::Submit(Box::new(submission.clone()))).unwrap();
    assert_eq!(serde_json::from_str::<C>(&text).unwrap(), C::Submit(Box::new(submission)));
    check(
        &text,
        &expect![[
            r#"{"submit":{"items":[{"id":"a","office":"police","level":"street","after":[],"takes":["id-card"],"gives":["r-a"],"promised_halves":2,"legal_halves":6,"start_on":"2026-03-02","due_on":"2026-03-02","legal_due_on":"2026-03-02","critical":false}],"promised_halves":10,"ceiling_halves":90,"answers":"sealed","fields":3,"materials":{"id-card":{"from":"applicant","at":"blob/1","hash":"00"}}}}"#
        ]],
    );
}

#[test]
fn actors_timers_and_tasks_keep_their_names() {
    let helper = actor("h", ActorRole::Helper { acts_for: "p-1".to_owned() });
    let li = officer("li@police/s1");
    let actors = [applicant(), helper, li, operator(), Actor::system(), outside("health")];
    check(
        &lines(&actors),
        &expect![[r#"
        {"id":"p-1","role":"applicant"}
        {"id":"h","role":{"helper":{"acts_for":"p-1"}}}
        {"id":"li","role":{"officer":{"office":"police","place":"s1"}}}
        {"id":"root","role":"operator"}
        {"role":"system"}
        {"id":"health-system","role":{"outside":{"office":"health"}}}"#]],
    );
    check(
        &TimerKind::EVERY.map(TimerKind::name).join(" "),
        &expect!["accept yellow red climb legal stop measure"],
    );
    let tasks = [
        TaskKind::Accept,
        TaskKind::Do,
        TaskKind::Resume,
        TaskKind::Supply,
        TaskKind::Appeal,
        TaskKind::Measure,
        TaskKind::Sign,
    ];
    check(
        &tasks.map(TaskKind::name).join(" "),
        &expect!["accept do resume supply appeal measure sign"],
    );
}
