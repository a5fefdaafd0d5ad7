//! The blobs of a file: where each begins, and its block when it is asked for.

use super::watched::{Failure, Watched};
use crate::error::{Error, quoted, unread};
use crate::fence::fenced;
use diag::{Text, codes::maps as code};
use osmpbf::{BlobReader, BlobType, ByteOffset, HeaderBlock, PrimitiveBlock};
use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};

/// What a file may ask of its reader.
const UNDERSTOOD: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];
/// What a file says of itself if nodes, ways and relations follow one another.
const SORTED: &str = "Sort.Type_then_ID";
/// The largest blob, as the format has it, and a little.
const BLOB_BYTES_MAX: u64 = 33 << 20;
/// How many blocks that halving has come by are kept until they are read.
const KEPT_MAX: usize = 6;

/// A file's blobs of data.
pub(super) struct Blobs<R: Read + Seek + Send> {
    reader: BlobReader<Watched<R>>,
    failure: Failure,
    slots: Vec<Slot>,
    kept: BTreeMap<usize, PrimitiveBlock>,
    sorted: bool,
}

/// Where a blob stands, with its header.
struct Slot {
    offset: u64,
    bytes: u64,
}

impl<R: Read + Seek + Send> Blobs<R> {
    /// Indexes a file; refuses what is no such file, or not whole.
    pub(super) fn open(reader: R) -> Result<Self, Error> {
        let (mut reader, failure) = Watched::new(reader);
        let total = reader.seek(SeekFrom::End(0)).map_err(unread)?;
        let begins = beginning(&mut reader)?;
        let mut reader = BlobReader::new_seekable(reader).map_err(|e| lower(e, &failure, 0))?;
        let mut slots = Vec::new();
        let mut end = 0;
        while let Some(slot) = next(&mut reader, &failure, end, total, &begins)? {
            end = slot.offset + slot.bytes;
            slots.push(slot);
        }
        if slots.is_empty() {
            return Err(another_format(&begins));
        }
        let header = fenced(
            || {
                let blob = reader.blob_from_offset(ByteOffset(0))?;
                blob.to_headerblock()
            },
            || osmpbf::Error::from(io::Error::other("the header does not decode")),
        )
        .map_err(|e| lower(e, &failure, 0))?;
        let sorted = understood(&header)?;
        slots.remove(0);
        Ok(Self { reader, failure, slots, kept: BTreeMap::new(), sorted })
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// The bytes of all blobs.
    pub(super) fn bytes(&self) -> u64 {
        self.slots.iter().map(|slot| slot.bytes).sum()
    }

    pub(super) fn size(&self, no: usize) -> u64 {
        self.slots.get(no).map_or(0, |slot| slot.bytes)
    }

    pub(super) fn offset(&self, no: usize) -> u64 {
        self.slots.get(no).map_or(0, |slot| slot.offset)
    }

    /// Whether the file says that nodes, ways and relations follow one another.
    pub(super) const fn sorted(&self) -> bool {
        self.sorted
    }

    /// Inflates and decodes a block, or hands out the one that was kept.
    pub(super) fn block(&mut self, no: usize) -> Result<PrimitiveBlock, Error> {
        if let Some(block) = self.kept.remove(&no) {
            return Ok(block);
        }
        let offset = self.offset(no);
        let (reader, failure) = (&mut self.reader, &self.failure);
        fenced(
            || {
                reader
                    .blob_from_offset(ByteOffset(offset))
                    .and_then(|blob| blob.to_primitiveblock())
                    .map_err(|e| lower(e, failure, offset))
            },
            || broken(offset),
        )
    }

    /// The first block that has more than nodes, if the file is in order.
    pub(super) fn first_way(&mut self) -> Result<usize, Error> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let block = self.block(middle)?;
            let nodes_only =
                block.groups().all(|group| group.ways().len() == 0 && group.relations().len() == 0);
            if self.kept.len() < KEPT_MAX {
                self.kept.insert(middle, block);
            }
            if nodes_only {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }
}

/// The next blob's place; none at the end of the file.
fn next<R: Read + Seek + Send>(
    reader: &mut BlobReader<R>,
    failure: &Failure,
    begin: u64,
    total: u64,
    begins: &[u8],
) -> Result<Option<Slot>, Error> {
    let found = fenced(
        || reader.next_header_skip_blob().transpose(),
        || osmpbf::Error::from(io::Error::other("the header of a blob does not decode")),
    );
    let header = match found {
        Ok(Some((header, _))) => header,
        Ok(None) if begin == total => return Ok(None),
        Ok(None) => return Err(truncated(begin, total)),
        Err(e) if begin == 0 => {
            return Err(failure.take().map_or_else(|| another_format(begins).because(e), unread));
        }
        Err(e) => return Err(lower(e, failure, begin)),
    };
    let ours = match header.blob_type() {
        BlobType::OsmHeader => begin == 0,
        BlobType::OsmData | BlobType::Unknown(_) => begin > 0,
    };
    let size = u64::try_from(header.get_blob_size()).ok().filter(|size| *size <= BLOB_BYTES_MAX);
    if size.is_none() || !ours {
        return Err(if begin == 0 { another_format(begins) } else { broken(begin) });
    }
    let end = reader.seek_raw(SeekFrom::Current(0)).map_err(|e| lower(e, failure, begin))?;
    if end > total {
        return Err(truncated(end, total));
    }
    Ok(Some(Slot { offset: begin, bytes: end - begin }))
}

/// Whether the file is in order; refuses one that asks for what is not understood.
fn understood(header: &HeaderBlock) -> Result<bool, Error> {
    let mut asked = header.required_features().iter();
    if let Some(feature) = asked.find(|feature| !UNDERSTOOD.contains(&feature.as_str())) {
        let expected = Text::new(
            format!("只要求{}的OSM文件", UNDERSTOOD.join("、")),
            format!("an OpenStreetMap file that asks for {} only", UNDERSTOOD.join(" and ")),
        );
        return Err(Error::between(code::S0506, &expected, &quoted(feature)));
    }
    Ok(header.optional_features().iter().any(|feature| feature == SORTED))
}

/// The first bytes, to say what the file is instead; the reader is back at its start.
fn beginning<R: Read + Seek>(reader: &mut R) -> Result<Vec<u8>, Error> {
    let mut begins = Vec::new();
    reader.seek(SeekFrom::Start(0)).map_err(unread)?;
    reader.by_ref().take(64).read_to_end(&mut begins).map_err(unread)?;
    reader.seek(SeekFrom::Start(0)).map_err(unread)?;
    Ok(begins)
}

fn another_format(begins: &[u8]) -> Error {
    let expected = Text::new(
        "PBF格式的OpenStreetMap文件（.osm.pbf）",
        "an OpenStreetMap file in PBF form (.osm.pbf)",
    );
    Error::between(code::S0501, &expected, &crate::error::format_of(begins))
}

fn truncated(needed: u64, total: u64) -> Error {
    let expected =
        Text::new(format!("至少{needed}字节"), format!("a file of at least {needed} bytes"));
    let found = Text::new(format!("{total}字节：文件不完整"), format!("{total} bytes: it is cut"));
    Error::between(code::S0502, &expected, &found)
}

/// A block that does not decode.
pub(super) fn broken(offset: u64) -> Error {
    let expected = Text::new(
        format!("第{offset}字节处有一个可解码的数据块"),
        format!("a block that decodes at byte {offset}"),
    );
    Error::between(code::S0503, &expected, &Text::new("损坏的字节", "bytes that do not"))
}

/// What the library says, under our codes: a machine that fails, or bytes that do not decode.
fn lower(e: osmpbf::Error, failure: &Failure, offset: u64) -> Error {
    failure.take().map_or_else(|| broken(offset).because(e), unread)
}
