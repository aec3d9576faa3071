//! Making a client: from a builder, or from the environment.

use std::{fmt, sync::Arc, time::Duration};

#[cfg(feature = "tower")]
use reqwest::Body;
use reqwest::ClientBuilder;
use tatodesk_api::{Product, transport::ApiKey};

#[cfg(feature = "tower")]
use crate::middleware::HttpService;
#[cfg(feature = "limits")]
use crate::throttle::RateLimit;
use crate::{
    client::Tatodesk,
    clock::Clock,
    config::{Config, ConfigError, Given},
    http_client::Wiring,
    policy::{RetryBudget, RetryPolicy},
};

/// Makes a [`Tatodesk`]. Everything is checked in [`build`](Builder::build).
///
/// ```
/// use std::time::Duration;
/// use tatodesk::{Product, Tatodesk};
///
/// let tatodesk = Tatodesk::builder()
///     .api_key("key-of-the-account")
///     .product_key(Product::Data, "key-of-the-data-api")
///     .base_url("http://127.0.0.1:8080") // a local server instead of Tatodesk's four hosts
///     .timeout(Duration::from_secs(10))
///     .build()?;
/// # Ok::<(), tatodesk::ConfigError>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder makes nothing until `build` is called"]
pub struct Builder {
    config: Config,
    wiring: Wiring,
}

