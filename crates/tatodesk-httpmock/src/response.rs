//! One answer of a mock.

use std::{fmt, marker::PhantomData, time::Duration};

use httpmock::HttpMockResponse;
use serde_json::{Value, json};
use tatodesk_api::{
    CallRequest,
    wire::{self, InBand},
};

/// One answer to a call with the request `R`, for [`Then::respond`](crate::Then::respond) and
/// [`Then::sequence`](crate::Then::sequence).
pub struct MockResponse<R> {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    request: PhantomData<fn() -> R>,
}

impl<R: CallRequest> MockResponse<R> {
    /// A success: status 200 and this typed answer.
    pub fn ok(answer: &R::Response) -> Self {
        Self::json(200, answer)
    }

    /// Tatodesk's way to say no: status 200, and an `error` object with this message. The outcome is "rejected".
    pub fn rejected(message: impl Into<String>) -> Self {
        Self::in_band(json!({"message": message.into()}))
    }

    /// Status 200 with this `error` member.
    ///
    /// It may be an object, a text, `true`, a number or a list. The outcome is "rejected".
    ///
    /// # Panics
    ///
    /// When the value means that there is no error: null, `false`, 0 or an empty text.
    #[track_caller]
    pub fn in_band(error: impl Into<Value>) -> Self {
        let response = Self::json(200, &json!({"error": error.into()}));
        let decoded = wire::in_band(&response.body);
        assert!(
            matches!(decoded, Some(InBand::Error { .. })),
            "this value means that there is no error"
        );
        response
    }

    /// This status, without a body. 429 and other 4xx are "rejected"; after 408, 3xx and 5xx the outcome is "unknown", and a read is tried
    /// again after some of them.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            request: PhantomData,
        }
    }

    /// Status 200 with a body that is no answer of this operation. A JSON object, such as one whose members have other types, is
    /// "accepted"; after anything else, such as a page in HTML, the outcome is "unknown".
    ///
    /// # Panics
    ///
    /// When the body decodes, or is an error of Tatodesk.
    #[track_caller]
    pub fn undecodable(body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let failed = wire::decode_answer::<R::Response>(&body, None)
            .expect_err("a body that is no answer of this operation");
        let is_error = matches!(failed.in_band, Some(InBand::Error { .. }));
        assert!(!is_error, "this body is an error of Tatodesk");
        Self {
            body,
            ..Self::status(200)
        }
    }

    /// Adds an error object with this message to a [`status`](MockResponse::status).
    #[must_use]
    pub fn message(self, message: impl Into<String>) -> Self {
        let Self {
            status, headers, ..
        } = self;
        let mut response = Self::json(status, &json!({"error": {"message": message.into()}}));
        response.headers.extend(headers);
        response
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds `Retry-After` in whole seconds.
    #[must_use]
    pub fn retry_after(self, pause: Duration) -> Self {
        self.header("retry-after", pause.as_secs().to_string())
    }

    fn json(status: u16, body: &impl serde::Serialize) -> Self {
        let response = Self {
            body: serde_json::to_vec(body).expect("the body encodes as JSON"),
            ..Self::status(status)
        };
        response.header("content-type", "application/json")
    }

    /// Answers every request, on a server of another process too.
    pub(crate) fn fill(self, then: httpmock::Then) -> httpmock::Then {
        let then = then.status(self.status).body(self.body);
        let headers = self.headers.into_iter();
        headers.fold(then, |then, (name, value)| then.header(name, value))
    }

    pub(crate) fn build(self) -> HttpMockResponse {
        HttpMockResponse::builder()
            .status(self.status)
            .headers(self.headers)
            .body(self.body)
            .build()
    }
}

impl<R> Clone for MockResponse<R> {
    fn clone(&self) -> Self {
        Self {
            status: self.status,
            headers: self.headers.clone(),
            body: self.body.clone(),
            request: PhantomData,
        }
    }
}

impl<R> fmt::Debug for MockResponse<R> {
    /// Without the body: tests may hold people's data too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockResponse")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
