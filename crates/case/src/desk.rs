//! Which desk has a task: the office's level and jurisdiction laid over the tree of places.

use crate::context::Context;
use crate::state::{Case, ItemRun};

/// The place of an office's desk at a level for a case that belongs to `place`: a desk that
/// covers it by declaration, or else the place of that level in which it lies, or itself.
pub(crate) fn desk_place<'a>(
    ctx: &Context<'a>,
    office: &str,
    level: &str,
    place: &'a str,
) -> &'a str {
    let natural = ctx.places.ancestor(place, level).map_or(place, |found| found.id.as_str());
    let Some(office) = ctx.office(office).filter(|office| !office.desks.is_empty()) else {
        return natural;
    };
    let at_level = |desk: &&district::service::Desk| {
        ctx.places.find(&desk.place).is_none_or(|found| found.level == level)
    };
    for lies_in in ctx.places.lineage(place) {
        let covers =
            office.desks.iter().filter(at_level).find(|desk| desk.covers.contains(&lies_in.id));
        if let Some(desk) = covers {
            return &desk.place;
        }
        if lies_in.id == natural {
            break;
        }
    }
    natural
}

/// Where an item's task is now.
pub(crate) fn of_item<'a>(case: &'a Case, run: &'a ItemRun, ctx: &Context<'a>) -> &'a str {
    let level = run.level_now();
    match &run.desk {
        Some((_, place)) if run.level.is_none() => place,
        Some((office, place)) => desk_place(ctx, office, level, place),
        None => desk_place(ctx, &run.plan.office, level, &case.place),
    }
}

/// Whether somebody at `place` serves a task whose desk began at `desk`: at that desk, or at one
/// of a place in which it or the case lies, above.
pub(crate) fn serves(ctx: &Context<'_>, place: &str, desk: &str, case_place: &str) -> bool {
    if place == desk {
        return true;
    }
    let above = |of: &str| ctx.places.lineage(of).skip(1).any(|found| found.id == place);
    if above(desk) {
        return true;
    }
    // A desk that covers the case from elsewhere: those above the case's own desk serve too.
    let level = |of: &str| ctx.places.find(of).map(|found| found.level.as_str());
    let natural = level(desk).and_then(|level| ctx.places.ancestor(case_place, level));
    natural.is_some_and(|natural| above(&natural.id))
}

/// The next level up for a task that is at `level`: by the ladder, or else by the office's own
/// levels; none at the top.
pub(crate) fn next_level<'a>(
    case: &Case,
    office: &str,
    level: &str,
    ctx: &Context<'a>,
) -> Option<&'a str> {
    let levels = match ctx.ladder(case) {
        Some(ladder) if ladder.levels.iter().any(|l| l == level) => &ladder.levels,
        Some(_) | None => &ctx.office(office)?.levels,
    };
    let at = levels.iter().position(|l| l == level)?;
    levels.get(at + 1).map(String::as_str)
}
