//! One request on its way to the head of its answer, and what is known where none comes.

use std::{error::Error as StdError, fmt};

use reqwest::{Client, Request, Response};

use crate::{
    classify::Seen,
    evidence::{self, Errand, Evidence},
};

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
        self.layered = crate::middleware::stack(layers, move |errand, request| {
            execute(client.clone(), finished, errand, request)
        });
        self
    }

    /// Sends a request, through the layers if there are any.
    pub(crate) async fn send(&self, request: Request) -> Result<Response, Unanswered> {
        let errand = Errand::default();
        #[cfg(feature = "tower")]
        if let Some(layered) = &self.layered {
            let sent = crate::middleware::call(layered.clone(), errand.clone(), request).await;
            return sent.map_err(|error| Unanswered::new(&errand, error));
        }
        let sent = execute(self.client.clone(), self.finished, errand.clone(), request).await;
        sent.map_err(|error| Unanswered::new(&errand, error))
    }
}

/// Sends a request through a client, and takes no other address's answer for its own.
///
/// Of a redirect that leads back to the same address a response knows nothing, so that one goes unseen.
async fn execute(
    client: Client,
    finished: bool,
    errand: Errand,
    request: Request,
) -> Result<Response, BoxError> {
    let asked = finished.then(|| request.url().clone());
    let response = evidence::send(&client, errand, request).await?;
    match asked {
        Some(asked) if *response.url() != asked => Err(Strayed::Answer.into()),
        _ => Ok(response),
    }
}

impl Unanswered {
    /// What follows from an error. Of one that our own client has no part in nobody knows what it means.
    fn new(errand: &Errand, source: BoxError) -> Self {
        let (mut seen, mut timed_out) = (Seen::Middleware, false);
        let mut cause: Option<&(dyn StdError + 'static)> = Some(&*source);
        while let Some(error) = cause {
            let evidence = error.downcast_ref::<Evidence>();
            if let Some(evidence) = evidence.filter(|evidence| evidence.is_of(errand)) {
                (seen, timed_out) = (evidence.seen, evidence.timed_out);
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
            source: stripped(source),
        }
    }
}

/// The client's own error, where nobody has put another around it, and without an address: that is the business of whoever
/// asked it. An error further inside cannot be changed.
fn stripped(source: BoxError) -> BoxError {
    let source = match source.downcast::<Evidence>() {
        Ok(evidence) => return evidence.error.into(),
        Err(source) => source,
    };
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
