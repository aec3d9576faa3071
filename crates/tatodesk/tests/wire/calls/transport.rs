//! What goes over the line, and what the statuses and sizes of answers mean.

use std::time::Duration;

use bytes::Bytes;
use tatodesk::{Cause, Outcome, Product, Tatodesk, ids::*};

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
    let protocol = Protocol::from("20241106130548803".to_owned());
    tatodesk.reports().search_protocol(protocol).await.unwrap();
    tatodesk.in_person().list_classifications().await.unwrap();
    tatodesk
        .crm()
        .delete_record("orders", CrmRecordId::from("1".to_owned()))
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
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1));
    assert_eq!((error.cause(), error.peer()), (Cause::NotMade, None));
    assert!(error.to_string().contains("in-person"), "{error}");
    assert!(server.requests().is_empty());
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
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
        assert_eq!(error.cause(), Cause::AnswerTooLong);
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

#[tokio::test]
async fn this_machine_is_never_reached_through_a_proxy() {
    let proxy = Server::start([]).await;
    let server = Server::start([Answering::json("{}")]).await;
    let address = proxy.url();
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .http_client(move |client| client.proxy(tatodesk::reqwest::Proxy::all(&address).unwrap()))
        .build()
        .unwrap();
    tatodesk.in_person().list_companies().await.unwrap();
    assert_eq!(server.requests().len(), 1);
    assert!(proxy.requests().is_empty());
}

#[tokio::test]
async fn changes_to_the_http_client_follow_each_other() {
    let server = Server::start([Answering::json("{}")]).await;
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .http_client(|client| client.user_agent("first").referer(false))
        .http_client(|client| client.user_agent("second"))
        .http_client(|client| client.http1_title_case_headers())
        .build()
        .unwrap();
    tatodesk.in_person().list_companies().await.unwrap();
    let request = server.requests().remove(0);
    assert_eq!(request.header("user-agent"), Some("second"));
    let titled = |(name, _): &(String, String)| name == "User-Agent";
    assert!(request.headers.iter().any(titled), "{:?}", request.headers);
}

#[tokio::test]
async fn time_that_runs_out_in_the_http_client_is_a_timeout() {
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"a\":";
    let limits: [fn(tatodesk::reqwest::ClientBuilder) -> _; 2] = [
        |client| client.timeout(Duration::from_millis(50)),
        |client| client.read_timeout(Duration::from_millis(50)),
    ];
    for limit in limits {
        let server = Server::start([Answering::silent(), Answering::stalled(half)]).await;
        let tatodesk = Tatodesk::builder()
            .api_key("the-key")
            .base_url(server.url())
            .http_client(limit)
            .build()
            .unwrap();
        for status in [None, Some(200)] {
            let phone = "(81) 90000-0001".parse().unwrap();
            let error = tatodesk
                .sms()
                .send_template("app", 1, phone)
                .await
                .unwrap_err();
            assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
            assert!(error.is_timeout() && !error.is_connect(), "{error}");
            assert!(error.to_string().contains("time ran out"), "{error}");
            assert_eq!(error.status().map(|status| status.as_u16()), status);
        }
    }
}
