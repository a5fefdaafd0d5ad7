//! Which ways may be driven, in which direction and how fast.

use super::{Tags, Words};
use access::{Direction, Drive};
use district::DriveRules;
use std::collections::BTreeMap;

/// Kilometres in a mile.
const MILE_KM: f64 = 1.609_344;
/// The fastest sign that is believed, km/h.
const SIGNED_MAX: f64 = 200.0;
/// Whose access a tag speaks of, from the most particular to the most general.
const WHOSE: [&str; 4] = ["motorcar", "motor_vehicle", "vehicle", "access"];

/// The rules of driving, compiled.
#[derive(Debug, Clone)]
pub(super) struct DriveTable {
    km_h: BTreeMap<String, u8>,
    factor: f64,
    access_no: Words,
    one_way: Words,
}

impl DriveTable {
    pub(super) fn new(rules: &DriveRules) -> Self {
        let factor = rules.factor.to_decimal(4).and_then(|units| i32::try_from(units).ok());
        Self {
            km_h: rules.km_h.clone(),
            factor: factor.map_or(1.0, |units| f64::from(units) / 1e4),
            access_no: Words::new(rules.access_no.clone()),
            one_way: Words::new(rules.one_way.clone()),
        }
    }

    /// How a way may be driven, if at all.
    pub(super) fn judge(&self, highway: &str, tags: &Tags<'_>) -> Option<Drive> {
        let usual = *self.km_h.get(highway)?;
        let get = |key: &str| tags.iter().find(|(known, _)| *known == key).map(|(_, value)| *value);
        if WHOSE.iter().find_map(|key| get(key)).is_some_and(|value| self.access_no.has(value)) {
            return None;
        }
        let around = matches!(get("junction"), Some("roundabout" | "circular"));
        let direction = match get("oneway") {
            Some("yes" | "true" | "1") => Direction::Along,
            Some("-1" | "reverse") => Direction::Against,
            Some("no" | "false" | "0") => Direction::Both,
            // The direction changes by the hour: no time of the day can be counted on.
            Some("reversible" | "alternating") => return None,
            Some(_) | None if around || self.one_way.has(highway) => Direction::Along,
            Some(_) | None => Direction::Both,
        };
        let signed = get("maxspeed").and_then(signed);
        let km_h = signed.map_or(usual, |signed| crate::num::km_h(signed * self.factor));
        Some(Drive { km_h, direction })
    }
}

/// A signed speed in km/h: `50`, `50 km/h`, `30 mph`; `CN:urban`, `none` and `walk` are not one.
fn signed(text: &str) -> Option<f64> {
    let text = text.trim();
    let (number, unit) = match text.strip_suffix("mph") {
        Some(number) => (number, MILE_KM),
        None => (text.strip_suffix("km/h").or(text.strip_suffix("kmh")).unwrap_or(text), 1.0),
    };
    let speed = number.trim().parse::<f64>().ok()? * unit;
    (1.0..=SIGNED_MAX).contains(&speed).then_some(speed)
}
