//! Puts a file, small or large, with memory for one part at a time.

use std::{
    fs::File,
    io::{self, Read as _},
};

use object_store::{
    Attributes, Error, MultipartUpload, ObjectStore, PutMultipartOptions, PutPayload, PutResult,
    UpdateVersion, path::Path,
};

use super::objects::replacing;

/// What is put in one request, and the size of the parts of what is larger. S3 takes no smaller parts, but for the last one.
const PART: u64 = 5 * 1024 * 1024;
/// How many parts S3 takes at most.
const PARTS: u64 = 10_000;

/// A file on its way. Nothing of it is visible before it lands.
pub(super) enum Upload {
    Small(PutPayload),
    Large(Box<dyn MultipartUpload>),
}

/// The bytes of a part.
fn part(file: &mut File, size: u64) -> Result<PutPayload, Error> {
    let mut bytes = Vec::new();
    let read = file.take(size).read_to_end(&mut bytes);
    read.map_err(local)?;
    Ok(bytes.into())
}

/// An error of this machine's files.
fn local(error: io::Error) -> Error {
    Error::Generic {
        store: "local file",
        source: Box::new(error),
    }
}

impl Upload {
    /// Reads a small file, or sends the parts of a large one. A missing file has no bytes.
    pub(super) async fn prepare(
        store: &dyn ObjectStore,
        object: &Path,
        file: Option<File>,
        attributes: &Attributes,
    ) -> Result<Self, Error> {
        let Some(mut file) = file else {
            return Ok(Self::Small(PutPayload::new()));
        };
        let bytes = file.metadata().map_err(local)?.len();
        if bytes <= PART {
            return Ok(Self::Small(part(&mut file, PART)?));
        }
        let options = PutMultipartOptions {
            attributes: attributes.clone(),
            ..PutMultipartOptions::default()
        };
        let mut upload = store.put_multipart_opts(object, options).await?;
        let sent = send(upload.as_mut(), &mut file, PART.max(bytes.div_ceil(PARTS))).await;
        if let Err(error) = sent {
            let _ = upload.abort().await;
            return Err(error);
        }
        Ok(Self::Large(upload))
    }

    /// Makes the object visible, in place of this version. Stores take no condition for an object of several parts, so its version is
    /// compared by the caller just before.
    pub(super) async fn land(
        &mut self,
        store: &dyn ObjectStore,
        object: &Path,
        version: Option<UpdateVersion>,
        attributes: &Attributes,
    ) -> Result<PutResult, Error> {
        match self {
            Self::Small(payload) => {
                let mut options = replacing(version);
                options.attributes = attributes.clone();
                store.put_opts(object, payload.clone(), options).await
            }
            Self::Large(upload) => upload.complete().await,
        }
    }

    /// Removes the parts that were sent.
    pub(super) async fn abort(&mut self) {
        if let Self::Large(upload) = self {
            let _ = upload.abort().await;
        }
    }
}

async fn send(upload: &mut dyn MultipartUpload, file: &mut File, size: u64) -> Result<(), Error> {
    loop {
        let part = part(file, size)?;
        if part.content_length() == 0 {
            return Ok(());
        }
        upload.put_part(part).await?;
    }
}
