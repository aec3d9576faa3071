//! The control API: everything that a test in any language may ask of the sandbox itself.

mod logs;

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::DateTime;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::faults;
use crate::hub::Shared;
use crate::hub::limits::Limits;
use crate::hub::snapshot::Snapshot;

/// Everything under this path is the sandbox's own and no part of the API.
const PREFIX: &str = "/_sandbox";
/// The largest body: a snapshot with the attachments of many e-mails.
const MAX_BODY: usize = 256 * 1024 * 1024;

/// What can be asked, for whoever asks `GET /_sandbox`.
const ROUTES: &[(&str, &str, &str)] = &[
    ("GET", "", "this list"),
    ("GET", "/faults", "the rules that may still fire"),
    ("POST", "/faults", "adds a rule or a list of rules"),
    ("DELETE", "/faults", "takes all rules away"),
    ("POST", "/release", "lets stalled answers go on"),
    (
        "POST",
        "/port",
        "closes the port for a while: {\"closedMs\": 200}",
    ),
    (
        "GET",
        "/clock",
        "the local time, and whether the clock runs",
    ),
    (
        "POST",
        "/clock",
        "{\"now\": \"2025-06-25T07:00:00\"}, {\"advanceMs\": 1000} or {\"runs\": true}",
    ),
    ("GET", "/limits", "the rate limit"),
    (
        "POST",
        "/limits",
        "{\"perSecond\": 5}, or {\"perSecond\": null} for none",
    ),
    (
        "GET",
        "/deliveries",
        "the delivery log; ?wait=2&timeoutMs=5000 waits for two",
    ),
    (
        "DELETE",
        "/deliveries",
        "forgets the deliveries; the notifications report does, too",
    ),
    ("GET", "/uploads", "the media that were uploaded"),
    (
        "GET",
        "/requests",
        "the request log; ?wait=2&timeoutMs=5000 waits for two",
    ),
    ("DELETE", "/requests", "empties the request log"),
    (
        "GET",
        "/counters",
        "arrived, answered and committed, by operation",
    ),
    ("DELETE", "/counters", "sets the counters to zero"),
    (
        "GET",
        "/state",
        "a snapshot of records, clock, logs, faults and limits",
    ),
    ("PUT", "/state", "goes back to a snapshot"),
];

/// Why something was not done: a status, and a reason for people.
#[derive(Debug)]
struct Refused(StatusCode, String);

type Outcome = Result<Value, Refused>;

fn bad(reason: impl fmt::Display) -> Refused {
    Refused(StatusCode::BAD_REQUEST, reason.to_string())
}

/// The path behind the prefix, if a request is for the control API.
pub(crate) fn path<B>(request: &Request<B>) -> Option<String> {
    let rest = request.uri().path().strip_prefix(PREFIX)?;
    (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_end_matches('/').to_owned())
}

/// Does what is asked, and says so in JSON.
pub(crate) async fn answer(shared: &Arc<Shared>, path: String, request: Request<Body>) -> Response {
    let outcome = act(shared, &path, request).await;
    let (status, body) = match outcome {
        Ok(body) => (StatusCode::OK, body),
        Err(Refused(status, reason)) => (status, json!({ "error": { "message": reason } })),
    };
    let mut response = (status, axum::Json(body)).into_response();
    if status == StatusCode::METHOD_NOT_ALLOWED
        && let Ok(methods) = methods(&path).join(", ").parse()
    {
        response.headers_mut().insert(header::ALLOW, methods);
    }
    response
}

async fn act(shared: &Arc<Shared>, path: &str, request: Request<Body>) -> Outcome {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_BODY).await.map_err(bad)?;
    let query = head.uri.query().unwrap_or_default();
    match (&head.method, path) {
        (&Method::GET, "") => Ok(list()),
        (&Method::GET, "/faults") => Ok(json!({ "faults": shared.rules().list() })),
        (&Method::POST, "/faults") => add_faults(shared, &body),
        (&Method::DELETE, "/faults") => {
            shared.rules().clear();
            Ok(done())
        }
        (&Method::POST, "/release") => {
            shared.stalls().release();
            Ok(done())
        }
        (&Method::POST, "/port") => close_port(shared, read(&body)?).await,
        (&Method::GET, "/clock") => Ok(clock(shared)),
        (&Method::POST, "/clock") => set_clock(shared, &read(&body)?),
        (&Method::GET, "/limits") => Ok(limits(shared)),
        (&Method::POST, "/limits") => {
            let Wanted { per_second } = read(&body)?;
            *shared.limits() = Limits::new(per_second);
            Ok(limits(shared))
        }
        (&Method::GET, "/state") => Ok(Snapshot::of(shared).write()),
        (&Method::PUT, "/state") => restore(shared, &body),
        (method, path) => match logs::act(shared, method, path, query).await {
            Some(outcome) => outcome,
            None if methods(path).is_empty() => Err(Refused(
                StatusCode::NOT_FOUND,
                format!("GET {PREFIX} lists what there is"),
            )),
            None => Err(Refused(
                StatusCode::METHOD_NOT_ALLOWED,
                format!("GET {PREFIX} lists what there is"),
            )),
        },
    }
}

/// The methods that a path knows.
fn methods(path: &str) -> Vec<&'static str> {
    let routes = ROUTES.iter().filter(|route| route.1 == path);
    routes.map(|route| route.0).collect()
}

fn list() -> Value {
    let routes = ROUTES.iter().map(|(method, path, does)| {
        json!({ "method": method, "path": format!("{PREFIX}{path}"), "does": does })
    });
    json!({ "sandbox": env!("CARGO_PKG_VERSION"), "routes": routes.collect::<Value>() })
}

fn done() -> Value {
    json!({})
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    serde_json::from_slice(body).map_err(bad)
}

fn add_faults(shared: &Shared, body: &[u8]) -> Outcome {
    let text = std::str::from_utf8(body).map_err(bad)?;
    let rules = faults::read(text).map_err(bad)?;
    shared.add_rules(rules).map_err(bad)?;
    Ok(json!({ "faults": shared.rules().list() }))
}

fn restore(shared: &Shared, body: &[u8]) -> Outcome {
    let snapshot = Snapshot::read(body, shared).map_err(bad)?;
    snapshot.restore(shared);
    Ok(done())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Closed {
    closed_ms: u64,
}

/// Nobody could ask for the port to be opened again, so it opens by itself.
async fn close_port(shared: &Arc<Shared>, Closed { closed_ms }: Closed) -> Outcome {
    let gone = |e: std::io::Error| Refused(StatusCode::INTERNAL_SERVER_ERROR, e.to_string());
    let turn = shared.open(false).await.map_err(gone)?;
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(closed_ms)).await;
        // Whoever closed or opened it since decides. A sandbox that has stopped meanwhile needs no port.
        if shared.turns() == turn {
            let _ = shared.open(true).await;
        }
    });
    Ok(done())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Time {
    now: Option<DateTime>,
    advance_ms: Option<u64>,
    runs: Option<bool>,
}

fn set_clock(shared: &Shared, time: &Time) -> Outcome {
    let mut state = shared.state();
    // All of it or nothing.
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
    Ok(clock(shared))
}

fn clock(shared: &Shared) -> Value {
    let clock = shared.state().clock.clone();
    json!({ "now": clock.now(), "runs": clock.runs() })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    per_second: Option<NonZeroU32>,
}

fn limits(shared: &Shared) -> Value {
    json!({ "perSecond": shared.limits().per_second() })
}
