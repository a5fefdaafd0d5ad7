//! Forty project sites of the 精特亮 programme, and eight places from which visits may start.

use super::plane::any;
use super::{Built, Community};
use crate::Random;

/// The head of the register.
pub(crate) const HEAD: &str =
    "site,zh,en,place,lon,lat,prize,visit_min,state,progress,start,from_on\n";
/// Sites and starts.
const SITES: usize = 40;
const STARTS: usize = 8;

/// The sites' rows, then the starts'.
pub(crate) fn register(random: &mut Random, built: &[Built<'_>], year: i16) -> Vec<u8> {
    let from_on = format!("{:04}-01-01", year - 3);
    let mut csv = String::from(HEAD);
    if built.is_empty() {
        return csv.into_bytes();
    }
    for number in 1..=SITES {
        let made = &built[any(random, built.len())];
        let at = made.ground.beside(random).written();
        let (state, progress) = match random.below(10) {
            0 | 1 => ("planned", 0),
            2..=4 => ("under_way", random.between(1, 19) * 5),
            _ => ("done", 100),
        };
        let (zh, en) = names(made.plot.community, ("亮点", "Highlight"), number);
        csv.extend([format!(
            "site_{number:02},{zh},{en},{},{at},{},{},{state},{progress},false,{from_on}\n",
            made.plot.community.id,
            random.between(2, 20) * 5,
            random.between(2, 9) * 5,
        )]);
    }
    // Starts lie far apart: each in its own part of the list.
    for number in 1..=STARTS {
        let part = built.len() / STARTS;
        let at = (number - 1) * part + any(random, part.max(1));
        let made = &built[at.min(built.len() - 1)];
        let spot = made.ground.beside(random).written();
        let (zh, en) = names(made.plot.community, ("出发点", "Start"), number);
        let place = &made.plot.community.id;
        csv.extend([format!("start_{number},{zh},{en},{place},{spot},0,0,,,true,{from_on}\n")]);
    }
    csv.into_bytes()
}

/// Names that say where it lies and that it is made up.
fn names(community: &Community, (zh, en): (&str, &str), number: usize) -> (String, String) {
    (
        quoted(&format!("{}{zh}{number}号（虚构）", community.zh)),
        quoted(&format!("{en} {number} at {} (made up)", community.en)),
    )
}

/// A cell; quoted where the caller's names need it.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}
