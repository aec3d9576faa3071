//! The routes of the control API: each method and path, and how large its body may be.

use axum::http::Method;
use serde_json::{Value, json};

use super::PREFIX;

/// A few members.
const SMALL: usize = 4 * 1024;
/// Hundreds of rules.
const RULES: usize = 1024 * 1024;
/// A snapshot with the attachments of many e-mails.
const SNAPSHOT: usize = 256 * 1024 * 1024;

/// One route of the control API.
pub(super) struct Route {
    method: &'static str,
    path: &'static str,
    /// The largest body, in bytes. `None` if the route reads no body.
    pub(super) max_body: Option<usize>,
    does: &'static str,
}

/// A route without a body.
const fn ask(method: &'static str, path: &'static str, does: &'static str) -> Route {
    Route {
        method,
        path,
        max_body: None,
        does,
    }
}

/// A route with a body of at most `max` bytes.
const fn tell(method: &'static str, path: &'static str, max: usize, does: &'static str) -> Route {
    Route {
        method,
        path,
        max_body: Some(max),
        does,
    }
}

const ROUTES: &[Route] = &[
    ask("GET", "", "this list"),
    ask("GET", "/faults", "the rules that may still fire"),
    tell("POST", "/faults", RULES, "adds a rule or a list of rules"),
    ask("DELETE", "/faults", "takes all rules away"),
    tell("POST", "/release", SMALL, "lets stalled answers go on"),
    tell(
        "POST",
        "/port",
        SMALL,
        "closes the port for a while, at most an hour: {\"closedMs\": 200}",
    ),
    ask(
        "GET",
        "/clock",
        "the local time, and whether the clock runs",
    ),
    tell(
        "POST",
        "/clock",
        SMALL,
        "{\"now\": \"2025-06-25T07:00:00\"}, {\"advanceMs\": 1000} or {\"runs\": true}",
    ),
    ask("GET", "/limits", "the rate limit"),
    tell(
        "POST",
        "/limits",
        SMALL,
        "{\"perSecond\": 5}, or {\"perSecond\": null} for none",
    ),
    ask(
        "GET",
        "/deliveries",
        "the delivery log; ?wait=2&timeoutMs=5000 waits for two, at most an hour",
    ),
    ask(
        "DELETE",
        "/deliveries",
        "forgets the deliveries; the notifications report does, too",
    ),
    ask("GET", "/uploads", "the media that were uploaded"),
    ask(
        "GET",
        "/requests",
        "the request log; ?wait=2&timeoutMs=5000 waits for two, at most an hour",
    ),
    ask("DELETE", "/requests", "empties the request log"),
    ask(
        "GET",
        "/counters",
        "arrived, answered and committed, by operation",
    ),
    ask("DELETE", "/counters", "sets the counters to zero"),
    ask(
        "GET",
        "/state",
        "a snapshot of records, clock, logs, faults and limits",
    ),
    tell("PUT", "/state", SNAPSHOT, "goes back to a snapshot"),
];

/// The route with this method and path.
pub(super) fn find(method: &Method, path: &str) -> Option<&'static Route> {
    let mut routes = ROUTES.iter();
    routes.find(|route| route.method == method.as_str() && route.path == path)
}

/// The methods that a path knows.
pub(super) fn methods(path: &str) -> Vec<&'static str> {
    let routes = ROUTES.iter().filter(|route| route.path == path);
    routes.map(|route| route.method).collect()
}

/// All routes, for a caller that asks for the list.
pub(super) fn list() -> Value {
    let routes = ROUTES.iter().map(|route| {
        json!({ "method": route.method, "path": format!("{PREFIX}{}", route.path), "does": route.does })
    });
    json!({ "sandbox": env!("CARGO_PKG_VERSION"), "routes": routes.collect::<Value>() })
}
