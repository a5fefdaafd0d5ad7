//! The aggregates that DataFusion lacks, each a fold in one wrapper. What a fold has seen
//! travels between partitions as a text, so that it may be of any size and is the same in every
//! version of Arrow.

use crate::number::Num;
use crate::types::arrow_type;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType as ArrowType, Field, FieldRef};
use datafusion::common::{Result, ScalarValue, exec_datafusion_err, exec_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::AggregateOrderSensitivity;
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, Signature, Volatility,
};
use district::DataType;
use indicator::ir::AggregateFunction;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

mod air;
mod numbers;
mod weighted;

/// What an aggregate keeps of the rows that it has seen.
trait Fold: fmt::Debug + Send + Sync {
    /// Takes rows in.
    fn update(&mut self, columns: &[ArrayRef]) -> Result<()>;
    /// All that it has seen, as a text; none if that is nothing.
    fn state(&self) -> Option<String>;
    /// Takes in what another one has seen.
    fn merge(&mut self, state: &str) -> Result<()>;
    /// The value.
    fn answer(&self) -> Result<Answer>;
    /// Roughly how many bytes it holds.
    fn size(&self) -> usize;
}

/// The value of an aggregate.
enum Answer {
    Number(Option<Num>),
    Text(Option<String>),
}

type Make = Arc<dyn Fn() -> Box<dyn Fold> + Send + Sync>;

/// An aggregate function. Two of them are the same if their names are.
struct Folding {
    name: String,
    returns: DataType,
    signature: Signature,
    make: Make,
}

/// The function of our own for an aggregate over arguments of these types, if there is one.
pub(crate) fn folding(function: &AggregateFunction) -> Option<AggregateUDF> {
    let (name, returns, make): (String, DataType, Make) = match function {
        AggregateFunction::Sum => (
            "exact_sum".to_owned(),
            DataType::Exact,
            Arc::new(|| Box::new(numbers::Sum::default())),
        ),
        AggregateFunction::Avg => (
            "exact_avg".to_owned(),
            DataType::Exact,
            Arc::new(|| Box::new(numbers::Mean::default())),
        ),
        AggregateFunction::Min => extreme(false),
        AggregateFunction::Max => extreme(true),
        AggregateFunction::Percentile(share) => {
            let p = Num::from(share);
            let make = move || -> Box<dyn Fold> { Box::new(numbers::Percentile::new(p.clone())) };
            (format!("percentile_{share}"), DataType::Exact, Arc::new(make))
        }
        AggregateFunction::PercentileBy(share) => {
            spread(format!("percentile_by_{share}"), weighted::Of::Percentile(Num::from(share)))
        }
        AggregateFunction::Gini => spread("gini".to_owned(), weighted::Of::Gini),
        AggregateFunction::Palma => spread("palma".to_owned(), weighted::Of::Palma),
        AggregateFunction::Mda8 { hours_min, windows_min, limit } => {
            let rule = air::Mda8Rule {
                hours_min: *hours_min,
                windows_min: *windows_min,
                limit: Num::from(limit),
            };
            let name = format!("mda8_{hours_min}_{windows_min}_{limit}");
            let make = move || -> Box<dyn Fold> { Box::new(air::Mda8::new(rule.clone())) };
            (name, DataType::Exact, Arc::new(make))
        }
        AggregateFunction::YearShort { year_days, month_days, february_days } => {
            let rule =
                air::YearRule { year: *year_days, month: *month_days, february: *february_days };
            let name = format!("year_short_{year_days}_{month_days}_{february_days}");
            let make = move || -> Box<dyn Fold> { Box::new(air::Year::new(rule)) };
            (name, DataType::Text, Arc::new(make))
        }
        AggregateFunction::CountRows
        | AggregateFunction::Count
        | AggregateFunction::CountDistinct
        | AggregateFunction::Short { .. } => return None,
    };
    let signature = Signature::user_defined(Volatility::Immutable);
    Some(AggregateUDF::from(Folding { name, returns, signature, make }))
}

fn extreme(greatest: bool) -> (String, DataType, Make) {
    let name = if greatest { "exact_max" } else { "exact_min" };
    (name.to_owned(), DataType::Exact, Arc::new(move || Box::new(numbers::Extreme::new(greatest))))
}

fn spread(name: String, of: weighted::Of) -> (String, DataType, Make) {
    let make = move || -> Box<dyn Fold> { Box::new(weighted::Weighted::new(of.clone())) };
    (name, DataType::Exact, Arc::new(make))
}

impl fmt::Debug for Folding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl PartialEq for Folding {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Folding {}

impl Hash for Folding {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl AggregateUDFImpl for Folding {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[ArrowType]) -> Result<ArrowType> {
        Ok(arrow_type(self.returns))
    }

    fn coerce_types(&self, found: &[ArrowType]) -> Result<Vec<ArrowType>> {
        Ok(found.to_vec())
    }

    fn accumulator(&self, _: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Accumulating { fold: (self.make)(), returns: self.returns }))
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let name = format_state_name(args.name, "seen");
        Ok(vec![Arc::new(Field::new(name, ArrowType::Utf8, true))])
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }
}

#[derive(Debug)]
struct Accumulating {
    fold: Box<dyn Fold>,
    returns: DataType,
}

impl Accumulator for Accumulating {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.fold.update(values)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        match self.fold.answer()? {
            Answer::Text(text) => Ok(ScalarValue::Utf8(text)),
            Answer::Number(number) => {
                let mut writer = crate::number::NumberWriter::new(self.returns, 1)?;
                writer.push(number)?;
                ScalarValue::try_from_array(&writer.finish()?, 0)
            }
        }
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.fold.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![ScalarValue::Utf8(self.fold.state())])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let Some(texts) = states.first().and_then(|state| state.as_string_opt::<i32>()) else {
            return exec_err!("expected the state of an aggregate as text");
        };
        texts.iter().flatten().try_for_each(|state| self.fold.merge(state))
    }
}

/// `n/d`, which [`number_of`] reads back.
fn text_of(number: &Num) -> String {
    match number {
        Num::Small(n, d) => format!("{n}/{d}"),
        Num::Big(value) => format!("{}/{}", value.numer(), value.denom()),
    }
}

fn number_of(text: &str) -> Result<Num> {
    let number = text.split_once('/').and_then(|(n, d)| Num::parts(n, d));
    number.ok_or_else(|| {
        exec_datafusion_err!(
            "expected an exact number in the state of an aggregate, found `{text}`"
        )
    })
}

fn whole_of(text: &str) -> Result<i64> {
    text.parse().map_err(|_| {
        exec_datafusion_err!("expected a count in the state of an aggregate, found `{text}`")
    })
}

/// The column at a place.
fn column(columns: &[ArrayRef], place: usize) -> Result<&dyn Array> {
    columns.get(place).map(AsRef::as_ref).ok_or_else(|| {
        exec_datafusion_err!("expected {} arguments, found {}", place + 1, columns.len())
    })
}
