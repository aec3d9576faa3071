//! Checks a request against the specification before an operation acts on it.

use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use crate::spec::Operation;
use crate::spec::breach::Breach;
use crate::spec::refusal::{Refusal, refuse};
use crate::spec::shape::{Flaw, escaped};

/// The header that carries the key.
pub(crate) const KEY_HEADER: &str = "tatodesk-api-key";

/// The longest pointer of a breach after the first, in bytes. An answer has several of them, and the names of members can be
/// long.
const MAX_POINTER: usize = 4096;

/// A request that breaks the specification: a status and the error envelope. It never quotes the request.
#[derive(Debug)]
pub(crate) struct Violation {
    pub(crate) status: StatusCode,
    /// At least one breach, and at most the first 20.
    breaches: Vec<Breach>,
}

impl Violation {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            breaches: vec![Breach {
                message: message.into(),
                pointer: None,
                public_pointer: None,
            }],
        }
    }

    /// A body that is wrong at `pointer`, whose names are the caller's.
    pub(crate) fn at(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        let pointer = pointer.into();
        let public = if pointer.is_empty() { "" } else { "/…" };
        Self {
            status: StatusCode::BAD_REQUEST,
            breaches: vec![Breach {
                message: message.into(),
                public_pointer: Some(public.to_owned()),
                pointer: Some(pointer),
            }],
        }
    }

    /// How the request breaks the specification.
    pub(crate) fn breaches(&self) -> &[Breach] {
        &self.breaches
    }

    /// The error envelope: the first breach, and a list of all that are named where the body is at fault.
    pub(crate) fn body(&self) -> Value {
        let first = &self.breaches[0];
        let mut error = json!({ "message": first.message });
        if let Some(pointer) = &first.pointer {
            error["pointer"] = json!(pointer);
            let all = self.breaches.iter();
            error["breaches"] = all
                .map(|it| json!({ "message": it.message, "pointer": it.pointer }))
                .collect();
        }
        json!({ "error": error })
    }
}

/// Checks that the request has the content type of the operation; parameters such as a charset are ignored.
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

/// Reads and checks a JSON body. A day that does not exist is refused in-band.
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
    format!("{parent}/{}", escaped(name))
}

/// Refuses a day that does not exist in a body that breaks no rule of its schema. The pattern in
/// the specification checks how a day is written, but no pattern can exclude the 31st of February.
fn calendar(operation: &Operation, body: &Value) -> Result<(), Refusal> {
    match operation.calendar.validate(body) {
        Err(error) => refuse(format!(
            "{} is a day that does not exist",
            error.instance_path()
        )),
        Ok(()) => Ok(()),
    }
}

/// The body against the schema of the operation. The first breaches are named, each by the pointer of its member.
pub(crate) fn schema(operation: &Operation, body: &Value) -> Result<(), Violation> {
    if operation.schema.is_valid(body) {
        return Ok(());
    }
    let found = operation.shape.breaches(body);
    let breaches = found.into_iter().enumerate().map(|(index, (place, flaw))| {
        let mut pointer = place.to_string();
        if index > 0 {
            let mut end = pointer.len().min(MAX_POINTER);
            while !pointer.is_char_boundary(end) {
                end -= 1;
            }
            pointer.truncate(end);
        }
        Breach {
            message: match flaw {
                Flaw::Unknown => format!("{} does not know this member", operation.id),
                Flaw::Missing => format!("{} needs this member", operation.id),
                Flaw::Value(words) => format!("this has to be {words}"),
            },
            public_pointer: Some(place.public()),
            pointer: Some(pointer),
        }
    });
    let breaches: Vec<Breach> = breaches.collect();
    if breaches.is_empty() {
        return Err(Violation::at(
            "",
            "this is not as the specification wants it",
        ));
    }
    Err(Violation {
        status: StatusCode::BAD_REQUEST,
        breaches,
    })
}
