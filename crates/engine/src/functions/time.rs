//! Periods, dates and instants over whole columns.

use super::{Argument, Call, call};
use crate::clock::{Clock, DAY_US, bounds, civil, code_of_day, month_start, split, tag};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef, Date32Array, Decimal128Array, Int64Array};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::Expr;
use district::{DataType, Grain, WorkCalendar};
use jiff::ToSpan;
use jiff::civil::Date;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// The values of a column of instants, dates or periods as 64-bit integers.
enum Times {
    Instants(Int64Array),
    Dates(Int64Array),
    Periods(Int64Array),
}

impl Times {
    fn of(argument: &Argument, rows: usize) -> Result<Self> {
        let array = &argument.array;
        if let Some(values) = array.as_primitive_opt::<TimestampMicrosecondType>() {
            let values = Int64Array::new(values.values().clone(), values.nulls().cloned());
            return Ok(Self::Instants(spread(argument, values, rows)));
        }
        if let Some(values) = array.as_primitive_opt::<Date32Type>() {
            let values: Int64Array = values.unary(i64::from);
            return Ok(Self::Dates(spread(argument, values, rows)));
        }
        if let Some(values) = array.as_primitive_opt::<Int64Type>() {
            return Ok(Self::Periods(spread(argument, values.clone(), rows)));
        }
        if *array.data_type() == arrow_schema::DataType::Null {
            return Ok(Self::Periods(Int64Array::new_null(rows)));
        }
        exec_err!("expected instants, dates or periods, found {}", array.data_type())
    }

    /// Days since 1970 in local time; for periods their first one, none for all time.
    fn days(&self, clock: &Clock) -> Int64Array {
        match self {
            Self::Instants(values) => {
                let mut last = clock.stretch(0);
                let day = |at: &i64| clock.local_us(*at, &mut last).div_euclid(DAY_US);
                let days: Vec<i64> = values.values().iter().map(day).collect();
                Int64Array::new(days.into(), values.nulls().cloned())
            }
            Self::Dates(values) => values.clone(),
            Self::Periods(values) => values.iter().map(|code| first_day(code?)).collect(),
        }
    }
}

fn spread(argument: &Argument, values: Int64Array, rows: usize) -> Int64Array {
    if argument.at(1) == 1 {
        return values;
    }
    let value = values.is_valid(0).then(|| values.value(0));
    std::iter::repeat_n(value, rows).collect()
}

fn first_day(code: i64) -> Option<i64> {
    let (grain, minutes) = split(code)?;
    (grain != Grain::All).then(|| minutes.div_euclid(1440))
}

/// The period of size `grain` in which each instant, date or period lies; null where a period
/// is larger than that.
pub(crate) fn period_of(grain: Grain, clock: &Arc<Clock>, input: Expr) -> Expr {
    let clock = Arc::clone(clock);
    let returns = DataType::Period(Some(grain));
    call(format!("period_{grain}"), returns, vec![input], move |call| {
        let codes: Int64Array = match Times::of(call.argument(0)?, call.rows)? {
            Times::Instants(values) => clock.period_codes(&values, grain),
            // A date has no hour; its midnight has.
            Times::Dates(values) if grain == Grain::Hour => {
                values.unary(|day| day * 1440 * 16 + tag(grain))
            }
            Times::Dates(values) => values.unary(|day| code_of_day(day, grain)),
            Times::Periods(values) => values.iter().map(|code| truncate(code?, grain)).collect(),
        };
        Ok(Arc::new(codes))
    })
}

fn truncate(code: i64, grain: Grain) -> Option<i64> {
    let (from, minutes) = split(code)?;
    if from > grain {
        return None;
    }
    if from == grain {
        return Some(code);
    }
    Some(code_of_day(minutes.div_euclid(1440), grain))
}

/// An answer from the code of each period.
fn from_code<T, A>(
    name: &str,
    returns: DataType,
    input: Expr,
    answer: impl Fn(i64) -> Option<T> + Send + Sync + 'static,
) -> Expr
where
    A: Array + FromIterator<Option<T>> + 'static,
{
    call(name, returns, vec![input], move |call| {
        let codes = codes(call, 0)?;
        let values: A = codes.iter().map(|code| answer(code?)).collect();
        let values: ArrayRef = Arc::new(values);
        Ok(values)
    })
}

fn codes(call: &Call, place: usize) -> Result<Int64Array> {
    match Times::of(call.argument(place)?, call.rows)? {
        Times::Periods(values) => Ok(values),
        Times::Instants(_) | Times::Dates(_) => exec_err!("expected whole numbers or periods"),
    }
}

/// The natural days of a period.
pub(crate) fn days_in(input: Expr) -> Expr {
    from_code::<i64, Int64Array>("days_in", DataType::Integer, input, |code| {
        let (grain, minutes) = split(code)?;
        match grain {
            Grain::Hour | Grain::Day => Some(1),
            Grain::All => None,
            Grain::Month | Grain::Quarter | Grain::Year => {
                let (first, next) = bounds(minutes.div_euclid(1440), grain);
                Some(next - first)
            }
        }
    })
}

