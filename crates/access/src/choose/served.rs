//! Sites that can serve only so many: how many people more are served, as a maximum flow.
//!
//! Sites that exist are kept, and people move from a full one to another if that lets more be
//! served. The flow runs in whole thousandths, so it is exact; its value has falling returns in
//! the sites that are chosen, and the same greedy choice and search apply.

use super::dual::Node;
use super::greedy::{self, Objective};
use super::{Choice, ChooseError, Proof, check_amount, search};
use crate::num;
use std::collections::VecDeque;

/// A site: what it can serve, and whom it is near enough for.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// How many it can serve, in the unit of the demand.
    pub capacity: f64,
    /// The origins it can serve, by index.
    pub reach: Vec<u32>,
}

/// Candidates with capacities, beside those that exist.
#[derive(Debug, Clone)]
pub struct Served {
    demand: Vec<u64>,
    capacity: Vec<u64>,
    reach: Vec<Vec<u32>>,
    most: Vec<u64>,
    kept: Flow,
}

/// Who serves whom: the sites that are open, and what they have left.
#[derive(Debug, Clone, Default)]
pub(super) struct Flow {
    sites: Vec<OpenSite>,
    /// Demand that nobody serves, by origin.
    unserved: Vec<u64>,
}

#[derive(Debug, Clone)]
struct OpenSite {
    left: u64,
    /// Origins in reach, and how many of each are served.
    serves: Vec<(u32, u64)>,
}

impl Served {
    /// Takes the demand by origin, the sites that exist and the candidates.
    pub fn new(demand: &[f64], kept: &[Site], candidates: &[Site]) -> Result<Self, ChooseError> {
        for (position, &found) in demand.iter().enumerate() {
            check_amount("a demand", found, position)?;
        }
        for (candidate, site) in kept.iter().chain(candidates).enumerate() {
            check_amount("a capacity", site.capacity, candidate)?;
            if let Some(&found) = site.reach.iter().find(|at| num::at(**at) >= demand.len()) {
                return Err(ChooseError::Origin { count: demand.len(), found, candidate });
            }
        }
        let demand: Vec<u64> = demand.iter().map(|amount| thousandths(*amount)).collect();
        let mut flow = Flow { sites: Vec::new(), unserved: demand.clone() };
        for site in kept {
            flow.open(thousandths(site.capacity), &origins(site));
        }
        let reach: Vec<Vec<u32>> = candidates.iter().map(origins).collect();
        let capacity: Vec<u64> = candidates.iter().map(|site| thousandths(site.capacity)).collect();
        let around = |reach: &Vec<u32>| reach.iter().map(|at| demand[num::at(*at)]).sum::<u64>();
        let most = reach.iter().zip(&capacity).map(|(r, c)| around(r).min(*c)).collect();
        Ok(Self { demand, capacity, reach, most, kept: flow })
    }

    /// How many people the sites that exist serve.
    pub fn served_now(&self) -> f64 {
        let all: u64 = self.demand.iter().sum();
        amount(all - self.kept.unserved.iter().sum::<u64>()) / 1000.0
    }

    /// How many more people are served with these.
    pub fn value(&self, chosen: &[u32]) -> f64 {
        greedy::total(self, chosen) / 1000.0
    }

    /// Takes the best one more, `k` times; of equals the first.
    pub fn greedy(&self, k: usize) -> Choice {
        in_units(greedy::bounded(self, &greedy::greedy(self, k), k))
    }

    /// [`Served::greedy`], then exchanges one for another as long as that is better.
    pub fn swapped(&self, k: usize) -> Choice {
        in_units(greedy::bounded(self, &greedy::swapped(self, k), k))
    }

    /// The best choice of `k`, with its proof, or the best found after `nodes_max` branches.
    pub fn exact(&self, k: usize, nodes_max: u64) -> Choice {
        let start = greedy::swapped(self, k);
        let value = greedy::total(self, &start);
        let found = search::search(self, &(start, value), k, nodes_max);
        let picks = greedy::ordered(self, &found.chosen);
        let value = picks.iter().map(|pick| pick.gain).sum();
        let proof = if found.complete { Proof::Optimal } else { Proof::Bounded };
        let bound = if found.complete { value } else { found.bound };
        in_units(Choice { picks, value, bound, nodes: found.nodes, proof })
    }
}

impl Objective for Served {
    type State = Flow;

    fn candidates(&self) -> usize {
        self.reach.len()
    }

    fn start(&self) -> Flow {
        self.kept.clone()
    }

