//! `cargo xtask sim`: the seeded simulation, built so that ten thousand seeds take a minute.

use anyhow::{Context, Result};
use std::process::Command;

/// Hands all further arguments on.
pub(crate) fn run() -> Result<bool> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--profile", "sim", "--package", "sim", "--"])
        .args(std::env::args().skip(2))
        .status()
        .context("could not start the simulation")?;
    Ok(status.success())
}
