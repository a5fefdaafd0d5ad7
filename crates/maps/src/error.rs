//! What makes a whole file unusable, and what makes one row or feature of it unusable.

use diag::{Code, Text};

/// Why a file cannot be read or written at all. Nothing of it is taken.
#[derive(Debug, thiserror::Error)]
#[error("{}", .text.en)]
pub struct Error {
    /// The code with its page.
    pub code: Code,
    /// What was expected, what was found, and where.
    pub text: Text,
    /// What lies below, where a library or the machine said so.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(code: Code, text: Text) -> Self {
        Self { code, text, source: None }
    }

    /// Expected one thing and found another.
    pub(crate) fn between(code: Code, expected: &Text, found: &Text) -> Self {
        Self::new(code, between(expected, found))
    }

    #[must_use]
    pub(crate) fn because(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// Where in a file something stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A line of a table, from 1 with the header.
    Line(u64),
    /// A feature of a layer, from 1; its id if it has one.
    Feature(u64, Option<String>),
}

impl Place {
    /// The same for a person.
    pub fn text(&self) -> Text {
        match self {
            Self::Line(line) => Text::new(format!("第{line}行"), format!("line {line}")),
            Self::Feature(no, None) => Text::new(format!("第{no}个要素"), format!("feature {no}")),
            Self::Feature(no, Some(id)) => {
                Text::new(format!("第{no}个要素（`{id}`）"), format!("feature {no} (`{id}`)"))
            }
        }
    }
}

/// A row or a feature that does not fit. The rest of the file is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The code with its page.
    pub code: Code,
    /// Where it stands.
    pub place: Place,
    /// What would have fitted.
    pub expected: Text,
    /// What is there, shortened.
    pub found: Text,
    /// Whether it was left out; otherwise it was taken and is worth a look.
    pub refused: bool,
}

impl Notice {
    /// One line for a person, with the place.
    pub fn text(&self) -> Text {
        let (place, what) = (self.place.text(), between(&self.expected, &self.found));
        Text::new(format!("{}：{}", place.zh, what.zh), format!("{}: {}", place.en, what.en))
    }
}

fn between(expected: &Text, found: &Text) -> Text {
    Text::new(
        format!("应为{}，实为{}", expected.zh, found.zh),
        format!("expected {}, found {}", expected.en, found.en),
    )
}

/// A text as it was found, in backticks, at most 120 characters of it.
pub(crate) fn quoted(text: &str) -> Text {
    let mut piece: String = text.chars().take(120).collect();
    if piece.len() < text.len() {
        piece.push('…');
    }
    Text::same(format!("`{piece}`"))
}

/// A file that the machine does not give.
pub(crate) fn unread(e: std::io::Error) -> Error {
    let text = Text::new("文件没能读到末尾", "could not read the file to its end");
    Error::new(diag::codes::maps::S0520, text).because(e)
}

/// What a file is, by its first bytes, for a person who took the wrong one.
pub(crate) fn format_of(begins: &[u8]) -> Text {
    let text = begins.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(begins).trim_ascii_start();
    let known: [(&[u8], &str, &str); 12] = [
        (b"<?xml", "XML文本", "an XML text"),
        (b"<", "XML文本", "an XML text"),
        (b"{", "JSON文本", "a JSON text"),
        (b"[", "JSON文本", "a JSON text"),
        (b"PK", "ZIP压缩包（或工作簿）", "a ZIP archive (or a workbook)"),
        (b"\x1F\x8B", "gzip压缩文件", "a file packed with gzip"),
        (b"BZh", "bzip2压缩文件", "a file packed with bzip2"),
        (b"fgb", "FlatGeobuf文件", "a FlatGeobuf file"),
        (b"II*\0", "TIFF图像", "a TIFF image"),
        (b"MM\0*", "TIFF图像", "a TIFF image"),
        (b"SQLite format", "SQLite文件（如GeoPackage）", "an SQLite file (such as a GeoPackage)"),
        (b"%PDF", "PDF文件", "a PDF file"),
    ];
    if begins.is_empty() {
        return Text::new("空文件", "an empty file");
    }
    if begins.get(4..15).is_some_and(|tag| tag == b"\n\x09OSMHeader") {
        return Text::new("OpenStreetMap的PBF文件", "an OpenStreetMap file in PBF form");
    }
    known.iter().find(|(magic, ..)| text.starts_with(magic)).map_or_else(
        || {
            let hex: Vec<String> = begins.iter().take(8).map(|b| format!("{b:02x}")).collect();
            let hex = hex.join(" ");
            Text::new(format!("以字节`{hex}`开头"), format!("bytes that begin with `{hex}`"))
        },
        |(_, zh, en)| Text::new(*zh, *en),
    )
}
