//! The app sessions of the sandbox, and the events in them.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An app session: which application opened it, and its platform.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AppSession {
    pub(crate) app: String,
    pub(crate) platform: String,
}

/// An event in an app session.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) at: DateTime,
    pub(crate) session: String,
    pub(crate) tag: String,
    pub(crate) platform: String,
    /// What the application sent; it may be a person's data.
    pub(crate) data: Value,
}

/// Leaves out the data, which may be a person's.
impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Event")
            .field("at", &self.at)
            .field("tag", &self.tag)
            .finish_non_exhaustive()
    }
}
