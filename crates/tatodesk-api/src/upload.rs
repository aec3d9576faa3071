//! The one multipart operation, written by hand on the hooks of the generated functions: it streams a file from its path.
mod exact;

use crate::Client;
use crate::operations::UPLOAD_MEDIA;
use crate::raw::RawError;
use crate::types::UploadMediaResponse;
use crate::wire::AppId;
use bytes::Bytes;
use http::header::{ACCEPT, HeaderMap, HeaderValue};
use progenitor_client::{Error, ResponseValue};
use reqwest::multipart::{Form, Part};
use std::fmt::{self, Debug, Formatter};
use std::io;
use std::path::{Path, PathBuf};
use tokio::fs::File;

/// The form of the operation `uploadMedia`: the medium, the app that will send it, and further text fields.
///
/// `Debug` shows none of it: media are people's.
#[derive(Clone)]
pub struct MediaUpload {
    media: Media,
    app_id: AppId,
    fields: Vec<(String, String)>,
}

impl MediaUpload {
    /// A medium for an app. On the wire these are the fields `media` and `appID`, in this order.
    pub fn new(media: Media, app_id: impl Into<AppId>) -> Self {
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

/// A medium to be uploaded: a file that is opened when it is sent and streamed from its place, or bytes in memory.
///
/// ```
/// use tatodesk_api::upload::{Media, MediaUpload};
///
/// let form = MediaUpload::new(Media::from_path("logo.jpg"), "b23cbcd0-0000-4000-8000-000000000001");
/// let bytes = Media::from_bytes("not much of a picture").file_name("logo.jpg").content_type("image/jpeg");
/// # let _ = (form, bytes);
/// ```
#[derive(Clone)]
pub struct Media {
    source: Source,
    file_name: Option<String>,
    content_type: Option<String>,
}

#[derive(Clone)]
enum Source {
    Path(PathBuf),
    Bytes(Bytes),
}

impl Media {
    /// A file, under its own name. It is opened when the form is sent, and never held in memory as a whole.
    ///
    /// It is sent as long as it is then: what is written to its end meanwhile is left out, and a file that becomes
    /// shorter breaks the request off.
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
        let part = match self.source {
            Source::Path(path) => stream(&path).await.map_err(RawError::File)?,
            Source::Bytes(bytes) => {
                let length = bytes.len() as u64;
                Part::stream_with_length(bytes, length)
            }
        };
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

impl Debug for Media {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Media").finish_non_exhaustive()
    }
}

/// Opens a file to be streamed; with its length, so that the request needs no chunks.
async fn stream(path: &Path) -> io::Result<Part> {
    let file = File::open(path).await?;
    let metadata = file.metadata().await?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    // What is no regular file, a pipe say, has no length to be told.
    Ok(if metadata.is_file() {
        let length = metadata.len();
        Part::stream_with_length(exact::body(file, length), length)
    } else {
        Part::stream(file)
    })
}

impl Client {
    /// Operation `uploadMedia`: uploads a medium for WhatsApp messages and gives its id.
    ///
    /// The form is streamed, so the request exists once and cannot be sent again.
    ///
    /// # Errors
    /// As the generated functions; a file that cannot be opened is an [`Error::InvalidRequest`].
    pub async fn upload_media(
        &self,
        form: MediaUpload,
    ) -> Result<ResponseValue<UploadMediaResponse>, Error<()>> {
        let response = self
            .raw_upload_media(form)
            .await
            .map_err(|error| match error {
                RawError::Refused(why) => Error::InvalidRequest(why),
                RawError::File(ref why) => Error::InvalidRequest(format!("{error}: {why}")),
                RawError::Http(error) => Error::CommunicationError(error),
            })?;
        match response.status().as_u16() {
            200 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }

    /// Operation `uploadMedia`, below the types: gives the answer as it arrives, whatever its status.
    ///
    /// # Errors
    /// As [`raw`](Client::raw), and [`RawError::File`] when the file cannot be opened.
    pub async fn raw_upload_media(&self, form: MediaUpload) -> Result<reqwest::Response, RawError> {
        let request = self.raw_upload_media_request(form).await?;
        self.send(UPLOAD_MEDIA, request).await
    }

    /// The request that [`raw_upload_media`](Client::raw_upload_media) sends, with address and key. The file is open.
    ///
    /// # Errors
    /// As [`raw_request`](Client::raw_request), and [`RawError::File`] when the file cannot be opened.
    pub async fn raw_upload_media_request(
        &self,
        form: MediaUpload,
    ) -> Result<reqwest::Request, RawError> {
        let request = self.client.post(self.transport().url(UPLOAD_MEDIA));
        let request = request.header(ACCEPT, HeaderValue::from_static("application/json"));
        let request = request.multipart(form.into_form().await?);
        self.prepared(UPLOAD_MEDIA, request).await
    }
}
