//! `decide`: what a command makes of a case: events, or a refusal. It changes nothing itself,
//! looks at nothing but its arguments, and allocates only for what it returns.
//!
//! An event is recorded at the moment of the context, or at that of the last event if a clock
//! was set back.

use crate::actor::{Actor, ActorRole};
use crate::command::{Command, CommandKind as C};
use crate::context::Context;
use crate::event::{Event, EventKind};
use crate::reject::Reject;
use crate::state::{Case, Status};

mod after;
mod ending;
mod fire;
mod guard;
mod intake;
mod outcome;
mod plan;
mod standing;
mod work;

pub(crate) use intake::first_desk;

/// What a handler gives: the fact, and what follows from it.
type Facts = Result<Vec<EventKind>, Reject>;

/// Decides a command.
///
/// The first event is the actor's; what follows from it (a case that closes because nothing is
/// left) is the machine's own.
pub fn decide(case: &Case, command: &Command, ctx: &Context<'_>) -> Result<Vec<Event>, Reject> {
    let at_us = ctx.now_us.max(case.last_us);
    let ctx = &ctx.at(at_us);
    let hand = Hand { case, actor: &command.actor, ctx, command: command.what.name() };
    hand.gate(&command.what)?;
    let kinds = hand.run(&command.what)?;
    let mut events = Vec::with_capacity(kinds.len());
    for (seq, kind) in (case.seq + 1..).zip(kinds) {
        let actor = if events.is_empty() { command.actor.clone() } else { Actor::system() };
        events.push(Event { seq, at_us, actor, kind });
    }
    Ok(events)
}

/// One command in hand.
#[derive(Clone, Copy)]
struct Hand<'a> {
    case: &'a Case,
    actor: &'a Actor,
    ctx: &'a Context<'a>,
    command: &'static str,
}

impl Hand<'_> {
    /// Whether a case that is where this one is can be given such commands at all.
    fn gate(&self, what: &C) -> Result<(), Reject> {
        let opens = matches!(what, C::Open { .. } | C::OpenStanding { .. });
        if opens {
            let unopened = self.case.status == Status::Unopened;
            return if unopened { Ok(()) } else { Err(Reject::OpenedBefore) };
        }
        if self.case.status == Status::Unopened {
            return Err(Reject::NotOpened);
        }
        let afterwards = matches!(
            what,
            C::Issue { .. }
                | C::Revoke { .. }
                | C::Correct { .. }
                | C::Appeal { .. }
                | C::SettleAppeal { .. }
                | C::Deliver { .. }
                | C::Sign { .. }
                | C::Rate { .. }
                | C::Fire { .. }
        );
        if self.case.status == Status::Closed && !afterwards {
            return Err(Reject::Closed { command: self.command });
        }
        let of_standing = matches!(
            what,
            C::MeasureDone { .. } | C::MeasureUndone { .. } | C::Reclass { .. } | C::End { .. }
        );
        let of_both = matches!(
            what,
            C::Claim { .. }
                | C::GiveBack { .. }
                | C::Climb { .. }
                | C::Fire { .. }
                | C::Cancel { .. }
                | C::Migrate { .. }
        );
        let standing = self.case.standing.is_some();
        if of_both || of_standing == standing {
            return Ok(());
        }
        Err(Reject::Kind { command: self.command, standing: of_standing })
    }

    fn run(&self, what: &C) -> Facts {
        match what {
            C::Open { .. } => intake::open(self, what),
            C::SaveDraft { answers } => intake::save_draft(self, answers),
            C::Submit(submission) => intake::submit(self, submission),
            C::Accept => intake::accept(self),
            C::AskSupplement { item, what, slots } => {
                intake::ask_supplement(self, item.as_deref(), what, slots)
            }
            C::Supply { item, materials, answers } => {
                intake::supply(self, item.as_deref(), materials, answers.as_ref())
            }
            C::StopClock { item, ground } => work::stop(self, item, ground),
            C::ResumeClock { item } => work::resume(self, item),
            C::Extend { item, halves, reason, approved_by } => {
                work::extend(self, item.as_deref(), *halves, reason, approved_by)
            }
            C::Claim { item } => work::claim(self, item),
            C::GiveBack { item } => work::give_back(self, item),
            C::Decide { item, outcome, dated_us } => {
                outcome::decide(self, item, outcome, *dated_us)
            }
            C::SendBack { item, to, reason } => outcome::send_back(self, item, to, reason),
            C::Issue { item, slot, valid_until, document } => {
                after::issue(self, item, slot, *valid_until, document.as_deref())
            }
            C::Revoke { item, slot, reason } => after::revoke(self, item, slot, reason),
            C::Transfer { item, office, place, reason } => {
                work::transfer(self, item, office, place, reason)
            }
            C::Climb { item, reason } => work::climb(self, item, reason),
            C::Withdraw { reason } => ending::withdraw(self, reason),
            C::Correct { item, reason, text } => after::correct(self, item, reason, text),
            C::Appeal { item, text } => after::appeal(self, item, text),
            C::SettleAppeal { item, overturned, ground } => {
                after::settle_appeal(self, item, *overturned, ground)
            }
            C::Deliver { slots, by } => after::deliver(self, slots, by),
            C::Sign { delivery } => after::sign(self, *delivery),
            C::Rate { stars, kept_promise } => after::rate(self, *stars, *kept_promise),
            C::Close => ending::close(self),
            C::Cancel { item, reason } => ending::cancel(self, item.as_deref(), reason),
            C::Migrate { pack, items } => ending::migrate(self, pack, items),
            C::OpenStanding { .. } => standing::open(self, what),
            C::MeasureDone { item, note } => standing::done(self, item, note),
            C::MeasureUndone { item, reason } => standing::undone(self, item, reason),
            C::Reclass { tier, classes, measures } => {
                standing::reclass(self, tier, classes, measures)
            }
            C::End { reason } => standing::end(self, reason),
            C::Fire { key } => fire::fire(self, key),
        }
    }

    fn role(&self) -> &ActorRole {
        &self.actor.role
    }
}
