//! TLS by rustls: one configuration that all clients of a facade share.

use std::sync::Arc;

use reqwest::ClientBuilder;
use rustls::{
    ClientConfig, Error, RootCertStore,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use rustls_platform_verifier::Verifier;

use super::{Roots, unfit};
use crate::{client::config_error::ConfigError, transport::causes::root_cause};

/// TLS settings for all clients of a facade.
#[derive(Clone)]
pub(crate) struct Tls(Option<ClientConfig>);

impl Tls {
    /// `https` says whether any address needs TLS; the system's root certificates are read only then.
    pub(crate) fn new(https: bool, roots: &Roots) -> Result<Self, ConfigError> {
        let problem = |error: Error| {
            ConfigError::new(
                format!("TLS cannot be set up ({})", root_cause(&error)),
                "install the system's root certificates, or name them in SSL_CERT_FILE",
            )
        };
        let roots = parsed(roots)?;
        let provider = provider()?;
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(problem)?;
        let builder = if https {
            let verifier = verifier(roots, provider).map_err(problem)?;
            // "Dangerous" is what rustls calls any verifier from outside; this one is the system's.
            builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
        } else {
            // reqwest needs settings even where all calls are plain http to this machine. These settings trust no certificate.
            builder.with_root_certificates(RootCertStore::empty())
        };
        let mut config = builder.with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(Some(config)))
    }

    /// For a finished client, which has its own.
    pub(crate) fn of_finished() -> Self {
        Self(None)
    }

    pub(crate) fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        match &self.0 {
            Some(config) => builder.tls_backend_preconfigured(config.clone()),
            None => builder,
        }
    }
}

/// The cryptography that the program has installed for the whole process (FIPS builds do that), else that of our feature. Ours is
/// not installed, since a library must not decide for the process.
fn provider() -> Result<Arc<CryptoProvider>, ConfigError> {
    if let Some(provider) = CryptoProvider::get_default() {
        return Ok(Arc::clone(provider));
    }
    #[cfg(feature = "rustls")]
    return Ok(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    #[cfg(all(feature = "rustls-ring", not(feature = "rustls")))]
    return Ok(Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(not(any(feature = "rustls", feature = "rustls-ring")))]
    Err(ConfigError::new(
        "rustls has no cryptography, since the program has installed no provider",
        "install one with rustls::crypto::CryptoProvider::install_default before the client is built, or use the feature \
         `rustls` or `rustls-ring` of tatodesk",
    ))
}

/// What the system trusts, and these.
#[cfg(not(target_os = "android"))]
fn verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, Error> {
    Verifier::new_with_extra_roots(roots, provider)
}

/// The same on Android, where an app's own manifest says what else it trusts.
#[cfg(target_os = "android")]
fn verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, Error> {
    if !roots.is_empty() {
        let why = "on Android the app's network security configuration says what it trusts";
        return Err(Error::General(why.to_owned()));
    }
    Verifier::new(provider)
}

/// The certificates in these texts, each of which has one at least.
fn parsed(roots: &Roots) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let mut store = RootCertStore::empty();
    let mut all = Vec::new();
    for text in roots {
        let before = all.len();
        for certificate in CertificateDer::pem_slice_iter(text) {
            let certificate = certificate.map_err(|_| unfit("is not PEM"))?;
            store
                .add(certificate.clone())
                .map_err(|_| unfit("has a certificate that cannot be read"))?;
            all.push(certificate);
        }
        if all.len() == before {
            return Err(unfit("has no certificate"));
        }
    }
    Ok(all)
}
