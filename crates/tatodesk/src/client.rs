//! The client that everything starts from, and how it sends one encoded request.

use std::{collections::HashSet, fmt, pin::Pin, sync::Arc};

use bytes::Bytes;
use reqwest::Response;
use tatodesk_api::{
    ApiRequest, Client, Operation, Transport,
    raw::RawError,
    upload::{MediaUpload, is_broken_off},
};
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument as _, Span};

use crate::{
    builder::Builder,
    call::Call,
    classify::Seen,
    config::{Addresses, Config, ConfigError},
    error::{Error, Parts},
    exchange::{self, Attempt, Failed, Reply, Shared, Trip},
    http_client::{self, Customize, root_cause},
    limits::Limits,
    policy::Budget,
    telemetry,
};

/// A client of Tatodesk. Cloning it is cheap, and clones share their connections.
///
/// Each section of Tatodesk's documentation is a method: [`in_person`](Tatodesk::in_person),
/// [`scheduling`](Tatodesk::scheduling), [`email`](Tatodesk::email), [`whatsapp`](Tatodesk::whatsapp),
/// [`sms`](Tatodesk::sms), [`reports`](Tatodesk::reports), [`crm`](Tatodesk::crm),
/// [`contact_center`](Tatodesk::contact_center), [`pulse`](Tatodesk::pulse), [`chatbot`](Tatodesk::chatbot) and
/// [`survey`](Tatodesk::survey).
#[derive(Clone)]
pub struct Tatodesk {
    inner: Arc<Inner>,
}

