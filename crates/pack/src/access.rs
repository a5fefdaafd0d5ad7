//! Rules of access that stand alone: the defaults, and a file of them for the tool without a
//! pack.
//!
//! The defaults are a text in the pack's own format, so that a person can read them, copy them
//! and change one line.

use crate::draft::{AccessDraft, Draft};
use crate::files::Texts;
use crate::{declare, recover, resolve, sort};
use diag::{Diagnostic, Sources, Span};
use district::{AccessRules, DriveRules, Exact, WalkRules};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use toml::de::DeTable;

/// The defaults as TOML: which ways may be walked and driven, ten kinds of facilities, walkers
/// and one circle.
pub const DEFAULT_ACCESS: &str = include_str!("access/default.toml");

/// The defaults, read once.
static DEFAULT: LazyLock<AccessRules> = LazyLock::new(read_default);

/// The defaults, read from [`DEFAULT_ACCESS`]; their spans lead nowhere.
pub fn default_access() -> AccessRules {
    DEFAULT.clone()
}

fn read_default() -> AccessRules {
    let (mut rules, _, _) = read("default.toml", DEFAULT_ACCESS, nothing);
    rules.kinds.values_mut().for_each(|kind| kind.span = Span::default());
    rules.walkers.values_mut().for_each(|walker| walker.span = Span::default());
    rules.circles.values_mut().for_each(|circle| circle.span = Span::default());
    rules
}

/// Reads a file of access rules that stands alone; what it does not say is as by default.
///
/// It has the sections `[walk]`, `[drive]`, `[[facility_kind]]`, `[[walker]]` and `[[circle]]`.
/// The diagnostics are in the order of their places and point into the sources.
pub fn access_rules(path: &str, text: &str) -> (AccessRules, Sources, Vec<Diagnostic>) {
    read(path, text, default_access)
}

fn read(
    path: &str,
    text: &str,
    base: fn() -> AccessRules,
) -> (AccessRules, Sources, Vec<Diagnostic>) {
    let texts = Texts::one(path, text);
    let mut draft = Draft::new(&texts);
    draft.access = AccessDraft::new(base);
    for file in texts.list("") {
        let document = recover::recover(file.source, file.text, &mut draft.found);
        let (root, _) = DeTable::parse_recoverable(&document.text);
        declare::rules_file(&mut draft, &document, root.get_ref());
    }
    resolve::circles(&mut draft);
    let mut found = std::mem::take(&mut draft.found);
    sort(&mut found);
    let rules = draft.access.into_rules().unwrap_or_else(base);
    (rules, texts.sources, found)
}

/// Rules that say nothing: what the defaults themselves are read over.
fn nothing() -> AccessRules {
    AccessRules {
        walk: WalkRules {
            ways: Vec::new(),
            foot_ways: Vec::new(),
            foot_yes: Vec::new(),
            foot_no: Vec::new(),
            access_no: Vec::new(),
            unpaved: Vec::new(),
            snap_m: Exact::zero(),
        },
        drive: DriveRules {
            km_h: BTreeMap::new(),
            factor: Exact::zero(),
            access_no: Vec::new(),
            one_way: Vec::new(),
        },
        kinds: BTreeMap::new(),
        walkers: BTreeMap::new(),
        circles: BTreeMap::new(),
        district: None,
    }
}
