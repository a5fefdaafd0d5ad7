//! How people are spread over minutes to a kind: the same numbers that figures have, from files.

use access::inequality;
use access::scene::Scene;

/// How people are spread.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// People who reach one at all.
    pub people: f64,
    /// People who reach none, those too far from every street among them.
    pub unreached: f64,
    /// Minutes on average.
    pub mean: Option<f64>,
    /// Half of the people walk less.
    pub median: Option<f64>,
    /// Nine of ten people walk less.
    pub p90: Option<f64>,
    /// Mean minutes of the tenth that walk farthest over those of the four tenths that walk least.
    pub palma: Option<f64>,
    /// 0: everybody walks as far; 1: one walks for all.
    pub gini: Option<f64>,
}

/// How the people of a scene are spread over minutes to a kind.
pub fn spread_of(scene: &Scene, kind: &str) -> Spread {
    let (mut minutes, mut people, mut unreached) = (Vec::new(), Vec::new(), 0.0);
    let found = scene.nearest(kind).map(|(_, nearest)| &nearest.minutes);
    for (number, home) in scene.homes().homes.iter().enumerate() {
        match found.map(|found| found[number]).filter(|minutes| minutes.is_finite()) {
            Some(found) => {
                minutes.push(found);
                people.push(home.weight);
            }
            None => unreached += home.weight,
        }
    }
    unreached += scene.homes().far.iter().map(|home| home.weight).sum::<f64>();
    Spread {
        people: people.iter().sum(),
        unreached,
        mean: inequality::weighted_mean(&minutes, &people),
        median: inequality::median(&minutes, &people),
        p90: inequality::percentile(&minutes, &people, 0.9),
        palma: inequality::palma(&minutes, &people, None),
        gini: inequality::gini(&minutes, &people),
    }
}
