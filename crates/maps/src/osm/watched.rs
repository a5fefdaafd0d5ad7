//! A reader whose failures are remembered: the library tells a disk that fails from bytes that
//! do not decode only sometimes, and a person mends the one by another way than the other.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

/// What the machine said last, if it failed.
#[derive(Debug, Clone, Default)]
pub(super) struct Failure(Arc<Mutex<Option<io::Error>>>);

impl Failure {
    /// Takes what the machine said.
    pub(super) fn take(&self) -> Option<io::Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Remembers a failure, and gives the library one like it.
    fn note<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|e| {
            let kind = e.kind();
            if kind != io::ErrorKind::Interrupted {
                *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(e);
            }
            kind.into()
        })
    }
}

/// A reader with its failures.
pub(super) struct Watched<R> {
    inner: R,
    failure: Failure,
}

impl<R> Watched<R> {
    pub(super) fn new(inner: R) -> (Self, Failure) {
        let failure = Failure::default();
        (Self { inner, failure: failure.clone() }, failure)
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer);
        self.failure.note(read)
    }
}

impl<R: Seek> Seek for Watched<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = self.inner.seek(to);
        self.failure.note(place)
    }
}
