//! Middleware of the caller's around every request: tower layers, made one type.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
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

use crate::{
    transport::evidence::{Evidence, RequestTracker},
    transport::{BoxError, Misrouted},
};

/// What a [layer](crate::Builder::layer) is put around: a request with its key and address in, the head of an answer and
/// its body out.
///
/// An error is whatever a layer further inside gave. Next to the wire it is of a type of this crate, with the
/// [`reqwest::Error`] as its source, or without any where the request was [refused](crate::Builder::layer). Hand it on, or keep it
/// in the chain of yours: it alone can say that a request was not sent.
pub type HttpService = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, BoxError>;

/// A layer of any kind.
pub(crate) type BoxedLayer =
    BoxCloneSyncServiceLayer<HttpService, http::Request<Body>, http::Response<Body>, BoxError>;

/// Gives a layer the one type that all of them have here.
pub(crate) fn boxed<L, B>(layer: L) -> BoxedLayer
where
    L: Layer<HttpService> + Send + Sync + 'static,
    L::Service:
        Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    <L::Service as Service<http::Request<Body>>>::Error: Into<BoxError>,
    <L::Service as Service<http::Request<Body>>>::Future: Send + 'static,
    B: HttpBody + Send + Sync + 'static,
    B::Data: Into<Bytes>,
    B::Error: Into<BoxError>,
{
    BoxCloneSyncServiceLayer::new(layer_fn(move |inner: HttpService| {
        layer
            .layer(inner)
            .map_response(|response| response.map(Body::wrap))
            .map_err(Into::into)
    }))
}

/// The layers around `send`, the last of them outermost; nothing where there are none.
pub(crate) fn stack<F>(
    layers: &[BoxedLayer],
    send: impl Fn(RequestTracker, Request) -> F + Clone + Send + Sync + 'static,
) -> Option<HttpService>
where
    F: Future<Output = Result<Response, BoxError>> + Send + 'static,
{
    if layers.is_empty() {
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
                // It says nothing of another that is on its way already.
                Err(_) if ticket.mark_used() => return Err(Misrouted::Request.into()),
                Err(error) => return Err(Evidence::new(ticket.tracker, error).into()),
            };
            Ok(http::Response::from(send(ticket.tracker, request).await?))
        }
    });
    let innermost = BoxCloneSyncService::new(innermost);
    Some(
        layers
            .iter()
            .fold(innermost, |inner, layer| layer.layer(inner)),
    )
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

    /// Whether a request went out with it before; from now on it is.
    fn mark_used(&self) -> bool {
        self.used.swap(true, Ordering::Relaxed)
    }
}

/// Sends a request through the layers, with a body that none of them can copy.
pub(crate) async fn call(
    service: HttpService,
    tracker: RequestTracker,
    mut request: Request,
) -> Result<Response, BoxError> {
    let ticket = Ticket::new(tracker.clone(), &request);
    let body = request.body_mut().take();
    *request.body_mut() = body.map(Body::wrap);
    let mut request =
        http::Request::try_from(request).map_err(|error| Evidence::new(tracker, error))?;
    request.extensions_mut().insert(ticket);
    Ok(service.oneshot(request).await?.into())
}
