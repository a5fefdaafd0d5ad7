//! The streams of a pack and the sources that feed them.

use crate::error::Error;
use crate::load::source::format_name;
use crate::opened::App;
use diag::Text;

/// A stream with one of its sources, or with none.
#[derive(Debug, Clone)]
pub struct SourceRow {
    /// The stream.
    pub stream: String,
    /// Its name.
    pub stream_name: Text,
    /// The source's id.
    pub source: Option<String>,
    /// The format of its files.
    pub format: Option<&'static str>,
    /// The pattern of their names.
    pub pattern: Option<String>,
}

/// Lists streams and sources, in order of id.
pub fn sources(app: &App) -> Result<Vec<SourceRow>, Error> {
    let ready = app.ready_pack()?;
    let mut rows = Vec::new();
    for stream in ready.pack.streams.values() {
        let before = rows.len();
        let row = SourceRow {
            stream: stream.id.clone(),
            stream_name: stream.name.clone(),
            source: None,
            format: None,
            pattern: None,
        };
        for source in ready.pack.sources.values().filter(|source| source.stream == stream.id) {
            rows.push(SourceRow {
                source: Some(source.id.clone()),
                format: Some(format_name(source.format)),
                pattern: source.pattern.clone(),
                ..row.clone()
            });
        }
        if rows.len() == before {
            rows.push(row);
        }
    }
    Ok(rows)
}
