//! Reads the form of an upload, the one operation with a multipart body. Bytes are counted and hashed as they arrive, and not kept.

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
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::hub::body::Unread;
use crate::operations::upload::Form;
use crate::spec::Operation;
use crate::spec::validate::{self, Violation};

/// The largest form. WhatsApp takes documents of 100 MB.
pub(crate) const MAX_FORM: usize = 256 * 1024 * 1024;
/// The part that holds the file.
const MEDIA: &str = "media";
/// The part that names the application.
const APP: &str = "appID";
/// The longest text that a part other than the file may have.
const MAX_TEXT: usize = 64 * 1024;

/// The maximum of parts that are read before the form is compared with the schema, which knows two.
const MAX_PARTS: usize = 16;

/// How many bytes may come outside of the content of parts: between two parts, and in the headers of one.
const MAX_BETWEEN: usize = 1024 * 1024;

/// Reads the whole form and checks its parts against the schema of the operation.
pub(crate) async fn read(operation: &Operation, request: Request) -> Result<Form, Violation> {
    let held = Held::default();
    let mut request = request.map(|body| held.count(body));
    DefaultBodyLimit::max(MAX_FORM).apply(&mut request);
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|e| Violation::new(e.status(), e.body_text()))?;
    let (mut app, mut medium) = (String::new(), None);
    let mut members = Map::new();
    while let Some(mut part) = parts.next_field().await.map_err(broken)? {
        held.release();
        if members.len() == MAX_PARTS {
            let reason = format!("a form has at most {MAX_PARTS} parts");
            return Err(Violation::new(StatusCode::BAD_REQUEST, reason));
        }
        let name = part.name().unwrap_or_default().to_owned();
        let at = |reason: &str| Err(Violation::at(validate::pointer("", &name), reason));
        if members.contains_key(&name) {
            return at("this part is there twice");
        }
        match name.as_str() {
            MEDIA if part.file_name().is_none() => {
                return at("this part has to be a file: its header names no filename");
            }
            MEDIA => medium = Some(Medium::read(&mut part, &held).await?),
            APP => {
                let mut bytes = Vec::new();
                each(&mut part, &held, |piece| {
                    bytes.extend_from_slice(&piece[..piece.len().min(MAX_TEXT + 1 - bytes.len())]);
                })
                .await?;
                if bytes.len() > MAX_TEXT {
                    return at("this part is too long for a text");
                }
                match String::from_utf8(bytes) {
                    Ok(text) => app = text,
                    Err(_) => return at("this part is not UTF-8"),
                }
            }
            // The schema check below names the part, whatever it holds.
            _ => each(&mut part, &held, |_| {}).await?,
        }
        members.insert(name, Value::String(String::new()));
    }
    if members.contains_key(APP) {
        members.insert(APP.to_owned(), Value::String(app.clone()));
    }
    validate::schema(operation, &Value::Object(members))?;
    let Some(medium) = medium else {
        return Err(Violation::at("/media", "this part is missing"));
    };
    Ok(Form {
        app,
        file_name: medium.file_name,
        content_type: medium.content_type,
        bytes: medium.bytes,
        sha256: medium.sha256,
    })
}

/// The file of a form. The sandbox counted and hashed its bytes, and did not keep them.
struct Medium {
    file_name: String,
    content_type: Option<String>,
    bytes: u64,
    sha256: String,
}

impl Medium {
    async fn read(part: &mut Field<'_>, held: &Held) -> Result<Self, Violation> {
        let file_name = part.file_name().unwrap_or_default().to_owned();
        let content_type = part.content_type().map(str::to_owned);
        let (mut bytes, mut hash) = (0, Sha256::new());
        each(part, held, |piece| {
            bytes += piece.len() as u64;
            hash.update(piece);
        })
        .await?;
        let digits = hash.finalize();
        let digits = digits.iter().map(|byte| format!("{byte:02x}"));
        Ok(Self {
            file_name,
            content_type,
            bytes,
            sha256: digits.collect(),
        })
    }
}

/// Reads a part to its end.
async fn each(
    part: &mut Field<'_>,
    held: &Held,
    mut take: impl FnMut(&[u8]),
) -> Result<(), Violation> {
    while let Some(piece) = part.chunk().await.map_err(broken)? {
        held.release();
        take(&piece);
    }
    Ok(())
}

/// The longest text that the reader of forms writes by itself, in bytes.
const LONGEST_REASON: usize = 200;

fn broken(error: MultipartError) -> Violation {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let reason = format!("the form is too long: at most {MAX_FORM} bytes are read");
        return Violation::new(error.status(), reason);
    }
    // The reader of forms reports only that the body failed. The body itself has the reason. A long reason may quote what the
    // caller sent.
    let reason = error.body_text();
    let reason = match reason.len() <= LONGEST_REASON {
        true => reason,
        false => "a part's header cannot be read".to_owned(),
    };
    let mut cause: &dyn Error = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    if let Some(unread) = cause.downcast_ref::<Unread>() {
        return Violation::new(unread.status(), unread.to_string());
    }
    let reason = cause
        .downcast_ref::<TooMuchBetween>()
        .map_or(reason, ToString::to_string);
    Violation::new(
        StatusCode::BAD_REQUEST,
        format!("the form is broken: {reason}"),
    )
}

/// How many bytes the reader of forms holds: it keeps everything until it finds the content of a part.
#[derive(Clone, Default)]
struct Held(Arc<AtomicUsize>);

impl Held {
    /// The reader has found what it looked for, so it holds nothing.
    fn release(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    fn count(&self, body: Body) -> Body {
        let held = self.clone();
        Body::new(Counted { body, held })
    }
}

/// A body that fails when the reader holds too much of it.
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

/// The bytes outside of the content of parts are too many.
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
