//! One day in a folder of this machine, and the order in which its files are replaced.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use jiff::civil::Date;

use crate::{
    error::ExportError,
    file::{NewFile, SyncedFile, lock, remove, remove_leftovers, sync_folder},
    partitions::{
        hashed::{HashedFile, content},
        manifest::Manifest,
        state,
        table::Table,
    },
};

/// How often the folder of a day is created again that another sync has removed.
const RETRIES: u32 = 100;

/// One day of a report.
///
/// Its files are `part-0.…`, `_malformed.jsonl` if rows did not decode, and `_manifest.json`. A partition whose files are not those
/// of its manifest counts as absent. Engines leave out names that begin with `_` or `.`.
#[derive(Debug)]
pub(crate) struct Partition {
    folder: PathBuf,
    table: Table,
    day: Date,
    /// The text of the manifest when the day began.
    seen: Option<Vec<u8>>,
}

impl Partition {
    pub(super) fn new(report: &Path, table: Table, day: Date) -> Self {
        Self {
            folder: report.join(format!("date={day}")),
            table,
            day,
            seen: None,
        }
    }

    pub(crate) fn data_path(&self) -> PathBuf {
        self.folder.join(self.table.file())
    }

    fn malformed_path(&self) -> PathBuf {
        self.folder.join("_malformed.jsonl")
    }

    fn manifest_path(&self) -> PathBuf {
        self.folder.join("_manifest.json")
    }

    /// Deletes the temporary files of runs that were killed.
    fn remove_leftovers(&self) {
        for path in [
            self.data_path(),
            self.malformed_path(),
            self.manifest_path(),
        ] {
            remove_leftovers(&path);
        }
    }

    /// The text of the manifest, and what it says. It fails if the partition is one of another table.
    pub(super) fn read(&self) -> Result<(Option<Vec<u8>>, Option<Manifest>), ExportError> {
        let path = self.manifest_path();
        let Ok(text) = fs::read(&path) else {
            return Ok((None, None));
        };
        match self.table.manifest(self.day, &text) {
            Ok(manifest) => Ok((Some(text), manifest)),
            Err(_) => Err(ExportError::OtherContent { path }),
        }
    }

    /// The manifest, if the files are those that it says. It reads them whole.
    pub(crate) fn find(&mut self) -> Result<Option<Manifest>, ExportError> {
        self.remove_leftovers();
        let (text, manifest) = self.read()?;
        self.seen = text;
        Ok(manifest.filter(|manifest| self.is_whole(manifest)))
    }

    fn is_whole(&self, manifest: &Manifest) -> bool {
        let Ok(data) = content(&self.data_path()) else {
            return false;
        };
        let malformed = match content(&self.malformed_path()) {
            Ok(malformed) => Some(malformed.sha256),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(_) => return false,
        };
        data.bytes == manifest.bytes
            && data.sha256 == manifest.sha256
            && malformed == manifest.malformed_sha256
    }

    /// New files for the rows, and for those that do not decode.
    pub(crate) fn begin(&self) -> io::Result<(HashedFile, HashedFile)> {
        let create = || {
            fs::create_dir_all(&self.folder)?;
            HashedFile::new(self.data_path()).create()
        };
        let is_gone = |rows: &io::Result<HashedFile>| {
            let kind = rows.as_ref().err().map(io::Error::kind);
            matches!(
                kind,
                Some(io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists)
            )
        };
        // Another sync can remove the folder while it is empty.
        let rows = (0..RETRIES).map(|_| create()).find(|rows| !is_gone(rows));
        let rows = rows.unwrap_or_else(create)?;
        Ok((rows, HashedFile::new(self.malformed_path())))
    }

    /// Replaces the files of the day, or the manifest alone if the rows are the same. Returns the manifest of another sync if that one
    /// has replaced the day meanwhile with rows that were fetched later; its files stay then.
    ///
    /// All that can fail for want of room is written before the folder is locked.
    pub(crate) fn commit(
        &self,
        is_same: bool,
        rows: HashedFile,
        malformed: HashedFile,
        manifest: &Manifest,
    ) -> Result<Option<Manifest>, ExportError> {
        let at = |error: io::Error| ExportError::from(error).at(&self.data_path());
        let new = write_json(&self.manifest_path(), manifest).and_then(NewFile::sync);
        let new = new.map_err(at)?;
        let sync = |(rows, malformed): (HashedFile, HashedFile)| {
            Ok::<_, ExportError>((rows.sync().map_err(at)?, malformed.sync().map_err(at)?))
        };
        // The rows are written to the disk only if they are needed.
        let mut files = match is_same {
            true => Err((rows, malformed)),
            false => Ok(sync((rows, malformed))?),
        };
        let folder = File::open(&self.folder);
        let _locked = folder.inspect(lock);
        let (text, theirs) = self.read()?;
        if text != self.seen {
            let theirs = theirs.filter(|theirs| self.is_whole(theirs));
            if theirs
                .as_ref()
                .is_some_and(|theirs| theirs.fetched_at >= manifest.fetched_at)
            {
                return Ok(theirs);
            }
            files = match files {
                Err(rows) if !self.is_whole(manifest) => Ok(sync(rows)?),
                files => files,
            };
        }
        match files {
            Ok(files) => self.replace(files, new),
            Err(_) => new.rename(),
        }
        .map_err(at)?;
        sync_folder(&self.folder).map_err(at)?;
        Ok(None)
    }

    /// Replaces all files.
    ///
    /// The manifest goes first and comes last. So whenever the process or the machine stops, either the old files stand under the old
    /// manifest, or the new files under the new one, or there is no manifest, and the next run fetches the day again.
    fn replace(
        &self,
        (rows, malformed): (Option<SyncedFile>, Option<SyncedFile>),
        manifest: SyncedFile,
    ) -> io::Result<()> {
        if remove(&self.manifest_path())? {
            sync_folder(&self.folder)?;
        }
        if let Some(rows) = rows {
            rows.rename()?;
        }
        match malformed {
            Some(malformed) => malformed.rename()?,
            None => drop(remove(&self.malformed_path())?),
        }
        sync_folder(&self.folder)?;
        manifest.rename()
    }
}

/// A day that failed leaves no empty folder.
impl Drop for Partition {
    fn drop(&mut self) {
        // It fails where there are files, and that is meant.
        let _ = fs::remove_dir(&self.folder);
    }
}

/// A new file with this value as JSON.
pub(super) fn write_json(path: &Path, value: &impl serde::Serialize) -> io::Result<NewFile> {
    let text = state::json(value)?;
    let mut file = NewFile::create(path)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}
