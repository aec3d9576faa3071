//! Encrypted connections that are made: with the caller's root certificates, directly and through a proxy.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tatodesk::{Cause, ConnectCause, Outcome, Peer, Tatodesk, TlsCause, reqwest::Proxy};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
};
use tokio_rustls::TlsAcceptor;

/// A server with a certificate from an authority that no client knows.
pub(crate) struct Secure {
    pub(crate) port: u16,
    /// The authority's own certificate.
    pub(crate) root: String,
    pub(crate) authority: CertifiedIssuer<'static, KeyPair>,
    /// What arrived, up to the end of each head.
    pub(crate) heads: UnboundedReceiver<String>,
}

impl Secure {
    /// `name` is what the certificate is for.
    pub(crate) async fn start(name: &str) -> Self {
        Self::with(name, |_| {}, &aws_lc_rs::default_provider()).await
    }

    /// A server whose certificate is changed before it is signed.
    pub(crate) async fn with(
        name: &str,
        change: impl FnOnce(&mut CertificateParams),
        provider: &CryptoProvider,
    ) -> Self {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let authority =
            CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let mut certificate = CertificateParams::new(vec![name.to_owned()]).unwrap();
        // Not the authority's own: a certificate whose issuer has the same name counts as self-signed for OpenSSL.
        certificate
            .distinguished_name
            .push(DnType::CommonName, name);
        change(&mut certificate);
        let certificate = certificate.signed_by(&key, &authority).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(provider.clone()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
            )
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, heads) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A handshake that fails is for the client to tell about.
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                sender.send(head(&mut stream).await).unwrap();
                let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
                stream.write_all(answer.as_bytes()).await.unwrap();
                stream.shutdown().await.unwrap();
            }
        });
        Self {
            port,
            root: authority.pem(),
            authority,
            heads,
        }
    }
}

/// Reads up to the end of a request's head, and lets what follows be.
async fn head(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut bytes = Vec::new();
    while !bytes.windows(4).any(|window| window == b"\r\n\r\n") {
        assert!(stream.read_buf(&mut bytes).await.unwrap() > 0);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn read(tatodesk: &Tatodesk) -> Result<(), tatodesk::Error> {
    tatodesk.in_person().list_companies().await.map(|_| ())
}

#[tokio::test]
async fn a_root_certificate_of_ones_own_is_trusted() {
    let mut server = Secure::start("localhost").await;
    let builder = Tatodesk::builder()
        .api_key("the-key")
        .base_url(format!("https://localhost:{}", server.port))
        .retries(0);

    let error = read(&builder.clone().build().unwrap()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    let words = "no connection to localhost was made (its certificate is from an unknown issuer)";
    assert_eq!(error.reason(), words);
    let cause = Cause::Connect(ConnectCause::Tls(TlsCause::UnknownIssuer));
    assert_eq!((error.cause(), error.peer()), (cause, Some(Peer::Tatodesk)));
    assert!(server.heads.try_recv().is_err());

    let other = Secure::start("localhost").await;
    let both = format!("{}{}", other.root, server.root);
    for builder in [
        builder.clone().root_certificates(server.root.clone()),
        // Several in one text, or one after the other.
        builder.clone().root_certificates(both),
        builder
            .root_certificates(other.root)
            .root_certificates(server.root.clone()),
    ] {
        read(&builder.build().unwrap()).await.unwrap();
        let head = server.heads.recv().await.unwrap();
        assert!(head.contains("tatodesk-api-key: the-key"), "{head}");
    }
}

/// Why a call to this server makes no connection, in a word and in words.
async fn why(server: &Secure) -> (String, String) {
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(format!("https://localhost:{}", server.port))
        .root_certificates(server.root.clone())
        .retries(0)
        .build()
        .unwrap();
    let error = read(&tatodesk).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    let said = error.to_string();
    let start = "listCompaniesByUser: no connection to localhost was made (";
    let why = said
        .strip_prefix(start)
        .and_then(|said| said.strip_suffix(')'));
    assert_eq!(error.peer(), Some(Peer::Tatodesk), "{error}");
    let why = why.unwrap_or_else(|| panic!("{said}")).to_owned();
    (error.cause().to_string(), why)
}

#[tokio::test]
async fn a_certificate_that_is_not_accepted_is_said_to_be_why() {
    type Change = fn(&mut CertificateParams);
    let changes: [(Change, &str, &str); 5] = [
        (
            |certificate| certificate.not_after = date_time_ymd(2020, 1, 1),
            "tls_expired",
            "its certificate has expired, or this machine's clock is wrong",
        ),
        (
            |certificate| certificate.not_before = date_time_ymd(4000, 1, 1),
            "tls_not_valid_yet",
            "its certificate is not valid yet, or this machine's clock is wrong",
        ),
        (
            |certificate| certificate.subject_alt_names.clear(),
            "tls_wrong_name",
            "its certificate is for another name",
        ),
        (
            |certificate| {
                certificate.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
            },
            "tls_certificate",
            "its certificate is not one for servers",
        ),
        (
            |certificate| certificate.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
            "tls_certificate",
            "its certificate is that of an authority, which is not accepted for a server",
        ),
    ];
    let told = |cause: &str, words: &str| (cause.to_owned(), words.to_owned());
    for (change, cause, words) in changes {
        let server = Secure::with("localhost", change, &aws_lc_rs::default_provider()).await;
        assert_eq!(why(&server).await, told(cause, words));
    }
    let other = Secure::start("other.example").await;
    let words = "its certificate is for another name";
    assert_eq!(why(&other).await, told("tls_wrong_name", words));
    // Each authority here has the same name and a key of its own.
    let mut stranger = Secure::start("localhost").await;
    stranger.root = other.root;
    let words = "its certificate is not signed by the authority that it names";
    assert_eq!(why(&stranger).await, told("tls_certificate", words));
}

#[tokio::test]
async fn a_server_that_agrees_on_nothing_is_said_to_be_why() {
    let mut provider = aws_lc_rs::default_provider();
    // A group that clients do not offer by themselves.
    provider.kx_groups = vec![aws_lc_rs::kx_group::MLKEM768];
    let server = Secure::with("localhost", |_| {}, &provider).await;
    let (cause, words) = why(&server).await;
    assert_eq!(cause, "tls_nothing_in_common");
    assert_eq!(words, "it sent the TLS alert HandshakeFailure");
}

#[tokio::test]
async fn a_proxy_carries_what_it_cannot_read() {
    let mut server = Secure::start("tatodesk.invalid").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let port = server.port;
    let asked = tokio::spawn(async move {
        let (mut client, _) = listener.accept().await.unwrap();
        let asked = head(&mut client).await;
        client
            .write_all(b"HTTP/1.1 200 Go on\r\n\r\n")
            .await
            .unwrap();
        let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        // How the two hang up is their business.
        let _ = copy_bidirectional(&mut client, &mut server).await;
        asked
    });
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url("https://tatodesk.invalid")
        .root_certificates(server.root)
        .http_client(move |client| client.proxy(Proxy::all(&proxy).unwrap()))
        .build()
        .unwrap();
    read(&tatodesk).await.unwrap();
    let head = server.heads.recv().await.unwrap();
    assert!(head.contains("tatodesk-api-key: the-key"), "{head}");
    let asked = asked.await.unwrap();
    assert!(
        asked.starts_with("CONNECT tatodesk.invalid:443 "),
        "{asked}"
    );
    assert!(!asked.contains("the-key"));
}
