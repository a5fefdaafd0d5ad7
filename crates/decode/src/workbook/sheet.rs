//! Reads one sheet of a workbook, behind the checks that keep it from growing.

use super::biff;
use super::bomb;
use super::grid::{Cell, Grid, Kind};
use crate::Error;
use crate::columnar::guarded;
use crate::rows::Rows;
use bytes::Bytes;
use calamine::{Data, DataRef, ExcelDateTime, Reader, Xls, Xlsx};
use std::fmt::Display;
use std::io::Cursor;

/// Excel's last day, and the first number behind it.
const LAST_DAY: f64 = 2_958_466.0;

pub(super) fn read(bytes: &Bytes, sheet: Option<&str>, rows: &mut Rows) -> Result<Grid, Error> {
    if bytes.starts_with(b"PK\x03\x04") {
        bomb::check(bytes, bomb::UNPACKED_LIMIT)?;
        return guarded(|| xlsx(bytes, sheet, rows))?;
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        biff::check(bytes)?;
        return guarded(|| xls(bytes, sheet, rows))?;
    }
    let found = crate::input::not_text(bytes).unwrap_or("neither a ZIP archive nor an OLE file");
    Err(Error::Format { expected: "an XLSX or XLS workbook", found: found.to_owned() })
}

fn broken(why: impl Display) -> Error {
    Error::Broken {
        expected: "a workbook",
        found: why.to_string(),
        place: "its structure".to_owned(),
    }
}

/// The sheet that is declared, or the first one, which is said.
fn choose(names: &[String], sheet: Option<&str>, rows: &mut Rows) -> Result<String, Error> {
    if let Some(sheet) = sheet {
        return names
            .iter()
            .find(|name| *name == sheet)
            .cloned()
            .ok_or_else(|| Error::Sheet { expected: sheet.to_owned(), found: names.to_vec() });
    }
    let first = names.first().ok_or(Error::Empty)?;
    let count = names.len();
    rows.say(
        format!("工作表：{first}（共 {count} 个，取第一个）"),
        format!("sheet: {first} (the first of {count})"),
    );
    Ok(first.clone())
}

fn xlsx(bytes: &Bytes, sheet: Option<&str>, rows: &mut Rows) -> Result<Grid, Error> {
    let mut book = Xlsx::new(Cursor::new(bytes.clone())).map_err(broken)?;
    let name = choose(&book.sheet_names(), sheet, rows)?;
    let mut grid = Grid::default();
    {
        let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
        while let Some(cell) = cells.next_cell().map_err(broken)? {
            let at = cell.get_position();
            if let Some(cell) = cell_of(cell.get_value()) {
                grid.put(at, cell)?;
            }
        }
    }
    for merged in book.merge_cells_by_sheet_name(&name).map_err(broken)? {
        grid.merge(merged.start, merged.end)?;
    }
    Ok(grid)
}

fn xls(bytes: &Bytes, sheet: Option<&str>, rows: &mut Rows) -> Result<Grid, Error> {
    let mut book = Xls::new(Cursor::new(bytes.clone())).map_err(broken)?;
    let name = choose(&book.sheet_names(), sheet, rows)?;
    let range = book.worksheet_range(&name).map_err(broken)?;
    let mut grid = Grid::default();
    let (top, left) = range.start().unwrap_or((0, 0));
    for (row, column, value) in range.used_cells() {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let at = (top.saturating_add(offset(row)), left.saturating_add(offset(column)));
        if let Some(cell) = cell_of(&borrowed(value)) {
            grid.put(at, cell)?;
        }
    }
    for merged in book.merge_cells_by_sheet_name(&name).map_err(broken)? {
        grid.merge(merged.start, merged.end)?;
    }
    Ok(grid)
}

/// A value of the XLS reader as the XLSX reader has it.
fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Empty => DataRef::Empty,
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(at) => DataRef::DateTime(*at),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
    }
}

fn cell_of(value: &DataRef<'_>) -> Option<Cell> {
    let plain = |text: String| Some(Cell { text, kind: Kind::Plain });
    match value {
        DataRef::Empty => None,
        DataRef::Int(number) => plain(number.to_string()),
        // The shortest decimal text that is this float and no other.
        DataRef::Float(number) => plain(number.to_string()),
        DataRef::String(text) if text.is_empty() => None,
        DataRef::String(text) => plain(text.clone()),
        DataRef::SharedString("") => None,
        DataRef::SharedString(text) => plain((*text).to_owned()),
        DataRef::Bool(value) => plain(value.to_string()),
        DataRef::DateTime(at) => Some(moment(at)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => plain(text.clone()),
        DataRef::Error(error) => Some(Cell { text: error.to_string(), kind: Kind::Error }),
    }
}

/// A date with its time; a duration or a number that is no date stays a number.
fn moment(at: &ExcelDateTime) -> Cell {
    let number = at.as_f64();
    if at.is_duration() || !(1.0..LAST_DAY).contains(&number) {
        return Cell { text: number.to_string(), kind: Kind::Plain };
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let text =
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}");
    Cell { text, kind: Kind::Moment }
}
