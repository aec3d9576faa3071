//! A call that is ready to be sent: the typed request, and what bounds this one call.

pub(crate) mod answer;
pub(crate) mod decode;
pub(crate) mod error;
pub(crate) mod not_sent;

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
};

use bytes::Bytes;
use tatodesk_api::ApiRequest;

use crate::{
    call::answer::Answer,
    call::error::{Error, ErrorDetails},
    client::Tatodesk,
    engine::CallRecord,
    engine::classify::Observation,
    engine::limits::{Limits, bounded},
    engine::outcome::ErrorKind,
    observe::spans,
};

/// A call that is ready to be sent. Every function of a section returns one; [`Tatodesk::call`] makes one of a whole request.
///
/// Nothing happens until [`send`](Call::send) is awaited, or the call itself is. Optional members of the request are methods
/// of the call. It holds the client that it belongs to, so that it and its future can go to a task of their own:
///
/// ```no_run
/// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), Box<dyn std::error::Error>> {
/// let sms = tatodesk.sms().template("app", 42, "(81) 90000-0001".parse()?);
/// let sending = tokio::spawn(sms.params(["Marina"]).send());
/// # sending.await??;
/// # Ok(())
/// # }
/// ```
///
/// A future that is dropped before it is done gives up waiting, not the request: what was on its way to Tatodesk may still
/// take effect. For a read that is harmless; after a dropped write or send, look before sending again.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<R> {
    client: Tatodesk,
    limits: Limits,
    pub(crate) request: R,
}

impl<R: ApiRequest> Call<R> {
    pub(crate) fn new(client: &Tatodesk, request: R) -> Self {
        Self {
            client: client.clone(),
            limits: client.limits(),
            request,
        }
    }

    /// The request as it will be sent.
    pub fn request(&self) -> &R {
        &self.request
    }

    bounded!();

    /// Sends the request and waits for the typed answer.
    ///
    /// Reads are tried again after failures that may pass; writes and sends only where no connection was made, unless
    /// [`RetryPolicy::resend_refused`](crate::RetryPolicy::resend_refused) says more.
    ///
    /// A future that is dropped before its first poll sends nothing. Dropped later, it gives up waiting, not the request: a
    /// write or a send that was on its way may still take effect, so look before sending it again.
    ///
    /// # Errors
    ///
    /// [`Error::outcome`] says what is known about the effect, and [`Error::into_not_sent`] gives the request back where
    /// nothing was sent.
    ///
    /// # Panics
    ///
    /// When the future is polled outside of a tokio runtime, or on one without its timer or its sockets (`enable_all` switches on
    /// both). Nothing is sent then. To make the call and the future needs no runtime.
    pub fn send(self) -> impl Future<Output = Result<Answer<R::Response>, Error>> + Send {
        let Self {
            client,
            limits,
            request,
        } = self;
        let body = serde_json::to_vec(&request);
        // Both are boxed: the future stays small, and the exchange is compiled once.
        let request = Box::new(request);
        async move {
            let record = client.call_record(R::OPERATION);
            let answer = match body {
                Ok(body) => client.exchange(record, Bytes::from(body), limits).await,
                Err(source) => Err(unencodable(record, source)),
            };
            answer
                .and_then(|(raw, record)| decode::decode(raw, record))
                .map_err(|error| error.with_request(request))
        }
    }

    /// Sends the request as [`send`](Call::send) does, and waits for the typed answer on this thread: for programs without an
    /// async runtime. Needs the feature `blocking`; [the page about it](crate::docs::without_async) tells more.
    ///
    /// There is no future that could be dropped: the call ends with an answer, an error, or its time.
    ///
    /// # Errors
    ///
    /// As [`send`](Call::send). Also "not sent" where the machine has no thread left to drive connections, or no HTTP client can be
    /// built for them.
    ///
    /// # Panics
    ///
    /// In a task of tokio or in its `block_on`, which it would hold up; nothing is sent then. Use [`send`](Call::send) there, or
    /// go through tokio's `spawn_blocking`. In a task of another runtime it does not panic and holds up that runtime's thread.
    #[cfg(feature = "blocking")]
    #[track_caller]
    pub fn send_blocking(self) -> Result<Answer<R::Response>, Error> {
        self.send_on(crate::client::blocking::runtime())
    }

    #[cfg(feature = "blocking")]
    #[track_caller]
    pub(crate) fn send_on(
        self,
        runtime: std::io::Result<tokio::runtime::Handle>,
    ) -> Result<Answer<R::Response>, Error> {
        match crate::client::blocking::started(runtime, &self.client, R::OPERATION) {
            Ok((runtime, client)) => runtime.block_on(Self { client, ..self }.send()),
            Err(error) => Err(error.with_request(Box::new(self.request))),
        }
    }
}

/// The error of a request that is no JSON.
fn unencodable(record: CallRecord, source: serde_json::Error) -> Error {
    let details = ErrorDetails {
        reason: Some("the request does not encode as JSON".to_owned()),
        source: Some(Box::new(source)),
        error_type: spans::error_type(Observation::NotMade),
        ..ErrorDetails::default()
    };
    Error::new(record, ErrorKind::NotSent, details)
}

impl<R: ApiRequest> IntoFuture for Call<R> {
    type Output = Result<Answer<R::Response>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<R: ApiRequest> fmt::Debug for Call<R> {
    /// The request's own `Debug` leaves out what is personal or secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &R::OPERATION.id)
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}
