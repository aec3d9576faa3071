//! The control API: tests in any language use the sandbox over HTTP.
//!
//! This folder may use `hub`, `faults` and `state`. Only `server` uses it.

mod logs;
mod routes;

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::DateTime;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::control::routes::{list, methods};
use crate::faults::{self, MAX_WAIT};
use crate::hub::Shared;
use crate::hub::body::whole;
use crate::hub::limits::Limits;
use crate::hub::snapshot::Snapshot;
use crate::words::plain;

/// Everything under this path is the sandbox's own and no part of the API.
const PREFIX: &str = "/_sandbox";

/// Why the control API refused a request: a status, and a reason for people.
#[derive(Debug)]
struct ControlError(StatusCode, String);

/// The JSON of an answer.
type ControlResult = Result<Vec<u8>, ControlError>;

fn bad(reason: impl fmt::Display) -> ControlError {
    ControlError(StatusCode::BAD_REQUEST, reason.to_string())
}

/// The path behind the prefix, if a request is for the control API.
pub(crate) fn path<B>(request: &Request<B>) -> Option<String> {
    let rest = request.uri().path().strip_prefix(PREFIX)?;
    (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_end_matches('/').to_owned())
}

/// Carries out a request and answers in JSON.
pub(crate) async fn answer(shared: &Arc<Shared>, path: String, request: Request<Body>) -> Response {
    let outcome = act(shared, &path, request).await;
    let (status, body) = match outcome {
        Ok(body) => (StatusCode::OK, body),
        Err(ControlError(status, reason)) => {
            let body = json!({ "error": { "message": reason } });
            (status, body.to_string().into_bytes())
        }
    };
    let json = HeaderValue::from_static("application/json");
    let mut response = (status, [(header::CONTENT_TYPE, json)], body).into_response();
    if status == StatusCode::METHOD_NOT_ALLOWED
        && let Ok(methods) = methods(&path).join(", ").parse()
    {
        response.headers_mut().insert(header::ALLOW, methods);
    }
    response
}

async fn act(shared: &Arc<Shared>, path: &str, request: Request<Body>) -> ControlResult {
    let (head, body) = request.into_parts();
    let query = head.uri.query().unwrap_or_default();
    let Some(route) = routes::find(&head.method, path) else {
        let ControlError(not_found, reason) = unlisted();
        let status = if methods(path).is_empty() {
            not_found
        } else {
            StatusCode::METHOD_NOT_ALLOWED
        };
        return Err(ControlError(status, reason));
    };
    let body = match route.max_body {
        Some(max) => {
            json_type(&head.headers)?;
            let read = whole(body, max).await;
            read.map_err(|e| ControlError(e.status(), e.to_string()))?
        }
        None => Vec::new(),
    };
    match (&head.method, path) {
        (&Method::GET, "") => told(&list()),
        (&Method::GET, "/faults") => told(&json!({ "faults": shared.rules().list() })),
        (&Method::POST, "/faults") => aside(shared, move |shared| add_faults(shared, &body)).await,
        (&Method::DELETE, "/faults") => {
            shared.rules().clear();
            told(&done())
        }
        (&Method::POST, "/release") => {
            shared.stalls().release();
            told(&done())
        }
        (&Method::POST, "/port") => close_port(shared, &read(&body)?).await,
        (&Method::GET, "/clock") => told(&clock(shared)),
        (&Method::POST, "/clock") => set_clock(shared, &read(&body)?),
        (&Method::GET, "/limits") => told(&limits(shared)),
        (&Method::POST, "/limits") => {
            let NewLimits { per_second } = read(&body)?;
            *shared.limits() = Limits::new(per_second);
            told(&limits(shared))
        }
        (&Method::GET, "/state") => {
            aside(shared, |shared| told(&Snapshot::of(shared).write())).await
        }
        (&Method::PUT, "/state") => aside(shared, move |shared| restore(shared, &body)).await,
        (method, path) => logs::act(shared, method, path, query).await,
    }
}

/// The error for a path or a method that is not in the list of routes.
fn unlisted() -> ControlError {
    let reason = format!("GET {PREFIX} lists what there is");
    ControlError(StatusCode::NOT_FOUND, reason)
}

