//! What a caller holds: a call that is ready to be sent, its answer, or its error. It bounds a call, hands it to the engine through
//! the client, decodes what comes back, and tells telemetry once how the call ended. The sections use it.

pub(crate) mod answer;
mod bounds;
pub(crate) mod decode;
pub(crate) mod error;
mod headers;
pub(crate) mod not_sent;
pub(crate) mod unsendable;

use std::{
    borrow::Cow,
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
};

use reqwest::header::HeaderMap;
use tatodesk_api::{CallRequest, Operation, ReadRequest};
use tracing::{Instrument as _, Span};

use crate::{
    call::answer::Answer,
    call::error::Error,
    call::unsendable::Unsendable,
    client::Tatodesk,
    engine::classify::Observation,
    engine::limits::Limits,
    engine::record::{AttemptError, CallRecord, Failure},
    observe::{metrics, spans},
    transport::evidence::Reached,
};

/// A call that is ready to be sent. Every function of a section returns one; [`Tatodesk::call`] makes one of a whole request.
///
/// Nothing happens until [`send`](Call::send) is awaited, or the call itself is. Optional members of the request are methods
/// of the call. Methods that begin with `with_` are not about the request but about how the call travels: its time, its
/// attempts, its headers. The call holds the client that it belongs to, so that it and its future can go to a task of their own:
///
/// ```no_run
/// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), Box<dyn std::error::Error>> {
/// let sms = tatodesk.sms().send_template("app", 42, "(81) 90000-0001".parse()?);
/// let sending = tokio::spawn(sms.params(["Marina"]).send());
/// # sending.await??;
/// # Ok(())
/// # }
/// ```
///
/// A call of a read can be cloned, to be sent again later. A call of a write or a send cannot, so that it is not sent twice by mistake:
///
/// ```
/// # fn example(tatodesk: tatodesk::Tatodesk) {
/// let units = tatodesk.in_person().list_units(tatodesk::ids::CompanyId(1));
/// let again = units.clone();
/// # }
/// ```
///
/// ```compile_fail,E0599
/// # fn example(tatodesk: tatodesk::Tatodesk, to: tatodesk::Phone) {
/// let sms = tatodesk.sms().send_template("app", 42, to); // reaches a person
/// let again = sms.clone();
/// # }
/// ```
///
/// ```compile_fail,E0599
/// # fn example(tatodesk: tatodesk::Tatodesk, protocol: tatodesk::ids::Protocol) {
/// let attaching = tatodesk.in_person().add_attachments(protocol, ["https://files.example.com/1"]); // writes
/// let again = attaching.clone();
/// # }
/// ```
///
/// ```compile_fail,E0599
/// # fn example(tatodesk: tatodesk::Tatodesk, file: tatodesk::MediaFile) {
/// let upload = tatodesk.whatsapp().upload_media("app", file); // writes
/// let again = upload.clone();
/// # }
/// ```
///
/// ```compile_fail,E0599
/// # fn example(tatodesk: tatodesk::Tatodesk, request: tatodesk::types::SendEmailRequest) {
/// let whole = tatodesk.call(request); // a whole request is no way around
/// let again = whole.clone();
/// # }
/// ```
///
/// A future that is dropped before it is done gives up waiting, not the request: what was on its way to Tatodesk may still
/// take effect. For a read that is harmless; after a dropped write or send, look before sending again.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<R> {
    pub(crate) client: Tatodesk,
    pub(crate) limits: Limits,
    pub(crate) headers: HeaderMap,
    pub(crate) unsendable: Option<Unsendable>,
    pub(crate) request: R,
}

/// Only calls of reads are cloned: to send a clone is to send again.
impl<R: ReadRequest> Clone for Call<R> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            limits: self.limits,
            headers: self.headers.clone(),
            unsendable: self.unsendable.clone(),
            request: self.request.clone(),
        }
    }
}

impl Tatodesk {
    /// A call with a whole request, exactly as given.
    ///
    /// It is a typed request, or the form of an upload.
    ///
    /// The functions of the sections are more comfortable; this is for requests that come from elsewhere, and for
    /// combinations that those functions rule out. The future of a write or a send that is dropped may still have taken effect.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = tatodesk::types::GetAppointmentRequest::new("20250625151315059".into());
    /// let answer = tatodesk.call(request).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn call<R: CallRequest>(&self, request: R) -> Call<R> {
        Call {
            client: self.clone(),
            limits: self.limits(),
            headers: HeaderMap::new(),
            unsendable: None,
            request,
        }
    }
}

