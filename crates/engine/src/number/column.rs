//! Reading and writing columns of numbers, whichever of the three types they have.

use super::Num;
use crate::types::{arrow_type, exact_fields};
use arrow_array::builder::{Decimal128Builder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int64Type};
use arrow_array::{Array, ArrayRef, Decimal128Array, Int64Array, StringArray, StructArray};
use arrow_schema::DataType as ArrowType;
use datafusion::common::{Result, exec_datafusion_err, exec_err};
use district::DataType;
use std::fmt::Write;
use std::sync::Arc;

/// A column of numbers, for reading.
pub(crate) enum Numbers<'a> {
    /// Whole numbers.
    Integer(&'a Int64Array),
    /// Decimals with their scale.
    Decimal(&'a Decimal128Array, u32),
    /// Exact numbers: validity, numerators, denominators.
    Exact(&'a StructArray, &'a StringArray, &'a StringArray),
    /// A column that has no type because it has no values.
    Nothing,
}

impl<'a> Numbers<'a> {
    /// Reads an integer, decimal or exact column.
    pub(crate) fn of(array: &'a dyn Array) -> Result<Self> {
        if let Some(values) = array.as_primitive_opt::<Int64Type>() {
            return Ok(Self::Integer(values));
        }
        if let Some(values) = array.as_primitive_opt::<Decimal128Type>() {
            let scale = u32::try_from(values.scale()).unwrap_or(0);
            return Ok(Self::Decimal(values, scale));
        }
        if let Some(rows) = array.as_struct_opt()
            && let Some((n, d)) = exact_parts(rows)
        {
            return Ok(Self::Exact(rows, n, d));
        }
        if *array.data_type() == ArrowType::Null {
            return Ok(Self::Nothing);
        }
        exec_err!("expected a column of numbers, found one of type {}", array.data_type())
    }

    /// The number at a row.
    pub(crate) fn get(&self, row: usize) -> Result<Option<Num>> {
        match self {
            Self::Integer(values) => {
                Ok(values.is_valid(row).then(|| Num::integer(values.value(row))))
            }
            Self::Decimal(values, scale) => {
                Ok(values.is_valid(row).then(|| Num::decimal(values.value(row), *scale)))
            }
            Self::Exact(rows, n, d) => {
                if rows.is_null(row) {
                    return Ok(None);
                }
                let (n, d) = (n.value(row), d.value(row));
                Num::parts(n, d).map(Some).ok_or_else(|| {
                    exec_datafusion_err!("expected an exact number, found `{n}` over `{d}`")
                })
            }
            Self::Nothing => Ok(None),
        }
    }
}

fn exact_parts(rows: &StructArray) -> Option<(&StringArray, &StringArray)> {
    let n = rows.column_by_name("n")?.as_string_opt::<i32>()?;
    let d = rows.column_by_name("d")?.as_string_opt::<i32>()?;
    Some((n, d))
}

/// A column of numbers, for writing.
pub(crate) enum NumberWriter {
    /// Whole numbers.
    Integer(Int64Builder),
    /// Decimals with their scale.
    Decimal(Decimal128Builder, u8),
    /// Exact numbers.
    Exact(ExactBuilder),
}

/// Numerators and denominators with their validity.
#[derive(Default)]
pub(crate) struct ExactBuilder {
    n: StringBuilder,
    d: StringBuilder,
    valid: Vec<bool>,
}

impl ExactBuilder {
    fn push(&mut self, value: Option<Num>) -> Result<()> {
        self.valid.push(value.is_some());
        let written = match value.map(Num::reduced) {
            Some(Num::Small(n, d)) => write!(self.n, "{n}").and_then(|()| write!(self.d, "{d}")),
            Some(Num::Big(value)) => write!(self.n, "{}", value.numer())
                .and_then(|()| write!(self.d, "{}", value.denom())),
            None => Ok(()),
        };
        self.n.append_value("");
        self.d.append_value("");
        written.map_err(|_| exec_datafusion_err!("could not write an exact number"))
    }

    fn finish(mut self) -> Result<ArrayRef> {
        let columns: Vec<ArrayRef> = vec![Arc::new(self.n.finish()), Arc::new(self.d.finish())];
        Ok(Arc::new(StructArray::try_new(exact_fields(), columns, Some(self.valid.into()))?))
    }
}

impl NumberWriter {
    /// A writer of columns of that type, which is a number's.
    pub(crate) fn new(data_type: DataType, rows: usize) -> Result<Self> {
        Ok(match data_type {
            DataType::Integer => Self::Integer(Int64Builder::with_capacity(rows)),
            DataType::Decimal(scale) => Self::Decimal(
                Decimal128Builder::with_capacity(rows).with_data_type(arrow_type(data_type)),
                scale,
            ),
            DataType::Exact => Self::Exact(ExactBuilder::default()),
            DataType::Text
            | DataType::Boolean
            | DataType::Instant
            | DataType::Date
            | DataType::Period(_) => {
                return exec_err!("expected the type of a number, found {data_type}");
            }
        })
    }

    /// Adds a value, which must fit the type without loss.
    pub(crate) fn push(&mut self, value: Option<Num>) -> Result<()> {
        match self {
            Self::Integer(builder) => match value {
                None => builder.append_null(),
                Some(number) => match number.to_i64() {
                    Some(whole) => builder.append_value(whole),
                    None => {
                        return exec_err!(
                            "expected a whole number of 64 bits, found {}",
                            number.exact()
                        );
                    }
                },
            },
            Self::Decimal(builder, scale) => match value {
                None => builder.append_null(),
                Some(number) => match number.to_decimal(u32::from(*scale)) {
                    Some(unscaled) => builder.append_value(unscaled),
                    None => {
                        return exec_err!(
                            "expected a number of at most {scale} decimals, found {}",
                            number.exact()
                        );
                    }
                },
            },
            Self::Exact(builder) => builder.push(value)?,
        }
        Ok(())
    }

    /// The column.
    pub(crate) fn finish(self) -> Result<ArrayRef> {
        match self {
            Self::Integer(mut builder) => Ok(Arc::new(builder.finish())),
            Self::Decimal(mut builder, _) => Ok(Arc::new(builder.finish())),
            Self::Exact(builder) => builder.finish(),
        }
    }
}
