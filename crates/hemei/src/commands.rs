//! One file for each group of commands: from arguments to a use case, from its outcome to
//! output.

use crate::args::Command;
use crate::out::Out;
use crate::talk::Talk;
use app::select::Selection;
use app::services::logs::LogColumns;
use app::services::planning::PlanRequest;
use app::{App, Exit};
use diag::Language;

pub(crate) mod access;
pub(crate) mod check;
pub(crate) mod evidence;
pub(crate) mod figures;
pub(crate) mod load;
pub(crate) mod preview;
pub(crate) mod quarantine;
pub(crate) mod run;
pub(crate) mod serve;
pub(crate) mod services;
pub(crate) mod targets;
pub(crate) mod upkeep;

/// What every command works with.
pub(crate) struct Face<'a> {
    /// The pack and the data.
    pub(crate) app: App,
    /// Stderr.
    pub(crate) talk: &'a Talk,
    /// Stdout.
    pub(crate) out: Out,
    /// Whether data is printed as NDJSON.
    pub(crate) json: bool,
    /// Whether stdout takes colour.
    pub(crate) color: bool,
}

impl Face<'_> {
    /// The chosen language.
    pub(crate) fn language(&self) -> Language {
        self.talk.language
    }
}

/// Which figure the arguments name.
pub(crate) fn selection(figure: crate::args::FigureArgs) -> Selection {
    Selection {
        indicator: Some(figure.indicator),
        place: figure.place,
        period: figure.period,
        edition: figure.edition,
        by: figure.by,
    }
}

/// The commands of services.
pub(crate) async fn dispatch_services(
    face: &mut Face<'_>,
    command: Command,
) -> anyhow::Result<Exit> {
    match command {
        Command::Plan { thing, answers, accepted, held, svg } => {
            services::plan(face, PlanRequest { thing, answers, accepted, held }, svg).await
        }
        Command::Things => services::things(face),
        Command::WhatIf(args) => services::what_if(face, args).await,
        Command::Drift { a, b } => services::drift(face, &a, &b),
        Command::Serve { listen, store } => serve::serve(face, &listen, store).await,
        Command::Token(command) => serve::token(face, command),
        Command::Verify { file, keys, store } => serve::verify(face, file, keys, store).await,
        Command::Export { ocel, xes, store } => serve::export(face, ocel, xes, store).await,
        Command::ImportLog { stream, file, case, activity, at, resource } => {
            let columns = LogColumns { case, activity, at, resource };
            serve::import_log(face, &stream, &file, columns).await
        }
        Command::Mine { stream } => serve::mine(face, stream).await,
        Command::Migrate { dry_run, store } => services::migrate(face, dry_run, store).await,
        Command::Programmes { reclass, id, store } => {
            services::programmes(face, id, reclass, store).await
        }
        Command::Publish { store } => services::publish(face, store).await,
        Command::Check(_)
        | Command::Explain { .. }
        | Command::Test { .. }
        | Command::Load(_)
        | Command::Sources
        | Command::Quarantine(_)
        | Command::Snapshots
        | Command::Refresh { .. }
        | Command::Figures(_)
        | Command::Evidence { .. }
        | Command::Recompute(_)
        | Command::Preview { .. }
        | Command::Targets
        | Command::Report { .. }
        | Command::Optimise { .. }
        | Command::Vacuum
        | Command::Rehearse { .. }
        | Command::Access(_)
        | Command::Demo { .. } => Ok(Exit::WrongUse),
    }
}
