//! From a pack to its graph: order, cycles, editions, then one statement after another.

mod bounds;
mod order;

use crate::bind::{Binder, Bound, Relation};
use crate::figure::figure;
use crate::findings::{names, units as unit_findings};
use crate::ir::{FigureStage, Graph, Stage, StageId};
use crate::parse::parse;
use crate::source::Source;
use crate::world::World;
use diag::{Diagnostic, Severity, Sources};
use district::{Edition, Indicator, Model, Pack, Standard, did_you_mean};
use order::{Reads, reads};
use sqlparser::ast::Query;
use std::collections::{BTreeMap, BTreeSet};

/// A parsed statement; no query if it could not be read.
struct Statement<'a> {
    source: Source<'a>,
    query: Option<Box<Query>>,
    reads: Reads,
}

/// Under what a model is bound: an edition, or none.
type Edit<'a> = Option<(&'a Standard, &'a Edition)>;

/// Binds every model and indicator of a pack.
///
/// All findings come back at once, in order of place. The graph holds the stages that the
/// indicators without an error rest on.
pub fn compile(pack: &Pack, _sources: &Sources) -> (Graph, Vec<Diagnostic>) {
    let mut world = World::new(pack);
    let models: BTreeMap<&str, Statement<'_>> = pack
        .models
        .values()
        .map(|model| (model.id.as_str(), statement(&mut world, &model.sql)))
        .collect();
    let indicators: Vec<(&Indicator, Statement<'_>)> = pack
        .indicators
        .values()
        .map(|indicator| (indicator, statement(&mut world, &indicator.sql)))
        .collect();
    let links: BTreeMap<&str, Vec<&str>> =
        models.iter().map(|(id, statement)| (*id, model_links(pack, &statement.reads))).collect();
    let order = order::sort(&links);
    for cycle in &order.cycles {
        cyclic(&mut world, &models, cycle);
    }
    world.dependent = dependent(&models, &links, &order.sorted);
    let wanted = wanted(pack, &indicators, &links);
    for id in &order.sorted {
        let (Some(model), Some(statement)) = (pack.models.get(*id), models.get(id)) else {
            continue;
        };
        bind_model(&mut world, model, statement, wanted.get(id));
    }
    let mut figures = Vec::new();
    for (indicator, statement) in &indicators {
        let Some(query) = &statement.query else { continue };
        for bound in editions(pack, indicator) {
            let found = figure(&mut world, indicator, &statement.source, query, bound);
            // A pack that checks clean can be run: nothing is left out in silence.
            if found.is_none() && !world.findings.iter().any(|f| f.severity == Severity::Error) {
                let at = statement.source.whole();
                world.findings.push(names::not_bound(at, &indicator.id));
            }
            figures.extend(found);
        }
    }
    bounds::check(&mut world);
    let stages = reachable(world.stages, &figures);
    (Graph { stages, figures }, tidy(world.findings))
}

fn statement<'a>(world: &mut World<'a>, sql: &'a district::SqlText) -> Statement<'a> {
    let source = Source::new(sql);
    match parse(&source) {
        Ok(query) => {
            let reads = reads(&query);
            Statement { source, query: Some(query), reads }
        }
        Err(finding) => {
            world.findings.push(*finding);
            Statement { source, query: None, reads: Reads::default() }
        }
    }
}

fn model_links<'a>(pack: &'a Pack, reads: &Reads) -> Vec<&'a str> {
    let ids = reads.tables.iter().filter_map(|name| pack.models.get_key_value(name));
    ids.map(|(id, _)| id.as_str()).collect()
}

fn cyclic(world: &mut World<'_>, models: &BTreeMap<&str, Statement<'_>>, cycle: &[&str]) {
    let Some(first) = cycle.first() else { return };
    let Some(statement) = models.get(first) else { return };
    let path: Vec<&str> = cycle.iter().chain([first]).copied().collect();
    world.findings.push(names::cycle(statement.source.whole(), &path));
}

/// Models that call a function of editions, themselves or through what they read.
fn dependent<'a>(
    models: &BTreeMap<&'a str, Statement<'_>>,
    links: &BTreeMap<&'a str, Vec<&'a str>>,
    sorted: &[&'a str],
) -> BTreeSet<&'a str> {
    let mut dependent: BTreeSet<&str> = BTreeSet::new();
    for id in sorted {
        let own = models.get(id).is_some_and(|statement| statement.reads.edition);
        let through =
            links.get(id).is_some_and(|links| links.iter().any(|link| dependent.contains(link)));
        if own || through {
            dependent.insert(id);
        }
    }
    dependent
}

