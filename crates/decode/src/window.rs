//! A window that moves over a stream of bytes, line by line, without growing past a limit.

use crate::Error;
use std::io::Read;
use std::ops::Range;

/// The longest line, or quoted row, that is taken.
pub(crate) const LINE_LIMIT: usize = 1 << 20;
/// How much of a longer one is kept to show.
pub(crate) const LINE_KEPT: usize = 1 << 10;
const BLOCK: usize = 1 << 18;

/// A window over a stream of bytes.
pub(crate) struct Window {
    reader: Box<dyn Read + Send>,
    gzip: bool,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    /// The number of the line that begins at the start, from 1.
    pub(crate) line: i64,
}

/// A line of the file.
pub(crate) enum Line {
    /// Where it stands in [`Window::slice`], without its line end.
    Whole(Range<usize>),
    /// One beyond the limit: its beginning.
    Long(Vec<u8>),
}

impl Window {
    pub(crate) fn new(reader: Box<dyn Read + Send>, gzip: bool) -> Self {
        Self { reader, gzip, bytes: Vec::new(), start: 0, end: 0, ended: false, line: 1 }
    }

    /// What the window shows.
    pub(crate) fn view(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// Whether nothing follows the view.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> &[u8] {
        &self.bytes[range]
    }

    /// Shows more; false if there is no more.
    pub(crate) fn grow(&mut self) -> Result<bool, Error> {
        if self.ended {
            return Ok(false);
        }
        if self.start > 0 {
            self.bytes.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        let wanted = self.end + BLOCK;
        if self.bytes.len() < wanted {
            self.bytes.resize(wanted, 0);
        }
        while self.end < wanted {
            match self.reader.read(&mut self.bytes[self.end..wanted]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(count) => self.end += count,
                Err(why) if why.kind() == std::io::ErrorKind::Interrupted => {}
                Err(why) if self.gzip => return Err(Error::Gzip(why)),
                Err(why) => return Err(Error::Io(why)),
            }
        }
        Ok(true)
    }

    /// Shows at least `length` bytes, or all there are.
    pub(crate) fn show(&mut self, length: usize) -> Result<(), Error> {
        while self.end - self.start < length && self.grow()? {}
        Ok(())
    }

    /// Moves past `length` bytes that hold so many line ends.
    pub(crate) fn pass(&mut self, length: usize, lines: i64) {
        self.start = (self.start + length).min(self.end);
        self.line += lines;
    }

    /// Moves past the line at the start, however long it is, and gives its beginning.
    pub(crate) fn pass_line(&mut self) -> Result<Vec<u8>, Error> {
        let mut kept = Vec::new();
        loop {
            let view = self.view();
            let found = memchr::memchr(b'\n', view);
            let length = found.map_or(view.len(), |at| at + 1);
            let room = (LINE_KEPT - kept.len()).min(length);
            kept.extend_from_slice(&view[..room]);
            self.pass(length, i64::from(found.is_some()));
            if found.is_some() || !self.grow()? {
                return Ok(kept);
            }
        }
    }

    /// The next line, or none at the end.
    pub(crate) fn next_line(&mut self) -> Result<Option<Line>, Error> {
        let mut searched = 0;
        loop {
            let view = self.view();
            if let Some(at) = memchr::memchr(b'\n', &view[searched..]) {
                let length = searched + at;
                let end = length - usize::from(length > 0 && view[length - 1] == b'\r');
                let range = self.start..self.start + end;
                if length > LINE_LIMIT {
                    return self.pass_line().map(|kept| Some(Line::Long(kept)));
                }
                self.pass(length + 1, 1);
                return Ok(Some(Line::Whole(range)));
            }
            searched = view.len();
            if searched > LINE_LIMIT {
                return self.pass_line().map(|kept| Some(Line::Long(kept)));
            }
            if !self.grow()? {
                let range = self.start..self.end;
                self.pass(range.len(), 1);
                return Ok((!range.is_empty()).then_some(Line::Whole(range)));
            }
        }
    }
}
