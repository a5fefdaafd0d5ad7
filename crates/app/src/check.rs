//! Checking a pack: every finding at once, in order of file and position.

use crate::constants;
use crate::error::Error;
use crate::folder;
use crate::opened::{check_files, count_errors, sort};
use crate::under;
use diag::{Diagnostic, Sources};
use std::path::Path;

/// What checking a pack found.
#[derive(Debug)]
pub struct CheckOutcome {
    /// The findings of the pack and those of its own tests, each in order of file and
    /// position, with the texts that they point into.
    pub groups: Vec<(Vec<Diagnostic>, Sources)>,
    /// How many of the findings are errors.
    pub errors: usize,
    /// Stages that could not be planned although the pack checks clean: a fault of Hemei, not
    /// of the pack. Only looked for on demand.
    pub unplanned: Vec<(String, String)>,
    /// What there is in the pack: streams, models, indicators.
    pub counts: [usize; 3],
}

/// Checks the pack in `dir`; with `deep`, every computation is also planned over empty tables.
///
/// Without `deep` no query engine is started, which keeps a check of 1,000 declarations fast.
pub async fn check(dir: &Path, deep: bool) -> Result<CheckOutcome, Error> {
    let files = folder::read(dir)?;
    let checked = check_files(&files);
    let (tests, test_sources, mut in_tests) = pack::tests(&files);
    if let Some(pack) = &checked.pack {
        in_tests.extend(pack::check_tests(&tests, pack));
        sort(&mut in_tests, &test_sources);
    }
    let errors = count_errors(&checked.findings) + count_errors(&in_tests);
    let mut unplanned = Vec::new();
    let mut counts = [0; 3];
    if let Some(pack) = &checked.pack {
        counts = [pack.streams.len(), pack.models.len(), pack.indicators.len()];
        if deep && errors == 0 {
            let context = engine::Context {
                zone: pack.zone.clone(),
                constants: constants::tables(pack),
                streams: pack.streams.clone(),
            };
            unplanned = under::start_engine()?.check_plan(&checked.graph, &context).await;
        }
    }
    Ok(CheckOutcome {
        groups: vec![(checked.findings, checked.sources), (in_tests, test_sources)],
        errors,
        unplanned,
        counts,
    })
}
