//! Compares the form of an upload with the one that arrives. Each form has a boundary of its own, so their parts are compared, as the
//! SDK writes them.

use std::{error::Error, thread};

use http_body_util::BodyExt as _;
use httpmock::HttpMockRequest;
use memchr::memmem;
use tatodesk_api::{
    Client, Transport,
    upload::{MediaFile, MediaUpload},
};

/// Where the medium and the first further field are in the form of an upload.
const MEDIUM: usize = 0;
const FURTHER: usize = 2;

/// The parts of a form: head and content of each, without what surrounds them.
pub(crate) type Parts<'a> = Vec<&'a [u8]>;

/// The form that the SDK sends.
pub(crate) struct Form {
    content_type: String,
    body: Vec<u8>,
}

impl Form {
    /// # Panics
    ///
    /// When the medium cannot be read.
    #[track_caller]
    pub(crate) fn of(upload: MediaUpload) -> Self {
        // The caller may be in a runtime already, and a runtime does not start another one on its own thread.
        let encoding = thread::spawn(move || encode(upload)).join();
        match encoding.expect("a form encodes") {
            Ok(form) => form,
            Err(why) => {
                panic!("the mock cannot have this form, because its medium cannot be read: {why}")
            }
        }
    }

    pub(crate) fn parts(&self) -> Parts<'_> {
        parts(&self.content_type, &self.body).expect("a form has parts")
    }
}

/// Tells whether a request has the parts of this form.
#[track_caller]
pub(crate) fn whole(
    upload: MediaUpload,
) -> impl Fn(&HttpMockRequest) -> bool + Send + Sync + 'static {
    let expected = Form::of(upload);
    move |request| arrived(request).is_some_and(|parts| parts == expected.parts())
}

/// Tells whether a request has this text field.
pub(crate) fn field(
    name: &str,
    value: &str,
) -> impl Fn(&HttpMockRequest) -> bool + Send + Sync + 'static {
    let upload = MediaUpload::new(MediaFile::from_bytes(""), "").field(name, value);
    let expected = Form::of(upload);
    move |request| arrived(request).is_some_and(|parts| parts.contains(&expected.parts()[FURTHER]))
}

/// Tells whether the medium of a request has this file name.
pub(crate) fn file_name(name: &str) -> impl Fn(&HttpMockRequest) -> bool + Send + Sync + 'static {
    let media = MediaFile::from_bytes("").file_name(name);
    let expected = Form::of(MediaUpload::new(media, ""));
    move |request| {
        arrived(request).is_some_and(|parts| {
            disposition(parts[MEDIUM]) == disposition(expected.parts()[MEDIUM])
        })
    }
}

fn arrived(request: &HttpMockRequest) -> Option<Parts<'_>> {
    let content_type = request
        .headers_vec()
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    parts(&content_type?.1, request.body_ref())
}

/// What stands between the boundaries. `None` where it is no form with a medium.
fn parts<'a>(content_type: &str, body: &'a [u8]) -> Option<Parts<'a>> {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=")?;
    let boundary = format!("--{boundary}");
    let ends: Vec<_> = memmem::find_iter(body, &boundary).collect();
    let parts = ends
        .windows(2)
        .map(|ends| &body[ends[0] + boundary.len()..ends[1]]);
    let parts: Parts<'_> = parts.collect();
    (!parts.is_empty()).then_some(parts)
}

/// The first line of a part's head: its name, and that of its file. The SDK sends no line break in a file's name.
fn disposition(part: &[u8]) -> Option<&[u8]> {
    let line = part.strip_prefix(b"\r\n")?;
    Some(&line[..memmem::find(line, b"\r\n")?])
}

/// What the SDK sends, or why the medium cannot be read.
fn encode(upload: MediaUpload) -> Result<Form, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let http = reqwest::Client::builder().build().expect("an HTTP client");
        let transport = Transport::builder().key("a key of no meaning").build();
        let client = Client::with_transport(http, transport.expect("a transport"));
        let request = client.raw_upload_media_request(upload).await;
        let mut request = request.map_err(|error| why(&error))?;
        let content_type = &request.headers()["content-type"];
        let content_type = content_type.to_str().expect("it is text").to_owned();
        let body = request.body_mut().take().expect("an upload has a body");
        let body = body.collect().await.map_err(|error| why(&error))?;
        let body = body.to_bytes().to_vec();
        Ok(Form { content_type, body })
    })
}

/// An error and its sources.
fn why(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        words = format!("{words}: {error}");
        source = error.source();
    }
    words
}
