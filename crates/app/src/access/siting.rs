//! Where one more would help, and where the best k.

use super::ask::need_minutes;
use super::ground::Ground;
use super::looked::scene_of;
use crate::error::Error;
use access::choose::{Choice, Gains, MilpLimits, Proof, Served, Site};
use access::nearest;
use access::network::Position;
use access::scene::Scene;
use access::search::Search;
use access::siting::{Aim, gains, mean_walk, surface};
use access::{Facility, Point};
use diag::Text;
use std::borrow::Borrow;

/// What a new facility is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Bring people within the limit.
    #[default]
    Covered,
    /// Shorten the mean walk.
    MeanWalk,
    /// Serve people whom the capacity of what there is leaves out.
    Capacity,
}

/// How the best k are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum How {
    /// At once, one after another.
    #[default]
    Greedy,
    /// The optimum with its proof, by branch and bound.
    Exact,
    /// The optimum by integer programming (`HiGHS` where it is built in).
    Milp,
}

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct SiteRequest {
    /// The kind of facility.
    pub kind: String,
    /// The limit, minutes.
    pub minutes: f64,
    /// How many more.
    pub add: usize,
    /// What they are to do.
    pub by: By,
    /// How they are found.
    pub how: How,
    /// The capacity of a new one, for [`By::Capacity`].
    pub capacity: f64,
    /// Candidates; none: every home.
    pub candidates: Vec<Facility>,
}

/// A candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// Its place, where one is known.
    pub place: String,
    /// Where it is.
    pub at: Point,
    /// What it would gain alone.
    pub gain: f64,
}

/// The answer.
pub struct Sited {
    /// All candidates with what each would gain alone.
    pub surface: Vec<Candidate>,
    /// The chosen: the candidate's number and what it adds to those before it.
    pub choice: Choice,
    /// People within the limit before; minutes of the mean walk; people served.
    pub before: f64,
    /// The same after.
    pub after: f64,
    /// All people.
    pub people: f64,
    /// What the person has to know.
    pub said: Vec<Text>,
}

/// One of the chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Picked {
    /// The candidate.
    pub candidate: Candidate,
    /// What it adds to those before it.
    pub gain: f64,
}

impl Sited {
    /// The chosen, in order.
    pub fn picks(&self) -> Vec<Picked> {
        let found = |pick: &access::choose::Pick| {
            let candidate = self.surface.get(usize::try_from(pick.candidate).ok()?)?;
            Some(Picked { candidate: candidate.clone(), gain: pick.gain })
        };
        self.choice.picks.iter().filter_map(found).collect()
    }

    /// Whether the choice is proved to be the best.
    pub fn proved(&self) -> bool {
        match self.choice.proof {
            Proof::Optimal => true,
            Proof::Bounded => false,
        }
    }
}

/// Branches that are looked at before the proof is given up.
const NODES: u64 = 4_000_000;

/// Finds the best places.
pub fn site(ground: &Ground, walker: Option<&str>, request: &SiteRequest) -> Result<Sited, Error> {
    site_of(ground, walker, request, || ground.scene(walker))
}

/// The same in a scene that somebody may hold already.
pub fn site_of<S: Borrow<Scene>>(
    ground: &Ground,
    walker: Option<&str>,
    request: &SiteRequest,
    held: impl FnOnce() -> Result<S, Error>,
) -> Result<Sited, Error> {
    ground.known_kind(&request.kind)?;
    if request.add == 0 {
        return Err(Error::wrong_use("应至少新增 1 处", "expected at least one to add, found 0"));
    }
    need_minutes(&[request.minutes])?;
    let able = request.capacity.is_finite() && request.capacity > 0.0;
    if request.by == By::Capacity && !able {
        let found = request.capacity;
        return Err(Error::wrong_use(
            format!("新设施的容量应大于零，实为 {found}"),
            format!("expected a capacity above zero for each new one, found {found}"),
        )
        .help("用 --capacity 指明", "name it with --capacity"));
    }
    let (scene, mut said) = scene_of(ground, walker, held)?;
    let scene = scene.borrow();
    let (surface, positions) = candidates(scene, request);
    if let Some(far) = request.candidates.len().checked_sub(positions.len()).filter(|n| *n > 0) {
        let limit = ground.snap_m;
        said.push(Text::new(
            format!("{far} 个候选点离路网超过 {limit} 米，不参与比较"),
            format!(
                "{far} candidates are farther than {limit} m from every street and take no part"
            ),
        ));
    }
    if positions.is_empty() {
        return Err(Error::refused(
            "没有离街道足够近的候选点",
            "no candidate is near enough to a street",
        ));
    }
    match request.by {
        By::Capacity => by_capacity(scene, request, surface, &positions, said),
        By::Covered => {
            // A sum of nothing may be −0.
            let kinds = std::slice::from_ref(&request.kind);
            let before = scene.covered(kinds, request.minutes) + 0.0;
            let rows = gains(scene, &request.kind, &positions, Aim::Covered(request.minutes));
            let choice = choose(scene, &rows, request)?;
            let after = before + choice.value;
            Ok(sited(scene, &rows, surface, choice, (before, after), said))
        }
        By::MeanWalk => {
            let rows = gains(scene, &request.kind, &positions, Aim::MeanWalk);
            let choice = choose(scene, &rows, request)?;
            let before = mean_walk(scene, &request.kind).unwrap_or(f64::INFINITY);
            let after = before - choice.value / scene.homes().placed_weight();
            Ok(sited(scene, &rows, surface, choice, (before, after), said))
        }
    }
}