/// The first day of a period.
pub(crate) fn start_of(input: Expr) -> Expr {
    from_code::<i32, Date32Array>("start_of", DataType::Date, input, |code| {
        i32::try_from(first_day(code)?).ok()
    })
}

/// The period of the same size so many before.
pub(crate) fn back(returns: DataType, (period, count): (Expr, Expr)) -> Expr {
    call("back", returns, vec![period, count], |call| {
        let (periods, counts) = (codes(call, 0)?, codes(call, 1)?);
        let moved: Int64Array =
            periods.iter().zip(counts.iter()).map(|(code, n)| moved(code?, n?)).collect();
        Ok(Arc::new(moved))
    })
}

fn moved(code: i64, count: i64) -> Option<i64> {
    let (grain, minutes) = split(code)?;
    let months = match grain {
        Grain::All => return Some(code),
        Grain::Hour => return code.checked_sub(count.checked_mul(60 * 16)?),
        Grain::Day => return code.checked_sub(count.checked_mul(1440 * 16)?),
        Grain::Month => 1,
        Grain::Quarter => 3,
        Grain::Year => 12,
    };
    let (year, month, _) = civil(minutes.div_euclid(1440));
    let index = (year * 12 + month - 1).checked_sub(count.checked_mul(months)?)?;
    // Beyond these years a period has no text form.
    (-120_000..120_000).contains(&index).then(|| month_start(index) * 1440 * 16 + tag(grain))
}

/// The local hour of an instant.
pub(crate) fn hour_of_day(clock: &Arc<Clock>, input: Expr) -> Expr {
    let clock = Arc::clone(clock);
    call("hour_of_day", DataType::Integer, vec![input], move |call| {
        let hours: Int64Array = match Times::of(call.argument(0)?, call.rows)? {
            Times::Instants(values) => {
                let codes = clock.period_codes(&values, Grain::Hour);
                codes.unary(|code| code.div_euclid(60 * 16).rem_euclid(24))
            }
            Times::Dates(values) => values.unary(|_| 0),
            Times::Periods(values) => values
                .iter()
                .map(|code| {
                    let (grain, minutes) = split(code?)?;
                    (grain == Grain::Hour).then(|| minutes.div_euclid(60).rem_euclid(24))
                })
                .collect(),
        };
        Ok(Arc::new(hours))
    })
}

/// The local month of an instant, date or period; none for a period of several months.
pub(crate) fn month_of_year(clock: &Arc<Clock>, input: Expr) -> Expr {
    let clock = Arc::clone(clock);
    call("month_of_year", DataType::Integer, vec![input], move |call| {
        let times = Times::of(call.argument(0)?, call.rows)?;
        let months: Int64Array = match &times {
            Times::Instants(_) | Times::Dates(_) => times.days(&clock).unary(|day| civil(day).1),
            Times::Periods(values) => values
                .iter()
                .map(|code| {
                    let (grain, minutes) = split(code?)?;
                    (grain <= Grain::Month).then(|| civil(minutes.div_euclid(1440)).1)
                })
                .collect(),
        };
        Ok(Arc::new(months))
    })
}

/// Seconds from the first instant to the second.
pub(crate) fn seconds_between((from, to): (Expr, Expr)) -> Expr {
    call("seconds_between", DataType::Decimal(6), vec![from, to], |call| {
        let pair =
            (Times::of(call.argument(0)?, call.rows)?, Times::of(call.argument(1)?, call.rows)?);
        let answer: Decimal128Array = match pair {
            (Times::Instants(from), Times::Instants(to)) => from
                .iter()
                .zip(to.iter())
                .map(|(from, to)| Some(i128::from(to?) - i128::from(from?)))
                .collect(),
            // A column without a type has no values either.
            _ => Decimal128Array::new_null(call.rows),
        };
        Ok(Arc::new(answer.with_data_type(crate::types::decimal_type(6))))
    })
}

/// Workdays after the first date up to the second.
pub(crate) fn workdays(
    calendar: &Arc<WorkCalendar>,
    clock: &Arc<Clock>,
    (from, to): (Expr, Expr),
) -> Expr {
    // Two calendars of one id may differ: their days are part of the function's identity.
    let mut digest = DefaultHasher::new();
    (&calendar.holidays, &calendar.makeup_workdays).hash(&mut digest);
    let name = format!("workdays_{}_{:x}", calendar.id, digest.finish());
    let (calendar, clock) = (Arc::clone(calendar), Arc::clone(clock));
    call(name, DataType::Integer, vec![from, to], move |call| {
        let from = Times::of(call.argument(0)?, call.rows)?.days(&clock);
        let to = Times::of(call.argument(1)?, call.rows)?.days(&clock);
        let counts: Int64Array = from
            .iter()
            .zip(to.iter())
            .map(|(from, to)| Some(calendar.workdays_between(date(from?)?, date(to?)?)))
            .collect();
        Ok(Arc::new(counts))
    })
}

fn date(day: i64) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(i32::try_from(day).ok()?.days()).ok()
}
