//! The best choice by mixed-integer programming, for when the search runs out of branches.
//!
//! Whole numbers are asked for only of the candidates. An origin has a step for each gain that
//! it can get, from the greatest down: a step is reached if the one above is, or if a candidate
//! of that gain is chosen (the radius formulation of the p-median problem). The model is what is
//! left after all that a bound can drop. HiGHS solves it with the feature `highs`, else microlp.

use super::{Cell, Choice, Gains, greedy, reduce, search};
use crate::num;
#[cfg(not(feature = "highs"))]
use good_lp::microlp as solver;
use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolutionStatus, SolverModel, Variable,
    variable,
};
#[cfg(feature = "highs")]
use good_lp::{highs, solvers::highs::HighsProblem, variable::UnsolvedProblem};

/// How large a model may be before it is not tried: a limit that is the same on every machine.
#[derive(Debug, Clone, Copy)]
pub struct MilpLimits {
    /// The most cells, gains of a candidate for an origin, in the reduced model.
    pub cells_max: usize,
}

impl Default for MilpLimits {
    /// What a solver finishes in some seconds.
    fn default() -> Self {
        Self { cells_max: if cfg!(feature = "highs") { 200_000 } else { 20_000 } }
    }
}

impl Gains {
    /// The best choice of `k` by mixed-integer programming, with its proof. Where the model is
    /// larger than the limit or the solver gives up, it is the best of greedy and exchanges with
    /// the bound of the relaxation.
    pub fn milp(&self, k: usize, limits: MilpLimits) -> Choice {
        if k <= 1 {
            return self.exact(k, 1);
        }
        let start = greedy::swapped(self, k);
        let reduced = reduce::Reduced::of(self);
        let value = self.value(&start);
        let (open, bound) = search::root(&reduced.gains, value, k);
        let mut found = search::Found {
            chosen: start,
            improved: false,
            bound: bound.max(value),
            nodes: 0,
            complete: open.is_empty(),
        };
        let model = reduced.only(&open);
        if !found.complete && model.gains.cells.len() <= limits.cells_max {
            found.nodes = 1;
            if let Ok((chosen, status)) = solve(&model.gains, k) {
                let chosen = model.outward(&chosen);
                if self.value(&chosen) > value {
                    found.chosen = chosen;
                }
                // No tolerance is given, so a gap that is left is one of rounding.
                found.complete = !matches!(status, SolutionStatus::TimeLimit);
            }
        }
        self.settle(&found.chosen.clone(), &found)
    }
}

fn solve(gains: &Gains, k: usize) -> Result<(Vec<u32>, SolutionStatus), ResolutionError> {
    let mut variables = ProblemVariables::new();
    let chosen: Vec<Variable> =
        (0..gains.candidates()).map(|_| variables.add(variable().binary())).collect();
    let mut columns: Vec<Vec<(u32, Cell)>> = vec![Vec::new(); gains.origins];
    for candidate in 0..num::id(gains.candidates()) {
        for &cell in gains.row(candidate) {
            columns[num::at(cell.origin)].push((candidate, cell));
        }
    }
    let mut value = Expression::from(0.0);
    let mut rows = Vec::new();
    for column in &mut columns {
        column.sort_by(|a, b| b.1.gain.total_cmp(&a.1.gain).then(a.0.cmp(&b.0)));
        let steps: Vec<_> = column.chunk_by(|a, b| a.1.gain.total_cmp(&b.1.gain).is_eq()).collect();
        let mut above: Option<Variable> = None;
        for (at, step) in steps.iter().enumerate() {
            let reached = variables.add(variable().min(0.0).max(1.0));
            let next = steps.get(at + 1).map_or(0.0, |below| below[0].1.gain);
            value.add_mul(step[0].1.gain - next, reached);
            let mut row = Expression::from(reached);
            for (candidate, _) in *step {
                row.add_mul(-1.0, chosen[num::at(*candidate)]);
            }
            if let Some(above) = above {
                row.add_mul(-1.0, above);
            }
            rows.push(row.leq(0.0));
            above = Some(reached);
        }
    }
    let all: Expression = chosen.iter().sum();
    rows.push(all.leq(num::count(k)));
    let model = variables.maximise(value).using(solver).with_all(rows);
    let solution = model.solve()?;
    let picks = (0..).zip(&chosen).filter(|(_, one)| solution.value(**one) > 0.5);
    Ok((picks.map(|(at, _)| at).collect(), solution.status()))
}

/// HiGHS on one thread and without a tolerance, so that it gives the same answer every time.
#[cfg(feature = "highs")]
fn solver(problem: UnsolvedProblem) -> HighsProblem {
    let model = highs(problem).set_threads(1);
    model.set_option("mip_rel_gap", 0.0).set_option("mip_abs_gap", 0.0)
}
