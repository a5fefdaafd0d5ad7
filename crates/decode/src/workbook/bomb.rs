//! Archives that unpack to far more than they are: refused before a workbook reader sees them.

use crate::Error;
use bytes::Bytes;
use std::io::{self, Cursor, Read};
use zip::ZipArchive;

/// The bytes that a workbook may unpack to.
pub(super) const UNPACKED_LIMIT: u64 = 512 << 20;
/// The parts that it may have.
const PARTS_LIMIT: usize = 10_000;

/// Checks what the archive's directory declares, and then what its parts really hold: a
/// directory can lie.
pub(super) fn check(bytes: &Bytes, limit: u64) -> Result<(), Error> {
    let broken = |why: zip::result::ZipError| Error::Broken {
        expected: "an XLSX workbook",
        found: why.to_string(),
        place: "its ZIP directory".to_owned(),
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes.clone())).map_err(broken)?;
    if archive.len() > PARTS_LIMIT {
        return Err(Error::Limit {
            what: "parts of an archive",
            limit: u64::try_from(PARTS_LIMIT).unwrap_or(0),
            found: u64::try_from(archive.len()).unwrap_or(u64::MAX),
        });
    }
    let mut declared: u64 = 0;
    for part in 0..archive.len() {
        declared = declared.saturating_add(archive.by_index_raw(part).map_err(broken)?.size());
        limited(declared, limit)?;
    }
    let mut found: u64 = 0;
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(broken)?;
        let mut part = part.take(limit - found + 1);
        found += io::copy(&mut part, &mut io::sink()).map_err(|why| Error::Broken {
            expected: "an XLSX workbook",
            found: why.to_string(),
            place: format!("its part {}", number + 1),
        })?;
        limited(found, limit)?;
    }
    Ok(())
}

fn limited(found: u64, limit: u64) -> Result<(), Error> {
    if found > limit {
        return Err(Error::Limit { what: "unpacked bytes", limit, found });
    }
    Ok(())
}
