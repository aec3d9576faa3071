//! Protects the file of a ledger: its mode, its file system, and the mark that shows when an older copy took its place.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

use crate::error::Error;

/// A file beside the ledger, such as `autumn.ledger-mark`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Creates the file so that its owner alone can read it, and takes others' rights away from one that exists.
pub(crate) fn private(path: &Path) -> Result<(), Error> {
    let file = owner_only().open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    drop(file);
    Ok(())
}

/// The one process that runs a campaign holds this lock. The system frees it when the process dies.
pub(crate) struct Lock(pub(crate) File);

impl Drop for Lock {
    /// To close the file is not enough: a process that another thread starts has it open too, until it is another program.
    fn drop(&mut self) {
        // What cannot be unlocked is free when all have closed it.
        let _ = self.0.unlock();
    }
}

/// Takes the lock of a campaign.
pub(crate) fn lock(path: &Path, campaign: i64) -> Result<Lock, Error> {
    let file = owner_only().open(beside(path, &format!("-run{campaign}")))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(Error::Running),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Refuses file systems of other machines.
pub(crate) fn local(path: &Path) -> Result<(), Error> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    match file_system(folder)? {
        Some(kind) if is_network(kind) => Err(Error::NetworkFileSystem),
        _ => Ok(()),
    }
}

#[cfg(target_os = "linux")]
#[allow(clippy::useless_conversion, clippy::unnecessary_cast)] // the type differs by platform
fn file_system(folder: &Path) -> io::Result<Option<u32>> {
    Ok(Some(rustix::fs::statfs(folder)?.f_type as u32))
}

#[cfg(not(target_os = "linux"))]
fn file_system(_: &Path) -> io::Result<Option<u32>> {
    Ok(None)
}

/// Linux's numbers of NFS, SMB, CIFS, SMB2, Ceph, AFS, Coda and 9P.
pub(crate) fn is_network(kind: u32) -> bool {
    const NETWORK: [u32; 8] = [
        0x6969,
        0x517b,
        0xff53_4d42,
        0xfe53_4d42,
        0x00c3_6400,
        0x5346_414f,
        0x7375_7245,
        0x0102_1997,
    ];
    NETWORK.contains(&kind)
}

/// The high-water mark beside the ledger: which ledger it is, in which file, and up to which generation it sent.
pub(crate) struct Mark {
    file: File,
    instance: String,
    inode: u64,
    generation: i64,
}

impl Mark {
    /// Reads the mark, and says why the ledger may be a copy.
    ///
    /// The generation is read after the mark: a run of another process may raise both in between, and never the mark alone.
    pub(crate) fn open(
        path: &Path,
        instance: &str,
        generation: impl FnOnce() -> Result<i64, Error>,
    ) -> Result<(Self, Option<&'static str>), Error> {
        let mark_path = beside(path, "-mark");
        let existed = mark_path.exists();
        let mut file = owner_only().open(mark_path)?;
        let inode = inode(path)?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        let generation = generation()?;
        let mut words = text.split_whitespace();
        let marked = (words.next(), words.next(), words.next());
        let doubt = match marked {
            _ if generation == 0 && (!existed || text.is_empty()) => None,
            (Some(of), _, _) if of != instance => Some("its mark belongs to another ledger"),
            (Some(_), Some(at), Some(reached)) => match (at.parse::<u64>(), reached.parse::<i64>())
            {
                (Ok(at), _) if inode != at => Some("its file is another one than before"),
                (Ok(_), Ok(reached)) if generation < reached => Some("it is older than its mark"),
                (Ok(_), Ok(_)) => None,
                _ => Some("its mark is damaged"),
            },
            _ => Some("its mark is missing"),
        };
        let instance = instance.to_owned();
        Ok((
            Self {
                file,
                instance,
                inode,
                generation: -1,
            },
            doubt,
        ))
    }

    /// Writes the generation. The system keeps it when the process dies; no sync is needed, because a lost mark is only lower.
    pub(crate) fn raise(&mut self, generation: i64) -> io::Result<()> {
        if self.generation != generation {
            let text = format!("{} {:020} {generation:020}\n", self.instance, self.inode);
            self.file.rewind()?;
            self.file.write_all(text.as_bytes())?;
            self.generation = generation;
        }
        Ok(())
    }
}

#[cfg(unix)]
fn inode(path: &Path) -> io::Result<u64> {
    Ok(std::os::unix::fs::MetadataExt::ino(&fs::metadata(path)?))
}

#[cfg(not(unix))]
fn inode(path: &Path) -> io::Result<u64> {
    fs::metadata(path).map(|_| 0)
}
