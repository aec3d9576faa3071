//! Files that appear whole under their names, or not at all.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

/// The room for what was not written yet.
const BUFFER: usize = 64 * 1024;

/// A file under a temporary name in the folder of its target. Only its owner can read it (mode 0600).
///
/// Dropping it deletes it.
pub(crate) struct NewFile {
    file: BufWriter<NamedTempFile>,
    target: PathBuf,
}

impl NewFile {
    /// Creates it. A target that is a link stays one, and a target that is no file (a folder, a device) is refused.
    pub(crate) fn create(target: &Path) -> io::Result<Self> {
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        match fs::metadata(&target) {
            Ok(found) if !found.is_file() => {
                return Err(io::Error::other("there is something that is no file"));
            }
            _ => {}
        }
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let file = tempfile::Builder::new()
            .prefix(&format!(".{name}."))
            .suffix(".tmp")
            .tempfile_in(folder(&target))?;
        Ok(Self {
            file: BufWriter::with_capacity(BUFFER, file),
            target,
        })
    }

    /// Writes all bytes to the disk, and gives the file its name, in place of an older file of that name.
    pub(crate) fn finish(self) -> io::Result<()> {
        let file = self.file.into_inner().map_err(|error| error.into_error())?;
        file.as_file().sync_all()?;
        file.persist(&self.target).map_err(|error| error.error)?;
        sync_folder(folder(&self.target))
    }
}

impl Write for NewFile {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.file.write(piece)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The folder of a file.
fn folder(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Writes the new name to the disk. Windows has no such call for a folder.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
