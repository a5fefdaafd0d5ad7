//! What would be if a promise, an item, an office's staffing or the calendar were another: the
//! declarations changed, and the effect on every thing, over all answers.
//!
//! What it would have meant for past cases is [`crate::replay`]'s.

use crate::prove;
use crate::world::Index;
use diag::{Diagnostic, Severity, Text};
use district::service::Thing;
use district::workday::WorkDays;
use district::{PlaceTree, Services, WorkCalendar, did_you_mean};
use jiff::civil::Date;
use std::fmt;

/// Something that could be another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A thing promises so many working days.
    Promise {
        /// The thing.
        thing: String,
        /// The days.
        days: WorkDays,
    },
    /// An item promises so many working days.
    ItemPromise {
        /// The item.
        item: String,
        /// The days.
        days: WorkDays,
    },
    /// The law gives an item so many working days; a longer promise shrinks to them.
    ItemLegal {
        /// The item.
        item: String,
        /// The days.
        days: WorkDays,
    },
    /// An item is no more.
    ItemRemoved {
        /// The item.
        item: String,
    },
    /// Every desk of an office at a level has so many people.
    Staffing {
        /// The office.
        office: String,
        /// The level.
        level: String,
        /// The people.
        people: u32,
    },
    /// These days are not worked.
    Holidays(Vec<Date>),
    /// These days are worked.
    Workdays(Vec<Date>),
}

/// A change of something that is not declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuch {
    /// What kind of thing, in words.
    pub kind: Text,
    /// What was named.
    pub id: String,
    /// A declared one that it resembles.
    pub near: Option<String>,
}

impl NoSuch {
    /// One line in both languages.
    pub fn sentence(&self) -> Text {
        let (zh, en) = match &self.near {
            Some(near) => (format!("；是否指`{near}`？"), format!("; did you mean `{near}`?")),
            None => (String::new(), String::new()),
        };
        Text::new(
            format!("没有声明{}`{}`{zh}", self.kind.zh, self.id),
            format!("no {} `{}` is declared{en}", self.kind.en, self.id),
        )
    }
}

impl fmt::Display for NoSuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence().en)
    }
}

impl std::error::Error for NoSuch {}

/// The declarations as they would be, changes applied in order.
pub fn changed(
    services: &Services,
    calendar: &WorkCalendar,
    changes: &[Change],
) -> Result<(Services, WorkCalendar), NoSuch> {
    let (mut services, mut calendar) = (services.clone(), calendar.clone());
    for change in changes {
        apply(&mut services, &mut calendar, change)?;
    }
    Ok((services, calendar))
}

fn apply(
    services: &mut Services,
    calendar: &mut WorkCalendar,
    change: &Change,
) -> Result<(), NoSuch> {
    let no_thing = Text::new("一件事", "thing");
    let no_item = Text::new("事项", "item");
    match change {
        Change::Promise { thing, days } => {
            declared(&mut services.things, thing, no_thing)?.promised = *days;
        }
        Change::ItemPromise { item, days } => {
            declared(&mut services.items, item, no_item)?.promised.days = *days;
        }
        Change::ItemLegal { item, days } => {
            let item = declared(&mut services.items, item, no_item)?;
            item.legal.days = *days;
            item.promised.days = item.promised.days.min(*days);
        }
        Change::ItemRemoved { item } => {
            declared(&mut services.items, item, no_item)?;
            services.items.remove(item);
        }
        Change::Staffing { office, level, people } => {
            let known = declared(&mut services.offices, office, Text::new("部门", "office"))?;
            if !known.levels.contains(level) {
                return Err(NoSuch {
                    kind: Text::new(
                        format!("部门`{office}`的层级"),
                        format!("desk of office `{office}` at level"),
                    ),
                    id: level.clone(),
                    near: known.levels.first().cloned(),
                });
            }
            known.staff.insert(level.clone(), *people);
        }
        Change::Holidays(days) => {
            for day in days {
                calendar.makeup_workdays.remove(day);
                calendar.holidays.insert(*day);
            }
        }
        Change::Workdays(days) => {
            for day in days {
                calendar.holidays.remove(day);
                calendar.makeup_workdays.insert(*day);
            }
        }
    }
    Ok(())
}

fn declared<'m, T>(
    all: &'m mut std::collections::BTreeMap<String, T>,
    id: &str,
    kind: Text,
) -> Result<&'m mut T, NoSuch> {
    if !all.contains_key(id) {
        let near = did_you_mean(id, all.keys().map(String::as_str)).map(str::to_owned);
        return Err(NoSuch { kind, id: id.to_owned(), near });
    }
    let missing = NoSuch { kind, id: id.to_owned(), near: None };
    all.get_mut(id).ok_or(missing)
}

/// What a thing comes to, over all answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// Working days of the longest way over all answers, by promised limits.
    pub critical_days: WorkDays,
    /// Its items, from the first to the last.
    pub critical_path: Vec<String>,
    /// Working days promised for the whole.
    pub promised_days: WorkDays,
    /// The day by which the whole is promised.
    pub promise_on: Date,
    /// The day to which the longest way leads.
    pub done_on: Date,
    /// Whether a year on the way has no published list of holidays yet.
    pub provisional: bool,
    /// What the proof finds against the thing.
    pub findings: Vec<Diagnostic>,
}

impl Outlook {
    /// Whether the thing is sound and its promise not shorter than any way through it.
    pub fn kept(&self) -> bool {
        self.critical_days <= self.promised_days
            && self.findings.iter().all(|found| found.severity != Severity::Error)
    }
}

/// What changes mean for a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The thing.
    pub thing: String,
    /// As it is.
    pub before: Outlook,
    /// As it would be.
    pub after: Outlook,
}

impl Effect {
    /// Whether anything is another.
    pub fn differs(&self) -> bool {
        self.before != self.after
    }
}

/// What changes mean for every thing if it is accepted on a day; things that they do not touch
/// are listed too.
pub fn what_if(
    services: &Services,
    calendar: &WorkCalendar,
    places: &PlaceTree,
    changes: &[Change],
    accepted_on: Date,
) -> Result<Vec<Effect>, NoSuch> {
    let (changed, changed_calendar) = changed(services, calendar, changes)?;
    let (before, after) = (Index::new(services), Index::new(&changed));
    let both = services.things.iter().filter_map(|(id, thing)| {
        let changed = changed.things.get(id)?;
        Some((thing, changed))
    });
    let effect = |(thing, changed_thing): (&Thing, &Thing)| Effect {
        thing: thing.id.clone(),
        before: outlook(&before, calendar, places, thing, accepted_on),
        after: outlook(&after, &changed_calendar, places, changed_thing, accepted_on),
    };
    Ok(both.map(effect).collect())
}

fn outlook(
    index: &Index<'_>,
    calendar: &WorkCalendar,
    places: &PlaceTree,
    thing: &Thing,
    accepted_on: Date,
) -> Outlook {
    let (findings, critical_days, critical_path) = prove::survey(index, places, thing);
    let promise = calendar.due(accepted_on, thing.promised);
    let done = calendar.due(accepted_on, critical_days);
    Outlook {
        critical_days,
        critical_path,
        promised_days: thing.promised,
        promise_on: promise.on,
        done_on: done.on,
        provisional: promise.provisional || done.provisional,
        findings,
    }
}

#[cfg(test)]
mod tests;
