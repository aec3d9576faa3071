//! Proxies: other machines are reached through them, this machine never, and their refusal is known to come first.

use tatodesk::{Outcome, Tatodesk, ids::Protocol, reqwest::Proxy};

use crate::server::{Answering, Server};

#[tokio::test]
async fn this_machine_is_never_reached_through_a_proxy() {
    let proxy = Server::start([]).await;
    let server = Server::start([Answering::json("{}")]).await;
    let address = proxy.url();
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .http_client(move |client| client.proxy(Proxy::all(&address).unwrap()))
        .build()
        .unwrap();
    tatodesk.in_person().list_companies().await.unwrap();
    assert_eq!(server.requests().len(), 1);
    assert!(proxy.requests().is_empty());
}

#[cfg(feature = "rustls")]
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

#[cfg(feature = "rustls")]
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
