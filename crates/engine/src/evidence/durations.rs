//! The records behind seconds in a state: those that open or close an interval of the state
//! which overlaps the period.

use super::{Asked, Tracing};
use crate::Error;
use crate::durations::{Window, determining};
use crate::subjects::{StateStream, stream_of};
use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use district::Period;
use indicator::ir::{Rel, Stage};
use std::collections::{BTreeMap, BTreeSet};

/// Columns of the output after subject, period and state: `seconds`, `records`.
const RECORDS: usize = 4;

/// Which states of which subjects are asked for.
type Wanted = BTreeMap<String, BTreeSet<Option<String>>>;

impl Tracing<'_> {
    /// Notes the rows behind the asked keys of a stage of durations.
    pub(super) async fn durations(&mut self, stage: &Stage, asked: &Asked) -> Result<(), Error> {
        let Rel::Durations { input, subject, state, at, .. } = &stage.rel else { return Ok(()) };
        let Some(id) = stream_of(input) else { return Ok(()) };
        let bound = self.stream(id).await?;
        let stream = StateStream { scan: input, subject: *subject, state: *state, at: *at };
        let counted = asked.live.get(RECORDS).copied().unwrap_or(false);
        for (window, wanted) in self.windows(asked) {
            let subjects: BTreeSet<String> = wanted.keys().cloned().collect();
            let found = stream
                .around(self.engine, &stage.name, self.prepared, &bound, &subjects, window)
                .await?;
            let ids = self.rows.entry(id.to_owned()).or_default();
            for (subject, states) in wanted {
                let Some(records) = found.get(&subject) else { continue };
                let moments: Vec<_> = records.iter().map(crate::subjects::Said::moment).collect();
                for state in states {
                    let numbers = determining(&moments, window, state.as_deref(), counted);
                    let named = records.iter().filter(|said| numbers.contains(&said.record_no));
                    ids.extend(named.map(|said| (said.record_no, said.day)));
                }
            }
        }
        Ok(())
    }

    /// The asked keys by period: which states of which subjects.
    fn windows(&self, asked: &Asked) -> Vec<(Window, Wanted)> {
        let subjects = asked.keys.column(0).as_string::<i32>();
        let periods = asked.keys.column(1).as_primitive::<Int64Type>();
        let states = asked.keys.column(2).as_string::<i32>();
        let mut windows: BTreeMap<i64, Wanted> = BTreeMap::new();
        for row in 0..asked.keys.num_rows() {
            if subjects.is_null(row) || periods.is_null(row) {
                continue;
            }
            let state = states.is_valid(row).then(|| states.value(row).to_owned());
            let of_period = windows.entry(periods.value(row)).or_default();
            of_period.entry(subjects.value(row).to_owned()).or_default().insert(state);
        }
        windows
            .into_iter()
            .filter_map(|(code, wanted)| {
                let period = Period::from_code(code)?;
                Some((Window::of(period, &self.prepared.clock), wanted))
            })
            .collect()
    }
}
