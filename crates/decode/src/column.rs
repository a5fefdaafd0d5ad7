//! One typed column being built: a cell's bytes go in, or a misfit comes out.

use crate::Error;
use crate::misfit::Misfit;
use crate::number::{self, NotFit};
use crate::time::{self, LocalClock};
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, PrimitiveArray, StringArray,
};
use arrow_buffer::{BooleanBufferBuilder, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType as Arrow, TimeUnit};
use diag::Text;
use district::{Column, DataType, FileSource, Stream, Unit};
use std::sync::Arc;

mod dressed;

/// The digits that a decimal has in the lake.
const PRECISION: u8 = 18;

/// What columns share while rows are read.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) clock: LocalClock,
    pub(crate) said: Vec<Text>,
}

/// The values of a column so far.
#[derive(Debug)]
enum Values {
    Text { ends: Vec<i32>, bytes: Vec<u8> },
    Integer(Vec<i64>),
    Decimal(Vec<i128>),
    Boolean(Vec<bool>),
    Instant(Vec<i64>),
    Date(Vec<i32>),
}

/// A column of the stream, being built.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "three of them only say a thing once")]
pub(crate) struct Building {
    pub(crate) id: String,
    pub(crate) data_type: DataType,
    required: bool,
    key: bool,
    nulls: Vec<Vec<u8>>,
    listed: Vec<String>,
    /// The unit that numbers are written in, and the exact way to the column's own.
    unit: Option<Unit>,
    convert: Option<(Unit, Unit)>,
    /// Whether `1,207` may stand for 1207: only in tables that declare their header.
    commas: bool,
    said_commas: bool,
    said_unit: bool,
    said_cut: bool,
    values: Values,
    /// The rows without a value.
    empty: Vec<usize>,
}

/// The Arrow type of a column; `None` for types that a stream does not have.
pub(crate) fn arrow_type(data_type: DataType) -> Option<Arrow> {
    Some(match data_type {
        DataType::Text => Arrow::Utf8,
        DataType::Integer => Arrow::Int64,
        DataType::Decimal(scale) => Arrow::Decimal128(PRECISION, i8::try_from(scale).ok()?),
        DataType::Boolean => Arrow::Boolean,
        DataType::Instant => Arrow::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        DataType::Date => Arrow::Date32,
        DataType::Exact | DataType::Period(_) => return None,
    })
}

impl Building {
    pub(crate) fn new(
        stream: &Stream,
        source: &FileSource,
        column: &Column,
    ) -> Result<Self, Error> {
        let declared = |expected| Error::Declared {
            column: column.id.clone(),
            expected,
            found: column.data_type.to_string(),
        };
        let values = match column.data_type {
            DataType::Text => Values::Text { ends: vec![0], bytes: Vec::new() },
            DataType::Integer => Values::Integer(Vec::new()),
            DataType::Decimal(scale) if scale <= PRECISION => Values::Decimal(Vec::new()),
            DataType::Decimal(_) => return Err(declared("at most 18 decimals")),
            DataType::Boolean => Values::Boolean(Vec::new()),
            DataType::Instant => Values::Instant(Vec::new()),
            DataType::Date => Values::Date(Vec::new()),
            DataType::Exact | DataType::Period(_) => {
                return Err(declared("text, integer, decimal, boolean, instant or date"));
            }
        };
        let written = source.units.get(&column.id);
        let convert = match (written, &column.unit) {
            (Some(from), Some(to)) if !from.same_dimensions(to) => {
                return Err(Error::Declared {
                    column: column.id.clone(),
                    expected: "a unit of the same kind as the column's own",
                    found: from.symbol.clone(),
                });
            }
            (Some(from), Some(to)) if !from.equivalent(to) => Some((from.clone(), to.clone())),
            (Some(_) | None, Some(_) | None) => None,
        };
        Ok(Self {
            id: column.id.clone(),
            data_type: column.data_type,
            required: column.required,
            key: stream.key.contains(&column.id),
            nulls: column.nulls.iter().map(|null| null.clone().into_bytes()).collect(),
            listed: column.values.clone(),
            unit: written.or(column.unit.as_ref()).cloned(),
            convert,
            commas: source.header_rows.is_some(),
            said_commas: false,
            said_unit: false,
            said_cut: false,
            values,
            empty: Vec::new(),
        })
    }

    /// Whether a whole column of the right type may be taken without its values' texts: numbers
    /// with marks such as `-99`, or in another unit, may not.
    pub(crate) fn plain(&self) -> bool {
        let number_like = |null: &Vec<u8>| null.iter().any(u8::is_ascii_digit);
        let text = self.data_type == DataType::Text;
        self.convert.is_none()
            && (text || (self.listed.is_empty() && !self.nulls.iter().any(number_like)))
    }

    /// Whether a text means no value.
    pub(crate) fn is_null(&self, cell: &[u8]) -> bool {
        cell.is_empty() || self.nulls.iter().any(|null| null == cell)
    }

