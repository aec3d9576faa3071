//! Words of the caller's own code, a medium's source or a layer: only the chain of an error may have them.

use std::{
    error::Error as StdError,
    io,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use tatodesk::{
    Error, HttpService, MediaFile, MediaUpload, Outcome, RetryPolicy, Tatodesk, reqwest::Body,
};
use tests::marked::SECRET;
use tokio::runtime::Runtime;
use tower::{BoxError, layer::layer_fn, service_fn};

use crate::{KEY, sightings::Sightings};

/// Begins, and then cannot go on.
struct Failing(bool);

impl Stream for Failing {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let first = !std::mem::replace(&mut self.0, true);
        Poll::Ready(Some(if first {
            Ok(Bytes::from(SECRET))
        } else {
            Err(words())
        }))
    }
}

fn words() -> io::Error {
    io::Error::other(format!("s3://media/{SECRET}\n{SECRET}"))
}

/// Fails in the words of a source that cannot be opened, of one that cannot be read to its end, and of a layer.
pub(crate) fn fail(url: &str, runtime: &Runtime, seen: &mut Sightings) {
    let builder = || {
        let builder = Tatodesk::builder().api_key(KEY).base_url(url);
        builder.retry(RetryPolicy::never())
    };
    let tatodesk = builder().build().expect("a client");
    let upload = |file| {
        let upload = tatodesk.upload(MediaUpload::new(file, SECRET)).send();
        runtime.block_on(upload).expect_err("a source that fails")
    };

    let closed = MediaFile::from_source(100, || async { Err::<Failing, _>(words()) });
    let error = upload(closed);
    assert_eq!(error.outcome(), Outcome::NotSent);
    look(&error, "a source that cannot be opened", seen);

    for length in [Some(100), None] {
        let broken = MediaFile::from_source(length, || async { Ok(Failing(false)) });
        let error = upload(broken);
        assert_eq!(error.outcome(), Outcome::Unknown);
        look(&error, "a source that cannot be read", seen);
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
}

/// Looks at the error and its chain, down to the words themselves, which have to be there.
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
