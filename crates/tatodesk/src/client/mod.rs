//! The client that everything starts from: its builder, its configuration, and how it hands a call to the engine. It uses the
//! engine and transport; calls and sections use it.

#[cfg(feature = "blocking")]
pub(crate) mod blocking;
pub(crate) mod builder;
pub(crate) mod config;
pub(crate) mod config_error;

use std::{fmt, pin::Pin, sync::Arc};

use reqwest::header::HeaderMap;
use tatodesk_api::{Operation, RequestBody, Transport, transport::KeyMask};

use crate::{
    client::builder::Builder,
    client::config::{Addresses, Config},
    client::config_error::ConfigError,
    engine::attempt::Outgoing,
    engine::clock::Clock,
    engine::feed::Feed,
    engine::limits::Limits,
    engine::record::{CallRecord, Failure, RawAnswer},
    engine::retry::budget::Budget,
    engine::throttle::Throttle,
    engine::{self, Shared},
    observe::metrics,
    transport::Route,
    transport::clients::{self, ClientFactory, ClientSettings},
};

/// A client of Tatodesk. Cloning it is cheap, and clones share their connections.
///
/// Each section of Tatodesk's documentation is a method: [`in_person`](Tatodesk::in_person),
/// [`scheduling`](Tatodesk::scheduling), [`email`](Tatodesk::email), [`whatsapp`](Tatodesk::whatsapp),
/// [`sms`](Tatodesk::sms), [`reports`](Tatodesk::reports), [`crm`](Tatodesk::crm),
/// [`contact_center`](Tatodesk::contact_center), [`pulse`](Tatodesk::pulse), [`chatbot`](Tatodesk::chatbot) and
/// [`survey`](Tatodesk::survey).
///
/// Keep one for each async runtime, not one for the process where that has several. A connection is driven by the runtime that
/// opened it: while that one does not run (it is only entered with `block_on` now and then), a call from another runtime that takes
/// its idle connection waits for the end of its time, and a write or a send then ends as unknown. `send_blocking` has connections
/// of its own.
#[derive(Clone)]
pub struct Tatodesk {
    inner: Arc<Inner>,
}

struct Inner {
    remote: Route,
    loopback: Route,
    limits: Limits,
    shared: Arc<Shared>,
    #[cfg(feature = "blocking")]
    twin: blocking::Twin,
}

impl Tatodesk {
    /// Starts a configuration from nothing: no key, Tatodesk's own hosts.
    pub fn builder() -> Builder {
        Builder::new(Config::default())
    }

    /// A client that is configured by the environment alone.
    ///
    /// `TATODESK_API_KEY` is the key; `TATODESK_IN_PERSON_API_KEY`, `TATODESK_NOTIFICATIONS_API_KEY`,
    /// `TATODESK_DATA_API_KEY`, `TATODESK_CRM_API_KEY`, `TATODESK_CONTACT_CENTER_API_KEY`, `TATODESK_PULSE_API_KEY`,
    /// `TATODESK_CHATBOT_API_KEY` and `TATODESK_SURVEY_API_KEY` are for one product each. `TATODESK_BASE_URL` replaces all
    /// four hosts. `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` mean what they mean everywhere, for HTTP and SOCKS proxies; this
    /// machine is never reached through a proxy.
    ///
    /// # Errors
    ///
    /// There is no key, or a variable holds something that cannot be used; the error names it.
    pub fn from_env() -> Result<Self, ConfigError> {
        Builder::from_env()?.build()
    }

    pub(crate) fn new(config: &Config, settings: ClientSettings) -> Result<Self, ConfigError> {
        let addresses = config.checked()?;
        let transport = transport(config, &addresses)?;
        let operations = tatodesk_api::OPERATIONS.iter();
        let mut remote = Vec::new();
        let mut https = false;
        for operation in operations {
            let own = addresses
                .operations
                .iter()
                .find(|(known, _)| known.id == operation.id);
            let address = own.map(|(_, url)| url).or(addresses.base.as_ref());
            if !transport.is_loopback(operation) {
                remote.push(transport.url(operation).clone());
            }
            https |= address.is_none_or(|url| url.as_url().scheme() == "https");
        }
        let attempt = config.attempt_timeout.unwrap_or(config.timeout);
        let attempt = attempt.min(config.timeout);
        let factory = ClientFactory::new(settings, attempt, remote, https)?;
        metrics::describe();
        let limits = Limits {
            timeout: config.timeout,
            attempt_timeout: config.attempt_timeout,
            deadline: None,
            connect: clients::connect_timeout(attempt),
            retry: config.retry,
            max_response_bytes: config.max_response_bytes,
        };
        let shared = Shared {
            clock: Arc::clone(&config.clock),
            budget: Budget::new(config.retry_budget, config.clock.instant()),
            throttle: Throttle::new(&config.throttle, config.clock.instant())?,
        };
        Self::connected(factory, transport, limits, Arc::new(shared))
    }

