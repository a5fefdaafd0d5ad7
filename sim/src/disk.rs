//! A disk: bytes are appended and synced; a crash keeps what was synced and does to the rest
//! what disks do.

use crate::random::Random;

/// What is on it, and what only its cache has.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    synced: Vec<u8>,
    fresh: Vec<u8>,
}

impl Disk {
    pub(crate) fn append(&mut self, bytes: &[u8]) {
        self.fresh.extend_from_slice(bytes);
    }

    pub(crate) fn sync(&mut self) {
        self.synced.append(&mut self.fresh);
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.synced
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        self.synced.truncate(length);
    }

    /// Unsynced bytes are lost, kept, torn, or kept with a bit flipped.
    pub(crate) fn crash(&mut self, random: &mut Random) {
        let mut fresh = std::mem::take(&mut self.fresh);
        match random.below(4) {
            0 => fresh.clear(),
            1 => {}
            2 => fresh.truncate(random.at(fresh.len() + 1)),
            _ => {
                let at = random.at(fresh.len().max(1));
                let bit = u32::try_from(random.below(8)).unwrap_or(0);
                if let Some(byte) = fresh.get_mut(at) {
                    *byte ^= 1_u8.wrapping_shl(bit);
                }
                if random.chance(3_000) {
                    fresh.truncate(random.at(fresh.len() + 1));
                }
            }
        }
        self.synced.extend(fresh);
    }
}

const HEAD: usize = 12;

/// A record in its frame: length, checksum, bytes.
pub(crate) fn frame(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut frame = Vec::with_capacity(bytes.len() + HEAD);
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(&checksum(bytes).to_le_bytes());
    frame.extend_from_slice(bytes);
    frame
}

/// The first frame, if it is whole, and what stands behind it.
pub(crate) fn unframe(bytes: &[u8], checked: bool) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (sum, rest) = rest.split_first_chunk::<8>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (body, rest) = rest.split_at_checked(length)?;
    (!checked || checksum(body) == u64::from_le_bytes(*sum)).then_some((body, rest))
}

/// FNV-1a.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
