//! Finding the session in an answer whose shape is documented nowhere.

use serde_json::Value;
use tatodesk_api::{
    types::{GetMessagingSessionResponse, MessagingSession},
    wire,
};

use crate::Answer;

/// How deep below the answer's top a session is looked for.
const DEPTH: usize = 3;

impl Answer<GetMessagingSessionResponse> {
    /// The session, wherever the answer has it.
    ///
    /// It may be at the top, in a member of any name, or in a list.
    ///
    /// Everything else of the answer is in its `extra` (errata [E2](crate::docs::errata#e2)).
    pub fn session(&self) -> Option<MessagingSession> {
        let members = self
            .extra
            .iter()
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect();
        find(&members, DEPTH)
    }
}

/// The first value, from the outside in, that reads as a session. A session has a `sessionID`, which nothing else in an answer
/// is known to have besides reviews, and these are not in `extra`.
fn find(value: &Value, depth: usize) -> Option<MessagingSession> {
    if value.get("sessionID").is_some()
        && let Ok(session) = wire::decode_value(value)
    {
        return Some(session);
    }
    let depth = depth.checked_sub(1)?;
    match value {
        Value::Object(members) => members.values().find_map(|member| find(member, depth)),
        Value::Array(elements) => elements.iter().find_map(|element| find(element, depth)),
        _ => None,
    }
}
