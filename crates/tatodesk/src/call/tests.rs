//! Tests of blocking calls that cannot begin.

use std::{
    error::Error as _,
    io,
    sync::atomic::{AtomicUsize, Ordering},
};

use tatodesk_api::{types::SendSmsRequest, upload::MediaFile, upload::MediaUpload};
use tokio::runtime::Handle;

use super::*;
use crate::Outcome;

fn exhausted() -> io::Result<Handle> {
    Err(io::Error::other("no more threads"))
}

#[test]
fn without_a_runtime_nothing_is_sent_and_the_request_comes_back() {
    let builder = Tatodesk::builder().api_key("key");
    let tatodesk = builder.base_url("http://127.0.0.1:9").build().unwrap();
    let phone = "(81) 90000-0001".parse().unwrap();
    let call = tatodesk.sms().send_template("app", 1, phone);
    let error = call.send_on(exhausted()).unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
    assert_eq!(error.source().unwrap().to_string(), "no more threads");
    assert!(error.into_not_sent::<SendSmsRequest>().is_ok());

    let upload = tatodesk
        .whatsapp()
        .upload_media("app", MediaFile::from_bytes(""));
    let error = upload.send_on(exhausted()).unwrap_err();
    assert!(error.into_not_sent::<MediaUpload>().is_ok());
}

#[test]
fn without_a_client_of_its_own_nothing_is_sent_either() {
    let built = AtomicUsize::new(0);
    let builder = Tatodesk::builder().api_key("key");
    let builder = builder.base_url("http://127.0.0.1:9");
    let builder = builder.http_client(move |client| {
        // The first two are those of `build`.
        match built.fetch_add(1, Ordering::Relaxed) {
            0 | 1 => client,
            _ => client.user_agent("\n"),
        }
    });
    let tatodesk = builder.build().unwrap();
    let call = tatodesk.in_person().list_companies();
    let error = call.send_blocking().unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
    assert!(error.reason().contains("could not be built"), "{error}");
    assert!(error.source().unwrap().is::<crate::ConfigError>());
}
