//! A network as bytes, and back: little-endian numbers in sections, each with its length.
//!
//! What is read back is checked before it is used: a file that was cut off or changed is
//! refused, never walked into.

use super::{Chain, Mode, Network, Stats};
use crate::draft::{Direction, Traits};
use crate::estate::Estate;
use crate::num::{at, id};
use crate::spot::{Point, Spot};

/// Why bytes are not a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// The bytes end too early.
    #[error("expected {expected} more bytes at byte {at}, found {found}")]
    Short {
        /// Bytes wanted.
        expected: usize,
        /// Bytes there.
        found: usize,
        /// Where.
        at: usize,
    },
    /// A number that leads nowhere.
    #[error("expected {what} below {limit}, found {found}")]
    Range {
        /// What it counts.
        what: &'static str,
        /// The limit.
        limit: u64,
        /// What it is.
        found: u64,
    },
    /// A text that is not UTF-8.
    #[error("expected a text in UTF-8 at byte {at}")]
    Text {
        /// Where.
        at: usize,
    },
}

/// Bytes being written.
#[derive(Debug, Default)]
pub struct Pen(Vec<u8>);

impl Pen {
    /// The bytes.
    pub fn bytes(self) -> Vec<u8> {
        self.0
    }

    /// Writes a 32-bit number.
    pub fn u32(&mut self, value: u32) {
        self.0.extend(value.to_le_bytes());
    }

    /// Writes a 64-bit number.
    pub fn u64(&mut self, value: u64) {
        self.0.extend(value.to_le_bytes());
    }

    /// Writes a float.
    pub fn f64(&mut self, value: f64) {
        self.0.extend(value.to_le_bytes());
    }

    /// Writes a byte.
    pub fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    /// Writes a text with its length.
    pub fn text(&mut self, text: &str) {
        self.u32(id(text.len()));
        self.0.extend(text.as_bytes());
    }
}

/// Bytes being read.
#[derive(Debug)]
pub struct Eye<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Eye<'a> {
    /// Begins at the first byte.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn take(&mut self, n: usize) -> Result<&'a [u8], CodecError> {
        let end = self.at.checked_add(n).filter(|end| *end <= self.bytes.len());
        let Some(end) = end else {
            let found = self.bytes.len() - self.at;
            return Err(CodecError::Short { expected: n, found, at: self.at });
        };
        let piece = &self.bytes[self.at..end];
        self.at = end;
        Ok(piece)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CodecError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    /// Reads a 32-bit number.
    pub fn u32(&mut self) -> Result<u32, CodecError> {
        self.array().map(u32::from_le_bytes)
    }

    /// Reads a 64-bit number.
    pub fn u64(&mut self) -> Result<u64, CodecError> {
        self.array().map(u64::from_le_bytes)
    }

    /// Reads a float.
    pub fn f64(&mut self) -> Result<f64, CodecError> {
        self.array().map(f64::from_le_bytes)
    }

    /// Reads a byte.
    pub fn u8(&mut self) -> Result<u8, CodecError> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// Reads a text with its length.
    pub fn text(&mut self) -> Result<String, CodecError> {
        let from = self.at;
        let len = at(self.u32()?);
        let bytes = self.take(len)?.to_vec();
        String::from_utf8(bytes).map_err(|_| CodecError::Text { at: from })
    }

    /// Reads how many items of `size` bytes follow; as many have to be there.
    pub fn count(&mut self, size: usize) -> Result<usize, CodecError> {
        let n = at(self.u32()?);
        let left = (self.bytes.len() - self.at) / size.max(1);
        if n > left {
            let expected = n.saturating_mul(size);
            return Err(CodecError::Short { expected, found: left * size, at: self.at });
        }
        Ok(n)
    }

    /// Reads `n` items of `N` bytes.
    fn many<const N: usize, T>(&mut self, f: impl Fn([u8; N]) -> T) -> Result<Vec<T>, CodecError> {
        let n = self.count(N)?;
        let bytes = self.take(n * N)?;
        let item = |piece: &[u8]| {
            let mut array = [0; N];
            array.copy_from_slice(piece);
            f(array)
        };
        Ok(bytes.chunks_exact(N).map(item).collect())
    }
}

const CHAIN_BYTES: usize = 4 * 4 + 1 + 1 + 1 + 2 + 1;

