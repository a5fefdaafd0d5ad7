//! The command line of `access`: every command and flag with its documentation.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Who reaches what on foot, and where one more would help.
#[derive(Debug, Subcommand)]
pub(crate) enum AccessCommand {
    /// Build a map from an OpenStreetMap extract or the district's own streets
    Build(BuildArgs),
    /// Minutes from every home to the nearest facility of each kind
    Nearest(AskArgs),
    /// How many facilities of each kind every home has within some minutes
    Counts {
        #[command(flatten)]
        ask: AskArgs,
        /// The limit, minutes
        #[arg(long, default_value_t = 15.0)]
        minutes: f64,
    },
    /// Minutes from every home to every facility
    Matrix(AskArgs),
    /// The share of people within some minutes: of each kind, of all together, of each circle
    Coverage {
        #[command(flatten)]
        ask: AskArgs,
        /// The limits, minutes
        #[arg(long, value_delimiter = ',', default_value = "5,10,15")]
        minutes: Vec<f64>,
        /// One line for each place, too
        #[arg(long)]
        by_place: bool,
    },
    /// List the homes beyond some minutes, most people first
    Beyond {
        #[command(flatten)]
        ask: AskArgs,
        /// The kind of facility
        #[arg(long)]
        kind: String,
        /// The limit, minutes
        #[arg(long, default_value_t = 15.0)]
        minutes: f64,
    },
    /// Supply per person within reach: two-step floating catchments, with the conservation checked
    Catchment {
        #[command(flatten)]
        ask: AskArgs,
        /// The kind of facility; its capacity is the supply
        #[arg(long)]
        kind: String,
        /// How far people go, minutes
        #[arg(long, default_value_t = 15.0)]
        minutes: f64,
        /// How much a farther facility counts less
        #[arg(long, value_enum, default_value_t = DecayWord::Step)]
        decay: DecayWord,
    },
    /// How people are spread over minutes: median, percentiles, Palma ratio, Gini coefficient
    Spread {
        #[command(flatten)]
        ask: AskArgs,
        /// The kind of facility
        #[arg(long)]
        kind: String,
    },
    /// The best place for one more, or the best k; and the gain of every candidate
    Site(SiteArgs),
    /// What changes if a facility is added, moved or closed, or a gate opened or closed
    WhatIf(WhatIfArgs),
    /// Link project sites into routes within a time budget
    Route(RouteArgs),
    /// The streets within some minutes of a place; a polygon only as a picture
    Isochrone {
        #[command(flatten)]
        ask: AskArgs,
        /// From where: lon,lat or the id of a home or facility
        #[arg(long, allow_hyphen_values = true)]
        from: String,
        /// The limits, minutes
        #[arg(long, value_delimiter = ',', default_value = "5,10,15")]
        minutes: Vec<f64>,
        /// Add a polygon for drawing; it is a picture, and says so
        #[arg(long)]
        polygon: bool,
    },
    /// The driving time between two places
    Drive {
        #[command(flatten)]
        ask: AskArgs,
        /// From where: lon,lat or an id
        #[arg(long, allow_hyphen_values = true)]
        from: String,
        /// To where
        #[arg(long, allow_hyphen_values = true)]
        to: String,
    },
    /// How well homes and facilities lie on the streets: distances, datum, shifts, gates
    Check(AskArgs),
    /// Standards of circles held against every neighbourhood: met, missing, not measurable
    Conformance {
        /// The standard's id; all of the pack's if none is named
        standard: Option<String>,
        /// Only this place
        #[arg(long)]
        place: Option<String>,
        /// Only what is missing
        #[arg(long)]
        missing: bool,
        /// Print a table for other programs
        #[arg(long)]
        csv: bool,
        /// The day of the registers; the last of the pack's days if none is named
        #[arg(long, value_name = "DATE")]
        as_of: Option<String>,
    },
    /// Walk every circle of the pack and bring times, counts and verdicts into the lake
    Refresh,
    /// Print the rules of ways, kinds, walkers and circles that hold where nothing is declared
    Rules,
}

