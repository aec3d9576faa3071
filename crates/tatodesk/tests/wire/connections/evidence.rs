//! "Not sent" is what the call's own client says next to the wire, whatever errors layers bring along.

use std::{
    error::Error as StdError,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tatodesk::{
    Builder, Cause, Error, HttpService, Outcome, Tatodesk,
    reqwest::{self, Body},
    types::SendSmsRequest,
};
use tower::{BoxError, ServiceExt, layer::layer_fn, util::MapRequestLayer};

use crate::{
    connections::breaking::{Sink, broken, refused},
    server::{Answering, Closed, Server},
};

type Request = http::Request<Body>;

fn builder(url: &str) -> Builder {
    Tatodesk::builder().api_key("key").base_url(url).retries(3)
}

async fn sms(builder: Builder) -> Error {
    let phone = "(81) 90000-0001".parse().unwrap();
    let tatodesk = builder.build().unwrap();
    let error = tatodesk.sms().send_template("app", 1, phone).await;
    error.unwrap_err()
}

fn is_unknown(error: Error) {
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert!(!error.is_connect(), "{error}");
    assert!(error.into_not_sent::<SendSmsRequest>().is_err());
}

/// A request with another body than the call's.
fn with(request: Request, body: Body) -> Request {
    let (mut parts, _) = request.into_parts();
    parts.headers.remove("content-length");
    Request::from_parts(parts, body)
}

/// In the words of a layer, with the cause that it has.
#[derive(Debug)]
struct Wrapped(BoxError);

impl fmt::Display for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the layer could not")
    }
}

impl StdError for Wrapped {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}

#[tokio::test]
async fn an_answered_call_is_never_unsent_though_a_layers_own_connection_is_refused() {
    for body in ["{\"text\": \"replaced\"}", ""] {
        for wrapped in [false, true] {
            let answers = [(); 4].map(|()| Answering::json("{}"));
            let (server, closed) = (Server::start(answers).await, Closed::new());
            let elsewhere = closed.url();
            let audit = layer_fn(move |inner: HttpService| {
                let elsewhere = elsewhere.clone();
                tower::service_fn(move |request: Request| {
                    let (inner, elsewhere) = (inner.clone(), elsewhere.clone());
                    async move {
                        assert_eq!(inner.oneshot(request).await?.status(), 200);
                        let down: BoxError = refused(elsewhere).await.into();
                        let error = if wrapped { Wrapped(down).into() } else { down };
                        Err::<http::Response<Body>, _>(error)
                    }
                })
            });
            let replace = move |request: Request| with(request, Body::from(body));
            let replaced = builder(&server.url()).layer(MapRequestLayer::new(replace));
            is_unknown(sms(replaced.layer(audit)).await);
            assert_eq!(server.requests().len(), 1);
            assert_eq!(server.requests()[0].body, body);
        }
    }
}

#[tokio::test]
async fn the_evidence_of_another_call_says_nothing_of_this_one() {
    let answers = [(); 4].map(|()| Answering::json("{}"));
    let (server, closed) = (Server::start(answers).await, Closed::new());
    let elsewhere = closed.url();
    let keep = layer_fn(|inner: HttpService| inner.map_err(|error| BoxError::from(Wrapped(error))));
    // It tells of each send by a send of its own.
    let tell = layer_fn(move |inner: HttpService| {
        let another = builder(&elsewhere).retries(0).layer(keep);
        tower::service_fn(move |request: Request| {
            let (inner, another) = (inner.clone(), another.clone());
            async move {
                assert_eq!(inner.oneshot(request).await?.status(), 200);
                let error = sms(another).await;
                assert_eq!(error.outcome(), Outcome::NotSent);
                // An error of io leaves out what it is made of: only the chain behind that is seen.
                let error = std::io::Error::other(error);
                Err::<http::Response<Body>, BoxError>(error.into())
            }
        })
    });
    is_unknown(sms(builder(&server.url()).layer(tell)).await);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_body_of_a_layers_that_is_refused_a_piece_of_itself_does_not_make_a_request_unsent() {
    let (sink, closed) = (Sink::start().await, Closed::new());
    let (half, elsewhere) = (Arc::clone(&sink.half), closed.url());
    let replace = move |request: Request| {
        let broken = broken(Arc::clone(&half), elsewhere.clone());
        with(request, Body::wrap_stream(broken))
    };
    let error = sms(builder(&sink.url).layer(MapRequestLayer::new(replace))).await;
    assert_eq!(
        error.reason(),
        "the request was broken off, since its body could not be read to its end; whether it took effect is unknown"
    );
    is_unknown(error);
    assert_eq!(sink.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_refused_connection_of_a_layer_leaves_the_outcome_unknown_and_blames_no_server() {
    for wrapped in [false, true] {
        let (server, closed) = (Server::start([Answering::json("{}")]).await, Closed::new());
        let asked = Arc::new(AtomicUsize::new(0));
        let (elsewhere, count) = (closed.url(), Arc::clone(&asked));
        let authorize = layer_fn(move |_: HttpService| {
            let (elsewhere, count) = (elsewhere.clone(), Arc::clone(&count));
            tower::service_fn(move |_: Request| {
                count.fetch_add(1, Ordering::SeqCst);
                let down = refused(elsewhere.clone());
                async move {
                    let down: BoxError = down.await.into();
                    let error = if wrapped { Wrapped(down).into() } else { down };
                    Err::<http::Response<Body>, _>(error)
                }
            })
        });
        let error = sms(builder(&server.url()).layer(authorize)).await;
        assert_eq!(
            error.reason(),
            "a layer gave up before an answer came; whether it took effect is unknown"
        );
        assert_eq!((error.cause(), error.peer()), (Cause::Middleware, None));
        is_unknown(error);
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        assert!(server.requests().is_empty());
    }
}

#[tokio::test]
async fn a_layers_error_must_have_the_connectors_error_in_its_chain() {
    for kept in [true, false] {
        let closed = Closed::new();
        let tell = layer_fn(move |inner: HttpService| {
            inner.map_err(move |error| {
                let cause = error.source().expect("a cause");
                assert!(cause.downcast_ref::<reqwest::Error>().unwrap().is_connect());
                let words: BoxError = "no".into();
                BoxError::from(Wrapped(if kept { error } else { words }))
            })
        });
        let error = sms(builder(&closed.url()).layer(tell)).await;
        if kept {
            assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 4));
            assert!(error.is_connect());
            assert!(error.into_not_sent::<SendSmsRequest>().is_ok());
        } else {
            is_unknown(error);
        }
    }
}

#[tokio::test]
async fn an_address_that_a_layer_spoils_was_not_sent() {
    let server = Server::start([Answering::json("{}")]).await;
    let spoil = MapRequestLayer::new(|mut request: Request| {
        *request.uri_mut() = "/no/host".parse().unwrap();
        request
    });
    let error = sms(builder(&server.url()).layer(spoil)).await;
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1));
    assert!(!error.is_connect(), "{error}");
    assert!(server.requests().is_empty());
}
