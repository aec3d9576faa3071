//! Encrypted connections that are not made: what proxies refuse, handshakes that fail, addresses that do not answer.

use std::time::Duration;

use tatodesk::{
    Cause, Error, Outcome, Peer, Tatodesk, TimeoutCause,
    ids::Protocol,
    reqwest::{
        ClientBuilder, Proxy,
        dns::{Name, Resolve, Resolving},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::server::{Answering, Server};

#[tokio::test]
async fn a_request_that_a_proxy_refuses_was_not_sent() {
    let proxy = Server::start([Answering::status("403 Forbidden", "no")]).await;
    let address = proxy.url();
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url("https://tatodesk.invalid")
        .http_client(move |client| client.proxy(Proxy::all(&address).unwrap()))
        .retries(0)
        .build()
        .unwrap();
    let protocol = Protocol::from("1".to_owned());
    let error = tatodesk
        .in_person()
        .add_attachments(protocol, ["https://example.com/a"])
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(
        error
            .to_string()
            .contains("no connection to tatodesk.invalid was made"),
        "{error}"
    );
    let request = proxy.requests().remove(0);
    assert_eq!(request.line, "CONNECT tatodesk.invalid:443 HTTP/1.1");
    assert_eq!(request.header("tatodesk-api-key"), None);
}

/// A send over TLS to a server that answers the handshake with this.
async fn handshake(answer: &'static [u8]) -> Error {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        assert!(stream.read(&mut [0; 4096]).await.unwrap() > 0);
        stream.write_all(answer).await.unwrap();
    });
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(url)
        .retries(0)
        .build()
        .unwrap();
    let phone = "(81) 90000-0001".parse().unwrap();
    tatodesk
        .sms()
        .send_template("app", 1, phone)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_failed_handshake_was_not_sent_and_says_why() {
    const NOTHING_IN_COMMON: &str = "tls_nothing_in_common";
    const NOT_TLS: &str = "its answer is not TLS; it may speak plain HTTP";
    // A hello of TLS 1.0, whose cipher suite is as old.
    const OLD: &[u8] = b"\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01\
        0123456789abcdef0123456789abcdef\x00\x00\x2f\x00";
    for (answer, why, cause) in [
        (
            &b"HTTP/1.1 400 Bad Request\r\n\r\nThis is no TLS"[..],
            NOT_TLS,
            "tls_not_spoken",
        ),
        (b"SSH-2.0-OpenSSH_9.2\r\n", NOT_TLS, "tls_not_spoken"),
        (b"220 mail.example.com ESMTP\r\n", NOT_TLS, "tls_not_spoken"),
        (
            b"\x15\x03\x01\x00\x02\x02\x46",
            "it sent the TLS alert ProtocolVersion",
            NOTHING_IN_COMMON,
        ),
        (
            b"\x15\x03\x03\x00\x02\x02\x70",
            "it sent the TLS alert UnrecognisedName",
            "tls_alert",
        ),
        (
            OLD,
            "it has no TLS version or cipher suite in common with this client",
            NOTHING_IN_COMMON,
        ),
        (b"", "it closed the connection", "connect_closed"),
        (b"\x16\x03", "it closed the connection", "connect_closed"),
    ] {
        let error = handshake(answer).await;
        assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
        let reason = format!("no connection to 127.0.0.1 was made ({why})");
        assert_eq!(error.reason(), reason);
        assert_eq!(error.cause().to_string(), cause, "{reason}");
        assert_eq!(error.peer(), Some(Peer::Tatodesk));
    }
}

/// Never finds an address.
struct NoAnswer;

impl Resolve for NoAnswer {
    fn resolve(&self, _name: Name) -> Resolving {
        Box::pin(std::future::pending())
    }
}

/// A send to a host whose address never comes.
async fn connecting(change: fn(ClientBuilder) -> ClientBuilder) -> Error {
    let tatodesk = Tatodesk::builder()
        .api_key("key")
        .base_url("https://tatodesk.invalid")
        .timeout(Duration::from_millis(200))
        .retries(0)
        .http_client(move |client| change(client.dns_resolver(NoAnswer).no_proxy()))
        .build()
        .unwrap();
    let phone = "(81) 90000-0001".parse().unwrap();
    tatodesk
        .sms()
        .send_template("app", 1, phone)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_connection_that_takes_too_long_is_not_sent() {
    let error = connecting(|client| client).await;
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    assert!(error.to_string().contains("in time"), "{error}");
    let cause = Cause::Timeout(TimeoutCause::Connect);
    assert_eq!(error.cause(), cause);
    assert_eq!(error.peer(), Some(Peer::Tatodesk));
}

#[tokio::test]
async fn a_connection_that_may_take_longer_than_the_call_leaves_the_outcome_unknown() {
    let error = connecting(|client| client.connect_timeout(Duration::from_secs(60))).await;
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert!(error.is_timeout(), "{error}");
    assert_eq!(error.cause(), Cause::Timeout(TimeoutCause::Call));
}
