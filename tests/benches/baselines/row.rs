//! A row of the digital services report as a careful program declares it, and the page that holds it.
//!
//! Frozen. Reviewed for two questions. Does it take all members that the documentation shows? There are 17, of the generated row's names.
//! Is any of them dearer than it has to be? Each text is one copy or none, numbers are integers, and no date is parsed, as in a row of the
//! facade, whose dates stay texts until they are asked for.

use serde::Deserialize;

/// A row, as a careful program declares it that needs nothing else.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "decoding is what costs")]
pub(crate) struct Row<T> {
    #[serde(rename = "ID")]
    id: i64,
    protocol: T,
    session: Option<T>,
    date: Option<T>,
    status: Option<T>,
    channel: Option<T>,
    department: Option<T>,
    user_name: Option<T>,
    rate: Option<T>,
    attendance_time: Option<T>,
    waiting_time: Option<T>,
    first_agent_reply: Option<T>,
    time_client_agent_reply: Option<T>,
    time_agent_client_reply: Option<T>,
    sentiment: Option<i64>,
    metadatas: Option<T>,
    additional_data: Option<T>,
}

/// A page with texts of its own.
#[derive(Deserialize)]
pub(crate) struct Owned {
    pub(crate) attendances: Vec<Row<String>>,
}