struct Inner {
    remote: Client,
    loopback: Client,
    /// Operations that are sent to this machine.
    here: HashSet<&'static str>,
    limits: Limits,
    shared: Shared,
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
    /// four hosts. `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` mean what they mean everywhere; this machine is never reached
    /// through a proxy.
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
    /// let request: tatodesk::types::GetAppointmentRequest = serde_json::from_str(r#"{"protocol": "20250625153656345"}"#)?;
    /// let answer = tatodesk.call(request).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn call<R: ApiRequest>(&self, request: R) -> Call<'_, R> {
        Call::new(self, request)
    }

    pub(crate) fn new(config: &Config, customize: Option<&Customize>) -> Result<Self, ConfigError> {
        let addresses = config.checked()?;
        let transport = transport(config, &addresses)?;
        let operations = tatodesk_api::OPERATIONS.iter();
        let mut here = HashSet::new();
        let mut https = false;
        for operation in operations {
            let own = addresses
                .operations
                .iter()
                .find(|(known, _)| known.id == operation.id);
            let address = own.map(|(_, url)| url).or(addresses.base.as_ref());
            if address.is_some_and(|url| url.is_loopback()) {
                here.insert(operation.id);
            }
            https |= address.is_none_or(|url| url.as_url().scheme() == "https");
        }
        let clients = http_client::build(config.timeout, https, customize)?;
        let inner = Inner {
            remote: Client::with_transport(clients.remote, transport.clone()),
            loopback: Client::with_transport(clients.loopback, transport),
            here,
            limits: Limits {
                timeout: config.timeout,
                attempt_timeout: config.attempt_timeout,
                deadline: None,
                connect: http_client::connect_timeout(config.timeout),
                retry: config.retry,
                max_response_bytes: config.max_response_bytes,
            },
            shared: Shared {
                clock: Arc::clone(&config.clock),
                budget: Budget::new(config.retry_budget),
            },
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    pub(crate) fn limits(&self) -> Limits {
        self.inner.limits
    }

    /// The client whose proxies fit the address of this operation.
    fn api(&self, operation: &Operation) -> &Client {
        if self.inner.here.contains(operation.id) {
            &self.inner.loopback
        } else {
            &self.inner.remote
        }
    }

    /// A call of this operation that has not begun.
    pub(crate) fn trip(&self, operation: &'static Operation) -> Trip {
        let url = self.api(operation).transport().url(operation);
        Trip::new(operation, url.host_str().unwrap_or_default())
    }

    /// Sends an encoded request until there is an answer or no point in trying.
    ///
    /// Boxed, so that the futures of calls stay small and this is compiled once for all of them.
    pub(crate) fn exchange(&self, trip: Trip, body: Bytes, limits: Limits) -> Exchange<'_> {
        let operation = trip.operation;
        let span = trip.span.clone();
        let attempt = move |number, until| -> Attempt<'_> {
            let sending = Box::pin(self.api(operation).raw(operation, body.clone()));
            let answer = self.answer(operation, limits, until, sending);
            Box::pin(telemetry::observed(
                self.attempt_span(operation, number),
                answer,
            ))
        };
        let exchange = exchange::exchange(trip, limits, &self.inner.shared, attempt);
        Box::pin(exchange.instrument(span))
    }

    /// The same for the multipart form. Its file is opened anew for each attempt.
    pub(crate) fn exchange_form(
        &self,
        trip: Trip,
        form: MediaUpload,
        limits: Limits,
    ) -> Exchange<'_> {
        let operation = trip.operation;
        let span = trip.span.clone();
        let attempt = move |number, until| -> Attempt<'_> {
            let sending = Box::pin(self.api(operation).raw_upload_media(form.clone()));
            let answer = self.answer(operation, limits, until, sending);
            Box::pin(telemetry::observed(
                self.attempt_span(operation, number),
                answer,
            ))
        };
        let exchange = exchange::exchange(trip, limits, &self.inner.shared, attempt);
        Box::pin(exchange.instrument(span))
    }

    fn attempt_span(&self, operation: &'static Operation, number: u32) -> Span {
        telemetry::attempt(
            operation,
            || self.api(operation).transport().url(operation),
            number,
        )
    }

    /// One attempt: what comes of `sending`, under the call's deadline.
    async fn answer(
        &self,
        operation: &'static Operation,
        limits: Limits,
        deadline: Instant,
        sending: Sending<'_>,
    ) -> Result<Reply, Failed> {
        match timeout_at(deadline, sending).await {
            Ok(Ok(response)) => exchange::receive(response, limits, deadline).await,
            Ok(Err(error)) => Err(self.failed(operation, error)),
            Err(_elapsed) => Err(Failed::because(
                Seen::OutOfTime,
                "time ran out before an answer came",
            )),
        }
    }

    /// What an attempt without an answer is. Only the connector's own word counts as "not sent".
    fn failed(&self, operation: &Operation, error: RawError) -> Failed {
        let url = self.api(operation).transport().url(operation);
        let host = url.host_str().unwrap_or_default();
        let (seen, reason) = match &error {
            RawError::Http(error) if error.is_connect() && error.is_timeout() => (
                Seen::NoConnection,
                format!("no connection to {host} was made in time"),
            ),
            RawError::Http(error) if error.is_connect() => (
                Seen::NoConnection,
                format!("no connection to {host} was made ({})", root_cause(error)),
            ),
            RawError::Http(error) if error.is_builder() => (
                Seen::NotMade,
                format!("the request could not be made ({})", root_cause(error)),
            ),
            RawError::Http(error) if is_broken_off(error) => (Seen::Lost, BROKEN_OFF.to_owned()),
            RawError::Http(error) => {
                let cause = root_cause(error);
                (
                    Seen::Lost,
                    format!("the connection to {host} was lost before an answer came ({cause})"),
                )
            }
            other => (Seen::NotMade, other.to_string()),
        };
        let timed_out = matches!(&error, RawError::Http(error) if error.is_timeout());
        let source: Box<dyn std::error::Error + Send + Sync> = match error {
            RawError::Http(error) => Box::new(error.without_url()),
            other => Box::new(other),
        };
        Failed {
            seen,
            parts: Parts {
                reason: Some(reason),
                source: Some(source),
                timed_out,
                no_connection: seen == Seen::NoConnection,
                ..Parts::default()
            },
        }
    }
}

/// Without the cause: it may be in the words of the caller's own source.
const BROKEN_OFF: &str = "the request was broken off, since the medium could not be read to its end or is not as long as was announced";

/// An attempt under way, up to the head of its answer.
type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response, RawError>> + Send + 'a>>;

/// A call under way, up to its whole answer.
type Exchange<'a> = Pin<Box<dyn Future<Output = Result<(Reply, Trip), Error>> + Send + 'a>>;

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
#[path = "size_tests.rs"]
mod tests;
