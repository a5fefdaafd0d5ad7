//! The binary: arguments in, output out. Everything it does is a use case of `app`.
//!
//! Invariants, stated as absences: nothing is computed here; no data goes to stderr and no
//! talk to stdout; no path ends in another exit status than 0, 1, 2 or 3.
//!
//! Start reading at [`run`].

mod args;
mod commands;
mod out;
mod table;
mod talk;

use app::{App, Error, Exit, Settings};
use args::{Arguments, Command, QuarantineCommand};
use clap::Parser;
use commands::Face;
use diag::Language;
use out::Out;
use rehearsal::MachineRows;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use talk::Talk;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let status = if error.use_stderr() { Exit::WrongUse } else { Exit::Done };
            // A reader that went away leaves nobody to tell.
            let _gone = error.print();
            return ExitCode::from(status.status());
        }
    };
    ExitCode::from(run(arguments).status())
}

/// Settles the settings, runs the command, says what went wrong.
fn run(arguments: Arguments) -> Exit {
    let no_color = arguments.global.no_color;
    let color = color_wanted(no_color, std::io::stderr().is_terminal());
    let quiet = arguments.global.quiet;
    let json = arguments.global.json;
    let settings = match settle(&arguments.global) {
        Ok(settings) => settings,
        Err(error) => {
            Talk::new(Language::En, quiet, color).json(json).error(&error);
            return error.exit;
        }
    };
    let language = settings.language.unwrap_or_default();
    let talk = Talk::new(language, quiet, color).json(json);
    let app = App { pack_dir: settings.pack, data_dir: settings.data };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let error = Error::could_not("未能启动", "could not start").because(error);
            talk.error(&error);
            return error.exit;
        }
    };
    let color = color_wanted(no_color, std::io::stdout().is_terminal());
    let mut face = Face { app, talk: &talk, out: Out::new(), json, color };
    let done = runtime.block_on(dispatch(&mut face, arguments.command));
    let flushed = face.out.flush().map_err(anyhow::Error::from);
    match done.and_then(|exit| flushed.map(|()| exit)) {
        Ok(exit) => exit,
        Err(error) if out::reader_gone(&error) => Exit::Done,
        Err(error) => explain(&talk, error),
    }
}

fn explain(talk: &Talk, error: anyhow::Error) -> Exit {
    match error.downcast::<Error>() {
        Ok(error) => {
            talk.error(&error);
            error.exit
        }
        Err(other) => {
            let error = Error::could_not("未能输出", "could not print").because(other);
            talk.error(&error);
            error.exit
        }
    }
}

/// The command line goes before the environment, and both before `hemei.toml`.
fn settle(global: &args::Global) -> Result<Settings, Error> {
    let language = global.lang.as_deref().map(app::settings::language).transpose()?;
    let said = Settings { pack: global.pack.clone(), data: global.data.clone(), language };
    Ok(said.or(Settings::read(Path::new("."))?))
}

#[expect(clippy::disallowed_methods, reason = "hemei reads the environment")]
fn color_wanted(off: bool, terminal: bool) -> bool {
    let asked_off = std::env::var("NO_COLOR").is_ok_and(|value| !value.is_empty());
    terminal && !off && !asked_off
}

async fn dispatch(face: &mut Face<'_>, command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Check(args) => Box::pin(commands::check::check(face, args)).await,
        Command::Explain { code } => commands::check::explain(face, code.as_deref()),
        Command::Test { folder, only } => {
            Box::pin(commands::check::test(face, folder, only.as_deref())).await
        }
        Command::Load(args) => Box::pin(commands::load::load(face, args)).await,
        Command::Sources => commands::load::sources(face),
        Command::Quarantine(QuarantineCommand::List { stream, all }) => {
            Box::pin(commands::quarantine::list(face, stream, all)).await
        }
        Command::Quarantine(QuarantineCommand::Show { id }) => {
            Box::pin(commands::quarantine::show(face, id)).await
        }
        Command::Quarantine(QuarantineCommand::Replay { ids }) => {
            Box::pin(commands::quarantine::replay(face, ids)).await
        }
        Command::Snapshots => Box::pin(commands::upkeep::snapshots(face)).await,
        Command::Refresh { full } => Box::pin(commands::figures::refresh(face, full)).await,
        Command::Figures(args) => Box::pin(commands::figures::figures(face, args)).await,
        Command::Evidence { figure, limit } => {
            Box::pin(commands::evidence::evidence(face, figure, limit)).await
        }
        Command::Recompute(figure) => Box::pin(commands::evidence::recompute(face, figure)).await,
        Command::Preview { folder } => Box::pin(commands::preview::preview(face, &folder)).await,
        Command::Targets => Box::pin(commands::targets::targets(face)).await,
        Command::Report { id } => Box::pin(commands::targets::report(face, id.as_deref())).await,
        Command::Optimise { streams } => Box::pin(commands::upkeep::optimise(face, streams)).await,
        Command::Vacuum => Box::pin(commands::upkeep::vacuum(face)).await,
        Command::Rehearse { folder, year, plant } => match plant.rows {
            Some(rows) => commands::run::plant(
                face,
                &folder,
                MachineRows { seed: year.seed, machines: plant.machines, days: plant.days, rows },
            ),
            None => commands::run::rehearse(face, &folder, year.seed, year.year),
        },
        other @ (Command::Plan { .. }
        | Command::Things
        | Command::WhatIf(_)
        | Command::Drift { .. }
        | Command::Serve { .. }
        | Command::Token(_)
        | Command::Verify { .. }
        | Command::Export { .. }
        | Command::ImportLog { .. }
        | Command::Mine { .. }
        | Command::Migrate { .. }
        | Command::Programmes { .. }
        | Command::Publish { .. }) => Box::pin(commands::dispatch_services(face, other)).await,
        Command::Access(command) => Box::pin(commands::access::access(face, *command)).await,
        Command::Demo { year } => Box::pin(commands::run::demo(face, year.seed, year.year)).await,
    }
}
