//! XLSX and XLS: a sheet becomes rows, each of which points at its cells.
//!
//! A merged cell stands in each of its cells where it is a text or a date (a label over several
//! rows), and only in its first one where it is a number (else sums would count it again).
//! Numbers are floats in these files and are read by their shortest decimal text.

use crate::Error;
use crate::address;
use crate::decoder::{Body, Facts, Fill};
use crate::field::{self, Found, Place, Want};
use crate::json;
use crate::misfit::{Misfit, Problem, Refused};
use crate::rows::{Origin, Rows};
use crate::table;
use bytes::Bytes;
use district::{DataType, FileFormat, FileSource, Stream};
use std::borrow::Cow;

mod biff;
mod bomb;
mod grid;
mod sheet;

use grid::{Cell, Grid, Kind};

/// The bytes of a workbook that is taken.
pub(crate) const FILE_LIMIT: u64 = 256 << 20;

pub(crate) struct Workbook {
    grid: Grid,
    places: Vec<Place>,
    names: Vec<String>,
    marks: Vec<String>,
    types: Vec<DataType>,
    /// The next row, from 0.
    row: u32,
}

pub(crate) fn open(
    bytes: &Bytes,
    source: &FileSource,
    stream: &Stream,
    wants: &[Want],
    rows: &mut Rows,
) -> Result<(Workbook, Facts), Error> {
    let grid = sheet::read(bytes, source.sheet.as_deref(), rows)?;
    let (row, names, found) = header(&grid, source, stream, wants, rows)?;
    let facts = Facts::new(stream, wants, &found, &names, FileFormat::Workbook, rows)
        .with_replay(FileFormat::Ndjson);
    let names = wants
        .iter()
        .map(|want| match want {
            Want::Field { name, .. } => name.clone(),
            Want::Constant(_) => String::new(),
        })
        .collect();
    let types = stream.columns.iter().map(|column| column.data_type).collect();
    let (places, marks) = (found.places, source.stop_at.clone());
    Ok((Workbook { grid, places, names, marks, types, row }, facts))
}

/// Finds the header: the row behind it, its names, and where the columns stand.
fn header(
    grid: &Grid,
    source: &FileSource,
    stream: &Stream,
    wants: &[Want],
    rows: &mut Rows,
) -> Result<(u32, Vec<String>, Found), Error> {
    let first = grid.first_row().ok_or(Error::Empty)?;
    let levels = source.header_rows.unwrap_or(1).max(1);
    let most = match source.header_rows {
        Some(_) => u32::try_from(table::HEAD_ROWS).unwrap_or(levels).max(levels),
        None => 1,
    };
    let texts: Vec<Vec<String>> = (first..first.saturating_add(most))
        .take_while(|row| *row <= grid.last_row())
        .map(|row| grid.texts(row))
        .collect();
    let levels = usize::try_from(levels).unwrap_or(1);
    let located = table::locate(&texts, levels, &Want::names(wants), !grid.merged());
    let (titles, names) = located.ok_or(Error::Empty)?;
    let found = field::find(stream, wants, &names, true)?;
    if titles > 0 {
        rows.say(
            format!("表头之前的 {titles} 行标题未取"),
            format!("{titles} title rows above the header are left out"),
        );
    }
    let behind = u32::try_from(titles + levels).unwrap_or(u32::MAX);
    Ok((first.saturating_add(behind), names, found))
}

impl Body for Workbook {
    fn fill(&mut self, rows: &mut Rows) -> Result<Fill, Error> {
        while !rows.full() {
            let Some(row) = self.grid.next_row(self.row) else { return Ok(Fill::End) };
            self.row = row.saturating_add(1);
            let texts = self.grid.texts(row);
            if table::stops(&self.marks, texts.iter().map(|text| text.trim().as_bytes())) {
                let line = i64::from(row) + 1;
                rows.say(format!("表在第 {line} 行结束"), format!("the table ends at row {line}"));
                return Ok(Fill::End);
            }
            if texts.iter().any(|text| !text.trim().is_empty()) {
                self.take(row, rows);
            }
        }
        Ok(Fill::More)
    }
}

impl Workbook {
    fn take(&self, row: u32, rows: &mut Rows) {
        let line = i64::from(row) + 1;
        let mut problems: Vec<Problem> = Vec::new();
        let mut texts: Vec<Option<Cow<'_, str>>> = Vec::with_capacity(self.places.len());
        for (column, (place, data_type)) in self.places.iter().zip(&self.types).enumerate() {
            let text = match place {
                Place::Absent => None,
                Place::Constant(text) => Some(String::from_utf8_lossy(text)),
                Place::Cell(at) => {
                    let cell = self.cell(row, *at, *data_type);
                    if let Some(Cell { text, kind: Kind::Error }) = cell {
                        let id = rows.columns.get(column).map(|column| column.id.clone());
                        let address = Some(address_of(*at, line));
                        problems.push(Misfit::Sheet.at(id.as_deref(), address, text.as_bytes()));
                    }
                    cell.map(|cell| cell.text_for(*data_type))
                }
            };
            texts.push(text);
        }
        let cells: Vec<Option<&[u8]>> =
            texts.iter().map(|text| text.as_deref().map(str::as_bytes)).collect();
        let origin = InSheet { book: self, cells: &cells, line };
        if problems.is_empty() {
            rows.push(line, &cells, &origin);
        } else {
            rows.refuse(Refused::of(line, problems, origin.raw()));
        }
    }

    fn cell(&self, row: u32, column: usize, data_type: DataType) -> Option<&Cell> {
        let column = u32::try_from(column).ok()?;
        if data_type.numeric() { self.grid.own(row, column) } else { self.grid.filled(row, column) }
    }
}

fn address_of(column: usize, line: i64) -> String {
    format!("{}{line}", address::letter(column))
}

/// A row of a sheet, kept as a line of NDJSON.
struct InSheet<'a> {
    book: &'a Workbook,
    cells: &'a [Option<&'a [u8]>],
    line: i64,
}

impl Origin for InSheet<'_> {
    fn raw(&self) -> Vec<u8> {
        json::write(
            self.book
                .names
                .iter()
                .zip(self.cells)
                .filter(|(name, _)| !name.is_empty())
                .filter_map(|(name, cell)| Some((name.as_str(), (*cell)?))),
        )
    }

    fn address(&self, column: usize) -> Option<String> {
        match self.book.places.get(column)? {
            Place::Cell(at) => Some(address_of(*at, self.line)),
            Place::Constant(_) | Place::Absent => None,
        }
    }
}

#[cfg(test)]
mod tests;
