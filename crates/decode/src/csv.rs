//! CSV: cut into rows and cells by bytes, without a copy, then handed to `rows`.
//!
//! A row that does not fit costs that row alone: a quote that never closes costs its line, not
//! what follows. Cells are never shifted to make a row of another length fit.

use crate::Error;
use crate::decoder::{Body, Facts, Fill, Opening};
use crate::encoding::Encoding;
use crate::field::{self, Place, Want};
use crate::misfit::Misfit;
use crate::rows::Rows;
use crate::table;
use crate::window::{LINE_LIMIT, Window};
use district::FileFormat;
use std::borrow::Cow;

mod cut;

use cut::{Cut, cut};

/// How much of a file is looked at to find the encoding and the header.
const START: usize = 1 << 20;

/// A CSV file, past its header.
pub(crate) struct Csv {
    window: Window,
    encoding: Encoding,
    delimiter: u8,
    places: Vec<Place>,
    width: usize,
    marks: Vec<String>,
    /// Whether it is a table made for people: rows without any cell are passed over.
    table: bool,
    stopped: bool,
    /// Whether the file ends within a line.
    open_end: bool,
}

/// Reads the header.
pub(crate) fn open(opening: Opening<'_>, rows: &mut Rows) -> Result<(Csv, Facts), Error> {
    let Opening { source, stream, wants, plain } = opening;
    let mut window = Window::new(plain.reader, plain.gzip);
    window.show(START)?;
    let (encoding, said) = Encoding::find(window.view(), window.ended())?;
    rows.shared.said.extend(said);
    if window.view().starts_with(b"\xef\xbb\xbf") {
        window.pass(3, 0);
    }
    let head = head(&window, encoding, source.header_rows, &wants)?;
    if head.delimiter != b',' {
        let name = if head.delimiter == b'\t' { "TAB" } else { ";" };
        rows.say(format!("分隔符：{name}"), format!("delimiter: {name}"));
    }
    let found = field::find(stream, &wants, &head.names, false)?;
    if head.titles > 0 {
        rows.say(
            format!("表头之前的 {} 行标题未取", head.titles),
            format!("{} title rows above the header are left out", head.titles),
        );
    }
    let facts = Facts::new(stream, &wants, &found, &head.names, FileFormat::Csv, rows);
    let facts = facts.with_head(window.view()[..head.length].to_vec());
    window.pass(head.length, head.lines);
    let open_end = window.ended() && !matches!(window.view().last(), Some(b'\n') | None);
    let csv = Csv {
        window,
        encoding,
        delimiter: head.delimiter,
        places: found.places,
        width: head.names.len(),
        marks: source.stop_at.clone(),
        table: source.header_rows.is_some(),
        stopped: false,
        open_end,
    };
    Ok((csv, facts))
}

struct Head {
    delimiter: u8,
    names: Vec<String>,
    titles: usize,
    length: usize,
    lines: i64,
}

fn head(
    window: &Window,
    encoding: Encoding,
    levels: Option<u32>,
    wants: &[Want],
) -> Result<Head, Error> {
    let view = window.view();
    let most = if levels.is_some() { table::HEAD_ROWS } else { 1 };
    let mut best: Option<(usize, Head)> = None;
    for delimiter in [b',', b';', b'\t'] {
        let mut found = Vec::new();
        let mut at = 0;
        let mut lines = 0;
        while found.len() < most {
            let Cut::Row { cells, length, lines: more, .. } =
                cut(&view[at..], delimiter, window.ended())
            else {
                break;
            };
            at += length;
            lines += more;
            let texts: Vec<String> = cells.iter().map(|cell| text(encoding, cell)).collect();
            // Empty lines before a header say nothing.
            if levels.is_some() || texts.iter().any(|text| !text.is_empty()) {
                found.push((texts, at, lines));
            }
        }
        let count = found.iter().map(|(texts, ..)| texts.len() - 1).sum();
        let Some(head) = head_of(&found, levels, wants, delimiter) else { continue };
        if best.as_ref().is_none_or(|(most, _)| count > *most) {
            best = Some((count, head));
        }
    }
    best.map(|(_, head)| head).ok_or(if view.is_empty() {
        Error::Empty
    } else {
        Error::Limit {
            what: "bytes in a header line",
            limit: u64::try_from(LINE_LIMIT).unwrap_or(0),
            found: u64::try_from(view.len()).unwrap_or(u64::MAX),
        }
    })
}

