//! One request on its way to the head of its answer, and what is known where none comes.

pub(crate) mod causes;
pub(crate) mod clients;
pub(crate) mod evidence;
#[cfg(feature = "tower")]
pub(crate) mod middleware;
pub(crate) mod proxy;
pub(crate) mod tls;

use std::{error::Error as StdError, fmt};

use reqwest::{Client, Request, Response, Url};

use crate::{
    engine::classify::Observation,
    transport::evidence::{Evidence, RequestTracker},
    transport::proxy::{Proxies, Proxy},
};

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// An HTTP client, and what the caller put around it.
pub(crate) struct Http {
    client: Client,
    /// Whether the client is the caller's: nobody knows whether it follows redirects.
    finished: bool,
    proxies: Proxies,
    #[cfg(feature = "tower")]
    layered: Option<crate::transport::middleware::HttpService>,
}

/// A request without an answer.
pub(crate) struct SendError {
    pub(crate) observation: Observation,
    /// Whether it is because time ran out.
    pub(crate) timed_out: bool,
    pub(crate) source: BoxError,
}

impl Http {
    /// A client of ours, which sends each request once and follows nothing.
    pub(crate) fn ours(client: Client, proxies: Proxies) -> Self {
        Self {
            client,
            finished: false,
            proxies,
            #[cfg(feature = "tower")]
            layered: None,
        }
    }

    /// A client that the caller has built.
    pub(crate) fn finished(client: Client) -> Self {
        let proxies = Proxies::of_finished(&client);
        Self {
            finished: true,
            ..Self::ours(client, proxies)
        }
    }

    /// The proxy of a request to this address, where it is known.
    pub(crate) fn proxy(&self, url: &Url) -> Option<Proxy> {
        self.proxies.proxy(url)
    }

    /// The HTTP client alone, to make requests with.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Puts layers around it; the last is the outermost.
    #[cfg(feature = "tower")]
    pub(crate) fn layered(mut self, layers: &[crate::transport::middleware::BoxedLayer]) -> Self {
        let (client, finished) = (self.client.clone(), self.finished);
        self.layered = crate::transport::middleware::stack(layers, move |tracker, request| {
            execute(client.clone(), finished, tracker, request)
        });
        self
    }

    /// Sends a request, through the layers if there are any.
    pub(crate) async fn send(&self, request: Request) -> Result<Response, SendError> {
        let tracker = RequestTracker::default();
        #[cfg(feature = "tower")]
        if let Some(layered) = &self.layered {
            let sent =
                crate::transport::middleware::call(layered.clone(), tracker.clone(), request).await;
            return sent.map_err(|error| SendError::new(&tracker, error));
        }
        let sent = execute(self.client.clone(), self.finished, tracker.clone(), request).await;
        sent.map_err(|error| SendError::new(&tracker, error))
    }
}

/// Sends a request through a client, and takes no other address's answer for its own.
///
/// Of a redirect that leads back to the same address a response knows nothing, so that one goes unseen.
async fn execute(
    client: Client,
    finished: bool,
    tracker: RequestTracker,
    request: Request,
) -> Result<Response, BoxError> {
    let asked = finished.then(|| request.url().clone());
    let response = evidence::send(&client, tracker, request).await?;
    match asked {
        Some(asked) if *response.url() != asked => Err(Misrouted::Response.into()),
        _ => Ok(response),
    }
}

impl SendError {
    /// What follows from an error. Of one that our own client has no part in nobody knows what it means.
    fn new(tracker: &RequestTracker, source: BoxError) -> Self {
        let (mut observation, mut timed_out) = (Observation::Middleware, false);
        let mut cause: Option<&(dyn StdError + 'static)> = Some(&*source);
        while let Some(error) = cause {
            let evidence = error.downcast_ref::<Evidence>();
            if let Some(evidence) = evidence.filter(|evidence| evidence.is_of(tracker)) {
                (observation, timed_out) = (evidence.observation, evidence.timed_out);
                break;
            }
            if error.is::<Misrouted>() {
                observation = Observation::Redirected;
                break;
            }
            if is_elapsed(error) {
                (observation, timed_out) = (Observation::OutOfTime, true);
                break;
            }
            cause = error.source();
        }
        Self {
            observation,
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
pub(crate) enum Misrouted {
    /// The answer is that of another address.
    Response,
    /// A layer wants to send a request that is not the call's, or no longer.
    #[cfg(feature = "tower")]
    Request,
}

impl fmt::Display for Misrouted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Response => "the answer is that of another address",
            #[cfg(feature = "tower")]
            Self::Request => {
                "a layer wanted to send the request to another address, with another method, or again"
            }
        })
    }
}

impl StdError for Misrouted {}
