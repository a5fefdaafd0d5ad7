//! The door: from declarations and bytes to chunks of typed rows and refused rows.

use crate::field::{self, Found, Place, Want};
use crate::input::{self, Input, Plain};
use crate::misfit::Refused;
use crate::rows::Rows;
use crate::{Error, address, columnar, csv, ndjson, shdr, workbook, xes};
use arrow_array::RecordBatch;
use diag::Text;
use district::{FileFormat, FileSource, Stream, Zone};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The bytes of a file that is held in memory as a whole.
const MEMORY_LIMIT: u64 = 2 << 30;

/// Some rows of a file.
#[derive(Debug)]
pub struct Chunk {
    /// The rows that fit: declared columns, `observed_at`, `line_no`.
    pub rows: RecordBatch,
    /// The rows that do not.
    pub refused: Vec<Refused>,
    /// The bytes of the input that were read so far, from its beginning.
    pub bytes_read: u64,
}

/// Where a column of the stream comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSource {
    /// The column of the stream.
    pub column: String,
    /// The field of the file, or `file:` with the text that the file's name gave; none if the
    /// file does not have it.
    pub field: Option<String>,
    /// The letter of the sheet's column, for a workbook.
    pub letter: Option<String>,
}

/// What is known of a file before its rows are read.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    columns: Vec<ColumnSource>,
    head: Vec<u8>,
    replay: Option<FileFormat>,
}

impl Facts {
    /// Notes where columns come from, and says which fields are not used.
    pub(crate) fn new(
        stream: &Stream,
        wants: &[Want],
        found: &Found,
        header: &[String],
        format: FileFormat,
        rows: &mut Rows,
    ) -> Self {
        let columns =
            stream.columns.iter().zip(wants).zip(&found.places).map(|((column, want), place)| {
                ColumnSource {
                    column: column.id.clone(),
                    field: match (place, want) {
                        (Place::Cell(at), _) => header.get(*at).cloned(),
                        (Place::Constant(text), _) => {
                            Some(format!("file:{}", String::from_utf8_lossy(text)))
                        }
                        (Place::Absent, Want::Field { .. } | Want::Constant(_)) => None,
                    },
                    letter: match (place, format) {
                        (Place::Cell(at), FileFormat::Workbook) => Some(address::letter(*at)),
                        _ => None,
                    },
                }
            });
        let columns = columns.collect();
        if !found.absent.is_empty() {
            let names = found.absent.join(", ");
            rows.say(
                format!("文件中没有这些列，留空：{names}"),
                format!("columns that the file does not have are left empty: {names}"),
            );
        }
        if !found.unused.is_empty() {
            let names: Vec<&str> = found.unused.iter().take(64).map(String::as_str).collect();
            let names = names.join(", ");
            rows.say(
                format!("文件中这些列没有用到：{names}"),
                format!("columns of the file that are not used: {names}"),
            );
        }
        Self { columns, head: Vec::new(), replay: None }
    }

    pub(crate) fn with_head(self, head: Vec<u8>) -> Self {
        Self { head, ..self }
    }

    pub(crate) fn with_replay(self, format: FileFormat) -> Self {
        Self { replay: Some(format), ..self }
    }
}

/// What a format needs to begin.
pub(crate) struct Opening<'a> {
    pub(crate) source: &'a FileSource,
    pub(crate) stream: &'a Stream,
    pub(crate) wants: Vec<Want>,
    pub(crate) plain: Plain,
}

/// Whether more rows follow.
pub(crate) enum Fill {
    /// Give out what there is and come back.
    More,
    /// Rows that are ready; none are waiting.
    Batch(RecordBatch),
    /// That was all.
    End,
}

/// A format's reader of rows.
pub(crate) trait Body: Send {
    /// Reads until the rows are full or the file ends.
    fn fill(&mut self, rows: &mut Rows) -> Result<Fill, Error>;
}

/// The rows of a file, chunk by chunk. After an error nothing follows, and nothing that was
/// given out before may be kept: the file is not whole.
pub struct Decoder {
    rows: Rows,
    body: Option<Box<dyn Body>>,
    facts: Facts,
    format: FileFormat,
    read: Arc<AtomicU64>,
}

