//! One request on its way to the head of its answer, and the evidence of how far it came where no answer begins. It uses the HTTP
//! client and nothing of the engine, which uses it.

pub(crate) mod causes;
pub(crate) mod clients;
pub(crate) mod connect;
pub(crate) mod content_encoding;
pub(crate) mod evidence;
pub(crate) mod middleware;
pub(crate) mod proxy;
pub(crate) mod tls;

use std::{error::Error as StdError, sync::Arc};

use bytes::Bytes;
use reqwest::{Client as HttpClient, Request, Response, Url, header::HeaderValue};
use tatodesk_api::{Client, Operation, RequestBody, Transport, raw::RawError, transport::KeyMask};

use crate::transport::{
    content_encoding::{ContentEncoding, accept_encoding},
    evidence::{BoxError, Evidence, Misrouted, Reached, RequestTracker},
    middleware::{Layered, Layers, is_elapsed},
    proxy::{Proxies, Proxy},
};

/// How the requests of an operation get to its host.
pub(crate) struct Route {
    /// Makes requests, with address and key.
    api: Client,
    /// Sends them.
    http: Http,
    /// The `Accept-Encoding` of each request.
    accept_encoding: Option<HeaderValue>,
}

impl Route {
    pub(crate) fn new(http: Http, transport: Transport, accepted: &[ContentEncoding]) -> Self {
        Self {
            api: Client::with_transport(http.client.clone(), transport),
            http,
            accept_encoding: accept_encoding(accepted),
        }
    }

    /// The `Accept-Encoding` of each request, if it has one.
    pub(crate) fn accept_encoding(&self) -> Option<&HeaderValue> {
        self.accept_encoding.as_ref()
    }

    /// The address of an operation.
    pub(crate) fn url(&self, operation: &Operation) -> &Url {
        self.api.transport().url(operation)
    }

    /// The host of that address.
    pub(crate) fn host(&self, operation: &Operation) -> &Arc<str> {
        self.api.transport().host(operation)
    }

    /// The header `Host` of that address.
    pub(crate) fn host_header(&self, operation: &Operation) -> &HeaderValue {
        self.api.transport().host_header(operation)
    }

    /// Whether that address is this machine.
    pub(crate) fn is_loopback(&self, operation: &Operation) -> bool {
        self.api.transport().is_loopback(operation)
    }

    /// The request of one attempt with an encoded JSON body.
    pub(crate) fn json_request(
        &self,
        operation: &'static Operation,
        json: Bytes,
    ) -> Result<Request, RawError> {
        self.api.raw_request(operation, json)
    }

    /// Makes the request of one attempt. The file of a form is opened for it.
    pub(crate) async fn request(
        &self,
        operation: &'static Operation,
        body: RequestBody,
    ) -> Result<Request, RawError> {
        self.api.request_with(operation, body).await
    }

    /// Sends a request, and waits for the head of its answer.
    pub(crate) async fn send(&self, request: Request) -> Result<Response, SendError> {
        self.http.send(request).await
    }

    /// Whether [`send_straight`](Route::send_straight) is enough for this request.
    pub(crate) fn goes_straight(&self, request: &Request) -> bool {
        self.http.goes_straight(request)
    }

    /// Sends a request straight to the HTTP client. Its error becomes a [`SendError`] by [`of_ours`](SendError::of_ours).
    pub(crate) fn send_straight(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<Response, reqwest::Error>> + Send + 'static {
        self.http.client.execute(request)
    }

    /// The proxy of a request to this address, where it is known.
    pub(crate) fn proxy(&self, url: &Url) -> Option<Proxy> {
        self.http.proxies.proxy(url)
    }

    /// Hides the client's keys in texts of the server.
    pub(crate) fn key_mask(&self) -> KeyMask {
        self.api.transport().key_mask()
    }
}

/// An HTTP client, and the layers that the caller put around it.
pub(crate) struct Http {
    client: HttpClient,
    /// Whether the caller built the client, so that it may follow redirects.
    is_finished: bool,
    proxies: Proxies,
    layered: Option<Layered>,
}

