//! Writes small files in PBF form, for tests.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

/// What stands in one blob.
#[derive(Default, Clone)]
pub(super) struct Blob<'t> {
    /// Id, 10⁻⁷ degrees east and north, tags.
    pub(super) nodes: Vec<(i64, i64, i64, &'t str)>,
    /// Id, nodes, tags.
    pub(super) ways: Vec<(i64, Vec<i64>, &'t str)>,
    /// Ids of relations without members.
    pub(super) relations: Vec<i64>,
}

/// A file with this header feature, said to be in order or not.
pub(super) fn file(blobs: &[Blob<'_>], required: &str, sorted: bool) -> Vec<u8> {
    let mut header = Vec::new();
    field(&mut header, 4, b"OsmSchema-V0.6");
    field(&mut header, 4, required.as_bytes());
    if sorted {
        field(&mut header, 5, b"Sort.Type_then_ID");
    }
    let mut bytes = Vec::new();
    blob(&mut bytes, "OSMHeader", &header, true);
    for (no, data) in blobs.iter().enumerate() {
        blob(&mut bytes, "OSMData", &block(data), no % 2 == 0);
    }
    bytes
}

fn blob(bytes: &mut Vec<u8>, kind: &str, content: &[u8], packed: bool) {
    let mut body = Vec::new();
    if packed {
        number(&mut body, 2, content.len().try_into().unwrap());
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(content).unwrap();
        field(&mut body, 3, &zlib.finish().unwrap());
    } else {
        field(&mut body, 1, content);
    }
    let mut header = Vec::new();
    field(&mut header, 1, kind.as_bytes());
    number(&mut header, 3, body.len().try_into().unwrap());
    bytes.extend(u32::try_from(header.len()).unwrap().to_be_bytes());
    bytes.extend(header);
    bytes.extend(body);
}

fn block(data: &Blob<'_>) -> Vec<u8> {
    let mut texts = vec![String::new()];
    let mut group = Vec::new();
    if !data.nodes.is_empty() {
        let mut tags = Vec::new();
        for node in &data.nodes {
            for (key, value) in pairs(node.3, &mut texts) {
                tags.extend([key, value]);
            }
            tags.push(0);
        }
        let mut dense = Vec::new();
        field(&mut dense, 1, &deltas(data.nodes.iter().map(|node| node.0)));
        field(&mut dense, 8, &deltas(data.nodes.iter().map(|node| node.2)));
        field(&mut dense, 9, &deltas(data.nodes.iter().map(|node| node.1)));
        field(&mut dense, 10, &packed(tags));
        field(&mut group, 2, &dense);
    }
    for (id, refs, tags) in &data.ways {
        let tags = pairs(tags, &mut texts);
        let mut way = Vec::new();
        number(&mut way, 1, u64::from_ne_bytes(id.to_ne_bytes()));
        field(&mut way, 2, &packed(tags.iter().map(|tag| tag.0)));
        field(&mut way, 3, &packed(tags.iter().map(|tag| tag.1)));
        field(&mut way, 8, &deltas(refs.iter().copied()));
        field(&mut group, 3, &way);
    }
    for id in &data.relations {
        let mut relation = Vec::new();
        number(&mut relation, 1, u64::from_ne_bytes(id.to_ne_bytes()));
        field(&mut group, 4, &relation);
    }
    let mut table = Vec::new();
    for text in &texts {
        field(&mut table, 1, text.as_bytes());
    }
    let mut block = Vec::new();
    field(&mut block, 1, &table);
    field(&mut block, 2, &group);
    block
}

/// Tags as places in the table; `~` in a value stands for a blank.
fn pairs(tags: &str, texts: &mut Vec<String>) -> Vec<(u64, u64)> {
    let mut place = |text: String| {
        texts.push(text);
        u64::try_from(texts.len() - 1).unwrap()
    };
    let tags = tags.split_whitespace().filter_map(|tag| tag.split_once('='));
    tags.map(|(key, value)| (place(key.to_owned()), place(value.replace('~', " ")))).collect()
}

fn deltas(numbers: impl Iterator<Item = i64>) -> Vec<u8> {
    let mut last = 0_i64;
    packed(numbers.map(|number| {
        let delta = number.wrapping_sub(last);
        last = number;
        let zigzag = delta.wrapping_shl(1) ^ (delta >> 63);
        u64::from_ne_bytes(zigzag.to_ne_bytes())
    }))
}

fn packed(numbers: impl IntoIterator<Item = u64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    numbers.into_iter().for_each(|number| varint(&mut bytes, number));
    bytes
}

fn field(bytes: &mut Vec<u8>, tag: u64, content: &[u8]) {
    varint(bytes, tag << 3 | 2);
    varint(bytes, content.len().try_into().unwrap());
    bytes.extend(content);
}

fn number(bytes: &mut Vec<u8>, tag: u64, value: u64) {
    varint(bytes, tag << 3);
    varint(bytes, value);
}

fn varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value > 127 {
        bytes.push(u8::try_from(value & 127).unwrap() | 128);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
}
