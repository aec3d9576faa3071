//! One answer of a mock.

use std::{fmt, marker::PhantomData, time::Duration};

use httpmock::HttpMockResponse;
use serde_json::{Map, Value, json};
use tatodesk::http::{HeaderMap, HeaderName, HeaderValue, header::CONTENT_TYPE};
use tatodesk_api::{
    CallRequest,
    wire::{self, InBand},
};

/// The type of the bodies that Tatodesk writes.
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// One answer to a call with the request `R`, for [`Then::respond`](crate::Then::respond) and
/// [`Then::sequence`](crate::Then::sequence).
pub struct MockResponse<R> {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
    request: PhantomData<fn() -> R>,
}

impl<R: CallRequest> MockResponse<R> {
    /// A success: status 200 and this typed answer.
    pub fn ok(answer: &R::Response) -> Self {
        Self::json(answer)
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
        let response = Self::json(&json!({"error": error.into()}));
        let decoded = wire::in_band(&response.body);
        assert!(
            matches!(decoded, Some(InBand::Error { .. })),
            "this value means that there is no error"
        );
        response
    }

    /// This status, without a body. 429 and other 4xx are "rejected"; after 408, 3xx and 5xx the outcome is "unknown", and a read is tried
    /// again after some of them.
    ///
    /// # Panics
    ///
    /// When no answer ends with this status: below 200, or above 999.
    #[track_caller]
    pub fn status(status: u16) -> Self {
        assert!(
            (200..1000).contains(&status),
            "{status} is no status of an answer"
        );
        Self {
            status,
            headers: HeaderMap::new(),
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

    /// Adds an error with this message to the body.
    ///
    /// The other members of the body stay. The message is the `message` of the `error` object. Where [`in_band`](MockResponse::in_band) gave `true` or a number, it stands beside that.
    /// It replaces an earlier message.
    ///
    /// # Panics
    ///
    /// When the body is no JSON object, or an answer of this status has no body (204, 205 and 304).
    #[track_caller]
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        assert!(
            !matches!(self.status, 204 | 205 | 304),
            "an answer of status {} has no body",
            self.status
        );
        let mut body = match self.body.is_empty() {
            true => Map::new(),
            false => serde_json::from_slice(&self.body)
                .expect("a body that is a JSON object takes a message"),
        };
        let message = Value::from(message.into());
        match body.get_mut("error") {
            Some(Value::Object(error)) => drop(error.insert("message".to_owned(), message)),
            Some(Value::Bool(true) | Value::Number(_)) => {
                drop(body.insert("message".to_owned(), message))
            }
            _ => drop(body.insert("error".to_owned(), json!({ "message": message }))),
        }
        self.body = serde_json::to_vec(&body).expect("the body encodes as JSON");
        let content_type = self.headers.entry(CONTENT_TYPE);
        content_type.or_insert(JSON);
        self
    }

    /// Sets a header. A second value for a name replaces the first one.
    ///
    /// # Panics
    ///
    /// When HTTP does not allow the name or the value.
    #[track_caller]
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = HeaderName::try_from(name.into()).expect("the name of a header");
        let value = HeaderValue::try_from(value.into()).expect("the value of a header");
        self.headers.insert(name, value);
        self
    }

    /// Sets `Retry-After`, in whole seconds.
    #[must_use]
    pub fn retry_after(self, pause: Duration) -> Self {
        self.header("retry-after", pause.as_secs().to_string())
    }

    fn json(body: &impl serde::Serialize) -> Self {
        Self {
            body: serde_json::to_vec(body).expect("the body encodes as JSON"),
            headers: HeaderMap::from_iter([(CONTENT_TYPE, JSON)]),
            ..Self::status(200)
        }
    }

    /// Answers every request, on a server of another process too.
    pub(crate) fn fill(self, then: httpmock::Then) -> httpmock::Then {
        let headers = self.texts();
        let then = then.status(self.status).body(self.body);
        let headers = headers.into_iter();
        headers.fold(then, |then, (name, value)| then.header(name, value))
    }

    pub(crate) fn build(self) -> HttpMockResponse {
        HttpMockResponse::builder()
            .status(self.status)
            .headers(self.texts())
            .body(self.body)
            .build()
    }

    fn texts(&self) -> Vec<(String, String)> {
        let headers = self.headers.iter();
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        headers
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect()
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
