//! The objects of one report, and how requests for them end.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use object_store::{
    Error, GetOptions, GetResult, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode,
    PutOptions, UpdateVersion, path::Path,
};

use super::told::told;
use crate::{error::ExportError, partitions::table::Table};

/// How often an object is put that other syncs replace at the same time.
pub(super) const TRIES: u32 = 20;
/// A prefix of a store.
#[derive(Clone)]
pub(crate) struct Root {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) prefix: Path,
    /// What errors call it, such as `s3://bucket/prefix`.
    pub(crate) name: String,
}

/// The store itself could show its credentials.
impl fmt::Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The objects of one report.
#[derive(Clone, Debug)]
pub(super) struct Objects {
    pub(super) root: Root,
    pub(super) table: Table,
}

/// What names this version of an object.
pub(super) fn version(meta: ObjectMeta) -> UpdateVersion {
    UpdateVersion {
        e_tag: meta.e_tag,
        version: meta.version,
    }
}

/// Another sync was faster: the object is no longer, or not yet, what it was.
pub(super) fn is_conflict(error: &Error) -> bool {
    matches!(
        error,
        Error::AlreadyExists { .. } | Error::Precondition { .. }
    )
}

/// Replaces this version of an object, or creates the object if there was none.
pub(super) fn replacing(version: Option<UpdateVersion>) -> PutOptions {
    PutOptions::from(version.map_or(PutMode::Create, PutMode::Update))
}

impl Objects {
    /// The folder of the report.
    pub(super) fn folder(&self) -> Path {
        self.root.prefix.clone().join(self.table.folder())
    }

    /// What errors call an object.
    pub(super) fn url(&self, object: &Path) -> String {
        let below = object.as_ref().strip_prefix(self.root.prefix.as_ref());
        let below = below.unwrap_or_default().trim_start_matches('/');
        format!("{}/{below}", self.root.name)
    }

    /// An error at an object.
    pub(super) fn at(&self, object: &Path, error: &Error) -> ExportError {
        ExportError::Store {
            url: self.url(object),
            reason: told(error),
        }
    }

    /// The text of an object and its version, if it is there.
    pub(super) async fn get(
        &self,
        object: &Path,
    ) -> Result<Option<(Bytes, UpdateVersion)>, ExportError> {
        let got = async {
            let got = self.root.store.get(object).await?;
            let version = version(got.meta.clone());
            Ok((got.bytes().await?, version))
        };
        match got.await {
            Ok(got) => Ok(Some(got)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.at(object, &error)),
        }
    }

    /// What is known of an object without reading it, if it is there.
    pub(super) async fn head(&self, object: &Path) -> Result<Option<GetResult>, ExportError> {
        let options = GetOptions::new().with_head(true);
        match self.root.store.get_opts(object, options).await {
            Ok(got) => Ok(Some(got)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.at(object, &error)),
        }
    }

    pub(super) fn busy(&self, object: &Path) -> ExportError {
        ExportError::Store {
            url: self.url(object),
            reason: "other syncs replace it all the time".to_owned(),
        }
    }

    pub(super) fn other_content(&self, object: &Path) -> ExportError {
        ExportError::OtherContent {
            path: self.url(object).into(),
        }
    }
}
