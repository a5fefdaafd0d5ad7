//! Lines of a layer → a draft of the streets.

use super::{Frame, Layer, Sieve, id_of, texts_of};
use crate::error::{Notice, Place};
use crate::features::Geometry;
use crate::num;
use crate::rules::{Rules, WayUse};
use access::{MapDraft, Point, Spot, Way};
use diag::{Text, codes::maps as code};
use std::collections::BTreeMap;

/// The district's own streets.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// The streets.
    pub draft: MapDraft,
    /// What did not fit.
    pub notices: Vec<Notice>,
    /// Lines that the rules let nobody use.
    pub unused: u64,
}

/// Reads a layer of lines with OpenStreetMap's tags as properties. Lines meet where they have
/// a vertex in common, to 10⁻⁷ degrees.
pub fn network(layer: Layer, rules: &Rules, frame: &Frame<'_>) -> Network {
    let mut sieve = Sieve::new(frame, layer.notices);
    let mut drawn = Drawn::default();
    let (mut unused, mut duplicates) = (0, 0);
    for (no, mut feature) in layer.features {
        let id = id_of(&feature);
        let place = Place::Feature(no, id.clone());
        if !sieve.placed(&place, &mut feature.geometry) {
            continue;
        }
        let lines = match &feature.geometry {
            Geometry::Line(line) => std::slice::from_ref(line),
            Geometry::Lines(lines) => lines.as_slice(),
            Geometry::Point(_)
            | Geometry::Points(_)
            | Geometry::Polygon(_)
            | Geometry::Polygons(_) => {
                let expected = Text::new("线", "lines");
                let found = Text::same(feature.geometry.name());
                sieve.refuse(&place, code::S0509, expected, found);
                continue;
            }
        };
        let texts = texts_of(&feature.properties);
        let tags: Vec<(&str, &str)> = texts.iter().map(|(key, value)| (*key, &**value)).collect();
        let Some(usage) = rules.judge(&tags) else {
            unused += 1;
            continue;
        };
        if id.is_some_and(|id| !sieve.new_id(no, &id)) {
            duplicates += 1;
            continue;
        }
        for line in lines {
            drawn.line(line, usage);
        }
    }
    let notices = sieve.done();
    let broken = notices.iter().filter(|notice| notice.code != code::S0512).count();
    let mut draft = drawn.draft;
    draft.oddities.duplicate_ids = duplicates;
    draft.oddities.broken_features = num::bytes(broken);
    Network { draft, notices, unused }
}

/// Streets with the vertices that they share.
#[derive(Default)]
struct Drawn {
    draft: MapDraft,
    known: BTreeMap<Spot, u32>,
}

impl Drawn {
    fn line(&mut self, line: &[Point], usage: WayUse) {
        let first = self.draft.refs.len();
        for spot in line.iter().filter_map(|point| Spot::of(*point)) {
            let Some(no) = self.number(spot) else { break };
            // A vertex that is drawn twice in a row is one.
            if self.draft.refs.get(first..).and_then(<[u32]>::last) != Some(&no) {
                self.draft.refs.push(no);
            }
        }
        let len = self.draft.refs.len() - first;
        match (num::id(first), num::id(len)) {
            (Some(first), Some(len)) if len > 1 => {
                let WayUse { walk, traits, drive } = usage;
                self.draft.ways.push(Way { first, len, walk, traits, drive });
            }
            _ => {
                self.draft.refs.truncate(first);
                self.draft.oddities.short_ways += 1;
            }
        }
    }

    fn number(&mut self, spot: Spot) -> Option<u32> {
        if let Some(no) = self.known.get(&spot) {
            return Some(*no);
        }
        let no = num::id(self.draft.spots.len())?;
        self.known.insert(spot, no);
        self.draft.spots.push(spot);
        Some(no)
    }
}