/// A request that got no answer.
pub(crate) struct SendError {
    pub(crate) reached: Reached,
    /// Whether it is because time ran out.
    pub(crate) timed_out: bool,
    pub(crate) source: BoxError,
}

impl Http {
    /// A client of ours, which sends each request once and follows nothing.
    pub(crate) fn ours(client: HttpClient, proxies: Proxies) -> Self {
        Self {
            client,
            is_finished: false,
            proxies,
            layered: None,
        }
    }

    /// A client that the caller has built.
    pub(crate) fn finished(client: HttpClient) -> Self {
        let proxies = Proxies::of_finished(&client);
        Self {
            is_finished: true,
            ..Self::ours(client, proxies)
        }
    }

    /// Puts layers around it; the last is the outermost.
    pub(crate) fn layered(mut self, layers: &Layers) -> Self {
        let (client, is_finished) = (self.client.clone(), self.is_finished);
        self.layered = layers.around(move |tracker, request| {
            let client = client.clone();
            async move { execute(&client, is_finished, tracker, request).await }
        });
        self
    }

    /// Whether a client of ours sends this request without layers, and its body is in memory.
    ///
    /// Such a client follows no redirect and repeats nothing, so its own error says how far the request came, without a watch
    /// over the body.
    fn goes_straight(&self, request: &Request) -> bool {
        let is_in_memory = request.body().is_none_or(|body| body.as_bytes().is_some());
        !self.is_finished && self.layered.is_none() && is_in_memory
    }

    /// Sends a request, through the layers if there are any.
    async fn send(&self, request: Request) -> Result<Response, SendError> {
        let tracker = RequestTracker::default();
        let sent = match &self.layered {
            Some(layered) => layered.send(tracker.clone(), request).await,
            None => execute(&self.client, self.is_finished, tracker.clone(), request).await,
        };
        sent.map_err(|error| SendError::new(&tracker, error))
    }
}

/// Sends a request through a client, and refuses an answer of another address.
///
/// A redirect back to the same URL leaves no trace in the response and cannot be detected.
async fn execute(
    client: &HttpClient,
    is_finished: bool,
    tracker: RequestTracker,
    request: Request,
) -> Result<Response, BoxError> {
    let asked = is_finished.then(|| request.url().clone());
    let response = evidence::send(client, tracker, request).await?;
    match asked {
        Some(asked) if *response.url() != asked => Err(Misrouted::Response.into()),
        _ => Ok(response),
    }
}

impl SendError {
    /// The error of a client of ours that was asked without layers.
    #[cold]
    pub(crate) fn of_ours(error: reqwest::Error) -> Self {
        let evidence = Evidence::new(RequestTracker::default(), error);
        Self {
            reached: evidence.reached,
            timed_out: evidence.timed_out,
            source: evidence.error.into(),
        }
    }

    /// Classifies a send error. An error that did not come from our HTTP client is treated as unknown.
    fn new(tracker: &RequestTracker, source: BoxError) -> Self {
        let (mut reached, mut timed_out) = (Reached::Middleware, false);
        let mut cause: Option<&(dyn StdError + 'static)> = Some(&*source);
        while let Some(error) = cause {
            let evidence = error.downcast_ref::<Evidence>();
            if let Some(evidence) = evidence.filter(|evidence| evidence.is_of(tracker)) {
                (reached, timed_out) = (evidence.reached, evidence.timed_out);
                break;
            }
            if error.is::<Misrouted>() {
                reached = Reached::Redirected;
                break;
            }
            if is_elapsed(error) {
                (reached, timed_out) = (Reached::OutOfTime, true);
                break;
            }
            cause = error.source();
        }
        Self {
            reached,
            timed_out,
            source: stripped(source),
        }
    }
}

/// The client's own error without its address, where no other error is around it. An error further inside cannot be changed.
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
