//! The nets of a numbered catalogue, by name.

use district::Services;
use plan::pnml::{NoNet, nets};
use std::ops::Range;

/// The catalogues that are judged.
pub(crate) const SEEDS: Range<u64> = 0..300;

/// A net as it is written.
pub(crate) struct NamedNet {
    /// `017-l2-c1`: catalogue, leaf and choice.
    pub(crate) name: String,
    /// As PNML.
    pub(crate) pnml: String,
}

/// The nets of the thing `t`, one for each choice between items at each leaf of the answers. The
/// thing can be done if each leaf has a sound one. Leaves are judged one by one, and not joined in
/// one net, because the judge takes minutes for what the leaves take seconds for.
pub(crate) fn nets_of(seed: u64, services: &Services) -> Result<Vec<Vec<NamedNet>>, NoNet> {
    let named = |name: String, net: &plan::pnml::Net| NamedNet { pnml: net.to_pnml(&name), name };
    let nets = nets(services, &services.things["t"])?;
    let leaves = nets.iter().enumerate().map(|(leaf, choices)| {
        let choices = choices.iter().enumerate();
        choices.map(|(at, net)| named(format!("{seed:03}-l{leaf}-c{at}"), net)).collect()
    });
    Ok(leaves.collect())
}
