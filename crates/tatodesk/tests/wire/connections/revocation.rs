//! Revoked certificates, met by clients whose caller gave them revocation lists. Ours have none by themselves.

use std::sync::Arc;

use rcgen::{
    CertificateParams, CertificateRevocationListParams, KeyIdMethod, RevokedCertParams,
    SerialNumber, date_time_ymd,
};
use rustls::{
    ClientConfig, RootCertStore,
    client::WebPkiServerVerifier,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, CertificateRevocationListDer, pem::PemObject as _},
};
use tatodesk::{
    Builder, Cause, ConnectCause, Error, Outcome, Peer, ProxyCause, Tatodesk, TlsCause,
    reqwest::{self, Proxy},
};

use crate::connections::{
    certificates::Secure,
    proxy::{Deed, start},
};

/// The serial number of the certificate in each test.
const SERIAL: u64 = 7;

async fn secure() -> Secure {
    let number =
        |certificate: &mut CertificateParams| certificate.serial_number = Some(SERIAL.into());
    Secure::with("localhost", number, &aws_lc_rs::default_provider()).await
}

/// A list of this server's authority that has the certificate with this number, and ends in this year.
fn list(server: &Secure, revoked: u64, year: i32) -> CertificateRevocationListDer<'static> {
    let revoked = RevokedCertParams {
        serial_number: SerialNumber::from(revoked),
        revocation_time: date_time_ymd(2019, 6, 17),
        reason_code: None,
        invalidity_date: None,
    };
    let list = CertificateRevocationListParams {
        this_update: date_time_ymd(2019, 6, 17),
        next_update: date_time_ymd(year, 6, 17),
        crl_number: SerialNumber::from(1),
        issuing_distribution_point: None,
        revoked_certs: vec![revoked],
        key_identifier_method: KeyIdMethod::Sha256,
    };
    list.signed_by(&server.authority).unwrap().der().clone()
}

/// TLS that trusts this server's authority, and knows this list.
fn tls(server: &Secure, list: CertificateRevocationListDer<'static>) -> ClientConfig {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_slice(server.root.as_bytes());
    roots.add(root.unwrap()).unwrap();
    let verifier =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .with_crls([list])
            .enforce_revocation_expiration()
            .build()
            .unwrap();
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_webpki_verifier(verifier)
        .with_no_client_auth()
}

fn builder(host: &str) -> Builder {
    let builder = Tatodesk::builder().api_key("the-key").retries(0);
    builder.base_url(format!("https://{host}"))
}

async fn read(builder: Builder) -> Result<(), Error> {
    let tatodesk = builder.build().unwrap();
    tatodesk.in_person().list_companies().await.map(|_| ())
}

#[tokio::test]
async fn a_revoked_certificate_is_said_to_be_why() {
    let server = secure().await;
    let tls = tls(&server, list(&server, SERIAL, 4000));
    let builder = builder(&format!("localhost:{}", server.port));
    let finished = reqwest::Client::builder().tls_backend_preconfigured(tls.clone());
    for builder in [
        builder
            .clone()
            .http_client(move |client| client.tls_backend_preconfigured(tls.clone())),
        builder.reqwest_client(finished.build().unwrap()),
    ] {
        let error = read(builder).await.unwrap_err();
        let cause = Cause::Connect(ConnectCause::Tls(TlsCause::Revoked));
        assert_eq!((error.cause(), error.peer()), (cause, Some(Peer::Tatodesk)));
        assert_eq!(error.cause().to_string(), "tls_revoked");
        assert_eq!(error.outcome(), Outcome::NotSent);
        let why = "no connection to localhost was made (its certificate has been revoked)";
        assert_eq!(error.reason(), why);
    }
}

#[tokio::test]
async fn a_list_that_does_not_have_it_or_does_not_hold_is_told_apart() {
    const UNKNOWN: &str = "no connection to localhost was made (whether its certificate has been revoked cannot be found out)";
    let (server, other) = (secure().await, secure().await);
    let of_another = list(&other, SERIAL, 4000);
    for (list, why) in [
        (list(&server, SERIAL + 1, 4000), None),
        (list(&server, SERIAL + 1, 2020), Some(UNKNOWN)),
        // The authorities share a name, and not a key.
        (of_another, Some(UNKNOWN)),
    ] {
        let tls = tls(&server, list);
        let builder = builder(&format!("localhost:{}", server.port));
        let read =
            read(builder.http_client(move |client| client.tls_backend_preconfigured(tls.clone())))
                .await;
        let error = read.err();
        assert_eq!(error.as_ref().map(Error::reason), why);
        if let Some(error) = error {
            let cause = Cause::Connect(ConnectCause::Tls(TlsCause::Certificate));
            assert_eq!((error.cause(), error.outcome()), (cause, Outcome::NotSent));
        }
    }
}

#[tokio::test]
async fn a_proxy_before_a_revoked_certificate_or_with_one_is_named() {
    let server = secure().await;
    let tls = tls(&server, list(&server, SERIAL, 4000));
    let (socks, _) = start(Deed::Socks(server.port)).await;
    let before = format!("socks5h://{socks}");
    let with = format!("https://localhost:{}", server.port);
    let revoked = ConnectCause::Tls(TlsCause::Revoked);
    for (host, proxy, cause, peer, why) in [
        (
            "localhost.invalid",
            with,
            Cause::Proxy(ProxyCause::Connect(revoked)),
            Some(Peer::Proxy),
            format!(
                "no connection to localhost.invalid was made: the proxy localhost:{} cannot be reached (its certificate has been revoked)",
                server.port
            ),
        ),
        (
            "localhost.invalid",
            before,
            Cause::Connect(revoked),
            None,
            format!(
                "no connection to localhost.invalid was made through the proxy {socks} (its certificate has been revoked)"
            ),
        ),
    ] {
        let tls = tls.clone();
        let through = builder(host).http_client(move |client| {
            let client = client.proxy(Proxy::all(&proxy).unwrap());
            client.tls_backend_preconfigured(tls.clone())
        });
        let error = read(through).await.unwrap_err();
        assert_eq!(error.reason(), why);
        assert_eq!((error.cause(), error.peer()), (cause, peer));
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
}
