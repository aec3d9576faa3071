//! Layers around requests. Feature `tower-0-5`.

use reqwest::Body;

use super::Builder;
use crate::transport::middleware::HttpService;

impl Builder {
    /// Puts a tower layer around every request: each attempt of each call.
    ///
    /// Uploads are included. Feature `tower-0-5`.
    ///
    /// The service inside takes a [`http::Request`] that has its address and key (marked as sensitive, so that `Debug` does not
    /// show it), and gives a [`http::Response`]; layers of tower and tower-http fit. A further layer goes around those before
    /// it. Calls to this machine and to others have a stack each, made from the same layers; so have blocking calls, from the first
    /// of them on.
    ///
    /// The SDK itself tries again, and follows no redirect: add no layer here that does either. A request leaves the layers
    /// once, with its own method, to its own scheme, host and port; whatever else a layer sends is refused before it leaves, as
    /// an error of unknown outcome. A layer may change path, query, headers and body, and has to keep the extensions.
    ///
    /// If a layer returns an error of its own, it is unknown what the layer had sent, so the outcome of a write or a send is then
    /// unknown. "Not sent" needs the error of the call's own client, by itself or in the chain of a layer's error: no connection was
    /// made, or the request could not be made at all. The words of a layer stand in the error's chain and nowhere else.
    /// [`docs::own_transport`](crate::docs::own_transport) has an example.
    ///
    /// A layer is put around its service in [`build`](Builder::build). One that spawns a task then, such as tower's `buffer`, panics
    /// outside of a runtime: build in async code, or enter the runtime first.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tatodesk::Tatodesk;
    ///
    /// let builder = Tatodesk::builder().layer(tower::timeout::TimeoutLayer::new(Duration::from_secs(5)));
    /// ```
    pub fn layer<L, B>(mut self, layer: L) -> Self
    where
        L: tower::Layer<HttpService> + Send + Sync + 'static,
        L::Service: tower::Service<http::Request<Body>, Response = http::Response<B>>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as tower::Service<http::Request<Body>>>::Error: Into<tower::BoxError>,
        <L::Service as tower::Service<http::Request<Body>>>::Future: Send + 'static,
        B: http_body::Body + Send + Sync + 'static,
        B::Data: Into<bytes::Bytes>,
        B::Error: Into<tower::BoxError>,
    {
        self.settings.layers.push(layer);
        self
    }
}
