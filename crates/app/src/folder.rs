//! The folder of a pack on disk: reading its files. Every other file is opened here, too.

use crate::error::{self, Error};
use pack::PackFile;
use std::path::Path;
use walkdir::WalkDir;

/// Kinds of files that a pack is made of.
const EXTENSIONS: [&str; 3] = ["toml", "sql", "csv"];

/// No file of a pack is that large: beyond it, somebody named the wrong folder.
const FILE_BYTES_MAX: u64 = 64 << 20;

/// All files of the pack in `dir`, by path within it, in order of path.
pub(crate) fn read(dir: &Path) -> Result<Vec<PackFile>, Error> {
    if dir.is_file() {
        return Err(Error::wrong_use(
            format!("`{}` 是文件，配置包是文件夹", dir.display()),
            format!("`{}` is a file, a pack is a folder", dir.display()),
        )
        .help("指明含有 pack.toml 的文件夹", "name the folder that holds pack.toml"));
    }
    let mut files = Vec::new();
    let walk = WalkDir::new(dir).sort_by_file_name().into_iter().filter_entry(|entry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    });
    for entry in walk {
        let entry = entry.map_err(|found| walk_error(dir, found))?;
        let path = entry.path();
        if !entry.file_type().is_file() || !belongs(path) {
            continue;
        }
        let size = entry.metadata().map_err(|found| walk_error(path, found))?.len();
        if size > FILE_BYTES_MAX {
            return Err(too_large(path, size));
        }
        let within = path.strip_prefix(dir).unwrap_or(path);
        files.push(PackFile { path: slashed(within), bytes: read_bytes(path)? });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The whole of a file.
#[expect(clippy::disallowed_methods, reason = "app is an edge: it reads packs and files")]
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|found| error::file(path, found))
}

/// Opens a file, which a folder is not.
#[expect(clippy::disallowed_methods, reason = "app is an edge: it reads packs and files")]
pub(crate) fn open_file(path: &Path) -> Result<std::fs::File, Error> {
    if path.is_dir() {
        return Err(error::not_a_file(path));
    }
    std::fs::File::open(path).map_err(|found| error::file(path, found))
}

fn belongs(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|found| EXTENSIONS.iter().any(|known| found.eq_ignore_ascii_case(known)))
}

fn slashed(path: &Path) -> String {
    let parts: Vec<String> =
        path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}

fn walk_error(dir: &Path, found: walkdir::Error) -> Error {
    let path = found.path().unwrap_or(dir).to_path_buf();
    let io = found.into_io_error();
    error::file(&path, io.unwrap_or_else(|| std::io::Error::other("a folder contains itself")))
}

fn too_large(path: &Path, size: u64) -> Error {
    let shown = path.display();
    Error::refused(
        format!("`{shown}` 有 {size} 字节，配置包的文件不超过 {FILE_BYTES_MAX} 字节"),
        format!("`{shown}` has {size} bytes, a file of a pack has at most {FILE_BYTES_MAX}"),
    )
    .help(
        "记录用 hemei load 导入，不放在配置包里",
        "records are loaded by hemei load, not kept in a pack",
    )
}
