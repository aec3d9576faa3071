//! What our own client proves about a request: how far it came, in an error that layers return and that no other code can make.

use std::{
    error::Error as StdError,
    fmt,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use reqwest::{Body, Client, Request, Response};

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// How far a request came that got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reached {
    /// The request could not be made at all: no key for its product, a file that cannot be opened.
    NotMade,
    /// The connector itself says that no connection was made.
    NoConnection,
    /// A connection was made, and lost before an answer began.
    Lost,
    /// Time ran out before an answer began.
    OutOfTime,
    /// A layer of the caller failed, and what it had sent by then is unknown.
    Middleware,
    /// The caller's own HTTP client brought the answer of another address, or a layer sent the request elsewhere.
    Redirected,
}

/// Identifies one request on its way to the wire, and remembers whether any of its body was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestTracker {
    asked: Arc<AtomicBool>,
}

/// An error of our own client, next to the wire. Only the evidence of the very request can say "not sent". Any other error, even a
/// [`reqwest::Error`] or the evidence of another call, may come from a request that a layer or a medium of the caller made.
#[derive(Debug)]
pub(crate) struct Evidence {
    tracker: RequestTracker,
    pub(crate) reached: Reached,
    /// Whether it is because time ran out.
    pub(crate) timed_out: bool,
    pub(crate) error: reqwest::Error,
}

impl Evidence {
    pub(crate) fn new(tracker: RequestTracker, error: reqwest::Error) -> Self {
        // Once the body was read, an error may come from the body itself, or from a further connection (a redirect or a
        // repetition), whatever it looks like.
        let asked = tracker.asked.load(Ordering::Relaxed);
        // The time of a medium's own source is not the call's.
        let timed_out = error.is_timeout() && !is_of_body(&error);
        let reached = if error.is_connect() && !asked {
            Reached::NoConnection
        } else if timed_out {
            Reached::OutOfTime
        } else if error.is_builder() && !asked {
            Reached::NotMade
        } else {
            Reached::Lost
        };
        Self {
            tracker,
            reached,
            timed_out,
            // The address is the caller's business.
            error: error.without_url(),
        }
    }

    /// Whether it is of this request.
    pub(crate) fn is_of(&self, tracker: &RequestTracker) -> bool {
        Arc::ptr_eq(&self.tracker.asked, &tracker.asked)
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request got no answer")
    }
}

impl StdError for Evidence {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.error)
    }
}

/// Sends a request with a body that cannot be copied, and says how far it came.
pub(crate) async fn send(
    client: &Client,
    tracker: RequestTracker,
    mut request: Request,
) -> Result<Response, Evidence> {
    if let Some(body) = request.body_mut().take() {
        // An empty body is never read, so it would prove nothing.
        let asked = Arc::clone(&tracker.asked);
        asked.store(body.is_end_stream(), Ordering::Relaxed);
        *request.body_mut() = Some(Body::wrap(OneTime { body, asked }));
    }
    let sent = client.execute(request).await;
    sent.map_err(|error| Evidence::new(tracker, error))
}

/// A body that can be read once and cannot be copied, so that nothing between here and the wire can send it twice. It remembers
/// whether reading began.
struct OneTime {
    body: Body,
    asked: Arc<AtomicBool>,
}

impl HttpBody for OneTime {
    type Data = Bytes;
    type Error = BodyFailed;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyFailed>>> {
        self.asked.store(true, Ordering::Relaxed);
        let frame = Pin::new(&mut self.body).poll_frame(context);
        frame.map_err(BodyFailed)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Something is not what the call asked for.
#[derive(Debug)]
pub(crate) enum Misrouted {
    /// The answer is that of another address.
    Response,
    /// A layer wants to send a request that is not the call's, or to send it again.
    #[cfg_attr(
        not(feature = "tower-0-5"),
        allow(dead_code, reason = "only layers send requests of their own")
    )]
    Request,
}

impl fmt::Display for Misrouted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Response => "the answer is that of another address",
            Self::Request => {
                "a layer wanted to send the request to another address, with another method, or again"
            }
        })
    }
}

impl StdError for Misrouted {}

/// Whether an error is that of the body, and so not of the connection.
pub(crate) fn is_of_body(error: &(dyn StdError + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source())
        .any(|error| error.is::<BodyFailed>())
}

/// The body of a request, a medium or what a layer has put in its place, could not be read to its end.
struct BodyFailed(reqwest::Error);

/// Without the words of the code that made the body.
impl fmt::Debug for BodyFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BodyFailed")
    }
}

impl fmt::Display for BodyFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body could not be read to its end")
    }
}

impl StdError for BodyFailed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}
