//! The logs and counters as the control API shows them.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{ControlError, ControlResult, aside, bad, done, told, unlisted, wait};
use crate::hub::Shared;
use crate::state::State;
use crate::state::record::RequestRecord;

/// How long a caller waits by default.
const PATIENCE: Duration = Duration::from_secs(10);

/// Carries out a request about a log.
pub(super) async fn act(
    shared: &Arc<Shared>,
    method: &Method,
    path: &str,
    query: &str,
) -> ControlResult {
    match (method, path) {
        (&Method::GET, "/deliveries") => entries(shared, query, &DELIVERIES).await,
        (&Method::GET, "/requests") => entries(shared, query, &REQUESTS).await,
        (&Method::GET, "/uploads") => {
            let uploads = shared.state().uploads.clone();
            aside(shared, move |_| told(&json!({ "uploads": uploads }))).await
        }
        (&Method::GET, "/counters") => told(&json!({ "counters": shared.state().counters })),
        (&Method::DELETE, path) => {
            let mut state = shared.state();
            match path {
                "/deliveries" => state.deliveries.clear(),
                "/requests" => state.requests.clear(),
                "/counters" => state.counters.clear(),
                _ => return Err(unlisted()),
            }
            told(&done())
        }
        _ => Err(unlisted()),
    }
}

/// A log as the control API shows it.
struct Log {
    /// How many entries came since it was emptied.
    total: fn(&State) -> u64,
    /// Copies it while it holds the lock, and writes it without the lock.
    show: fn(&Shared) -> ControlResult,
}

const DELIVERIES: Log = Log {
    total: |state| state.deliveries.len() as u64,
    show: |shared| {
        let deliveries = shared.state().deliveries.clone();
        told(&json!({ "deliveries": deliveries }))
    },
};

const REQUESTS: Log = Log {
    total: |state| state.requests.total(),
    show: |shared| {
        let log = shared.state().requests.clone();
        let kept: Vec<&RequestRecord> = log.entries().collect();
        told(&json!({ "requests": kept, "dropped": log.dropped() }))
    },
};

/// The log, as soon as it has the number of entries that the query waits for.
async fn entries(shared: &Arc<Shared>, query: &str, log: &'static Log) -> ControlResult {
    let Patience { entries, within } = patience(query)?;
    let enough = |state: &State| ((log.total)(state) >= entries).then_some(());
    tokio::select! {
        biased;
        () = shared.wait(enough) => aside(shared, log.show).await,
        () = tokio::time::sleep(within) => {
            let found = (log.total)(&shared.state());
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
