//! Parquet: whole columns where they fit as they are, else row by row through the text of each
//! value, so that what does not fit is refused exactly as in CSV.
//!
//! Floats are read by their shortest decimal text, which is said; one that needs more digits
//! than the column keeps is refused.

use crate::Error;
use crate::decoder::{Body, Facts, Fill};
use crate::field::{self, Place, Want};
use crate::input::Shared;
use crate::json;
use crate::rows::{CHUNK_ROWS, Origin, Rows};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::display::{ArrayFormatter, DurationFormat, FormatOptions};
use arrow_schema::{ArrowError, DataType as Arrow};
use district::{FileFormat, Stream};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

mod direct;

pub(crate) struct Columnar {
    reader: ParquetRecordBatchReader,
    places: Vec<Place>,
    names: Vec<String>,
    row: i64,
}

pub(crate) fn open(
    shared: Shared,
    stream: &Stream,
    wants: &[Want],
    rows: &mut Rows,
) -> Result<(Columnar, Facts), Error> {
    let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(shared))?.map_err(broken)?;
    let schema = Arc::clone(builder.schema());
    let header: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    let mut found = field::find(stream, wants, &header, false)?;
    let facts = Facts::new(stream, wants, &found, &header, FileFormat::Parquet, rows)
        .with_replay(FileFormat::Ndjson);
    let mut used: Vec<usize> = Vec::new();
    for (place, column) in found.places.iter().zip(&stream.columns) {
        let Place::Cell(at) = place else { continue };
        let data_type = schema.field(*at).data_type();
        if data_type.is_nested() && !matches!(data_type, Arrow::Dictionary(..)) {
            return Err(Error::Declared {
                column: column.id.clone(),
                expected: "a column of single values",
                found: data_type.to_string(),
            });
        }
        if data_type.is_floating() {
            rows.say(
                format!("列“{}”是浮点数，按其最短十进制写法读取", column.id),
                format!(
                    "column `{}` holds floats; they are read by their shortest decimal text",
                    column.id
                ),
            );
        }
        used.push(*at);
    }
    used.sort_unstable();
    used.dedup();
    // Only the columns that are used are read: their places move up.
    for place in &mut found.places {
        if let Place::Cell(at) = place {
            *at = used.binary_search(at).unwrap_or(0);
        }
    }
    let names = wants
        .iter()
        .map(|want| match want {
            Want::Field { name, .. } => name.clone(),
            Want::Constant(_) => String::new(),
        })
        .collect();
    let mask = ProjectionMask::roots(builder.parquet_schema(), used);
    let reader = builder.with_projection(mask).with_batch_size(CHUNK_ROWS).build();
    let reader = reader.map_err(broken)?;
    Ok((Columnar { reader, places: found.places, names, row: 0 }, facts))
}

/// Runs a reader of others that is known to panic on some damaged files.
pub(crate) fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| Error::Broken {
        expected: "a whole file",
        found: "damage that its reader cannot describe".to_owned(),
        place: "an unnamed place".to_owned(),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "made for map_err")]
fn broken(why: parquet::errors::ParquetError) -> Error {
    Error::Broken {
        expected: "a Parquet file",
        found: why.to_string(),
        place: "its metadata".to_owned(),
    }
}

impl Body for Columnar {
    fn fill(&mut self, rows: &mut Rows) -> Result<Fill, Error> {
        let batch = match guarded(|| self.reader.next())? {
            None => return Ok(Fill::End),
            Some(batch) => batch.map_err(|why| self.damaged(&why))?,
        };
        let first = self.row + 1;
        self.row += i64::try_from(batch.num_rows()).unwrap_or(0);
        if let Some(whole) = direct::whole(&batch, &self.places, first, rows) {
            return Ok(Fill::Batch(whole));
        }
        self.row_by_row(&batch, first, rows).map_err(|why| self.damaged(&why))?;
        Ok(Fill::More)
    }
}

impl Columnar {
    fn damaged(&self, why: &ArrowError) -> Error {
        Error::Broken {
            expected: "a Parquet file",
            found: why.to_string(),
            place: format!("row {}", self.row + 1),
        }
    }

    fn row_by_row(
        &self,
        batch: &RecordBatch,
        first: i64,
        rows: &mut Rows,
    ) -> Result<(), ArrowError> {
        let arrays: Vec<ArrayRef> =
            batch.columns().iter().map(direct::formattable).collect::<Result<_, _>>()?;
        let options = FormatOptions::new().with_duration_format(DurationFormat::ISO8601);
        let texts: Vec<ArrayFormatter<'_>> = arrays
            .iter()
            .map(|array| ArrayFormatter::try_new(array, &options))
            .collect::<Result<_, _>>()?;
        let floats: Vec<bool> = self
            .places
            .iter()
            .map(|place| match place {
                Place::Cell(at) => batch.column(*at).data_type().is_floating(),
                Place::Constant(_) | Place::Absent => false,
            })
            .collect();
        let mut text = String::new();
        let mut ends = Vec::new();
        for row in 0..batch.num_rows() {
            text.clear();
            ends.clear();
            for (array, format) in arrays.iter().zip(&texts) {
                let start = text.len();
                if array.is_valid(row) {
                    // A value that has no text, such as a date beyond the calendar, is no value.
                    if write!(text, "{}", format.value(row)).is_err() {
                        text.truncate(start);
                        text.push('?');
                    }
                    ends.push(Some(start..text.len()));
                } else {
                    ends.push(None);
                }
            }
            let cells: Vec<Option<&[u8]>> = self
                .places
                .iter()
                .map(|place| match place {
                    Place::Cell(at) => Some(text[ends[*at].clone()?].as_bytes()),
                    Place::Constant(constant) => Some(constant.as_slice()),
                    Place::Absent => None,
                })
                .collect();
            let origin = Typed { names: &self.names, cells: &cells, floats: &floats };
            let line = first + i64::try_from(row).unwrap_or(0);
            rows.push(line, &cells, &origin);
        }
        Ok(())
    }
}

/// A row of typed values, kept as a line of NDJSON.
struct Typed<'a> {
    names: &'a [String],
    cells: &'a [Option<&'a [u8]>],
    floats: &'a [bool],
}

impl Origin for Typed<'_> {
    fn raw(&self) -> Vec<u8> {
        json::write(
            self.names
                .iter()
                .zip(self.cells)
                .filter(|(name, _)| !name.is_empty())
                .filter_map(|(name, cell)| Some((name.as_str(), (*cell)?))),
        )
    }

    fn float(&self, column: usize) -> bool {
        self.floats.get(column).copied().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests;
