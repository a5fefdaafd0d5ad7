//! A recording of an MTConnect adapter: `time|item|value`, one row for each observation of an
//! item that a column takes.
//!
//! Fields: `item:NAME`, `shdr:time`, `shdr:device`. An item may carry the device before a colon.
//! A condition (`time|item|level|code|severity|qualifier|text`) is one observation whose value
//! is its level; it is told from three pairs by its level and by no mapped item standing where
//! a second pair would begin. Values are kept as written: UNAVAILABLE is not STOPPED.

use crate::Error;
use crate::decoder::{Body, Facts, Fill, Opening};
use crate::encoding::Encoding;
use crate::field::{self, Found, Place, Want};
use crate::misfit::Misfit;
use crate::rows::Rows;
use crate::window::{LINE_LIMIT, Line, Window};
use district::declare::EventTime;
use district::{FileFormat, FileSource, Stream};

/// How much is looked at for the device's name before more is.
const START: usize = 1 << 16;
/// How much is looked at in all.
const DEVICE_LIMIT: usize = 1 << 28;
const ASSET_CHANGED: &[u8] = b"_asset_chg";

/// What fills a column.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Filled {
    Time,
    Device,
    Item(Vec<u8>),
    Constant(Vec<u8>),
}

pub(crate) struct Shdr {
    window: Window,
    filled: Vec<Filled>,
    items: Vec<Vec<u8>>,
    device: Option<Vec<u8>>,
}

pub(crate) fn open(
    opening: Opening<'_>,
    file_name: &str,
    rows: &mut Rows,
) -> Result<(Shdr, Facts), Error> {
    let Opening { source, stream, plain, .. } = opening;
    let mut window = Window::new(plain.reader, plain.gzip);
    let named = field::wants(source, stream, file_name);
    let wanted = named.is_err() || source.fields.values().any(|field| field == "shdr:device");
    let device = if wanted { device(&mut window)? } else { None };
    let wants = match (named, &device) {
        (Ok(wants), _) => wants,
        (Err(_), Some(device)) => {
            let name = String::from_utf8_lossy(device).into_owned();
            rows.say(
                format!("文件名不合 pattern，设备名取自日志：{name}"),
                format!(
                    "the file's name does not follow the pattern; the log names the device {name}"
                ),
            );
            wants_of_device(source, stream, &name)
        }
        (Err(why), None) => return Err(why),
    };
    let filled: Vec<Filled> = stream
        .columns
        .iter()
        .zip(&wants)
        .map(|(column, want)| filled(stream, &column.id, want))
        .collect();
    let items: Vec<Vec<u8>> = filled
        .iter()
        .filter_map(|filled| match filled {
            Filled::Item(item) => Some(item.clone()),
            Filled::Time | Filled::Device | Filled::Constant(_) => None,
        })
        .collect();
    if items.is_empty() {
        let missing = vec!["`item:…` in the source's `fields`".to_owned()];
        return Err(Error::Header { missing, found: Vec::new(), meant: Vec::new() });
    }
    let header: Vec<String> = filled.iter().map(name).collect();
    let place = |(at, filled): (usize, &Filled)| match filled {
        Filled::Constant(text) => Place::Constant(text.clone()),
        Filled::Time | Filled::Device | Filled::Item(_) => Place::Cell(at),
    };
    let places = filled.iter().enumerate().map(place).collect();
    let found = Found { places, ..Found::default() };
    let head = device.iter().flat_map(|device| {
        [b"1970-01-01T00:00:00Z|", device.as_slice(), ASSET_CHANGED, b"|UNAVAILABLE\n"].concat()
    });
    let facts = Facts::new(stream, &wants, &found, &header, FileFormat::Shdr, rows)
        .with_head(head.collect());
    Ok((Shdr { window, filled, items, device }, facts))
}

/// The wants with the device in place of what the file's name would have given.
fn wants_of_device(source: &FileSource, stream: &Stream, device: &str) -> Vec<Want> {
    let want = |column: &district::Column| match source.fields.get(&column.id) {
        Some(field) if field.starts_with("file:") => Want::Constant(device.to_owned()),
        Some(field) => Want::Field { name: field.clone(), named: true },
        None => Want::Field { name: column.id.clone(), named: false },
    };
    stream.columns.iter().map(want).collect()
}

fn filled(stream: &Stream, id: &str, want: &Want) -> Filled {
    let timed = matches!(&stream.event_time, EventTime::Column(time) if time == id);
    match want {
        Want::Constant(text) => Filled::Constant(text.clone().into_bytes()),
        Want::Field { name, .. } if name == "shdr:time" => Filled::Time,
        Want::Field { named: false, .. } if timed => Filled::Time,
        Want::Field { name, .. } if name == "shdr:device" => Filled::Device,
        Want::Field { name, .. } => {
            Filled::Item(name.strip_prefix("item:").unwrap_or(name).as_bytes().to_vec())
        }
    }
}

