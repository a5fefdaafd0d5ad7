//! A built map as one file: the walking network, the driving network, what stands along them,
//! and where all of it came from.
//!
//! The bytes end with a checksum: a file that was cut off or changed is refused.

use crate::draft::Facility;
use crate::estate::Gate;
use crate::network::{CodecError, Eye, Network, Pen};
use crate::num::id;
use crate::places::Home;
use crate::spot::Point;
use xxhash_rust::xxh3::xxh3_64;

/// The first bytes of every map file: what it is, and the version of its form.
const MAGIC: &[u8; 10] = b"hemei-map1";

/// A built map.
#[derive(Debug, Clone)]
pub struct MapFile {
    /// The name of the file that it was built from.
    pub source: String,
    /// A digest of the streets that it was built from, in hex: records name it.
    pub digest: String,
    /// Said where the map is made up: Chinese and English; empty where it is real.
    pub made_up: diag::Text,
    /// The greatest distance from a point to the network, metres.
    pub snap_m: f64,
    /// The walking network.
    pub walk: Network,
    /// The driving network, where the map has streets to drive on.
    pub drive: Option<Network>,
    /// What stands along the streets.
    pub facilities: Vec<Facility>,
    /// Buildings of the map, one of each counted as one.
    pub buildings: Vec<Home>,
    /// Gates of closed areas, as they were when it was built.
    pub gates: Vec<Gate>,
}

/// Why bytes are not a map file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapFileError {
    /// They begin otherwise.
    #[error("expected a map built by `hemei access build`, found other bytes")]
    Other,
    /// They were cut off or changed.
    #[error("expected the checksum {expected:016x}, found {found:016x}")]
    Changed {
        /// The checksum that stands in the file.
        expected: u64,
        /// That of its bytes.
        found: u64,
    },
    /// A part of them does not read.
    #[error("could not read the map")]
    Codec(#[source] CodecError),
}

impl MapFile {
    /// The map as bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let mut pen = Pen::default();
        for text in [&self.source, &self.digest, &self.made_up.zh, &self.made_up.en] {
            pen.text(text);
        }
        pen.f64(self.snap_m);
        self.walk.write(&mut pen);
        pen.u8(u8::from(self.drive.is_some()));
        if let Some(drive) = &self.drive {
            drive.write(&mut pen);
        }
        pen.u32(id(self.facilities.len()));
        for facility in &self.facilities {
            let texts = [&facility.id, &facility.kind, &facility.name, &facility.opening_hours];
            for text in texts {
                pen.text(text);
            }
            pen.f64(facility.at.lon);
            pen.f64(facility.at.lat);
            pen.u8(u8::from(facility.capacity.is_some()));
            pen.f64(facility.capacity.unwrap_or(0.0));
        }
        pen.u32(id(self.buildings.len()));
        for home in &self.buildings {
            pen.text(&home.id);
            pen.f64(home.at.lon);
            pen.f64(home.at.lat);
            pen.f64(home.weight);
        }
        pen.u32(id(self.gates.len()));
        for gate in &self.gates {
            pen.text(&gate.id);
            pen.text(&gate.estate);
            pen.f64(gate.at.lon);
            pen.f64(gate.at.lat);
            pen.u8(u8::from(gate.open));
        }
        let body = pen.bytes();
        let mut bytes = MAGIC.to_vec();
        bytes.extend(xxh3_64(&body).to_le_bytes());
        bytes.extend(body);
        bytes
    }

    /// The map that bytes hold.
    pub fn read(bytes: &[u8]) -> Result<Self, MapFileError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(MapFileError::Other)?;
        let Some((sum, body)) = rest.split_first_chunk::<8>() else {
            return Err(MapFileError::Other);
        };
        let (expected, found) = (u64::from_le_bytes(*sum), xxh3_64(body));
        if expected != found {
            return Err(MapFileError::Changed { expected, found });
        }
        Self::body(&mut Eye::new(body)).map_err(MapFileError::Codec)
    }

    fn body(eye: &mut Eye<'_>) -> Result<Self, CodecError> {
        let (source, digest) = (eye.text()?, eye.text()?);
        let made_up = diag::Text::new(eye.text()?, eye.text()?);
        let snap_m = eye.f64()?;
        let walk = Network::read(eye)?;
        let drive = if eye.u8()? == 0 { None } else { Some(Network::read(eye)?) };
        let mut facilities = Vec::new();
        for _ in 0..eye.count(41)? {
            let (id, kind, name, hours) = (eye.text()?, eye.text()?, eye.text()?, eye.text()?);
            let at = Point { lon: eye.f64()?, lat: eye.f64()? };
            let (has, capacity) = (eye.u8()?, eye.f64()?);
            facilities.push(Facility {
                id,
                kind,
                name,
                at,
                opening_hours: hours,
                capacity: (has != 0).then_some(capacity),
            });
        }
        let mut buildings = Vec::new();
        for _ in 0..eye.count(28)? {
            let id = eye.text()?;
            let at = Point { lon: eye.f64()?, lat: eye.f64()? };
            buildings.push(Home { id, place: String::new(), at, weight: eye.f64()? });
        }
        let mut gates = Vec::new();
        for _ in 0..eye.count(25)? {
            let (id, estate) = (eye.text()?, eye.text()?);
            let at = Point { lon: eye.f64()?, lat: eye.f64()? };
            gates.push(Gate { id, estate, at, open: eye.u8()? != 0 });
        }
        Ok(Self { source, digest, made_up, snap_m, walk, drive, facilities, buildings, gates })
    }
}

#[cfg(test)]
mod tests;
