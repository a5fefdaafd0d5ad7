//! The files of packs, kept under their digest, so that a figure can be computed again by the
//! very text that it was computed by.

use crate::{ArchivedPack, Error, Lake, fsync};
use std::path::{Component, Path, PathBuf};

/// A path below the pack's folder, and nowhere else.
fn below(dir: &Path, name: &str) -> Result<PathBuf, Error> {
    let path = Path::new(name);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    if plain && !name.is_empty() {
        return Ok(dir.join(path));
    }
    Err(Error::StoreValue { expected: "a path inside the pack", found: name.to_owned() })
}

pub(crate) async fn archive_pack(
    lake: &Lake,
    pack: &ArchivedPack,
    files: &[(String, Vec<u8>)],
) -> Result<(), Error> {
    if lake.list_packs().await?.iter().any(|there| there.digest == pack.digest) {
        return Ok(());
    }
    let packs = lake.dir().join("packs");
    let dir = below(&packs, &pack.digest)?;
    fsync::create_dir(&dir)?;
    for (name, bytes) in files {
        let path = below(&dir, name)?;
        if let Some(parent) = path.parent() {
            fsync::create_dir(parent)?;
        }
        std::fs::write(&path, bytes).map_err(|source| Error::io("write", &path, source))?;
        fsync::file(&path)?;
        path.parent().map_or(Ok(()), fsync::dir)?;
    }
    lake.store().put_pack(pack).await
}

pub(crate) async fn read_pack(lake: &Lake, digest: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
    if !lake.list_packs().await?.iter().any(|there| there.digest == digest) {
        return Err(Error::NotFound { what: "pack", name: digest.to_owned() });
    }
    let dir = below(&lake.dir().join("packs"), digest)?;
    let mut files = Vec::new();
    let mut folders = vec![dir.clone()];
    while let Some(folder) = folders.pop() {
        let failed = |source| Error::io("list", &folder, source);
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).map_err(|source| Error::io("read", &path, source))?;
            let name = path.strip_prefix(&dir).unwrap_or(&path);
            let name: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
            files.push((name.join("/"), bytes));
        }
    }
    files.sort();
    Ok(files)
}
