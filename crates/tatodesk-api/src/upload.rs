//! The one multipart operation, written by hand on the transport of the generated functions: it streams a medium from where it is.
mod exact;
mod source;

pub use exact::is_broken_off;

use crate::Client;
use crate::operations::UPLOAD_MEDIA;
use crate::raw::{RawError, typed};
use crate::types::UploadMediaResponse;
use crate::wire::AppId;
use bytes::Bytes;
use futures_core::Stream;
use http::header::{HeaderMap, HeaderValue};
use progenitor_client::{Error, ResponseValue};
use reqwest::multipart::{Form, Part};
use source::Source;
use std::fmt::{self, Debug, Formatter};
use std::io;
use std::path::PathBuf;

/// The form of the operation `uploadMedia`.
///
/// It has the medium, the app that will send it, and further text fields.
///
/// `Debug` shows none of it: media are people's.
#[derive(Clone)]
pub struct MediaUpload {
    media: MediaFile,
    app_id: AppId,
    fields: Vec<(String, String)>,
}

impl MediaUpload {
    /// A medium for an app. On the wire these are the fields `media` and `appID`, in this order.
    pub fn new(media: MediaFile, app_id: impl Into<AppId>) -> Self {
        Self {
            media,
            app_id: app_id.into(),
            fields: Vec::new(),
        }
    }

    /// Adds a text field behind the documented two.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    async fn into_form(self) -> Result<Form, RawError> {
        let form = Form::new()
            .part("media", self.media.into_part().await?)
            .text("appID", self.app_id.to_string());
        Ok(self
            .fields
            .into_iter()
            .fold(form, |form, (name, value)| form.text(name, value)))
    }
}

impl Debug for MediaUpload {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaUpload").finish_non_exhaustive()
    }
}

/// A medium to be uploaded.
///
/// It is a file or another source, which is opened when it is sent and streamed from its place, or bytes in memory.
///
/// ```
/// use tatodesk_api::upload::{MediaFile, MediaUpload};
///
/// let form = MediaUpload::new(MediaFile::from_path("logo.jpg"), "f550afc1-0000-4000-8000-000000000001");
/// let bytes = MediaFile::from_bytes("not much of a picture").file_name("logo.jpg").content_type("image/jpeg");
/// # let _ = (form, bytes);
/// ```
#[derive(Clone)]
pub struct MediaFile {
    source: Source,
    file_name: Option<String>,
    content_type: Option<String>,
}

impl MediaFile {
    /// A file, under its own name. It is opened when the form is sent, and never held in memory as a whole.
    ///
    /// It is sent as long as it is then: what is written to its end meanwhile is left out, and a file that becomes
    /// shorter breaks the request off. A form that is sent again opens it again, and sends what it finds then.
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let file_name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        Self {
            source: Source::Path(path),
            file_name,
            content_type: None,
        }
    }

    /// Bytes in memory.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        Self {
            source: Source::Bytes(bytes.into()),
            file_name: None,
            content_type: None,
        }
    }

    /// A medium that `open` gives piece by piece.
    ///
    /// It is for media that are neither files nor in memory, such as those of an object store.
    ///
    /// It is opened each time that the form is sent, and has to give the same bytes again; where that is not possible
    /// any more, give an error, and nothing is sent. Your errors end up in the chain of the call's error, and their words
    /// nowhere else. `length` is how many bytes there are: if there turn out to be more or fewer, the request is broken
    /// off. With `None` the request is sent in chunks, which not every server takes.
    ///
    /// ```
    /// use tatodesk_api::upload::MediaFile;
    /// use tokio_util::io::ReaderStream;
    ///
    /// // The first thousand bytes of a file.
    /// let media = MediaFile::from_source(1000, || async {
    ///     use tokio::io::AsyncReadExt as _;
    ///     let file = tokio::fs::File::open("archive.bin").await?;
    ///     Ok(ReaderStream::new(file.take(1000)))
    /// });
    /// let media = media.file_name("logo.jpg");
    /// # let _ = media;
    /// ```
    pub fn from_source<F, S>(
        length: impl Into<Option<u64>>,
        open: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = io::Result<S>> + Send + 'static,
        S: Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        Self {
            source: Source::opened(length.into(), open),
            file_name: None,
            content_type: None,
        }
    }

    /// The name that the medium is sent under.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The media type, for instance `image/jpeg`. Without one it is told from the name's ending.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    async fn into_part(self) -> Result<Part, RawError> {
        let content_type = self.media_type()?;
        let part = self.source.part().await.map_err(RawError::File)?;
        let mut headers = HeaderMap::new();
        headers.insert(http::header::CONTENT_TYPE, content_type);
        let part = part.headers(headers);
        Ok(match self.file_name {
            // A line break would end the part's header.
            Some(name) => part.file_name(name.replace(char::is_control, "_")),
            None => part,
        })
    }

    fn media_type(&self) -> Result<HeaderValue, RawError> {
        let guessed = || {
            mime_guess::from_path(self.file_name.as_deref().unwrap_or_default())
                .first_or_octet_stream()
        };
        let text = match &self.content_type {
            Some(text) => text.clone(),
            None => guessed().to_string(),
        };
        HeaderValue::try_from(text).map_err(|_| {
            RawError::Refused(
                "the media type has a character that a header cannot carry".to_owned(),
            )
        })
    }
}

impl Debug for MediaFile {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaFile").finish_non_exhaustive()
    }
}

impl Client {
    /// Operation `uploadMedia`: uploads a medium for WhatsApp messages and gives its id.
    ///
    /// The form is streamed, so the request exists once and cannot be sent again.
    ///
    /// # Errors
    /// As the generated functions; a medium that cannot be opened is an [`Error::InvalidRequest`].
    pub async fn upload_media(
        &self,
        form: MediaUpload,
    ) -> Result<ResponseValue<UploadMediaResponse>, Error<()>> {
        typed(self.raw_upload_media(form).await?).await
    }

    /// Operation `uploadMedia`, below the types: gives the answer as it arrives, whatever its status.
    ///
    /// # Errors
    /// As [`raw`](Client::raw), and [`RawError::File`] when the medium cannot be opened. Where it cannot be read to its end,
    /// [`is_broken_off`] tells.
    pub async fn raw_upload_media(&self, form: MediaUpload) -> Result<reqwest::Response, RawError> {
        let request = self.raw_upload_media_request(form).await?;
        self.send(request).await
    }

    /// The request that [`raw_upload_media`](Client::raw_upload_media) sends, with address and key. The file is open.
    ///
    /// # Errors
    /// As [`raw_request`](Client::raw_request), and [`RawError::File`] when the file cannot be opened.
    pub async fn raw_upload_media_request(
        &self,
        form: MediaUpload,
    ) -> Result<reqwest::Request, RawError> {
        let request = self.transport().request(UPLOAD_MEDIA)?;
        let request = reqwest::RequestBuilder::from_parts(self.client.clone(), request);
        let request = request.multipart(form.into_form().await?);
        request.build().map_err(RawError::Http)
    }
}
