//! How requests travel: the caller's changes to the HTTP client, a client of theirs, and layers around requests.

use std::sync::Arc;

#[cfg(feature = "tower")]
use reqwest::Body;
use reqwest::ClientBuilder;

use super::Builder;
#[cfg(feature = "tower")]
use crate::transport::middleware::HttpService;

impl Builder {
    /// Changes the HTTP client underneath: proxies, pool, local address, TLS.
    ///
    /// It is called twice, since calls to this machine have a client of their own that uses no proxy, and twice more for the first
    /// `send_blocking`, which has connections of its own. Redirects and reqwest's own retries stay off whatever it sets. The TLS
    /// settings of rustls are complete already, so reqwest's own root certificates have no effect: give yours to
    /// [`root_certificates`](Builder::root_certificates), or replace all of TLS with `tls_backend_preconfigured`.
    /// [`docs::own_transport`](crate::docs::own_transport) shows all ways. Calling it again changes further what the changes before
    /// have made.
    ///
    /// ```
    /// # use std::time::Duration;
    /// let builder = tatodesk::Tatodesk::builder()
    ///     .http_client(|client| client.tcp_keepalive(Duration::from_secs(15)).pool_max_idle_per_host(4));
    /// ```
    pub fn http_client(
        mut self,
        change: impl Fn(ClientBuilder) -> ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.settings.customize = Some(match self.settings.customize.take() {
            Some(first) => Arc::new(move |client| change(first(client))),
            None => Arc::new(change),
        });
        self
    }

    /// Trusts these root certificates besides the system's, in PEM: those of a company whose proxy looks into TLS, or of a
    /// test server. Calling it again adds more.
    ///
    /// [`build`](Builder::build) refuses a text without a certificate that can be read.
    ///
    /// ```no_run
    /// let pem = std::fs::read("/etc/ssl/company.pem")?;
    /// let tatodesk = tatodesk::Tatodesk::builder().api_key("key").root_certificates(pem).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(any(feature = "native-tls", feature = "rustls-no-provider"))]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.settings.roots.push(pem.into());
        self
    }

    /// Sends through this HTTP client, exactly as it is, instead of one of our own.
    ///
    /// TLS, proxies (for this machine, too), time for connecting, redirects and retries are then what it was built with.
    /// Build it with [`redirect::Policy::none`](reqwest::redirect::Policy::none): reqwest's default follows redirects, and the
    /// key goes with them. Two things hold for every client: no body is sent twice, since none can be copied, and the answer of
    /// another address that a redirect led to is an error of unknown outcome. An answer that a followed redirect brought from the
    /// same address cannot be told from the call's own, and "not sent" is only as reliable as your client's `is_connect()`. The
    /// client's connections serve `send_blocking` as well: do not mix that with `send` on a runtime that does not run all the time. Prefer
    /// [`http_client`](Builder::http_client), which cannot be combined with this;
    /// [`docs::own_transport`](crate::docs::own_transport) shows how to do without.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tatodesk::{Tatodesk, reqwest};
    ///
    /// let client = reqwest::Client::builder()
    ///     .redirect(reqwest::redirect::Policy::none())
    ///     .retry(reqwest::retry::never())
    ///     .connect_timeout(Duration::from_secs(5))
    ///     .build()?;
    /// let tatodesk = Tatodesk::builder().api_key("key").reqwest_client(client).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reqwest_client(mut self, client: reqwest::Client) -> Self {
        self.settings.finished = Some(client);
        self
    }

    /// Puts a tower layer around every request that is sent: each attempt of each call, uploads included. Feature `tower`.
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
    #[cfg(feature = "tower")]
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
