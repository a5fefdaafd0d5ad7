//! What the disk itself takes for a write that has to last: 4 KiB, then fdatasync, once by
//! appending and once over bytes that are there. Prints JSON with milliseconds.
//!   probe DIR SECONDS

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let dir = PathBuf::from(args.next().expect("probe DIR SECONDS"));
    let seconds: u64 = args.next().and_then(|text| text.parse().ok()).unwrap_or(2);
    let path = dir.join("probe.tmp");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(&path)?;
    let append = measure(&mut file, seconds, false)?;
    let overwrite = measure(&mut file, seconds, true)?;
    std::fs::remove_file(&path)?;
    println!("{}", serde_json::json!({ "append": append, "overwrite": overwrite }));
    Ok(())
}

fn measure(file: &mut File, seconds: u64, overwrite: bool) -> std::io::Result<serde_json::Value> {
    let page = [0x5a_u8; 4096];
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut took = Vec::new();
    while Instant::now() < end {
        if overwrite {
            file.seek(SeekFrom::Start(0))?;
        }
        let start = Instant::now();
        file.write_all(&page)?;
        file.sync_data()?;
        took.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(services_bench::quantiles(took))
}