    fn gain(&self, state: &Flow, candidate: u32) -> f64 {
        let at = num::at(candidate);
        amount(state.clone().open(self.capacity[at], &self.reach[at]))
    }

    fn add(&self, state: &mut Flow, candidate: u32) {
        let at = num::at(candidate);
        state.open(self.capacity[at], &self.reach[at]);
    }

    fn most(&self, candidate: u32) -> f64 {
        amount(self.most[num::at(candidate)])
    }

    fn whole(&self) -> bool {
        true
    }

    fn relax(&self, _: &mut Node<'_, Flow>) -> f64 {
        f64::INFINITY
    }
}

impl Flow {
    /// Opens a site and returns how many more are served. The flow was at its maximum before, so
    /// all that can be gained starts at the new site.
    fn open(&mut self, capacity: u64, reach: &[u32]) -> u64 {
        let mut site =
            OpenSite { left: capacity, serves: reach.iter().map(|origin| (*origin, 0)).collect() };
        for (origin, served) in &mut site.serves {
            let unserved = &mut self.unserved[num::at(*origin)];
            let taken = site.left.min(*unserved);
            (*served, site.left, *unserved) = (taken, site.left - taken, *unserved - taken);
        }
        self.sites.push(site);
        let new = self.sites.len() - 1;
        while self.sites[new].left > 0 && self.augment(new) {}
        capacity - self.sites[new].left
    }

    /// Lets a site serve people of another one that can serve somebody else instead, over any
    /// number of sites; says whether that was possible.
    fn augment(&mut self, new: usize) -> bool {
        // The origin over which each site was reached, and from which site.
        let mut before: Vec<Option<(usize, u32)>> = vec![None; self.sites.len()];
        let mut asked = vec![false; self.unserved.len()];
        let mut queue = VecDeque::from([new]);
        while let Some(site) = queue.pop_front() {
            for slot in 0..self.sites[site].serves.len() {
                let origin = self.sites[site].serves[slot].0;
                if std::mem::replace(&mut asked[num::at(origin)], true) {
                    continue;
                }
                if self.unserved[num::at(origin)] > 0 {
                    self.push(new, site, origin, &before);
                    return true;
                }
                for (other, reached) in before.iter_mut().enumerate() {
                    let gives = other != new && reached.is_none();
                    if gives && self.sites[other].serves_some(origin) {
                        *reached = Some((site, origin));
                        queue.push_back(other);
                    }
                }
            }
        }
        false
    }

    /// Moves as many as possible along the way that was found.
    fn push(&mut self, new: usize, last: usize, origin: u32, before: &[Option<(usize, u32)>]) {
        let mut most = self.sites[new].left.min(self.unserved[num::at(origin)]);
        let mut site = last;
        while let Some((from, over)) = before[site] {
            most = most.min(self.sites[site].served(over));
            site = from;
        }
        self.unserved[num::at(origin)] -= most;
        self.sites[last].change(origin, |served| served + most);
        let mut site = last;
        while let Some((from, over)) = before[site] {
            self.sites[site].change(over, |served| served - most);
            self.sites[from].change(over, |served| served + most);
            site = from;
        }
        self.sites[new].left -= most;
    }
}

impl OpenSite {
    fn served(&self, origin: u32) -> u64 {
        let found = self.serves.binary_search_by_key(&origin, |serves| serves.0);
        found.map_or(0, |at| self.serves[at].1)
    }

    fn serves_some(&self, origin: u32) -> bool {
        self.served(origin) > 0
    }

    fn change(&mut self, origin: u32, to: impl FnOnce(u64) -> u64) {
        if let Ok(at) = self.serves.binary_search_by_key(&origin, |serves| serves.0) {
            self.serves[at].1 = to(self.serves[at].1);
        }
    }
}

fn origins(site: &Site) -> Vec<u32> {
    let mut origins = site.reach.clone();
    origins.sort_unstable();
    origins.dedup();
    origins
}

fn thousandths(amount: f64) -> u64 {
    u64::try_from(num::floor(amount * 1000.0 + 0.5)).unwrap_or(0)
}

fn amount(thousandths: u64) -> f64 {
    num::count(usize::try_from(thousandths).unwrap_or(usize::MAX))
}

fn in_units(mut choice: Choice) -> Choice {
    for pick in &mut choice.picks {
        pick.gain /= 1000.0;
    }
    choice.value /= 1000.0;
    choice.bound /= 1000.0;
    choice
}