impl<R: CallRequest> Call<R> {
    /// The request as it will be sent.
    pub fn request(&self) -> &R {
        &self.request
    }

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
    /// nothing was sent. What the caller gave may make no request: a [header](Call::with_header) that cannot be set, a CRM record
    /// that does not encode. That is not sent either, and gives no request back.
    ///
    /// # Panics
    ///
    /// When the future is polled outside of a tokio runtime, or on one without its timer or its sockets (`enable_all` switches on
    /// both). Nothing is sent then. To make the call and the future needs no runtime.
    pub fn send(self) -> impl Future<Output = Result<Answer<R::Response>, Error>> + Send {
        let Self {
            client,
            limits,
            headers,
            unsendable,
            request,
        } = self;
        let (body, request) = match unsendable {
            Some(why) => (Err(why), None),
            None => {
                let body = request.to_body();
                let reason = "the request does not encode as JSON";
                let body = body.map_err(|source| Unsendable::encoding(reason, source));
                // Boxed, as the exchange is: the future stays small, and the exchange is compiled once.
                (body, Some(Box::new(request)))
            }
        };
        let headers = (!headers.is_empty()).then(|| Box::new(headers));
        async move {
            let span = spans::call(R::OPERATION);
            let ended = match body {
                Ok(body) => {
                    let exchange = client.exchange(R::OPERATION, body, limits, headers);
                    let ended = exchange.instrument(span.clone()).await;
                    let mask = client.key_mask(R::OPERATION);
                    ended.and_then(|(raw, record)| decode::decode(raw, &record, mask))
                }
                Err(why) => {
                    let record = client.call_record(R::OPERATION);
                    Err(unsent(record, why.reason.clone(), why.into_source()))
                }
            };
            tell(R::OPERATION, &span, &ended);
            ended.map_err(|failure| {
                let error = Error::new(failure, &client.key_mask(R::OPERATION));
                match request {
                    Some(request) => error.with_request(request),
                    None => error,
                }
            })
        }
    }

    /// Sends the request like [`send`](Call::send), and waits for the answer on this thread.
    ///
    /// It is for programs without an async runtime. Needs the feature `blocking`; [the page about
    /// it](crate::docs::without_async) tells more.
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
    fn send_on(
        self,
        runtime: std::io::Result<tokio::runtime::Handle>,
    ) -> Result<Answer<R::Response>, Error> {
        match crate::client::blocking::started(runtime, &self.client) {
            Ok((runtime, client)) => runtime.block_on(Self { client, ..self }.send()),
            Err((reason, source)) => {
                let Self {
                    client,
                    unsendable,
                    request,
                    ..
                } = self;
                let record = client.call_record(R::OPERATION);
                let ended: Result<Answer<R::Response>, _> =
                    Err(unsent(record, reason.into(), Some(source)));
                tell(R::OPERATION, &spans::call(R::OPERATION), &ended);
                ended.map_err(|failure| {
                    let error = Error::new(failure, &client.key_mask(R::OPERATION));
                    match unsendable {
                        None => error.with_request(Box::new(request)),
                        Some(_) => error,
                    }
                })
            }
        }
    }
}

/// The failure of a call whose request could not be made.
pub(crate) fn unsent(
    record: CallRecord,
    reason: Cow<'static, str>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
) -> Box<Failure> {
    let observation = Observation::Unanswered(Reached::NotMade);
    let mut failed = AttemptError::because(observation, reason);
    failed.details.source = source;
    Failure::of(record, failed)
}

/// Tells telemetry how a call ended. This happens here alone, once for each call.
pub(crate) fn tell<T>(
    operation: &'static Operation,
    span: &Span,
    ended: &Result<Answer<T>, Box<Failure>>,
) {
    let (attempts, elapsed, outcome, cause) = match ended {
        Ok(answer) => (answer.attempts(), answer.elapsed(), "success", None),
        Err(failure) => {
            let (record, outcome) = (&failure.record, failure.outcome);
            let cause = Some(failure.cause());
            (record.attempts, record.elapsed, outcome.as_str(), cause)
        }
    };
    let error_type = || cause.map(|cause| cause.to_string());
    metrics::call(operation, elapsed, outcome, error_type);
    spans::call_ended(span, attempts, outcome, error_type);
}

impl<R: CallRequest> IntoFuture for Call<R> {
    type Output = Result<Answer<R::Response>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<R: CallRequest> fmt::Debug for Call<R> {
    /// The request's own `Debug` leaves out what is personal or secret. Headers are left out altogether.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &R::OPERATION.id)
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "blocking"))]
mod tests;
