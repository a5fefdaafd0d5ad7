//! Bytes as they come, plain or packed with gzip, counted by lines.

use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Read};

use diag::Text;

/// The bytes that a log may have once unpacked.
const BYTES_LIMIT: u64 = 4 << 30;

/// Whether the bytes begin as gzip does.
pub(crate) fn packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// A reader that counts the lines that were taken from it and stops where there is too much.
pub(crate) struct Lines<'a> {
    inner: Box<dyn BufRead + 'a>,
    newlines: u64,
    total: u64,
    allowed: u64,
}

/// More bytes than are allowed.
#[derive(Debug, thiserror::Error)]
#[error("more than the limit")]
pub(crate) struct TooLong {
    whole: bool,
}

impl TooLong {
    pub(crate) fn text(&self) -> Text {
        if self.whole {
            return Text::new("超过4 GiB的内容", "more than 4 GiB of content");
        }
        Text::new("超过16 MiB的单个标签", "a tag of more than 16 MiB")
    }
}

/// Reads `bytes`, unpacked where they are packed.
pub(crate) fn lines(bytes: &[u8]) -> Lines<'_> {
    let inner: Box<dyn BufRead + '_> = if packed(bytes) {
        Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(bytes)))
    } else {
        Box::new(bytes)
    };
    Lines { inner, newlines: 0, total: 0, allowed: BYTES_LIMIT }
}

impl Lines<'_> {
    /// The line that is being read, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.newlines + 1
    }

    /// Allows that many bytes more.
    pub(crate) fn allow(&mut self, bytes: u64) {
        self.allowed = self.total.saturating_add(bytes);
    }
}

impl Read for Lines<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let taken = {
            let available = self.fill_buf()?;
            let length = available.len().min(buffer.len());
            buffer[..length].copy_from_slice(&available[..length]);
            length
        };
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Lines<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.total > self.allowed.min(BYTES_LIMIT) {
            return Err(io::Error::other(TooLong { whole: self.total > BYTES_LIMIT }));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(available) = self.inner.fill_buf() {
            let taken = available.get(..amount).unwrap_or(available);
            let newlines = memchr::memchr_iter(b'\n', taken).count();
            self.newlines += u64::try_from(newlines).unwrap_or(u64::MAX);
            self.total += u64::try_from(taken.len()).unwrap_or(u64::MAX);
        }
        self.inner.consume(amount);
    }
}
