//! Checks a request against the specification before anybody acts on it.

use axum::http::{HeaderMap, StatusCode, header};
use jsonschema::error::ValidationErrorKind;
use serde_json::{Value, json};

use crate::API_KEY;
use crate::spec::Operation;
use crate::spec::refusal::{Refusal, refuse};
use crate::state::log::{Breach, short};

/// The header that carries the key.
pub(crate) const KEY_HEADER: &str = "tatodesk-api-key";

/// The number of the key that opens everything.
pub(crate) const API_KEY_ID: i64 = 1;

/// A breach of the specification: a status and the error envelope. It never quotes what was sent.
#[derive(Debug)]
pub(crate) struct Violation {
    pub(crate) status: StatusCode,
    message: String,
    pointer: Option<String>,
}

impl Violation {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            pointer: None,
        }
    }

    /// A body that breaks its schema at `pointer`.
    pub(crate) fn at(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: Some(pointer.into()),
            ..Self::new(StatusCode::BAD_REQUEST, message)
        }
    }

    /// What the request log keeps of it.
    pub(crate) fn breach(&self) -> Breach {
        Breach {
            message: self.message.clone(),
            pointer: self.pointer.as_deref().map(short),
        }
    }

    /// The error envelope.
    pub(crate) fn body(&self) -> Value {
        let mut error = json!({ "message": self.message });
        if let Some(pointer) = &self.pointer {
            error["pointer"] = json!(pointer);
        }
        json!({ "error": error })
    }
}

/// The key comes first: whoever has none learns nothing about the body. Answers the number of the key.
pub(crate) fn key(
    world: &crate::world::World,
    operation: &Operation,
    headers: &HeaderMap,
) -> Result<i64, Violation> {
    let unauthorized = |reason: String| Err(Violation::new(StatusCode::UNAUTHORIZED, reason));
    let Some(given) = headers.get(KEY_HEADER) else {
        return unauthorized("the TATODESK-API-KEY header is missing".to_owned());
    };
    if given.as_bytes() == API_KEY.as_bytes() {
        return Ok(API_KEY_ID);
    }
    let mut keys = world.keys.iter();
    match keys.find(|key| key.key.as_bytes() == given.as_bytes()) {
        Some(key) if key.opens(&operation.product) => Ok(key.id),
        Some(_) => unauthorized(format!(
            "the key does not open the product {}",
            operation.product
        )),
        None => unauthorized("the TATODESK-API-KEY header has an unknown key".to_owned()),
    }
}

/// The content type that the operation takes, whatever its parameters.
pub(crate) fn content_type(operation: &Operation, headers: &HeaderMap) -> Result<(), Violation> {
    let wanted = if operation.multipart {
        "multipart/form-data"
    } else {
        "application/json"
    };
    let given = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(wanted) {
        return Ok(());
    }
    Err(Violation::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        format!("the content type has to be {wanted}"),
    ))
}

/// A JSON body, read and checked; or refused for a day that does not exist.
pub(crate) fn json_body(
    operation: &Operation,
    bytes: &[u8],
) -> Result<Result<Value, Refusal>, Violation> {
    let body = serde_json::from_slice(bytes).map_err(|e| {
        let place = format!("line {} column {}", e.line(), e.column());
        Violation::at("", format!("the body is not JSON ({place})"))
    })?;
    schema(operation, &body)?;
    Ok(calendar(operation, &body).map(|()| body))
}

/// The JSON pointer of a member.
pub(crate) fn pointer(parent: &str, name: &str) -> String {
    format!("{parent}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Refuses a day that does not exist in a body that breaks no rule of its schema. How a day is written is the business of
/// its pattern, which the specification has; that the 31st of February does not exist no pattern says.
fn calendar(operation: &Operation, body: &Value) -> Result<(), Refusal> {
    match operation.calendar.validate(body) {
        Err(error) => refuse(format!(
            "{} is a day that does not exist",
            error.instance_path()
        )),
        Ok(()) => Ok(()),
    }
}

/// The body against the schema of the operation. The first breach is reported; a missing or unknown member
/// is named by the pointer itself. Only the first is looked for: a body can hold a million.
pub(crate) fn schema(operation: &Operation, body: &Value) -> Result<(), Violation> {
    let Err(error) = operation.schema.validate(body) else {
        return Ok(());
    };
    let parent = error.instance_path().as_str();
    let child = |name: &str| pointer(parent, name);
    Err(match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } if !unexpected.is_empty() => {
            Violation::at(
                child(&unexpected[0]),
                format!("{} does not know this member", operation.id),
            )
        }
        ValidationErrorKind::Required {
            property: Value::String(name),
        } => Violation::at(child(name), format!("{} needs this member", operation.id)),
        _ => Violation::at(parent, error.masked_with("this value").to_string()),
    })
}
