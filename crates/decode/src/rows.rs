//! Rows being built: each row goes in whole or not at all, with every problem it has.

use crate::column::{Building, Shared, arrow_type, moments};
use crate::misfit::{Misfit, Problem, Refused};
use crate::time::{self, LocalClock};
use crate::{Chunk, Error};
use arrow_array::{ArrayRef, Int64Array, RecordBatch};
use arrow_schema::{ArrowError, DataType as Arrow, Field, Schema, SchemaRef, TimeUnit};
use diag::Text;
use district::declare::EventTime;
use district::{DataType, FileSource, Stream, Zone};
use std::sync::Arc;

/// Rows of one chunk.
pub(crate) const CHUNK_ROWS: usize = 65_536;
/// Bytes of text, or of refused rows, after which a chunk is given out early.
const CHUNK_BYTES: usize = 64 << 20;
/// The name of the moment column.
pub(crate) const OBSERVED_AT: &str = "observed_at";
/// The name of the line column.
pub(crate) const LINE_NO: &str = "line_no";

/// Where a row stands, asked only when it is refused.
pub(crate) trait Origin {
    /// The row as it is in the file.
    fn raw(&self) -> Vec<u8>;
    /// The address of a column's cell.
    fn address(&self, _column: usize) -> Option<String> {
        None
    }
    /// Whether a column's cell was a float in the file.
    fn float(&self, _column: usize) -> bool {
        false
    }
}

impl Origin for &[u8] {
    fn raw(&self) -> Vec<u8> {
        self.to_vec()
    }
}

/// How the moment of a row is made.
#[derive(Debug)]
pub(crate) enum Moment {
    /// From that column.
    Column(usize),
    /// From columns: year, month, day, hour, minute.
    Parts(Vec<usize>),
}

/// The rows that are being built.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) columns: Vec<Building>,
    pub(crate) shared: Shared,
    pub(crate) schema: SchemaRef,
    moment: Moment,
    observed: Vec<i64>,
    lines: Vec<i64>,
    refused: Vec<Refused>,
    refused_bytes: usize,
}

impl Rows {
    pub(crate) fn new(source: &FileSource, stream: &Stream, zone: &Zone) -> Result<Self, Error> {
        let columns: Vec<Building> = stream
            .columns
            .iter()
            .map(|column| Building::new(stream, source, column))
            .collect::<Result<_, _>>()?;
        let moment = moment(stream)?;
        let shared = Shared { clock: LocalClock::new(zone), said: Vec::new() };
        Ok(Self {
            columns,
            shared,
            schema: schema(stream),
            moment,
            observed: Vec::new(),
            lines: Vec::new(),
            refused: Vec::new(),
            refused_bytes: 0,
        })
    }

    /// Whether it is time to give a chunk out.
    pub(crate) fn full(&self) -> bool {
        self.lines.len() >= CHUNK_ROWS
            || self.refused.len() >= CHUNK_ROWS
            || self.refused_bytes >= CHUNK_BYTES
            || (self.lines.len() % 1024 == 1023
                && self.columns.iter().map(Building::weight).sum::<usize>() >= CHUNK_BYTES)
    }

    pub(crate) fn say(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        self.shared.said.push(Text::new(zh, en));
    }

