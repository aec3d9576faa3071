//! Encrypted connections that are made: with root certificates of the caller's, directly and through a proxy.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tatodesk::{Outcome, Tatodesk, reqwest::Proxy};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
};
use tokio_rustls::TlsAcceptor;

/// A server with a certificate from an authority that nobody knows.
struct Secure {
    port: u16,
    /// The authority's own certificate.
    root: String,
    /// What arrived, up to the end of each head.
    heads: UnboundedReceiver<String>,
}

impl Secure {
    /// `name` is what the certificate is for.
    async fn start(name: &str) -> Self {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority =
            CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![name.to_owned()])
            .unwrap()
            .signed_by(&key, &authority)
            .unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
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
