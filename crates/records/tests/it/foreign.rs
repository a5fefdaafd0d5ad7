//! Other programs open the tables and count the same rows.
//!
//! Python with deltalake, polars and DuckDB is installed into a virtual environment below the
//! target folder when it is not there yet. Where that cannot be done the test says so and passes.

use crate::support::{count, load, open};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::tempdir;

const PACKAGES: [&str; 5] =
    ["deltalake", "polars", "duckdb==1.5.5", "duckdb-extensions", "duckdb-extension-delta"];

const SCRIPT: &str = r#"
import sys
import polars, duckdb, duckdb_extensions
from deltalake import DeltaTable
path = sys.argv[1]
actions = polars.DataFrame(DeltaTable(path).get_add_actions(flatten=True))
print("deltalake", actions["num_records"].sum())
print("polars", polars.scan_delta(path).select(polars.len()).collect().item())
print("polars day", polars.scan_delta(path).filter(
    polars.col("observed_on") == polars.date(2015, 1, 2)).select(polars.len()).collect().item())
duckdb_extensions.import_extension("delta")
con = duckdb.connect()
con.execute("LOAD delta")
print("duckdb", con.execute(f"SELECT count(*) FROM delta_scan('{path}')").fetchone()[0])
print("duckdb sum", con.execute(
    f"SELECT CAST(sum(\"PM2.5\") AS varchar) FROM delta_scan('{path}')").fetchone()[0])
"#;

/// The Python of a virtual environment with the foreign readers, if it can be had.
fn python() -> Result<PathBuf, String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("foreign-readers");
    let python = target.join("bin/python");
    let ready = target.join("ready");
    if ready.is_file() {
        return Ok(python);
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&target))?;
    run(Command::new(&python)
        .args(["-m", "pip", "install", "-q", "--timeout", "20", "--retries", "1"])
        .args(PACKAGES))?;
    std::fs::write(&ready, "").map_err(|source| source.to_string())?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<String, String> {
    let done = command.output().map_err(|source| source.to_string())?;
    if done.status.success() {
        Ok(String::from_utf8_lossy(&done.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&done.stderr).into_owned())
    }
}

#[tokio::test]
async fn foreign_readers_count_the_same_rows() {
    let python = match python() {
        Ok(python) => python,
        Err(why) => {
            println!("SKIPPED: the foreign readers could not be installed:\n{why}");
            return;
        }
    };
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let rows: Vec<_> = (0..100).map(|hour| ("dongsi", hour, hour)).collect();
    load(&lake, "a", &rows[..50]).await;
    load(&lake, "b", &rows[50..]).await;
    assert_eq!(count(&lake, 2).await, 100);
    let table = lake.stream_dir("air");
    let said = run(Command::new(python).arg("-c").arg(SCRIPT).arg(&table)).unwrap();
    assert_eq!(said, "deltalake 100\npolars 100\npolars day 24\nduckdb 100\nduckdb sum 4.950\n");
}
