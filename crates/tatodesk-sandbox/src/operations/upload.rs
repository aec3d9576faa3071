//! The upload of a medium: the one multipart operation. Bytes are counted as they arrive, and not kept.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::StatusCode;
use hyper::body::Frame;
use serde_json::{Map, Value, json};

use crate::operations::media::file_name;
use crate::spec::Operation;
use crate::spec::refusal::{Answer, refuse};
use crate::spec::validate::{self, Violation};
use crate::state::deliveries::Upload;
use crate::state::{State, next};

/// The largest form. WhatsApp takes documents of 100 MB.
pub(crate) const MAX_FORM: usize = 256 * 1024 * 1024;
/// The part that holds the file.
const MEDIA: &str = "media";
/// The part that names the application.
const APP: &str = "appID";
/// The longest text that a part other than the file may have.
const MAX_TEXT: usize = 64 * 1024;

/// The most parts that are read before the form is compared with the schema, which knows two.
const MAX_PARTS: usize = 16;

/// How much may come that is the content of no part: what is between two parts, and the headers of one.
const MAX_BETWEEN: usize = 1024 * 1024;

/// A form that was read and found in order.
pub(crate) struct Form {
    app: String,
    file_name: Option<String>,
    content_type: Option<String>,
    bytes: u64,
}

/// Reads the whole form and checks its parts against the schema of the operation.
pub(crate) async fn read(operation: &Operation, request: Request) -> Result<Form, Violation> {
    let held = Held::default();
    let mut request = request.map(|body| held.count(body));
    DefaultBodyLimit::max(MAX_FORM).apply(&mut request);
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|e| Violation::new(e.status(), e.body_text()))?;
    let mut form = Form {
        app: String::new(),
        file_name: None,
        content_type: None,
        bytes: 0,
    };
    let mut members = Map::new();
    while let Some(mut part) = parts.next_field().await.map_err(broken)? {
        held.release();
        if members.len() == MAX_PARTS {
            let reason = format!("a form has at most {MAX_PARTS} parts");
            return Err(Violation::new(StatusCode::BAD_REQUEST, reason));
        }
        let name = part.name().unwrap_or_default().to_owned();
        if members.contains_key(&name) {
            return Err(Violation::at(
                validate::pointer("", &name),
                "this part is there twice",
            ));
        }
        let text = if name == MEDIA {
            form.file_name = part.file_name().map(str::to_owned);
            form.content_type = part.content_type().map(str::to_owned);
            form.bytes = count(&mut part, &held).await?;
            // To the schema a file is a text of any content.
            String::new()
        } else {
            text(&mut part, &name, &held).await?
        };
        members.insert(name, Value::String(text));
    }
    let members = Value::Object(members);
    validate::schema(operation, &members)?;
    form.app = members[APP].as_str().unwrap_or_default().to_owned();
    Ok(form)
}

async fn count(part: &mut Field<'_>, held: &Held) -> Result<u64, Violation> {
    let mut bytes = 0;
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        held.release();
        bytes += chunk.len() as u64;
    }
    Ok(bytes)
}

async fn text(part: &mut Field<'_>, name: &str, held: &Held) -> Result<String, Violation> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        held.release();
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MAX_TEXT {
            return Err(Violation::at(
                validate::pointer("", name),
                "this part is too long for a text",
            ));
        }
    }
    String::from_utf8(bytes)
        .map_err(|_| Violation::at(validate::pointer("", name), "this part is not UTF-8"))
}

/// The longest text that the reader of forms writes by itself, in bytes.
const LONGEST_REASON: usize = 200;

fn broken(error: MultipartError) -> Violation {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let reason = format!("the form is too long: at most {MAX_FORM} bytes are read");
        return Violation::new(error.status(), reason);
    }
    // The reader of forms says that the body failed, and the body says why. A long reason quotes what the caller sent.
    let reason = error.body_text();
    let reason = match reason.len() <= LONGEST_REASON {
        true => reason,
        false => "a part's header cannot be read".to_owned(),
    };
    let mut cause: &dyn Error = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    let reason = cause
        .downcast_ref::<TooMuchBetween>()
        .map_or(reason, ToString::to_string);
    Violation::new(
        StatusCode::BAD_REQUEST,
        format!("the form is broken: {reason}"),
    )
}

/// How many bytes the reader of forms holds: it keeps all that comes until it has found the content of a part.
#[derive(Clone, Default)]
struct Held(Arc<AtomicUsize>);

impl Held {
    /// Nothing is held any more: the reader has found what it looked for.
    fn release(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    fn count(&self, body: Body) -> Body {
        let held = self.clone();
        Body::new(Counted { body, held })
    }
}

/// A body that ends with an error when too much of it is held.
struct Counted {
    body: Body,
    held: Held,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        let bytes = match &frame {
            Some(Ok(frame)) => frame.data_ref().map_or(0, Bytes::len),
            _ => 0,
        };
        let before = self.held.0.fetch_add(bytes, Ordering::Relaxed);
        Poll::Ready(if before + bytes > MAX_BETWEEN {
            Some(Err(TooMuchBetween.into()))
        } else {
            frame.map(|frame| frame.map_err(Into::into))
        })
    }
}

/// What is the content of no part is too long.
#[derive(Debug)]
struct TooMuchBetween;

impl fmt::Display for TooMuchBetween {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "what comes before the content of a part is longer than {MAX_BETWEEN} bytes"
        )
    }
}

impl Error for TooMuchBetween {}

/// Remembers the medium under a fresh id.
pub(crate) fn answer(state: &mut State, form: Form) -> Answer {
    if form.bytes == 0 {
        return refuse("the medium is empty");
    }
    if let Some(name) = &form.file_name {
        file_name(name)?;
    }
    let media_id = loop {
        let id = next(&mut state.ids.medium).to_string();
        if !state.world.media.contains(&id) {
            break id;
        }
    };
    let answer = json!({ "media": { "mediaID": media_id }, "error": null });
    let Form {
        app,
        file_name,
        content_type,
        bytes,
    } = form;
    state.uploads.push(Upload {
        media_id,
        app,
        file_name,
        content_type,
        bytes,
    });
    Ok(answer)
}
