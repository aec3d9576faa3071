//! The HTTP clients underneath: no redirects, no hidden retries, no proxy for this machine; or the caller's own.

use std::{sync::Arc, time::Duration};

use reqwest::{ClientBuilder, Url, redirect, retry};

use crate::{
    client::config_error::ConfigError,
    transport::Http,
    transport::causes::root_cause,
    transport::content_encoding::ContentEncoding,
    transport::middleware::Layers,
    transport::proxy::{Proxies, Shown},
    transport::tls::{Roots, Tls},
};

/// A change to the HTTP client's settings.
pub(crate) type Customize = Arc<dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync>;

/// An address that does not answer is given up after this time, unless the call has less.
const CONNECT: Duration = Duration::from_secs(10);
/// Idle connections are closed well before most servers close them: a request that meets a closing connection has an unknown
/// outcome.
const IDLE: Duration = Duration::from_secs(20);

/// How requests travel, as far as the caller has a say in it.
#[derive(Clone, Default)]
pub(crate) struct ClientSettings {
    pub(crate) customize: Option<Customize>,
    /// A finished client, which goes as it is.
    pub(crate) finished: Option<reqwest::Client>,
    pub(crate) roots: Roots,
    pub(crate) layers: Layers,
    /// What requests ask for, where the caller has said it.
    pub(crate) accepted: Option<Vec<ContentEncoding>>,
}

/// What requests to other machines, and to this machine, ask for.
pub(crate) struct Accepted {
    pub(crate) remote: Vec<ContentEncoding>,
    pub(crate) loopback: Vec<ContentEncoding>,
}

/// Makes the clients of a facade: a pair when it is built, and a pair for each further runtime that has its own.
#[derive(Clone)]
pub(crate) struct ClientFactory {
    settings: ClientSettings,
    tls: Tls,
    /// What an attempt may take.
    attempt: Duration,
    /// The addresses of other machines.
    remote: Vec<Url>,
}

/// The two clients that a facade needs.
pub(crate) struct Clients {
    /// For other machines: through `HTTPS_PROXY` and `ALL_PROXY`, except for `NO_PROXY`.
    pub(crate) remote: Http,
    /// For this machine, never through a proxy.
    pub(crate) loopback: Http,
}

/// How long making a connection may take: half of an attempt's time at most, so that an unreachable host is reported as such
/// and not as a call without an answer.
pub(crate) fn connect_timeout(attempt: Duration) -> Duration {
    CONNECT.min(attempt / 2)
}

impl ClientFactory {
    /// `attempt` is what an attempt may take, `remote` are the addresses of other machines, `https` says whether any address
    /// needs TLS.
    pub(crate) fn new(
        settings: ClientSettings,
        attempt: Duration,
        remote: Vec<Url>,
        https: bool,
    ) -> Result<Self, ConfigError> {
        let tls = if settings.finished.is_some() {
            settings.only_finished()?;
            Tls::of_finished()
        } else {
            Tls::new(https, &settings.roots)?
        };
        Ok(Self {
            settings,
            tls,
            attempt,
            remote,
        })
    }

    /// Builds both clients. A finished one is what it is.
    pub(crate) fn clients(&self) -> Result<Clients, ConfigError> {
        let (remote, loopback) = match &self.settings.finished {
            Some(client) => (
                Http::finished(client.clone()),
                Http::finished(client.clone()),
            ),
            None => (
                self.remote()?,
                Http::ours(built(self.ours().no_proxy())?, Proxies::default()),
            ),
        };
        Ok(Clients {
            remote: remote.layered(&self.settings.layers),
            loopback: loopback.layered(&self.settings.layers),
        })
    }

    /// What requests ask for. A byte to this machine costs less than to unpack it, and to another machine it costs more.
    pub(crate) fn accepted(&self) -> Accepted {
        let given = self.settings.accepted.as_ref();
        Accepted {
            remote: given.map_or_else(|| ContentEncoding::ALL.to_vec(), Clone::clone),
            loopback: given.cloned().unwrap_or_default(),
        }
    }

    fn remote(&self) -> Result<Http, ConfigError> {
        let builder = self.ours();
        let shown = Shown::builder(&builder);
        let client = built(builder)?;
        let proxies = Proxies::of(&shown, &client, &self.remote)?;
        Ok(Http::ours(client, proxies))
    }

    fn ours(&self) -> ClientBuilder {
        let builder = reqwest::Client::builder()
            .user_agent(concat!("tatodesk-rust/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(connect_timeout(self.attempt))
            .pool_idle_timeout(IDLE)
            // The engine decodes, whatever features of reqwest another crate of the program has switched on.
            .no_gzip()
            .no_zstd()
            .no_brotli()
            .no_deflate();
        let builder = self.tls.apply(builder);
        let builder = match &self.settings.customize {
            Some(customize) => customize(builder),
            None => builder,
        };
        // After the caller's own changes, so that none of them can make a key travel or a send repeat.
        builder
            .redirect(redirect::Policy::none())
            // With no attempt left, reqwest does not even copy the request for one.
            .retry(retry::never().max_retries_per_request(0))
    }
}

impl ClientSettings {
    /// A finished client cannot be changed any more, and settings that do nothing are worse than an error.
    fn only_finished(&self) -> Result<(), ConfigError> {
        let lost = match self {
            Self {
                customize: Some(_), ..
            } => "Builder::http_client",
            Self { roots, .. } if !roots.is_empty() => "Builder::root_certificates",
            _ => return Ok(()),
        };
        Err(ConfigError::new(
            format!("{lost} cannot change the finished client of Builder::reqwest_client"),
            "make the change before the client is built, or do without a finished one",
        ))
    }
}

fn built(builder: ClientBuilder) -> Result<reqwest::Client, ConfigError> {
    builder.build().map_err(|error| {
        ConfigError::new(
            format!("the HTTP client cannot be built ({})", root_cause(&error)),
            "check what Builder::http_client sets, and the proxy variables of the environment",
        )
    })
}
