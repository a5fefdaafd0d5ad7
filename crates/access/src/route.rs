//! Sites linked into routes: which of them, and in what order, within the time there is.
//!
//! Every site has a prize and takes some minutes; each route starts at the same place and has the
//! same budget of minutes. The greatest prize is sought, and of equal prizes the least time (the
//! team orienteering problem). Up to 16 sites it is solved exactly; beyond that routes are built,
//! taken apart and improved for a fixed number of rounds, and a bound says how much better any
//! other plan could be at most.
//!
//! Knows nothing of streets: minutes between the sites in, routes out.
//! Start reading at [`link`].

mod bound;
mod exact;
mod moves;
mod random;
mod search;

use crate::num;
use diag::Text;

/// What is to be linked. Sites are counted from 0; in `travel` the start comes before them.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The prize of each site.
    pub prizes: Vec<u32>,
    /// Minutes spent at each site.
    pub visits: Vec<f64>,
    /// Minutes from each to each, row 0 and column 0 the start, row `s + 1` site `s`; infinite
    /// where there is no way. They are of the shortest ways, whatever lies on them; they need
    /// not be symmetric.
    pub travel: Vec<Vec<f64>>,
    /// Minutes of each route.
    pub budget: f64,
    /// How many routes.
    pub routes: usize,
    /// Whether a route has to come back to the start.
    pub returns: bool,
}

/// How hard to try where a plan is not proved: the answer depends on nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Up to this many sites the answer is exact; at most 16.
    pub exact_most: usize,
    /// How many rounds of taking apart and improving.
    pub rounds: u32,
    /// The seed of what is taken apart.
    pub seed: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self { exact_most: exact::SITES_MOST, rounds: 8000, seed: 1 }
    }
}

/// A site on a route; minutes count from the start of the route.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    /// The site, from 0.
    pub site: u32,
    /// When it is reached.
    pub arrive: f64,
    /// When it is left.
    pub leave: f64,
}

/// One route.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Its sites in order.
    pub stops: Vec<Stop>,
    /// The sum of their prizes.
    pub prize: u64,
    /// How long it takes, with the way back if there has to be one.
    pub minutes: f64,
}

/// Why a site is on no route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Even the shortest route to this site takes longer than there is time, or there is no way.
    TooFar,
    /// It has no prize.
    NoPrize,
    /// Other sites give more for the time.
    NoTime,
}

impl Reason {
    /// The reason in words.
    pub fn text(self) -> Text {
        match self {
            Self::TooFar => Text::new(
                "最短的路线也超出时限，或无路可达",
                "even the shortest route takes longer than there is time, or there is no way",
            ),
            Self::NoPrize => Text::new("该点没有分值", "the site has no prize"),
            Self::NoTime => {
                Text::new("时间不够，其他点更值得去", "other sites give more for the time")
            }
        }
    }
}

/// How good a plan is known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// No plan has a greater prize, and none of the same prize takes less time.
    Exact,
    /// No plan has a greater prize than [`Linked::bound`]; where that is the prize itself, only
    /// the time may be beaten.
    Bounded,
}

/// The routes, and what is left.
#[derive(Debug, Clone, PartialEq)]
pub struct Linked {
    /// The routes that have sites, in the order of their first site's index.
    pub routes: Vec<Route>,
    /// Sites on no route.
    pub left_out: Vec<(u32, Reason)>,
    /// The prize of all routes.
    pub prize: u64,
    /// The minutes of all routes together.
    pub minutes: f64,
    /// No plan has a greater prize.
    pub bound: u64,
    /// How good it is known to be.
    pub proof: Proof,
}

impl Linked {
    /// Whether no plan has a greater prize.
    pub const fn prize_is_proved(&self) -> bool {
        self.prize == self.bound
    }
}

/// Why a problem cannot be worked on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RouteError {
    /// A list of the wrong length.
    #[error("expected {expected} {what}, found {found}")]
    Length {
        /// What is listed.
        what: &'static str,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Minutes that are below zero or no number.
    #[error("expected minutes of at least zero for {what} {position}, found {found}")]
    Minutes {
        /// What takes them.
        what: &'static str,
        /// Which one; of the travel matrix, the row.
        position: usize,
        /// The minutes.
        found: f64,
    },
}

/// Links the sites into routes.
pub fn link(problem: &Problem, effort: Effort) -> Result<Linked, RouteError> {
    check(problem)?;
    let sites = Sites::of(problem);
    if sites.len() <= effort.exact_most.min(exact::SITES_MOST) {
        let plan = exact::solve(&sites);
        let prize = plan.iter().flatten().map(|site| sites.prizes[*site]).sum();
        return Ok(sites.linked(problem, &plan, prize, Proof::Exact));
    }
    let plan = search::solve(&sites, effort);
    let prize = plan.iter().flatten().map(|site| sites.prizes[*site]).sum();
    let bound = bound::bound(&sites, prize);
    Ok(sites.linked(problem, &plan, bound, Proof::Bounded))
}

fn check(problem: &Problem) -> Result<(), RouteError> {
    let expected = problem.prizes.len();
    let length = |what, expected, found| {
        let fits = expected == found;
        if fits { Ok(()) } else { Err(RouteError::Length { what, expected, found }) }
    };
    length("visit times", expected, problem.visits.len())?;
    length("rows of the travel matrix", expected + 1, problem.travel.len())?;
    for row in &problem.travel {
        length("columns of the travel matrix", expected + 1, row.len())?;
    }
    let minutes = |what, position, found: f64, most: f64| {
        let fits = (0.0..=most).contains(&found);
        if fits { Ok(()) } else { Err(RouteError::Minutes { what, position, found }) }
    };
    minutes("the budget of route", 0, problem.budget, f64::MAX)?;
    for (site, &found) in problem.visits.iter().enumerate() {
        minutes("the visit of site", site, found, f64::MAX)?;
    }
    for (row, cells) in problem.travel.iter().enumerate() {
        for &found in cells {
            minutes("travel from row", row, found, f64::INFINITY)?;
        }
    }
    Ok(())
}