    /// Whether a text is among the declared ones, if any are.
    pub(crate) fn allows(&self, cell: &[u8]) -> bool {
        self.listed.is_empty() || self.listed.iter().any(|value| value.as_bytes() == cell)
    }

    pub(crate) fn must(&self) -> Option<Misfit> {
        match (self.key, self.required) {
            (true, _) => Some(Misfit::Key),
            (false, true) => Some(Misfit::Missing),
            (false, false) => None,
        }
    }

    pub(crate) fn len(&self) -> usize {
        match &self.values {
            Values::Text { ends, .. } => ends.len() - 1,
            Values::Integer(values) | Values::Instant(values) => values.len(),
            Values::Decimal(values) => values.len(),
            Values::Boolean(values) => values.len(),
            Values::Date(values) => values.len(),
        }
    }

    /// The bytes of text held.
    pub(crate) fn weight(&self) -> usize {
        match &self.values {
            Values::Text { bytes, .. } => bytes.len(),
            Values::Integer(_) | Values::Instant(_) | Values::Decimal(_) => 0,
            Values::Boolean(_) | Values::Date(_) => 0,
        }
    }

    /// The number of the last row, for an integer column.
    pub(crate) fn last_integer(&self) -> Option<i64> {
        let Values::Integer(values) = &self.values else { return None };
        if self.last_empty() { None } else { values.last().copied() }
    }

    /// The moment of the last row in microseconds, for an instant.
    pub(crate) fn last_instant(&self) -> Option<i64> {
        let Values::Instant(values) = &self.values else { return None };
        if self.last_empty() { None } else { values.last().copied() }
    }

    /// The day of the last row, for a date.
    pub(crate) fn last_day(&self) -> Option<i32> {
        let Values::Date(values) = &self.values else { return None };
        if self.last_empty() { None } else { values.last().copied() }
    }

    fn last_empty(&self) -> bool {
        self.empty.last().is_some_and(|last| last + 1 == self.len())
    }

    /// Takes a cell in, as UTF-8; `None` is no value.
    pub(crate) fn append(
        &mut self,
        cell: Option<&[u8]>,
        shared: &mut Shared,
    ) -> Result<(), Misfit> {
        let Some(cell) = cell else { return self.append_empty() };
        let cell = if self.data_type == DataType::Text { cell } else { trim(cell) };
        if self.is_null(cell) {
            return self.append_empty();
        }
        if !self.allows(cell) {
            return Err(Misfit::Listed(self.listed.clone()));
        }
        match self.data_type {
            DataType::Text => self.append_text(cell),
            DataType::Integer => {
                let value = self.number(cell, 0, number::INTEGER_MAX, shared)?;
                if let Values::Integer(values) = &mut self.values {
                    values.push(value);
                }
                Ok(())
            }
            DataType::Decimal(scale) => {
                let value = self.number(cell, scale, number::DECIMAL_MAX, shared)?;
                if let Values::Decimal(values) = &mut self.values {
                    values.push(i128::from(value));
                }
                Ok(())
            }
            DataType::Instant => self.append_instant(cell, shared),
            DataType::Boolean => self.append_boolean(cell),
            DataType::Date => {
                let day = time::parse_date(cell).ok_or_else(|| self.misfit(cell))?;
                if let Values::Date(values) = &mut self.values {
                    values.push(day);
                }
                Ok(())
            }
            DataType::Exact | DataType::Period(_) => Err(Misfit::Type(self.data_type)),
        }
    }

    fn append_empty(&mut self) -> Result<(), Misfit> {
        if let Some(misfit) = self.must() {
            return Err(misfit);
        }
        self.empty.push(self.len());
        match &mut self.values {
            Values::Text { ends, bytes } => ends.push(i32::try_from(bytes.len()).unwrap_or(0)),
            Values::Integer(values) | Values::Instant(values) => values.push(0),
            Values::Decimal(values) => values.push(0),
            Values::Boolean(values) => values.push(false),
            Values::Date(values) => values.push(0),
        }
        Ok(())
    }

    fn append_text(&mut self, cell: &[u8]) -> Result<(), Misfit> {
        if let Values::Text { ends, bytes } = &mut self.values {
            // The weight of a chunk is bounded far below 2 GiB by `rows`.
            let end = i32::try_from(bytes.len() + cell.len());
            ends.push(end.map_err(|_| Misfit::Long(usize::MAX))?);
            bytes.extend_from_slice(cell);
        }
        Ok(())
    }

    fn append_boolean(&mut self, cell: &[u8]) -> Result<(), Misfit> {
        let value = match cell {
            b"1" => true,
            b"0" => false,
            _ if cell.eq_ignore_ascii_case(b"true") || cell == "是".as_bytes() => true,
            _ if cell.eq_ignore_ascii_case(b"false") || cell == "否".as_bytes() => false,
            _ => return Err(self.misfit(cell)),
        };
        if let Values::Boolean(values) = &mut self.values {
            values.push(value);
        }
        Ok(())
    }

