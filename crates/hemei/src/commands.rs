//! One file for each group of commands: from arguments to a use case, from its outcome to
//! output.

use crate::out::Out;
use crate::talk::Talk;
use app::App;
use app::select::Selection;
use diag::Language;

pub(crate) mod check;
pub(crate) mod evidence;
pub(crate) mod figures;
pub(crate) mod load;
pub(crate) mod preview;
pub(crate) mod quarantine;
pub(crate) mod run;
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
