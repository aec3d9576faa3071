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
/// A mock has one answer, or one [`sequence`](Then::sequence) of them; a second one panics instead of replacing the first. A status with a
/// message is `then.respond(MockResponse::status(422).message("…"))`.
///
/// [`into_inner`](Then::into_inner) gives the untyped part, for what the types do not allow.
pub struct Then<R> {
    inner: httpmock::Then,
    answered: bool,
    request: PhantomData<fn() -> R>,
}

impl<R: CallRequest> Then<R> {
    pub(crate) fn new(inner: httpmock::Then) -> Self {
        Self {
            inner,
            answered: false,
            request: PhantomData,
        }
    }

    /// The untyped part.
    pub fn into_inner(self) -> httpmock::Then {
        self.inner
    }

    /// Answers as [`MockResponse::ok`].
    ///
    /// # Panics
    ///
    /// When the mock has an answer already.
    #[track_caller]
    pub fn ok(self, answer: &R::Response) -> Self {
        self.respond(MockResponse::ok(answer))
    }

    /// Answers as [`MockResponse::rejected`].
    ///
    /// # Panics
    ///
    /// When the mock has an answer already.
    #[track_caller]
    pub fn rejected(self, message: impl Into<String>) -> Self {
        self.respond(MockResponse::rejected(message))
    }

    /// Answers as [`MockResponse::in_band`].
    ///
    /// # Panics
    ///
    /// When the value means that there is no error, and when the mock has an answer already.
    #[track_caller]
    pub fn in_band(self, error: impl Into<Value>) -> Self {
        self.respond(MockResponse::in_band(error))
    }

    /// Answers as [`MockResponse::status`].
    ///
    /// # Panics
    ///
    /// When no answer ends with this status, and when the mock has an answer already.
    #[track_caller]
    pub fn status(self, status: u16) -> Self {
        self.respond(MockResponse::status(status))
    }

    /// Answers as [`MockResponse::undecodable`].
    ///
    /// # Panics
    ///
    /// When the body decodes, or is an error of Tatodesk, and when the mock has an answer already.
    #[track_caller]
    pub fn undecodable(self, body: impl Into<Vec<u8>>) -> Self {
        self.respond(MockResponse::undecodable(body))
    }

    /// Answers every request with this one.
    ///
    /// # Panics
    ///
    /// When the mock has an answer already.
    #[track_caller]
    pub fn respond(mut self, response: MockResponse<R>) -> Self {
        self.answer_once();
        self.inner = response.fill(self.inner);
        self
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
    /// When there is no response, when the mock has an answer already, and on a server of another process (httpmock's `remote`
    /// feature).
    #[track_caller]
    pub fn sequence(mut self, responses: impl IntoIterator<Item = MockResponse<R>>) -> Self {
        self.answer_once();
        let responses = responses.into_iter().map(MockResponse::build);
        let responses: Vec<HttpMockResponse> = responses.collect();
        assert!(
            !responses.is_empty(),
            "a sequence has at least one response"
        );
        let last = responses.len() - 1;
        let next = AtomicUsize::new(0);
        self.inner = self.inner.respond_with(move |_| {
            let place = next.fetch_add(1, Ordering::Relaxed);
            responses[place.min(last)].clone()
        });
        self
    }

    /// Waits this long before each answer, in whole milliseconds. A second delay replaces the first one.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.inner = self.inner.delay(delay);
        self
    }

    #[track_caller]
    fn answer_once(&mut self) {
        assert!(
            !self.answered,
            "this mock has an answer already: give several as a `sequence`, and a status with a message as \
             `MockResponse::status(…).message(…)`"
        );
        self.answered = true;
    }
}
