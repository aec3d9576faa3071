//! The futures of calls are small enough to be held by the thousand, and to be awaited without a box.
#![allow(clippy::print_stdout)] // the sizes are for people to read

use tatodesk_api::{ApiRequest, OPERATIONS, OperationVisitor, upload::Media, visit_operation};

use super::*;
use crate::sections::whatsapp::Upload;

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
    sizes.push(("uploadMedia", output(|upload: Upload| upload.send())));
    assert_eq!(sizes.len(), OPERATIONS.len());

    // What each of them boxes: the loop around attempts, and in it one attempt.
    let tatodesk = Tatodesk::builder()
        .api_key("key")
        .base_url("http://127.0.0.1:9")
        .build()
        .unwrap();
    let (limits, form) = (
        tatodesk.limits(),
        MediaUpload::new(Media::from_bytes(""), "app"),
    );
    for operation in [
        tatodesk_api::operations::SEND_SMS,
        tatodesk_api::operations::UPLOAD_MEDIA,
    ] {
        let record = tatodesk.call_record(operation);
        let whole = match operation.id {
            "uploadMedia" => tatodesk.exchange_form(record, form.clone(), limits),
            _ => tatodesk.exchange(record, Bytes::new(), limits),
        };
        sizes.push(("its loop, in a box", size_of_val(&*whole)));
    }
    let route = tatodesk.route(tatodesk_api::operations::UPLOAD_MEDIA);
    let making = route.api.raw_upload_media_request(form);
    sizes.push(("making a form, in a box", size_of_val(&making)));
    let request = route.http.client().post("http://127.0.0.1:9").build();
    let sending = route.http.send(request.unwrap());
    sizes.push(("sending, in a box", size_of_val(&sending)));
    let attempt = attempt::attempt(
        &route.http,
        "host",
        Box::pin(making),
        limits,
        tokio::time::Instant::now(),
    );
    let attempt = spans::observed(tracing::Span::none(), attempt);
    sizes.push(("an attempt, in a box", size_of_val(&attempt)));

    for (name, size) in &sizes {
        println!("{size:5} bytes  {name}");
    }
    for (name, size) in sizes {
        assert!(size < LARGEST, "{name}: {size} bytes");
    }
}