/// The candidates that lie on the network, and where.
fn candidates(scene: &Scene, request: &SiteRequest) -> (Vec<Candidate>, Vec<Position>) {
    let candidate = |id: &str, place: &str, at: Point| Candidate {
        id: id.to_owned(),
        place: place.to_owned(),
        at,
        gain: 0.0,
    };
    if request.candidates.is_empty() {
        let homes = &scene.homes().homes;
        let all = homes.iter().map(|home| candidate(&home.id, &home.place, home.at)).collect();
        return (all, scene.homes().positions.clone());
    }
    let placed = |held: &Facility| {
        scene.place(held.at).map(|position| (candidate(&held.id, "", held.at), position))
    };
    request.candidates.iter().filter_map(placed).unzip()
}

fn choose(scene: &Scene, rows: &[Vec<(u32, f64)>], request: &SiteRequest) -> Result<Choice, Error> {
    let refused = |found: access::choose::ChooseError| {
        Error::refused("未能比较候选点", "could not compare the candidates").because(found)
    };
    let gains = Gains::new(scene.homes().homes.len(), rows).map_err(refused)?;
    Ok(match request.how {
        How::Greedy => gains.greedy(request.add),
        How::Exact => gains.exact(request.add, NODES),
        How::Milp => gains.milp(request.add, MilpLimits::default()),
    })
}

fn sited(
    scene: &Scene,
    rows: &[Vec<(u32, f64)>],
    candidates: Vec<Candidate>,
    choice: Choice,
    (before, after): (f64, f64),
    said: Vec<Text>,
) -> Sited {
    let gains = surface(rows);
    let with = |(candidate, gain): (Candidate, f64)| Candidate { gain, ..candidate };
    Sited {
        surface: candidates.into_iter().zip(gains).map(with).collect(),
        choice,
        before,
        after,
        people: scene.homes().weight(),
        said,
    }
}

fn by_capacity(
    scene: &Scene,
    request: &SiteRequest,
    candidates: Vec<Candidate>,
    positions: &[Position],
    mut said: Vec<Text>,
) -> Result<Sited, Error> {
    let refused = |found: access::choose::ChooseError| {
        Error::refused("未能比较候选点", "could not compare the candidates").because(found)
    };
    let mut search = Search::new(scene.times().network().junctions());
    let mut kept: Vec<Site> = Vec::new();
    if let Some((kind, _)) = scene.nearest(&request.kind) {
        let without = kind.facilities.iter().filter(|held| held.capacity.is_none()).count();
        if without > 0 {
            said.push(Text::new(
                format!("{without} 处设施没有容量，不计服务"),
                format!("{without} facilities have no capacity and serve nobody here"),
            ));
        }
        kept = kind
            .facilities
            .iter()
            .map(|held| Site { capacity: held.capacity.unwrap_or(0.0), reach: Vec::new() })
            .collect();
        let mut told = |facility: u32, home: u32, _: f64| {
            if let Some(site) = usize::try_from(facility).ok().and_then(|at| kept.get_mut(at)) {
                site.reach.push(home);
            }
        };
        let homes = scene.homes();
        nearest::pairs(scene.times(), homes, kind, request.minutes, &mut search, &mut told);
    }
    let reach = nearest::reached(scene.times(), scene.homes(), positions, request.minutes);
    let new: Vec<Site> =
        reach.into_iter().map(|reach| Site { capacity: request.capacity, reach }).collect();
    let demand: Vec<f64> = scene.homes().homes.iter().map(|home| home.weight).collect();
    let served = Served::new(&demand, &kept, &new).map_err(refused)?;
    let choice = match request.how {
        How::Greedy => served.greedy(request.add),
        How::Exact | How::Milp => served.exact(request.add, NODES / 100),
    };
    let before = served.served_now();
    let alone = |number: usize| served.value(&[u32::try_from(number).unwrap_or(u32::MAX)]);
    let surface = candidates
        .into_iter()
        .enumerate()
        .map(|(number, candidate)| Candidate { gain: alone(number), ..candidate })
        .collect();
    let after = before + choice.value;
    Ok(Sited { surface, choice, before, after, people: scene.homes().weight(), said })
}
