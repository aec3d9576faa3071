//! What happens below the types: the bytes that are sent, and connections that fail at every stage.

use std::time::Duration;

use bytes::Bytes;
use tatodesk::{ErrorKind, Outcome, Product, Tatodesk, ids::*};

use crate::server::{Answering, Server};

fn client(server: &Server) -> Tatodesk {
    Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .retries(0)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_call_is_a_post_of_json_with_the_key() {
    let server = Server::start([Answering::json("{}")]).await;
    client(&server)
        .in_person()
        .list_companies()
        .active(true)
        .send()
        .await
        .unwrap();
    let request = server.requests().remove(0);
    assert_eq!(request.line, "POST /dl/pa/listCompaniesByUser HTTP/1.1");
    assert_eq!(request.header("tatodesk-api-key"), Some("the-key"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("api-version"), None);
    assert_eq!(request.body, Bytes::from_static(b"{\"isActive\":1}"));
}

#[tokio::test]
async fn each_product_has_its_key_and_each_operation_may_have_its_address() {
    let general = Server::start([Answering::json("{}"), Answering::json("{}")]).await;
    let crm = Server::start([Answering::json("{}")]).await;
    let tatodesk = Tatodesk::builder()
        .api_key("general")
        .product_key(Product::Data, "data")
        .base_url(format!("{}/prefix", general.url()))
        .operation_base_url("deleteObject", crm.url())
        .build()
        .unwrap();
    let protocol = Protocol::from("20241106124207517".to_owned());
    tatodesk.reports().search_protocol(protocol).await.unwrap();
    tatodesk.in_person().list_classifications().await.unwrap();
    tatodesk
        .crm()
        .delete_object("orders", CrmRecordId::from("1".to_owned()))
        .await
        .unwrap();
    let keys = |server: &Server| -> Vec<String> {
        let requests = server.requests();
        requests
            .iter()
            .map(|request| request.header("tatodesk-api-key").unwrap().to_owned())
            .collect()
    };
    assert_eq!(keys(&general), ["data", "general"]);
    assert_eq!(
        general.requests()[0].line,
        "POST /prefix/global/searchProtocol HTTP/1.1"
    );
    assert_eq!(keys(&crm), ["general"]);
    assert_eq!(crm.requests()[0].line, "POST /crm/v1/deleteObject HTTP/1.1");
}

#[tokio::test]
async fn a_product_without_a_key_is_not_called() {
    let server = Server::start([]).await;
    let tatodesk = Tatodesk::builder()
        .product_key(Product::Crm, "crm")
        .base_url(server.url())
        .build()
        .unwrap();
    let error = tatodesk.in_person().list_companies().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::NotSent, 1));
    assert!(error.to_string().contains("in-person"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_refused_connection_is_not_sent() {
    // A port that was just given back refuses connections.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let tatodesk = Tatodesk::builder()
        .api_key("key")
        .base_url(format!("http://127.0.0.1:{port}"))
        .retries(1)
        .build()
        .unwrap();
    let phone = "(81) 90000-0001".parse().unwrap();
    let error = tatodesk.sms().template("app", 1, phone).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 2));
    assert!(
        error
            .to_string()
            .contains("no connection to 127.0.0.1 was made"),
        "{error}"
    );
    assert!(!format!("{error:?}").contains("5581900000001"), "{error:?}");
}

#[tokio::test]
async fn a_connection_lost_after_the_request_is_unknown_and_not_repeated() {
    let server = Server::start([Answering::hang_up(), Answering::json("{}")]).await;
    let phone = "(81) 90000-0001".parse().unwrap();
    let error = client(&server)
        .sms()
        .template("app", 1, phone)
        .retries(3)
        .await
        .unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert_eq!(server.requests().len(), 1);
    assert!(
        error
            .to_string()
            .contains("whether it took effect is unknown"),
        "{error}"
    );
}

#[tokio::test]
async fn a_read_is_repeated_after_lost_connections_and_cut_answers() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"companies\": [";
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"com";
    let server = Server::start([
        Answering::hang_up(),
        Answering::raw(cut),
        Answering::raw(chunked),
        Answering::json("{}"),
    ])
    .await;
    client(&server)
        .in_person()
        .list_companies()
        .retries(3)
        .await
        .unwrap();
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_cut_answer_to_a_write_is_unknown() {
    let server = Server::start([Answering::raw(
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"error\": null}",
    )])
    .await;
    let protocol = Protocol::from("1".to_owned());
    let error = client(&server)
        .in_person()
        .add_attachments(protocol, ["https://example.com/a"])
        .await
        .unwrap_err();
    assert_eq!(
        (error.outcome(), error.status().unwrap().as_u16()),
        (Outcome::Unknown, 200)
    );
    assert!(error.to_string().contains("cut"), "{error}");
    assert!(error.body().is_none());
}

#[tokio::test]
async fn time_runs_out_before_and_within_the_answer() {
    let stalled = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{";
    let server = Server::start([Answering::silent(), Answering::stalled(stalled)]).await;
    for (status, says) in [
        (None, "before an answer came"),
        (Some(200), "in the middle of the answer"),
    ] {
        let call = client(&server)
            .in_person()
            .list_companies()
            .timeout(Duration::from_millis(50))
            .await;
        let error = call.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(error.status().map(|status| status.as_u16()), status);
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Server::start([Answering::json("{}")]).await;
    let redirect = format!(
        "HTTP/1.1 307 Go\r\nLocation: {}/x\r\nContent-Length: 0\r\n\r\n",
        elsewhere.url()
    );
    let server = Server::start([Answering::raw(redirect)]).await;
    let error = client(&server)
        .in_person()
        .list_companies()
        .await
        .unwrap_err();
    assert_eq!(
        (error.outcome(), error.status().unwrap().as_u16()),
        (Outcome::Unknown, 307)
    );
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn statuses_mean_what_the_contract_says() {
    for (status, outcome) in [
        ("400 Bad Request", Outcome::Rejected),
        ("403 Forbidden", Outcome::Rejected),
        ("408 Request Timeout", Outcome::Unknown),
        ("429 Too Many Requests", Outcome::Rejected),
        ("500 Internal Server Error", Outcome::Unknown),
        ("503 Service Unavailable", Outcome::Unknown),
    ] {
        let server = Server::start([Answering::status(
            status,
            r#"{"error": {"message": "not today"}}"#,
        )])
        .await;
        let error = client(&server)
            .in_person()
            .list_companies()
            .await
            .unwrap_err();
        assert_eq!(
            (error.outcome(), error.message()),
            (outcome, Some("not today")),
            "{status}"
        );
    }
}

#[tokio::test]
async fn an_answer_over_the_cap_is_left_unread() {
    let body = format!("{{\"companies\": [], \"note\": \"{}\"}}", "x".repeat(500));
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    let server = Server::start([
        Answering::json(&body),
        Answering::raw(chunked),
        Answering::json(&body),
    ])
    .await;
    let tatodesk = |cap| {
        Tatodesk::builder()
            .api_key("key")
            .base_url(server.url())
            .max_response_bytes(cap)
            .build()
            .unwrap()
    };
    for _ in 0..2 {
        let error = tatodesk(400)
            .in_person()
            .list_companies()
            .await
            .unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unknown, 1));
        assert!(
            error
                .to_string()
                .contains("longer than the accepted 400 bytes"),
            "{error}"
        );
    }
    tatodesk(body.len())
        .in_person()
        .list_companies()
        .await
        .unwrap();
}

#[tokio::test]
async fn futures_are_small_and_can_move_between_threads() {
    fn sendable<T: Send>(value: T) -> T {
        value
    }
    let server = Server::start([]).await;
    let tatodesk = client(&server);
    let call = tatodesk
        .reports()
        .digital_services(jiff::civil::date(2024, 1, 1)..=jiff::civil::date(2024, 1, 31));
    let future = sendable(call.send());
    assert!(size_of_val(&future) < 512, "{}", size_of_val(&future));
}

/// Never finds an address.
struct NoAnswer;

impl tatodesk::reqwest::dns::Resolve for NoAnswer {
    fn resolve(&self, _name: tatodesk::reqwest::dns::Name) -> tatodesk::reqwest::dns::Resolving {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_connection_that_takes_too_long_is_not_sent() {
    let tatodesk = Tatodesk::builder()
        .api_key("key")
        .base_url("https://tatodesk.invalid")
        .timeout(Duration::from_millis(200))
        .retries(0)
        .http_client(|client| client.dns_resolver(NoAnswer).no_proxy())
        .build()
        .unwrap();
    let phone = "(81) 90000-0001".parse().unwrap();
    let error = tatodesk.sms().template("app", 1, phone).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    assert!(error.to_string().contains("in time"), "{error}");
}