fn head_of(
    found: &[(Vec<String>, usize, i64)],
    levels: Option<u32>,
    wants: &[Want],
    delimiter: u8,
) -> Option<Head> {
    let Some(levels) = levels else {
        let (names, length, lines) = found.first()?;
        let names = names.iter().map(|name| name.trim().to_owned()).collect();
        return Some(Head { delimiter, names, titles: 0, length: *length, lines: *lines });
    };
    let levels = usize::try_from(levels).ok()?.max(1);
    let texts: Vec<Vec<String>> = found.iter().map(|(texts, ..)| texts.clone()).collect();
    let (titles, names) = table::locate(&texts, levels, &Want::names(wants), true)?;
    let (_, length, lines) = found.get(titles + levels - 1)?;
    Some(Head { delimiter, names, titles, length: *length, lines: *lines })
}

fn text(encoding: Encoding, cell: &[u8]) -> String {
    encoding.decode(cell).unwrap_or_else(|| String::from_utf8_lossy(cell)).into_owned()
}

impl Body for Csv {
    fn fill(&mut self, rows: &mut Rows) -> Result<Fill, Error> {
        while !rows.full() {
            if self.stopped {
                return Ok(Fill::End);
            }
            let (length, lines, more) = self.run(rows);
            self.window.pass(length, lines);
            match more {
                More::Full => return Ok(Fill::More),
                More::Bytes if self.window.view().len() > LINE_LIMIT => self.pass_long(rows)?,
                More::Bytes => {
                    let grown = self.window.grow()?;
                    if self.window.ended() {
                        self.open_end = !matches!(self.window.view().last(), Some(b'\n') | None);
                    }
                    if !grown && self.window.view().is_empty() {
                        return Ok(Fill::End);
                    }
                }
                More::Nothing => {
                    if self.open_end && !self.stopped {
                        rows.say("最后一行没有换行符", "the last line has no line end");
                    }
                    return Ok(Fill::End);
                }
            }
        }
        Ok(Fill::More)
    }
}

/// Why a run over the view stopped.
enum More {
    /// The chunk is full.
    Full,
    /// The view ends within a row.
    Bytes,
    /// The table or the file ends here.
    Nothing,
}

impl Csv {
    /// Refuses a line beyond the limit, or one whose quote does not close within it.
    fn pass_long(&mut self, rows: &mut Rows) -> Result<(), Error> {
        let line = self.window.line;
        let view = self.window.view();
        let end = memchr::memchr(b'\n', view);
        if let Some(end) = end.filter(|end| *end <= LINE_LIMIT) {
            let raw = view[..=end].to_vec();
            self.window.pass(end + 1, 1);
            rows.refuse_row(line, &Misfit::Quote, raw.trim_ascii_end(), raw.clone());
        } else {
            let raw = self.window.pass_line()?;
            rows.refuse_row(line, &Misfit::Long(LINE_LIMIT), &raw, raw.clone());
        }
        Ok(())
    }

    /// Takes every whole row of the view; gives the bytes and line ends that were passed.
    fn run(&mut self, rows: &mut Rows) -> (usize, i64, More) {
        let (view, ended) = (self.window.view(), self.window.ended());
        let (mut at, mut lines) = (0, 0);
        let mut cells: Vec<&[u8]> = Vec::with_capacity(self.width);
        let mut picked: Vec<Option<&[u8]>> = Vec::with_capacity(self.places.len());
        let row = Row {
            encoding: self.encoding,
            places: &self.places,
            width: self.width,
            marks: &self.marks,
            table: self.table,
        };
        while at < view.len() {
            if rows.full() {
                return (at, lines, More::Full);
            }
            let rest = &view[at..];
            let line_no = self.window.line + lines;
            let end = memchr::memchr(b'\n', rest);
            let Some(end) = end.or(ended.then_some(rest.len())) else {
                return (at, lines, More::Bytes);
            };
            let raw = &rest[..(end + 1).min(rest.len())];
            let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
            if line.len() > LINE_LIMIT {
                return (at, lines, More::Bytes);
            }
            if !line.is_ascii() || memchr::memchr2(b'"', 0, line).is_some() {
                match row.slow(rest, self.delimiter, ended, line_no, rows) {
                    Slow::Passed(length, more) => (at, lines) = (at + length, lines + more),
                    Slow::Bytes => return (at, lines, More::Bytes),
                    Slow::Stop(length) => {
                        self.stopped = true;
                        return (at + length, lines, More::Nothing);
                    }
                }
                continue;
            }
            (at, lines) = (at + raw.len(), lines + 1);
            if line.is_empty() {
                continue;
            }
            cells.clear();
            let mut start = 0;
            for end in memchr::memchr_iter(self.delimiter, line) {
                cells.push(&line[start..end]);
                start = end + 1;
            }
            cells.push(&line[start..]);
            if row.take(&cells, &mut picked, raw, line_no, rows) {
                self.stopped = true;
                return (at, lines, More::Nothing);
            }
        }
        (at, lines, if ended { More::Nothing } else { More::Bytes })
    }
}

