//! The command line: every command and flag with its documentation, in one place.
//!
//! Knows nothing of what the commands do.

pub(crate) mod access;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Runs a district on evidence: records in, exact figures out, each open down to its rows.
///
/// Exit status: 0 done, 1 findings or refusals, 2 wrong use, 3 could not (disk, permission,
/// locked). Data goes to stdout, talk to stderr.
#[derive(Debug, Parser)]
#[command(name = "hemei", version, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command; `hemei.toml` in the current folder may say them too.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The folder of the pack
    #[arg(long, global = true, env = "HEMEI_PACK", value_name = "FOLDER")]
    pub(crate) pack: Option<PathBuf>,
    /// The folder of the records and figures
    #[arg(long, global = true, env = "HEMEI_DATA", value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// The language of messages and reasons: zh or en
    #[arg(long, global = true, env = "HEMEI_LANG", value_name = "LANGUAGE")]
    pub(crate) lang: Option<String>,
    /// Print NDJSON: one object a line
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print no talk, only data and errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Print without colour (as NO_COLOR does)
    #[arg(long, global = true)]
    pub(crate) no_color: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check a pack and show every finding at once
    Check(CheckArgs),
    /// Show the page of a diagnostic code
    Explain {
        /// Such as E0207; without it, all codes are listed
        code: Option<String>,
    },
    /// Run a pack's own tests: given rows, expected figures
    Test {
        /// The folder of the pack
        #[arg(value_name = "PACK")]
        folder: Option<PathBuf>,
        /// Only tests whose name contains this
        #[arg(long, value_name = "TEXT")]
        only: Option<String>,
    },
    /// Load files into a stream; rows that do not fit go to quarantine, the rest goes in
    Load(LoadArgs),
    /// List the pack's streams, sources and how their files are recognised
    Sources,
    /// Look at rows that did not fit, and load them again
    #[command(subcommand)]
    Quarantine(QuarantineCommand),
    /// List the snapshots
    Snapshots,
    /// Bring all figures up to the newest snapshot
    Refresh {
        /// Compute everything anew, not only what the change touches
        #[arg(long)]
        full: bool,
    },
    /// Show figures
    Figures(FiguresArgs),
    /// Show the rows that a figure rests on
    Evidence {
        #[command(flatten)]
        figure: FigureArgs,
        /// At most so many rows of each stream
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// Compute a figure again from its snapshot and pack version and compare the digits
    Recompute(FigureArgs),
    /// Show which published figures a changed pack would change; nothing is written
    Preview {
        /// The folder of the changed pack
        #[arg(value_name = "NEWPACK")]
        folder: PathBuf,
    },
    /// Show the targets: where the figure stands, where it has to be, and what it leads to
    Targets,
    /// Print a report of the pack with its figures filled in
    Report {
        /// The report's id; without it, the reports are listed
        id: Option<String>,
    },
    /// Merge the lake's small files into large ones
    Optimise {
        /// Only these streams
        #[arg(value_name = "STREAM")]
        streams: Vec<String>,
    },
    /// Delete files that no snapshot needs
    Vacuum,
    /// Write the made-up year of a district as files
    Rehearse {
        /// Where to write them
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
        #[command(flatten)]
        year: YearArgs,
        #[command(flatten)]
        plant: PlantArgs,
    },
    /// Make the plan of a thing: items, one form, one set of materials, dates, savings
    Plan {
        /// The thing
        thing: String,
        /// Answers as JSON: {"child.name": "…"}
        #[arg(long, value_name = "FILE")]
        answers: Option<PathBuf>,
        /// The day of acceptance; today if none is named
        #[arg(long, value_name = "DATE")]
        accepted: Option<String>,
        /// A result that is held already, such as parent.marriage-certificate; may be repeated
        #[arg(long, value_name = "RESULT")]
        held: Vec<String>,
        /// Write the plan as a drawing
        #[arg(long, value_name = "FILE.svg")]
        svg: Option<PathBuf>,
    },
    /// List the things that people and enterprises can ask for
    Things,
    /// Show what a change would do: over all things, and to past cases played again
    WhatIf(WhatIfArgs),
    /// Show how the same things differ between two packs, and on which legal ground
    Drift {
        /// The folder of one pack
        #[arg(value_name = "PACK_A")]
        a: PathBuf,
        /// The folder of the other
        #[arg(value_name = "PACK_B")]
        b: PathBuf,
    },
    /// Serve the API, and let timers, messages and the publisher run
    Serve {
        /// The address
        #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
        listen: String,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Make, list and take away the tokens of the API
    #[command(subcommand)]
    Token(TokenCommand),
    /// Walk the journal's chain, or verify a receipt or certificate without a server
    Verify {
        /// The receipt or certificate; without it, the journal is walked
        file: Option<PathBuf>,
        /// The public keys that are trusted; the data folder's own if none are named
        #[arg(long, value_name = "FILE")]
        keys: Option<PathBuf>,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Write the log of cases for other programs
    Export {
        /// As OCEL 2.0 JSON
        #[arg(long, value_name = "FILE", conflicts_with = "xes")]
        ocel: Option<PathBuf>,
        /// As XES
        #[arg(long, value_name = "FILE", required_unless_present = "ocel")]
        xes: Option<PathBuf>,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Bring an event log (XES, CSV; plain or gzip) into a stream of its own
    ImportLog {
        /// The stream's name
        stream: String,
        /// The file
        file: PathBuf,
        /// In a CSV: the column of the case
        #[arg(long, value_name = "COLUMN")]
        case: Option<String>,
        /// In a CSV: the column of the activity
        #[arg(long, value_name = "COLUMN")]
        activity: Option<String>,
        /// In a CSV: the column of the moment
        #[arg(long, value_name = "COLUMN")]
        at: Option<String>,
        /// In a CSV: the column of who did it
        #[arg(long, value_name = "COLUMN")]
        resource: Option<String>,
    },
    /// Mine an event log: variants, waiting and working time, bottlenecks, late shares
    Mine {
        /// The log; the only one there is, if none is named
        stream: Option<String>,
    },
    /// Move running cases to the pack's version, where every state maps to a sound one
    Migrate {
        /// Only show which would move, and why others stay
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// List the programmes with their rates, and the people who are missing
    Programmes {
        /// Read the registers again first: open, re-class and end standing cases
        #[arg(long)]
        reclass: bool,
        /// Only this programme, with its people
        id: Option<String>,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Who reaches what on foot, and where one more would help
    #[command(subcommand)]
    Access(Box<access::AccessCommand>),
    /// Bring the journal's events into the lake now
    Publish {
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Make a small district, load it, compute its figures and open one of them
    #[command(visible_alias = "run")]
    Demo {
        #[command(flatten)]
        year: YearArgs,
    },
}

/// Where the journal of cases lies.
#[derive(Debug, Args)]
pub(crate) struct StoreArgs {
    /// sqlite:PATH or postgres://…; a file in the data folder if none is named
    #[arg(long, env = "HEMEI_STORE", value_name = "ADDRESS")]
    pub(crate) store: Option<String>,
}

/// What is another.
#[derive(Debug, Args)]
pub(crate) struct WhatIfArgs {
    /// A thing promises so many working days; may be repeated, as all of these
    #[arg(long, value_name = "THING=DAYS")]
    pub(crate) promise: Vec<String>,
    /// An item promises so many working days
    #[arg(long, value_name = "ITEM=DAYS")]
    pub(crate) item_promise: Vec<String>,
    /// The law gives an item so many working days
    #[arg(long, value_name = "ITEM=DAYS")]
    pub(crate) item_legal: Vec<String>,
    /// An item is no more
    #[arg(long, value_name = "ITEM")]
    pub(crate) remove: Vec<String>,
    /// Every desk of an office at a level has so many people
    #[arg(long, value_name = "OFFICE@LEVEL=PEOPLE")]
    pub(crate) staff: Vec<String>,
    /// A day is not worked
    #[arg(long, value_name = "DATE")]
    pub(crate) holiday: Vec<String>,
    /// A day is worked
    #[arg(long, value_name = "DATE")]
    pub(crate) workday: Vec<String>,
    /// The day of acceptance; today if none is named
    #[arg(long, value_name = "DATE")]
    pub(crate) accepted: Option<String>,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token; it is shown once
    Add {
        /// Whose: an id of the district's own
        id: String,
        /// applicant, officer, operator, outside or auditor
        #[arg(long)]
        role: String,
        /// For an officer or outside system: the office
        #[arg(long)]
        office: Option<String>,
        /// For an officer: the place of the desk
        #[arg(long)]
        place: Option<String>,
    },
    /// List whose tokens there are
    List,
    /// Take every token of somebody away
    Revoke {
        /// Whose
        id: String,
    },
}

/// Which made-up year.
#[derive(Debug, Args)]
pub(crate) struct YearArgs {
    /// The same number gives the same year
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Which year it pretends to be
    #[arg(long, default_value_t = 2025)]
    pub(crate) year: i16,
}

/// A plant instead of a year: records of machine states to measure with.
#[derive(Debug, Args)]
pub(crate) struct PlantArgs {
    /// Write this many records of machines instead, one CSV a day and an hour more
    #[arg(long)]
    pub(crate) rows: Option<u64>,
    /// How many machines there are
    #[arg(long, default_value_t = 500, requires = "rows")]
    pub(crate) machines: u64,
    /// How many days there are
    #[arg(long, default_value_t = 30, requires = "rows")]
    pub(crate) days: u32,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The folder of the pack
    #[arg(value_name = "PACK")]
    pub(crate) folder: Option<PathBuf>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Full)]
    pub(crate) format: Format,
    /// Also plan every computation over empty tables
    #[arg(long)]
    pub(crate) deep: bool,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With the lines they stand at
    Full,
    /// One line each
    Concise,
    /// One JSON object each
    Json,
}

/// Arguments of `load`.
#[derive(Debug, Args)]
pub(crate) struct LoadArgs {
    /// The stream
    pub(crate) stream: String,
    /// The files: CSV, NDJSON, Parquet, XLSX, XLS, XES, SHDR; `.gz` is seen from the bytes
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The source declared in the pack that says how the files are to be read
    #[arg(long, value_name = "ID")]
    pub(crate) source: Option<String>,
    /// A value for a column that the files do not have
    #[arg(long = "set", value_name = "COLUMN=VALUE")]
    pub(crate) set: Vec<String>,
}

/// Commands of `quarantine`.
#[derive(Debug, Subcommand)]
pub(crate) enum QuarantineCommand {
    /// List the rows that wait
    List {
        /// Only of this stream
        #[arg(long)]
        stream: Option<String>,
        /// Also those that were loaded since
        #[arg(long)]
        all: bool,
    },
    /// Show one row: what was expected, what was found, the raw bytes
    Show {
        /// Its number in the list
        id: i64,
    },
    /// Read rows again with the pack as it is now, and load those that fit
    Replay {
        /// Their numbers; without any, all that wait
        ids: Vec<i64>,
    },
}

/// Arguments of `figures`.
#[derive(Debug, Args)]
pub(crate) struct FiguresArgs {
    /// Only this indicator
    pub(crate) indicator: Option<String>,
    /// Only this place: an id or a name
    #[arg(long)]
    pub(crate) place: Option<String>,
    /// Only this period: 2015, 2015-Q1, 2015-03, 2015-03-01, 2015-03-01T05 or all
    #[arg(long)]
    pub(crate) period: Option<String>,
    /// Only this edition of the standard
    #[arg(long)]
    pub(crate) edition: Option<String>,
    /// Only this value of a further dimension
    #[arg(long = "by", value_name = "NAME=VALUE")]
    pub(crate) by: Vec<String>,
    /// As published at a snapshot number or a date
    #[arg(long, value_name = "SNAPSHOT|DATE")]
    pub(crate) as_of: Option<String>,
    /// With what each figure was before, since when it is so, and which rows did it
    #[arg(long)]
    pub(crate) revisions: bool,
}

/// Which figure.
#[derive(Debug, Args)]
pub(crate) struct FigureArgs {
    /// The indicator, or a whole figure as indicator@place/period#edition
    pub(crate) indicator: String,
    /// The place: an id or a name
    #[arg(long)]
    pub(crate) place: Option<String>,
    /// The period
    #[arg(long)]
    pub(crate) period: Option<String>,
    /// The edition of the standard, where the indicator has several
    #[arg(long)]
    pub(crate) edition: Option<String>,
    /// The value of a further dimension
    #[arg(long = "by", value_name = "NAME=VALUE")]
    pub(crate) by: Vec<String>,
}