/// For each model, the editions under which indicators want it; models that none wants are not
/// there.
fn wanted<'a>(
    pack: &'a Pack,
    indicators: &[(&'a Indicator, Statement<'_>)],
    links: &BTreeMap<&'a str, Vec<&'a str>>,
) -> BTreeMap<&'a str, Vec<Edit<'a>>> {
    let mut wanted: BTreeMap<&str, Vec<Edit<'a>>> = BTreeMap::new();
    let mut waiting: Vec<(&'a str, Vec<Edit<'a>>)> = Vec::new();
    for (indicator, statement) in indicators {
        let edits: Vec<Edit<'a>> = editions(pack, indicator).into_iter().map(edit).collect();
        let read = model_links(pack, &statement.reads);
        waiting.extend(read.into_iter().map(|link| (link, edits.clone())));
    }
    while let Some((id, edits)) = waiting.pop() {
        let first = !wanted.contains_key(id);
        let list = wanted.entry(id).or_default();
        let new: Vec<Edit<'a>> =
            edits.into_iter().filter(|e| !list.iter().any(|o| same_edit(o, e))).collect();
        list.extend(new.iter().copied());
        if first || !new.is_empty() {
            let read = links.get(id).into_iter().flatten();
            waiting.extend(read.map(|link| (*link, new.clone())));
        }
    }
    for edits in wanted.values_mut() {
        edits.sort_by_key(|edit| edit.map(|(standard, edition)| (&standard.id, &edition.id)));
    }
    wanted
}

fn same_edit(one: &Edit<'_>, other: &Edit<'_>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => one.0.id == other.0.id && one.1.id == other.1.id,
        (None, Some(_)) | (Some(_), None) => false,
    }
}

fn edit(bound: Bound<'_>) -> Edit<'_> {
    match bound {
        Bound::Edition(standard, edition) => Some((standard, edition)),
        Bound::None | Bound::Open => None,
    }
}

/// The editions of an indicator; none is one too.
fn editions<'a>(pack: &'a Pack, indicator: &Indicator) -> Vec<Bound<'a>> {
    let standard = indicator.standard.as_ref().and_then(|id| pack.standards.get(id));
    let Some(standard) = standard else { return vec![Bound::None] };
    let bound: Vec<Bound<'a>> = indicator
        .editions
        .iter()
        .filter_map(|id| standard.editions.get(id))
        .map(|edition| Bound::Edition(standard, edition))
        .collect();
    if bound.is_empty() { vec![Bound::None] } else { bound }
}

fn bind_model<'a>(
    world: &mut World<'a>,
    model: &'a Model,
    statement: &Statement<'a>,
    wanted: Option<&Vec<Edit<'a>>>,
) {
    if wanted.is_none() {
        world.findings.push(names::unused(model.span.clone(), &model.id));
    }
    let bounds: Vec<Bound<'a>> = match wanted {
        _ if !world.dependent.contains(model.id.as_str()) => vec![Bound::Open],
        None => vec![Bound::Open],
        Some(edits) => edits
            .iter()
            .map(|edit| match edit {
                Some((standard, edition)) => Bound::Edition(standard, edition),
                None => Bound::None,
            })
            .collect(),
    };
    for bound in bounds {
        let relation = match &statement.query {
            None => Relation::failed(),
            Some(query) => {
                let name = match bound {
                    Bound::Edition(_, edition) => format!("{}@{}", model.id, edition.id),
                    Bound::None | Bound::Open => model.id.clone(),
                };
                Binder::new(world, &statement.source, name, bound).query(query)
            }
        };
        check_units(world, model, &relation);
        world.keep(&model.id, bound, relation);
    }
}

/// Holds the units that the head states against the inferred ones.
fn check_units(world: &mut World<'_>, model: &Model, relation: &Relation) {
    for (name, declared) in &model.units {
        let found = relation.columns.iter().find(|column| column.name == *name);
        let Some(found) = found else {
            if !relation.open {
                let all = relation.columns.iter().map(|column| column.name.as_str());
                let near = did_you_mean(name, all);
                world.findings.push(unit_findings::model_column(model.span.clone(), name, near));
            }
            continue;
        };
        let Some(col) = &found.col else { continue };
        match &col.unit {
            None => {
                let finding = unit_findings::model_column(model.span.clone(), name, None);
                world.findings.push(finding);
            }
            Some(unit) if found.kind == crate::bind::Kind::Plain && !unit.equivalent(declared) => {
                let counted = unit.plain() && declared.counted_kind().is_some();
                if !counted {
                    let at = model.span.clone();
                    world.findings.push(unit_findings::model(at, name, declared, unit));
                }
            }
            Some(_) => {}
        }
    }
}

/// The stages that figures rest on, in their order.
fn reachable(stages: Vec<Stage>, figures: &[FigureStage]) -> Vec<Stage> {
    let mut needed: BTreeSet<StageId> = figures.iter().map(|f| f.stage.clone()).collect();
    for stage in stages.iter().rev() {
        if needed.contains(&stage.id) {
            stage.rel.scans(&mut |table, _| {
                if let crate::ir::TableRef::Stage(id) = table {
                    needed.insert(id.clone());
                }
            });
        }
    }
    stages.into_iter().filter(|stage| needed.contains(&stage.id)).collect()
}

/// In order of place, each once: a model bound under two editions finds most things twice.
fn tidy(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let place = |finding: &Diagnostic| finding.labels.first().map(|label| label.span.clone());
    findings
        .sort_by_cached_key(|finding| (place(finding), finding.code, finding.message.en.clone()));
    findings.dedup();
    findings
}
