//! Writes the workflow nets of the numbered catalogues as PNML files into a folder, for the
//! outside judge: `cargo run -p plan --example catalogues -- FOLDER`.
#![expect(clippy::print_stdout, reason = "an example talks to its user")]
#![expect(clippy::disallowed_methods, reason = "what it is for is to write files")]

#[path = "../tests/it/catalogues.rs"]
mod catalogues;
#[path = "../tests/it/nets.rs"]
mod nets;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("expected a folder")?;
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder)?;
    let mut count = 0;
    for seed in nets::SEEDS {
        let (services, _) = catalogues::catalogue(seed);
        let nets = nets::nets_of(seed, &services).map_err(|why| format!("{why:?}"))?;
        for net in nets.into_iter().flatten() {
            std::fs::write(folder.join(format!("{}.pnml", net.name)), net.pnml)?;
            count += 1;
        }
    }
    println!("{count} nets in {}", folder.display());
    Ok(())
}
