//! One day in an object store, and the order in which its objects are replaced.

use bytes::Bytes;
use futures_util::FutureExt as _;
use jiff::civil::Date;
use object_store::{
    Attribute, Attributes, Error, GetResult, ObjectStoreExt as _, UpdateVersion, path::Path,
};

use super::{
    objects::{Objects, TRIES, is_conflict, replacing, version},
    upload::Upload,
};
use crate::{
    error::ExportError,
    partitions::{hashed::HashedFile, manifest::Manifest, state},
};

/// The metadata of a data object that has the manifest of its rows, so that a sync that lost a race knows whose rows are newer.
const MANIFEST: &str = "manifest";

/// One day of a report.
///
/// The data object is the one thing that syncs compete for: it is replaced in one request, on condition that it is still the version that the
/// sync knows. The manifest names that version, and comes after it. So a day whose data object has another version than its manifest names
/// counts as absent, and the next sync fetches it.
#[derive(Debug)]
pub(crate) struct StoredDay {
    report: Objects,
    folder: Path,
    day: Date,
    /// The versions when the day began.
    data: Option<UpdateVersion>,
    manifest: Option<UpdateVersion>,
    /// The version of the malformed rows, if the manifest holds.
    malformed: Option<String>,
}

/// Whose rows stand now.
enum Landed {
    /// Those of this sync, in this version.
    Ours(Option<String>),
    /// Those of another one, which were fetched later.
    Theirs(Box<Manifest>),
}

impl StoredDay {
    pub(super) fn new(report: Objects, day: Date) -> Self {
        Self {
            folder: report.folder().join(format!("date={day}")),
            report,
            day,
            data: None,
            manifest: None,
            malformed: None,
        }
    }

    fn data_path(&self) -> Path {
        self.folder.clone().join(self.report.table.file())
    }

    fn malformed_path(&self) -> Path {
        self.folder.clone().join("_malformed.jsonl")
    }

    fn manifest_path(&self) -> Path {
        self.folder.clone().join("_manifest.json")
    }

    /// The manifest, if the objects are those that it says.
    pub(crate) async fn find(&mut self) -> Result<Option<Manifest>, ExportError> {
        let data = self.report.head(&self.data_path()).boxed().await?;
        self.data = data.as_ref().map(|data| version(data.meta.clone()));
        let manifest = self.read().boxed().await?;
        let Some((manifest, version)) = manifest else {
            return Ok(None);
        };
        self.manifest = Some(version);
        let is_whole = |manifest: &Manifest| {
            data.is_some_and(|data| {
                (data.meta.size, &data.meta.e_tag) == (manifest.bytes, &manifest.e_tag)
            })
        };
        let Some(manifest) = manifest.filter(is_whole) else {
            return Ok(None);
        };
        if manifest.malformed_sha256.is_some() {
            let malformed = self.report.head(&self.malformed_path()).boxed().await?;
            let e_tag = malformed.and_then(|malformed| malformed.meta.e_tag);
            if e_tag != manifest.malformed_e_tag {
                return Ok(None);
            }
            self.malformed = e_tag;
        }
        Ok(Some(manifest))
    }

    /// The manifest, if it is one of this version, and the version of its object.
    async fn read(&self) -> Result<Option<(Option<Manifest>, UpdateVersion)>, ExportError> {
        let path = self.manifest_path();
        let Some((text, version)) = self.report.get(&path).await? else {
            return Ok(None);
        };
        Ok(Some((self.parse(&path, &text)?, version)))
    }

    fn parse(&self, path: &Path, text: &Bytes) -> Result<Option<Manifest>, ExportError> {
        let manifest = self.report.table.manifest(self.day, text);
        manifest.map_err(|_| self.report.other_content(path))
    }

    /// Replaces the objects of the day, or the manifest alone if the rows are the same. Returns the manifest of another sync if that one
    /// has replaced the day meanwhile with rows that were fetched later; its objects stay then.
    pub(crate) async fn commit(
        &self,
        is_same: bool,
        rows: HashedFile,
        malformed: HashedFile,
        manifest: &Manifest,
    ) -> Result<Option<Manifest>, ExportError> {
        let mut manifest = manifest.clone();
        if is_same {
            manifest.e_tag = self.data.as_ref().and_then(|data| data.e_tag.clone());
            manifest.malformed_e_tag.clone_from(&self.malformed);
        } else {
            match self.put_data(rows, &manifest).boxed().await? {
                Landed::Ours(e_tag) => manifest.e_tag = e_tag,
                Landed::Theirs(theirs) => return Ok(Some(*theirs)),
            }
            manifest.malformed_e_tag = self.put_malformed(malformed).boxed().await?;
        }
        self.put_manifest(&manifest).boxed().await
    }

