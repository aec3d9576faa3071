//! The logs and counters as the control API shows them.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{ControlError, ControlResult, bad, done, unlisted, wait};
use crate::hub::Shared;
use crate::state::State;
use crate::state::record::RequestRecord;

/// How long a caller waits by default.
const PATIENCE: Duration = Duration::from_secs(10);

/// Carries out a request about a log.
pub(super) async fn act(
    shared: &Shared,
    method: &Method,
    path: &str,
    query: &str,
) -> ControlResult {
    match (method, path) {
        (&Method::GET, "/deliveries") => entries(shared, query, deliveries).await,
        (&Method::GET, "/requests") => entries(shared, query, requests).await,
        (&Method::GET, "/uploads") => Ok(json!({ "uploads": shared.state().uploads })),
        (&Method::GET, "/counters") => Ok(json!({ "counters": shared.state().counters })),
        (&Method::DELETE, path) => {
            let mut state = shared.state();
            match path {
                "/deliveries" => state.deliveries.clear(),
                "/requests" => state.requests.clear(),
                "/counters" => state.counters.clear(),
                _ => return Err(unlisted()),
            }
            Ok(done())
        }
        _ => Err(unlisted()),
    }
}

/// How many entries a log has had since it was emptied, and the log.
type Log = (u64, fn(&State) -> Value);

fn deliveries(state: &State) -> Log {
    let shown = |state: &State| json!({ "deliveries": state.deliveries });
    (state.deliveries.len() as u64, shown)
}

fn requests(state: &State) -> Log {
    let shown = |state: &State| {
        let kept: Vec<&RequestRecord> = state.requests.entries().collect();
        json!({ "requests": kept, "dropped": state.requests.dropped() })
    };
    (state.requests.total(), shown)
}

/// The log, as soon as it has as many entries as the query waits for.
async fn entries(shared: &Shared, query: &str, log: fn(&State) -> Log) -> ControlResult {
    let Patience { entries, within } = patience(query)?;
    let look = |state: &State| {
        let (found, show) = log(state);
        (found >= entries).then(|| show(state))
    };
    tokio::select! {
        biased;
        found = shared.wait(look) => Ok(found),
        () = tokio::time::sleep(within) => {
            let found = log(&shared.state()).0;
            let reason = format!("waited for {entries} entries, and there are {found}");
            Err(ControlError(StatusCode::REQUEST_TIMEOUT, reason))
        }
        () = shared.stopping() => {
            let reason = "the sandbox is stopping".to_owned();
            Err(ControlError(StatusCode::SERVICE_UNAVAILABLE, reason))
        }
    }
}

/// How many entries the caller waits for, and how long.
struct Patience {
    entries: u64,
    within: Duration,
}

fn patience(query: &str) -> Result<Patience, ControlError> {
    let mut patience = Patience {
        entries: 0,
        within: PATIENCE,
    };
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let number = |text: &str| {
            text.parse()
                .map_err(|_| bad(format!("{text} is no number")))
        };
        match pair.split_once('=') {
            Some(("wait", text)) => {
                patience.entries = number(text)?;
            }
            Some(("timeoutMs", text)) => patience.within = wait("timeoutMs", number(text)?)?,
            _ => return Err(bad("the query knows wait and timeoutMs")),
        }
    }
    Ok(patience)
}
