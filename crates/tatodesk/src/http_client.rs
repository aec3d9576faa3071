//! The HTTP client underneath: TLS with its own provider, no redirects, no hidden retries, no proxy for this machine.

use std::{sync::Arc, time::Duration};

use reqwest::{ClientBuilder, redirect, retry};

use crate::config::ConfigError;

/// A change to the HTTP client's settings.
pub(crate) type Customize = Arc<dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync>;

/// An address that does not answer is given up after this time, unless the call has less.
const CONNECT: Duration = Duration::from_secs(10);
/// Idle connections are closed well before most servers close them: a request that meets a closing connection has an unknown
/// outcome.
const IDLE: Duration = Duration::from_secs(20);

/// The two clients that a facade needs.
pub(crate) struct Clients {
    /// For other machines: through `HTTPS_PROXY` and `ALL_PROXY`, except for `NO_PROXY`.
    pub(crate) remote: reqwest::Client,
    /// For this machine, never through a proxy.
    pub(crate) loopback: reqwest::Client,
}

/// How long making a connection may take: half of the call's time at most, so that an unreachable host is reported as such
/// and not as a call without an answer.
pub(crate) fn connect_timeout(timeout: Duration) -> Duration {
    CONNECT.min(timeout / 2)
}

/// Builds both clients. `https` says whether any address needs TLS; the system's root certificates are read only then.
pub(crate) fn build(
    timeout: Duration,
    https: bool,
    customize: Option<&Customize>,
) -> Result<Clients, ConfigError> {
    let tls = Tls::new(https)?;
    let client = |loopback: bool| {
        let builder = reqwest::Client::builder()
            .user_agent(concat!("tatodesk-rust/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(connect_timeout(timeout))
            .pool_idle_timeout(IDLE);
        let builder = tls.apply(builder);
        let builder = match customize {
            Some(customize) => customize(builder),
            None => builder,
        };
        // After the caller's own changes, so that none of them can make a key travel or a send repeat.
        let builder = builder
            .redirect(redirect::Policy::none())
            .retry(retry::never());
        let builder = if loopback {
            builder.no_proxy()
        } else {
            builder
        };
        builder.build().map_err(|error| {
            ConfigError::new(
                format!("the HTTP client cannot be built ({})", root_cause(&error)),
                "check what Builder::http_client sets, and the proxy variables of the environment",
            )
        })
    };
    Ok(Clients {
        remote: client(false)?,
        loopback: client(true)?,
    })
}

/// The innermost reason of an error, which is the one that a person can act on.
pub(crate) fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// TLS settings for both clients.
struct Tls {
    #[cfg(feature = "rustls")]
    config: rustls::ClientConfig,
}

#[cfg(feature = "rustls")]
impl Tls {
    fn new(https: bool) -> Result<Self, ConfigError> {
        use rustls::{
            ClientConfig, RootCertStore,
            crypto::{CryptoProvider, ring},
        };
        use rustls_platform_verifier::BuilderVerifierExt as _;

        let problem = |error: &(dyn std::error::Error + 'static)| {
            ConfigError::new(
                format!("TLS cannot be set up ({})", root_cause(error)),
                "install the system's root certificates, or name them in SSL_CERT_FILE",
            )
        };
        // A provider that the program has installed for the whole process wins (FIPS builds do that). Ours is not installed:
        // a library has no business deciding for the process.
        let provider = match CryptoProvider::get_default() {
            Some(provider) => Arc::clone(provider),
            None => Arc::new(ring::default_provider()),
        };
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| problem(&error))?;
        let builder = if https {
            builder
                .with_platform_verifier()
                .map_err(|error| problem(&error))?
        } else {
            // reqwest wants settings even where plain http to this machine is all there is. They trust nobody.
            builder.with_root_certificates(RootCertStore::empty())
        };
        let mut config = builder.with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { config })
    }

    fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        builder.tls_backend_preconfigured(self.config.clone())
    }
}

#[cfg(not(feature = "rustls"))]
impl Tls {
    fn new(_https: bool) -> Result<Self, ConfigError> {
        Ok(Self {})
    }

    /// Without the feature, TLS is whatever the program's own features of reqwest bring.
    fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        builder
    }
}
