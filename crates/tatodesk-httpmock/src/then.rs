//! What the mock of an operation answers.

use std::{
    marker::PhantomData,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use httpmock::HttpMockResponse;
use serde_json::Value;
use tatodesk_api::CallRequest;

use crate::MockResponse;

/// What the mock of an operation answers; `R` is the operation's request.
///
/// [`into_inner`](Then::into_inner) gives the untyped part, for what the types do not allow.
pub struct Then<R> {
    inner: httpmock::Then,
    request: PhantomData<fn() -> R>,
}

impl<R: CallRequest> Then<R> {
    pub(crate) fn new(inner: httpmock::Then) -> Self {
        Self {
            inner,
            request: PhantomData,
        }
    }

    /// The untyped part.
    pub fn into_inner(self) -> httpmock::Then {
        self.inner
    }

    /// Answers as [`MockResponse::ok`].
    pub fn ok(self, answer: &R::Response) -> Self {
        self.respond(MockResponse::ok(answer))
    }

    /// Answers as [`MockResponse::rejected`].
    pub fn rejected(self, message: impl Into<String>) -> Self {
        self.respond(MockResponse::rejected(message))
    }

    /// Answers as [`MockResponse::in_band`].
    ///
    /// # Panics
    ///
    /// When the value means that there is no error.
    #[track_caller]
    pub fn in_band(self, error: impl Into<Value>) -> Self {
        self.respond(MockResponse::in_band(error))
    }

    /// Answers as [`MockResponse::status`].
    pub fn status(self, status: u16) -> Self {
        self.respond(MockResponse::status(status))
    }

    /// Answers as [`MockResponse::undecodable`].
    ///
    /// # Panics
    ///
    /// When the body decodes, or is an error of Tatodesk.
    #[track_caller]
    pub fn undecodable(self, body: impl Into<Vec<u8>>) -> Self {
        self.respond(MockResponse::undecodable(body))
    }

    /// Answers every request with this one.
    pub fn respond(self, response: MockResponse<R>) -> Self {
        Self {
            inner: response.fill(self.inner),
            ..self
        }
    }

    /// Answers each request with the next of these, and then with the last one.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use tatodesk::{Tatodesk, types::ListCompaniesByUserResponse};
    /// use tatodesk_httpmock::{MockResponse, MockServerExt as _, httpmock::MockServer};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = MockServer::start_async().await;
    /// let mock = server.in_person().list_companies(|_when, then| {
    ///     then.sequence([
    ///         MockResponse::status(429).retry_after(Duration::ZERO),
    ///         MockResponse::ok(&ListCompaniesByUserResponse::new()),
    ///     ]);
    /// });
    /// let tatodesk = Tatodesk::builder().api_key("a key").base_url(server.base_url()).build()?;
    /// let answer = tatodesk.in_person().list_companies().send().await?;
    /// assert_eq!(answer.attempts(), 2);
    /// mock.assert_calls(2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When there is no response, and on a server of another process (httpmock's `remote` feature).
    #[track_caller]
    pub fn sequence(self, responses: impl IntoIterator<Item = MockResponse<R>>) -> Self {
        let responses = responses.into_iter().map(MockResponse::build);
        let responses: Vec<HttpMockResponse> = responses.collect();
        let last = responses.len().checked_sub(1).expect("a response");
        let next = AtomicUsize::new(0);
        let inner = self.inner.respond_with(move |_| {
            let place = next.fetch_add(1, Ordering::Relaxed);
            responses[place.min(last)].clone()
        });
        Self { inner, ..self }
    }

    /// Waits this long before each answer, in whole milliseconds.
    pub fn delay(self, delay: Duration) -> Self {
        Self {
            inner: self.inner.delay(delay),
            ..self
        }
    }
}
