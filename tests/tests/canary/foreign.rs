//! Texts of the caller's own code (a medium's source, a layer, a resolver) are only in the chain of an error.

use std::{
    error::Error as StdError,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use tatodesk::{
    Error, HttpService, MediaFile, MediaUpload, Outcome, RetryPolicy, Tatodesk,
    reqwest::{
        Body, Client,
        dns::{Name, Resolve, Resolving},
    },
};
use tests::{closed::Closed, marked::SECRET};
use tokio::runtime::Runtime;
use tower::{BoxError, layer::layer_fn, service_fn, util::MapRequestLayer};

use crate::{KEY, sightings::Sightings};

/// Begins, and then fails for this reason.
struct Failing {
    begun: bool,
    why: fn() -> io::Error,
}

impl Failing {
    fn new(why: fn() -> io::Error) -> Self {
        Self { begun: false, why }
    }
}

impl Stream for Failing {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let first = !std::mem::replace(&mut self.begun, true);
        Poll::Ready(Some(if first {
            Ok(Bytes::from(SECRET))
        } else {
            Err((self.why)())
        }))
    }
}

fn words() -> io::Error {
    io::Error::other(format!("s3://media/{SECRET}\n{SECRET}"))
}

/// The error of another client's connection, with an address that holds a secret.
fn refused() -> io::Error {
    let asking = async {
        let closed = Closed::take();
        let other = Client::builder().no_proxy().build().expect("a client");
        let sent = other.get(format!("{}/{SECRET}", closed.url())).send();
        sent.await.expect_err("no server listens")
    };
    // It runs on its own thread, because the thread that reads a medium may not wait.
    let asking = std::thread::spawn(|| crate::runtime().block_on(asking));
    io::Error::other(asking.join().expect("an error"))
}

/// Knows no address, and says why.
struct Speaking;

impl Resolve for Speaking {
    fn resolve(&self, _name: Name) -> Resolving {
        Box::pin(async { Err(words().into()) })
    }
}

/// Fails with the text of a source that cannot be opened, of a source that cannot be read to its end, of a layer, of the
/// layer's body, and of a resolver.
pub(crate) fn fail(url: &str, runtime: &Runtime, seen: &mut Sightings) {
    let builder = || {
        let builder = Tatodesk::builder().api_key(KEY).base_url(url);
        builder.retry_policy(RetryPolicy::never())
    };
    let tatodesk = builder().build().expect("a client");
    let upload = |file| {
        let upload = tatodesk.call(MediaUpload::new(file, SECRET)).send();
        runtime.block_on(upload).expect_err("a source that fails")
    };

    let closed = MediaFile::from_source(100, || async { Err::<Failing, _>(words()) });
    let error = upload(closed);
    assert_eq!(error.outcome(), Outcome::NotSent);
    look(&error, "a source that cannot be opened", seen);

    for length in [Some(100), None] {
        let broken = MediaFile::from_source(length, || async { Ok(Failing::new(words)) });
        let error = upload(broken);
        assert_eq!(error.outcome(), Outcome::Unknown);
        look(&error, "a source that cannot be read", seen);

        let alone = MediaFile::from_source(length, || async { Ok(Failing::new(refused)) });
        let error = upload(alone);
        assert_eq!(error.outcome(), Outcome::Unknown);
        look(&error, "a source whose own connection is refused", seen);
    }

    let refuse = |_: HttpService| {
        service_fn(|_: http::Request<Body>| async {
            Err::<http::Response<Body>, BoxError>(words().into())
        })
    };
    let layered = builder().layer(layer_fn(refuse)).build();
    let layered = layered.expect("a client");
    let call = layered.in_person().list_companies().send();
    let error = runtime.block_on(call).expect_err("a layer that fails");
    look(&error, "a layer", seen);

    let replace = |request: http::Request<Body>| {
        let (mut parts, _) = request.into_parts();
        parts.headers.remove("content-length");
        http::Request::from_parts(parts, Body::wrap_stream(Failing::new(words)))
    };
    let layered = builder().layer(MapRequestLayer::new(replace)).build();
    let layered = layered.expect("a client");
    let call = layered.in_person().list_companies().send();
    let error = runtime
        .block_on(call)
        .expect_err("a layer's body that fails");
    assert_eq!(error.outcome(), Outcome::Unknown);
    let source = error.source().expect("a cause");
    seen.told("a layer's body", format!("{source} {source:?}"));
    shown(&error, "a layer's body", seen);

    let resolving = Tatodesk::builder().api_key(KEY);
    let resolving = resolving
        .retry_policy(RetryPolicy::never())
        .http_client(|client| {
            let client = client.no_proxy();
            client.dns_resolver(Arc::new(Speaking))
        });
    let resolving = resolving.build().expect("a client");
    let call = resolving.in_person().list_companies().send();
    let error = runtime.block_on(call).expect_err("no address");
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(error.reason().ends_with("(its name does not resolve)"));
    shown(&error, "a resolver", seen);
}

/// Looks at the error, whose chain must have the texts.
fn shown(error: &Error, place: &str, seen: &mut Sightings) {
    seen.told(
        place,
        format!("{error} {error:?} {error:#?} {}", error.reason()),
    );
    assert_eq!(error.to_string().lines().count(), 1);
    let mut cause: &dyn StdError = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    assert!(cause.to_string().contains(SECRET), "{place}: {cause}");
}

/// Looks at the error and its chain as well, down to the caller's own error.
fn look(error: &Error, place: &str, seen: &mut Sightings) {
    seen.told(
        place,
        format!("{error} {error:?} {error:#?} {}", error.reason()),
    );
    assert_eq!(error.to_string().lines().count(), 1);
    let mut cause = error.source();
    while let Some(error) = cause.filter(|error| !error.is::<io::Error>()) {
        seen.told(place, format!("{error} {error:?} {error:#?}"));
        cause = error.source();
    }
    let words = cause.expect("the caller's own error").to_string();
    assert!(words.contains(SECRET), "{place}");
}
