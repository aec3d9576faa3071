//! Why a connection was not made or was lost, in words that hold nothing of the caller's code: those of the system and of HTTP,
//! and our own for TLS.

use std::{error::Error as StdError, io, iter};

use crate::transport::connect::ConnectCause;
#[cfg(any(feature = "native-tls", feature = "rustls-no-provider"))]
use crate::transport::connect::TlsCause;

/// A cause, and the words for a person.
pub(crate) type Known = (ConnectCause, String);

/// The innermost cause that is known. A resolver, a connector, a body or a certificate verifier of the caller may
/// say anything, so their words stay in the chain.
///
/// The words for the server begin with "it" or "its", so that they fit behind the name of the server or of its proxy.
pub(crate) fn known_cause(error: &(dyn StdError + 'static)) -> Option<Known> {
    let mut known = None;
    for error in chain(error) {
        let http = error.downcast_ref::<reqwest::Error>();
        if http.is_some_and(reqwest::Error::is_dns) {
            return Some((ConnectCause::Unresolved, UNRESOLVED.to_owned()));
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

/// The innermost reason of an error, which is the one that a person can act on.
pub(crate) fn root_cause(error: &(dyn StdError + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

fn known_words(error: &(dyn StdError + 'static)) -> Option<Known> {
    // All that hyper says of itself is fixed; what it was told is its source.
    if error.is::<hyper::Error>() {
        return Some((ConnectCause::Other, error.to_string()));
    }
    let Some(error) = error.downcast_ref::<io::Error>() else {
        return tls_words(error);
    };
    let words = match error.kind() {
        io::ErrorKind::UnexpectedEof => "it closed the connection".to_owned(),
        _ if error.get_ref().is_none() => error.to_string(),
        io::ErrorKind::Other => return None,
        kind => kind.to_string(),
    };
    Some((io_cause(error.kind()), words))
}

/// What the system says of a connection.
pub(crate) fn io_cause(kind: io::ErrorKind) -> ConnectCause {
    use io::ErrorKind::{
        AddrNotAvailable, BrokenPipe, ConnectionAborted, ConnectionRefused, ConnectionReset,
        HostUnreachable, NetworkDown, NetworkUnreachable, UnexpectedEof,
    };

    match kind {
        ConnectionRefused => ConnectCause::Refused,
        HostUnreachable | NetworkUnreachable | NetworkDown | AddrNotAvailable => {
            ConnectCause::Unreachable
        }
        UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe => ConnectCause::Closed,
        // TLS is what reads data here.
        #[cfg(any(feature = "native-tls", feature = "rustls-no-provider"))]
        io::ErrorKind::InvalidData => ConnectCause::Tls(TlsCause::Other),
        _ => ConnectCause::Other,
    }
}

#[cfg(feature = "rustls-no-provider")]
fn tls_words(error: &(dyn StdError + 'static)) -> Option<Known> {
    use rustls::{AlertDescription as Alert, Error};

    let (cause, words) = match error.downcast_ref::<Error>()? {
        // Words of the caller's own verifier or provider.
        Error::General(_) | Error::Other(_) => return None,
        // A list of the caller's, which does not serve for this certificate.
        Error::InvalidCertRevocationList(_) => (TlsCause::Certificate, REVOCATION_UNKNOWN),
        Error::InvalidCertificate(error) => (certificate_cause(error), certificate_words(error)),
        Error::InvalidMessage(_)
        | Error::InappropriateMessage { .. }
        | Error::InappropriateHandshakeMessage { .. } => {
            let words = "its answer is not TLS; it may speak plain HTTP";
            (TlsCause::NotSpoken, words)
        }
        Error::AlertReceived(alert) => {
            let cause = match alert {
                Alert::HandshakeFailure | Alert::ProtocolVersion | Alert::InsufficientSecurity => {
                    TlsCause::NothingInCommon
                }
                _ => TlsCause::Alert,
            };
            let words = format!("it sent the TLS alert {alert:?}");
            return Some((ConnectCause::Tls(cause), words));
        }
        Error::PeerIncompatible(_) => {
            let words = "it has no TLS version or cipher suite in common with this client";
            (TlsCause::NothingInCommon, words)
        }
        Error::PeerMisbehaved(_) => (TlsCause::Other, "it does not keep to the TLS protocol"),
        Error::NoCertificatesPresented => (TlsCause::Certificate, "it sent no certificate"),
        error => return Some((ConnectCause::Tls(TlsCause::Other), error.to_string())),
    };
    Some((ConnectCause::Tls(cause), words.to_owned()))
}

#[cfg(feature = "rustls-no-provider")]
const REVOCATION_UNKNOWN: &str = "whether its certificate has been revoked cannot be found out";

#[cfg(feature = "rustls-no-provider")]
fn certificate_cause(error: &rustls::CertificateError) -> TlsCause {
    use rustls::CertificateError::{
        Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet,
        NotValidYetContext, Revoked, UnknownIssuer,
    };

    match error {
        UnknownIssuer => TlsCause::UnknownIssuer,
        NotValidForName | NotValidForNameContext { .. } => TlsCause::WrongName,
        Expired | ExpiredContext { .. } => TlsCause::Expired,
        NotValidYet | NotValidYetContext { .. } => TlsCause::NotValidYet,
        Revoked => TlsCause::Revoked,
        _ => TlsCause::Certificate,
    }
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
            REVOCATION_UNKNOWN
        }
        // The types of these errors are private, and their texts are fixed. Any other text comes from the caller's verifier.
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
fn tls_words(error: &(dyn StdError + 'static)) -> Option<Known> {
    let error = error.downcast_ref::<native_tls::Error>()?;
    Some((ConnectCause::Tls(TlsCause::Other), format!("TLS: {error}")))
}

#[cfg(not(any(feature = "native-tls", feature = "rustls-no-provider")))]
fn tls_words(_error: &(dyn StdError + 'static)) -> Option<Known> {
    None
}

#[cfg(test)]
mod tests;
