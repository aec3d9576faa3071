//! Wrong answers: what a fault puts in the place of the right answer.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Fault, Garbage, RetryAfter, StatusBody};

const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Out of order</title></head>\
                    <body><h1>Out of order</h1></body></html>\n";

/// The answer that a fault makes itself, for a call whose operation acted or for one whose operation did not.
pub(super) fn replacement(fault: &Fault, committed: bool) -> Option<Response> {
    match fault {
        Fault::Status {
            status,
            retry_after,
            body,
            commit,
        } if *commit == committed => Some(other_status(*status, retry_after.as_ref(), *body)),
        Fault::InBand { error, commit } if *commit == committed => {
            Some(json_bytes(json!({ "error": error }).to_string()))
        }
        _ => None,
    }
}

fn other_status(status: u16, retry_after: Option<&RetryAfter>, body: StatusBody) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = match body {
        StatusBody::Envelope => {
            let reason = status.canonical_reason().unwrap_or("a fault on request");
            json_bytes(json!({ "error": { "message": reason } }).to_string())
        }
        StatusBody::Html => html(),
        StatusBody::Empty => Response::new(Body::empty()),
    };
    *answer.status_mut() = status;
    // The check of rules refuses a text that no header can hold.
    if let Some(value) =
        retry_after.and_then(|it| HeaderValue::from_str(&retry_after_text(it)).ok())
    {
        answer.headers_mut().insert(header::RETRY_AFTER, value);
    }
    answer
}

fn retry_after_text(retry_after: &RetryAfter) -> String {
    match retry_after {
        RetryAfter::Seconds(seconds) => seconds.to_string(),
        RetryAfter::Text(text) => text.clone(),
        RetryAfter::Date { date_in_seconds } => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH);
            let now = now.map_or(0, |it| i64::try_from(it.as_secs()).unwrap_or(0));
            let then = Timestamp::from_second(now + i64::from(*date_in_seconds));
            let then = then.unwrap_or(Timestamp::UNIX_EPOCH);
            then.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
        }
    }
}

/// The garbage that replaces this answer.
pub(super) fn garbage(kind: Garbage, answer: &[u8]) -> Response {
    match kind {
        Garbage::Html => html(),
        Garbage::Empty => json_bytes(Vec::new()),
        Garbage::NotAnObject => json_bytes("[]"),
        Garbage::TruncatedJson if answer.len() > 1 => {
            json_bytes(answer[..answer.len() / 2].to_vec())
        }
        Garbage::TruncatedJson => json_bytes(r#"{"error""#),
        Garbage::InvalidUtf8 => {
            let mut bytes = b"{\"garbage\": \"\xff\", ".to_vec();
            let members = answer.strip_prefix(b"{").unwrap_or(b"\"error\": null}");
            bytes.extend_from_slice(members);
            json_bytes(bytes)
        }
    }
}

/// The first list, at any depth of an answer's objects, that has this row.
fn list_with(value: &mut Value, row: usize) -> Option<&mut Value> {
    match value {
        Value::Array(rows) if row < rows.len() => Some(value),
        Value::Object(members) => members.values_mut().find_map(|it| list_with(it, row)),
        _ => None,
    }
}

/// The answer with one row replaced by something else.
pub(super) fn wrong_type(
    answer: &[u8],
    rows: Option<&str>,
    row: usize,
    member: Option<&str>,
) -> Vec<u8> {
    let Ok(mut value) = serde_json::from_slice::<Value>(answer) else {
        return answer.to_vec();
    };
    let list = match rows.filter(|rows| value.get(rows).is_some()) {
        Some(rows) => value.get_mut(rows),
        None => list_with(&mut value, row),
    };
    match (list.and_then(|list| list.get_mut(row)), member) {
        (Some(Value::Object(row)), Some(member)) => {
            row.insert(member.to_owned(), json!({ "wrong": "type" }));
        }
        (Some(row), None) => *row = json!("no row"),
        _ => return answer.to_vec(),
    }
    value.to_string().into_bytes()
}

fn json_bytes(body: impl Into<Body>) -> Response {
    typed("application/json", body.into())
}

fn html() -> Response {
    typed("text/html; charset=utf-8", PAGE.into())
}

fn typed(content_type: &'static str, body: Body) -> Response {
    ([(header::CONTENT_TYPE, content_type)], body).into_response()
}

#[cfg(test)]
mod tests;
