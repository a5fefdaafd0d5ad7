//! The cells of a sheet that have something in them, with bounds on how much that may be.

use crate::Error;
use district::DataType;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The cells that a sheet may have.
const CELL_LIMIT: u64 = 20_000_000;
/// The bytes of text that they may have, each cell counted.
const TEXT_LIMIT: u64 = 512 << 20;
/// The cells that merging may fill.
const MERGED_LIMIT: u64 = 4_000_000;

/// What a cell is, where its text does not say it all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    /// A date with its time; the text has both.
    Moment,
    /// An error value.
    Error,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) kind: Kind,
}

impl Cell {
    /// The text as a column of that type wants it: midnight is left out of a date.
    pub(super) fn text_for(&self, data_type: DataType) -> Cow<'_, str> {
        let date = self.text.strip_suffix("T00:00:00.000");
        match (self.kind, data_type, date) {
            (Kind::Moment, DataType::Instant, _) => Cow::Borrowed(&self.text),
            (Kind::Moment, _, Some(date)) => Cow::Borrowed(date),
            (Kind::Moment | Kind::Plain | Kind::Error, _, _) => Cow::Borrowed(&self.text),
        }
    }
}

/// The cells of a sheet.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: BTreeMap<u32, BTreeMap<u32, Cell>>,
    /// Cells that stand in a merged one → its first cell.
    merged: BTreeMap<(u32, u32), (u32, u32)>,
    cells: u64,
    text: u64,
    last_row: u32,
    last_column: u32,
}

impl Grid {
    pub(super) fn put(&mut self, (row, column): (u32, u32), cell: Cell) -> Result<(), Error> {
        self.cells += 1;
        self.text += u64::try_from(cell.text.len()).unwrap_or(u64::MAX);
        if self.cells > CELL_LIMIT {
            return Err(Error::Limit { what: "cells", limit: CELL_LIMIT, found: self.cells });
        }
        if self.text > TEXT_LIMIT {
            return Err(Error::Limit {
                what: "bytes of text",
                limit: TEXT_LIMIT,
                found: self.text,
            });
        }
        self.last_row = self.last_row.max(row);
        self.last_column = self.last_column.max(column);
        self.rows.entry(row).or_default().insert(column, cell);
        Ok(())
    }

    /// Notes a merged cell, as far as the sheet is used.
    pub(super) fn merge(&mut self, start: (u32, u32), end: (u32, u32)) -> Result<(), Error> {
        let end = (end.0.min(self.last_row), end.1.min(self.last_column));
        if start.0 > end.0 || start.1 > end.1 {
            return Ok(());
        }
        let area = u64::from(end.0 - start.0 + 1) * u64::from(end.1 - start.1 + 1);
        let found = area.saturating_add(u64::try_from(self.merged.len()).unwrap_or(u64::MAX));
        if found > MERGED_LIMIT {
            return Err(Error::Limit { what: "merged cells", limit: MERGED_LIMIT, found });
        }
        for row in start.0..=end.0 {
            for column in start.1..=end.1 {
                if (row, column) != start {
                    self.merged.insert((row, column), start);
                }
            }
        }
        Ok(())
    }

    /// Whether anything is merged.
    pub(super) fn merged(&self) -> bool {
        !self.merged.is_empty()
    }

    pub(super) fn first_row(&self) -> Option<u32> {
        self.next_row(0)
    }

    pub(super) fn last_row(&self) -> u32 {
        self.last_row
    }

    /// The first row, from `row` on, that has a cell.
    pub(super) fn next_row(&self, row: u32) -> Option<u32> {
        self.rows.range(row..).next().map(|(row, _)| *row)
    }

    /// The cell as it is.
    pub(super) fn own(&self, row: u32, column: u32) -> Option<&Cell> {
        self.rows.get(&row)?.get(&column)
    }

    /// The cell, or the merged one that it stands in.
    pub(super) fn filled(&self, row: u32, column: u32) -> Option<&Cell> {
        let (row, column) = *self.merged.get(&(row, column)).unwrap_or(&(row, column));
        self.own(row, column)
    }

    /// The texts of a row, merged cells filled.
    pub(super) fn texts(&self, row: u32) -> Vec<String> {
        let text = |column| {
            self.filled(row, column)
                .map_or_else(String::new, |cell| cell.text_for(DataType::Text).into_owned())
        };
        (0..=self.last_column).map(text).collect()
    }
}
