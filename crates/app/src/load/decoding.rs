//! Decoding in a thread of its own, a few chunks ahead of the staging.

use crate::error::Error;
use crate::folder;
use crate::load::source::file_name;
use crate::opened::ReadyPack;
use decode::{Chunk, Decoder, Input};
use diag::Text;
use district::{FileFormat, FileSource, Stream};
use std::collections::BTreeMap;
use std::path::Path;
use tokio::sync::mpsc;

/// Chunks that may wait for the staging: enough to keep both sides busy, little memory.
const AHEAD: usize = 2;

/// What the decoding thread tells.
pub(crate) enum Message {
    /// What is known before the first row; comes first.
    Opened(Opened),
    /// Some rows.
    Chunk(Chunk),
    /// What was found out about the file; comes last.
    Said(Vec<Text>),
    /// The file cannot be read; nothing follows.
    Failed(decode::Error),
}

/// What is known of a file when it is opened.
pub(crate) struct Opened {
    /// How refused rows can be read again.
    pub(crate) replay: Replay,
    /// In a workbook, the letter of each column in the sheet.
    pub(crate) letters: BTreeMap<String, String>,
}

/// What stands before a refused row to make a file of it, and that file's format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Replay {
    pub(crate) format: FileFormat,
    pub(crate) head: Vec<u8>,
}

/// Opens the file and starts to decode it.
pub(crate) fn start(
    ready: &ReadyPack,
    stream: &Stream,
    source: &FileSource,
    set: &[(String, String)],
    path: &Path,
) -> Result<mpsc::Receiver<Message>, Error> {
    let source = with_set(source, set);
    let input = open_input(source.format, path)?;
    let (stream, zone) = (stream.clone(), ready.pack.zone.clone());
    let name = file_name(path);
    let (to, from) = mpsc::channel(AHEAD);
    // Detached on purpose: it ends when the file ends or when nobody listens any more.
    let _thread = tokio::task::spawn_blocking(move || {
        match decode::open(&source, &stream, &zone, &name, input) {
            Ok(decoder) => pump(decoder, &to),
            Err(error) => {
                let _gone = to.blocking_send(Message::Failed(error));
            }
        }
    });
    Ok(from)
}

/// The source with the values of `--set` in place of its fields.
pub(crate) fn with_set(source: &FileSource, set: &[(String, String)]) -> FileSource {
    let mut source = source.clone();
    for (column, value) in set {
        source.fields.insert(column.clone(), format!("={value}"));
    }
    source
}

fn open_input(format: FileFormat, path: &Path) -> Result<Input, Error> {
    let file = folder::open_file(path)?;
    Ok(match format {
        FileFormat::Parquet => Input::Parquet(Box::new(file)),
        FileFormat::Csv
        | FileFormat::Ndjson
        | FileFormat::Workbook
        | FileFormat::Xes
        | FileFormat::Shdr => Input::Read(Box::new(file)),
    })
}

fn pump(mut decoder: Decoder, to: &mpsc::Sender<Message>) {
    let replay = Replay { format: decoder.replay_format(), head: decoder.head().to_vec() };
    let with_letter = |source: &decode::ColumnSource| {
        source.letter.as_ref().map(|letter| (source.column.clone(), letter.clone()))
    };
    let letters = decoder.columns().iter().filter_map(with_letter).collect();
    if to.blocking_send(Message::Opened(Opened { replay, letters })).is_err() {
        return;
    }
    for chunk in &mut decoder {
        let message = match chunk {
            Ok(chunk) => Message::Chunk(chunk),
            Err(error) => {
                let _gone = to.blocking_send(Message::Failed(error));
                return;
            }
        };
        if to.blocking_send(message).is_err() {
            return;
        }
    }
    let _gone = to.blocking_send(Message::Said(decoder.said()));
}
