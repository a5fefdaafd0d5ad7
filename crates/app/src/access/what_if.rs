//! What if: changes as a person says them, and what they do as a person is told.

use crate::error::Error;
use access::Facility;
use access::Point;
use access::scene::Scene;
use access::what_if::{Change, ChangeError, Outlook};
use diag::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One change, as the API takes it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change", deny_unknown_fields)]
pub enum Asked {
    /// A new facility.
    Add {
        /// Its kind.
        kind: String,
        /// Degrees east.
        lon: f64,
        /// Degrees north.
        lat: f64,
    },
    /// A facility stands elsewhere.
    Move {
        /// Its kind.
        kind: String,
        /// Its id.
        id: String,
        /// Degrees east.
        lon: f64,
        /// Degrees north.
        lat: f64,
    },
    /// A facility is there no longer.
    Close {
        /// Its kind.
        kind: String,
        /// Its id.
        id: String,
    },
    /// A gate is opened.
    OpenGate {
        /// Its id.
        id: String,
    },
    /// A gate is closed.
    CloseGate {
        /// Its id.
        id: String,
    },
}

impl Asked {
    /// Refuses coordinates that are nowhere.
    fn on_the_globe(&self) -> Result<(), Error> {
        let (lon, lat) = match self {
            Self::Add { lon, lat, .. } | Self::Move { lon, lat, .. } => (*lon, *lat),
            Self::Close { .. } | Self::OpenGate { .. } | Self::CloseGate { .. } => return Ok(()),
        };
        // Not a number is in no range either.
        if lon.abs() <= 180.0 && lat.abs() <= 90.0 {
            return Ok(());
        }
        Err(Error::wrong_use(
            format!("经度应在 ±180、纬度应在 ±90 之内，实为 {lon},{lat}"),
            format!("expected lon within ±180 and lat within ±90, found {lon},{lat}"),
        )
        .help("先写经度，再写纬度", "write the longitude first, then the latitude"))
    }

    fn change(&self, number: usize) -> Change {
        match self {
            Self::Add { kind, lon, lat } => Change::Add(Facility {
                id: format!("new{}", number + 1),
                kind: kind.clone(),
                name: String::new(),
                at: Point { lon: *lon, lat: *lat },
                opening_hours: String::new(),
                capacity: None,
            }),
            Self::Move { kind, id, lon, lat } => Change::Move {
                kind: kind.clone(),
                id: id.clone(),
                to: Point { lon: *lon, lat: *lat },
            },
            Self::Close { kind, id } => Change::Close { kind: kind.clone(), id: id.clone() },
            Self::OpenGate { id } => Change::Gate { id: id.clone(), open: true },
            Self::CloseGate { id } => Change::Gate { id: id.clone(), open: false },
        }
    }
}

/// What the changes do to one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindOutlook {
    /// The kind; `*`: all kinds that were asked for together.
    pub kind: String,
    /// The limit, minutes.
    pub minutes: f64,
    /// All people.
    pub people: f64,
    /// People within the limit before.
    pub before: f64,
    /// People within the limit after.
    pub after: f64,
    /// People who come within the limit, by place.
    pub gain: BTreeMap<String, f64>,
    /// People who fall beyond it, by place.
    pub lose: BTreeMap<String, f64>,
    /// Homes that come within the limit.
    pub gain_homes: Vec<String>,
    /// Homes that fall beyond it.
    pub lose_homes: Vec<String>,
    /// Minutes that all people together walk less (or more, below zero) to the nearest.
    pub minutes_saved: f64,
}

