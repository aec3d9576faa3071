//! Where the partitions of a report are: in a folder of this machine, or in an object store.

use std::{io, path::PathBuf};

use jiff::civil::Date;

#[cfg(feature = "object-store")]
use super::store::{Root, StoredDay, StoredReport};
use super::{
    folder::{Folder, Partition},
    hashed::HashedFile,
    manifest::Manifest,
    shard::Shard,
    state::State,
    table::Table,
};
use crate::{error::ExportError, file::Locked};

/// Where the reports are.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    Folder(PathBuf),
    #[cfg(feature = "object-store")]
    Store(Root),
}

/// Where one report is.
pub(crate) enum ReportPlace {
    Folder(Folder),
    #[cfg(feature = "object-store")]
    Store(StoredReport),
}

/// What holds while a sync runs.
pub(crate) enum Held {
    /// The locks of a folder.
    Locks { _locks: Vec<Locked> },
    /// The version of the state object. Stores have no locks.
    #[cfg(feature = "object-store")]
    Version(object_store::UpdateVersion),
}

/// Where one day is.
pub(crate) enum DayPlace {
    Folder(Partition),
    #[cfg(feature = "object-store")]
    Store(Box<StoredDay>),
}

impl Place {
    pub(crate) fn report(&self, table: Table) -> ReportPlace {
        match self {
            Self::Folder(root) => ReportPlace::Folder(Folder::new(root, table)),
            #[cfg(feature = "object-store")]
            Self::Store(root) => ReportPlace::Store(StoredReport::new(root.clone(), table)),
        }
    }
}

impl ReportPlace {
    /// Begins a sync, if nothing contradicts its state.
    pub(crate) async fn begin(
        &self,
        state: &State,
        shard: Option<Shard>,
    ) -> Result<Held, ExportError> {
        match self {
            Self::Folder(folder) => folder
                .begin(state, shard)
                .map(|locks| Held::Locks { _locks: locks }),
            #[cfg(feature = "object-store")]
            Self::Store(report) => report.begin(state, shard).await.map(Held::Version),
        }
    }

    /// Writes how the sync ended.
    pub(crate) async fn end(
        &self,
        state: &State,
        shard: Option<Shard>,
        held: Held,
    ) -> Result<(), ExportError> {
        match (self, held) {
            (Self::Folder(folder), _) => folder.write(state, shard),
            #[cfg(feature = "object-store")]
            (Self::Store(report), Held::Version(began)) => report.end(state, shard, began).await,
            #[cfg(feature = "object-store")]
            (Self::Store(_), Held::Locks { .. }) => Ok(()),
        }
    }

    pub(crate) fn day(&self, day: Date) -> DayPlace {
        match self {
            Self::Folder(folder) => DayPlace::Folder(folder.day(day)),
            #[cfg(feature = "object-store")]
            Self::Store(report) => DayPlace::Store(Box::new(report.day(day))),
        }
    }
}

impl DayPlace {
    /// Where the rows are written: the data file, or the folder of the temporary file that is put into the store.
    pub(crate) fn path(&self) -> PathBuf {
        match self {
            Self::Folder(day) => day.data_path(),
            #[cfg(feature = "object-store")]
            Self::Store(_) => std::env::temp_dir(),
        }
    }

    /// The manifest, if the files are those that it says.
    pub(crate) async fn find(&mut self) -> Result<Option<Manifest>, ExportError> {
        match self {
            Self::Folder(day) => day.find(),
            #[cfg(feature = "object-store")]
            Self::Store(day) => day.find().await,
        }
    }

    /// New files for the rows, and for those that do not decode.
    pub(crate) fn begin(&self) -> io::Result<(HashedFile, HashedFile)> {
        match self {
            Self::Folder(day) => day.begin(),
            #[cfg(feature = "object-store")]
            Self::Store(_) => Ok((HashedFile::unnamed(), HashedFile::unnamed())),
        }
    }

    /// Replaces the files of the day, or the manifest alone if the rows are the same. Returns the manifest of another sync if that one
    /// has replaced the day meanwhile with rows that were fetched later.
    pub(crate) async fn commit(
        &self,
        is_same: bool,
        rows: HashedFile,
        malformed: HashedFile,
        manifest: &Manifest,
    ) -> Result<Option<Manifest>, ExportError> {
        match self {
            Self::Folder(day) => day.commit(is_same, rows, malformed, manifest),
            #[cfg(feature = "object-store")]
            Self::Store(day) => day.commit(is_same, rows, malformed, manifest).await,
        }
    }
}
