//! The list of cases: their newest state, newest first.

use crate::db::dialect::statements;
use crate::db::{Arg, Sql, args, limit};
use crate::journal::hash_of;
use crate::{CaseQuery, Error, Head, HeadRow, Journal};

/// The columns of a head, as `head_of` takes them.
macro_rules! heads {
    ($rest:literal) => {
        concat!(
            "SELECT case_id, events, case_hash, changed_us, status, thing, place, applicant,
                opened_us, COALESCE(body, '') FROM case_head ",
            $rest
        )
    };
}

statements! {
    ONE = heads!("WHERE case_id = $1");
    // The first filter that is set leads; each leads along an index in the order of the list.
    BY_APPLICANT = heads!("WHERE applicant = $1 AND (opened_us, case_id) < ($2, $3)
        AND ($5 = '' OR status = $5) AND ($6 = '' OR thing = $6) AND ($7 = '' OR place = $7)
        ORDER BY opened_us DESC, case_id DESC LIMIT $4");
    BY_PLACE_STATUS = heads!("WHERE place = $1 AND status = $5 AND (opened_us, case_id) < ($2, $3)
        AND ($6 = '' OR thing = $6)
        ORDER BY opened_us DESC, case_id DESC LIMIT $4");
    BY_PLACE = heads!("WHERE place = $1 AND (opened_us, case_id) < ($2, $3)
        AND ($5 = '' OR thing = $5)
        ORDER BY opened_us DESC, case_id DESC LIMIT $4");
    BY_THING_STATUS = heads!("WHERE thing = $1 AND status = $5 AND (opened_us, case_id) < ($2, $3)
        ORDER BY opened_us DESC, case_id DESC LIMIT $4");
    BY_THING = heads!("WHERE thing = $1 AND (opened_us, case_id) < ($2, $3)
        ORDER BY opened_us DESC, case_id DESC LIMIT $4");
    BY_STATUS = heads!("WHERE status = $1 AND (opened_us, case_id) < ($2, $3)
        ORDER BY opened_us DESC, case_id DESC LIMIT $4");
    ALL = heads!("WHERE (opened_us, case_id) < ($1, $2)
        ORDER BY opened_us DESC, case_id DESC LIMIT $3");
}

type HeadTuple = (String, i64, Vec<u8>, i64, String, String, String, String, i64, String);

impl Journal {
    /// The newest state of a case.
    pub async fn head(&self, case_id: &str) -> Result<Option<Head>, Error> {
        let found = self.first("find a case", &ONE, args![case_id]).await?;
        found.map(head_of).transpose()
    }

    /// A page of cases, newest first; go on with the last row's `(opened_us, case_id)`.
    pub async fn list_cases(&self, query: &CaseQuery) -> Result<Vec<Head>, Error> {
        let (sql, args) = statement(query);
        let rows = self.all("list cases", sql, args).await?;
        rows.into_iter().map(head_of).collect()
    }
}

/// The statement and the arguments of a query.
pub(crate) fn statement(query: &CaseQuery) -> (&'static Sql, Vec<Arg>) {
    let (opened_us, case_id) = query.after.clone().unwrap_or((i64::MAX, String::new()));
    let text = |filter: &Option<String>| filter.clone().unwrap_or_default();
    let rows = limit(query.limit);
    let (status, thing) = (text(&query.status), text(&query.thing));
    let (sql, first, more): (&'static Sql, Option<&String>, Vec<String>) =
        match (&query.applicant, &query.place, &query.thing, &query.status) {
            (Some(applicant), place, _, _) => {
                (&BY_APPLICANT, Some(applicant), vec![status, thing, text(place)])
            }
            (None, Some(place), _, Some(_)) => (&BY_PLACE_STATUS, Some(place), vec![status, thing]),
            (None, Some(place), _, None) => (&BY_PLACE, Some(place), vec![thing]),
            (None, None, Some(thing), Some(_)) => (&BY_THING_STATUS, Some(thing), vec![status]),
            (None, None, Some(thing), None) => (&BY_THING, Some(thing), vec![]),
            (None, None, None, Some(status)) => (&BY_STATUS, Some(status), vec![]),
            (None, None, None, None) => (&ALL, None, vec![]),
        };
    let mut args: Vec<Arg> = first.map(|text| text.as_str().into()).into_iter().collect();
    args.extend([opened_us.into(), case_id.into(), rows]);
    args.extend(more.into_iter().map(Arg::from));
    (sql, args)
}

fn head_of(row: HeadTuple) -> Result<Head, Error> {
    let (case_id, events, case_hash, changed_us, status, thing, place, applicant, opened_us, body) =
        row;
    Ok(Head {
        case_id,
        events,
        case_hash: hash_of(&case_hash)?,
        changed_us,
        row: HeadRow { status, thing, place, applicant, opened_us, body },
    })
}
