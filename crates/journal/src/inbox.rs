//! Tasks as they wait at desks, in the order in which they are due.
//!
//! A page is read along an index that begins with what is asked for, level by level and taken
//! apart from free, and merged here: its cost follows the page, not the number of open cases.
//! Which levels there are to look at is known from the counters.

use crate::db::dialect::statements;
use crate::db::{Arg, Sql, args, limit};
use crate::{Error, Journal, Light, TaskRow};

macro_rules! tasks {
    ($rest:literal) => {
        concat!(
            "SELECT key, case_id, office, level, place, light, due_us, claimed_by, body FROM task ",
            $rest
        )
    };
}

statements! {
    ONE = tasks!("WHERE key = $1");
    OF_CASE = tasks!("WHERE case_id = $1 ORDER BY key");
    AT_LEVEL = tasks!("WHERE level = $1 AND claimed = $2 AND (due_us, key) > ($3, $4)
        AND due_us < $5 ORDER BY due_us, key LIMIT $6");
    AT_OFFICE = tasks!("WHERE level = $1 AND claimed = $2 AND (due_us, key) > ($3, $4)
        AND due_us < $5 AND office = $7 ORDER BY due_us, key LIMIT $6");
    AT_PLACE = tasks!("WHERE level = $1 AND claimed = $2 AND (due_us, key) > ($3, $4)
        AND due_us < $5 AND place = $7 ORDER BY due_us, key LIMIT $6");
    AT_DESK = tasks!("WHERE level = $1 AND claimed = $2 AND (due_us, key) > ($3, $4)
        AND due_us < $5 AND office = $7 AND place = $8 ORDER BY due_us, key LIMIT $6");
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
type CountTuple = (String, String, String, i64, i64, i64);

impl Journal {
    /// A page of tasks by `(due_us, key)`; go on with the last row's.
    pub async fn inbox(&self, query: &InboxQuery) -> Result<Vec<TaskRow>, Error> {
        let what = "read the inbox";
        if let Claim::By(person) = &query.claimed_by {
            let rows = self.all(what, &BY_PERSON, by_person(query, person)).await?;
            return Ok(rows.into_iter().map(task_of).collect());
        }
        let mut page: Vec<TaskRow> = Vec::new();
        for (level, claimed) in self.bands(query).await? {
            let (sql, args) = band(query, &level, claimed);
            let rows: Vec<TaskTuple> = self.all(what, sql, args).await?;
            page.extend(rows.into_iter().map(task_of));
        }
        page.sort_by(|one, two| (one.due_us, &one.key).cmp(&(two.due_us, &two.key)));
        page.truncate(query.limit);
        Ok(page)
    }

    /// The levels at which anything waits that a query asks for, free and taken apart.
    async fn bands(&self, query: &InboxQuery) -> Result<Vec<(String, i64)>, Error> {
        let counts = self
            .count_tasks(query.office.as_deref(), query.level.as_deref(), query.place.as_deref())
            .await?;
        let mut bands: Vec<(String, i64)> = counts
            .into_iter()
            .filter(|count| !(count.claimed && query.claimed_by == Claim::Unclaimed))
            .map(|count| (count.level, i64::from(count.claimed)))
            .collect();
        bands.sort();
        bands.dedup();
        Ok(bands)
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

    /// The tasks of a case, by key.
    pub async fn tasks_of(&self, case_id: &str) -> Result<Vec<TaskRow>, Error> {
        let rows = self.all("list the tasks of a case", &OF_CASE, args![case_id]).await?;
        Ok(rows.into_iter().map(task_of).collect())
    }
}

/// The statement for one level, free or taken.
pub(crate) fn band(query: &InboxQuery, level: &str, claimed: i64) -> (&'static Sql, Vec<Arg>) {
    let (due_us, key) = query.after.clone().unwrap_or((i64::MIN, String::new()));
    let before = query.due_before_us.unwrap_or(i64::MAX);
    let mut args = args![level, claimed, due_us, key, before];
    args.push(limit(query.limit));
    args.extend(query.office.as_deref().map(Arg::from));
    args.extend(query.place.as_deref().map(Arg::from));
    let sql: &'static Sql = match (&query.office, &query.place) {
        (None, None) => &AT_LEVEL,
        (Some(_), None) => &AT_OFFICE,
        (None, Some(_)) => &AT_PLACE,
        (Some(_), Some(_)) => &AT_DESK,
    };
    (sql, args)
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

#[cfg(test)]
mod tests;
