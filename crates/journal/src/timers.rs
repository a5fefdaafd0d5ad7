//! Timers by index: what is due is read from its front, and nobody polls a case.

use crate::db::dialect::statements;
use crate::db::{args, limit};
use crate::{Error, Journal, TimerRow};

statements! {
    DUE = "SELECT key, case_id, kind, due_us, body FROM timer
        WHERE (due_us, key) > ($1, $2) AND due_us <= $3 ORDER BY due_us, key LIMIT $4";
    NEXT = "SELECT due_us FROM timer ORDER BY due_us, key LIMIT 1";
    POSTPONE = "UPDATE timer SET due_us = $2 WHERE key = $1";
}

impl Journal {
    /// The timers that have rung by `now_us`, the longest overdue first. `after` goes on behind
    /// a `(due_us, key)`, so that one that cannot be served does not hide the others.
    pub async fn due_timers(
        &self,
        now_us: i64,
        after: Option<(i64, &str)>,
        rows: usize,
    ) -> Result<Vec<TimerRow>, Error> {
        let (due_us, key) = after.unwrap_or((i64::MIN, ""));
        let args = args![due_us, key, now_us];
        let args = args.into_iter().chain([limit(rows)]).collect();
        let rows: Vec<TimerTuple> = self.all("read due timers", &DUE, args).await?;
        Ok(rows
            .into_iter()
            .map(|(key, case_id, kind, due_us, body)| TimerRow { key, case_id, kind, due_us, body })
            .collect())
    }

    /// When the next timer rings, in microseconds.
    pub async fn next_timer_at(&self) -> Result<Option<i64>, Error> {
        let found = self.first::<(i64,)>("read the next timer", &NEXT, args![]).await?;
        Ok(found.map(|(due_us,)| due_us))
    }

    /// Puts off a timer whose case cannot be served now; whether it was there.
    pub async fn postpone_timer(&self, key: &str, due_us: i64) -> Result<bool, Error> {
        Ok(self.run("put off a timer", &POSTPONE, args![key, due_us]).await? > 0)
    }
}

type TimerTuple = (String, String, String, i64, String);
