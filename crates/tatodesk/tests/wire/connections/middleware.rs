//! Layers of tower and tower-http around requests: what they see, what they change, and what their errors mean.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use http::{HeaderName, HeaderValue};
use tatodesk::{
    Builder, Cause, HttpService, MediaFile, Outcome, Tatodesk, TimeoutCause,
    reqwest::{Body, Proxy},
};
use tower::{
    BoxError, ServiceExt, limit::GlobalConcurrencyLimitLayer, timeout::TimeoutLayer,
    util::MapRequestLayer,
};
use tower_http::{
    follow_redirect::FollowRedirectLayer, set_header::SetRequestHeaderLayer, trace::TraceLayer,
};

use crate::server::{Answering, Closed, Server};

type Request = http::Request<Body>;

fn builder(url: &str) -> Builder {
    Tatodesk::builder()
        .api_key("the-key")
        .base_url(url)
        .retries(0)
}

fn header(name: &'static str, value: &'static str) -> SetRequestHeaderLayer<HeaderValue> {
    let name = HeaderName::from_static(name);
    SetRequestHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

async fn sms(tatodesk: &Tatodesk) -> Result<(), tatodesk::Error> {
    let phone = "(81) 90000-0001".parse().unwrap();
    tatodesk
        .sms()
        .send_template("app", 1, phone)
        .await
        .map(|_| ())
}

#[tokio::test]
async fn layers_are_around_every_attempt_and_the_upload() {
    let answers = [
        Answering::status("503 Busy", "{}"),
        Answering::json("{}"),
        Answering::json(r#"{"media": {"mediaID": "1"}}"#),
    ];
    let server = Server::start(answers).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let note = {
        let seen = Arc::clone(&seen);
        move |request: Request| {
            let key = &request.headers()["tatodesk-api-key"];
            assert!(key.is_sensitive());
            assert!(!format!("{request:?}").contains("the-key"));
            seen.lock().unwrap().push(request.uri().path().to_owned());
            request
        }
    };
    let tatodesk = builder(&server.url())
        .retries(1)
        .layer(header("x-order", "first"))
        .layer(MapRequestLayer::new(note))
        // What is given later stands further outside, so the first has the last word.
        .layer(header("x-order", "last"))
        .layer(TraceLayer::new_for_http())
        .layer(GlobalConcurrencyLimitLayer::new(1))
        .build()
        .unwrap();
    let companies = tatodesk.in_person().list_companies().active(true).await;
    assert_eq!(companies.unwrap().attempts(), 2);
    let file = MediaFile::from_bytes("logo").file_name("logo.png");
    let upload = tatodesk.whatsapp().upload_media("app", file);
    upload.send().await.unwrap();

    let paths = ["/dl/pa/listCompaniesByUser"; 2];
    assert_eq!(seen.lock().unwrap()[..2], paths);
    assert_eq!(seen.lock().unwrap()[2..], ["/dl/v1/whatsapp/media"]);
    let requests = server.requests();
    for request in &requests {
        assert_eq!(request.header("x-order"), Some("first"));
        assert_eq!(request.header("tatodesk-api-key"), Some("the-key"));
        let length = request.body.len().to_string();
        assert_eq!(request.header("content-length"), Some(length.as_str()));
    }
    assert_eq!(requests[0].body, "{\"isActive\":1}");
    assert!(String::from_utf8_lossy(&requests[2].body).contains("logo.png"));
}

#[tokio::test]
async fn layers_are_around_calls_to_other_machines_too() {
    let proxy = Server::start([Answering::status("403 Forbidden", "no")]).await;
    let address = proxy.url();
    let (seen, note) = counting();
    let tatodesk = builder("https://tatodesk.invalid")
        .http_client(move |client| client.proxy(Proxy::all(&address).unwrap()))
        .layer(note)
        .build()
        .unwrap();
    let error = sms(&tatodesk).await.unwrap_err();
    assert_eq!(
        (error.outcome(), error.is_connect()),
        (Outcome::NotSent, true)
    );
    assert_eq!(*seen.lock().unwrap(), 1);
}

/// A layer that counts.
fn counting() -> (
    Arc<Mutex<usize>>,
    MapRequestLayer<impl Fn(Request) -> Request + Clone>,
) {
    let seen = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&seen);
    let note = move |request| {
        *counted.lock().unwrap() += 1;
        request
    };
    (seen, MapRequestLayer::new(note))
}

#[tokio::test]
async fn a_layer_that_runs_out_of_time_leaves_the_outcome_unknown() {
    let server = Server::start([Answering::silent()]).await;
    let tatodesk = builder(&server.url())
        .layer(TimeoutLayer::new(Duration::from_millis(50)))
        .build()
        .unwrap();
    let error = sms(&tatodesk).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert!(error.is_timeout(), "{error}");
    let cause = Cause::Timeout(TimeoutCause::HttpClient);
    assert_eq!((error.cause(), error.peer()), (cause, None));
}

#[tokio::test]
async fn a_layers_own_error_leaves_the_outcome_unknown() {
    let server = Server::start([Answering::json("{}")]).await;
    let refuse = |_: HttpService| {
        tower::service_fn(|_: Request| async {
            Err::<http::Response<Body>, BoxError>("not on a Sunday".into())
        })
    };
    let tatodesk = builder(&server.url())
        .retries(2)
        .layer(tower::layer::layer_fn(refuse))
        .build()
        .unwrap();
    let error = sms(&tatodesk).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    // Its words are for who asks for them.
    assert!(
        !format!("{error} {error:?}").contains("Sunday"),
        "{error:?}"
    );
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "not on a Sunday");
    // A read does no harm.
    let error = tatodesk.in_person().list_companies().await.unwrap_err();
    assert_eq!(error.attempts(), 3);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_error_that_a_layer_brings_along_cannot_make_a_request_unsent() {
    let server = Server::start([Answering::hang_up()]).await;
    let closed = Closed::new();
    let elsewhere = format!("{}/marina", closed.url());
    // The request loses its answer. What the layer asks then is refused, and that error is the one that comes out.
    let again = move |inner: HttpService| {
        let elsewhere = elsewhere.clone();
        tower::service_fn(move |request: Request| {
            let (inner, elsewhere) = (inner.clone(), elsewhere.clone());
            async move {
                inner.oneshot(request).await.unwrap_err();
                let other = tatodesk::reqwest::Client::builder().no_proxy();
                let refused = other.build().unwrap().get(elsewhere).send().await;
                let refused = refused.unwrap_err();
                assert!(refused.is_connect() && format!("{refused:?}").contains("marina"));
                Err::<http::Response<Body>, BoxError>(refused.into())
            }
        })
    };
    let tatodesk = builder(&server.url())
        .retries(3)
        .layer(tower::layer::layer_fn(again))
        .build()
        .unwrap();
    let error = sms(&tatodesk).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert!(!error.is_connect());
    assert_eq!(server.requests().len(), 1);
    let source = std::error::Error::source(&error);
    assert!(!format!("{error:?} {source:?}").contains("marina"));
}

#[tokio::test]
async fn a_layer_that_follows_redirects_sends_nothing_to_anybody() {
    for status in ["301 A", "302 B", "303 C", "307 D", "308 E"] {
        for same in [false, true] {
            let elsewhere = Server::start([Answering::json("{}")]).await;
            let place = if same { String::new() } else { elsewhere.url() };
            let answer = format!(
                "HTTP/1.1 {status}\r\nLocation: {place}/x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
            let server = Server::start([Answering::raw(answer), Answering::json("{}")]).await;
            let tatodesk = builder(&server.url())
                .retries(3)
                .layer(FollowRedirectLayer::new())
                .build()
                .unwrap();
            let error = sms(&tatodesk).await.unwrap_err();
            assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
            // What wants the body again finds none, so its 3xx comes out.
            let wanted = if status < "307" {
                "a layer wanted"
            } else {
                "redirect"
            };
            assert!(error.to_string().contains(wanted), "{status}: {error}");
            assert!(elsewhere.requests().is_empty(), "{status}");
            assert_eq!(server.requests().len(), 1, "{status}");
        }
    }
}

#[tokio::test]
async fn a_layer_that_sends_elsewhere_or_again_is_refused() {
    let changes: [fn(&mut Request, &str); 5] = [
        |request, url| *request.uri_mut() = url.replace("http:", "https:").parse().unwrap(),
        |request, url| *request.uri_mut() = url.replace("127.0.0.1", "localhost").parse().unwrap(),
        |request, _| *request.uri_mut() = "http://127.0.0.1:9/x".parse().unwrap(),
        |request, _| *request.method_mut() = http::Method::PUT,
        |request, _| request.extensions_mut().clear(),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let server = Server::start([Answering::json("{}")]).await;
        let url = format!("{}/x", server.url());
        let layer = MapRequestLayer::new(move |mut request: Request| {
            change(&mut request, &url);
            request
        });
        let tatodesk = builder(&server.url()).layer(layer).build().unwrap();
        let error = sms(&tatodesk).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert!(
            error.to_string().contains("a layer wanted"),
            "{number}: {error}"
        );
        assert!(server.requests().is_empty(), "{number}");
    }

    // The worst of layers: it makes a second request of the first one's parts.
    let twice = |inner: HttpService| {
        tower::service_fn(move |request: Request| {
            let inner = inner.clone();
            async move {
                let (parts, body) = request.into_parts();
                let second = http::Request::from_parts(parts.clone(), Body::from("{}"));
                let first = inner
                    .clone()
                    .oneshot(http::Request::from_parts(parts, body));
                first.await.unwrap_err();
                inner.oneshot(second).await
            }
        })
    };
    let server = Server::start([Answering::hang_up(), Answering::json("{}")]).await;
    let layer = tower::layer::layer_fn(twice);
    let tatodesk = builder(&server.url()).layer(layer).build().unwrap();
    let error = sms(&tatodesk).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_layer_may_change_path_headers_and_body() {
    let server = Server::start([Answering::json("{}")]).await;
    let rewrite = |mut request: Request| {
        let uri = request.uri().to_string();
        *request.uri_mut() = format!("{uri}?tenant=recife").parse().unwrap();
        request.headers_mut().remove("content-length");
        request.map(|_| Body::from("{\"other\":1}"))
    };
    let layer = MapRequestLayer::new(rewrite);
    let tatodesk = builder(&server.url()).layer(layer).build().unwrap();
    sms(&tatodesk).await.unwrap();
    let request = server.requests().remove(0);
    assert!(request.line.contains("?tenant=recife "), "{}", request.line);
    assert_eq!(request.body, "{\"other\":1}");
}

#[tokio::test]
async fn no_layer_can_copy_a_body() {
    let server = Server::start([Answering::json("{}")]).await;
    let copy = |request: Request| {
        let request = tatodesk::reqwest::Request::try_from(request).unwrap();
        assert!(request.try_clone().is_none());
        Request::try_from(request).unwrap()
    };
    let tatodesk = builder(&server.url())
        .layer(MapRequestLayer::new(copy))
        .build()
        .unwrap();
    sms(&tatodesk).await.unwrap();
    assert_eq!(server.requests().len(), 1);
}
