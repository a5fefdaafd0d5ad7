//! Tables of homes and facilities: CSV → places, and the rows that are none.
//!
//! Columns are found by their names in the header, in any order and among synonyms. A row that
//! does not fit is set aside with its line, what was expected and what was found; the rest goes
//! in (L8).

mod columns;
mod text;

use crate::error::{Error, Notice, Place, quoted};
use crate::layer::Frame;
use access::{Facility, Point};
use columns::{Columns, Row, Rows};
use diag::{Code, Text, codes::maps as code};
use std::collections::BTreeMap;

/// What a table holds.
#[derive(Debug, Clone, Default)]
pub struct Table<T> {
    /// Its rows that fit, in order.
    pub rows: Vec<T>,
    /// Its rows that do not.
    pub refused: Vec<Notice>,
}

/// Where people start from: a home, a building, a cell of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// Its id.
    pub id: String,
    /// Where it is.
    pub at: Point,
    /// How many people; 1 where the table does not count them.
    pub weight: f64,
    /// The place that it belongs to, where the table says it.
    pub place: String,
    /// Its name, where it has one.
    pub name: String,
    /// Its line in the file, from 1 with the header.
    pub line: u64,
}

/// Reads a table of homes: `id, lon, lat`, and `weight`, `place`, `name` if there are such.
pub fn origins(bytes: &[u8], frame: &Frame<'_>) -> Result<Table<Origin>, Error> {
    let text = text::decode(bytes)?;
    let mut rows = Rows::new(&text);
    let columns = Columns::of_origins(rows.header()?)?;
    let mut sieve = Sieve::new();
    while let Some(row) = rows.next() {
        let made = row.and_then(|row| {
            let origin = Origin {
                id: filled(&row, columns.id, "id")?.to_owned(),
                at: place(&row, &columns, frame)?,
                weight: match columns.weight {
                    Some(_) => amount(filled(&row, columns.weight, "weight")?, "weight")?,
                    None => 1.0,
                },
                place: row.text(columns.place).to_owned(),
                name: row.text(columns.name).to_owned(),
                line: row.line,
            };
            Ok(((origin.id.clone(), String::new()), origin))
        });
        sieve.take(rows.line(), made);
    }
    Ok(sieve.table)
}

/// Reads a table of facilities: `id, kind, lon, lat`, and `name`, `capacity`, `opening_hours` if
/// there are such. A facility of several kinds has a row for each.
pub fn facilities(bytes: &[u8], frame: &Frame<'_>) -> Result<Table<Facility>, Error> {
    let text = text::decode(bytes)?;
    let mut rows = Rows::new(&text);
    let columns = Columns::of_facilities(rows.header()?)?;
    let mut sieve = Sieve::new();
    while let Some(row) = rows.next() {
        let made = row.and_then(|row| {
            let capacity = Some(row.text(columns.capacity)).filter(|text| !text.is_empty());
            let facility = Facility {
                id: filled(&row, columns.id, "id")?.to_owned(),
                kind: filled(&row, columns.kind, "kind")?.to_owned(),
                name: row.text(columns.name).to_owned(),
                at: place(&row, &columns, frame)?,
                opening_hours: row.text(columns.opening_hours).to_owned(),
                capacity: capacity.map(|text| amount(text, "capacity")).transpose()?,
            };
            Ok(((facility.id.clone(), facility.kind.clone()), facility))
        });
        sieve.take(rows.line(), made);
    }
    Ok(sieve.table)
}

/// What is wrong with a row.
struct Misfit {
    code: Code,
    expected: Text,
    found: Text,
}

/// What tells a row from the others: its id, and its kind.
type Key = (String, String);

/// Rows as they are taken or set aside, with the ids that have come.
struct Sieve<T> {
    seen: BTreeMap<Key, u64>,
    table: Table<T>,
}

impl<T> Sieve<T> {
    const fn new() -> Self {
        let table = Table { rows: Vec::new(), refused: Vec::new() };
        Self { seen: BTreeMap::new(), table }
    }

    /// An id counts as seen only if its row was taken.
    fn take(&mut self, line: u64, made: Result<(Key, T), Misfit>) {
        let misfit = match made {
            Ok((key, made)) => match self.seen.get(&key) {
                None => {
                    self.seen.insert(key, line);
                    self.table.rows.push(made);
                    return;
                }
                Some(first) => again(&key.0, *first),
            },
            Err(misfit) => misfit,
        };
        let Misfit { code, expected, found } = misfit;
        let place = Place::Line(line);
        self.table.refused.push(Notice { code, place, expected, found, refused: true });
    }
}

fn again(id: &str, first: u64) -> Misfit {
    let id = quoted(id);
    Misfit {
        code: code::S0512,
        expected: Text::new("未出现过的编号", "an id that has not come before"),
        found: Text::new(
            format!("第{first}行已有的{}", id.zh),
            format!("{}, which line {first} has", id.en),
        ),
    }
}

/// A cell that must not be empty.
fn filled<'r>(row: &Row<'r>, column: Option<usize>, name: &str) -> Result<&'r str, Misfit> {
    let text = row.text(column);
    if text.is_empty() {
        return Err(Misfit {
            code: code::S0517,
            expected: Text::new(format!("{name}列有内容"), format!("something in `{name}`")),
            found: Text::new("空单元格", "an empty cell"),
        });
    }
    Ok(text)
}

fn place(row: &Row<'_>, columns: &Columns, frame: &Frame<'_>) -> Result<Point, Misfit> {
    let degrees = |column: Option<usize>, name: &str| {
        let text = filled(row, column, name)?;
        let number = text.parse().ok().filter(|number: &f64| number.is_finite());
        number.ok_or_else(|| Misfit {
            code: code::S0517,
            expected: Text::new(format!("{name}列中一个数"), format!("a number in `{name}`")),
            found: quoted(text),
        })
    };
    let point = Point::new(degrees(columns.lon, "lon")?, degrees(columns.lat, "lat")?);
    frame.place(point).map_err(|misplaced| {
        let (code, expected, found) = misplaced.told(code::S0518);
        Misfit { code, expected, found }
    })
}

/// A number of people or of anything else, not below zero.
fn amount(text: &str, name: &str) -> Result<f64, Misfit> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| Misfit {
        code: code::S0517,
        expected: Text::new(
            format!("{name}列中一个不小于零的数"),
            format!("a number not below zero in `{name}`"),
        ),
        found: quoted(text),
    })
}

#[cfg(test)]
mod tests;
