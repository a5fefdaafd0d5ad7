//! Standards of circles, held against a district: rule × neighbourhood.
//!
//! Metres are what is tested. GB 50180-2018 gives metres and minutes for its levels that do not
//! agree with one another (1000 m in 15 minutes is 4.0 km/h, 500 m in 10 is 3.0, 300 m in 5 is
//! 3.6), so a rule that states metres is judged by metres, one that states only minutes by the
//! minutes of the walker, and each verdict says the speed that the two imply.
//!
//! The levels of GB 50180 do not include one another (its explanation of clause 4.0.2, note): a
//! facility of the 15-minute level does not stand in for one of the 5-minute level. Each rule is
//! judged by the facilities of its own kind alone.

use crate::nearest::SLACK;
use crate::num::at;
use crate::scene::Scene;
use std::collections::{BTreeMap, BTreeSet};

/// One rule.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rule {
    /// Its id in the standard.
    pub id: String,
    /// The clause or table.
    pub clause: String,
    /// The kind of facility.
    pub kind: String,
    /// The level: `15min`, `10min`, `5min`, `block`.
    pub level: String,
    /// Whether it has to be there (M), or as needed (O).
    pub must: bool,
    /// The farthest that a home may be from one, metres on foot.
    pub radius_m: Option<f64>,
    /// The same in minutes.
    pub minutes: Option<f64>,
    /// Floor area that one has to have, m².
    pub building_m2: Option<f64>,
    /// Land that one has to have, m².
    pub land_m2: Option<f64>,
    /// Area for a thousand people, m².
    pub per_1000_m2: Option<f64>,
    /// `verified` or `recalled`: whether the rule was seen in the standard's text.
    pub status: String,
}

/// What a rule comes to in one neighbourhood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is met.
    Met,
    /// Something is missing.
    Missing,
    /// The rule or the register does not say enough.
    NotMeasurable,
}

impl Verdict {
    /// The word that records have.
    pub fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missing => "missing",
            Self::NotMeasurable => "not_measurable",
        }
    }
}

/// Floor and land of the facilities, by kind and id, where the register says them.
pub type AreasOf = BTreeMap<(String, String), (Option<f64>, Option<f64>)>;

/// A line of the table: a rule at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The place.
    pub place: String,
    /// The rule's number in the list given.
    pub rule: usize,
    /// What it comes to.
    pub verdict: Verdict,
    /// People of the place.
    pub people: f64,
    /// People within the distance; none where the rule has none.
    pub covered: Option<f64>,
    /// Area needed, m², where the rule says one and the register has areas.
    pub need_m2: Option<f64>,
    /// Area there: of the facilities that the place's people go to.
    pub have_m2: Option<f64>,
    /// Area missing.
    pub missing_m2: Option<f64>,
}

/// Judges every rule in every place of the homes, in order of place and rule.
///
/// `kept` are the kinds that the district's registers keep: of another kind nobody knows anything,
/// of these none is none.
/// `share` is the share of people that has to be within the distance; a standard says "all", a
/// district may say less and has to write so in its pack.
pub fn judge(
    scene: &Scene,
    rules: &[Rule],
    (areas, kept): (&AreasOf, &BTreeSet<String>),
    share: f64,
) -> Vec<Line> {
    let mut places: BTreeMap<&str, Neighbours> = BTreeMap::new();
    for (number, home) in scene.homes().homes.iter().enumerate() {
        let held = places.entry(home.place.as_str()).or_default();
        held.homes.push(crate::num::id(number));
        held.people += home.weight;
    }
    for home in &scene.homes().far {
        places.entry(home.place.as_str()).or_default().people += home.weight;
    }
    let mut lines = Vec::new();
    // Homes that belong to no place are of no neighbourhood.
    for (place, homes) in places.iter().filter(|(place, _)| !place.is_empty()) {
        for (number, rule) in rules.iter().enumerate() {
            lines.push(line(scene, (number, rule), (place, homes), (areas, kept), share));
        }
    }
    lines
}

/// The people of a place: their homes on the network, and how many they are in all.
#[derive(Default)]
struct Neighbours {
    homes: Vec<u32>,
    people: f64,
}