    /// Takes a row in: one cell, in UTF-8, for each column of the stream.
    pub(crate) fn push(&mut self, line: i64, cells: &[Option<&[u8]>], origin: &dyn Origin) {
        let rows = self.lines.len();
        let mut fits = true;
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            fits &= column.append(*cell, &mut self.shared).is_ok();
        }
        let observed = if fits { self.moment_of_last() } else { None };
        match observed {
            Some(observed) => {
                self.observed.push(observed);
                self.lines.push(line);
            }
            None => self.take_back(rows, line, cells, origin),
        }
    }

    /// Undoes a row and collects everything that is wrong with it.
    #[cold]
    fn take_back(&mut self, rows: usize, line: i64, cells: &[Option<&[u8]>], origin: &dyn Origin) {
        let mut problems = Vec::new();
        for (at, (column, cell)) in self.columns.iter_mut().zip(cells).enumerate() {
            column.truncate(rows);
            if let Err(misfit) = column.append(*cell, &mut self.shared) {
                let misfit = if let (Misfit::Precise(scale), true) = (&misfit, origin.float(at)) {
                    Misfit::Float(*scale)
                } else {
                    misfit
                };
                let found = cell.unwrap_or_default();
                problems.push(misfit.at(Some(&column.id), origin.address(at), found));
            }
            column.truncate(rows);
        }
        if problems.is_empty() {
            problems.push(self.no_moment(cells, origin));
        }
        self.refuse(Refused::of(line, problems, origin.raw()));
    }

    fn no_moment(&self, cells: &[Option<&[u8]>], origin: &dyn Origin) -> Problem {
        let columns = match &self.moment {
            Moment::Column(column) => vec![*column],
            Moment::Parts(columns) => columns.clone(),
        };
        let first = columns.first().copied().unwrap_or(0);
        let texts: Vec<&[u8]> = columns
            .iter()
            .map(|column| cells.get(*column).copied().flatten().unwrap_or(b""))
            .collect();
        let id = self.columns.get(first).map(|column| column.id.as_str());
        Misfit::Moment.at(id, origin.address(first), &texts.join(&b" "[..]))
    }

    /// Refuses a row for one reason that concerns the whole of it.
    pub(crate) fn refuse_row(&mut self, line: i64, misfit: &Misfit, found: &[u8], raw: Vec<u8>) {
        self.refuse(Refused::of(line, vec![misfit.at(None, None, found)], raw));
    }

    /// Refuses a row for one reason in one column.
    pub(crate) fn refuse_cell(
        &mut self,
        line: i64,
        column: usize,
        misfit: &Misfit,
        found: &[u8],
        origin: &dyn Origin,
    ) {
        let id = self.columns.get(column).map(|column| column.id.clone());
        let problem = misfit.at(id.as_deref(), origin.address(column), found);
        self.refuse(Refused::of(line, vec![problem], origin.raw()));
    }

    pub(crate) fn refuse(&mut self, refused: Option<Refused>) {
        if let Some(refused) = refused {
            self.refused_bytes += refused.raw.len() + 256;
            self.refused.push(refused);
        }
    }

    fn moment_of_last(&mut self) -> Option<i64> {
        match &self.moment {
            Moment::Column(column) => {
                let column = self.columns.get(*column)?;
                if column.data_type == DataType::Date {
                    self.shared.clock.instant(column.last_day()?, 0)
                } else {
                    column.last_instant()
                }
            }
            Moment::Parts(columns) => {
                let mut parts = [1, 1, 1, 0, 0];
                for (part, column) in parts.iter_mut().zip(columns) {
                    *part = self.columns.get(*column)?.last_integer()?;
                }
                let [year, month, day, hour, minute] = parts;
                parts_instant(&mut self.shared.clock, (year, month, day), (hour, minute))
            }
        }
    }

    /// Gives out what there is.
    pub(crate) fn finish(&mut self, bytes_read: u64) -> Result<Chunk, Error> {
        let rows = self.batch().map_err(|why| Error::Broken {
            expected: "columns of equal length",
            found: why.to_string(),
            place: "the end of a chunk".to_owned(),
        })?;
        self.refused_bytes = 0;
        Ok(Chunk { rows, refused: std::mem::take(&mut self.refused), bytes_read })
    }

    fn batch(&mut self) -> Result<RecordBatch, ArrowError> {
        let mut arrays: Vec<ArrayRef> =
            self.columns.iter_mut().map(Building::finish).collect::<Result<_, _>>()?;
        arrays.push(Arc::new(moments(std::mem::take(&mut self.observed), None)?));
        arrays.push(Arc::new(Int64Array::from(std::mem::take(&mut self.lines))));
        RecordBatch::try_new(Arc::clone(&self.schema), arrays)
    }

    /// Whether nothing is waiting to be given out.
    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.refused.is_empty()
    }

    pub(crate) fn moment(&self) -> &Moment {
        &self.moment
    }
}

/// The moment of a local date and time in parts.
pub(crate) fn parts_instant(
    clock: &mut LocalClock,
    (year, month, day): (i64, i64, i64),
    (hour, minute): (i64, i64),
) -> Option<i64> {
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    clock.instant(time::day_of(year, month, day)?, (hour * 60 + minute) * 60_000_000)
}

fn moment(stream: &Stream) -> Result<Moment, Error> {
    let at = |id: &String, fits: fn(DataType) -> bool, expected| {
        let declared = |found: String| Error::Declared { column: id.clone(), expected, found };
        let at = stream.columns.iter().position(|column| column.id == *id);
        let at = at.ok_or_else(|| declared("no such column".to_owned()))?;
        let data_type = stream.columns.get(at).map_or(DataType::Text, |column| column.data_type);
        if fits(data_type) { Ok(at) } else { Err(declared(data_type.to_string())) }
    };
    match &stream.event_time {
        EventTime::Column(id) => {
            let fits = |data_type| matches!(data_type, DataType::Instant | DataType::Date);
            at(id, fits, "an instant or a date as event time").map(Moment::Column)
        }
        EventTime::Parts(ids) => {
            let fits = |data_type| matches!(data_type, DataType::Integer);
            let parts: Result<Vec<usize>, Error> =
                ids.iter().map(|id| at(id, fits, "integers as parts of the event time")).collect();
            parts.map(Moment::Parts)
        }
    }
}

/// The schema of a chunk.
fn schema(stream: &Stream) -> SchemaRef {
    let mut fields: Vec<Field> = stream
        .columns
        .iter()
        .map(|column| {
            Field::new(&column.id, arrow_type(column.data_type).unwrap_or(Arrow::Null), true)
        })
        .collect();
    let moment = Arrow::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    fields.push(Field::new(OBSERVED_AT, moment, false));
    fields.push(Field::new(LINE_NO, Arrow::Int64, false));
    Arc::new(Schema::new(fields))
}

#[cfg(test)]
mod tests;
