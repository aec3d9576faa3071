//! Answers and errors for the tests of code that uses this crate, made without a server. Needs the feature `testing`.
//!
//! The code that reads real answers makes what has a body, so it says the same. [The page about testing](crate::docs::testing) says
//! when a mock or the sandbox shows more.
//!
//! ```
//! use tatodesk::{Error, Outcome, ids::*, jiff::civil::{date, time}, testing, types::CreateAppointmentRequest};
//!
//! /// The code under test: what to do after a booking that failed.
//! fn next_step(error: Error) -> &'static str {
//!     match error.outcome() {
//!         Outcome::NotSent => "try later",
//!         Outcome::Rejected if error.is_rate_limited() => "try later",
//!         Outcome::Rejected => "mend",
//!         Outcome::Accepted => "done",
//!         Outcome::Unknown => "look",
//!     }
//! }
//!
//! let (day, hour) = (date(2026, 12, 1), time(15, 40, 0, 0));
//! let request = CreateAppointmentRequest::new(CompanyId(1), ServiceUnitId(288), [ServiceTypeId(1)], day, hour);
//! let error = || testing::error(request.clone());
//! assert_eq!(next_step(error().not_sent()), "try later");
//! assert_eq!(next_step(error().status(429)), "try later");
//! assert_eq!(next_step(error().rejected("the hour is taken")), "mend");
//! assert_eq!(next_step(error().undecodable(r#"{"protocol": 7}"#)), "done");
//! assert_eq!(next_step(error().timeout()), "look");
//! ```
// It uses call and engine, as a transport would. Nothing in this crate uses it.

use std::{any::TypeId, time::Duration};

use bytes::Bytes;
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use tatodesk_api::{
    ApiRequest, ApiResponse, CallRequest, OPERATIONS, Operation, OperationVisitor,
    operations::UPLOAD_MEDIA, transport::KeyMask, visit_operation,
};

use crate::{
    call::{answer::Answer, decode, error::Error},
    engine::{
        classify::{Body, Observation},
        outcome::Outcome,
        record::{AttemptError, CallRecord, ErrorDetails, Failure, RawAnswer},
    },
    transport::evidence::Reached,
};

/// The answer of a call: status 200, no headers, and this value. The answer of a write or a send also has its
/// [`body`](Answer::body).
///
/// ```
/// use tatodesk::{Answer, ids::ServiceUnitId, testing, types::{ListServiceUnitsByUserResponse, ServiceUnit}};
///
/// let mut units = ListServiceUnitsByUserResponse::new();
/// units.service_units = [ServiceUnit::new(ServiceUnitId(288), "Unidade Porto")].into();
/// let answer: Answer<ListServiceUnitsByUserResponse> = testing::answer(units);
/// assert_eq!(answer.service_units[0].name, "Unidade Porto");
/// ```
///
/// # Panics
///
/// When the value does not encode as JSON.
pub fn answer<T: ApiResponse>(value: T) -> Answer<T> {
    struct Answers(TypeId);

    impl OperationVisitor for Answers {
        type Output = bool;

        fn visit<R: ApiRequest>(self) -> bool {
            self.0 == TypeId::of::<R::Response>()
        }
    }

    let answers = |operation: &&Operation| {
        visit_operation(operation.id, Answers(TypeId::of::<T>())).unwrap_or(false)
    };
    let operation = OPERATIONS.iter().find(answers).unwrap_or(UPLOAD_MEDIA);
    let body = serde_json::to_vec(&value).expect("the value encodes as JSON");
    Answer::new(value, raw(body), &record(operation), KeyMask::default())
}

/// An error of a call with this request.
///
/// A method of the [`ErrorBuilder`] chooses which error it is.
///
/// ```
/// use tatodesk::{testing, types::GetAppointmentRequest};
///
/// let request = GetAppointmentRequest::new("20250625151315059".into());
/// let error = testing::error(request).rejected("there is no such appointment");
/// assert_eq!(error.operation().id, "getAppointment");
/// assert_eq!(error.message(), Some("there is no such appointment"));
/// ```
pub fn error<R: CallRequest>(request: R) -> ErrorBuilder<R> {
    ErrorBuilder {
        request,
        retry_after: None,
    }
}

/// Makes an [`Error`] after one attempt: see [`error`].
#[derive(Debug)]
#[must_use = "choose what went wrong"]
pub struct ErrorBuilder<R> {
    request: R,
    retry_after: Option<Duration>,
}