    fn append_instant(&mut self, cell: &[u8], shared: &mut Shared) -> Result<(), Misfit> {
        let written = time::parse_written(cell).ok_or_else(|| self.misfit(cell))?;
        let at = shared.clock.resolve(written).ok_or_else(|| self.misfit(cell))?;
        if written.cut && !self.said_cut {
            self.said_cut = true;
            shared.said.push(Text::new(
                format!("列“{}”：微秒以下的数字已截去", self.id),
                format!("column `{}`: digits beyond the microsecond are cut", self.id),
            ));
        }
        if let Values::Instant(values) = &mut self.values {
            values.push(at);
        }
        Ok(())
    }

    /// What is wrong with a cell that is not of the type.
    fn misfit(&self, cell: &[u8]) -> Misfit {
        if cell.starts_with(b"=") { Misfit::Formula } else { Misfit::Type(self.data_type) }
    }

    fn number(
        &mut self,
        cell: &[u8],
        scale: u8,
        max: u64,
        shared: &mut Shared,
    ) -> Result<i64, Misfit> {
        if self.convert.is_none() {
            match number::parse(cell, scale, max) {
                Ok(value) => return Ok(value),
                Err(NotFit::Precise) => return Err(Misfit::Precise(scale)),
                Err(NotFit::Large) => return Err(Misfit::Large(self.data_type)),
                Err(NotFit::Number) => {}
            }
        }
        self.dressed_number(cell, scale, max, shared)
    }

    /// Takes back every row from `rows` on.
    pub(crate) fn truncate(&mut self, rows: usize) {
        while self.empty.last().is_some_and(|last| *last >= rows) {
            self.empty.pop();
        }
        match &mut self.values {
            Values::Text { ends, bytes } => {
                ends.truncate(rows + 1);
                let end = ends.last().copied().unwrap_or(0);
                bytes.truncate(usize::try_from(end).unwrap_or(0));
            }
            Values::Integer(values) | Values::Instant(values) => values.truncate(rows),
            Values::Decimal(values) => values.truncate(rows),
            Values::Boolean(values) => values.truncate(rows),
            Values::Date(values) => values.truncate(rows),
        }
    }

    /// The array of what was taken in; the column is empty after it.
    pub(crate) fn finish(&mut self) -> Result<ArrayRef, arrow_schema::ArrowError> {
        let nulls = self.null_buffer();
        self.empty.clear();
        Ok(match &mut self.values {
            Values::Text { ends, bytes } => {
                let ends = OffsetBuffer::new(ScalarBuffer::from(std::mem::replace(ends, vec![0])));
                let bytes = Buffer::from_vec(std::mem::take(bytes));
                Arc::new(StringArray::try_new(ends, bytes, nulls)?)
            }
            Values::Integer(values) => {
                Arc::new(Int64Array::try_new(std::mem::take(values).into(), nulls)?)
            }
            Values::Decimal(values) => {
                let DataType::Decimal(scale) = self.data_type else {
                    return Err(arrow_schema::ArrowError::SchemaError("decimal".to_owned()));
                };
                let array = Decimal128Array::try_new(std::mem::take(values).into(), nulls)?;
                let scale = i8::try_from(scale).unwrap_or(0);
                Arc::new(array.with_precision_and_scale(PRECISION, scale)?)
            }
            Values::Boolean(values) => {
                Arc::new(BooleanArray::new(std::mem::take(values).into(), nulls))
            }
            Values::Instant(values) => Arc::new(moments(std::mem::take(values), nulls)?),
            Values::Date(values) => {
                Arc::new(Date32Array::try_new(std::mem::take(values).into(), nulls)?)
            }
        })
    }

    fn null_buffer(&self) -> Option<NullBuffer> {
        if self.empty.is_empty() {
            return None;
        }
        let mut valid = BooleanBufferBuilder::new(self.len());
        valid.append_n(self.len(), true);
        self.empty.iter().for_each(|row| valid.set_bit(*row, false));
        Some(NullBuffer::new(valid.finish()))
    }
}

/// An array of moments in UTC.
pub(crate) fn moments(
    values: Vec<i64>,
    nulls: Option<NullBuffer>,
) -> Result<PrimitiveArray<TimestampMicrosecondType>, arrow_schema::ArrowError> {
    Ok(PrimitiveArray::try_new(values.into(), nulls)?.with_timezone("UTC"))
}

/// A cell without the spaces around it.
fn trim(cell: &[u8]) -> &[u8] {
    const WIDE: &[u8] = "\u{3000}".as_bytes();
    let mut cell = cell.trim_ascii();
    while let Some(rest) = cell.strip_prefix(WIDE).or_else(|| cell.strip_suffix(WIDE)) {
        cell = rest.trim_ascii();
    }
    cell
}

#[cfg(test)]
mod tests;