fn line(
    scene: &Scene,
    (number, rule): (usize, &Rule),
    (place, neighbours): (&str, &Neighbours),
    (areas, kept): (&AreasOf, &BTreeSet<String>),
    share: f64,
) -> Line {
    let (homes, people) = (&neighbours.homes, neighbours.people);
    let mut line = Line {
        place: place.to_owned(),
        rule: number,
        verdict: Verdict::NotMeasurable,
        people,
        covered: None,
        need_m2: None,
        have_m2: None,
        missing_m2: None,
    };
    let Some((kind, nearest)) = scene.nearest(&rule.kind) else {
        // A kind that no register keeps cannot be judged: nobody looked.
        if kept.contains(&rule.kind) {
            line.verdict = Verdict::Missing;
            line.covered = Some(0.0);
            line.need_m2 = rule.building_m2.or(rule.land_m2);
            line.missing_m2 = line.need_m2;
        }
        return line;
    };
    let limit = match (rule.radius_m, rule.minutes) {
        (Some(metres), _) => metres / scene.times().pace().metres_per_minute(),
        (None, Some(minutes)) => minutes,
        (None, None) => f64::INFINITY,
    };
    let within = |home: &&u32| {
        let minutes = nearest.minutes[at(**home)];
        minutes.is_finite() && minutes <= limit + SLACK
    };
    let used: Vec<u32> = homes.iter().filter(within).copied().collect();
    let mut verdicts = Vec::new();
    if limit.is_finite() {
        let covered: f64 = used.iter().map(|home| scene.homes().homes[at(*home)].weight).sum();
        line.covered = Some(covered);
        verdicts.push(if covered + SLACK >= people * share {
            Verdict::Met
        } else {
            Verdict::Missing
        });
    }
    let facilities = (kind, nearest, areas);
    for needed in needed(rule, people) {
        verdicts.push(area(&mut line, needed, facilities, &used));
    }
    line.verdict = verdicts
        .into_iter()
        .max_by_key(|verdict| worse(*verdict))
        .unwrap_or(Verdict::NotMeasurable);
    line
}

/// What is missing holds before what is not known, and that before what is met.
fn worse(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Met => 0,
        Verdict::NotMeasurable => 1,
        Verdict::Missing => 2,
    }
}

/// An area that a rule calls for, m².
#[derive(Clone, Copy)]
struct Needed {
    m2: f64,
    /// Floor, or land.
    floor: bool,
    /// Whether one facility has to have it, or all together.
    each: bool,
}

fn needed(rule: &Rule, people: f64) -> impl Iterator<Item = Needed> {
    let one = |m2: Option<f64>, floor| m2.map(|m2| Needed { m2, floor, each: true });
    let all = rule.per_1000_m2.map(|per_1000| Needed {
        m2: per_1000 * people / 1000.0,
        floor: true,
        each: false,
    });
    [one(rule.building_m2, true), one(rule.land_m2, false), all].into_iter().flatten()
}

/// Holds the area of the facilities that people of the place go to against what is needed.
fn area(
    line: &mut Line,
    needed: Needed,
    (kind, nearest, areas): (&crate::places::Kind, &crate::nearest::Nearest, &AreasOf),
    used: &[u32],
) -> Verdict {
    let mut numbers: Vec<u32> = used.iter().map(|home| nearest.facility[at(*home)]).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let area_of = |number: &u32| {
        let facility = kind.facilities.get(at(*number))?;
        let (floor, land) = areas.get(&(facility.kind.clone(), facility.id.clone()))?;
        if needed.floor { *floor } else { *land }
    };
    let known: Vec<f64> = numbers.iter().filter_map(area_of).collect();
    let have =
        if needed.each { known.iter().copied().fold(0.0, f64::max) } else { known.iter().sum() };
    let enough = have + SLACK >= needed.m2;
    // They are there, and nobody wrote how large they are: one of them may do.
    let open = !enough && known.len() < numbers.len();
    let lacking = (needed.m2 - have).max(0.0);
    // Of two areas the one that lacks more is shown.
    if line.need_m2.is_none() || (!open && lacking > line.missing_m2.unwrap_or(0.0)) {
        line.need_m2 = Some(needed.m2);
        line.have_m2 = (!open).then_some(have);
        line.missing_m2 = (!open).then_some(lacking);
    }
    match (enough, open) {
        (true, _) => Verdict::Met,
        (false, true) => Verdict::NotMeasurable,
        (false, false) => Verdict::Missing,
    }
}

/// The speed that metres and minutes of one rule imply, km/h.
pub fn implied_km_h(metres: f64, minutes: f64) -> Option<f64> {
    (minutes > 0.0).then(|| metres / minutes * 60.0 / 1000.0)
}

#[cfg(test)]
mod tests;
