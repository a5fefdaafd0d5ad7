//! Whether the indicators that bound another one give figures that can stand beside its own.

use crate::findings::figures as finding;
use crate::world::World;
use diag::Text;
use district::{Bounds, Indicator};

/// Holds the bounds of every indicator against it.
///
/// A bound that gives other places, periods or units would never meet the figure that it is
/// to bound, or meet it as a number of something else.
pub(super) fn check(world: &mut World<'_>) {
    let pack = world.pack;
    for indicator in pack.indicators.values() {
        let Some(bounds) = &indicator.bounds else { continue };
        let Bounds { low, high, span } = bounds;
        if low == high || [low, high].contains(&&indicator.id) {
            world.findings.push(finding::bounds_same(span.clone(), &indicator.id));
            continue;
        }
        for companion in [low, high].into_iter().filter_map(|id| pack.indicators.get(id)) {
            let parts = differing(indicator, companion);
            if !parts.is_empty() {
                let (id, companion) = (&indicator.id, &companion.id);
                world.findings.push(finding::bounds(span.clone(), id, companion, &parts));
            }
        }
    }
}

/// What the heads of both say differently.
fn differing(one: &Indicator, other: &Indicator) -> Vec<Text> {
    let parts = [
        (one.unit.equivalent(&other.unit), "单位", "unit"),
        (one.level == other.level, "级别", "level"),
        (one.grain == other.grain, "时段", "period"),
        (one.by == other.by, "维度", "by"),
        (one.standard == other.standard && one.editions == other.editions, "版次", "editions"),
    ];
    parts.into_iter().filter(|(same, ..)| !same).map(|(_, zh, en)| Text::new(zh, en)).collect()
}
