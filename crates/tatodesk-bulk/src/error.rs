//! Why something with a ledger failed. No variant has a person's data.

use std::{fmt, io};

use crate::{plan::Plan, state::CampaignState};

/// Why something with a ledger failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The database failed.
    Store(Box<dyn std::error::Error + Send + Sync>),
    /// A file of the ledger cannot be read or written.
    Io(io::Error),
    /// The file is not a ledger of this version.
    NotALedger,
    /// The file is on a network file system, where SQLite's locks do not hold.
    NetworkFileSystem,
    /// The ledger is older than what was sent from it, or was copied: see [`Ledger::open_restored`](crate::Ledger::open_restored).
    Restored(&'static str),
    /// The settings of the campaign do not make sense.
    Settings(&'static str),
    /// There is no campaign of this name.
    NoSuchCampaign,
    /// A campaign of this name exists, with another list, template or settings.
    OtherContent,
    /// Recipients stand in the list more than once. Nothing was planned.
    Duplicates(Box<Plan>),
    /// Nobody can be reached: the list has no good row. Nothing was planned.
    NoRecipients(Box<Plan>),
    /// The confirmed number is not that of the plan.
    #[non_exhaustive]
    Confirm {
        /// How many recipients were planned.
        planned: u64,
        /// How many the caller confirmed.
        confirmed: u64,
    },
    /// The campaign is in a state in which that is not possible.
    State(CampaignState),
    /// Another process runs the campaign, or this one does.
    Running,
    /// A call of the Data API failed while the ledger was reconciled.
    Report(tatodesk::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(_) => f.write_str("the ledger's database failed"),
            Self::Io(error) => write!(f, "a file of the ledger cannot be used: {error}"),
            Self::NotALedger => f.write_str("the file is not a ledger that this version reads"),
            Self::NetworkFileSystem => f.write_str(
                "the ledger is on a network file system, where locks do not hold: move it to a local disk",
            ),
            Self::Restored(why) => write!(
                f,
                "the ledger may be a restored copy ({why}): open it as restored, which makes all that is not final unknown"
            ),
            Self::Settings(why) => f.write_str(why),
            Self::NoSuchCampaign => f.write_str("the ledger has no campaign of this name"),
            Self::OtherContent => f.write_str(
                "a campaign of this name exists with another list, template or settings: choose another name",
            ),
            Self::Duplicates(plan) => write!(
                f,
                "{} rows repeat a recipient: correct the list, or keep the first row of each recipient (dedupe)",
                plan.duplicates()
            ),
            Self::NoRecipients(_) => f.write_str("the list has no row that can be sent"),
            Self::Confirm { planned, confirmed } => write!(
                f,
                "the plan has {planned} recipients, and {confirmed} were confirmed"
            ),
            Self::State(state) => write!(f, "the campaign is {state}"),
            Self::Running => f.write_str("the campaign is being run already"),
            Self::Report(error) => write!(f, "the report of notifications cannot be read: {error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(source) => Some(source.as_ref()),
            Self::Io(source) => Some(source),
            Self::Report(source) => Some(source),
            _ => None,
        }
    }
}

/// For this crate alone: rusqlite's version is no part of the API.
#[doc(hidden)]
impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => Self::NotALedger,
            _ => Self::Store(Box::new(error)),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