    /// A client whose connections are its own, whatever it shares with others.
    fn connected(
        factory: ClientFactory,
        transport: Transport,
        limits: Limits,
        shared: Arc<Shared>,
    ) -> Result<Self, ConfigError> {
        let clients = factory.clients()?;
        let accepted = factory.accepted();
        let inner = Inner {
            remote: Route::new(clients.remote, transport.clone(), &accepted.remote),
            loopback: Route::new(clients.loopback, transport.clone(), &accepted.loopback),
            limits,
            shared,
            #[cfg(feature = "blocking")]
            twin: blocking::Twin::new(factory, transport),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    pub(crate) fn limits(&self) -> Limits {
        self.inner.limits
    }

    /// The client whose proxies fit the address of this operation.
    fn route(&self, operation: &Operation) -> &Route {
        let Inner {
            remote, loopback, ..
        } = &*self.inner;
        if remote.is_loopback(operation) {
            loopback
        } else {
            remote
        }
    }

    /// Hides the client's keys in texts of the server.
    pub(crate) fn key_mask(&self, operation: &Operation) -> KeyMask {
        self.route(operation).key_mask()
    }

    /// The clock of this client.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.inner.shared.clock)
    }

    /// A call of this operation that has not begun.
    pub(crate) fn call_record(&self, operation: &'static Operation) -> CallRecord {
        CallRecord::new(operation, Arc::clone(self.route(operation).host(operation)))
    }

    /// Sends a call until there is an answer or no point in a further attempt.
    ///
    /// Boxed, so that the futures of calls stay small and this is compiled once.
    pub(crate) fn exchange(
        &self,
        operation: &'static Operation,
        body: RequestBody,
        limits: Limits,
        headers: Option<Box<HeaderMap>>,
    ) -> Exchange<'_> {
        self.exchange_page(operation, body, limits, headers, None)
    }

    /// The same for a page of a walk.
    pub(crate) fn exchange_page(
        &self,
        operation: &'static Operation,
        body: RequestBody,
        limits: Limits,
        headers: Option<Box<HeaderMap>>,
        feed: Option<Arc<Feed>>,
    ) -> Exchange<'_> {
        let outgoing = Outgoing {
            route: self.route(operation),
            operation,
            body,
            limits,
            headers,
            clock: &*self.inner.shared.clock,
            feed,
        };
        let record = self.call_record(operation);
        Box::pin(engine::exchange(outgoing, record, &self.inner.shared))
    }
}

/// A call under way, up to its whole answer.
type Exchange<'a> =
    Pin<Box<dyn Future<Output = Result<(RawAnswer, CallRecord), Box<Failure>>> + Send + 'a>>;

impl fmt::Debug for Tatodesk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tatodesk")
            .field("limits", &self.inner.limits)
            .finish_non_exhaustive()
    }
}

/// Keys and addresses as the client underneath wants them.
fn transport(config: &Config, addresses: &Addresses) -> Result<Transport, ConfigError> {
    let mut builder = Transport::builder();
    if let Some(key) = &config.key {
        builder = builder.key(key.value.clone());
    }
    for (product, key) in &config.product_keys {
        builder = builder.product_key(*product, key.value.clone());
    }
    if let Some(url) = &addresses.base {
        builder = builder.base_url(url.as_url().as_str());
    }
    for (operation, url) in &addresses.operations {
        builder = builder.operation_base_url(operation, url.as_url().as_str());
    }
    builder
        .build()
        .map_err(|error| ConfigError::new(error.to_string(), "check keys and addresses"))
}

#[cfg(test)]
mod tests;
