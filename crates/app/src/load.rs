//! Loading files into a stream: hashed, decoded in one thread, staged in another, committed
//! once a file. A load that was stopped or killed goes on where its last whole chunk ended.
//!
//! A file of which something cannot be read at all (a truncated gzip) is refused as a whole;
//! a row that does not fit goes to quarantine and the rest goes in (L8).

use crate::clock::{self, Stopwatch};
use crate::error::{self, Error, Exit};
use crate::folder;
use crate::opened::{App, ReadyPack};
use crate::progress::{Progress, Stop};
use crate::quarantine::pack_raw;
use crate::under;
use diag::Text;
use district::{FileSource, Stream};
use records::{FileFacts, Lake, Load};
use sha2::{Digest, Sha256};
use source::{Chosen, file_name, format_key, format_name};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) mod decoding;
pub(crate) mod source;

/// What is to be loaded.
#[derive(Debug, Clone, Default)]
pub struct LoadRequest {
    /// The stream.
    pub stream: String,
    /// The files.
    pub files: Vec<PathBuf>,
    /// The declared source that says how they are read; none: it is found out.
    pub source: Option<String>,
    /// Values for columns that the files do not have.
    pub set: Vec<(String, String)>,
}

/// What became of all files.
#[derive(Debug, Clone, Default)]
pub struct LoadOutcome {
    /// One for each file that was begun, in the order given.
    pub files: Vec<FileOutcome>,
    /// Whether it stopped because it was asked to.
    pub stopped: bool,
}

/// What became of one file.
#[derive(Debug, Clone)]
pub struct FileOutcome {
    /// The file.
    pub path: PathBuf,
    /// How it was read: the source's id, or the format where none is declared.
    pub read_as: String,
    /// What became of it.
    pub state: FileState,
    /// Rows that are new.
    pub added: u64,
    /// Rows that were there already.
    pub repeated: u64,
    /// Rows that replaced one of the same key.
    pub corrected: u64,
    /// Rows that did not fit.
    pub quarantined: u64,
    /// The snapshot that first has the rows.
    pub snapshot: Option<i64>,
    /// What was found out about the file.
    pub said: Vec<Text>,
    /// How long it took.
    pub took_ms: u64,
}

/// What became of one file.
#[derive(Debug, Clone)]
pub enum FileState {
    /// Its rows are in.
    Loaded,
    /// It had been loaded before, byte for byte.
    AlreadyLoaded,
    /// It was stopped; so many rows are put by for the next time.
    Stopped(u64),
    /// Nothing of it went in.
    Refused(Arc<Error>),
}

impl LoadOutcome {
    /// What the process says with its exit status.
    pub fn exit(&self) -> Exit {
        let of_file = |file: &FileOutcome| match &file.state {
            FileState::Refused(error) => error.exit,
            FileState::Stopped(_) => Exit::Findings,
            FileState::Loaded | FileState::AlreadyLoaded if file.quarantined > 0 => Exit::Findings,
            FileState::Loaded | FileState::AlreadyLoaded => Exit::Done,
        };
        let worst = self.files.iter().map(of_file).max().unwrap_or(Exit::Done);
        if self.stopped { worst.max(Exit::Findings) } else { worst }
    }
}

