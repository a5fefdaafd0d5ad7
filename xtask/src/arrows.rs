//! Arrows point down only, and each heavy library has its home.

use crate::Finding;
use crate::tree::Tree;
use anyhow::{Context, Result};

/// The river, in order: (crate, tier, crates it may use).
const RIVER: [(&str, &[&str]); 20] = [
    ("diag", &[]),
    ("district", &["diag"]),
    ("pack", &["diag", "district"]),
    ("decode", &["diag", "district"]),
    ("indicator", &["diag", "district"]),
    ("plan", &["diag", "district"]),
    ("case", &["diag", "district"]),
    ("mine", &["diag", "district"]),
    ("seal", &["diag"]),
    ("access", &["diag", "district"]),
    ("report", &["diag", "district"]),
    ("rehearsal", &["district"]),
    ("maps", &["diag", "district", "access"]),
    ("records", &["diag", "district"]),
    ("journal", &["diag"]),
    ("hall", &["diag", "district", "case", "journal", "mine"]),
    ("engine", &["diag", "district", "indicator", "records"]),
    (
        "app",
        &[
            "diag",
            "district",
            "pack",
            "decode",
            "indicator",
            "report",
            "records",
            "engine",
            "rehearsal",
            "plan",
            "case",
            "mine",
            "seal",
            "journal",
            "hall",
            "access",
            "maps",
        ],
    ),
    ("web", &["diag", "district", "app"]),
    ("hemei", &["diag", "district", "indicator", "report", "app", "web", "rehearsal"]),
];

/// (library, crates that may use it).
const HOMES: [(&str, &[&str]); 8] = [
    ("datafusion", &["records", "engine"]),
    ("deltalake", &["records"]),
    ("sqlx", &["records", "journal"]),
    ("axum", &["web"]),
    ("cel", &["pack"]),
    ("clap", &["hemei"]),
    ("anyhow", &["hemei", "xtask"]),
    ("tokio", &["records", "journal", "engine", "hall", "app", "web", "hemei"]),
];

/// Checks `[dependencies]` of every crate.
pub(crate) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (path, text) in tree.with_suffix("Cargo.toml") {
        let Some(name) = path.strip_prefix("crates/").and_then(|p| p.strip_suffix("/Cargo.toml"))
        else {
            continue;
        };
        let manifest: toml::Table = text.parse().with_context(|| format!("{path} is not TOML"))?;
        let Some((_, allowed)) = RIVER.iter().find(|(known, _)| *known == name) else {
            findings.push(Finding::new(path, "the crate has no place in xtask's river"));
            continue;
        };
        for (section, tests) in [("dependencies", false), ("dev-dependencies", true)] {
            let Some(used) = manifest.get(section).and_then(toml::Value::as_table) else {
                continue;
            };
            for dependency in used.keys() {
                let ours = RIVER.iter().any(|(known, _)| known == dependency);
                if ours && !allowed.contains(&dependency.as_str()) && !tests {
                    let what = format!("`{name}` may not use `{dependency}`: arrows point down");
                    findings.push(Finding::new(path, what));
                }
                let home = HOMES.iter().find(|(library, _)| library == dependency);
                if let Some((_, homes)) = home.filter(|_| !tests)
                    && !homes.contains(&name)
                {
                    let what = format!("`{dependency}` belongs to {} only", homes.join(", "));
                    findings.push(Finding::new(path, what));
                }
            }
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests;