impl<R: CallRequest> ErrorBuilder<R> {
    /// No connection was made: [`Outcome::NotSent`]. [`Error::into_not_sent`] gives the request back.
    pub fn not_sent(self) -> Error {
        let reason = format!("no connection to {} was made", host(R::OPERATION));
        self.unanswered(Reached::NoConnection, reason)
    }

    /// Status 200 with an `error` object that has this message: [`Outcome::Rejected`].
    pub fn rejected(self, message: impl Into<String>) -> Error {
        self.in_band(json!({"message": message.into()}))
    }

    /// Status 200 with this `error` member, of any shape: [`Outcome::Rejected`].
    ///
    /// # Panics
    ///
    /// When the value means that there is no error: null, `false`, 0 or an empty text.
    #[track_caller]
    pub fn in_band(self, error: impl Into<Value>) -> Error {
        let error = self.answered(json!({"error": error.into()}).to_string());
        let error = error.filter(|error| error.outcome() == Outcome::Rejected);
        error.expect("a value that means an error")
    }

    /// Status 200 with a body that is no answer of this operation.
    ///
    /// The outcome is [`Outcome::Accepted`] after a JSON object, and [`Outcome::Unknown`] after anything else.
    ///
    /// # Panics
    ///
    /// When the body decodes, or is an error of Tatodesk.
    #[track_caller]
    pub fn undecodable(self, body: impl Into<Vec<u8>>) -> Error {
        let error = self.answered(body);
        let error = error.filter(|error| error.outcome() != Outcome::Rejected);
        error.expect("a body that is neither an answer of this operation nor an error of Tatodesk")
    }

    /// This status without a body: [`Outcome::Rejected`] for 4xx, [`Outcome::Unknown`] for 408, 3xx and 5xx.
    ///
    /// # Panics
    ///
    /// When the status is a success, or not from 300 to 999.
    #[track_caller]
    pub fn status(self, status: u16) -> Error {
        assert!(status >= 300, "a status that is no success");
        let mut details = ErrorDetails {
            status: Some(StatusCode::from_u16(status).expect("a status of HTTP")),
            body: Some(Bytes::new()),
            retry_after: self.retry_after,
            ..ErrorDetails::default()
        };
        if let Some(pause) = self.retry_after {
            let seconds = pause.as_secs().into();
            details.headers.insert("retry-after", seconds);
        }
        self.failed(AttemptError {
            observation: Observation::Answer(status, Body::NoObject),
            details: Box::new(details),
        })
    }

    /// Lets the server ask for a pause by `Retry-After`, in whole seconds.
    ///
    /// It goes with a [`status`](ErrorBuilder::status).
    pub fn retry_after(mut self, pause: Duration) -> Self {
        self.retry_after = Some(Duration::from_secs(pause.as_secs()));
        self
    }

    /// Time ran out before an answer came: [`Outcome::Unknown`].
    pub fn timeout(self) -> Error {
        self.unanswered(Reached::OutOfTime, "time ran out before an answer came")
    }

    /// The connection was lost before an answer came: [`Outcome::Unknown`].
    pub fn connection_lost(self) -> Error {
        let host = host(R::OPERATION);
        let reason = format!("the connection to {host} was lost before an answer came");
        self.unanswered(Reached::Lost, reason)
    }

    fn unanswered(
        self,
        reached: Reached,
        reason: impl Into<std::borrow::Cow<'static, str>>,
    ) -> Error {
        let observation = Observation::Unanswered(reached);
        self.failed(AttemptError::because(observation, reason))
    }

    /// The error that a success with this body is, if it is one.
    fn answered(self, body: impl Into<Vec<u8>>) -> Option<Error> {
        let mask = KeyMask::default();
        let ended = decode::decode::<R::Response>(raw(body), &record(R::OPERATION), mask);
        ended.err().map(|failure| self.error(failure))
    }

    fn failed(self, failed: AttemptError) -> Error {
        self.error(Failure::of(record(R::OPERATION), failed))
    }

    fn error(self, failure: Box<Failure>) -> Error {
        Error::new(failure, &KeyMask::default()).with_request(Box::new(self.request))
    }
}

/// A success with this body, not decoded yet.
fn raw(body: impl Into<Vec<u8>>) -> RawAnswer {
    RawAnswer {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        body: body.into().into(),
    }
}

/// A call that was tried once.
fn record(operation: &'static Operation) -> CallRecord {
    CallRecord {
        attempts: 1,
        ..CallRecord::new(operation, host(operation))
    }
}

/// Tatodesk's own host.
fn host(operation: &Operation) -> &'static str {
    operation.server.trim_start_matches("https://")
}

#[cfg(test)]
mod tests;
