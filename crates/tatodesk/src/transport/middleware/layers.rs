//! The caller's tower layers around every request, made one type.

use std::{
    error::Error as StdError,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use http_body::Body as HttpBody;
use reqwest::{Body, Method, Request, Response, Url};
use tower::{
    Layer, Service, ServiceExt as _,
    layer::layer_fn,
    service_fn,
    util::{BoxCloneSyncService, BoxCloneSyncServiceLayer},
};

use crate::transport::evidence::{BoxError, Evidence, Misrouted, RequestTracker};

/// The service inside a [layer](crate::Builder::layer).
///
/// It takes a request with its key and address, and answers the head and the body of an answer.
///
/// Its error is the error of a layer further inside. Next to the wire that is a type of this crate with the [`reqwest::Error`] as its
/// source, or without a source where the request was [refused](crate::Builder::layer). Return it, or keep it in the chain of your
/// own error: only this error can say that a request was not sent.
pub type HttpService = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, BoxError>;

/// A layer of any kind.
type BoxedLayer =
    BoxCloneSyncServiceLayer<HttpService, http::Request<Body>, http::Response<Body>, BoxError>;

/// The layers that a client is given. The first stands next to the HTTP client.
#[derive(Clone, Default)]
pub(crate) struct Layers(Vec<BoxedLayer>);

impl Layers {
    /// Adds a layer around those before it.
    pub(crate) fn push<L, B>(&mut self, layer: L)
    where
        L: Layer<HttpService> + Send + Sync + 'static,
        L::Service: Service<http::Request<Body>, Response = http::Response<B>>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as Service<http::Request<Body>>>::Error: Into<BoxError>,
        <L::Service as Service<http::Request<Body>>>::Future: Send + 'static,
        B: HttpBody + Send + Sync + 'static,
        B::Data: Into<Bytes>,
        B::Error: Into<BoxError>,
    {
        let layer = layer_fn(move |inner: HttpService| {
            layer
                .layer(inner)
                .map_response(|response| response.map(Body::wrap))
                .map_err(Into::into)
        });
        self.0.push(BoxCloneSyncServiceLayer::new(layer));
    }

    /// The layers around `send`, the last of them outermost; nothing where there are none.
    pub(crate) fn around<F>(
        &self,
        send: impl Fn(RequestTracker, Request) -> F + Clone + Send + Sync + 'static,
    ) -> Option<Layered>
    where
        F: Future<Output = Result<Response, BoxError>> + Send + 'static,
    {
        if self.0.is_empty() {
            return None;
        }
        let innermost = service_fn(move |mut request: http::Request<Body>| {
            let ticket = request.extensions_mut().remove::<Ticket>();
            let request = Request::try_from(request);
            let send = send.clone();
            async move {
                let ticket = ticket.ok_or(Misrouted::Request)?;
                let request = match request {
                    Ok(request) if ticket.admits(&request) => request,
                    Ok(_) => return Err(Misrouted::Request.into()),
                    // It says nothing of another request that is on its way already.
                    Err(_) if ticket.mark_used() => return Err(Misrouted::Request.into()),
                    Err(error) => return Err(Evidence::new(ticket.tracker, error).into()),
                };
                Ok(http::Response::from(send(ticket.tracker, request).await?))
            }
        });
        let innermost = BoxCloneSyncService::new(innermost);
        let layers = self.0.iter();
        Some(Layered(
            layers.fold(innermost, |inner, layer| layer.layer(inner)),
        ))
    }
}

/// A client with layers around it.
pub(crate) struct Layered(HttpService);

impl Layered {
    /// Sends a request through the layers, with a body that none of them can copy.
    pub(crate) async fn send(
        &self,
        tracker: RequestTracker,
        mut request: Request,
    ) -> Result<Response, BoxError> {
        let ticket = Ticket::new(tracker.clone(), &request);
        let body = request.body_mut().take();
        *request.body_mut() = body.map(Body::wrap);
        let mut request =
            http::Request::try_from(request).map_err(|error| Evidence::new(tracker, error))?;
        request.extensions_mut().insert(ticket);
        Ok(self.0.clone().oneshot(request).await?.into())
    }
}

/// Whether the time of a layer ran out.
pub(crate) fn is_elapsed(error: &(dyn StdError + 'static)) -> bool {
    error.is::<tower::timeout::error::Elapsed>()
}

/// Lets one request through to the wire, once: whatever a layer makes of it or repeats, the key goes nowhere else, and nothing
/// happens twice.
#[derive(Clone)]
struct Ticket {
    asked: Arc<(Method, Url)>,
    used: Arc<AtomicBool>,
    tracker: RequestTracker,
}

impl Ticket {
    fn new(tracker: RequestTracker, request: &Request) -> Self {
        Self {
            asked: Arc::new((request.method().clone(), request.url().clone())),
            used: Arc::default(),
            tracker,
        }
    }

    /// Whether this is the call's own request, on its first way out. A layer may have changed path and query.
    fn admits(&self, request: &Request) -> bool {
        let (method, url) = &*self.asked;
        request.method() == method && request.url().origin() == url.origin() && !self.mark_used()
    }

    /// Marks the ticket as used, and says whether a request went out with it before.
    fn mark_used(&self) -> bool {
        self.used.swap(true, Ordering::Relaxed)
    }
}