/// What is needed to take a row.
struct Row<'a> {
    encoding: Encoding,
    places: &'a [Place],
    width: usize,
    marks: &'a [String],
    table: bool,
}

/// What became of a row with quotes or bytes that are not ASCII.
enum Slow {
    Passed(usize, i64),
    Bytes,
    Stop(usize),
}

impl<'p> Row<'p> {
    /// Takes a row of cells that are UTF-8; true if it ends the table.
    fn take<'a>(
        &self,
        cells: &[&'a [u8]],
        picked: &mut Vec<Option<&'a [u8]>>,
        raw: &[u8],
        line: i64,
        rows: &mut Rows,
    ) -> bool
    where
        'p: 'a,
    {
        if table::stops(self.marks, cells.iter().copied()) {
            rows.say(format!("表在第 {line} 行结束"), format!("the table ends at line {line}"));
            return true;
        }
        if self.table && cells.iter().all(|cell| cell.trim_ascii().is_empty()) {
            return false;
        }
        if cells.len() != self.width {
            rows.refuse_row(line, &Misfit::Cells(self.width), raw.trim_ascii_end(), raw.to_vec());
            return false;
        }
        picked.clear();
        picked.extend(self.places.iter().map(|place| match place {
            Place::Cell(at) => cells.get(*at).copied(),
            Place::Constant(text) => Some(text.as_slice()),
            Place::Absent => None,
        }));
        rows.push(line, picked, &raw);
        false
    }

    /// A row with quotes, NUL bytes or bytes that are not ASCII.
    fn slow(&self, rest: &[u8], delimiter: u8, ended: bool, line: i64, rows: &mut Rows) -> Slow {
        let (cells, length, lines) = match cut(rest, delimiter, ended) {
            Cut::Row { cells, length, lines } => (cells, length, lines),
            Cut::More => return Slow::Bytes,
            Cut::Quote => {
                let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
                let raw = &rest[..length];
                rows.refuse_row(line, &Misfit::Quote, raw.trim_ascii_end(), raw.to_vec());
                return Slow::Passed(length, 1);
            }
        };
        let raw = &rest[..length];
        if memchr::memchr(0, raw).is_some() {
            rows.refuse_row(line, &Misfit::Nul, raw.trim_ascii_end(), raw.to_vec());
            return Slow::Passed(length, lines);
        }
        let ascii = raw.is_ascii();
        if !ascii && self.encoding.decode(raw).is_none() {
            let misfit = Misfit::Encoding(self.encoding.name());
            rows.refuse_row(line, &misfit, raw.trim_ascii_end(), raw.to_vec());
            return Slow::Passed(length, lines);
        }
        let mut picked = Vec::with_capacity(self.places.len());
        let stop = if ascii || self.encoding == Encoding::Utf8 {
            let cells: Vec<&[u8]> = cells.iter().map(AsRef::as_ref).collect();
            self.take(&cells, &mut picked, raw, line, rows)
        } else {
            let texts: Vec<Cow<'_, str>> = cells
                .iter()
                .map(|cell| {
                    self.encoding.decode(cell).unwrap_or_else(|| String::from_utf8_lossy(cell))
                })
                .collect();
            let cells: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
            self.take(&cells, &mut picked, raw, line, rows)
        };
        if stop { Slow::Stop(length) } else { Slow::Passed(length, lines) }
    }
}

#[cfg(test)]
mod tests;
