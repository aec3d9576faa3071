//! One way in below the types: an operation and its encoded body, sent through the hooks of the generated functions.
use crate::Client;
use crate::operation::Operation;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use progenitor_client::{ClientHooks, OperationInfo};
use std::fmt::{self, Debug, Display, Formatter};

/// Why a raw call has no answer.
///
/// `Debug` shows of a medium's error no more than its kind: a source of your own may tell whose medium it is.
#[non_exhaustive]
pub enum RawError {
    /// Nothing was sent: there is no key for the operation, or its parts do not make a request.
    Refused(String),
    /// The file or other medium to be uploaded cannot be opened; nothing was sent.
    File(std::io::Error),
    /// The request failed on its way, or its answer did.
    Http(reqwest::Error),
}

impl Debug for RawError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => f.debug_tuple("Refused").field(why).finish(),
            Self::File(error) => f.debug_tuple("File").field(&error.kind()).finish(),
            Self::Http(error) => f.debug_tuple("Http").field(error).finish(),
        }
    }
}

impl Display for RawError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => f.write_str(why),
            Self::File(_) => f.write_str("the file to be uploaded cannot be opened"),
            Self::Http(_) => f.write_str("the request failed"),
        }
    }
}

impl std::error::Error for RawError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused(_) => None,
            Self::File(error) => Some(error),
            Self::Http(error) => Some(error),
        }
    }
}

impl Client {
    /// The request that [`raw`](Client::raw) sends, with address and key.
    ///
    /// It is for programs with their own way to send. The key's header is marked as sensitive.
    ///
    /// # Errors
    /// [`RawError::Refused`] when there is no key for the operation.
    pub async fn raw_request(
        &self,
        operation: &'static Operation,
        body: Bytes,
    ) -> Result<reqwest::Request, RawError> {
        let request = self.client.post(self.transport().url(operation));
        let request = request
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(body);
        self.prepared(operation, request).await
    }

    /// Sends an encoded JSON body to an operation and returns the answer as it arrives.
    ///
    /// Any status is an answer.
    ///
    /// It goes through the same hooks as the generated functions and sends the same bytes for the same body.
    ///
    /// # Errors
    /// [`RawError::Refused`] when there is no key for the operation, [`RawError::Http`] when the call fails.
    pub async fn raw(
        &self,
        operation: &'static Operation,
        body: Bytes,
    ) -> Result<reqwest::Response, RawError> {
        let request = self.raw_request(operation, body).await?;
        self.send(operation, request).await
    }

    /// Builds a request and takes it through the hook before it.
    pub(crate) async fn prepared(
        &self,
        operation: &'static Operation,
        request: reqwest::RequestBuilder,
    ) -> Result<reqwest::Request, RawError> {
        let mut request = request.build().map_err(RawError::Http)?;
        let prepared = self.pre::<()>(&mut request, &info(operation)).await;
        prepared.map_err(refused)?;
        Ok(request)
    }

    /// Sends a request through the hooks around and behind it.
    pub(crate) async fn send(
        &self,
        operation: &'static Operation,
        request: reqwest::Request,
    ) -> Result<reqwest::Response, RawError> {
        let info = info(operation);
        let result = self.exec(request, &info).await;
        self.post::<()>(&result, &info).await.map_err(refused)?;
        result.map_err(RawError::Http)
    }
}

fn info(operation: &'static Operation) -> OperationInfo {
    OperationInfo {
        operation_id: operation.id,
    }
}

/// The hooks' errors are about the request and come with words of their own.
fn refused(error: progenitor_client::Error<()>) -> RawError {
    match error {
        progenitor_client::Error::InvalidRequest(why) | progenitor_client::Error::Custom(why) => {
            RawError::Refused(why)
        }
        other => RawError::Refused(other.to_string()),
    }
}
