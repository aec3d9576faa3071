//! App sessions and their events, and the journeys in which events make progress.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::operations::catalogue::flag;
use crate::spec::Operation;
use crate::spec::examples::page;
use crate::spec::refusal::{Answer, Refusal, read, refuse};
use crate::state::app_events::{AppSession, Event};
use crate::state::{State, next};

/// The platform of an app session in the journey reports if the request names none.
const PLATFORM: &str = "app";

#[derive(Deserialize)]
struct Opening {
    client: Client,
    payload: Option<Payload>,
}

#[derive(Deserialize)]
struct Client {
    #[serde(rename = "appID")]
    app: String,
}

#[derive(Deserialize)]
struct Payload {
    platform: Option<String>,
}

pub(crate) fn open_session(state: &mut State, request: &Value) -> Answer {
    let Opening { client, payload } = read(request)?;
    let session = format!(
        "00000000-0000-4000-9000-{:012}",
        next(&mut state.ids.session)
    );
    let platform = payload.and_then(|payload| payload.platform);
    let opened = AppSession {
        app: client.app,
        platform: platform.unwrap_or_else(|| PLATFORM.to_owned()),
    };
    state.sessions.insert(session.clone(), opened);
    Ok(json!({ "session": session, "error": null }))
}

#[derive(Deserialize)]
struct Happening {
    #[serde(rename = "appID")]
    app: String,
    #[serde(rename = "appSessionID")]
    session: String,
    tag: String,
    #[serde(default)]
    data: Value,
}

/// An event needs a session that the same application opened. Any application may use the sessions of the world file.
pub(crate) fn record_event(state: &mut State, request: &Value) -> Answer {
    let Happening {
        app,
        session,
        tag,
        data,
    } = read(request)?;
    let platform = match state.sessions.get(&session) {
        Some(opened) if opened.app != app => {
            return refuse("another application opened this app session");
        }
        Some(opened) => opened.platform.clone(),
        None if state.world.app_sessions.contains(&session) => PLATFORM.to_owned(),
        None => {
            return Err(Refusal::quoting(session, |session| {
                format!("there is no app session {session}")
            }));
        }
    };
    state.events.push(Event {
        at: state.clock.tick().0,
        session,
        tag,
        platform,
        data,
    });
    Ok(json!({ "error": null }))
}

pub(crate) fn journeys(state: &State, operation: &Operation, request: &Value) -> Answer {
    let journeys = &state.world.journeys;
    let rows = journeys.iter().map(
        |it| json!({ "ID": it.id, "description": it.description, "isActive": flag(it.active) }),
    );
    let rows = page(operation.paging.as_ref(), request, rows.collect());
    Ok(json!({ "journeys": rows, "count": journeys.len(), "error": null }))
}