impl Network {
    /// Writes the network.
    pub fn write(&self, pen: &mut Pen) {
        pen.u8(match self.mode {
            Mode::Walk => 0,
            Mode::Drive => 1,
        });
        let stats = &self.stats;
        for n in [
            stats.vertices,
            stats.edges,
            stats.components,
            stats.vertices_of_all,
            stats.junctions,
            stats.chains,
            stats.walls,
            stats.heights_missing,
        ] {
            pen.u64(n);
        }
        pen.f64(stats.metres);
        for spots in [&self.junctions, &self.shape] {
            pen.u32(id(spots.len()));
            for spot in spots {
                pen.u32(spot.lon_e7.cast_unsigned());
                pen.u32(spot.lat_e7.cast_unsigned());
            }
        }
        pen.u32(id(self.along.len()));
        for metres in &self.along {
            pen.f64(*metres);
        }
        pen.u32(id(self.heights.len()));
        for height in &self.heights {
            pen.u32(height.to_bits());
        }
        pen.u32(id(self.chains.len()));
        for chain in &self.chains {
            for n in [chain.a, chain.b, chain.first, chain.len] {
                pen.u32(n);
            }
            pen.u8(chain.traits.0);
            pen.u8(chain.km_h);
            pen.u8(match chain.direction {
                Direction::Both => 0,
                Direction::Along => 1,
                Direction::Against => 2,
            });
            pen.0.extend(chain.estate.to_le_bytes());
            pen.u8(u8::from(chain.wall));
        }
        pen.u32(id(self.estates.len()));
        for estate in &self.estates {
            pen.text(&estate.id);
            pen.text(&estate.name);
            pen.u32(id(estate.rings.len()));
            for ring in &estate.rings {
                pen.u32(id(ring.len()));
                for point in ring {
                    pen.f64(point.lon);
                    pen.f64(point.lat);
                }
            }
        }
    }

    /// Reads a network.
    pub fn read(eye: &mut Eye<'_>) -> Result<Self, CodecError> {
        let mode = match eye.u8()? {
            0 => Mode::Walk,
            1 => Mode::Drive,
            other => {
                let found = u64::from(other);
                return Err(CodecError::Range { what: "a mode", limit: 2, found });
            }
        };
        let mut n = [0; 8];
        for slot in &mut n {
            *slot = eye.u64()?;
        }
        let [vertices, edges, components, vertices_of_all, junctions, chains, walls, missing] = n;
        let stats = Stats {
            vertices,
            edges,
            components,
            vertices_of_all,
            metres: eye.f64()?,
            junctions,
            chains,
            walls,
            heights_missing: missing,
        };
        let spot = |[a, b, c, d, e, f, g, h]: [u8; 8]| Spot {
            lon_e7: i32::from_le_bytes([a, b, c, d]),
            lat_e7: i32::from_le_bytes([e, f, g, h]),
        };
        let junctions = eye.many(spot)?;
        let shape = eye.many(spot)?;
        let along = eye.many(f64::from_le_bytes)?;
        let heights = eye.many(f32::from_le_bytes)?;
        let chains = eye.many::<CHAIN_BYTES, _>(chain)?;
        let mut network = Self {
            mode,
            stats,
            junctions,
            chains,
            shape,
            along,
            heights,
            heads: Vec::new(),
            arcs: Vec::new(),
            estates: estates(eye)?,
        };
        network.sound()?;
        network.connect();
        Ok(network)
    }

    /// Whether every number leads somewhere.
    fn sound(&self) -> Result<(), CodecError> {
        let below = |what, found: usize, limit: usize| {
            if found < limit {
                return Ok(());
            }
            let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
            Err(CodecError::Range { what, limit: number(limit), found: number(found) })
        };
        let vertices = self.shape.len();
        below("lengths", self.along.len().abs_diff(vertices), 1)?;
        if !self.heights.is_empty() {
            below("heights", self.heights.len().abs_diff(vertices), 1)?;
        }
        for chain in &self.chains {
            below("a junction", at(chain.a.max(chain.b)), self.junctions.len())?;
            below("a vertex", at(chain.first).saturating_add(at(chain.len)), vertices + 1)?;
            below("a chain without a piece", usize::from(chain.len < 2), 1)?;
            below("an estate", usize::from(chain.estate), self.estates.len() + 1)?;
        }
        Ok(())
    }
}

fn chain(bytes: [u8; CHAIN_BYTES]) -> Chain {
    let number = |from: usize| {
        u32::from_le_bytes([bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]])
    };
    Chain {
        a: number(0),
        b: number(4),
        first: number(8),
        len: number(12),
        traits: Traits(bytes[16]),
        km_h: bytes[17],
        direction: match bytes[18] {
            1 => Direction::Along,
            2 => Direction::Against,
            0 | 3.. => Direction::Both,
        },
        estate: u16::from_le_bytes([bytes[19], bytes[20]]),
        wall: bytes[21] != 0,
    }
}

fn estates(eye: &mut Eye<'_>) -> Result<Vec<Estate>, CodecError> {
    let mut estates = Vec::new();
    for _ in 0..eye.count(12)? {
        let (id, name) = (eye.text()?, eye.text()?);
        let mut rings = Vec::new();
        for _ in 0..eye.count(4)? {
            let mut ring = Vec::new();
            for _ in 0..eye.count(16)? {
                ring.push(Point { lon: eye.f64()?, lat: eye.f64()? });
            }
            rings.push(ring);
        }
        estates.push(Estate { id, name, rings });
    }
    Ok(estates)
}
