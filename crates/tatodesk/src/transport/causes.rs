//! Why a connection was not made or was lost, in words that hold nothing of the caller's code: those of the system and of HTTP,
//! and our own for TLS.

use std::{error::Error as StdError, io, iter};

/// The words for the innermost cause that is known. A resolver, a connector, a body or a certificate verifier of the caller may
/// say anything, so their words stay in the chain.
///
/// The words for the server begin with "it" or "its", so that they fit behind the name of the server or of its proxy.
pub(crate) fn known_cause(error: &(dyn StdError + 'static)) -> Option<String> {
    let mut known = None;
    for error in chain(error) {
        let http = error.downcast_ref::<reqwest::Error>();
        if http.is_some_and(reqwest::Error::is_dns) {
            return Some(UNRESOLVED.to_owned());
        }
        known = known_words(error).or(known);
    }
    known
}

pub(crate) const UNRESOLVED: &str = "its name does not resolve";

/// An error and its causes. An [`io::Error`] that wraps another error gives that one's causes as its own, so the wrapped error
/// itself is only found inside.
pub(crate) fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    iter::successors(Some(error), |&error| {
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        match wrapped {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        }
    })
}

fn known_words(error: &(dyn StdError + 'static)) -> Option<String> {
    // All that hyper says of itself is fixed; what it was told is its source.
    if error.is::<hyper::Error>() {
        return Some(error.to_string());
    }
    let Some(error) = error.downcast_ref::<io::Error>() else {
        return tls_words(error);
    };
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Some("it closed the connection".to_owned()),
        _ if error.get_ref().is_none() => Some(error.to_string()),
        io::ErrorKind::Other => None,
        kind => Some(kind.to_string()),
    }
}

#[cfg(feature = "rustls-no-provider")]
fn tls_words(error: &(dyn StdError + 'static)) -> Option<String> {
    use rustls::Error;

    let words = match error.downcast_ref::<Error>()? {
        // Words of the caller's own verifier or provider.
        Error::General(_) | Error::Other(_) | Error::InvalidCertRevocationList(_) => return None,
        Error::InvalidCertificate(error) => certificate_words(error),
        Error::InvalidMessage(_)
        | Error::InappropriateMessage { .. }
        | Error::InappropriateHandshakeMessage { .. } => {
            "its answer is not TLS; it may speak plain HTTP"
        }
        Error::AlertReceived(alert) => return Some(format!("it sent the TLS alert {alert:?}")),
        Error::PeerIncompatible(_) => {
            "it has no TLS version or cipher suite in common with this client"
        }
        Error::PeerMisbehaved(_) => "it does not keep to the TLS protocol",
        Error::NoCertificatesPresented => "it sent no certificate",
        error => return Some(error.to_string()),
    };
    Some(words.to_owned())
}

#[cfg(feature = "rustls-no-provider")]
fn certificate_words(error: &rustls::CertificateError) -> &'static str {
    use rustls::CertificateError::{
        BadEncoding, BadSignature, Expired, ExpiredContext, ExpiredRevocationList,
        ExpiredRevocationListContext, InvalidPurpose, InvalidPurposeContext, NotValidForName,
        NotValidForNameContext, NotValidYet, NotValidYetContext, Other, Revoked,
        UnhandledCriticalExtension, UnknownIssuer, UnknownRevocationStatus,
        UnsupportedSignatureAlgorithmContext, UnsupportedSignatureAlgorithmForPublicKeyContext,
    };

    const CRITICAL_EXTENSION: &str =
        "its certificate has a critical extension that is not supported";
    const NOT_ACCEPTED: &str = "its certificate is not accepted";
    const NOT_FOR_SERVERS: &str = "its certificate is not one for servers";
    match error {
        BadEncoding => "its certificate cannot be read",
        Expired | ExpiredContext { .. } => {
            "its certificate has expired, or this machine's clock is wrong"
        }
        NotValidYet | NotValidYetContext { .. } => {
            "its certificate is not valid yet, or this machine's clock is wrong"
        }
        Revoked => "its certificate has been revoked",
        UnknownIssuer => "its certificate is from an unknown issuer",
        NotValidForName | NotValidForNameContext { .. } => "its certificate is for another name",
        InvalidPurpose | InvalidPurposeContext { .. } => NOT_FOR_SERVERS,
        BadSignature => "its certificate is not signed by the authority that it names",
        UnsupportedSignatureAlgorithmContext { .. }
        | UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "its certificate has a signature of a kind that is not supported"
        }
        UnhandledCriticalExtension => CRITICAL_EXTENSION,
        UnknownRevocationStatus | ExpiredRevocationList | ExpiredRevocationListContext { .. } => {
            "whether its certificate has been revoked cannot be found out"
        }
        // The types of these errors are private, and their texts are fixed. Any other text is that of somebody's verifier.
        Other(error) => match error.to_string().as_str() {
            "certificate had invalid extensions" => NOT_FOR_SERVERS,
            "CaUsedAsEndEntity" => {
                "its certificate is that of an authority, which is not accepted for a server"
            }
            "NameConstraintViolation" => {
                "its certificate is from an issuer that may not issue it for this name"
            }
            "UnsupportedCriticalExtension" => CRITICAL_EXTENSION,
            "UnsupportedCertVersion" => "its certificate is not one of X.509 version 3",
            _ => NOT_ACCEPTED,
        },
        _ => NOT_ACCEPTED,
    }
}

