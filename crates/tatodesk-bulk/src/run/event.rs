//! What a run tells while it goes, and how it ends. Nothing in it is personal.

use jiff::Timestamp;
use tatodesk::Outcome;

use crate::status::Status;

/// One thing that happened in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A recipient's attempt ended, and the ledger has it.
    #[non_exhaustive]
    Ended {
        /// The line of the list.
        line: u64,
        /// What is known about the message.
        outcome: Outcome,
        /// The HTTP status, where an answer began.
        status: Option<u16>,
    },
    /// No message leaves before this time.
    #[non_exhaustive]
    Waiting {
        /// Why.
        why: Wait,
        /// Until when at least.
        until: Timestamp,
    },
}

/// Why a run waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wait {
    /// The campaign begins later.
    NotBefore,
    /// No window is open.
    Window,
    /// The rate, a pause after status 429, or the messages in 24 hours.
    Pace,
    /// Recipients wait to be tried again.
    Again,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stopped {
    /// No recipient is planned any more.
    Done,
    /// The limit of the run was reached.
    Limit,
    /// The caller stopped it.
    Asked,
    /// A person paused the campaign.
    Paused,
    /// A person cancelled the campaign.
    Cancelled,
    /// The campaign expired.
    Expired,
    /// Too many outcomes in a row were unknown.
    ManyUnknown,
    /// Too many requests in a row never left.
    ManyNotSent,
    /// Too many of the last answers were rejections.
    ManyRejected,
}

impl Stopped {
    /// Whether the circuit breaker ended the run.
    pub fn is_breaker(self) -> bool {
        matches!(
            self,
            Self::ManyUnknown | Self::ManyNotSent | Self::ManyRejected
        )
    }
}

/// How a run ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RunReport {
    /// Why the run ended.
    pub stopped: Stopped,
    /// How many messages it started.
    pub started: u64,
    /// What the ledger says afterwards.
    pub status: Status,
}
