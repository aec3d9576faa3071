//! Encrypted connections that are not made: what proxies refuse, handshakes that fail, addresses that do not answer.

use std::time::Duration;

use tatodesk::{
    Error, Outcome, Tatodesk,
    ids::Protocol,
    reqwest::{
        ClientBuilder, Proxy,
        dns::{Name, Resolve, Resolving},
    },
};

use crate::server::{Answering, Server};

#[tokio::test]
async fn what_a_proxy_refuses_was_not_sent() {
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

#[tokio::test]
async fn a_failed_handshake_was_not_sent() {
    let server = Server::start([Answering::status("400 Bad Request", "this is no TLS")]).await;
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url().replace("http://", "https://"))
        .retries(0)
        .build()
        .unwrap();
    let phone = "(81) 90000-0001".parse().unwrap();
    let error = tatodesk.sms().template("app", 1, phone).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
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
    tatodesk.sms().template("app", 1, phone).await.unwrap_err()
}

#[tokio::test]
async fn a_connection_that_takes_too_long_is_not_sent() {
    let error = connecting(|client| client).await;
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    assert!(error.to_string().contains("in time"), "{error}");
}

#[tokio::test]
async fn a_connection_that_may_take_longer_than_the_call_leaves_the_outcome_unknown() {
    let error = connecting(|client| client.connect_timeout(Duration::from_secs(60))).await;
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert!(error.is_timeout(), "{error}");
}
