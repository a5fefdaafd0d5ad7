//! The pack and the data folder that a command works on: [`App`], and a pack made ready to run.

use crate::constants;
use crate::error::{self, Error};
use crate::folder;
use crate::under;
use diag::{Diagnostic, Severity, Sources};
use district::Pack;
use indicator::ir::Graph;
use pack::PackFile;
use records::{Access, Lake};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a command works on: the folder of a pack, the folder of the data, or both.
#[derive(Debug, Clone, Default)]
pub struct App {
    /// The folder of the pack, if one is named.
    pub pack_dir: Option<PathBuf>,
    /// The folder of the records and figures, if one is named.
    pub data_dir: Option<PathBuf>,
}

/// A pack that checks clean, with all that is needed to run it.
#[derive(Clone)]
pub struct ReadyPack {
    /// The declarations.
    pub pack: Arc<Pack>,
    /// The graph of its models and indicators.
    pub graph: Arc<Graph>,
    /// What the engine needs to know beside the graph.
    pub context: Arc<engine::Context>,
    /// Its files, for the archive.
    pub files: Arc<Vec<PackFile>>,
}

impl ReadyPack {
    /// How figures name the pack: its version and the first twelve digits of its digest.
    pub fn version(&self) -> String {
        version_text(&self.pack.version, &self.pack.digest)
    }
}

/// `version+digest`, the digest cut to twelve digits.
pub(crate) fn version_text(version: &str, digest: &str) -> String {
    let short: String = digest.chars().take(12).collect();
    format!("{version}+{short}")
}

/// What checking the files of a pack gives.
pub(crate) struct Checked {
    pub(crate) pack: Option<Pack>,
    pub(crate) graph: Graph,
    pub(crate) sources: Sources,
    pub(crate) findings: Vec<Diagnostic>,
}

/// Checks declarations and SQL; findings are in order of file and position.
pub(crate) fn check_files(files: &[PackFile]) -> Checked {
    let (pack, sources, mut findings) = pack::check(files);
    let mut graph = Graph::default();
    if let Some(pack) = &pack {
        let (compiled, more) = indicator::compile(pack, &sources);
        graph = compiled;
        findings.extend(more);
        // What does not even check cannot be proved: one mistake is told once.
        if count_errors(&findings) == 0 {
            findings.extend(crate::services::planning::proofs(pack));
        }
    }
    sort(&mut findings, &sources);
    Checked { pack, graph, sources, findings }
}

/// By file name, then position; findings without a place come first.
pub(crate) fn sort(findings: &mut [Diagnostic], sources: &Sources) {
    findings.sort_by_cached_key(|finding| {
        let at = finding.labels.first().map(|label| {
            (sources.name(label.span.source).to_owned(), label.span.start, label.span.end)
        });
        (at, finding.code, finding.message.en.clone())
    });
}

/// How many findings make the pack unusable.
pub(crate) fn count_errors(findings: &[Diagnostic]) -> usize {
    findings.iter().filter(|finding| finding.severity == Severity::Error).count()
}

/// Makes a pack of files ready to run, or says that it has errors.
pub(crate) fn ready(dir: &Path, files: Vec<PackFile>) -> Result<ReadyPack, Error> {
    let checked = check_files(&files);
    let errors = count_errors(&checked.findings);
    let (Some(pack), 0) = (checked.pack, errors) else {
        return Err(error::pack_refused(dir, errors.max(1)));
    };
    let context = engine::Context {
        zone: pack.zone.clone(),
        constants: constants::tables(&pack),
        streams: pack.streams.clone(),
    };
    Ok(ReadyPack {
        pack: Arc::new(pack),
        graph: Arc::new(checked.graph),
        context: Arc::new(context),
        files: Arc::new(files),
    })
}

impl App {
    /// The folder of the pack.
    pub fn pack_dir(&self) -> Result<&Path, Error> {
        self.pack_dir.as_deref().ok_or_else(error::no_pack)
    }

    /// The folder of the records and figures.
    pub fn data_dir(&self) -> Result<&Path, Error> {
        self.data_dir.as_deref().ok_or_else(error::no_data)
    }

    /// Reads and checks the pack.
    pub fn ready_pack(&self) -> Result<ReadyPack, Error> {
        let dir = self.pack_dir()?;
        ready(dir, folder::read(dir)?)
    }

    /// The pack that is named; without one, the one that the newest figures were computed by.
    pub async fn pack_at_hand(&self, lake: &Lake) -> Result<ReadyPack, Error> {
        if self.pack_dir.is_some() {
            return self.ready_pack();
        }
        let packs = lake.list_packs().await.map_err(under::records)?;
        match packs.last() {
            Some(newest) => archived_pack(lake, &newest.digest).await,
            None => Err(error::no_pack()),
        }
    }

    /// Opens the lake for reading; a folder that holds none is refused.
    pub async fn lake(&self) -> Result<Lake, Error> {
        let dir = self.data_dir()?;
        if !dir.join("hemei.db").is_file() {
            return Err(Error::refused(
                format!("`{}` 中没有记录", dir.display()),
                format!("there are no records in `{}`", dir.display()),
            )
            .code(Some(diag::codes::records::R0337))
            .help("先运行 hemei load", "run hemei load first"));
        }
        Lake::open(dir, Access::Read).await.map_err(under::records)
    }

    /// Opens the lake for writing, and makes it if there is none; only one process may.
    pub async fn lake_for_writing(&self) -> Result<Lake, Error> {
        let dir = self.data_dir()?;
        std::fs::create_dir_all(dir).map_err(|found| error::file(dir, found))?;
        Lake::open(dir, Access::Write).await.map_err(under::records)
    }
}

/// The pack version of that digest, from the archive.
pub(crate) async fn archived_pack(lake: &Lake, digest: &str) -> Result<ReadyPack, Error> {
    let short: String = digest.chars().take(12).collect();
    let known = lake.list_packs().await.map_err(under::records)?;
    if !known.iter().any(|pack| pack.digest == digest) {
        return Err(Error::refused(
            format!("数据文件夹中没有配置包版本 {short}"),
            format!("the data folder does not hold the pack version {short}"),
        )
        .help(
            "用该版本的配置包运行 hemei refresh 会重新存档",
            "hemei refresh with that version of the pack archives it again",
        ));
    }
    ready(&lake.dir().join("packs").join(digest), archived_files(lake, digest).await?)
}

/// The files of an archived pack version.
pub(crate) async fn archived_files(lake: &Lake, digest: &str) -> Result<Vec<PackFile>, Error> {
    let files = lake.read_pack(digest).await.map_err(under::records)?;
    Ok(files.into_iter().map(|(path, bytes)| PackFile { path, bytes }).collect())
}
