//! What a decoder reads from: a reader, bytes, or a file that can be read at any place.
//! gzip is seen from the first bytes.

use crate::Error;
use bytes::{Buf, Bytes};
use flate2::read::MultiGzDecoder;
use parquet::file::reader::{ChunkReader, Length};
use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The bytes of a file, handed in by the caller.
pub enum Input {
    /// Read from the front.
    Read(Box<dyn Read + Send>),
    /// Held in memory.
    Bytes(Bytes),
    /// Read at any place; made for Parquet, and works for every format.
    Parquet(Box<dyn ParquetInput>),
}

/// Something that can be read at any place: [`Bytes`], [`std::fs::File`].
pub trait ParquetInput: Send + Sync {
    /// Its length in bytes.
    fn length(&self) -> u64;
    /// The bytes from `start`, `length` of them.
    fn read_at(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes>;
}

impl<T: ChunkReader> ParquetInput for T {
    fn length(&self) -> u64 {
        Length::len(self)
    }

    fn read_at(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        self.get_bytes(start, length)
    }
}

/// A shared [`ParquetInput`], as the Parquet reader wants it, counting what is read.
#[derive(Clone)]
pub(crate) struct Shared {
    input: Arc<dyn ParquetInput>,
    read: Arc<AtomicU64>,
}

impl Length for Shared {
    fn len(&self) -> u64 {
        self.input.length()
    }
}

impl ChunkReader for Shared {
    type T = ReadAt;

    fn get_read(&self, start: u64) -> parquet::errors::Result<ReadAt> {
        Ok(ReadAt { shared: self.clone(), at: start })
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        let end = u64::try_from(length).ok().and_then(|length| start.checked_add(length));
        if end.is_none_or(|end| end > self.input.length()) {
            return Err(parquet::errors::ParquetError::EOF(format!(
                "expected {length} bytes at {start}, found the end of the file"
            )));
        }
        let bytes = self.input.read_at(start, length)?;
        self.read.fetch_add(u64::try_from(bytes.len()).unwrap_or(0), Ordering::Relaxed);
        Ok(bytes)
    }
}

/// Reads on from a place.
pub(crate) struct ReadAt {
    shared: Shared,
    at: u64,
}

impl Read for ReadAt {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = Length::len(&self.shared).saturating_sub(self.at);
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        if length == 0 {
            return Ok(0);
        }
        let bytes = self.shared.get_bytes(self.at, length).map_err(io::Error::other)?;
        let length = bytes.len().min(buffer.len());
        buffer[..length].copy_from_slice(&bytes[..length]);
        self.at += u64::try_from(length).unwrap_or(0);
        Ok(length)
    }
}

/// Counts the bytes that go through.
struct Counting<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.fetch_add(u64::try_from(count).unwrap_or(0), Ordering::Relaxed);
        Ok(count)
    }
}

/// A stream of plain bytes.
pub(crate) struct Plain {
    pub(crate) reader: Box<dyn Read + Send>,
    /// Whether it was compressed.
    pub(crate) gzip: bool,
    /// The first bytes, after unpacking, to tell formats apart.
    pub(crate) magic: Vec<u8>,
}

impl Input {
    fn reader(self, read: Arc<AtomicU64>) -> Box<dyn Read + Send> {
        match self {
            Self::Read(inner) => Box::new(Counting { inner, read }),
            Self::Bytes(bytes) => Box::new(Counting { inner: bytes.reader(), read }),
            Self::Parquet(input) => {
                let shared = Shared { input: Arc::from(input), read };
                Box::new(io::BufReader::with_capacity(1 << 16, ReadAt { shared, at: 0 }))
            }
        }
    }

    /// The bytes from the front, unpacked if they are gzip; `read` counts those of the input.
    pub(crate) fn plain(self, read: Arc<AtomicU64>) -> Result<Plain, Error> {
        let (magic, reader) = peek(self.reader(read)).map_err(Error::Io)?;
        if !magic.starts_with(&[0x1f, 0x8b]) {
            return Ok(Plain { reader, gzip: false, magic });
        }
        let (magic, reader) = peek(Box::new(MultiGzDecoder::new(reader))).map_err(Error::Gzip)?;
        Ok(Plain { reader, gzip: true, magic })
    }

    /// All bytes, unpacked if they are gzip.
    pub(crate) fn whole(self, read: Arc<AtomicU64>, limit: u64) -> Result<Bytes, Error> {
        let Plain { reader, gzip, .. } = self.plain(read)?;
        let mut bytes = Vec::new();
        let broken = |why| if gzip { Error::Gzip(why) } else { Error::Io(why) };
        reader.take(limit + 1).read_to_end(&mut bytes).map_err(broken)?;
        let found = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if found > limit {
            return Err(Error::Limit { what: "bytes", limit, found });
        }
        Ok(bytes.into())
    }

    /// As the Parquet reader wants it.
    pub(crate) fn shared(self, read: Arc<AtomicU64>, limit: u64) -> Result<Shared, Error> {
        let input: Arc<dyn ParquetInput> = match self {
            Self::Bytes(bytes) => Arc::new(bytes),
            Self::Parquet(input) => Arc::from(input),
            Self::Read(_) => Arc::new(self.whole(Arc::default(), limit)?),
        };
        Ok(Shared { input, read })
    }
}

type Peeked = (Vec<u8>, Box<dyn Read + Send>);

fn peek(mut reader: Box<dyn Read + Send>) -> io::Result<Peeked> {
    let mut magic = Vec::new();
    reader.by_ref().take(8).read_to_end(&mut magic)?;
    let chained = Read::chain(Cursor::new(magic.clone()), reader);
    Ok((magic, Box::new(chained)))
}

/// What the first bytes say the file is, if they say it is not text.
pub(crate) fn not_text(magic: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 8] = [
        (b"PK\x03\x04", "a ZIP archive (an XLSX workbook?)"),
        (&[0xd0, 0xcf, 0x11, 0xe0], "an OLE file (an XLS workbook?)"),
        (b"PAR1", "a Parquet file"),
        (b"%PDF", "a PDF"),
        (b"SQLite f", "an SQLite file"),
        (&[0xff, 0xfe], "UTF-16 text; save it as UTF-8"),
        (&[0xfe, 0xff], "UTF-16 text; save it as UTF-8"),
        (&[0x28, 0xb5, 0x2f, 0xfd], "a Zstandard archive"),
    ];
    KNOWN.iter().find(|(start, _)| magic.starts_with(start)).map(|(_, name)| *name)
}
