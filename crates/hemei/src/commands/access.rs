//! `access`: who reaches what on foot, and where one more would help.

mod ask;
mod build;
mod change;
mod site;

use super::Face;
use crate::args::access::{AccessCommand, AskArgs};
use app::access::{Ground, GroundRequest};
use app::{Error, Exit};
use diag::Text;
use std::path::Path;

/// Runs one of the commands.
pub(crate) async fn access(face: &mut Face<'_>, command: AccessCommand) -> anyhow::Result<Exit> {
    match command {
        AccessCommand::Build(args) => build::build(face, args),
        AccessCommand::Rules => build::rules(face),
        AccessCommand::Refresh => build::refresh(face).await,
        AccessCommand::Nearest(args) => ask::nearest(face, args).await,
        AccessCommand::Counts { ask, minutes } => ask::counts(face, ask, minutes).await,
        AccessCommand::Matrix(args) => ask::matrix(face, args).await,
        AccessCommand::Coverage { ask, minutes, by_place } => {
            ask::coverage(face, ask, &minutes, by_place).await
        }
        AccessCommand::Beyond { ask, kind, minutes } => {
            ask::beyond(face, ask, &kind, minutes).await
        }
        AccessCommand::Catchment { ask, kind, minutes, decay } => {
            ask::catchment(face, ask, &kind, minutes, decay).await
        }
        AccessCommand::Spread { ask, kind } => ask::spread(face, ask, &kind).await,
        AccessCommand::Isochrone { ask, from, minutes, polygon } => {
            ask::isochrone(face, ask, &from, &minutes, polygon).await
        }
        AccessCommand::Drive { ask, from, to } => ask::drive(face, ask, &from, &to).await,
        AccessCommand::Check(args) => ask::check(face, args).await,
        AccessCommand::Site(args) => site::site(face, args).await,
        AccessCommand::WhatIf(args) => change::what_if(face, args).await,
        AccessCommand::Route(args) => change::route(face, args).await,
        AccessCommand::Conformance { standard, place, missing, csv, as_of } => {
            let only = (standard.as_deref(), place.as_deref());
            change::conformance(face, only, missing, csv, as_of.as_deref()).await
        }
    }
}

/// The ground that the arguments name.
async fn ground(face: &Face<'_>, args: &AskArgs) -> Result<Ground, Error> {
    let ground = Ground::open(&face.app, &request(args)?).await?;
    for said in &ground.said {
        face.talk.warning(said.get(face.language()));
    }
    Ok(ground)
}

fn request(args: &AskArgs) -> Result<GroundRequest, Error> {
    Ok(GroundRequest {
        graph: args.graph.clone(),
        origins: args.origins.clone(),
        facilities: args.facilities.clone(),
        gates: args.gates.clone(),
        datum: args.datum.clone(),
        rules: args.rules.clone(),
        walker: args.profile.clone(),
        open_at: args.open_at.clone(),
        kinds: args.kinds.clone(),
        as_of: app::access::ground::day(args.as_of.as_deref())?,
    })
}

/// Tells what the person has to know.
fn tell(face: &Face<'_>, said: &[Text]) {
    for said in said {
        face.talk.warning(said.get(face.language()));
    }
}

/// Writes shapes, if a file is asked for.
fn write(
    face: &Face<'_>,
    out: Option<&Path>,
    shapes: &app::access::shapes::Shapes,
) -> Result<(), Error> {
    if let Some(path) = out {
        shapes.write(path)?;
        face.talk.say(&path.display().to_string());
    }
    Ok(())
}

/// Refuses a file of shapes where there is nothing to draw.
fn no_shapes(args: &AskArgs, command: &str) -> Result<(), Error> {
    if args.out.is_none() {
        return Ok(());
    }
    Err(Error::wrong_use(
        format!("access {command} 没有可画的内容，不能用 --out"),
        format!("access {command} has nothing to draw, found --out"),
    )
    .help("用 --csv 或 --json 并转到文件", "use --csv or --json and send it to a file"))
}

/// A place as people call it; its id where no pack names it.
fn place_name(face: &Face<'_>, ground: &Ground, id: &str) -> String {
    let name = ground.places.get(id).map(|name| name.get(face.talk.language).to_owned());
    name.unwrap_or_else(|| id.to_owned())
}

/// Minutes with four digits, as the reference has them; empty where there are none.
fn minutes(value: f64) -> String {
    if value.is_finite() { format!("{value:.4}") } else { String::new() }
}

/// A cell of a CSV.
fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A number for JSON; null where it is infinite.
fn json_number(value: f64) -> serde_json::Value {
    serde_json::Number::from_f64(value).map_or(serde_json::Value::Null, serde_json::Value::Number)
}

/// Rounded for JSON: four digits of a minute are a hundredth of a second.
fn rounded(value: f64) -> serde_json::Value {
    // A sum of nothing may be −0.
    json_number((value * 1e4).round() / 1e4 + 0.0)
}

/// People as a person reads them.
fn people(value: f64) -> String {
    let whole = (value - value.round()).abs() < 1e-6;
    // A sum of nothing may be −0.
    let value = value + 0.0;
    if whole { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// A share in percent.
fn percent(part: f64, whole: f64) -> String {
    if whole > 0.0 { format!("{:.1}", part / whole * 100.0 + 0.0) } else { String::new() }
}
