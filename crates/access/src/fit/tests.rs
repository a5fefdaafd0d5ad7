//! Layers that lie right, in another datum, and shifted.

use super::{datum_fit, shift_fit};
use crate::datum::Datum;
use crate::network::{Mode, Network, Plan};
use crate::pace::Pace;
use crate::places::Placer;
use crate::spot::Point;
use crate::testing::{Dice, block, town};
use std::sync::Arc;

/// Points along the streets of a town, at most some metres off.
fn along(dice: &mut Dice, network: &Network) -> Vec<Point> {
    (0..400)
        .map(|_| {
            let chain = u32::try_from(dice.below(network.chains().len())).unwrap();
            let on = network.point_along(chain, network.metres(chain) * dice.share());
            let off = |dice: &mut Dice| (dice.share() - 0.5) * 0.0001;
            Point { lon: on.lon + off(dice), lat: on.lat + off(dice) }
        })
        .collect()
}

#[test]
fn a_layer_that_lies_right_is_left_alone_and_others_are_named() {
    let mut dice = Dice(11);
    // Blocks of about two hundred metres: a shift shows.
    let mut draft = town(&mut dice, 14);
    for spot in &mut draft.spots {
        let corner = crate::spot::Spot::of(block(0.0, 0.0)).unwrap();
        spot.lon_e7 += spot.lon_e7 - corner.lon_e7;
        spot.lat_e7 += spot.lat_e7 - corner.lat_e7;
    }
    let network = Arc::new(Network::build(&draft, Plan::plain(Mode::Walk)).unwrap());
    let placer = Placer::new(&network, 200.0);
    let pace = Pace::walk(5.0);
    let right = along(&mut dice, &network);
    let fit = shift_fit(&placer, &right, &pace);
    assert_eq!((fit.datum, fit.shift), (None, None), "{fit:?}");
    assert!(fit.mean_m < 6.0, "{fit:?}");

    let baidu: Vec<Point> = right.iter().map(|point| Datum::Gcj02.of_wgs84(*point)).collect();
    assert_eq!(datum_fit(&placer, &baidu, &pace).datum, Some("gcj02"));

    let shifted: Vec<Point> = right
        .iter()
        .map(|point| Point { lon: point.lon + 0.003, lat: point.lat + 0.0035 })
        .collect();
    let fit = shift_fit(&placer, &shifted, &pace);
    let (east, north) = fit.shift.unwrap();
    assert!((east + 290.0).abs() < 25.0 && (north + 389.0).abs() < 25.0, "{fit:?}");
    assert_eq!(fit.points, 200);
}
