//! Writing the files of a rehearsal to disk, where they are loaded from like any others.

use crate::error::{self, Error};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes files into `folder`; one that is there with the same bytes is left alone.
pub fn write(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<Vec<PathBuf>, Error> {
    std::fs::create_dir_all(folder).map_err(|found| error::file(folder, found))?;
    let mut paths = Vec::with_capacity(files.len());
    for (name, bytes) in files {
        let path = folder.join(name);
        let same = path
            .metadata()
            .is_ok_and(|there| u64::try_from(bytes.len()).is_ok_and(|size| size == there.len()))
            && crate::folder::read_bytes(&path)? == *bytes;
        if !same {
            let written = std::fs::File::create(&path).and_then(|mut file| file.write_all(bytes));
            written.map_err(|found| error::file(&path, found))?;
        }
        paths.push(path);
    }
    Ok(paths)
}

/// Writes one file in pieces, so that it may be larger than memory.
pub fn write_pieces(path: &Path, pieces: impl Iterator<Item = Vec<u8>>) -> Result<(), Error> {
    let fault = |found| error::file(path, found);
    let mut file = std::fs::File::create(path).map_err(fault)?;
    for piece in pieces {
        file.write_all(&piece).map_err(fault)?;
    }
    Ok(())
}

/// Makes the folder, if it is not there.
pub fn make_folder(folder: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(folder).map_err(|found| error::file(folder, found))
}
