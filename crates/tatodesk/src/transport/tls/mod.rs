//! TLS settings for the HTTP clients: the root certificates of the system and of the caller. rustls or reqwest's own TLS makes them,
//! as the features say. The clients use it.

#[cfg(not(feature = "rustls-no-provider"))]
mod reqwest;
#[cfg(feature = "rustls-no-provider")]
mod rustls;

#[cfg(not(feature = "rustls-no-provider"))]
pub(crate) use self::reqwest::Tls;
#[cfg(feature = "rustls-no-provider")]
pub(crate) use self::rustls::Tls;

#[cfg(any(feature = "native-tls", feature = "rustls-no-provider"))]
use crate::client::config_error::ConfigError;

/// Root certificates to trust besides the system's, as PEM texts that are not checked yet.
pub(crate) type Roots = Vec<Vec<u8>>;

/// A text of the caller that gives no root certificates.
#[cfg(any(feature = "native-tls", feature = "rustls-no-provider"))]
fn unfit(why: &str) -> ConfigError {
    ConfigError::new(
        format!("a text given by Builder::root_certificates {why}"),
        "give certificates in PEM, each between BEGIN CERTIFICATE and END CERTIFICATE",
    )
}

#[cfg(all(test, any(feature = "native-tls", feature = "rustls-no-provider")))]
mod tests;
