//! What an operation is called with: a typed request, sent as JSON, or the form of the upload. Both take one way out.
use crate::Client;
use crate::operation::{ApiRequest, ApiResponse, Operation};
use crate::operations::UPLOAD_MEDIA;
use crate::raw::RawError;
use crate::types::UploadMediaResponse;
use crate::upload::MediaUpload;
use bytes::Bytes;
use std::fmt::{self, Debug, Formatter};

/// What an operation is called with: any [`ApiRequest`], or a [`MediaUpload`].
pub trait CallRequest: Debug + Send + Sync + 'static {
    /// What the operation answers with.
    type Response: ApiResponse;
    /// The operation.
    const OPERATION: &'static Operation;

    /// The body of this request.
    ///
    /// # Errors
    /// When the request does not encode as JSON.
    fn to_body(&self) -> Result<RequestBody, serde_json::Error>;
}

impl<R: ApiRequest> CallRequest for R {
    type Response = <R as ApiRequest>::Response;
    const OPERATION: &'static Operation = <R as ApiRequest>::OPERATION;

    fn to_body(&self) -> Result<RequestBody, serde_json::Error> {
        let json = serde_json::to_vec(self)?;
        Ok(RequestBody::Json(json.into()))
    }
}

impl CallRequest for MediaUpload {
    type Response = UploadMediaResponse;
    const OPERATION: &'static Operation = UPLOAD_MEDIA;

    fn to_body(&self) -> Result<RequestBody, serde_json::Error> {
        Ok(RequestBody::Form(Box::new(self.clone())))
    }
}

/// The body of a request. Each attempt of a call sends a clone of it.
#[derive(Clone)]
#[non_exhaustive]
pub enum RequestBody {
    /// Encoded JSON.
    Json(Bytes),
    /// A multipart form. Its medium is opened anew for each attempt.
    Form(Box<MediaUpload>),
}

impl Debug for RequestBody {
    /// Shows the kind alone: bodies hold people's data.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json(_) => "Json(..)",
            Self::Form(_) => "Form(..)",
        })
    }
}

impl Client {
    /// The request of one attempt, with address and key.
    ///
    /// It is a [`raw_request`](Client::raw_request) or a [`raw_upload_media_request`](Client::raw_upload_media_request), as the
    /// body needs.
    ///
    /// # Errors
    /// As those two.
    pub async fn request_with(
        &self,
        operation: &'static Operation,
        body: RequestBody,
    ) -> Result<reqwest::Request, RawError> {
        match body {
            RequestBody::Json(json) => self.raw_request(operation, json),
            // Boxed: the future of a form is large, and most calls have none.
            RequestBody::Form(form) => Box::pin(self.raw_upload_media_request(*form)).await,
        }
    }
}
