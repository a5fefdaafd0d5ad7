//! `.osm.pbf` → a draft of the streets, what stands along them, and buildings.
//!
//! A file's blobs are indexed without inflating them. Where nodes, ways and relations follow
//! one another (all published extracts), the first way is found by halving, and each blob is
//! inflated once: ways first, and of the nodes only those that a kept way needs are held. With
//! a box it is the other way round: the nodes inside, then the ways that have one of them.
//! A file in another order is gone through twice.
//!
//! Knows nothing of paths; start reading at [`read`].

mod blobs;
mod block;
mod budget;
mod finish;
mod nodes;
mod shape;
mod watched;
mod ways;

use crate::error::Error;
use crate::features::Bbox;
use crate::fence::fenced;
use crate::rules::Rules;
use access::{MapDraft, Point};
use blobs::{Blobs, broken};
use block::Block;
use budget::Budget;
use diag::{Text, codes::maps as code};
use nodes::Nodes;
use std::io::{Read, Seek};
use std::ops::{ControlFlow, Range};
use ways::Ways;

/// Told how many bytes are done of how many; it may stop the reading.
pub type Progress<'p> = &'p mut dyn FnMut(u64, u64) -> ControlFlow<()>;

/// What is read of a file.
#[derive(Debug, Clone, Copy)]
pub struct Options<'r> {
    /// Which ways and facilities.
    pub rules: &'r Rules,
    /// Only what lies in this box: a district out of a province.
    pub bbox: Option<Bbox>,
    /// Refuse before more than this is held in memory.
    pub limit_bytes: Option<u64>,
    /// Whether buildings are wanted as places where people live.
    pub want_buildings: bool,
}

impl<'r> Options<'r> {
    /// All of a file, without buildings and without a limit.
    pub const fn new(rules: &'r Rules) -> Self {
        Self { rules, bbox: None, limit_bytes: None, want_buildings: false }
    }
}

/// What was read of a file.
#[derive(Debug, Clone, Default)]
pub struct OsmMap {
    /// Streets and facilities.
    pub draft: MapDraft,
    /// Buildings, if they were wanted.
    pub buildings: Vec<Building>,
    /// Ways that the edge of the box cuts: streets end there, areas reach far beyond it.
    pub cut_ways: u64,
    /// The most that was held in memory, beside the block in hand.
    pub held_bytes: u64,
}

/// A building, as a place where people may live.
#[derive(Debug, Clone, PartialEq)]
pub struct Building {
    /// Its id: `w23715051`.
    pub id: String,
    /// Its centroid.
    pub at: Point,
    /// The area of its outline, square metres.
    pub area_m2: f64,
    /// Its floors, where the map has them.
    pub levels: Option<f64>,
}

/// What reading a file will take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// At most about so many bytes of memory.
    pub bytes_max: u64,
}

/// Memory for the block in hand: 32 MB inflated at most, and several times that as a tree.
const BLOCK_BYTES: u64 = 256 << 20;

/// What reading a file of `bytes` will hold in memory, said before it is read.
///
/// Extracts hold one to four times their bytes (the more, the less they say of each street);
/// with a box that holds up to a quarter of the map, half of them. [`Options::limit_bytes`]
/// is exact where this is a bound by experience.
pub const fn estimate(bytes: u64, has_bbox: bool) -> Estimate {
    let held = if has_bbox { bytes / 2 } else { bytes.saturating_mul(5) };
    Estimate { bytes_max: held.saturating_add(BLOCK_BYTES) }
}

/// Reads a map.
pub fn read<R: Read + Seek + Send>(
    reader: R,
    options: &Options<'_>,
    progress: Progress<'_>,
) -> Result<OsmMap, Error> {
    let mut blobs = Blobs::open(reader)?;
    let first_way = blobs.first_way()?;
    let mut walk = Walk { of: blobs.bytes(), done: 0, blobs, progress };
    let mut map = Attempt::new(options, Some(first_way)).run(&mut walk)?;
    if map.is_none() {
        // Not in order after all: all of it is read for the ways, and again for the nodes.
        walk.of = walk.done + 2 * walk.blobs.bytes();
        map = Attempt::new(options, None).run(&mut walk)?;
    }
    walk.tell(walk.of)?;
    Ok(map.unwrap_or_default())
}