fn name(filled: &Filled) -> String {
    match filled {
        Filled::Time => "shdr:time".to_owned(),
        Filled::Device => "shdr:device".to_owned(),
        Filled::Item(item) => format!("item:{}", String::from_utf8_lossy(item)),
        Filled::Constant(_) => "file:".to_owned(),
    }
}

/// The device that the log names in an item `<device>_asset_chg`.
fn device(window: &mut Window) -> Result<Option<Vec<u8>>, Error> {
    let mut shown = START;
    loop {
        window.show(shown)?;
        let view = window.view();
        for end in memchr::memmem::find_iter(view, b"_asset_chg|") {
            let start = memchr::memrchr2(b'|', b'\n', &view[..end]).map_or(0, |at| at + 1);
            let name = &view[start..end];
            let name = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
            if !name.is_empty() && std::str::from_utf8(name).is_ok() {
                return Ok(Some(name.to_vec()));
            }
        }
        if window.ended() || shown >= DEVICE_LIMIT {
            return Ok(None);
        }
        shown *= 4;
    }
}

impl Body for Shdr {
    fn fill(&mut self, rows: &mut Rows) -> Result<Fill, Error> {
        while !rows.full() {
            let line_no = self.window.line;
            match self.window.next_line()? {
                None => return Ok(Fill::End),
                Some(Line::Long(kept)) => {
                    rows.refuse_row(line_no, &Misfit::Long(LINE_LIMIT), &kept, kept.clone());
                }
                Some(Line::Whole(range)) => self.take(self.window.slice(range), line_no, rows),
            }
        }
        Ok(Fill::More)
    }
}

impl Shdr {
    fn take(&self, line: &[u8], line_no: i64, rows: &mut Rows) {
        // A protocol line (`* PONG 60000`) observes nothing.
        if line.trim_ascii().is_empty() || line.starts_with(b"*") {
            return;
        }
        let raw = || [line, b"\n"].concat();
        let parts: Vec<&[u8]> = line.split(|byte| *byte == b'|').collect();
        if parts.len() < 3 || !parts[0].first().is_some_and(u8::is_ascii_digit) {
            rows.refuse_row(line_no, &Misfit::Shdr, line, raw());
            return;
        }
        if memchr::memchr(0, line).is_some() {
            rows.refuse_row(line_no, &Misfit::Nul, line, raw());
            return;
        }
        if Encoding::Utf8.decode(line).is_none() {
            rows.refuse_row(line_no, &Misfit::Encoding("UTF-8"), line, raw());
            return;
        }
        // A duration may follow the time: `…Z@100`.
        let time = parts[0].split(|byte| *byte == b'@').next().unwrap_or(parts[0]);
        for (item, value) in self.observations(&parts[1..]) {
            let (device, item) = match item.iter().rposition(|byte| *byte == b':') {
                Some(at) if !self.items.iter().any(|own| own == item) => {
                    (Some(&item[..at]), &item[at + 1..])
                }
                Some(_) | None => (None, item),
            };
            if !self.items.iter().any(|own| own == item) {
                continue;
            }
            let device = device.or(self.device.as_deref());
            let cells: Vec<Option<&[u8]>> = self
                .filled
                .iter()
                .map(|filled| match filled {
                    Filled::Time => Some(time),
                    Filled::Device => device,
                    Filled::Item(own) => (own == item).then_some(value),
                    Filled::Constant(text) => Some(text.as_slice()),
                })
                .collect();
            rows.push(line_no, &cells, &raw().as_slice());
        }
    }

    /// The items of a line with their values.
    fn observations<'a>(&self, parts: &[&'a [u8]]) -> Vec<(&'a [u8], &'a [u8])> {
        let pairs = parts.chunks_exact(2).filter_map(|pair| match pair {
            [item, value] => Some((*item, *value)),
            _ => None,
        });
        if parts.len() % 2 == 1 || parts[0].starts_with(b"@") || self.condition(parts) {
            return pairs.take(1).collect();
        }
        pairs.collect()
    }

    fn condition(&self, parts: &[&[u8]]) -> bool {
        const LEVELS: [&[u8]; 4] = [b"normal", b"warning", b"fault", b"unavailable"];
        let level = parts[1].to_ascii_lowercase();
        parts.len() == 6
            && LEVELS.contains(&level.as_slice())
            && ![parts[2], parts[4]].iter().any(|part| self.items.iter().any(|item| item == part))
    }
}

#[cfg(test)]
mod tests;
