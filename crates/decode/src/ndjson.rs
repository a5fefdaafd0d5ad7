//! NDJSON: one object a line; a key that a line does not have is no value.

use crate::Error;
use crate::decoder::{Body, Facts, Fill, Opening};
use crate::encoding::Encoding;
use crate::field::{Keyed, Place};
use crate::json::{self, Value};
use crate::misfit::Misfit;
use crate::rows::Rows;
use crate::window::{LINE_LIMIT, Line, Window};
use district::FileFormat;
use std::collections::{BTreeMap, BTreeSet};

/// How much of a file is looked at to find the encoding.
const START: usize = 1 << 20;
/// How many unused keys are remembered.
const UNUSED: usize = 64;

pub(crate) struct Ndjson {
    window: Window,
    encoding: Encoding,
    places: Vec<Place>,
    /// Key → the columns that it fills.
    keys: BTreeMap<String, Vec<usize>>,
    seen: BTreeSet<String>,
    unused: BTreeSet<String>,
}

pub(crate) fn open(opening: Opening<'_>, rows: &mut Rows) -> Result<(Ndjson, Facts), Error> {
    let Opening { stream, wants, plain, .. } = opening;
    let mut window = Window::new(plain.reader, plain.gzip);
    window.show(START)?;
    let (encoding, said) = Encoding::find(window.view(), window.ended())?;
    rows.shared.said.extend(said);
    if window.view().starts_with(b"\xef\xbb\xbf") {
        window.pass(3, 0);
    }
    let Keyed { found, header, keys } = Keyed::new(&wants);
    let facts = Facts::new(stream, &wants, &found, &header, FileFormat::Ndjson, rows);
    let (seen, unused) = (BTreeSet::new(), BTreeSet::new());
    Ok((Ndjson { window, encoding, places: found.places, keys, seen, unused }, facts))
}

impl Body for Ndjson {
    fn fill(&mut self, rows: &mut Rows) -> Result<Fill, Error> {
        while !rows.full() {
            let line_no = self.window.line;
            match self.window.next_line()? {
                None => {
                    self.say_keys(rows);
                    return Ok(Fill::End);
                }
                Some(Line::Long(kept)) => {
                    rows.refuse_row(line_no, &Misfit::Long(LINE_LIMIT), &kept, kept.clone());
                }
                Some(Line::Whole(range)) => {
                    let line = self.window.slice(range);
                    if line.trim_ascii().is_empty() {
                        continue;
                    }
                    let keys = &self.keys;
                    let noted = take(line, line_no, self.encoding, &self.places, keys, rows);
                    for key in noted {
                        if self.keys.contains_key(&key) {
                            self.seen.insert(key);
                        } else if self.unused.len() < UNUSED {
                            self.unused.insert(key);
                        }
                    }
                }
            }
        }
        Ok(Fill::More)
    }
}

impl Ndjson {
    fn say_keys(&self, rows: &mut Rows) {
        let missing: Vec<&str> =
            self.keys.keys().filter(|key| !self.seen.contains(*key)).map(String::as_str).collect();
        if !missing.is_empty() {
            let names = missing.join(", ");
            rows.say(
                format!("没有一行有这些键：{names}"),
                format!("keys that no line has: {names}"),
            );
        }
        if !self.unused.is_empty() {
            let names: Vec<&str> = self.unused.iter().map(String::as_str).collect();
            let names = names.join(", ");
            rows.say(
                format!("这些键没有用到：{names}"),
                format!("keys that are not used: {names}"),
            );
        }
    }
}

/// Takes a line in; gives the keys that it had.
fn take(
    line: &[u8],
    line_no: i64,
    encoding: Encoding,
    places: &[Place],
    keys: &BTreeMap<String, Vec<usize>>,
    rows: &mut Rows,
) -> Vec<String> {
    let raw = || [line, b"\n"].concat();
    if memchr::memchr(0, line).is_some() {
        rows.refuse_row(line_no, &Misfit::Nul, line, raw());
        return Vec::new();
    }
    let Some(text) = encoding.decode(line) else {
        rows.refuse_row(line_no, &Misfit::Encoding(encoding.name()), line, raw());
        return Vec::new();
    };
    let Some(fields) = json::object(&text) else {
        rows.refuse_row(line_no, &Misfit::Object, line, raw());
        return Vec::new();
    };
    let mut cells: Vec<Option<&[u8]>> = places.iter().map(Place::constant).collect();
    let mut filled = BTreeSet::new();
    for (key, value) in &fields {
        let Some(columns) = keys.get(key.as_ref()) else { continue };
        if !filled.insert(key) {
            rows.refuse_row(line_no, &Misfit::Object, line, raw());
            return Vec::new();
        }
        let cell = match value {
            Value::Null => None,
            Value::Plain(plain) => Some(plain.as_bytes()),
            Value::Text(text) => Some(text.as_bytes()),
            Value::Nested(nested) => {
                let column = columns.first().copied().unwrap_or(0);
                let raw = raw();
                let found = nested.as_bytes();
                rows.refuse_cell(line_no, column, &Misfit::Nested, found, &raw.as_slice());
                return Vec::new();
            }
        };
        for column in columns {
            cells[*column] = cell;
        }
    }
    rows.push(line_no, &cells, &raw().as_slice());
    fields.iter().map(|(key, _)| key.to_string()).collect()
}

#[cfg(test)]
mod tests;
