//! Tables for a terminal, columns without any content left out.

use report::{Align, Grid};

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table with a header.
pub(crate) struct Table {
    columns: Vec<(String, Set)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table of these columns.
    pub(crate) fn new(columns: &[(&str, Set)]) -> Self {
        let columns = columns.iter().map(|(name, set)| ((*name).to_owned(), *set)).collect();
        Self { columns, rows: Vec::new() }
    }

    /// Adds a row; cells that are missing are empty.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Whether there is nothing in it.
    pub(crate) fn empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as text, columns without any content left out.
    pub(crate) fn text(&self) -> String {
        let header: Vec<String> = self.columns.iter().map(|(name, _)| name.clone()).collect();
        let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
        let shown: Vec<usize> = (0..self.columns.len())
            .filter(|at| self.rows.iter().any(|row| !cell(row, *at).is_empty()))
            .collect();
        let columns = shown
            .iter()
            .map(|at| {
                let align = match self.columns[*at].1 {
                    Set::Left => Align::Left,
                    Set::Right => Align::Right,
                };
                (header[*at].clone(), align)
            })
            .collect();
        let cells = |row: &Vec<String>| shown.iter().map(|at| cell(row, *at)).collect();
        Grid { columns, rows: self.rows.iter().map(cells).collect() }.text()
    }
}

#[cfg(test)]
mod tests;
