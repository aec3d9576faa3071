//! Compares the form of an upload with the one that arrives. Each form has a boundary of its own, so their parts are compared.

use std::thread;

use http_body_util::BodyExt as _;
use httpmock::HttpMockRequest;
use memchr::memmem;
use tatodesk_api::{Client, Transport, upload::MediaUpload};

/// Tells whether a request has the parts of this form.
#[track_caller]
pub(crate) fn matcher(
    upload: MediaUpload,
) -> impl Fn(&HttpMockRequest) -> bool + Send + Sync + 'static {
    // The caller may be in a runtime already, and a runtime does not start another one on its own thread.
    let encoding = thread::spawn(move || encode(upload)).join();
    let (content_type, body) = encoding.expect("the form encodes");
    let expected = Parts::of(&content_type, &body).expect("a form has a boundary");
    let expected: Vec<Vec<u8>> = expected.0.into_iter().map(Vec::from).collect();
    move |request| {
        let headers = request.headers();
        let content_type = headers.get("content-type").and_then(|it| it.to_str().ok());
        content_type
            .and_then(|content_type| Parts::of(content_type, request.body_ref()))
            .is_some_and(|arrived| expected == arrived.0)
    }
}

/// The bytes between the boundaries: head and content of each part.
struct Parts<'a>(Vec<&'a [u8]>);

impl<'a> Parts<'a> {
    fn of(content_type: &str, body: &'a [u8]) -> Option<Self> {
        let boundary = content_type.strip_prefix("multipart/form-data; boundary=")?;
        let mut parts = Vec::new();
        let mut start = 0;
        for end in memmem::find_iter(body, boundary) {
            parts.push(&body[start..end]);
            start = end + boundary.len();
        }
        parts.push(&body[start..]);
        Some(Self(parts))
    }
}

/// The content type and the body that the SDK sends for this form.
fn encode(upload: MediaUpload) -> (String, Vec<u8>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let http = reqwest::Client::builder().build().expect("an HTTP client");
        let transport = Transport::builder().key("a key of no meaning").build();
        let client = Client::with_transport(http, transport.expect("a transport"));
        let request = client.raw_upload_media_request(upload).await;
        let mut request = request.expect("the medium opens");
        let content_type = &request.headers()["content-type"];
        let content_type = content_type.to_str().expect("it is text").to_owned();
        let body = request.body_mut().take().expect("an upload has a body");
        let body = body.collect().await.expect("the medium reads to its end");
        (content_type, body.to_bytes().to_vec())
    })
}
