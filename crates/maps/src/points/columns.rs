//! The rows of a table, and its columns by name.

use super::Misfit;
use crate::error::{Error, quoted};
use crate::num;
use csv::{ReaderBuilder, StringRecord, Trim};
use diag::{Text, codes::maps as code};

/// What may stand between cells.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

const ID: [&str; 7] = ["id", "fid", "home", "facility", "gate", "origin", "编号"];
const KIND: [&str; 4] = ["kind", "category", "类别", "类型"];
const LON: [&str; 5] = ["lon", "lng", "longitude", "x", "经度"];
const LAT: [&str; 4] = ["lat", "latitude", "y", "纬度"];
const WEIGHT: [&str; 6] = ["weight", "people", "population", "pop", "人数", "人口"];
const CAPACITY: [&str; 2] = ["capacity", "容量"];
const HOURS: [&str; 2] = ["opening_hours", "开放时间"];
const NAME: [&str; 2] = ["name", "名称"];
const PLACE: [&str; 3] = ["place", "community", "社区"];

/// Where each column stands.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) id: Option<usize>,
    pub(super) kind: Option<usize>,
    pub(super) lon: Option<usize>,
    pub(super) lat: Option<usize>,
    pub(super) weight: Option<usize>,
    pub(super) capacity: Option<usize>,
    pub(super) opening_hours: Option<usize>,
    pub(super) name: Option<usize>,
    pub(super) place: Option<usize>,
}

impl Columns {
    pub(super) fn of_origins(header: &StringRecord) -> Result<Self, Error> {
        Ok(Self {
            id: needed(header, &ID)?,
            lon: needed(header, &LON)?,
            lat: needed(header, &LAT)?,
            weight: find(header, &WEIGHT),
            name: find(header, &NAME),
            place: find(header, &PLACE),
            ..Self::default()
        })
    }

    pub(super) fn of_facilities(header: &StringRecord) -> Result<Self, Error> {
        Ok(Self {
            id: needed(header, &ID)?,
            kind: needed(header, &KIND)?,
            lon: needed(header, &LON)?,
            lat: needed(header, &LAT)?,
            capacity: find(header, &CAPACITY),
            opening_hours: find(header, &HOURS),
            name: find(header, &NAME),
            ..Self::default()
        })
    }
}

/// The first of the names that the header has.
fn find(header: &StringRecord, names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| header.iter().position(|cell| cell.eq_ignore_ascii_case(name)))
}

fn needed(header: &StringRecord, names: &[&str]) -> Result<Option<usize>, Error> {
    let found = find(header, names);
    if found.is_some() {
        return Ok(found);
    }
    let (last, first) = names.split_last().unwrap_or((&"", &[]));
    let expected = Text::new(
        format!("名为{}或{last}的列", first.join("、")),
        format!("a column named {} or {last}", first.join(", ")),
    );
    let cells: Vec<&str> = header.iter().collect();
    Err(Error::between(code::S0516, &expected, &quoted(&cells.join(","))))
}

/// One row with its line.
pub(super) struct Row<'r> {
    cells: &'r StringRecord,
    pub(super) line: u64,
}

impl<'r> Row<'r> {
    /// The text of a cell; empty where there is no such column.
    pub(super) fn text(&self, column: Option<usize>) -> &'r str {
        column.and_then(|column| self.cells.get(column)).unwrap_or("")
    }
}

/// The rows of a text, one by one.
pub(super) struct Rows<'t> {
    text: &'t str,
    reader: csv::Reader<&'t [u8]>,
    record: StringRecord,
    /// How far lines have been counted.
    counted: usize,
    line: u64,
    cells: usize,
}

impl<'t> Rows<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
        let count = |delimiter: &char| first.matches(*delimiter).count();
        // The first of those that come as often, so a comma where none comes.
        let delimiter = DELIMITERS.iter().rev().copied().max_by_key(count).unwrap_or(',');
        let reader = ReaderBuilder::new()
            .delimiter(u8::try_from(delimiter).unwrap_or(b','))
            .flexible(true)
            .trim(Trim::All)
            .from_reader(text.as_bytes());
        Self { text, reader, record: StringRecord::new(), counted: 0, line: 1, cells: 0 }
    }

    pub(super) fn header(&mut self) -> Result<&StringRecord, Error> {
        let header = self.reader.headers().map_err(|e| {
            let expected = Text::new("带表头的CSV", "a CSV table with a header");
            let found = Text::new("不成表的文本", "a text that is no table");
            Error::between(code::S0516, &expected, &found).because(e)
        })?;
        self.cells = header.len();
        Ok(header)
    }

    /// The line of the row that was read last.
    pub(super) const fn line(&self) -> u64 {
        self.line
    }

    pub(super) fn next(&mut self) -> Option<Result<Row<'_>, Misfit>> {
        let read = self.reader.read_record(&mut self.record);
        let begin = self.record.position().map_or(0, csv::Position::byte);
        self.count_lines(usize::try_from(begin).unwrap_or(self.text.len()));
        let found = match read {
            Ok(false) => return None,
            Ok(true) if self.record.len() == self.cells => {
                return Some(Ok(Row { cells: &self.record, line: self.line }));
            }
            Ok(true) => self.record.len(),
            Err(_) => 0,
        };
        let n = self.cells;
        Some(Err(Misfit {
            code: code::S0517,
            expected: Text::new(format!("{n}个单元格"), format!("{n} cells")),
            found: Text::same(found.to_string()),
        }))
    }

    /// Counts lines up to the first byte of a row that is no blank.
    fn count_lines(&mut self, begin: usize) {
        let passed = self.text.get(self.counted..begin).unwrap_or("");
        let blank = self.text.get(begin..).unwrap_or("");
        let blank = blank.get(..blank.len() - blank.trim_start_matches(['\n', '\r']).len());
        let blank = blank.unwrap_or("");
        let lines = passed.bytes().chain(blank.bytes()).filter(|byte| *byte == b'\n').count();
        self.line += num::bytes(lines);
        self.counted = self.counted.max(begin + blank.len());
    }
}
