//! What past cases took: the fourth definition of time saved, and the material of a what-if.

use crate::error::Error;
use crate::opened::{App, ReadyPack};
use district::plan::{Plan, Saving};
use district::{Exact, WorkDays};
use serde_json::{Map, Value};

/// The median of what closed cases of the plan's thing took, against the sum of its items'
/// promises; none without past cases. Promise, law and clock are never mixed: this is the time
/// taken by the clock that pauses stop.
pub(crate) async fn actual(
    app: &App,
    ready: &ReadyPack,
    plan: &Plan,
) -> Result<Option<Saving>, Error> {
    if !app.data_dir()?.join("hemei.db").is_file() {
        return Ok(None);
    }
    let Some(stream) = ready.pack.streams.get("thing_done") else { return Ok(None) };
    let lake = app.lake().await?;
    let rows = super::rows::of_stream(&lake, &ready.pack.zone, stream).await?;
    let taken: Vec<Exact> = rows.iter().filter_map(|row| taken(row, &plan.thing)).collect();
    let Some(median) = median(taken) else { return Ok(None) };
    let promised: WorkDays =
        plan.items.iter().map(|item| WorkDays::halves(item.promised_halves)).sum();
    Ok(Some(Saving { from: promised.to_exact(), to: median }))
}

fn taken(row: &Map<String, Value>, thing: &str) -> Option<Exact> {
    let text = |name: &str| row.get(name).and_then(Value::as_str);
    if text("thing") != Some(thing) || text("outcome") != Some("granted") {
        return None;
    }
    text("taken_days")?.parse().ok()
}

/// The median; of an even number the mean of the two in the middle.
fn median(mut values: Vec<Exact>) -> Option<Exact> {
    values.sort();
    let middle = values.len() / 2;
    let upper = values.get(middle)?.clone();
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = values.get(middle.checked_sub(1)?)?.clone();
    (lower + upper).checked_div(&Exact::from_decimal(2, 0))
}
