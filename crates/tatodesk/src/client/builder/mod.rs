//! Makes a client: from a builder, or from the environment. It uses the configuration and the settings of transport; callers use it.

#[cfg(any(feature = "gzip", feature = "zstd"))]
mod compression;
#[cfg(feature = "tower-0-5")]
mod layer;
#[cfg(feature = "reqwest-0-13")]
mod reqwest;
#[cfg(any(feature = "native-tls", feature = "rustls-no-provider"))]
mod roots;

use std::{fmt, sync::Arc, time::Duration};

use tatodesk_api::{Product, transport::ApiKey};

#[cfg(feature = "limits")]
use crate::engine::throttle::RateLimit;
use crate::{
    client::Tatodesk,
    client::config::{Config, Given},
    client::config_error::ConfigError,
    engine::clock::Clock,
    engine::retry::policy::{RetryBudget, RetryPolicy},
    transport::clients::ClientSettings,
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
    settings: ClientSettings,
}

impl Builder {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            config,
            settings: ClientSettings::default(),
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

    /// Sends all operations to one address instead of Tatodesk's four hosts.
    ///
    /// It may be a local server or a gateway. A path in it is kept in front of each operation's path.
    ///
    /// It must be https, or http to this machine (`localhost`, `127.0.0.1`, `[::1]`).
    pub fn base_url(mut self, url: impl AsRef<str>) -> Self {
        self.config.base_url = Some(given(url.as_ref().to_owned(), "Builder::base_url"));
        self
    }

    /// Sends one operation to its own address.
    ///
    /// The id names the operation, such as `insertObject`. This address wins over [`base_url`](Builder::base_url).
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

    /// How long a whole call may take.
    ///
    /// This includes every attempt and pause, and the decoding of its answer. The default is 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.config.timeout = timeout;
        self
    }

    /// How long each attempt may take, within the timeout of the whole call. Without it, one attempt may use up all of that:
    /// give one to have reads tried again where a server stalls. A write or a send is never sent again after it.
    ///
    /// Making a connection may take half of it at most, so that a host that cannot be reached is reported as
    /// [not sent](crate::Outcome::NotSent). That half is fixed when the client is built: a call that is given a much shorter
    /// time of its own may be over while it still connects, and its outcome is then unknown. So it is where a longer
    /// `connect_timeout` was set in [`http_client`](Builder::http_client).
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
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.config.retry = policy;
        self
    }

    /// How many further attempts all calls of this client may make together.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.config.retry_budget = budget;
        self
    }

    /// The rate of requests of each product that has no limit of its own.
    ///
    /// Each product counts for itself, since each may have a key and a limit of its own at Tatodesk. No limit is the default.
    /// Feature `limits`.
    ///
    /// Every attempt counts, further ones too. Calls wait in the order in which they came, within their timeout: where the wait
    /// is known to be longer than what is left of it, the call ends at once, as [not sent](crate::Outcome::NotSent). A future that
    /// is dropped while it waits sends nothing and leaves its place to the next. Clones of a client share its limits.
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

    /// How many requests may be under way at a time.
    ///
    /// A request counts from the moment it is sent until its answer is read; pauses between attempts do not count. No limit is
    /// the default. Calls wait as for a [`rate_limit`](Builder::rate_limit), but how long others take is not known beforehand:
    /// a call that gets no room ends with its time. A future that is kept and not polled may keep its room. Feature `limits`.
    #[cfg(feature = "limits")]
    pub fn max_concurrency(mut self, requests: usize) -> Self {
        self.config.throttle.concurrency = Some(requests);
        self
    }

    /// Takes time, pauses and their jitter from `clock` instead of the machine.
    ///
    /// Tests with such a clock take no time.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.config.clock = Arc::new(clock);
        self
    }

    /// The largest answer to accept, in bytes. The default is 64 MiB, enough for a report page of 100,000 rows.
    ///
    /// Decoding takes no more memory than a `serde_json::Value` of the same text (and 2 MiB), at most 65 bytes for each byte of the
    /// answer (and 8 MiB), and at most 2 GiB beside the texts. So no answer takes more than 2.2 GiB with the default, its own bytes
    /// included. An answer that would need more memory does not decode. Reports as Tatodesk documents them take two bytes for each
    /// byte.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.config.max_response_bytes = bytes;
        self
    }

    /// Checks everything and makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// There is no key, a key cannot travel in a header, an address is not https (or http to this machine), an operation
    /// does not exist, a limit is zero, a proxy variable that calls need holds no address of a proxy, or an address is https and
    /// the program is built without TLS. The error says which setting it is and what to do.
    ///
    /// # Panics
    ///
    /// Where a layer of `Builder::layer` panics. Those that spawn a task when they are put around a service, such as tower's
    /// `buffer`, do so outside of a runtime: build the client in async code, or enter the runtime first.
    pub fn build(self) -> Result<Tatodesk, ConfigError> {
        Tatodesk::new(&self.config, self.settings)
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
