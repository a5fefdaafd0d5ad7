//! Tasks as they wait at desks, in the order in which they are due.
//!
//! One index holds the tasks of each desk in their order. A page over several desks is merged
//! here: the desks with the earliest tasks are read one after the other until no other can
//! have an earlier one. Its cost follows the desks and the page, not the number of open cases.

use crate::db::dialect::statements;
use crate::db::{Arg, args, limit};
use crate::{Error, Journal, Light, TaskRow};

macro_rules! tasks {
    ($rest:literal) => {
        concat!(
            "SELECT key, case_id, office, level, place, light, due_us, claimed_by, body FROM task ",
            $rest
        )
    };
}

/// The desks of the counters that a query asks for, by their first task, with a further condition.
macro_rules! desks {
    ($office:literal) => {
        concat!(
            "SELECT d.office, d.level, d.place, d.claimed, d.due_us, d.key FROM (
                SELECT c.office, c.level, c.place, c.claimed, f.due_us, f.key
                FROM (SELECT DISTINCT c.office, c.level, c.place, c.claimed FROM task_count c
                    WHERE ",
            $office,
            " c.tasks > 0 AND ($3 = '' OR c.level = $3) AND ($4 = '' OR c.place = $4)
                        AND c.claimed <= $5) c
                CROSS JOIN task f
                WHERE f.key = (SELECT t.key FROM task t
                    WHERE t.office = c.office AND t.level = c.level AND t.place = c.place
                        AND t.claimed = c.claimed AND (t.due_us, t.key) > ($1, $2)
                    ORDER BY t.due_us, t.key LIMIT 1)) d
            ORDER BY d.due_us, d.key LIMIT $6"
        )
    };
}

statements! {
    ONE = tasks!("WHERE key = $1");
    AT_DESK = tasks!("WHERE office = $1 AND level = $2 AND place = $3 AND claimed = $4
        AND (due_us, key) > ($5, $6) AND due_us < $7 ORDER BY due_us, key LIMIT $8");
    // The desks that may have something on the page, each with its first task.
    DESKS = desks!("");
    DESKS_OF_OFFICE = desks!("c.office = $7 AND");
    BY_PERSON = tasks!("WHERE claimed_by = $1 AND claimed = 1 AND (due_us, key) > ($2, $3)
        AND due_us < $4 AND ($6 = '' OR office = $6) AND ($7 = '' OR level = $7)
        AND ($8 = '' OR place = $8) ORDER BY due_us, key LIMIT $5");
    COUNTS = "SELECT office, level, place, claimed, light, tasks FROM task_count
        WHERE tasks > 0 AND ($1 = '' OR office = $1) AND ($2 = '' OR level = $2)
            AND ($3 = '' OR place = $3)
        ORDER BY office, level, place, claimed, light";
    COUNTS_OF_OFFICE = "SELECT office, level, place, claimed, light, tasks FROM task_count
        WHERE tasks > 0 AND office = $1 AND ($2 = '' OR level = $2) AND ($3 = '' OR place = $3)
        ORDER BY office, level, place, claimed, light";
}

/// Whose tasks an inbox shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Claim {
    /// Taken or not.
    #[default]
    Any,
    /// Only those that nobody has taken.
    Unclaimed,
    /// Only those that this person has taken.
    By(String),
}

/// Which tasks an inbox shows, in the order of `(due_us, key)`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InboxQuery {
    /// Only of this office.
    pub office: Option<String>,
    /// Only at desks of this level.
    pub level: Option<String>,
    /// Only at desks of this place.
    pub place: Option<String>,
    /// Taken by whom.
    pub claimed_by: Claim,
    /// Only due before this moment, in microseconds.
    pub due_before_us: Option<i64>,
    /// Goes on after this `(due_us, key)`.
    pub after: Option<(i64, String)>,
    /// How many.
    pub limit: usize,
}

/// How many tasks wait at a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskCount {
    /// The office.
    pub office: String,
    /// The level of the desk.
    pub level: String,
    /// The place of the desk.
    pub place: String,
    /// Whether somebody has taken them.
    pub claimed: bool,
    /// How near they are to their limit.
    pub light: Light,
    /// How many.
    pub tasks: i64,
}

type TaskTuple = (String, String, String, String, String, i64, i64, String, String);
/// Office, level, place, claimed; due moment and key of the first task.
type DeskTuple = (String, String, String, i64, i64, String);
type CountTuple = (String, String, String, i64, i64, i64);

