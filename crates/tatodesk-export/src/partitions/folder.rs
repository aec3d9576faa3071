//! The folder of a partition, and the order in which its files are replaced.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use jiff::civil::Date;

use super::{
    hashed::{HashedFile, content},
    manifest::{Manifest, VERSION},
};
use crate::{
    file::{NewFile, lock, remove, remove_leftovers, sync_folder},
    report::Report,
    sink::Format,
};

/// The word of a format in a state file, and the end of the names of its files.
pub(crate) fn words(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::JsonLines => ("jsonl", "jsonl"),
        Format::Csv => ("csv", "csv"),
        Format::CsvForExcel => ("csv-for-excel", "csv"),
        #[cfg(feature = "parquet")]
        Format::Parquet => ("parquet", "parquet"),
    }
}

/// The folder of a report, as Hive names it.
pub(crate) fn report_folder(root: &Path, report: Report) -> PathBuf {
    root.join(format!("report={}", report.name().replace('-', "_")))
}

/// One day of a report.
///
/// Its files are `part-0.…`, `_malformed.jsonl` if rows did not decode, and `_manifest.json`. A partition whose files are not those
/// of its manifest counts as absent. Engines leave out names that begin with `_` or `.`.
pub(crate) struct Partition {
    folder: PathBuf,
    report: Report,
    day: Date,
    file: String,
}

impl Partition {
    pub(crate) fn new(root: &Path, report: Report, day: Date, format: Format) -> Self {
        Self {
            folder: report_folder(root, report).join(format!("date={day}")),
            report,
            day,
            file: format!("part-0.{}", words(format).1),
        }
    }

    pub(crate) fn data_path(&self) -> PathBuf {
        self.folder.join(&self.file)
    }

    fn malformed_path(&self) -> PathBuf {
        self.folder.join("_malformed.jsonl")
    }

    fn manifest_path(&self) -> PathBuf {
        self.folder.join("_manifest.json")
    }

    /// The name of the data file.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// Deletes the temporary files of runs that were killed.
    pub(crate) fn remove_leftovers(&self) {
        for path in [
            self.data_path(),
            self.malformed_path(),
            self.manifest_path(),
        ] {
            remove_leftovers(&path);
        }
    }

    /// The manifest, if the files are those that it says. It reads them whole.
    pub(crate) fn manifest(&self) -> Option<Manifest> {
        let text = fs::read(self.manifest_path()).ok()?;
        let manifest: Manifest = serde_json::from_slice(&text).ok()?;
        let is_ours = manifest.version == VERSION
            && manifest.report == self.report.name()
            && manifest.date == self.day
            && manifest.file == self.file;
        if !is_ours {
            return None;
        }
        let data = content(&self.data_path()).ok()?;
        let malformed = match content(&self.malformed_path()) {
            Ok(malformed) => Some(malformed.sha256),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(_) => return None,
        };
        let is_same = data.bytes == manifest.bytes
            && data.sha256 == manifest.sha256
            && malformed == manifest.malformed_sha256;
        is_same.then_some(manifest)
    }

    /// New files for the rows, and for those that do not decode.
    pub(crate) fn begin(&self) -> io::Result<(HashedFile, HashedFile)> {
        fs::create_dir_all(&self.folder)?;
        let rows = HashedFile::new(self.data_path()).create()?;
        Ok((rows, HashedFile::new(self.malformed_path())))
    }

    /// Replaces all files.
    ///
    /// The manifest goes first and comes last. So whenever the process or the machine stops, either the old files stand under the old
    /// manifest, or the new files under the new one, or there is no manifest, and the next run fetches the day again. All that can
    /// fail for want of room is written before.
    pub(crate) fn replace(
        &self,
        rows: HashedFile,
        malformed: HashedFile,
        manifest: &Manifest,
    ) -> io::Result<()> {
        let (rows, malformed) = (rows.sync()?, malformed.sync()?);
        let new = self.write_manifest(manifest)?.sync()?;
        let folder = File::open(&self.folder);
        // Two runs that replace the same day do so one after the other.
        let _locked = folder.inspect(lock);
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
        new.rename()?;
        sync_folder(&self.folder)
    }

    /// Replaces the manifest alone. The other files stay as they are.
    pub(crate) fn replace_manifest(&self, manifest: &Manifest) -> io::Result<()> {
        self.write_manifest(manifest)?.finish()
    }

    fn write_manifest(&self, manifest: &Manifest) -> io::Result<NewFile> {
        write_json(&self.manifest_path(), manifest)
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
pub(crate) fn write_json(path: &Path, value: &impl serde::Serialize) -> io::Result<NewFile> {
    let mut file = NewFile::create(path)?;
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    file.write_all(text.as_bytes())?;
    Ok(file)
}
