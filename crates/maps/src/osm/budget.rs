//! What reading holds in memory, counted before it is held.

use crate::error::Error;
use crate::num;
use diag::{Text, codes::maps as code};

/// The fewest entries that a list grows to.
const FIRST: usize = 1024;

/// Memory that is held, and the most that may be.
pub(super) struct Budget {
    limit: Option<u64>,
    held: u64,
    most: u64,
}

impl Budget {
    pub(super) const fn new(limit: Option<u64>) -> Self {
        Self { limit, held: 0, most: 0 }
    }

    /// The most that was held at any moment.
    pub(super) const fn most(&self) -> u64 {
        self.most
    }

    /// Makes room for `more` entries, or refuses before the limit would be passed.
    pub(super) fn room<T>(&mut self, list: &mut Vec<T>, more: usize) -> Result<(), Error> {
        let needed = list.len().saturating_add(more);
        if needed <= list.capacity() {
            return Ok(());
        }
        // Lists grow by halves: doubling would make a large one ask for twice its limit.
        let wanted = needed.max(list.capacity() + list.capacity() / 2).max(FIRST);
        let size = num::bytes(size_of::<T>());
        // While it moves, the old list and the new one are both held.
        self.hold(num::bytes(wanted).saturating_mul(size))?;
        let old = num::bytes(list.capacity()) * size;
        list.try_reserve_exact(wanted - list.len()).map_err(|_| refused(self.held, None))?;
        self.free(old);
        Ok(())
    }

    /// Counts bytes that are about to be held.
    pub(super) fn hold(&mut self, bytes: u64) -> Result<(), Error> {
        let held = self.held.saturating_add(bytes);
        if self.limit.is_some_and(|limit| held > limit) {
            return Err(refused(held, self.limit));
        }
        self.held = held;
        self.most = self.most.max(held);
        Ok(())
    }

    /// Counts bytes that are no longer held.
    pub(super) const fn free(&mut self, bytes: u64) {
        self.held = self.held.saturating_sub(bytes);
    }

    /// Counts a list that is no longer held, and drops it.
    pub(super) fn drop<T>(&mut self, list: Vec<T>) {
        self.free(num::bytes(list.capacity()) * num::bytes(size_of::<T>()));
        drop(list);
    }
}

fn refused(needed: u64, limit: Option<u64>) -> Error {
    let expected = limit.map_or_else(
        || Text::new("机器有足够内存", "enough memory of the machine"),
        |limit| {
            Text::new(format!("至多{limit}字节内存"), format!("at most {limit} bytes of memory"))
        },
    );
    let found = Text::new(
        format!("这张地图至少需要{needed}字节"),
        format!("a map that needs {needed} bytes or more"),
    );
    Error::between(code::S0504, &expected, &found)
}