/// Loads the files, one after another; one that is refused does not keep out the others.
pub async fn load(
    app: &App,
    request: &LoadRequest,
    stop: &Stop,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<LoadOutcome, Error> {
    let ready = app.ready_pack()?;
    let Some(stream) = ready.pack.streams.get(&request.stream) else {
        let ids = ready.pack.streams.keys().map(String::as_str);
        return Err(error::not_declared(("记录流", "stream"), &request.stream, ids));
    };
    known_columns(stream, &request.set)?;
    let lake = app.lake_for_writing().await?;
    under::declare_stream(&lake, stream).await?;
    let mut outcome = LoadOutcome::default();
    for path in &request.files {
        if stop.asked() {
            outcome.stopped = true;
            break;
        }
        let file = one_file(&ready, &lake, stream, request, path, stop, progress).await;
        progress(Progress::Done);
        outcome.stopped |= matches!(file.state, FileState::Stopped(_));
        outcome.files.push(file);
    }
    Ok(outcome)
}

fn known_columns(stream: &Stream, set: &[(String, String)]) -> Result<(), Error> {
    for (column, _) in set {
        if !stream.columns.iter().any(|known| known.id == *column) {
            let ids = stream.columns.iter().map(|column| column.id.as_str());
            let kind = (
                format!("列（记录流 `{}`）", stream.id),
                format!("column in the stream `{}` named", stream.id),
            );
            return Err(error::not_declared((&kind.0, &kind.1), column, ids));
        }
    }
    Ok(())
}

async fn one_file(
    ready: &ReadyPack,
    lake: &Lake,
    stream: &Stream,
    request: &LoadRequest,
    path: &Path,
    stop: &Stop,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> FileOutcome {
    let watch = Stopwatch::start();
    let mut file = FileOutcome {
        path: path.to_path_buf(),
        read_as: String::new(),
        state: FileState::Loaded,
        added: 0,
        repeated: 0,
        corrected: 0,
        quarantined: 0,
        snapshot: None,
        said: Vec::new(),
        took_ms: 0,
    };
    let opened = source::choose(ready, stream, request.source.as_deref(), path);
    let result = match opened {
        Ok(Chosen { source, said }) => {
            file.read_as = if source.id.is_empty() {
                format_name(source.format).to_owned()
            } else {
                source.id.clone()
            };
            file.said.extend(said);
            let job = Job { ready, lake, stream, source: &source, set: &request.set, path };
            Box::pin(job.run(&mut file, stop, progress)).await
        }
        Err(error) => Err(error),
    };
    if let Err(error) = result {
        file.state = FileState::Refused(Arc::new(error));
    }
    file.took_ms = watch.elapsed_ms();
    file
}

/// One file on its way into the lake.
struct Job<'a> {
    ready: &'a ReadyPack,
    lake: &'a Lake,
    stream: &'a Stream,
    source: &'a FileSource,
    set: &'a [(String, String)],
    path: &'a Path,
}

impl Job<'_> {
    async fn run(
        &self,
        file: &mut FileOutcome,
        stop: &Stop,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<(), Error> {
        let (sha256, bytes) = hash(self.path)?;
        progress(Progress::File { name: file_name(self.path), bytes });
        let facts = FileFacts {
            path: error::shown(self.path),
            sha256,
            format: format_key(self.source.format).to_owned(),
            sheet: self.source.sheet.clone(),
        };
        let now_us = clock::now_us();
        let mut load = self
            .lake
            .begin_load(self.stream, &self.ready.pack.zone, facts, now_us)
            .await
            .map_err(under::records)?;
        if load.already_loaded() {
            file.state = FileState::AlreadyLoaded;
            return Ok(());
        }
        let staged = self.stage(&mut load, file, stop, progress).await?;
        if let Staged::Stopped(rows) = staged {
            file.state = FileState::Stopped(rows);
            return Ok(());
        }
        let done = load.commit(clock::now_us()).await.map_err(under::records)?;
        file.added = done.added.saturating_sub(done.corrected);
        file.repeated = done.repeated;
        file.corrected = done.corrected;
        file.quarantined = done.quarantined;
        file.snapshot = Some(done.snapshot);
        Ok(())
    }

    /// Decodes in a thread of its own while chunks are staged here.
    async fn stage(
        &self,
        load: &mut Load,
        file: &mut FileOutcome,
        stop: &Stop,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Staged, Error> {
        let resumed = load.staged_rows();
        if resumed > 0 {
            progress(Progress::Said(Text::new(
                format!("{}：接着上次，已存 {resumed} 行", file_name(self.path)),
                format!("{}: goes on after {resumed} rows of the last time", file_name(self.path)),
            )));
        }
        let watch = Stopwatch::start();
        let mut chunks =
            decoding::start(self.ready, self.stream, self.source, self.set, self.path)?;
        let mut seen = 0;
        let mut replay = None;
        while let Some(message) = chunks.recv().await {
            let chunk = match message {
                decoding::Message::Opened(found) => {
                    load.note_letters(&found.letters).await.map_err(under::records)?;
                    replay = Some(found.replay);
                    continue;
                }
                decoding::Message::Chunk(chunk) => chunk,
                decoding::Message::Said(said) => {
                    file.said.extend(said);
                    continue;
                }
                decoding::Message::Failed(error) => return Err(under::decode(self.path, &error)),
            };
            let bytes = chunk.bytes_read;
            let keep = |raw: &[u8]| match &replay {
                Some(replay) => pack_raw(self.source, self.set, replay, raw),
                None => raw.to_vec(),
            };
            seen = under::stage_chunk(load, chunk, seen, resumed, &keep).await?;
            let per_second = seen.saturating_sub(resumed) * 1000 / watch.elapsed_ms().max(1);
            progress(Progress::Rows { rows: seen, bytes, rows_per_second: per_second });
            if stop.asked() {
                load.checkpoint().await.map_err(under::records)?;
                return Ok(Staged::Stopped(seen));
            }
        }
        Ok(Staged::Whole)
    }
}

/// Whether a file's rows are all put by.
enum Staged {
    Whole,
    Stopped(u64),
}

/// The SHA-256 of a file in hex, and its size.
fn hash(path: &Path) -> Result<(String, u64), Error> {
    use std::fmt::Write;
    let mut from = folder::open_file(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    loop {
        let read = from.read(&mut buffer).map_err(|found| error::file(path, found))?;
        if read == 0 {
            break;
        }
        bytes += u64::try_from(read).unwrap_or(0);
        hasher.update(&buffer[..read]);
    }
    let text = hasher.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    Ok((text, bytes))
}