/// The way through the blobs, with the person who watches.
struct Walk<'p, R: Read + Seek + Send> {
    blobs: Blobs<R>,
    progress: Progress<'p>,
    done: u64,
    of: u64,
}

/// How a pass goes on after a blob.
enum Next {
    On,
    /// Nothing of use follows.
    Enough,
    /// The file is not in the order that was supposed.
    Unordered,
}

impl<R: Read + Seek + Send> Walk<'_, R> {
    /// Goes through some blobs; false if the file is not in the order that was supposed.
    fn pass(
        &mut self,
        range: Range<usize>,
        each: &mut dyn FnMut(usize, &Block<'_>) -> Result<Next, Error>,
    ) -> Result<bool, Error> {
        for no in range {
            let decoded = self.blobs.block(no)?;
            let offset = self.blobs.offset(no);
            let next = fenced(|| each(no, &Block::new(&decoded)), || broken(offset))?;
            self.done += self.blobs.size(no);
            self.tell(self.done)?;
            match next {
                Next::On => {}
                Next::Enough => return Ok(true),
                Next::Unordered => return Ok(false),
            }
        }
        Ok(true)
    }

    fn tell(&mut self, done: u64) -> Result<(), Error> {
        match (self.progress)(done.min(self.of), self.of) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::new(
                code::S0505,
                Text::new(
                    format!("读到第{done}字节时被叫停，未采用任何内容"),
                    format!("reading was stopped at byte {done} of {}; nothing was taken", self.of),
                ),
            )),
        }
    }
}

/// One way of reading a file: in the order supposed, or in any.
struct Attempt<'o> {
    options: &'o Options<'o>,
    first_way: Option<usize>,
    budget: Budget,
    ways: Ways<'o>,
    nodes: Nodes<'o>,
}

impl<'o> Attempt<'o> {
    fn new(options: &'o Options<'o>, first_way: Option<usize>) -> Self {
        Self {
            options,
            first_way,
            budget: Budget::new(options.limit_bytes),
            ways: Ways::new(options),
            nodes: Nodes::new(options),
        }
    }

    /// None if the file is not in the order that was supposed.
    fn run<R: Read + Seek + Send>(
        mut self,
        walk: &mut Walk<'_, R>,
    ) -> Result<Option<OsmMap>, Error> {
        let whole = if self.options.bbox.is_some() {
            self.read_nodes(walk)? && {
                self.nodes.settle(&mut self.budget)?;
                self.read_ways(walk)?
            }
        } else {
            self.read_ways(walk)? && {
                self.nodes.want(self.ways.needed(&mut self.budget)?, &mut self.budget)?;
                self.read_nodes(walk)?
            }
        };
        if !whole {
            return Ok(None);
        }
        finish::finish(self.options, self.ways, self.nodes, self.budget).map(Some)
    }

    fn read_ways<R: Read + Seek + Send>(&mut self, walk: &mut Walk<'_, R>) -> Result<bool, Error> {
        let range = self.first_way.unwrap_or(0)..walk.blobs.len();
        let (first_way, said) = (self.first_way, walk.blobs.sorted());
        let (ways, nodes, budget) = (&mut self.ways, &self.nodes, &mut self.budget);
        walk.pass(range, &mut |no, block| {
            let holds = block.holds();
            if first_way.is_some_and(|first| no > first) && holds.nodes {
                return Ok(Next::Unordered);
            }
            if said && first_way.is_some() && !holds.ways && holds.relations {
                return Ok(Next::Enough);
            }
            ways.take(block, nodes, budget)?;
            Ok(Next::On)
        })
    }

    fn read_nodes<R: Read + Seek + Send>(&mut self, walk: &mut Walk<'_, R>) -> Result<bool, Error> {
        let all = walk.blobs.len();
        let range = 0..self.first_way.map_or(all, |first| (first + 1).min(all));
        let first_way = self.first_way;
        let (nodes, budget) = (&mut self.nodes, &mut self.budget);
        walk.pass(range, &mut |no, block| {
            let holds = block.holds();
            if first_way.is_some_and(|first| no < first) && (holds.ways || holds.relations) {
                return Ok(Next::Unordered);
            }
            nodes.take(block, budget)?;
            Ok(Next::On)
        })
    }
}

#[cfg(test)]
mod tests;