/// The sites that a route can reach, in numbers of their own; place 0 is the start and place
/// `s + 1` the site `s`.
#[derive(Debug)]
struct Sites {
    /// The sites as the problem numbers them.
    names: Vec<u32>,
    prizes: Vec<u64>,
    visits: Vec<f64>,
    /// Minutes between the places; to the start zero where a route need not come back.
    travel: Vec<Vec<f64>>,
    budget: f64,
    routes: usize,
}

impl Sites {
    fn of(problem: &Problem) -> Self {
        let place = |site: u32| num::at(site) + 1;
        let home = |site: u32| if problem.returns { problem.travel[place(site)][0] } else { 0.0 };
        let reasons = (0..).zip(reasons(problem));
        let names: Vec<u32> = reasons.filter(|(_, r)| *r == Reason::NoTime).map(|r| r.0).collect();
        let mut travel = vec![vec![0.0; names.len() + 1]; names.len() + 1];
        for (from, a) in names.iter().enumerate() {
            travel[0][from + 1] = problem.travel[0][place(*a)];
            travel[from + 1][0] = home(*a);
            for (to, b) in names.iter().enumerate() {
                travel[from + 1][to + 1] = problem.travel[place(*a)][place(*b)];
            }
        }
        let prizes = names.iter().map(|site| u64::from(problem.prizes[num::at(*site)])).collect();
        let visits = names.iter().map(|site| problem.visits[num::at(*site)]).collect();
        Self { names, prizes, visits, travel, budget: allowed(problem), routes: problem.routes }
    }

    fn len(&self) -> usize {
        self.names.len()
    }

    /// Minutes from a place to a site, and at it.
    fn leg(&self, from: usize, site: usize) -> f64 {
        self.travel[from][site + 1] + self.visits[site]
    }

    /// Minutes of a route.
    fn minutes(&self, route: &[usize]) -> f64 {
        let mut place = 0;
        let mut minutes = 0.0;
        for &site in route {
            minutes += self.leg(place, site);
            place = site + 1;
        }
        minutes + self.travel[place][0]
    }

    fn linked(&self, problem: &Problem, plan: &[Vec<usize>], bound: u64, proof: Proof) -> Linked {
        let mut routes: Vec<Route> =
            plan.iter().filter(|route| !route.is_empty()).map(|route| self.route(route)).collect();
        routes.sort_by_key(|route| route.stops.iter().map(|stop| stop.site).min());
        let mut visited = vec![false; problem.prizes.len()];
        for stop in routes.iter().flat_map(|route| &route.stops) {
            visited[num::at(stop.site)] = true;
        }
        let left_out = (0..).zip(reasons(problem)).filter(|(site, _)| !visited[num::at(*site)]);
        let left_out = left_out.collect();
        let prize = routes.iter().map(|route| route.prize).sum();
        let minutes = routes.iter().map(|route| route.minutes).sum();
        Linked { routes, left_out, prize, minutes, bound: bound.max(prize), proof }
    }

    fn route(&self, route: &[usize]) -> Route {
        let mut place = 0;
        let mut now = 0.0;
        let mut stops = Vec::with_capacity(route.len());
        for &site in route {
            let arrive = now + self.travel[place][site + 1];
            now = arrive + self.visits[site];
            stops.push(Stop { site: self.names[site], arrive, leave: now });
            place = site + 1;
        }
        let prize = route.iter().map(|site| self.prizes[*site]).sum();
        Route { stops, prize, minutes: now + self.travel[place][0] }
    }
}

/// Why each site would be left out if the others did not stand against it.
fn reasons(problem: &Problem) -> Vec<Reason> {
    let out = nearest(problem, |from, to| problem.travel[from][to]);
    let home = nearest(problem, |from, to| problem.travel[to][from]);
    let reason = |site: usize| {
        let back = if problem.returns { home[site + 1] } else { 0.0 };
        if out[site + 1] + problem.visits[site] + back > allowed(problem) {
            Reason::TooFar
        } else if problem.prizes[site] == 0 {
            Reason::NoPrize
        } else {
            Reason::NoTime
        }
    };
    (0..problem.prizes.len()).map(reason).collect()
}

/// The least minutes between the start and each place, with the visits of the sites on the way.
fn nearest(problem: &Problem, travel: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let mut least: Vec<f64> = (0..problem.travel.len()).map(|to| travel(0, to)).collect();
    let mut open: Vec<usize> = (1..least.len()).collect();
    while let Some(at) = (0..open.len()).min_by(|a, b| least[open[*a]].total_cmp(&least[open[*b]]))
    {
        let from = open.swap_remove(at);
        for &to in &open {
            let through = least[from] + problem.visits[from - 1] + travel(from, to);
            least[to] = least[to].min(through);
        }
    }
    least
}

/// The budget: rounding of sums is not to keep a route out that takes exactly as long.
fn allowed(problem: &Problem) -> f64 {
    problem.budget + 1e-9 * problem.budget.max(1.0)
}

#[cfg(test)]
mod tests;
