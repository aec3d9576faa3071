//! App sessions and their events.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::examples;
use crate::refusal::{Answer, read, refuse};
use crate::spec::Operation;
use crate::state::{State, next};

pub(crate) fn open_session(state: &mut State) -> Answer {
    let session = format!(
        "00000000-0000-4000-9000-{:012}",
        next(&mut state.ids.session)
    );
    state.sessions.insert(session.clone());
    Ok(json!({ "session": session, "error": null }))
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "appSessionID")]
    session: String,
}

/// An event needs a session that was opened.
pub(crate) fn record_event(state: &State, operation: &Operation, request: &Value) -> Answer {
    let Event { session } = read(request)?;
    if state.sessions.contains(&session) || state.world.sessions.contains(&session) {
        return examples::answer(operation, request);
    }
    refuse(format!("there is no app session {session}"))
}
