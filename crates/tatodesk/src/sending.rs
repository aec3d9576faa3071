//! One request on its way to the head of its answer, and what is known where none comes.

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
use tatodesk_api::upload::is_broken_off;

use crate::classify::Seen;

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// An HTTP client, and what the caller put around it.
pub(crate) struct Http {
    client: Client,
    /// Whether the client is the caller's: nobody knows whether it follows redirects.
    finished: bool,
    #[cfg(feature = "tower")]
    layered: Option<crate::middleware::HttpService>,
}

/// A request without an answer.
pub(crate) struct Unanswered {
    pub(crate) seen: Seen,
    /// Whether it is because time ran out.
    pub(crate) timed_out: bool,
    pub(crate) source: BoxError,
}

impl Http {
    /// A client of ours, which sends each request once and follows nothing.
    pub(crate) fn ours(client: Client) -> Self {
        Self {
            client,
            finished: false,
            #[cfg(feature = "tower")]
            layered: None,
        }
    }

    /// A client that the caller has built.
    pub(crate) fn finished(client: Client) -> Self {
        Self {
            finished: true,
            ..Self::ours(client)
        }
    }

    /// The HTTP client alone, to make requests with.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Puts layers around it; the last is the outermost.
    #[cfg(feature = "tower")]
    pub(crate) fn layered(mut self, layers: &[crate::middleware::BoxedLayer]) -> Self {
        let (client, finished) = (self.client.clone(), self.finished);
        self.layered = crate::middleware::stack(layers, move |request| {
            execute(client.clone(), finished, request)
        });
        self
    }

    /// Sends a request.
    pub(crate) async fn send(&self, mut request: Request) -> Result<Response, Unanswered> {
        if self.is_plain() {
            // It sends once, so its word about the connection is all the evidence that there can be.
            let sent = self.client.execute(request).await;
            return sent.map_err(|error| Unanswered::new(error.without_url().into(), false));
        }
        let left = Arc::new(AtomicBool::new(false));
        if let Some(body) = request.body_mut().take() {
            let left = Arc::clone(&left);
            *request.body_mut() = Some(Body::wrap(OneTime { body, left }));
        }
        let sent = self.send_around(request).await;
        sent.map_err(|error| Unanswered::new(error, left.load(Ordering::Relaxed)))
    }

    #[cfg(feature = "tower")]
    fn is_plain(&self) -> bool {
        !self.finished && self.layered.is_none()
    }

    #[cfg(not(feature = "tower"))]
    fn is_plain(&self) -> bool {
        !self.finished
    }

    /// Through the layers, if there are any.
    async fn send_around(&self, request: Request) -> Result<Response, BoxError> {
        #[cfg(feature = "tower")]
        if let Some(layered) = &self.layered {
            return crate::middleware::call(layered.clone(), request).await;
        }
        execute(self.client.clone(), self.finished, request).await
    }
}

/// Sends a request through a client, and takes no other address's answer for its own.
///
/// Of a redirect that leads back to the same address a response knows nothing, so that one goes unseen.
async fn execute(client: Client, finished: bool, request: Request) -> Result<Response, BoxError> {
    let asked = finished.then(|| request.url().clone());
    let sent = client.execute(request).await;
    let response = sent.map_err(|error| error.without_url())?;
    match asked {
        Some(asked) if *response.url() != asked => Err(Strayed::Answer.into()),
        _ => Ok(response),
    }
}

impl Unanswered {
    /// What follows from an error; `left` says whether any of the body was asked for.
    fn new(source: BoxError, left: bool) -> Self {
        let source = without_url(source);
        let (mut seen, mut timed_out) = (Seen::Middleware, false);
        let mut cause: Option<&(dyn StdError + 'static)> = Some(&*source);
        while let Some(error) = cause {
            if let Some(error) = error.downcast_ref::<reqwest::Error>() {
                // The time of a medium's own source is not the call's.
                timed_out = error.is_timeout() && !is_broken_off(error);
                seen = match error {
                    // After a redirect or a repetition that somebody else arranged, the last connection is not the only one.
                    error if error.is_connect() && !left => Seen::NoConnection,
                    _ if timed_out => Seen::OutOfTime,
                    _ if left => Seen::Lost,
                    error if error.is_builder() => Seen::NotMade,
                    _ => Seen::Lost,
                };
                break;
            }
            if error.is::<Strayed>() {
                seen = Seen::Redirected;
                break;
            }
            if is_elapsed(error) {
                (seen, timed_out) = (Seen::OutOfTime, true);
                break;
            }
            cause = error.source();
        }
        Self {
            seen,
            timed_out,
            source,
        }
    }
}

/// Addresses are the business of whoever asked them. An error further inside cannot be changed.
fn without_url(source: BoxError) -> BoxError {
    match source.downcast::<reqwest::Error>() {
        Ok(error) => error.without_url().into(),
        Err(source) => source,
    }
}

/// Whether a layer's own time ran out.
#[cfg(feature = "tower")]
fn is_elapsed(error: &(dyn StdError + 'static)) -> bool {
    error.is::<tower::timeout::error::Elapsed>()
}

#[cfg(not(feature = "tower"))]
fn is_elapsed(_error: &(dyn StdError + 'static)) -> bool {
    false
}

/// Something is not what the call asked for.
#[derive(Debug)]
pub(crate) enum Strayed {
    /// The answer is that of another address.
    Answer,
    /// A layer wants to send a request that is not the call's, or no longer.
    #[cfg(feature = "tower")]
    Request,
}

impl fmt::Display for Strayed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Answer => "the answer is that of another address",
            #[cfg(feature = "tower")]
            Self::Request => {
                "a layer wanted to send the request to another address, with another method, or again"
            }
        })
    }
}

impl StdError for Strayed {}

/// A body that can be read once and not be copied, so that nothing between here and the wire can send it twice; and that
/// remembers whether anybody began.
struct OneTime {
    body: Body,
    left: Arc<AtomicBool>,
}

impl HttpBody for OneTime {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        self.left.store(true, Ordering::Relaxed);
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