/// Refuses a body whose content type is not JSON, also an empty body. A web page of another site can make a browser send texts
/// and forms without a preflight request, but no JSON.
fn json_type(headers: &HeaderMap) -> Result<(), ControlError> {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let given = types.next().and_then(|it| it.to_str().ok());
    let essence = given.and_then(|it| it.split(';').next());
    if essence.is_some_and(|it| it.trim().eq_ignore_ascii_case("application/json"))
        && types.next().is_none()
    {
        return Ok(());
    }
    let reason = "POST and PUT need the header Content-Type: application/json";
    Err(ControlError(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        reason.to_owned(),
    ))
}

/// Reads or writes something large on a blocking thread, so that no other request waits for it.
async fn aside(
    shared: &Arc<Shared>,
    work: impl FnOnce(&Shared) -> ControlResult + Send + 'static,
) -> ControlResult {
    let shared = Arc::clone(shared);
    let done = tokio::task::spawn_blocking(move || work(&shared)).await;
    done.map_err(|_| {
        let reason = "the sandbox could not do this".to_owned();
        ControlError(StatusCode::INTERNAL_SERVER_ERROR, reason)
    })?
}

/// An answer as JSON.
fn told(answer: &impl Serialize) -> ControlResult {
    serde_json::to_vec(answer)
        .map_err(|e| ControlError(StatusCode::INTERNAL_SERVER_ERROR, e.to_string()))
}

fn done() -> Value {
    json!({})
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ControlError> {
    serde_json::from_slice(body).map_err(|e| bad(plain(&e.to_string())))
}

fn add_faults(shared: &Shared, body: &[u8]) -> ControlResult {
    let rules = faults::read_json(body).map_err(bad)?;
    shared.add_rules(rules).map_err(bad)?;
    told(&json!({ "faults": shared.rules().list() }))
}

fn restore(shared: &Shared, body: &[u8]) -> ControlResult {
    let snapshot = Snapshot::read(body, shared).map_err(bad)?;
    snapshot.restore(shared);
    told(&done())
}

/// Reads a wait in milliseconds. `name` is the member or parameter, for the error.
fn wait(name: &str, millis: u64) -> Result<Duration, ControlError> {
    let wait = Duration::from_millis(millis);
    if wait > MAX_WAIT {
        let max = MAX_WAIT.as_millis();
        return Err(bad(format!("{name} is at most {max}, which is an hour")));
    }
    Ok(wait)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Closed {
    closed_ms: u64,
}

/// Closes the port for a while. No request can reach a closed port to open it, so it opens by itself.
async fn close_port(shared: &Arc<Shared>, Closed { closed_ms }: &Closed) -> ControlResult {
    let closed = wait("closedMs", *closed_ms)?;
    let gone = |e: std::io::Error| ControlError(StatusCode::INTERNAL_SERVER_ERROR, e.to_string());
    let turn = shared.open(false).await.map_err(gone)?;
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        tokio::select! {
            () = tokio::time::sleep(closed) => {}
            () = shared.stopping() => return,
        }
        // If another command closed or opened the port meanwhile, that command decides.
        if shared.turns() == turn {
            let _ = shared.open(true).await;
        }
    });
    told(&done())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Time {
    now: Option<DateTime>,
    advance_ms: Option<u64>,
    runs: Option<bool>,
}

fn set_clock(shared: &Shared, time: &Time) -> ControlResult {
    let mut state = shared.state();
    // Changes all of the clock or nothing.
    let mut next = state.clock.clone();
    if let Some(now) = time.now {
        next.set(now).map_err(bad)?;
    }
    if let Some(millis) = time.advance_ms {
        next.advance(Duration::from_millis(millis)).map_err(bad)?;
    }
    if let Some(runs) = time.runs {
        next.run(runs);
    }
    state.clock = next;
    drop(state);
    told(&clock(shared))
}

fn clock(shared: &Shared) -> Value {
    let clock = shared.state().clock.clone();
    json!({ "now": clock.now(), "runs": clock.runs() })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewLimits {
    per_second: Option<NonZeroU32>,
}

fn limits(shared: &Shared) -> Value {
    json!({ "perSecond": shared.limits().per_second() })
}
