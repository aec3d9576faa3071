//! The futures of calls are small enough to be held by the thousand, and to be awaited without a box.
#![allow(clippy::print_stdout)] // the sizes are for people to read

use std::time::Duration;

use tatodesk_api::{ApiRequest, OPERATIONS, OperationVisitor, upload::MediaFile, visit_operation};

use tatodesk_api::upload::MediaUpload;

use super::*;
use crate::Call;

/// The largest that any of them may be.
const LARGEST: usize = 4096;

struct Size;

impl OperationVisitor for Size {
    type Output = usize;

    fn visit<R: ApiRequest>(self) -> usize {
        output(|call: Call<R>| call.send())
    }
}

/// The size of what a function gives.
fn output<I, F>(_: impl FnOnce(I) -> F) -> usize {
    size_of::<F>()
}

#[test]
fn futures_are_small() {
    let mut sizes: Vec<(&str, usize)> = OPERATIONS
        .iter()
        .filter_map(|operation| Some((operation.id, visit_operation(operation.id, Size)?)))
        .collect();
    sizes.push((
        "uploadMedia",
        output(|upload: Call<MediaUpload>| upload.send()),
    ));
    assert_eq!(sizes.len(), OPERATIONS.len());

    // What each of them boxes: the loop around attempts, and in it one attempt.
    let tatodesk = Tatodesk::builder()
        .api_key("key")
        .base_url("http://127.0.0.1:9")
        .build()
        .unwrap();
    let form = || MediaUpload::new(MediaFile::from_bytes(""), "app");
    let outgoing = |operation, body| Outgoing {
        route: tatodesk.route(operation),
        operation,
        body,
        limits: tatodesk.limits(),
        headers: Default::default(),
        clock: &*tatodesk.inner.shared.clock,
        feed: None,
    };
    let json = RequestBody::Json(Default::default());
    for (operation, body) in [
        (tatodesk_api::operations::SEND_SMS, json),
        (
            tatodesk_api::operations::UPLOAD_MEDIA,
            RequestBody::Form(Box::new(form())),
        ),
    ] {
        let whole = tatodesk.exchange(
            operation,
            body.clone(),
            tatodesk.limits(),
            Default::default(),
        );
        sizes.push(("its loop, in a box", size_of_val(&*whole)));
        let outgoing = outgoing(operation, body.clone());
        let deadline = outgoing
            .limits
            .deadline_of_attempt(Duration::ZERO, outgoing.clock);
        let attempt = outgoing.attempt(1, deadline);
        sizes.push(("an attempt, in that box", size_of_val(&attempt)));
        let making = outgoing.route.request(operation, body);
        sizes.push(("making a request, in a box", size_of_val(&making)));
    }
    let route = tatodesk.route(tatodesk_api::operations::UPLOAD_MEDIA);
    let request = reqwest::Client::new().post("http://127.0.0.1:9").build();
    let sending = route.send(request.unwrap());
    sizes.push(("sending, in a box", size_of_val(&sending)));

    for (name, size) in &sizes {
        println!("{size:5} bytes  {name}");
    }
    for (name, size) in sizes {
        assert!(size < LARGEST, "{name}: {size} bytes");
    }
}

#[test]
fn requests_to_other_machines_ask_for_all_that_is_decoded() {
    let accepted = |url: &str| {
        let builder = Tatodesk::builder().api_key("key").base_url(url);
        let tatodesk = builder.build().unwrap();
        let route = tatodesk.route(tatodesk_api::operations::SEND_SMS);
        route.accept_encoding().cloned()
    };
    let all = crate::transport::content_encoding::ContentEncoding::ALL;
    let asked = accepted("https://api.example.com");
    let names: Vec<&str> = all.iter().map(|encoding| encoding.as_str()).collect();
    let asked = asked.as_ref().map(|value| value.to_str().unwrap());
    assert_eq!(asked.unwrap_or_default(), names.join(", "));
    assert_eq!(accepted("http://127.0.0.1:9"), None);
}
