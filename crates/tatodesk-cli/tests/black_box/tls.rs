//! Certificates that the command does not accept, met in a real handshake.

use std::io::Write as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};
use tempfile::NamedTempFile;

use crate::support::{KEY, READ, run, tatodesk};

/// A server whose certificate is changed before it is signed: its port, and the authority's own certificate.
fn secure(change: fn(&mut CertificateParams)) -> (u16, NamedTempFile) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    certificate
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    change(&mut certificate);
    let certificate = certificate.signed_by(&key, &authority).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
        )
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let config = Arc::new(config);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut server = ServerConnection::new(Arc::clone(&config)).unwrap();
            // A handshake that fails is for the command to tell about.
            while server.is_handshaking() && server.complete_io(&mut stream).is_ok() {}
        }
    });
    let mut root = NamedTempFile::new().unwrap();
    root.write_all(authority.pem().as_bytes()).unwrap();
    (port, root)
}

#[test]
fn the_reason_of_a_failed_handshake_is_told_by_a_word() {
    type Change = fn(&mut CertificateParams);
    let cases: [(Change, bool, &str, &str); 4] = [
        (
            |_| {},
            false,
            "tls_unknown_issuer",
            "its certificate is from an unknown issuer",
        ),
        (
            |certificate| certificate.subject_alt_names.clear(),
            true,
            "tls_wrong_name",
            "its certificate is for another name",
        ),
        (
            |certificate| certificate.not_after = date_time_ymd(2020, 1, 1),
            true,
            "tls_expired",
            "its certificate has expired, or this machine's clock is wrong",
        ),
        (
            |certificate| certificate.not_before = date_time_ymd(4000, 1, 1),
            true,
            "tls_not_valid_yet",
            "its certificate is not valid yet, or this machine's clock is wrong",
        ),
    ];
    for (change, is_trusted, cause, words) in cases {
        let (port, root) = secure(change);
        let url = format!("https://localhost:{port}");
        let mut command = tatodesk(&["api", READ, "--retries", "0", "--json", "--base-url", &url]);
        command.env("TATODESK_API_KEY", KEY);
        if is_trusted {
            command.env("SSL_CERT_FILE", root.path());
        }
        let ran = run(command);
        assert_eq!(ran.code, 4, "{ran:?}");
        let report = ran.report("not_sent");
        assert_eq!(report["cause"], cause, "{report}");
        assert_eq!(report["peer"], "tatodesk", "{report}");
        let message = format!("no connection to localhost was made ({words})");
        assert_eq!(report["message"], message);
    }
}
