//! The wallet: results that are held, found by holder and by id. They change with a commit.

use crate::db::args;
use crate::db::dialect::statements;
use crate::{Error, Journal, ResultRow};

macro_rules! results {
    ($rest:literal) => {
        concat!(
            "SELECT id, holder, kind, case_id, given_on, until_on, revoked_us, revoked_why, body
             FROM result ",
            $rest
        )
    };
}

statements! {
    OF_HOLDER = results!("WHERE holder = $1 ORDER BY id");
    ONE = results!("WHERE id = $1");
}

type ResultTuple =
    (String, String, String, String, String, Option<String>, Option<i64>, Option<String>, String);

impl Journal {
    /// What a holder has, by id, with what has lapsed or was revoked.
    pub async fn results_of(&self, holder: &str) -> Result<Vec<ResultRow>, Error> {
        let rows = self.all("list the results of a holder", &OF_HOLDER, args![holder]).await?;
        Ok(rows.into_iter().map(result_of).collect())
    }

    /// The result of an id.
    pub async fn find_result(&self, id: &str) -> Result<Option<ResultRow>, Error> {
        Ok(self.first("find a result", &ONE, args![id]).await?.map(result_of))
    }
}

fn result_of(row: ResultTuple) -> ResultRow {
    let (id, holder, kind, case_id, given_on, until_on, revoked_us, revoked_why, body) = row;
    let revoked = revoked_us.map(|at_us| (at_us, revoked_why.unwrap_or_default()));
    ResultRow { id, holder, kind, case_id, given_on, until_on, revoked, body }
}
