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

use crate::sending::{BoxError, Strayed};

/// What a [layer](crate::Builder::layer) is put around: a request with its key and address in, the head of an answer and
/// its body out.
///
/// An error is a [`reqwest::Error`] in a box, or whatever a layer further inside gave.
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
    send: impl Fn(Request) -> F + Clone + Send + Sync + 'static,
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
            let request = request?;
            if !ticket.is_some_and(|ticket| ticket.admits(&request)) {
                return Err(Strayed::Request.into());
            }
            Ok(http::Response::from(send(request).await?))
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
}

impl Ticket {
    fn new(request: &Request) -> Self {
        Self {
            asked: Arc::new((request.method().clone(), request.url().clone())),
            used: Arc::default(),
        }
    }

    /// Whether this is the call's own request, on its first way out. A layer may have changed path and query.
    fn admits(&self, request: &Request) -> bool {
        let (method, url) = &*self.asked;
        request.method() == method
            && request.url().origin() == url.origin()
            && !self.used.swap(true, Ordering::Relaxed)
    }
}

/// Sends a request through the layers.
pub(crate) async fn call(service: HttpService, request: Request) -> Result<Response, BoxError> {
    let ticket = Ticket::new(&request);
    let mut request = http::Request::try_from(request)?;
    request.extensions_mut().insert(ticket);
    Ok(service.oneshot(request).await?.into())
}
