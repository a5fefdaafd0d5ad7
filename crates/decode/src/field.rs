//! Where each column of a stream comes from: a field of the file or a part of its name.

use crate::Error;
use crate::address;
use district::{FileSource, Stream, did_you_mean};
use std::collections::BTreeMap;

/// What fills one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Want {
    /// A field of the file.
    Field {
        /// Its name.
        name: String,
        /// Whether the source names it; else it is looked up under the column's own name.
        named: bool,
    },
    /// The same text in every row, from the file's name.
    Constant(String),
}

impl Want {
    /// The names of the fields that are wanted.
    pub(crate) fn names(wants: &[Self]) -> Vec<&str> {
        let mut names = Vec::new();
        for want in wants {
            match want {
                Self::Field { name, .. } => names.push(name.as_str()),
                Self::Constant(_) => {}
            }
        }
        names
    }
}

/// What fills the columns of `stream`, in their order.
pub(crate) fn wants(
    source: &FileSource,
    stream: &Stream,
    file_name: &str,
) -> Result<Vec<Want>, Error> {
    let captures = source.pattern.as_deref().map(|pattern| (pattern, captures(pattern, file_name)));
    let want = |column: &district::Column| {
        let Some(field) = source.fields.get(&column.id) else {
            return Ok(Want::Field { name: column.id.clone(), named: false });
        };
        if let Some(text) = field.strip_prefix('=') {
            return Ok(Want::Constant(text.to_owned()));
        }
        let Some(capture) = field.strip_prefix("file:") else {
            return Ok(Want::Field { name: field.clone(), named: true });
        };
        let found = captures.as_ref().and_then(|(_, found)| found.as_ref()?.get(capture));
        match found {
            Some(text) => Ok(Want::Constant(text.clone())),
            None => Err(Error::Pattern {
                pattern: captures
                    .as_ref()
                    .map_or_else(|| format!("{{{capture}}}"), |(pattern, _)| (*pattern).to_owned()),
                found: base(file_name).to_owned(),
            }),
        }
    };
    stream.columns.iter().map(want).collect()
}

fn base(file_name: &str) -> &str {
    file_name.rsplit(['/', '\\']).next().unwrap_or(file_name)
}

/// The captures of a file name under a pattern; a `.gz` at the end of either does not matter.
pub fn captures(pattern: &str, file_name: &str) -> Option<BTreeMap<String, String>> {
    let pattern = pattern.strip_suffix(".gz").unwrap_or(pattern);
    let name = base(file_name);
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let parts = parts(pattern);
    let mut found = BTreeMap::new();
    matches(&parts, name, &mut found, &mut 100_000).then_some(found)
}

enum Part<'a> {
    Text(&'a str),
    Any,
    Capture(&'a str),
}

fn parts(pattern: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(['*', '{']) {
        if at > 0 {
            parts.push(Part::Text(&rest[..at]));
        }
        rest = &rest[at..];
        match (rest.strip_prefix('*'), rest.find('}')) {
            (Some(after), _) => {
                parts.push(Part::Any);
                rest = after;
            }
            (None, Some(end)) => {
                parts.push(Part::Capture(&rest[1..end]));
                rest = &rest[end + 1..];
            }
            (None, None) => break,
        }
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    parts
}

/// Matches by trying the shortest text for each part first; `steps` bounds the tries.
fn matches(
    parts: &[Part<'_>],
    name: &str,
    found: &mut BTreeMap<String, String>,
    steps: &mut u32,
) -> bool {
    let Some((first, rest)) = parts.split_first() else { return name.is_empty() };
    let Some(left) = steps.checked_sub(1) else { return false };
    *steps = left;
    let (least, capture) = match first {
        Part::Text(text) => {
            return name.strip_prefix(text).is_some_and(|name| matches(rest, name, found, steps));
        }
        Part::Any => (0, None),
        Part::Capture(capture) => (1, Some(*capture)),
    };
    let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]).filter(|at| *at >= least);
    for end in ends {
        if matches(rest, &name[end..], found, steps) {
            if let Some(capture) = capture {
                found.insert(capture.to_owned(), name[..end].to_owned());
            }
            return true;
        }
    }
    false
}

/// Where a column's cell stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// In that cell of the row.
    Cell(usize),
    /// The same in every row.
    Constant(Vec<u8>),
    /// Nowhere: the file does not have it and the column may be empty.
    Absent,
}

