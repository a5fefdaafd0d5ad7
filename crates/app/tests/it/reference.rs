//! What the reference tests share: real files loaded through the front door, figures read back,
//! and numbers held against answers that were computed apart.
//!
//! The files are not part of the repository; without them a test says so and is skipped.

use app::figures::FiguresRequest;
use app::load::{FileState, LoadRequest};
use app::select::Selection;
use app::{App, Stop};
use district::{Exact, Figure, Rounding};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A figure's place, period, edition and further dimensions, as text.
pub(crate) type Key = (String, String, String, String);

/// The folder of real data of that name; `None`, said loudly, where there is none.
pub(crate) fn data(folder: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(folder);
    if root.is_dir() {
        return Some(root);
    }
    eprintln!("SKIPPED: {} is not there; nothing was compared with it", root.display());
    None
}

/// The files of a folder whose names `wanted` picks, in order of name.
pub(crate) fn files(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the entry can be read").path())
        .filter(|path| {
            path.is_file() && path.file_name().is_some_and(|n| wanted(&n.to_string_lossy()))
        })
        .collect();
    files.sort();
    files
}

/// The rows of a CSV without quotes, by column name; `.gz` is unpacked.
pub(crate) fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let bytes = std::fs::File::open(path).expect("the reference can be opened");
    let mut text = String::new();
    if path.extension().is_some_and(|extension| extension == "gz") {
        flate2::read::GzDecoder::new(bytes).read_to_string(&mut text).expect("gzip");
    } else {
        std::io::BufReader::new(bytes).read_to_string(&mut text).expect("UTF-8");
    }
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    lines
        .map(|line| {
            let cells = line.split(',').map(ToOwned::to_owned);
            header.iter().map(|name| (*name).to_owned()).zip(cells).collect()
        })
        .collect()
}

/// A lake of its own, loaded and refreshed.
pub(crate) struct Computed {
    pub(crate) app: App,
    // Removed when the test is done.
    _folder: tempfile::TempDir,
}

impl Computed {
    /// Loads the files into the streams of a pack of this repository and computes its figures.
    pub(crate) async fn new(pack: &str, loads: &[(&str, Vec<PathBuf>)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the lake");
        let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        let app =
            App { pack_dir: Some(packs.join(pack)), data_dir: Some(folder.path().join("data")) };
        let stop = Stop::new();
        for (stream, files) in loads {
            let request = LoadRequest {
                stream: (*stream).to_owned(),
                files: files.clone(),
                ..LoadRequest::default()
            };
            let outcome =
                app::load::load(&app, &request, &stop, &|_| {}).await.expect("the load runs");
            for file in &outcome.files {
                let refused = matches!(file.state, FileState::Refused { .. });
                assert!(!refused && file.quarantined == 0, "{file:?}");
            }
        }
        app::refresh::refresh(&app, false, &|_| {}).await.expect("the refresh runs");
        Self { app, _folder: folder }
    }

    /// The figures of an indicator.
    pub(crate) async fn figures(&self, indicator: &str) -> BTreeMap<Key, Figure> {
        let selection = Selection { indicator: Some(indicator.to_owned()), ..Selection::default() };
        let request = FiguresRequest { selection, ..FiguresRequest::default() };
        let found = app::figures::figures(&self.app, &request).await.expect("figures are there");
        found
            .into_iter()
            .map(|history| {
                let figure = history.view.figure;
                let key = (
                    figure.key.place.clone(),
                    figure.key.period.to_string(),
                    figure.key.edition.clone().unwrap_or_default(),
                    figure.key.by.clone(),
                );
                (key, figure)
            })
            .collect()
    }
}

/// Whether an exact value is what a reference prints with `digits` after the point (it may drop
/// trailing zeros): within half a unit of the last, both ends included, since a tie is rounded
/// either way by other tools.
pub(crate) fn agrees(value: Option<&Exact>, printed: &str, digits: u32) -> bool {
    let (Some(value), false) = (value, printed.is_empty()) else {
        return value.is_none() && printed.is_empty();
    };
    let printed: Exact = printed.parse().expect("the reference holds numbers");
    (value - &printed).abs() <= Exact::from_decimal(5, digits + 1)
}

/// A printed whole number such as `37.0`, as an integer; `None` for an empty cell.
pub(crate) fn whole(printed: &str) -> Option<i64> {
    let exact: Exact = printed.parse().ok()?;
    exact.round(0, Rounding::HalfEven).to_i64()
}

/// A figure's place, period and edition, without further dimensions.
pub(crate) fn key(place: &str, period: &str, edition: &str) -> Key {
    (place.to_owned(), period.to_owned(), edition.to_owned(), String::new())
}
