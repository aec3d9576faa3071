//! A call that is ready to be sent: the typed request, and what bounds this one call.

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    time::Duration,
};

use bytes::Bytes;
use tatodesk_api::ApiRequest;

use crate::{
    answer::Answer,
    client::Tatodesk,
    decode,
    error::{Error, ErrorKind, Parts},
    exchange::Limits,
};

/// A call that is ready to be sent. Every function of a section returns one; [`Tatodesk::call`] makes one of a whole request.
///
/// Nothing happens until [`send`](Call::send) is awaited, or the call itself is. Optional members of the request are methods
/// of the call.
///
/// A future that is dropped before it is done gives up waiting, not the request: what was on its way to Tatodesk may still
/// take effect. For a read that is harmless; after a dropped write or send, look before sending again.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'a, R> {
    client: &'a Tatodesk,
    limits: Limits,
    pub(crate) request: R,
}

impl<'a, R: ApiRequest> Call<'a, R> {
    pub(crate) fn new(client: &'a Tatodesk, request: R) -> Self {
        Self {
            client,
            limits: client.limits(),
            request,
        }
    }

    /// The request as it will be sent.
    pub fn request(&self) -> &R {
        &self.request
    }

    /// Bounds the whole call, with every attempt and pause, instead of [`Builder::timeout`](crate::Builder::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// How many further attempts may follow the first, instead of [`Builder::retries`](crate::Builder::retries).
    pub fn retries(mut self, retries: u32) -> Self {
        self.limits.retries = retries;
        self
    }

    /// Sends the request and waits for the typed answer.
    ///
    /// # Errors
    ///
    /// [`Error::outcome`] says what is known about the effect. Reads are tried again after failures that may pass; writes
    /// and sends only where no connection was made.
    pub fn send(self) -> impl Future<Output = Result<Answer<R::Response>, Error>> + Send + 'a {
        let Self {
            client,
            limits,
            request,
        } = self;
        let body = serde_json::to_vec(&request);
        // Boxed, and without the request: the future stays small, and the exchange is compiled once.
        async move {
            let operation = R::OPERATION;
            let body = Bytes::from(body.map_err(|source| {
                let reason = Some("the request does not encode as JSON".to_owned());
                let parts = Parts {
                    reason,
                    source: Some(Box::new(source)),
                    ..Parts::default()
                };
                Error::new(operation, ErrorKind::NotSent, 0, parts)
            })?);
            decode::decode(operation, client.exchange(operation, body, limits).await?)
        }
    }
}

impl<'a, R: ApiRequest> IntoFuture for Call<'a, R> {
    type Output = Result<Answer<R::Response>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<R: ApiRequest> fmt::Debug for Call<'_, R> {
    /// The request's own `Debug` leaves out what is personal or secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &R::OPERATION.id)
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}
