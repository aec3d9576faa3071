//! The upload of a medium: the one multipart operation. Bytes are counted as they arrive, and not kept.

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::operations::media::file_name;
use crate::spec::Operation;
use crate::spec::refusal::{Answer, refuse};
use crate::spec::validate::{self, Violation};
use crate::state::deliveries::Upload;
use crate::state::{State, next};

/// The part that holds the file.
const MEDIA: &str = "media";
/// The part that names the application.
const APP: &str = "appID";
/// The longest text that a part other than the file may have.
const MAX_TEXT: usize = 64 * 1024;

/// The most parts that are read before the form is compared with the schema, which knows two.
const MAX_PARTS: usize = 16;

/// A form that was read and found in order.
pub(crate) struct Form {
    app: String,
    file_name: Option<String>,
    content_type: Option<String>,
    bytes: u64,
}

/// Reads the whole form and checks its parts against the schema of the operation.
pub(crate) async fn read(operation: &Operation, request: Request) -> Result<Form, Violation> {
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
            form.bytes = count(&mut part).await?;
            // To the schema a file is a text of any content.
            String::new()
        } else {
            text(&mut part, &name).await?
        };
        members.insert(name, Value::String(text));
    }
    let members = Value::Object(members);
    validate::schema(operation, &members)?;
    form.app = members[APP].as_str().unwrap_or_default().to_owned();
    Ok(form)
}

async fn count(part: &mut Field<'_>) -> Result<u64, Violation> {
    let mut bytes = 0;
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        bytes += chunk.len() as u64;
    }
    Ok(bytes)
}

async fn text(part: &mut Field<'_>, name: &str) -> Result<String, Violation> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
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

fn broken(error: MultipartError) -> Violation {
    Violation::new(
        StatusCode::BAD_REQUEST,
        format!("the form is broken: {}", error.body_text()),
    )
}

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