    async fn put_data(&self, rows: HashedFile, manifest: &Manifest) -> Result<Landed, ExportError> {
        let (store, path) = (&*self.report.root.store, self.data_path());
        let at = |error: Error| self.report.at(&path, &error);
        let mut attributes = Attributes::new();
        let text = serde_json::to_string(manifest).map_err(std::io::Error::from)?;
        attributes.insert(Attribute::Metadata(MANIFEST.into()), text.into());
        let file = rows.into_file()?;
        let upload = Upload::prepare(store, &path, file, &attributes).await;
        let mut upload = upload.map_err(at)?;
        let mut known = self.data.clone();
        for _ in 0..TRIES {
            let is_large = matches!(upload, Upload::Large(_));
            let there = match is_large {
                true => self.report.head(&path).await?,
                false => None,
            };
            let is_known = |there: Option<&GetResult>| {
                there.and_then(|it| it.meta.e_tag.as_ref())
                    == known.as_ref().and_then(|it| it.e_tag.as_ref())
            };
            if !is_large || is_known(there.as_ref()) {
                let landed = upload.land(store, &path, known.clone(), &attributes).await;
                match landed {
                    Ok(put) => return Ok(Landed::Ours(put.e_tag)),
                    Err(error) if is_conflict(&error) => {}
                    Err(error) => {
                        upload.abort().await;
                        return Err(at(error));
                    }
                }
            }
            let there = self.report.head(&path).await?;
            let theirs = there.as_ref().and_then(|there| self.of_metadata(there));
            known = there.map(|there| version(there.meta));
            match theirs {
                // The answer to our own request was lost.
                Some(theirs) if theirs == *manifest => {
                    return Ok(Landed::Ours(known.and_then(|known| known.e_tag)));
                }
                Some(theirs) if theirs.fetched_at >= manifest.fetched_at => {
                    upload.abort().await;
                    return Ok(Landed::Theirs(Box::new(theirs)));
                }
                _ => {}
            }
        }
        upload.abort().await;
        Err(self.report.busy(&path))
    }

    /// What the data object says about its rows.
    fn of_metadata(&self, object: &GetResult) -> Option<Manifest> {
        let text = object
            .attributes
            .get(&Attribute::Metadata(MANIFEST.into()))?;
        self.report.table.manifest(self.day, text.as_bytes()).ok()?
    }

    /// Replaces the malformed rows, which come after the data object and before the manifest.
    async fn put_malformed(&self, malformed: HashedFile) -> Result<Option<String>, ExportError> {
        let (store, path) = (&*self.report.root.store, self.malformed_path());
        let at = |error: Error| self.report.at(&path, &error);
        let there = self.report.head(&path).await?;
        let Some(file) = malformed.into_file()? else {
            return match there {
                Some(_) => store.delete(&path).await.map(|()| None).map_err(at),
                None => Ok(None),
            };
        };
        let nothing = Attributes::new();
        let upload = Upload::prepare(store, &path, Some(file), &nothing).await;
        let mut upload = upload.map_err(at)?;
        let known = there.map(|there| version(there.meta));
        match upload.land(store, &path, known, &nothing).await {
            Ok(put) => Ok(put.e_tag),
            // Another sync puts its own. The manifest decides; if it is ours, the next sync fetches the day again.
            Err(error) if is_conflict(&error) => Ok(None),
            Err(error) => {
                upload.abort().await;
                Err(at(error))
            }
        }
    }

    async fn put_manifest(&self, manifest: &Manifest) -> Result<Option<Manifest>, ExportError> {
        let (store, path) = (&*self.report.root.store, self.manifest_path());
        let text = state::json(manifest).map_err(std::io::Error::from)?;
        let mut known = self.manifest.clone();
        for _ in 0..TRIES {
            let put = store.put_opts(&path, text.clone().into(), replacing(known));
            match put.await {
                Ok(_) => return Ok(None),
                Err(error) if is_conflict(&error) => {}
                Err(error) => return Err(self.report.at(&path, &error)),
            }
            let (theirs, version) = self.read().await?.unzip();
            known = version;
            let theirs = theirs.flatten();
            if theirs.as_ref() == Some(manifest) {
                return Ok(None);
            }
            let data = self.report.head(&self.data_path()).await?;
            let is_ours =
                data.as_ref().and_then(|data| data.meta.e_tag.as_ref()) == manifest.e_tag.as_ref();
            let of_data = data.as_ref().and_then(|data| self.of_metadata(data));
            match theirs {
                // The rows are those of another sync, whose manifest is here or on its way.
                theirs if !is_ours => return Ok(of_data.or(theirs)),
                // The rows are ours, and another sync has found the same ones later.
                Some(theirs)
                    if theirs.e_tag == manifest.e_tag
                        && theirs.fetched_at >= manifest.fetched_at =>
                {
                    return Ok(Some(theirs));
                }
                _ => {}
            }
        }
        Err(self.report.busy(&path))
    }
}
