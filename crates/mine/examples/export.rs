//! Reads an event log and writes it again as XES and as OCEL 2.0 JSON, for other programs to
//! judge: `cargo run --release -p mine --example export -- LOG FOLDER`, then
//! `python3 bench/judge/logs.py FOLDER/log.xes FOLDER/log.json --schema SCHEMA`.

#![expect(clippy::disallowed_methods, reason = "it stands outside, where files are")]

use mine::csv_log::{self, CsvOptions};
use mine::{Export, Read, ocel, xes, xes_out};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [log, folder] = arguments.as_slice() else {
        return Err("expected a log and a folder".into());
    };
    let bytes = std::fs::read(log)?;
    let Read { log, .. } = if log.contains(".csv") {
        csv_log::read(&bytes, &CsvOptions::default())?
    } else {
        xes::read(&bytes)?
    };
    let folder = Path::new(folder);
    std::fs::write(folder.join("log.xes"), xes_out::xes(&log))?;
    std::fs::write(folder.join("log.json"), ocel::json(&Export::from_log(&log))?)?;
    Ok(())
}
