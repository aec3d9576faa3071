//! Files that appear whole under their names, or not at all.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

/// The room for what was not written yet.
const BUFFER: usize = 64 * 1024;
/// How many letters and digits make the name of a temporary file unique.
const RANDOM: usize = 6;

/// A file under a temporary name in the folder of its target. Only its owner can read it (mode 0600).
///
/// Dropping it deletes it. A process that is killed leaves it; the next file for the same target deletes it then. A lock on the file
/// says that its process lives.
pub(crate) struct NewFile {
    file: BufWriter<NamedTempFile>,
    target: PathBuf,
}

/// A file that is whole and written to the disk, and still has its temporary name.
pub(crate) struct SyncedFile {
    file: NamedTempFile,
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
        remove_leftovers(&target);
        let (prefix, suffix) = around(&target);
        let mut new = tempfile::Builder::new();
        let new = new.prefix(&prefix).suffix(&suffix).rand_bytes(RANDOM);
        let file = loop {
            let file = new.tempfile_in(folder(&target))?;
            lock(file.as_file());
            // Another process may have taken it for a leftover before it was locked.
            if file.path().exists() {
                break file;
            }
        };
        boundary();
        Ok(Self {
            file: BufWriter::with_capacity(BUFFER, file),
            target,
        })
    }

    /// Writes all bytes to the disk.
    pub(crate) fn sync(self) -> io::Result<SyncedFile> {
        let file = self.file.into_inner().map_err(|error| error.into_error())?;
        boundary();
        file.as_file().sync_all()?;
        Ok(SyncedFile {
            file,
            target: self.target,
        })
    }

    /// Writes all bytes to the disk, and gives the file its name, in place of an older file of that name.
    pub(crate) fn finish(self) -> io::Result<()> {
        let file = self.sync()?;
        let target = file.target.clone();
        file.rename()?;
        sync_folder(folder(&target))
    }
}

impl SyncedFile {
    /// Gives the file its name, in place of an older file of that name.
    pub(crate) fn rename(self) -> io::Result<()> {
        boundary();
        self.file
            .persist(&self.target)
            .map_err(|error| error.error)?;
        boundary();
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        boundary();
        self.file.write(piece)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Deletes a file, if it is there. Returns whether it was.
pub(crate) fn remove(path: &Path) -> io::Result<bool> {
    boundary();
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Deletes the temporary files that killed processes left for this target. Those that a process holds locked stay.
pub(crate) fn remove_leftovers(target: &Path) {
    let (prefix, suffix) = around(target);
    // A folder that cannot be read may still take files.
    let Ok(entries) = fs::read_dir(folder(target)) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let between = name.to_str().and_then(|name| {
            let rest = name.strip_prefix(&prefix)?;
            rest.strip_suffix(&suffix)
        });
        let is_ours = between.is_some_and(|it| {
            it.len() == RANDOM && it.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        if is_ours {
            remove_unlocked(&entry.path());
        }
    }
}

/// What stands before and after the random part of a temporary name.
fn around(target: &Path) -> (String, String) {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    (format!(".{name}.tatodesk-"), ".tmp".to_owned())
}

/// The folder of a file.
pub(crate) fn folder(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Writes the names of a folder to the disk. Windows has no such call.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    boundary();
    Ok(())
}

/// Locks a file or a folder until it is closed, also by the end of the process. Waits for another process that has locked it.
///
/// Where the file system has no locks, it does nothing. Then leftovers stay, because nothing says that their process has ended.
pub(crate) fn lock(file: &File) {
    #[cfg(unix)]
    let _ = rustix::fs::flock(file, rustix::fs::FlockOperation::LockExclusive);
    #[cfg(not(unix))]
    let _ = file;
}

/// The lock of a file or a folder.
pub(crate) struct Locked(File);

impl Drop for Locked {
    /// To close the file is not enough: a process that another thread starts has it open too, until it is another program.
    fn drop(&mut self) {
        #[cfg(unix)]
        let _ = rustix::fs::flock(&self.0, rustix::fs::FlockOperation::Unlock);
    }
}

/// Locks a file or a folder, alone or together with others that do not lock it alone. `None` if another process has locked it
/// otherwise. Where there are no locks, it does nothing.
pub(crate) fn try_lock(file: File, alone: bool) -> Option<Locked> {
    #[cfg(unix)]
    {
        use rustix::fs::FlockOperation::{NonBlockingLockExclusive, NonBlockingLockShared};
        let operation = match alone {
            true => NonBlockingLockExclusive,
            false => NonBlockingLockShared,
        };
        if rustix::fs::flock(&file, operation) == Err(rustix::io::Errno::WOULDBLOCK) {
            return None;
        }
    }
    #[cfg(not(unix))]
    let _ = alone;
    Some(Locked(file))
}

/// Deletes a file that no process has locked.
#[cfg(unix)]
fn remove_unlocked(path: &Path) {
    use rustix::fs::{FlockOperation, flock};
    let Ok(file) = fs::OpenOptions::new().write(true).open(path) else {
        return;
    };
    if flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok() {
        let _ = fs::remove_file(path);
    }
}

#[cfg(not(unix))]
fn remove_unlocked(_: &Path) {}

/// A moment at which tests kill the process.
#[cfg(test)]
fn boundary() {
    #[cfg(target_os = "linux")]
    crate::crash_tests::boundary();
}

#[cfg(not(test))]
fn boundary() {}

#[cfg(all(test, unix))]
mod tests;