impl Builder {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            config,
            wiring: Wiring::default(),
        }
    }

    /// A builder that starts from the environment, as [`Tatodesk::from_env`] reads it. What is set afterwards wins.
    ///
    /// # Errors
    ///
    /// A variable that is set is not valid UTF-8.
    pub fn from_env() -> Result<Self, ConfigError> {
        Config::from_variables(|name| std::env::var_os(name)).map(Self::new)
    }

    /// The key for every product that has none of its own.
    pub fn api_key(mut self, key: impl Into<ApiKey>) -> Self {
        self.config.key = Some(given(key.into(), "Builder::api_key"));
        self
    }

    /// The key for one product. Tatodesk can issue a key that opens one product only.
    pub fn product_key(mut self, product: Product, key: impl Into<ApiKey>) -> Self {
        self.config
            .product_keys
            .retain(|(known, _)| *known != product);
        self.config
            .product_keys
            .push((product, given(key.into(), "Builder::product_key")));
        self
    }

    /// Sends all operations to one address instead of Tatodesk's four hosts: a local server, or a gateway. A path in it is
    /// kept in front of each operation's path.
    ///
    /// It must be https, or http to this machine (`localhost`, `127.0.0.1`, `[::1]`).
    pub fn base_url(mut self, url: impl AsRef<str>) -> Self {
        self.config.base_url = Some(given(url.as_ref().to_owned(), "Builder::base_url"));
        self
    }

    /// Sends one operation, named by its id such as `insertObject`, to an address of its own; this wins over
    /// [`base_url`](Builder::base_url).
    ///
    /// The documentation names two hosts for some operations (`insertObject`, `updateObject`, `deleteObject`,
    /// `createAppSession`: `api` in the heading, `api-v2` in the example). The second is the default; this chooses the first.
    pub fn operation_base_url(
        mut self,
        operation: impl Into<String>,
        url: impl AsRef<str>,
    ) -> Self {
        let operation = operation.into();
        self.config
            .operation_urls
            .retain(|(known, _)| *known != operation);
        let url = given(url.as_ref().to_owned(), "Builder::operation_base_url");
        self.config.operation_urls.push((operation, url));
        self
    }

    /// How long a whole call may take, with every attempt and pause. The default is 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.config.timeout = timeout;
        self
    }

    /// How long each attempt may take, within the timeout of the whole call. Without it, one attempt may use up all of that:
    /// give one to have reads tried again where a server stalls. A write or a send is never sent again after it.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.config.attempt_timeout = Some(timeout);
        self
    }

    /// How many further attempts may follow the first. The default is 3. The rest of the [`RetryPolicy`] stays as it is.
    pub fn retries(mut self, retries: u32) -> Self {
        self.config.retry = self.config.retry.retries(retries);
        self
    }

    /// When and how calls are tried again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.config.retry = policy;
        self
    }

    /// How many further attempts all calls of this client may make together.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.config.retry_budget = budget;
        self
    }

    /// How fast requests follow each other, for each product that has no limit of its own. Each product counts for itself, since
    /// each may have a key and a limit of its own at Tatodesk. No limit is the default. Feature `limits`.
    ///
    /// Every attempt counts, further ones too. Calls wait in the order in which they came, within their timeout: where the wait
    /// is longer than what is left of it, the call ends at once, as [not sent](crate::Outcome::NotSent). A future that is
    /// dropped while it waits sends nothing and leaves its place to the next. Clones of a client share its limits.
    #[cfg(feature = "limits")]
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.config.throttle.rate = Some(limit);
        self
    }

    /// How fast requests of one product follow each other: see [`rate_limit`](Builder::rate_limit). Feature `limits`.
    #[cfg(feature = "limits")]
    pub fn product_rate_limit(mut self, product: Product, limit: RateLimit) -> Self {
        let rates = &mut self.config.throttle.product_rates;
        rates.retain(|(known, _)| *known != product);
        rates.push((product, limit));
        self
    }

    /// How many requests may be under way at a time, from the moment a request is sent until its answer is read; pauses between
    /// attempts do not count. No limit is the default. Calls wait as for a [`rate_limit`](Builder::rate_limit). Feature `limits`.
    #[cfg(feature = "limits")]
    pub fn max_concurrency(mut self, requests: usize) -> Self {
        self.config.throttle.concurrency = Some(requests);
        self
    }

    /// Takes time, pauses and their jitter from `clock` instead of the machine, for tests that are to take no time.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.config.clock = Arc::new(clock);
        self
    }

    /// The largest answer to accept, in bytes. The default is 128 MiB.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.config.max_response_bytes = bytes;
        self
    }

    /// Changes the HTTP client underneath: proxies, pool, local address, TLS.
    ///
    /// It is called twice, since calls to this machine have a client of their own that uses no proxy. Redirects and reqwest's
    /// own retries stay off whatever it sets. The TLS settings are complete already, so reqwest's own root certificates have
    /// no effect: give yours to [`root_certificates`](Builder::root_certificates), or replace all of TLS with
    /// `tls_backend_preconfigured`. [`docs::own_transport`](crate::docs::own_transport) shows all ways.
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
        self.wiring.customize = Some(Arc::new(change));
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
    #[cfg(feature = "rustls")]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.wiring.roots.push(pem.into());
        self
    }

    /// Sends through this HTTP client, exactly as it is, instead of one of our own.
    ///
    /// TLS, proxies (for this machine, too), time for connecting, redirects and retries are then what it was built with.
    /// Build it with [`redirect::Policy::none`](reqwest::redirect::Policy::none): reqwest's default follows redirects, and the
    /// key goes with them. What stays true whatever it does: no body is sent twice, since none can be copied, and the answer of
    /// an address that a redirect led to is an error of unknown outcome. Prefer [`http_client`](Builder::http_client), which
    /// cannot be combined with this, and [`docs::own_transport`](crate::docs::own_transport) shows how to do without.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tatodesk::{Tatodesk, reqwest};
    ///
    /// # let _ = rustls::crypto::ring::default_provider().install_default(); // reqwest's own TLS wants one
    /// let client = reqwest::Client::builder()
    ///     .redirect(reqwest::redirect::Policy::none())
    ///     .retry(reqwest::retry::never())
    ///     .connect_timeout(Duration::from_secs(5))
    ///     .build()?;
    /// let tatodesk = Tatodesk::builder().api_key("key").reqwest_client(client).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reqwest_client(mut self, client: reqwest::Client) -> Self {
        self.wiring.finished = Some(client);
        self
    }

    /// Puts a tower layer around every request that is sent: each attempt of each call, uploads included. Feature `tower`.
    ///
    /// The service inside takes a [`http::Request`] that has its address and key (marked as sensitive, so that `Debug` does not
    /// show it), and gives a [`http::Response`]; layers of tower and tower-http fit. A further layer goes around those before
    /// it. Calls to this machine and to others have a stack each, made from the same layers.
    ///
    /// Retries are ours: do not put a retry layer here. The body can be read once and not be copied, which stops most of them,
    /// but not one that collects the bytes. If a layer gives an error of its own, nobody knows what it had sent, so the outcome
    /// of a write or a send is then unknown; "not sent" is only what the connector itself says.
    /// [`docs::own_transport`](crate::docs::own_transport) has an example.
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
        self.wiring.layers.push(crate::middleware::boxed(layer));
        self
    }

    /// Checks everything and makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// There is no key, a key cannot travel in a header, an address is not https (or http to this machine), an operation
    /// does not exist, or a limit is zero. The error says which setting it is and what to do.
    pub fn build(self) -> Result<Tatodesk, ConfigError> {
        Tatodesk::new(&self.config, &self.wiring)
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("timeout", &self.config.timeout)
            .field("retry", &self.config.retry)
            .field("retry_budget", &self.config.retry_budget)
            .field("max_response_bytes", &self.config.max_response_bytes)
            .finish_non_exhaustive()
    }
}

fn given<T>(value: T, place: &str) -> Given<T> {
    Given {
        value,
        place: place.to_owned(),
    }
}
