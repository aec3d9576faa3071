//! The client that everything starts from, and how it sends one encoded request.

#[cfg(feature = "blocking")]
pub(crate) mod blocking;
pub(crate) mod builder;
pub(crate) mod config;

#[cfg(feature = "blocking")]
use std::sync::OnceLock;
use std::{collections::HashSet, fmt, pin::Pin, sync::Arc};

use bytes::Bytes;
use tatodesk_api::{ApiRequest, Client, Operation, Transport, upload::MediaUpload};
use tracing::Instrument as _;

#[cfg(feature = "limits")]
use crate::engine::throttle::Throttle;
#[cfg(feature = "metrics")]
use crate::observe::metrics::Attempt as Meter;
use crate::{
    call::Call,
    call::error::Error,
    client::builder::Builder,
    client::config::{Addresses, Config, ConfigError},
    engine::attempt::{self, PendingRequest},
    engine::limits::Limits,
    engine::retry::budget::Budget,
    engine::{self, Attempt, CallRecord, RawAnswer, Shared},
    observe::spans,
    transport::Http,
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
    /// Operations that are sent to this machine.
    here: HashSet<&'static str>,
    limits: Limits,
    shared: Arc<Shared>,
    #[cfg(feature = "blocking")]
    factory: ClientFactory,
    /// The same with connections of its own, from the first blocking call on.
    #[cfg(feature = "blocking")]
    blocking: OnceLock<Tatodesk>,
}

/// How a request gets to its host.
struct Route {
    /// Makes requests.
    api: Client,
    /// Sends them.
    http: Http,
}

impl Route {
    fn new(http: Http, transport: Transport) -> Self {
        Self {
            api: Client::with_transport(http.client().clone(), transport),
            http,
        }
    }
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

    /// A call with a whole request, exactly as given.
    ///
    /// The functions of the sections are more comfortable; this is for requests that come from elsewhere, and for
    /// combinations that those functions rule out. The future of a write or a send that is dropped may still have taken effect.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = tatodesk::types::GetAppointmentRequest::new("20250625153656345".into());
    /// let answer = tatodesk.call(request).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn call<R: ApiRequest>(&self, request: R) -> Call<R> {
        Call::new(self, request)
    }

    pub(crate) fn new(config: &Config, settings: ClientSettings) -> Result<Self, ConfigError> {
        let addresses = config.checked()?;
        let transport = transport(config, &addresses)?;
        let operations = tatodesk_api::OPERATIONS.iter();
        let mut here = HashSet::new();
        let mut remote = Vec::new();
        let mut https = false;
        for operation in operations {
            let own = addresses
                .operations
                .iter()
                .find(|(known, _)| known.id == operation.id);
            let address = own.map(|(_, url)| url).or(addresses.base.as_ref());
            if address.is_some_and(|url| url.is_loopback()) {
                here.insert(operation.id);
            } else {
                remote.push(transport.url(operation));
            }
            https |= address.is_none_or(|url| url.as_url().scheme() == "https");
        }
        let attempt = config.attempt_timeout.unwrap_or(config.timeout);
        let attempt = attempt.min(config.timeout);
        let factory = ClientFactory::new(settings, attempt, remote, https)?;
        #[cfg(feature = "metrics")]
        crate::observe::metrics::describe();
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
            #[cfg(feature = "limits")]
            throttle: Throttle::new(&config.throttle, config.clock.instant())?,
        };
        Self::connected(factory, transport, here, limits, Arc::new(shared))
    }

    /// A client whose connections are its own, whatever it shares with others.
    fn connected(
        factory: ClientFactory,
        transport: Transport,
        here: HashSet<&'static str>,
        limits: Limits,
        shared: Arc<Shared>,
    ) -> Result<Self, ConfigError> {
        let clients = factory.clients()?;
        let inner = Inner {
            remote: Route::new(clients.remote, transport.clone()),
            loopback: Route::new(clients.loopback, transport),
            here,
            limits,
            shared,
            #[cfg(feature = "blocking")]
            factory,
            #[cfg(feature = "blocking")]
            blocking: OnceLock::new(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// This client for blocking calls: a connection of another runtime, which nobody may be driving, would leave them waiting.
    #[cfg(feature = "blocking")]
    pub(crate) fn for_blocking(&self) -> Result<Self, ConfigError> {
        let inner = &*self.inner;
        if let Some(client) = inner.blocking.get() {
            return Ok(client.clone());
        }
        let client = Self::connected(
            inner.factory.clone(),
            inner.remote.api.transport().clone(),
            inner.here.clone(),
            inner.limits,
            Arc::clone(&inner.shared),
        )?;
        // Another thread may have been faster.
        Ok(inner.blocking.get_or_init(|| client).clone())
    }

    pub(crate) fn limits(&self) -> Limits {
        self.inner.limits
    }

    /// The client whose proxies fit the address of this operation.
    fn route(&self, operation: &Operation) -> &Route {
        if self.inner.here.contains(operation.id) {
            &self.inner.loopback
        } else {
            &self.inner.remote
        }
    }

    /// A call of this operation that has not begun.
    pub(crate) fn call_record(&self, operation: &'static Operation) -> CallRecord {
        let transport = self.route(operation).api.transport();
        let url = transport.url(operation);
        CallRecord {
            mask: transport.key_mask(),
            ..CallRecord::new(operation, url.host_str().unwrap_or_default())
        }
    }

    /// Sends an encoded request until there is an answer or no point in trying.
    pub(crate) fn exchange(&self, record: CallRecord, body: Bytes, limits: Limits) -> Exchange<'_> {
        let (api, operation) = (&self.route(record.operation).api, record.operation);
        self.exchange_made(record, limits, move || {
            Box::pin(api.raw_request(operation, body.clone()))
        })
    }

    /// The same for the multipart form. Its file is opened anew for each attempt.
    pub(crate) fn exchange_form(
        &self,
        record: CallRecord,
        form: MediaUpload,
        limits: Limits,
    ) -> Exchange<'_> {
        let api = &self.route(record.operation).api;
        self.exchange_made(record, limits, move || {
            Box::pin(api.raw_upload_media_request(form.clone()))
        })
    }

    /// Boxed, so that the futures of calls stay small and this is compiled once for each way to make a request.
    fn exchange_made<'a>(
        &'a self,
        record: CallRecord,
        limits: Limits,
        make: impl Fn() -> PendingRequest<'a> + Send + 'a,
    ) -> Exchange<'a> {
        let (operation, span, host) = (
            record.operation,
            record.span.clone(),
            Arc::clone(&record.host),
        );
        let route = self.route(operation);
        let shared = &*self.inner.shared;
        let attempt = move |number, until| -> Attempt<'a> {
            let url = || route.api.transport().url(operation);
            let span = spans::attempt(operation, url, number);
            let host = Arc::clone(&host);
            let making = make();
            Box::pin(spans::observed(span, async move {
                #[cfg(feature = "metrics")]
                let meter = Meter::begin(operation, &url(), shared.clock.instant());
                let result = attempt::attempt(&route.http, &host, making, limits, until).await;
                #[cfg(feature = "metrics")]
                meter.end(&result, shared.clock.instant());
                result
            }))
        };
        Box::pin(engine::exchange(record, limits, shared, attempt).instrument(span))
    }
}

/// A call under way, up to its whole answer.
type Exchange<'a> =
    Pin<Box<dyn Future<Output = Result<(RawAnswer, CallRecord), Error>> + Send + 'a>>;

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