/// The words of the system's TLS: this client has no verifier of its own that could say anything else.
#[cfg(all(feature = "native-tls", not(feature = "rustls-no-provider")))]
fn tls_words(error: &(dyn StdError + 'static)) -> Option<String> {
    let error = error.downcast_ref::<native_tls::Error>()?;
    Some(format!("TLS: {error}"))
}

#[cfg(not(any(feature = "native-tls", feature = "rustls-no-provider")))]
fn tls_words(_error: &(dyn StdError + 'static)) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_system_are_known() {
        let refused = io::Error::from_raw_os_error(111);
        let words = refused.to_string();
        assert_eq!(known_cause(&refused), Some(words.clone()));
        let cut = io::Error::from(io::ErrorKind::UnexpectedEof);
        let closed = Some("it closed the connection");
        assert_eq!(known_cause(&cut).as_deref(), closed);
        // However deep it is.
        let refused = io::Error::other(io::Error::other(io::Error::other(refused)));
        assert_eq!(known_cause(&refused), Some(words));
    }

    #[test]
    fn words_of_the_callers_are_not() {
        let words = "no route for Marina Duarte";
        assert_eq!(known_cause(&io::Error::other(words)), None);
        let reset = io::Error::new(io::ErrorKind::ConnectionReset, words);
        assert_eq!(known_cause(&reset).as_deref(), Some("connection reset"));
        let inside = io::Error::other(io::Error::other(words));
        assert_eq!(known_cause(&inside), None);
    }

    #[cfg(feature = "rustls-no-provider")]
    #[test]
    fn the_words_of_tls_are_known_and_those_of_a_verifier_of_the_callers_are_not() {
        use std::sync::Arc;

        use rustls::{AlertDescription, CertificateError, Error, InvalidMessage, OtherError};

        let other = |words: &str| OtherError(Arc::new(io::Error::other(words.to_owned())));
        let marina = || other("Marina Duarte");
        for (error, words) in [
            (
                Error::InvalidCertificate(CertificateError::Expired),
                "its certificate has expired, or this machine's clock is wrong",
            ),
            (
                Error::InvalidCertificate(CertificateError::Revoked),
                "its certificate has been revoked",
            ),
            (
                Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure),
                "its certificate is not accepted",
            ),
            (
                Error::InvalidCertificate(CertificateError::Other(other(
                    "NameConstraintViolation",
                ))),
                "its certificate is from an issuer that may not issue it for this name",
            ),
            (
                Error::InvalidCertificate(CertificateError::Other(marina())),
                "its certificate is not accepted",
            ),
            (
                Error::AlertReceived(AlertDescription::UnrecognisedName),
                "it sent the TLS alert UnrecognisedName",
            ),
            (
                Error::InvalidMessage(InvalidMessage::InvalidContentType),
                "its answer is not TLS; it may speak plain HTTP",
            ),
            (Error::General("Marina Duarte".into()), "invalid data"),
            (Error::Other(marina()), "invalid data"),
            (
                Error::InvalidCertRevocationList(rustls::CertRevocationListError::Other(marina())),
                "invalid data",
            ),
        ] {
            let error = io::Error::new(io::ErrorKind::InvalidData, error);
            assert_eq!(known_cause(&error).as_deref(), Some(words));
            // As the connectors of hyper wrap it.
            assert_eq!(
                known_cause(&io::Error::other(error)).as_deref(),
                Some(words)
            );
        }
    }
}