impl Place {
    /// What stands there in every row.
    pub(crate) fn constant(&self) -> Option<&[u8]> {
        match self {
            Self::Constant(text) => Some(text),
            Self::Cell(_) | Self::Absent => None,
        }
    }
}

/// The columns of a format whose rows bring their own keys.
#[derive(Debug)]
pub(crate) struct Keyed {
    pub(crate) found: Found,
    /// The key of each column.
    pub(crate) header: Vec<String>,
    /// Key → the columns that it fills.
    pub(crate) keys: BTreeMap<String, Vec<usize>>,
}

impl Keyed {
    pub(crate) fn new(wants: &[Want]) -> Self {
        let mut keyed = Self { found: Found::default(), header: Vec::new(), keys: BTreeMap::new() };
        for (at, want) in wants.iter().enumerate() {
            let (place, name) = match want {
                Want::Constant(text) => (Place::Constant(text.clone().into_bytes()), String::new()),
                Want::Field { name, .. } => {
                    keyed.keys.entry(name.clone()).or_default().push(at);
                    (Place::Cell(at), name.clone())
                }
            };
            keyed.found.places.push(place);
            keyed.header.push(name);
        }
        keyed
    }
}

/// What a header gives: a place for each column, and what is to be said about it.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) places: Vec<Place>,
    /// Columns that may be empty and are not in the file.
    pub(crate) absent: Vec<String>,
    /// Fields of the file that no column takes.
    pub(crate) unused: Vec<String>,
}

/// Finds the columns of `stream` in a header.
///
/// A column that must have values, that the source names, or whose name is near to a field
/// that nothing else takes, must be there.
pub(crate) fn find(
    stream: &Stream,
    wants: &[Want],
    header: &[String],
    letters: bool,
) -> Result<Found, Error> {
    let mut found = Found::default();
    let (mut missing, mut meant) = (Vec::new(), Vec::new());
    let at = |name: &str| -> Result<Option<usize>, Error> {
        if let Some(letters) = name.strip_prefix("column:").and_then(address::index) {
            return Ok((letters < header.len()).then_some(letters));
        }
        let mut places = header.iter().enumerate().filter(|(_, field)| *field == name);
        let first = places.next().map(|(at, _)| at);
        if first.is_some() && places.next().is_some() {
            return Err(Error::Twice(name.to_owned()));
        }
        Ok(first)
    };
    let taken = Want::names(wants);
    let free = || header.iter().map(String::as_str).filter(|field| !taken.contains(field));
    for (column, want) in stream.columns.iter().zip(wants) {
        let (name, named) = match want {
            Want::Constant(text) => {
                found.places.push(Place::Constant(text.clone().into_bytes()));
                continue;
            }
            Want::Field { name, named } => (name, *named),
        };
        if let Some(at) = at(name)? {
            found.places.push(Place::Cell(at));
            continue;
        }
        let near = did_you_mean(name, free().filter(|field| !field.is_empty()));
        if must_be_there(stream, column) || named || near.is_some() {
            missing.push(format!("`{name}` (column `{}`)", column.id));
            meant.extend(near.map(|near| (name.clone(), near.to_owned())));
        } else {
            found.absent.push(column.id.clone());
        }
        found.places.push(Place::Absent);
    }
    if !missing.is_empty() {
        return Err(Error::Header { missing, found: header.to_vec(), meant });
    }
    let used: Vec<usize> = found
        .places
        .iter()
        .filter_map(|place| match place {
            Place::Cell(at) => Some(*at),
            Place::Constant(_) | Place::Absent => None,
        })
        .collect();
    found.unused = header
        .iter()
        .enumerate()
        .filter(|(at, field)| !used.contains(at) && (letters || !field.is_empty()))
        .map(|(at, field)| if field.is_empty() { address::letter(at) } else { field.clone() })
        .collect();
    Ok(found)
}

/// Whether rows without that column would all be refused or mean nothing.
pub(crate) fn must_be_there(stream: &Stream, column: &district::Column) -> bool {
    let id = &column.id;
    let timed = match &stream.event_time {
        district::declare::EventTime::Column(time) => time == id,
        district::declare::EventTime::Parts(parts) => parts.contains(id),
    };
    column.required
        || timed
        || stream.key.contains(id)
        || stream.place.as_ref() == Some(id)
        || stream.subject.as_ref() == Some(id)
        || stream.state.as_ref() == Some(id)
}

#[cfg(test)]
mod tests;
