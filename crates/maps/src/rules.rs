//! Which ways may be walked and driven, and of which kinds a feature is: the declared rules,
//! made fast to ask.
//!
//! The words are those of OpenStreetMap's tags; the district's own layers use the same.
//! Knows nothing of files.

mod drive;

use access::{Drive, Traits};
use district::AccessRules;
use drive::DriveTable;

/// Tags of one feature.
pub type Tags<'a> = [(&'a str, &'a str)];

/// How a way may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WayUse {
    /// Whether it may be walked.
    pub walk: bool,
    /// What matters to some walkers.
    pub traits: Traits,
    /// How it may be driven, if at all.
    pub drive: Option<Drive>,
}

/// The rules of a pack, compiled.
#[derive(Debug, Clone)]
pub struct Rules {
    ways: Words,
    foot_ways: Words,
    foot_yes: Words,
    foot_no: Words,
    access_no: Words,
    unpaved: Words,
    drive: DriveTable,
    kinds: Vec<Kind>,
    kind_keys: Words,
}

/// Texts in order, to look one up.
#[derive(Debug, Clone)]
struct Words(Vec<String>);

impl Words {
    fn new(words: impl IntoIterator<Item = String>) -> Self {
        let mut words: Vec<String> = words.into_iter().collect();
        words.sort_unstable();
        words.dedup();
        Self(words)
    }

    fn has(&self, word: &str) -> bool {
        self.0.binary_search_by(|known| known.as_str().cmp(word)).is_ok()
    }
}

/// A kind: any of its clauses makes a feature one of it, all pairs of a clause have to hold.
#[derive(Debug, Clone)]
struct Kind {
    id: String,
    clauses: Vec<Vec<(String, String)>>,
}

/// What the walking rules look at.
#[derive(Debug, Clone, Copy, Default)]
struct WayTags<'a> {
    highway: &'a str,
    foot: &'a str,
    access: &'a str,
    surface: &'a str,
    wheelchair: &'a str,
}

impl Rules {
    /// Compiles declared rules.
    pub fn new(rules: &AccessRules) -> Self {
        let kinds: Vec<Kind> = rules
            .kinds
            .iter()
            .map(|(id, kind)| Kind {
                id: id.clone(),
                clauses: kind.tags.iter().filter_map(|text| clause(text)).collect(),
            })
            .collect();
        let kind_keys =
            kinds.iter().flat_map(|kind| kind.clauses.iter().flatten()).map(|pair| pair.0.clone());
        Self {
            ways: Words::new(rules.walk.ways.clone()),
            foot_ways: Words::new(rules.walk.foot_ways.clone()),
            foot_yes: Words::new(rules.walk.foot_yes.clone()),
            foot_no: Words::new(rules.walk.foot_no.clone()),
            access_no: Words::new(rules.walk.access_no.clone()),
            unpaved: Words::new(rules.walk.unpaved.clone()),
            drive: DriveTable::new(&rules.drive),
            kind_keys: Words::new(kind_keys),
            kinds,
        }
    }

    /// How a way with these tags may be used; none if neither on foot nor by car.
    pub fn judge(&self, tags: &Tags<'_>) -> Option<WayUse> {
        let mut way = WayTags::default();
        for &(key, value) in tags {
            match key {
                "highway" => way.highway = value,
                "foot" => way.foot = value,
                "access" => way.access = value,
                "surface" => way.surface = value,
                "wheelchair" => way.wheelchair = value,
                _ => {}
            }
        }
        if way.highway.is_empty() {
            return None;
        }
        let walk = self.walked(way);
        let drive = self.drive.judge(way.highway, tags);
        (walk || drive.is_some()).then(|| WayUse { walk, traits: self.traits(way), drive })
    }

    /// The kinds that a feature with these tags is of, by id, in order.
    pub fn kinds_of(&self, tags: &Tags<'_>) -> Vec<&str> {
        self.kind_numbers(tags).filter_map(|no| self.kind(no)).collect()
    }

    /// The same by number; see [`Rules::kind`].
    pub(crate) fn kind_numbers<'a>(&'a self, tags: &'a Tags<'_>) -> impl Iterator<Item = usize> {
        let some = tags.iter().any(|(key, _)| self.kind_keys.has(key));
        let kinds = if some { self.kinds.as_slice() } else { &[] };
        kinds.iter().enumerate().filter(|(_, kind)| kind.holds(tags)).map(|(no, _)| no)
    }

    /// The id of a kind by its number.
    pub(crate) fn kind(&self, no: usize) -> Option<&str> {
        self.kinds.get(no).map(|kind| kind.id.as_str())
    }

    /// Whether a key of a tag can make a feature one of a kind.
    pub(crate) fn kind_key(&self, key: &[u8]) -> bool {
        self.kind_keys.0.binary_search_by(|known| known.as_bytes().cmp(key)).is_ok()
    }

    fn walked(&self, way: WayTags<'_>) -> bool {
        let allowed = self.foot_yes.has(way.foot);
        let forbidden = self.foot_no.has(way.foot) || (!allowed && self.access_no.has(way.access));
        !forbidden && (self.ways.has(way.highway) || (allowed && self.foot_ways.has(way.highway)))
    }

    fn traits(&self, way: WayTags<'_>) -> Traits {
        [
            (way.highway == "steps", Traits::STEPS),
            (way.wheelchair == "no", Traits::NO_WHEELCHAIR),
            (self.unpaved.has(way.surface), Traits::UNPAVED),
        ]
        .into_iter()
        .filter(|(holds, _)| *holds)
        .fold(Traits::default(), |all, (_, one)| all.with(one))
    }
}

impl Kind {
    fn holds(&self, tags: &Tags<'_>) -> bool {
        self.clauses.iter().any(|clause| {
            clause.iter().all(|(key, value)| tags.iter().any(|tag| *tag == (key, value)))
        })
    }
}

/// `amenity=school+isced:level=1` as pairs; none for a text that is no such thing, which the
/// pack's check refuses before.
fn clause(text: &str) -> Option<Vec<(String, String)>> {
    let pairs: Option<Vec<_>> = text
        .split('+')
        .map(|part| part.split_once('='))
        .map(|pair| pair.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned())))
        .collect();
    pairs.filter(|pairs| pairs.iter().all(|(key, value)| !key.is_empty() && !value.is_empty()))
}

#[cfg(test)]
mod tests;