/// What is asked of which ground.
#[derive(Debug, Args, Default)]
pub(crate) struct AskArgs {
    /// A map built by `access build`; without it, the pack's network
    #[arg(long, value_name = "MAP")]
    pub(crate) graph: Option<PathBuf>,
    /// Homes: a CSV (id, lon, lat, weight), a GeoJSON or FlatGeobuf of points, or `osm`; without it, the pack's register
    #[arg(long, value_name = "FILE|osm")]
    pub(crate) origins: Option<String>,
    /// Facilities: a CSV (id, kind, lon, lat), a GeoJSON or FlatGeobuf of points, or `osm`; without it, the pack's register
    #[arg(long, value_name = "FILE|osm")]
    pub(crate) facilities: Option<String>,
    /// Gates of closed areas: a CSV (gate, estate, lon, lat, open)
    #[arg(long, value_name = "FILE")]
    pub(crate) gates: Option<PathBuf>,
    /// The datum of these files: wgs84, cgcs2000, gcj02, bd09
    #[arg(long)]
    pub(crate) datum: Option<String>,
    /// Rules of kinds, walkers and circles
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) rules: Option<PathBuf>,
    /// The walker: adult, elder, pram, wheelchair, hiker or one of the pack's own
    #[arg(long, visible_alias = "walker", value_name = "WALKER")]
    pub(crate) profile: Option<String>,
    /// Only facilities that are open then, such as "Tuesday 20:00" or 2026-03-03T20:00
    #[arg(long, value_name = "MOMENT")]
    pub(crate) open_at: Option<String>,
    /// Only these kinds
    #[arg(long, value_delimiter = ',', value_name = "KIND")]
    pub(crate) kinds: Vec<String>,
    /// The day of the pack's registers; the last of its days if none is named
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// Print a table for other programs
    #[arg(long)]
    pub(crate) csv: bool,
    /// Write places and values as GeoJSON, or as FlatGeobuf if the name ends in .fgb
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Arguments of `access build`.
#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// The streets: .osm.pbf, .geojson or .fgb
    pub(crate) file: PathBuf,
    /// Where the map goes
    #[arg(long, value_name = "MAP")]
    pub(crate) out: PathBuf,
    /// Rules of ways and kinds
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) rules: Option<PathBuf>,
    /// Heights: a GeoTIFF
    #[arg(long, value_name = "FILE.tif")]
    pub(crate) elevation: Option<PathBuf>,
    /// Closed areas: a GeoJSON or FlatGeobuf of polygons
    #[arg(long, value_name = "FILE")]
    pub(crate) estates: Option<PathBuf>,
    /// Their gates: a CSV (gate, estate, lon, lat, open) or a layer of points
    #[arg(long, value_name = "FILE")]
    pub(crate) gates: Option<PathBuf>,
    /// The datum of all these files: wgs84, cgcs2000, gcj02, bd09
    #[arg(long)]
    pub(crate) datum: Option<String>,
    /// Only what lies in this box
    #[arg(long, value_name = "WEST,SOUTH,EAST,NORTH", allow_hyphen_values = true)]
    pub(crate) bbox: Option<String>,
    /// Refuse before reading takes more than so many megabytes
    #[arg(long, value_name = "MB")]
    pub(crate) memory: Option<u64>,
    /// Keep buildings, so that `--origins osm` can start from them
    #[arg(long)]
    pub(crate) buildings: bool,
}

/// Arguments of `access site`.
#[derive(Debug, Args)]
pub(crate) struct SiteArgs {
    #[command(flatten)]
    pub(crate) ask: AskArgs,
    /// The kind of facility
    #[arg(long)]
    pub(crate) kind: String,
    /// The limit, minutes
    #[arg(long, default_value_t = 15.0)]
    pub(crate) minutes: f64,
    /// How many more
    #[arg(long, default_value_t = 1)]
    pub(crate) add: usize,
    /// What they are to do
    #[arg(long, value_enum, default_value_t = ByWord::Covered)]
    pub(crate) by: ByWord,
    /// The capacity of each new one, with --by capacity
    #[arg(long, default_value_t = 0.0)]
    pub(crate) capacity: f64,
    /// Find the optimum and prove it
    #[arg(long)]
    pub(crate) exact: bool,
    /// Find the optimum by integer programming
    #[arg(long, conflicts_with = "exact")]
    pub(crate) milp: bool,
    /// Candidates: a CSV (id, kind, lon, lat); without it, every home is one
    #[arg(long, value_name = "FILE")]
    pub(crate) candidates: Option<PathBuf>,
}

/// What a new facility is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ByWord {
    /// Bring people within the limit
    Covered,
    /// Shorten the mean walk
    MeanWalk,
    /// Serve people whom the capacity of what there is leaves out
    Capacity,
}

/// How much a farther facility counts less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DecayWord {
    /// All the same within the limit (2SFCA)
    Step,
    /// A bell curve that ends at the limit (Gaussian E2SFCA)
    Gaussian,
    /// A straight line that ends at the limit
    Linear,
}

/// Arguments of `access what-if`.
#[derive(Debug, Args)]
pub(crate) struct WhatIfArgs {
    #[command(flatten)]
    pub(crate) ask: AskArgs,
    /// A new facility; may be repeated
    #[arg(long, value_name = "KIND@LON,LAT")]
    pub(crate) add: Vec<String>,
    /// A facility stands elsewhere; may be repeated
    #[arg(long = "move", value_name = "KIND/ID@LON,LAT")]
    pub(crate) moved: Vec<String>,
    /// A facility is there no longer; may be repeated
    #[arg(long, value_name = "KIND/ID")]
    pub(crate) close: Vec<String>,
    /// A gate is opened; may be repeated
    #[arg(long, value_name = "GATE")]
    pub(crate) open_gate: Vec<String>,
    /// A gate is closed; may be repeated
    #[arg(long, value_name = "GATE")]
    pub(crate) close_gate: Vec<String>,
    /// The limits, minutes
    #[arg(long, value_delimiter = ',', default_value = "5,10,15")]
    pub(crate) minutes: Vec<f64>,
    /// Also what it does to this circle as a whole
    #[arg(long)]
    pub(crate) circle: Option<String>,
}

/// Arguments of `access route`.
#[derive(Debug, Args)]
pub(crate) struct RouteArgs {
    #[command(flatten)]
    pub(crate) ask: AskArgs,
    /// The sites: a CSV (site, lon, lat, prize, visit_min; zh, en, state, progress if known); without it, the pack's register
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) sites: Option<PathBuf>,
    /// Where every route starts: lon,lat or an id
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) start: String,
    /// Minutes of each route
    #[arg(long, default_value_t = 240.0)]
    pub(crate) budget: f64,
    /// How many routes
    #[arg(long, default_value_t = 1)]
    pub(crate) routes: usize,
    /// Routes do not have to come back to their start
    #[arg(long)]
    pub(crate) one_way: bool,
    /// People go by car
    #[arg(long)]
    pub(crate) drive: bool,
    /// Draw the routes
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) svg: Option<PathBuf>,
}