/// What the changes do, for the limits and kinds asked for; without kinds, for those that change.
pub fn what_if(
    scene: &Scene,
    asked: &[Asked],
    limits: &[f64],
    circle: &[String],
) -> Result<Vec<KindOutlook>, Error> {
    super::ask::need_minutes(limits)?;
    for asked in asked {
        asked.on_the_globe()?;
    }
    let changes: Vec<Change> =
        asked.iter().enumerate().map(|(number, asked)| asked.change(number)).collect();
    let outlook = scene.what_if(&changes).map_err(|found| refused(&found))?;
    let mut kinds: Vec<String> = outlook.effects.iter().map(|effect| effect.kind.clone()).collect();
    for asked in asked {
        let (Asked::Add { kind, .. } | Asked::Move { kind, .. } | Asked::Close { kind, .. }) =
            asked
        else {
            continue;
        };
        kinds.push(kind.clone());
    }
    kinds.sort_unstable();
    kinds.dedup();
    let mut lines = Vec::new();
    for limit in limits {
        for kind in &kinds {
            lines.push(line(scene, &outlook, std::slice::from_ref(kind), kind, *limit));
        }
        if !circle.is_empty() {
            lines.push(line(scene, &outlook, circle, "*", *limit));
        }
    }
    Ok(lines)
}

fn line(scene: &Scene, outlook: &Outlook, kinds: &[String], name: &str, limit: f64) -> KindOutlook {
    // A sum of nothing may be −0.
    let before = scene.covered(kinds, limit) + 0.0;
    let mut line = KindOutlook {
        kind: name.to_owned(),
        minutes: limit,
        people: scene.homes().weight(),
        before,
        after: before,
        gain: BTreeMap::new(),
        lose: BTreeMap::new(),
        gain_homes: Vec::new(),
        lose_homes: Vec::new(),
        minutes_saved: 0.0,
    };
    for passed in outlook.passed(scene, kinds, limit) {
        let home = &scene.homes().homes[passed.home];
        let (people, homes) = if passed.within {
            line.after += home.weight;
            (&mut line.gain, &mut line.gain_homes)
        } else {
            line.after -= home.weight;
            (&mut line.lose, &mut line.lose_homes)
        };
        *people.entry(home.place.clone()).or_insert(0.0) += home.weight;
        homes.push(home.id.clone());
    }
    // Minutes of several kinds are not one walk: only a kind alone has them.
    for effect in kinds.iter().filter(|_| kinds.len() == 1).filter_map(|kind| outlook.of(kind)) {
        for moved in effect.moved.iter().filter(|m| m.before.is_finite() && m.after.is_finite()) {
            let home = usize::try_from(moved.home).unwrap_or(usize::MAX);
            let weight = scene.homes().homes.get(home).map_or(0.0, |home| home.weight);
            line.minutes_saved += weight * (moved.before - moved.after);
        }
    }
    line.minutes_saved = (line.minutes_saved * 100.0).round() / 100.0;
    line
}

fn refused(found: &ChangeError) -> Error {
    let zh = match found {
        ChangeError::NoFacility { kind, id } => format!("没有编号为 `{id}` 的 `{kind}` 类设施"),
        ChangeError::Twice { id } => format!("每处设施、每道门只应改一次，`{id}` 改了两次"),
        ChangeError::NoGate { id } => format!("围墙上没有编号为 `{id}` 的门"),
        ChangeError::Far { lon, lat } => format!("附近没有可用的街道：经度 {lon}，纬度 {lat}"),
    };
    let help = match found {
        ChangeError::NoFacility { .. } => Text::new(
            "类别与编号以设施文件或登记册为准，写作 类别/编号",
            "the file or register of facilities has the kinds and ids, written KIND/ID",
        ),
        ChangeError::Twice { .. } => Text::new("合成一次改动", "say it as one change"),
        ChangeError::NoGate { .. } => Text::new(
            "用 --gates 指明门，且建图时有 --estates",
            "name gates with --gates, on a map that was built with --estates",
        ),
        ChangeError::Far { .. } => {
            Text::new("先写经度，再写纬度", "write the longitude first, then the latitude")
        }
    };
    Error::refused(zh, found.to_string()).help_text(Some(help))
}
