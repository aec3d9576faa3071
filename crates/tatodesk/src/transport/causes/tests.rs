//! Tests of which causes are named, and in whose words.

use super::*;

/// The words alone.
fn known_words_of(error: &(dyn StdError + 'static)) -> Option<String> {
    known_cause(error).map(|(_, words)| words)
}

#[test]
fn the_words_of_the_system_are_known() {
    let refused = io::Error::from_raw_os_error(111);
    let words = refused.to_string();
    assert_eq!(known_words_of(&refused), Some(words.clone()));
    let cut = io::Error::from(io::ErrorKind::UnexpectedEof);
    let closed = Some("it closed the connection");
    assert_eq!(known_words_of(&cut).as_deref(), closed);
    // However deep it is.
    let refused = io::Error::other(io::Error::other(io::Error::other(refused)));
    assert_eq!(known_words_of(&refused), Some(words));
}

#[test]
fn words_of_the_callers_are_not() {
    let words = "no route for Marina Duarte";
    assert_eq!(known_words_of(&io::Error::other(words)), None);
    let reset = io::Error::new(io::ErrorKind::ConnectionReset, words);
    assert_eq!(known_words_of(&reset).as_deref(), Some("connection reset"));
    let inside = io::Error::other(io::Error::other(words));
    assert_eq!(known_words_of(&inside), None);
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
            Error::InvalidCertificate(CertificateError::Other(other("NameConstraintViolation"))),
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
            "whether its certificate has been revoked cannot be found out",
        ),
    ] {
        let error = io::Error::new(io::ErrorKind::InvalidData, error);
        assert_eq!(known_words_of(&error).as_deref(), Some(words));
        // As the connectors of hyper wrap it.
        assert_eq!(
            known_words_of(&io::Error::other(error)).as_deref(),
            Some(words)
        );
    }
}
