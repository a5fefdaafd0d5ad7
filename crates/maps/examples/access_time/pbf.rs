//! A draft as `.osm.pbf`, so that the file of a made-up city can be read by others, too.

use super::Done;
use access::{MapDraft, Spot};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

/// Entities in one blob, as extracts have it.
const BLOB: usize = 8_000;

/// Vertices become nodes and ways residential streets, numbered from one in their order.
pub(super) fn file(draft: &MapDraft) -> Done<Vec<u8>> {
    let mut header = Vec::new();
    for (tag, text) in [(4, "OsmSchema-V0.6"), (4, "DenseNodes"), (5, "Sort.Type_then_ID")] {
        field(&mut header, tag, text.as_bytes());
    }
    let mut bytes = Vec::new();
    blob(&mut bytes, "OSMHeader", &header)?;
    let mut first = 1;
    for spots in draft.spots.chunks(BLOB) {
        blob(&mut bytes, "OSMData", &block(2, &nodes(first, spots)))?;
        first += i64::try_from(spots.len())?;
    }
    let mut id = 1;
    for ways in draft.ways.chunks(BLOB) {
        let mut group = Vec::new();
        for way in ways {
            let first = usize::try_from(way.first)?;
            let refs = draft.refs.get(first..first + usize::try_from(way.len)?).unwrap_or_default();
            let mut body = Vec::new();
            varint(&mut body, 1 << 3);
            varint(&mut body, id);
            // highway=residential
            field(&mut body, 2, &[1]);
            field(&mut body, 3, &[2]);
            field(&mut body, 8, &deltas(refs.iter().map(|vertex| i64::from(*vertex) + 1)));
            field(&mut group, 3, &body);
            id += 1;
        }
        blob(&mut bytes, "OSMData", &around(&group))?;
    }
    Ok(bytes)
}

fn nodes(first: i64, spots: &[Spot]) -> Vec<u8> {
    let mut dense = Vec::new();
    field(&mut dense, 1, &deltas((first..).take(spots.len())));
    field(&mut dense, 8, &deltas(spots.iter().map(|spot| i64::from(spot.lat_e7))));
    field(&mut dense, 9, &deltas(spots.iter().map(|spot| i64::from(spot.lon_e7))));
    dense
}

/// A block with one group of one field.
fn block(tag: u64, content: &[u8]) -> Vec<u8> {
    let mut group = Vec::new();
    field(&mut group, tag, content);
    around(&group)
}

/// A block with one group.
fn around(group: &[u8]) -> Vec<u8> {
    let mut table = Vec::new();
    for text in ["", "highway", "residential"] {
        field(&mut table, 1, text.as_bytes());
    }
    let mut block = Vec::new();
    field(&mut block, 1, &table);
    field(&mut block, 2, group);
    block
}

fn blob(bytes: &mut Vec<u8>, kind: &str, content: &[u8]) -> Done<()> {
    let mut body = Vec::new();
    varint(&mut body, 2 << 3);
    varint(&mut body, u64::try_from(content.len())?);
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(content)?;
    field(&mut body, 3, &zlib.finish()?);
    let mut header = Vec::new();
    field(&mut header, 1, kind.as_bytes());
    varint(&mut header, 3 << 3);
    varint(&mut header, u64::try_from(body.len())?);
    bytes.extend(u32::try_from(header.len())?.to_be_bytes());
    bytes.extend(header);
    bytes.extend(body);
    Ok(())
}

fn deltas(numbers: impl Iterator<Item = i64>) -> Vec<u8> {
    let (mut bytes, mut last) = (Vec::new(), 0);
    for number in numbers {
        let delta = number - last;
        last = number;
        varint(&mut bytes, ((delta << 1) ^ (delta >> 63)).cast_unsigned());
    }
    bytes
}

fn field(bytes: &mut Vec<u8>, tag: u64, content: &[u8]) {
    varint(bytes, tag << 3 | 2);
    varint(bytes, u64::try_from(content.len()).unwrap_or(u64::MAX));
    bytes.extend(content);
}

fn varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value > 127 {
        bytes.push(u8::try_from(value & 127).unwrap_or(127) | 128);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap_or(127));
}
