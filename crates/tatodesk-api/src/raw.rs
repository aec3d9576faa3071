//! One way in below the types: an operation and its encoded body. The generated functions go through it as well.
use crate::Client;
use crate::operation::Operation;
use crate::transport::{JSON, TransportError};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use progenitor_client::{Error, ResponseValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
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

impl From<TransportError> for RawError {
    fn from(error: TransportError) -> Self {
        Self::Refused(error.to_string())
    }
}

impl From<RawError> for Error<()> {
    fn from(error: RawError) -> Self {
        match error {
            RawError::Refused(why) => Self::InvalidRequest(why),
            RawError::File(ref why) => Self::InvalidRequest(format!("{error}: {why}")),
            RawError::Http(error) => Self::CommunicationError(error),
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
    pub fn raw_request(
        &self,
        operation: &'static Operation,
        body: Bytes,
    ) -> Result<reqwest::Request, RawError> {
        let mut request = self.transport().request(operation)?;
        request.headers_mut().insert(CONTENT_TYPE, JSON);
        *request.body_mut() = Some(body.into());
        Ok(request)
    }

    /// Sends an encoded JSON body to an operation and returns the answer as it arrives.
    ///
    /// Any status is an answer.
    ///
    /// It sends the same bytes for the same body as the generated functions.
    ///
    /// # Errors
    /// [`RawError::Refused`] when there is no key for the operation, [`RawError::Http`] when the call fails.
    pub async fn raw(
        &self,
        operation: &'static Operation,
        body: Bytes,
    ) -> Result<reqwest::Response, RawError> {
        let request = self.raw_request(operation, body)?;
        self.send(request).await
    }

    pub(crate) async fn send(
        &self,
        request: reqwest::Request,
    ) -> Result<reqwest::Response, RawError> {
        self.client.execute(request).await.map_err(RawError::Http)
    }

    /// Calls an operation with a typed body. Every generated function is this.
    pub(crate) async fn send_json<B: Serialize, T: DeserializeOwned>(
        &self,
        operation: &'static Operation,
        body: &B,
    ) -> Result<ResponseValue<T>, Error<()>> {
        let body = serde_json::to_vec(body);
        let body = body.map_err(|error| Error::InvalidRequest(error.to_string()))?;
        typed(self.raw(operation, body.into()).await?).await
    }
}

/// The typed answer. Another status than 200 is an error.
pub(crate) async fn typed<T: DeserializeOwned>(
    response: reqwest::Response,
) -> Result<ResponseValue<T>, Error<()>> {
    match response.status().as_u16() {
        200 => ResponseValue::from_response(response).await,
        _ => Err(Error::UnexpectedResponse(response)),
    }
}
