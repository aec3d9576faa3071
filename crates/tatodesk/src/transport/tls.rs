//! TLS settings for the clients underneath: a provider of their own, the system's root certificates and the caller's.

use reqwest::ClientBuilder;

use crate::client::config::ConfigError;

/// Root certificates to trust besides the system's, as PEM texts that nobody has looked into yet.
pub(crate) type Roots = Vec<Vec<u8>>;

/// TLS settings for all clients of a facade.
#[derive(Clone)]
pub(crate) struct Tls {
    #[cfg(feature = "rustls")]
    config: rustls::ClientConfig,
}

#[cfg(feature = "rustls")]
impl Tls {
    /// `https` says whether any address needs TLS; the system's root certificates are read only then.
    pub(crate) fn new(https: bool, roots: &Roots) -> Result<Self, ConfigError> {
        use std::sync::Arc;

        use rustls::{
            ClientConfig, RootCertStore,
            crypto::{CryptoProvider, ring},
        };

        let problem = |error: &(dyn std::error::Error + 'static)| {
            ConfigError::new(
                format!(
                    "TLS cannot be set up ({})",
                    crate::transport::clients::root_cause(error)
                ),
                "install the system's root certificates, or name them in SSL_CERT_FILE",
            )
        };
        let roots = parsed(roots)?;
        // A provider that the program has installed for the whole process wins (FIPS builds do that). Ours is not installed:
        // a library has no business deciding for the process.
        let provider = match CryptoProvider::get_default() {
            Some(provider) => Arc::clone(provider),
            None => Arc::new(ring::default_provider()),
        };
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| problem(&error))?;
        let builder = if https {
            let verifier = verifier(roots, provider).map_err(|error| problem(&error))?;
            // "Dangerous" is what rustls calls any verifier from outside; this one is the system's.
            builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
        } else {
            // reqwest wants settings even where plain http to this machine is all there is. They trust nobody.
            builder.with_root_certificates(RootCertStore::empty())
        };
        let mut config = builder.with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { config })
    }

    pub(crate) fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        builder.tls_backend_preconfigured(self.config.clone())
    }
}

/// What the system trusts, and these.
#[cfg(all(feature = "rustls", not(target_os = "android")))]
fn verifier(
    roots: Vec<rustls::pki_types::CertificateDer<'static>>,
    provider: std::sync::Arc<rustls::crypto::CryptoProvider>,
) -> Result<rustls_platform_verifier::Verifier, rustls::Error> {
    rustls_platform_verifier::Verifier::new_with_extra_roots(roots, provider)
}

/// The same on Android, where an app's own manifest says what else it trusts.
#[cfg(all(feature = "rustls", target_os = "android"))]
fn verifier(
    roots: Vec<rustls::pki_types::CertificateDer<'static>>,
    provider: std::sync::Arc<rustls::crypto::CryptoProvider>,
) -> Result<rustls_platform_verifier::Verifier, rustls::Error> {
    if !roots.is_empty() {
        let why = "on Android the app's network security configuration says what it trusts";
        return Err(rustls::Error::General(why.to_owned()));
    }
    rustls_platform_verifier::Verifier::new(provider)
}

/// The certificates in these texts, each of which has one at least.
#[cfg(feature = "rustls")]
fn parsed(roots: &Roots) -> Result<Vec<rustls::pki_types::CertificateDer<'static>>, ConfigError> {
    use rustls::pki_types::{CertificateDer, pem::PemObject as _};

    let mut store = rustls::RootCertStore::empty();
    let mut all = Vec::new();
    for text in roots {
        let unfit = |why: &str| {
            ConfigError::new(
                format!("a text given by Builder::root_certificates {why}"),
                "give certificates in PEM, each between BEGIN CERTIFICATE and END CERTIFICATE",
            )
        };
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

#[cfg(not(feature = "rustls"))]
impl Tls {
    pub(crate) fn new(_https: bool, _roots: &Roots) -> Result<Self, ConfigError> {
        Ok(Self {})
    }

    /// Without the feature, TLS is whatever the program's own features of reqwest bring.
    pub(crate) fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        builder
    }
}

#[cfg(all(test, feature = "rustls"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_refused() {
        let said = |text: &str| {
            let roots = vec![text.as_bytes().to_vec()];
            Tls::new(false, &roots).err().map(|error| error.to_string())
        };
        let begin = "-----BEGIN CERTIFICATE-----\n";
        let end = "\n-----END CERTIFICATE-----\n";
        for (text, why) in [
            (String::new(), "has no certificate"),
            ("Marina".to_owned(), "has no certificate"),
            (format!("{begin}AAAA"), "is not PEM"),
            (format!("{begin}AAAA{end}"), "cannot be read"),
        ] {
            let said = said(&text).unwrap();
            assert!(
                said.contains(why) && said.contains("root_certificates"),
                "{said}"
            );
        }
        assert!(Tls::new(false, &Vec::new()).is_ok());
    }
}
