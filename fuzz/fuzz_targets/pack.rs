//! Any bytes as the files of a pack: findings, never a panic.
//!
//! The bytes are cut at each NUL into files: `pack.toml`, then a TOML file, an SQL file and a
//! CSV table in turn. Run with `cargo +nightly fuzz run pack`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pack::PackFile;

fuzz_target!(|data: &[u8]| {
    let names = ["streams.toml", "models/a.sql", "places.csv"];
    let files: Vec<PackFile> = data
        .split(|byte| *byte == 0)
        .take(16)
        .enumerate()
        .map(|(at, bytes)| PackFile {
            path: match at {
                0 => "pack.toml".to_owned(),
                _ => format!("{}/{}", at / 3, names[at % 3]),
            },
            bytes: bytes.to_vec(),
        })
        .collect();
    let _ = pack::check(&files);
});
