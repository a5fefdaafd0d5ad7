//! Which declared source a file is read by, and what the file is: never guessed in silence.

use crate::error::{self, Error};
use crate::opened::ReadyPack;
use diag::{Span, Text};
use district::{FileFormat, FileSource, Stream};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// How a file will be read.
pub(crate) struct Chosen {
    pub(crate) source: FileSource,
    /// What was concluded from the name or the content, to be said.
    pub(crate) said: Option<Text>,
}

/// Chooses by `--source`, else by the file-name patterns of the stream's sources, else by what
/// the file is.
pub(crate) fn choose(
    ready: &ReadyPack,
    stream: &Stream,
    asked: Option<&str>,
    path: &Path,
) -> Result<Chosen, Error> {
    if let Some(id) = asked {
        return named(ready, stream, id);
    }
    let name = file_name(path);
    let mine: Vec<&FileSource> =
        ready.pack.sources.values().filter(|source| source.stream == stream.id).collect();
    let fitting: Vec<&&FileSource> = mine
        .iter()
        .filter(|source| {
            source.pattern.as_deref().is_some_and(|p| decode::captures(p, &name).is_some())
        })
        .collect();
    match fitting.as_slice() {
        [one] => return Ok(Chosen { source: (**one).clone(), said: None }),
        [] => {}
        several => return Err(ambiguous(&name, several.iter().map(|source| source.id.as_str()))),
    }
    let format = detect(path)?;
    let open: Vec<&&FileSource> =
        mine.iter().filter(|source| source.pattern.is_none() && source.format == format).collect();
    match open.as_slice() {
        [one] => Ok(Chosen { source: (**one).clone(), said: None }),
        [] => Ok(Chosen {
            source: plain(stream, format),
            said: Some(Text::new(
                format!("{name}：没有声明的数据源与它相符，按 {} 以列名读取", format_name(format)),
                format!(
                    "{name}: no declared source fits it, read as {} by column name",
                    format_name(format)
                ),
            )),
        }),
        several => Err(ambiguous(&name, several.iter().map(|source| source.id.as_str()))),
    }
}

fn named(ready: &ReadyPack, stream: &Stream, id: &str) -> Result<Chosen, Error> {
    let sources = &ready.pack.sources;
    let Some(source) = sources.get(id) else {
        let ids = sources.keys().map(String::as_str);
        return Err(error::not_declared(("数据源", "source"), id, ids));
    };
    if source.stream != stream.id {
        return Err(Error::refused(
            format!("数据源 `{id}` 属于记录流 `{}`，不是 `{}`", source.stream, stream.id),
            format!("the source `{id}` feeds the stream `{}`, not `{}`", source.stream, stream.id),
        )
        .help(
            format!("运行 hemei load {} …", source.stream),
            format!("run hemei load {} …", source.stream),
        ));
    }
    Ok(Chosen { source: source.clone(), said: None })
}

fn ambiguous<'a>(name: &str, ids: impl Iterator<Item = &'a str>) -> Error {
    let list: Vec<&str> = ids.collect();
    let list = list.join(", ");
    Error::wrong_use(
        format!("`{name}` 与几个数据源都相符：{list}"),
        format!("`{name}` fits several sources: {list}"),
    )
    .help("用 --source 指明一个", "name one with --source")
}

/// A source that says nothing but the format: fields are found under the columns' own names.
pub(crate) fn plain(stream: &Stream, format: FileFormat) -> FileSource {
    FileSource {
        id: String::new(),
        name: Text::default(),
        stream: stream.id.clone(),
        format,
        pattern: None,
        fields: BTreeMap::new(),
        sheet: None,
        header_rows: None,
        stop_at: Vec::new(),
        units: BTreeMap::new(),
        span: Span::default(),
    }
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| error::shown(path), |name| name.to_string_lossy().into_owned())
}

pub(crate) fn format_name(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Csv => "CSV",
        FileFormat::Ndjson => "NDJSON",
        FileFormat::Parquet => "Parquet",
        FileFormat::Workbook => "XLSX",
        FileFormat::Xes => "XES",
        FileFormat::Shdr => "SHDR",
    }
}

/// The word for a format in packs and in the store.
pub(crate) fn format_key(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Csv => "csv",
        FileFormat::Ndjson => "ndjson",
        FileFormat::Parquet => "parquet",
        FileFormat::Workbook => "workbook",
        FileFormat::Xes => "xes",
        FileFormat::Shdr => "shdr",
    }
}

/// The format of that word.
pub(crate) fn format_of_key(key: &str) -> Option<FileFormat> {
    let every = [
        FileFormat::Csv,
        FileFormat::Ndjson,
        FileFormat::Parquet,
        FileFormat::Workbook,
        FileFormat::Xes,
        FileFormat::Shdr,
    ];
    every.into_iter().find(|format| format_key(*format) == key)
}

/// What a file is, by its first bytes; the name decides only between texts.
fn detect(path: &Path) -> Result<FileFormat, Error> {
    let head = head_of(path)?;
    if head.starts_with(b"PAR1") {
        return Ok(FileFormat::Parquet);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Ok(FileFormat::Workbook);
    }
    let name = file_name(path).to_lowercase();
    let stem = name.strip_suffix(".gz").unwrap_or(&name);
    match stem.rsplit_once('.').map(|(_, extension)| extension) {
        Some("csv" | "tsv") => return Ok(FileFormat::Csv),
        Some("ndjson" | "jsonl" | "json") => return Ok(FileFormat::Ndjson),
        Some("xes") => return Ok(FileFormat::Xes),
        Some("shdr") => return Ok(FileFormat::Shdr),
        _ => {}
    }
    let text = head.trim_ascii_start();
    Ok(match text.first() {
        Some(b'{') => FileFormat::Ndjson,
        Some(b'<') => FileFormat::Xes,
        _ if first_line_is_shdr(text) => FileFormat::Shdr,
        _ => FileFormat::Csv,
    })
}

/// An SHDR line begins with a timestamp and a bar: `2021-03-04T05:06:07.8Z|…`.
fn first_line_is_shdr(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let Some(bar) = line.iter().position(|byte| *byte == b'|') else { return false };
    let stamp = &line[..bar];
    bar >= 19 && stamp.get(10) == Some(&b'T') && stamp[..4].iter().all(u8::is_ascii_digit)
}

fn head_of(path: &Path) -> Result<Vec<u8>, Error> {
    let mut head = vec![0; 4096];
    let read = read_up_to(&mut crate::folder::open_file(path)?, &mut head)
        .map_err(|found| error::file(path, found))?;
    head.truncate(read);
    if !head.starts_with(&[0x1F, 0x8B]) {
        return Ok(head);
    }
    let mut inside = vec![0; 4096];
    let mut unpacked = flate2::read::GzDecoder::new(head.as_slice());
    // The head of a stream ends early; what came out of it is enough.
    let mut filled = 0;
    while filled < inside.len() {
        match unpacked.read(&mut inside[filled..]) {
            Ok(0) | Err(_) => break,
            Ok(more) => filled += more,
        }
    }
    inside.truncate(filled);
    Ok(inside)
}

fn read_up_to(from: &mut impl Read, into: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < into.len() {
        match from.read(&mut into[filled..])? {
            0 => break,
            more => filled += more,
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests;
