//! People: applicants and officers who mostly do what is to be done, sometimes something else,
//! and who send a command again when no answer came, or although one came.

use crate::random::Random;
use crate::town::{self, GONE, PACK, Town};
use case::{
    Actor, ActorRole, Case, Command, CommandKind, MeasurePlan, Outcome, Subject, Task, TaskKind,
};
use hall::{Refusal, Reply, Request};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::oneshot;

/// A command that somebody has sent.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) case: String,
    pub(crate) key: String,
    pub(crate) commands: Vec<Command>,
    pub(crate) opens: bool,
    pub(crate) if_version: Option<i64>,
    /// What the server has answered, whether it was heard or not.
    pub(crate) answer: Option<Reply>,
    /// Whether whoever sent it has heard something final.
    pub(crate) heard: bool,
}

/// Where an answer arrives.
pub(crate) type Answer = oneshot::Receiver<Result<Reply, Refusal>>;

impl Sent {
    /// The request, and where its answer arrives.
    pub(crate) fn request(&self, town: &Arc<Town>) -> (Request<Town>, Answer) {
        let (reply, answer) = oneshot::channel();
        let request = Request {
            case_id: self.case.clone(),
            key: self.key.clone(),
            digest: hall::digest(&[&self.key, &self.case]),
            if_version: self.if_version,
            commands: self.commands.clone(),
            version: self.opens.then(|| Arc::clone(town)),
            settle: None,
            reply,
            tries: 0,
        };
        (request, answer)
    }
}

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct People {
    pub(crate) sent: Vec<Sent>,
    pub(crate) cases: Vec<String>,
    /// Cases that nobody can read any more, or whose pack version is gone.
    pub(crate) lame: BTreeMap<String, &'static str>,
}

fn person() -> Actor {
    Actor { id: "p-1".to_owned(), role: ActorRole::Applicant }
}

fn operator() -> Actor {
    Actor { id: "root".to_owned(), role: ActorRole::Operator }
}

fn officer(id: &str, office: &str, place: &str) -> Actor {
    let (office, place) = (office.to_owned(), place.to_owned());
    Actor { id: id.to_owned(), role: ActorRole::Officer { office, place } }
}

impl People {
    /// A new case, mostly handed in at once.
    pub(crate) fn open(&mut self, random: &mut Random, town: &Town) -> Sent {
        let number = self.cases.len() + 1;
        let case = format!("c-{number}");
        self.cases.push(case.clone());
        let gone = random.chance(400);
        if gone {
            self.lame.insert(case.clone(), "its pack version is gone");
        }
        let pack = if gone { GONE } else { PACK }.to_owned();
        let kind = random.below(5);
        let mut commands = Vec::new();
        if kind == 4 {
            let every_days = Some(u32::try_from(random.below(20)).unwrap_or(7) + 1);
            let what = CommandKind::OpenStanding {
                case: case.clone(),
                programme: "assistance".to_owned(),
                place: "v1".to_owned(),
                subject: "p-1".to_owned(),
                pack,
                tier: "A".to_owned(),
                classes: Vec::new(),
                measures: vec![MeasurePlan { item: "visit".to_owned(), every_days }],
            };
            commands.push(Command::new(Actor::system(), what));
        } else {
            let (thing, place, submission) = match kind {
                3 => ("report", "v1", town::report(town)),
                _ => ("move", "s1", town::submission(town)),
            };
            let what = CommandKind::Open {
                case: case.clone(),
                subject: Subject::Thing(thing.to_owned()),
                place: place.to_owned(),
                applicant: "p-1".to_owned(),
                pack,
            };
            commands.push(Command::new(person(), what));
            if random.chance(9_000) {
                let what = CommandKind::Submit(Box::new(submission));
                commands.push(Command::new(person(), what));
            }
        }
        self.note(case, commands, true, None)
    }

    fn note(
        &mut self,
        case: String,
        commands: Vec<Command>,
        opens: bool,
        if_version: Option<i64>,
    ) -> Sent {
        let key = format!("k-{}", self.sent.len());
        let sent = Sent { case, key, commands, opens, if_version, answer: None, heard: false };
        self.sent.push(sent.clone());
        sent
    }

    /// Something on a case: what is to be done, or anything else.
    pub(crate) fn act(&mut self, random: &mut Random, case: &Case, tasks: &[Task]) -> Sent {
        let task = random.pick(tasks).filter(|_| random.clone().chance(8_500));
        let (actor, what) = match task {
            Some(task) => for_task(random, task),
            None => otherwise(random, case),
        };
        let if_version = random.chance(1_500).then(|| {
            let off = i64::from(random.chance(3_000));
            i64::try_from(case.seq).unwrap_or(0) - off
        });
        self.note(case.id.clone(), vec![Command::new(actor, what)], false, if_version)
    }

