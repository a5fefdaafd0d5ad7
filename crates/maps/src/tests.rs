//! What the tests of several modules share: the shared data, seeded bytes, readers that fail.

use crate::error::Error;
use std::io::{self, Cursor, Read, Seek, SeekFrom};

/// A file of the shared data; says that the test is skipped where there is none.
pub(crate) fn shared(path: &str) -> Option<Vec<u8>> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/access");
    let mut bytes = Vec::new();
    let read = std::fs::OpenOptions::new()
        .read(true)
        .open(format!("{root}/{path}"))
        .and_then(|mut file| file.read_to_end(&mut bytes));
    if read.is_err() {
        println!("SKIPPED: {path} is not at hand");
    }
    read.ok().map(|_| bytes)
}

/// Numbers that are the same on every run: xorshift.
pub(crate) struct Seeded(pub(crate) u64);

impl Seeded {
    pub(crate) fn number(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.number() % u64::try_from(n.max(1)).unwrap()).unwrap()
    }

    pub(crate) fn bytes(&mut self, n: usize) -> Vec<u8> {
        (0..n).map(|_| self.number().to_le_bytes()[3]).collect()
    }
}

/// Calls `read` with what a file becomes when it is cut at every tenth byte, when bytes of it
/// are changed, and with bytes that were never a file. None may panic; the codes that came are
/// returned, each once.
pub(crate) fn battered<T>(
    whole: &[u8],
    read: impl Fn(&[u8]) -> Result<T, Error>,
) -> Vec<&'static str> {
    let mut codes = Vec::new();
    let mut note = |result: Result<T, Error>| codes.extend(result.err().map(|e| e.code.0));
    for end in (0..whole.len()).step_by(10) {
        note(read(&whole[..end]));
    }
    let mut seeded = Seeded(0x9E37_79B9_7F4A_7C15);
    for _ in 0..400 {
        let mut bytes = whole.to_vec();
        for _ in 0..=seeded.below(4) {
            let at = seeded.below(bytes.len());
            let with = seeded.bytes(1)[0];
            match seeded.below(3) {
                0 => bytes[at] = with,
                1 => bytes.insert(at, with),
                _ => {
                    bytes.remove(at);
                }
            }
        }
        note(read(&bytes));
    }
    for n in 0..60 {
        note(read(&seeded.bytes(n * 7)));
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// A file on a disk that fails after some bytes.
pub(crate) struct Failing {
    pub(crate) file: Cursor<Vec<u8>>,
    pub(crate) after: u64,
}

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.file.position() >= self.after {
            return Err(io::Error::new(io::ErrorKind::ConnectionReset, "the drive is gone"));
        }
        self.file.read(buffer)
    }
}

impl Seek for Failing {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
