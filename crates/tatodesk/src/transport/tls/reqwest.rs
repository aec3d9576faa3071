//! TLS as reqwest itself makes it: with the feature `native-tls`, or with what the program's own features of reqwest bring.

use reqwest::ClientBuilder;

use super::Roots;
use crate::client::config_error::ConfigError;

/// TLS settings for all clients of a facade.
#[derive(Clone)]
pub(crate) struct Tls {
    #[cfg(feature = "native-tls")]
    roots: Vec<reqwest::Certificate>,
}

impl Tls {
    /// `https` says whether any address needs TLS.
    pub(crate) fn new(https: bool, roots: &Roots) -> Result<Self, ConfigError> {
        if https && !reqwest_has_tls() {
            return Err(ConfigError::new(
                "this program is built without TLS, and an address is https",
                "build it with a TLS feature of tatodesk (`rustls`, `rustls-ring`, `rustls-no-provider` or `native-tls`) or of \
                 reqwest, or give a finished client with Builder::reqwest_client (feature `reqwest-0-13`)",
            ));
        }
        #[cfg(not(feature = "native-tls"))]
        let _ = roots;
        Ok(Self {
            #[cfg(feature = "native-tls")]
            roots: parsed(roots)?,
        })
    }

    /// For a finished client, which has its own.
    pub(crate) fn of_finished() -> Self {
        Self {
            #[cfg(feature = "native-tls")]
            roots: Vec::new(),
        }
    }

    pub(crate) fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        #[cfg(feature = "native-tls")]
        let builder = builder.tls_certs_merge(self.roots.iter().cloned());
        builder.http1_only()
    }
}

/// The certificates in these texts, each of which has one at least.
#[cfg(feature = "native-tls")]
fn parsed(roots: &Roots) -> Result<Vec<reqwest::Certificate>, ConfigError> {
    use super::unfit;

    let mut all = Vec::new();
    for text in roots {
        let found = reqwest::Certificate::from_pem_bundle(text);
        let found =
            found.map_err(|_| unfit("is not PEM, or has a certificate that cannot be read"))?;
        if found.is_empty() {
            return Err(unfit("has no certificate"));
        }
        all.extend(found);
    }
    Ok(all)
}

/// Whether reqwest is built with TLS, by whatever feature of whatever crate in the program.
///
/// Only then its builder has a method `tls_sni`, which goes before the method of the trait that has the same name.
fn reqwest_has_tls() -> bool {
    fn is_own<T: SniOutput>(_tls_sni: impl Fn(ClientBuilder) -> T) -> bool {
        T::IS_OWN
    }
    is_own(|builder| builder.tls_sni(true))
}

/// What a method `tls_sni` gives.
trait SniOutput {
    const IS_OWN: bool;
}

impl SniOutput for ClientBuilder {
    const IS_OWN: bool = true;
}

#[allow(dead_code, reason = "unused where reqwest has TLS")]
struct WithoutTls;

impl SniOutput for WithoutTls {
    const IS_OWN: bool = false;
}

#[allow(dead_code, reason = "unused where reqwest has TLS")]
trait Fallback {
    fn tls_sni(self, enabled: bool) -> WithoutTls;
}

impl Fallback for ClientBuilder {
    fn tls_sni(self, _enabled: bool) -> WithoutTls {
        WithoutTls
    }
}

#[cfg(test)]
mod tests;
