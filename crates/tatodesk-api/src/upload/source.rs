//! Where a medium comes from, and how it is opened anew for each attempt to send it.
use super::exact;
use bytes::Bytes;
use futures_core::Stream;
use reqwest::multipart::Part;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use tokio::fs::File;

/// A source's bytes, piece by piece.
type Chunks = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// A source while it is opened.
type Opening = Pin<Box<dyn Future<Output = io::Result<Chunks>> + Send>>;

#[derive(Clone)]
pub(super) enum Source {
    Path(PathBuf),
    Bytes(Bytes),
    Opened {
        length: Option<u64>,
        open: Arc<dyn Fn() -> Opening + Send + Sync>,
    },
}

impl Source {
    pub(super) fn opened<F, S>(
        length: Option<u64>,
        open: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = io::Result<S>> + Send + 'static,
        S: Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        let open = move || -> Opening {
            let opening = open();
            Box::pin(async move { Ok(Box::pin(opening.await?) as Chunks) })
        };
        Self::Opened {
            length,
            open: Arc::new(open),
        }
    }

    /// Opens it for one attempt.
    pub(super) async fn part(self) -> io::Result<Part> {
        Ok(match self {
            Self::Path(path) => file(&path).await?,
            Self::Bytes(bytes) => {
                let length = bytes.len() as u64;
                Part::stream_with_length(bytes, length)
            }
            Self::Opened { length, open } => {
                let body = exact::body(open().await?, length);
                match length {
                    Some(length) => Part::stream_with_length(body, length),
                    None => Part::stream(body),
                }
            }
        })
    }
}

/// Opens a file to be streamed; with its length, so that the request needs no chunks.
async fn file(path: &Path) -> io::Result<Part> {
    let file = File::open(path).await?;
    let metadata = file.metadata().await?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    // What is no regular file, a pipe say, has no length to be told.
    let length = metadata.is_file().then_some(metadata.len());
    let body = exact::file(file, length);
    Ok(match length {
        Some(length) => Part::stream_with_length(body, length),
        None => Part::stream(body),
    })
}