impl Journal {
    /// A page of tasks by `(due_us, key)`; go on with the last row's.
    pub async fn inbox(&self, query: &InboxQuery) -> Result<Vec<TaskRow>, Error> {
        let what = "read the inbox";
        if let Claim::By(person) = &query.claimed_by {
            let rows = self.all(what, &BY_PERSON, by_person(query, person)).await?;
            return Ok(rows.into_iter().map(task_of).collect());
        }
        let desks: Vec<DeskTuple> = self.desks(query).await?;
        let mut page: Vec<TaskRow> = Vec::new();
        // Nothing due later can be on the page.
        let mut before = query.due_before_us.unwrap_or(i64::MAX);
        for desk in desks {
            if desk.4 >= before {
                break;
            }
            let rows: Vec<TaskTuple> =
                self.all(what, &AT_DESK, at_desk(query, desk, before)).await?;
            page.extend(rows.into_iter().map(task_of));
            page.sort_by(|one, two| (one.due_us, &one.key).cmp(&(two.due_us, &two.key)));
            page.truncate(query.limit);
            if let (true, Some(last)) = (page.len() == query.limit, page.last()) {
                before = before.min(last.due_us.saturating_add(1));
            }
        }
        Ok(page)
    }

    /// The desks at which something waits that a query asks for, the earliest first.
    async fn desks(&self, query: &InboxQuery) -> Result<Vec<DeskTuple>, Error> {
        let (due_us, key) = query.after.clone().unwrap_or((i64::MIN, String::new()));
        let text = |filter: &Option<String>| filter.clone().unwrap_or_default();
        let claimed = i64::from(query.claimed_by != Claim::Unclaimed);
        let mut args = args![due_us, key, text(&query.level), text(&query.place), claimed];
        args.push(limit(query.limit));
        let sql = if let Some(office) = &query.office {
            args.push(office.as_str().into());
            &*DESKS_OF_OFFICE
        } else {
            &*DESKS
        };
        self.all("list desks", sql, args).await
    }

    /// How many tasks wait at the desks of an office, a level, a place; only desks with any.
    pub async fn count_tasks(
        &self,
        office: Option<&str>,
        level: Option<&str>,
        place: Option<&str>,
    ) -> Result<Vec<TaskCount>, Error> {
        let sql = if office.is_some() { &*COUNTS_OF_OFFICE } else { &*COUNTS };
        let args =
            args![office.unwrap_or_default(), level.unwrap_or_default(), place.unwrap_or_default()];
        let rows: Vec<CountTuple> = self.all("count tasks", sql, args).await?;
        Ok(rows.into_iter().map(count_of).collect())
    }

    /// The task of a key.
    pub async fn find_task(&self, key: &str) -> Result<Option<TaskRow>, Error> {
        Ok(self.first("find a task", &ONE, args![key]).await?.map(task_of))
    }
}

fn at_desk(query: &InboxQuery, desk: DeskTuple, before: i64) -> Vec<Arg> {
    let (due_us, key) = query.after.clone().unwrap_or((i64::MIN, String::new()));
    let (office, level, place, claimed, _first_due_us, _first_key) = desk;
    let mut args = args![office, level, place, claimed, due_us, key, before];
    args.push(limit(query.limit));
    args
}

fn by_person(query: &InboxQuery, person: &str) -> Vec<Arg> {
    let (due_us, key) = query.after.clone().unwrap_or((i64::MIN, String::new()));
    let text = |filter: &Option<String>| Arg::Text(filter.clone().unwrap_or_default());
    let mut args = args![person, due_us, key, query.due_before_us.unwrap_or(i64::MAX)];
    args.push(limit(query.limit));
    args.extend([text(&query.office), text(&query.level), text(&query.place)]);
    args
}

fn task_of(row: TaskTuple) -> TaskRow {
    let (key, case_id, office, level, place, light, due_us, claimed_by, body) = row;
    let claimed_by = (!claimed_by.is_empty()).then_some(claimed_by);
    let light = Light::of(light);
    TaskRow { key, case_id, office, level, place, light, due_us, claimed_by, body }
}

fn count_of((office, level, place, claimed, light, tasks): CountTuple) -> TaskCount {
    TaskCount { office, level, place, claimed: claimed == 1, light: Light::of(light), tasks }
}