/// Opens a file: finds out what it is, and where each column of the stream stands in it.
pub fn open(
    source: &FileSource,
    stream: &Stream,
    zone: &Zone,
    file_name: &str,
    input: Input,
) -> Result<Decoder, Error> {
    let mut rows = Rows::new(source, stream, zone)?;
    let read = Arc::new(AtomicU64::new(0));
    let (body, facts) = begin(source, stream, file_name, input, &read, &mut rows)?;
    Ok(Decoder { rows, body: Some(body), facts, format: source.format, read })
}

type Begun = (Box<dyn Body>, Facts);

fn begin(
    source: &FileSource,
    stream: &Stream,
    file_name: &str,
    input: Input,
    read: &Arc<AtomicU64>,
    rows: &mut Rows,
) -> Result<Begun, Error> {
    if source.format == FileFormat::Parquet {
        let wants = field::wants(source, stream, file_name)?;
        let shared = input.shared(Arc::clone(read), MEMORY_LIMIT)?;
        return columnar::open(shared, stream, &wants, rows).map(boxed);
    }
    if source.format == FileFormat::Workbook {
        let wants = field::wants(source, stream, file_name)?;
        let bytes = input.whole(Arc::clone(read), workbook::FILE_LIMIT)?;
        return workbook::open(&bytes, source, stream, &wants, rows).map(boxed);
    }
    let expected = match source.format {
        FileFormat::Csv => "CSV",
        FileFormat::Ndjson => "NDJSON",
        FileFormat::Xes => "an XES log",
        FileFormat::Shdr | FileFormat::Parquet | FileFormat::Workbook => "an MTConnect recording",
    };
    let plain = text_input(input, read, expected, rows)?;
    if source.format == FileFormat::Shdr {
        let opening = Opening { source, stream, wants: Vec::new(), plain };
        return shdr::open(opening, file_name, rows).map(boxed);
    }
    let wants = field::wants(source, stream, file_name)?;
    let opening = Opening { source, stream, wants, plain };
    match source.format {
        FileFormat::Ndjson => ndjson::open(opening, rows).map(boxed),
        FileFormat::Xes => Ok(boxed(xes::open(opening, rows))),
        FileFormat::Csv | FileFormat::Parquet | FileFormat::Workbook | FileFormat::Shdr => {
            csv::open(opening, rows).map(boxed)
        }
    }
}

fn boxed<B: Body + 'static>((body, facts): (B, Facts)) -> Begun {
    (Box::new(body), facts)
}

/// Unpacks a text format and refuses what is plainly something else.
fn text_input(
    input: Input,
    read: &Arc<AtomicU64>,
    expected: &'static str,
    rows: &mut Rows,
) -> Result<Plain, Error> {
    let plain = input.plain(Arc::clone(read))?;
    if plain.gzip {
        rows.say("压缩：gzip", "compression: gzip");
    }
    match input::not_text(&plain.magic) {
        Some(found) => Err(Error::Format { expected, found: found.to_owned() }),
        None => Ok(plain),
    }
}

impl Decoder {
    /// What was found out about the file so far, to tell the person who loads it: encoding,
    /// compression, delimiter, what was stripped or left out. Complete after the last chunk.
    pub fn said(&self) -> Vec<Text> {
        self.rows.shared.said.clone()
    }

    /// Where each column of the stream comes from.
    pub fn columns(&self) -> &[ColumnSource] {
        &self.facts.columns
    }

    /// The format in which [`Refused::raw`] is; with [`Decoder::head`] before it, it is a file
    /// of that format with one record.
    pub fn replay_format(&self) -> FileFormat {
        self.facts.replay.unwrap_or(self.format)
    }

    /// The bytes that stand before a refused row's own to make a file of it.
    pub fn head(&self) -> &[u8] {
        &self.facts.head
    }
}

impl Iterator for Decoder {
    type Item = Result<Chunk, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let body = self.body.as_mut()?;
        match body.fill(&mut self.rows) {
            Ok(Fill::More) => {}
            Ok(Fill::Batch(rows)) => {
                let bytes_read = self.read.load(Ordering::Relaxed);
                return Some(Ok(Chunk { rows, refused: Vec::new(), bytes_read }));
            }
            Ok(Fill::End) => {
                self.body = None;
                if self.rows.is_empty() {
                    return None;
                }
            }
            Err(why) => {
                self.body = None;
                return Some(Err(why));
            }
        }
        let chunk = self.rows.finish(self.read.load(Ordering::Relaxed));
        if chunk.is_err() {
            self.body = None;
        }
        Some(chunk)
    }
}

#[cfg(test)]
mod tests;
