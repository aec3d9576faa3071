//! What our own client proves of a request: how far it came, in an error that layers hand on and nobody else can make.

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

use crate::engine::classify::Observation;

/// One request on its one way to the wire, by which its evidence is known; and whether anybody asked for any of its body.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestTracker {
    asked: Arc<AtomicBool>,
}

/// An error of our own client, next to the wire. "Not sent" is said by that of the very request or by nobody: any other error,
/// a [`reqwest::Error`] or the evidence of another call too, may be of a request that a layer or a medium of the caller's has
/// made by itself.
#[derive(Debug)]
pub(crate) struct Evidence {
    tracker: RequestTracker,
    pub(crate) observation: Observation,
    /// Whether it is because time ran out.
    pub(crate) timed_out: bool,
    pub(crate) error: reqwest::Error,
}

impl Evidence {
    pub(crate) fn new(tracker: RequestTracker, error: reqwest::Error) -> Self {
        // If anybody asked for the body, errors may be of the body itself, or of a further connection that somebody arranged by
        // a redirect or a repetition, whatever they look like.
        let asked = tracker.asked.load(Ordering::Relaxed);
        // The time of a medium's own source is not the call's.
        let timed_out = error.is_timeout() && !is_of_body(&error);
        let observation = if error.is_connect() && !asked {
            Observation::NoConnection
        } else if timed_out {
            Observation::OutOfTime
        } else if error.is_builder() && !asked {
            Observation::NotMade
        } else {
            Observation::Lost
        };
        Self {
            tracker,
            observation,
            timed_out,
            // Addresses are the business of whoever asked them.
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

/// Sends a request, whose body nobody can copy, and tells what became of it.
pub(crate) async fn send(
    client: &Client,
    tracker: RequestTracker,
    mut request: Request,
) -> Result<Response, Evidence> {
    if let Some(body) = request.body_mut().take() {
        // Nobody asks for a body that is empty, so it would prove nothing.
        let asked = Arc::clone(&tracker.asked);
        asked.store(body.is_end_stream(), Ordering::Relaxed);
        *request.body_mut() = Some(Body::wrap(OneTime { body, asked }));
    }
    let sent = client.execute(request).await;
    sent.map_err(|error| Evidence::new(tracker, error))
}

/// A body that can be read once and not be copied, so that nothing between here and the wire can send it twice; and that
/// remembers whether anybody began.
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

/// Whether an error is that of the body, and so not of the connection.
pub(crate) fn is_of_body(error: &(dyn StdError + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source())
        .any(|error| error.is::<BodyFailed>())
}

/// The body of a request, a medium or what a layer has put in its place, could not be read to its end.
struct BodyFailed(reqwest::Error);

/// Without the words of whoever made the body.
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
