//! XLS files whose sheets claim a huge extent with a few cells: their reader would make room for
//! all of it, so that they are refused before it sees them. Reads only as much of the OLE file
//! and of its records as that takes; what it cannot follow it leaves to the reader to refuse.

use crate::Error;

/// The cells that the sheets of a workbook may span.
const SPAN_LIMIT: u64 = 20_000_000;
const LAST_SECTOR: u32 = 0xffff_fff9;

pub(super) fn check(bytes: &[u8]) -> Result<(), Error> {
    let found = workbook(bytes).map_or(0, |stream| span(&stream));
    if found > SPAN_LIMIT {
        return Err(Error::Limit { what: "cells", limit: SPAN_LIMIT, found });
    }
    Ok(())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn usize_of(number: u32) -> Option<usize> {
    usize::try_from(number).ok()
}

/// An OLE file: sectors chained by a table.
struct Ole<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
}

impl Ole<'_> {
    fn sector(&self, id: u32) -> Option<&[u8]> {
        let start = usize_of(id)?.checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    fn chain(&self, first: u32) -> Vec<u8> {
        let (mut out, mut id) = (Vec::new(), first);
        while id <= LAST_SECTOR && out.len() <= self.bytes.len() {
            let Some(sector) = self.sector(id) else { break };
            out.extend_from_slice(sector);
            let Some(next) = usize_of(id).and_then(|id| self.next.get(id)) else { break };
            id = *next;
        }
        out
    }
}

/// The stream of the workbook's records.
fn workbook(bytes: &[u8]) -> Option<Vec<u8>> {
    let sector = 1usize.checked_shl(u32::from(u16_at(bytes, 30)?))?;
    if sector != 512 && sector != 4096 {
        return None;
    }
    let mut ole = Ole { bytes, sector, next: Vec::new() };
    let mut table: Vec<u32> = (0..109).filter_map(|at| u32_at(bytes, 76 + at * 4)).collect();
    let mut more = u32_at(bytes, 68)?;
    while more <= LAST_SECTOR && table.len() <= bytes.len() / sector + 128 {
        let words = words(ole.sector(more)?);
        more = *words.last()?;
        table.extend(words.iter().take(words.len() - 1));
    }
    let next: Vec<u32> = table
        .iter()
        .filter(|id| **id <= LAST_SECTOR)
        .filter_map(|id| ole.sector(*id))
        .flat_map(words)
        .collect();
    ole.next = next;
    let directory = ole.chain(u32_at(bytes, 48)?);
    let root = directory.get(..128)?;
    let entry = directory.chunks_exact(128).find(|entry| named(entry))?;
    let (start, length) = (u32_at(entry, 116)?, usize_of(u32_at(entry, 120)?)?);
    if length >= 4096 {
        return Some(ole.chain(start));
    }
    // Small streams stand in sectors of 64 bytes within the root's own stream.
    let small = ole.chain(u32_at(root, 116)?);
    let next = words(&ole.chain(u32_at(bytes, 60)?));
    let (mut out, mut id) = (Vec::new(), start);
    while id <= LAST_SECTOR && out.len() < length {
        let at = usize_of(id)?;
        out.extend_from_slice(
            small.get(at.checked_mul(64)?..at.checked_mul(64)?.checked_add(64)?)?,
        );
        id = *next.get(at)?;
    }
    Some(out)
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|word| u32_at(word, 0)).collect()
}

/// Whether a directory entry is the workbook's stream.
fn named(entry: &[u8]) -> bool {
    let name: Vec<u8> = entry.chunks_exact(2).take(8).map(|unit| unit[0]).collect();
    name.eq_ignore_ascii_case(b"workbook")
        || name.get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"book\0"))
}

/// The cells that the sheets span: the sum of rows × columns over all of them.
fn span(stream: &[u8]) -> u64 {
    let mut total: u64 = 0;
    let mut extent: Option<[u64; 4]> = None;
    let area = |extent: Option<[u64; 4]>| {
        extent.map_or(0, |[top, left, bottom, right]| (bottom - top + 1) * (right - left + 1))
    };
    let mut at = 0;
    while let (Some(kind), Some(length)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        let data = stream.get(at + 4..at + 4 + usize::from(length)).unwrap_or_default();
        at += 4 + usize::from(length);
        match kind {
            // The beginning of a sheet.
            0x0809 | 0x0409 | 0x0209 | 0x0009 => {
                total = total.saturating_add(area(extent.take()));
            }
            // Formula, number, label, rich label, boolean, RK, shared label, several RKs.
            0x0006 | 0x0203 | 0x0204 | 0x00d6 | 0x0205 | 0x027e | 0x00fd | 0x00bd => {
                let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else {
                    continue;
                };
                let last = match kind {
                    0x00bd => data.len().checked_sub(2).and_then(|end| u16_at(data, end)),
                    _ => None,
                };
                let (row, column) = (u64::from(row), u64::from(column));
                let last = last.map_or(column, u64::from).max(column);
                let [top, left, bottom, right] = extent.unwrap_or([row, column, row, last]);
                extent = Some([top.min(row), left.min(column), bottom.max(row), right.max(last)]);
            }
            _ => {}
        }
    }
    total.saturating_add(area(extent))
}