    /// One that was sent before: mostly one without an answer.
    pub(crate) fn again(&self, random: &mut Random) -> Option<Sent> {
        let open: Vec<&Sent> = self.sent.iter().filter(|sent| !sent.heard).collect();
        let open = random.pick(&open).copied();
        open.filter(|_| random.clone().chance(7_000)).or_else(|| random.pick(&self.sent)).cloned()
    }
}

fn for_task(random: &mut Random, task: &Task) -> (Actor, CommandKind) {
    let who = task.claimed_by.clone().unwrap_or_else(|| "li".to_owned());
    let officer = officer(&who, &task.office, &task.place);
    let item = task.item.clone().unwrap_or_default();
    let some = || Some(item.clone());
    let reason = || "r".to_owned();
    match task.kind {
        TaskKind::Accept if random.chance(2_500) => {
            let what = CommandKind::AskSupplement { item: None, what: reason(), slots: vec![] };
            (officer, what)
        }
        TaskKind::Accept => (officer, CommandKind::Accept),
        TaskKind::Supply => {
            let materials = BTreeMap::from([("id-card".to_owned(), town::brought())]);
            (person(), CommandKind::Supply { item: task.item.clone(), materials, answers: None })
        }
        TaskKind::Resume => (officer, CommandKind::ResumeClock { item }),
        TaskKind::Appeal => {
            let overturned = random.chance(5_000);
            (officer, CommandKind::SettleAppeal { item, overturned, ground: reason() })
        }
        TaskKind::Sign => {
            let number = task.key.rsplit(':').next().and_then(|number| number.parse().ok());
            (person(), CommandKind::Sign { delivery: number.unwrap_or(0) })
        }
        TaskKind::Measure if task.claimed_by.is_none() => (officer, CommandKind::Claim { item }),
        TaskKind::Measure if random.chance(3_000) => {
            (officer, CommandKind::MeasureUndone { item, reason: reason() })
        }
        TaskKind::Measure => (officer, CommandKind::MeasureDone { item, note: String::new() }),
        TaskKind::Do if task.claimed_by.is_none() => (officer, CommandKind::Claim { item }),
        TaskKind::Do => {
            let decide =
                |outcome| CommandKind::Decide { item: item.clone(), outcome, dated_us: None };
            let what = match random.below(16) {
                0 => decide(Outcome::Refuse { ground: reason() }),
                1 => CommandKind::StopClock { item, ground: "expert-review".to_owned() },
                2 => CommandKind::AskSupplement { item: some(), what: reason(), slots: vec![] },
                3 => CommandKind::GiveBack { item },
                4 => CommandKind::SendBack { item, to: "a".to_owned(), reason: reason() },
                5 => CommandKind::Climb { item, reason: reason() },
                6 => CommandKind::Transfer {
                    item,
                    office: task.office.clone(),
                    place: "s2".to_owned(),
                    reason: reason(),
                },
                7 => CommandKind::Extend {
                    item: some(),
                    halves: 4,
                    reason: reason(),
                    approved_by: "head".to_owned(),
                },
                _ => decide(Outcome::grant()),
            };
            (officer, what)
        }
    }
}

fn otherwise(random: &mut Random, case: &Case) -> (Actor, CommandKind) {
    let items: Vec<&str> = case.items.iter().map(|run| run.plan.id.as_str()).collect();
    let item = (*random.pick(&items).unwrap_or(&"a")).to_owned();
    let reason = || "r".to_owned();
    match random.below(12) {
        0 => (person(), CommandKind::Withdraw { reason: String::new() }),
        1 => (operator(), CommandKind::Cancel { item: None, reason: reason() }),
        2 => (operator(), CommandKind::Cancel { item: Some(item), reason: reason() }),
        3 | 4 => (person(), CommandKind::Appeal { item, text: reason() }),
        5 => {
            let slot = format!("r-{item}");
            (officer("li", "police", "s1"), CommandKind::Revoke { item, slot, reason: reason() })
        }
        6 => {
            let slots = vec!["r-a".to_owned()];
            (officer("li", "police", "s1"), CommandKind::Deliver { slots, by: reason() })
        }
        7 => (person(), CommandKind::Rate { stars: 4, kept_promise: Some(true) }),
        8 => {
            let office = "police".to_owned();
            let (place, reason) = ("s3".to_owned(), reason());
            (operator(), CommandKind::Transfer { item, office, place, reason })
        }
        9 => (Actor::system(), CommandKind::End { reason: reason() }),
        _ => {
            let answers = serde_json::json!(random.below(100));
            (person(), CommandKind::SaveDraft { answers })
        }
    }
}
