//! The ledger that `--ledger` names, in a file or in PostgreSQL. The verbs do not know which.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use tatodesk::Tatodesk;
use tatodesk_bulk::{
    Address, BadRow, Campaign, Channel, Error, Event, Plan, Reconciled, ResultRow, Row, RunOptions,
    RunReport, Status, Trial,
};
#[cfg(feature = "postgres")]
use tatodesk_bulk_postgres::{Connect, PostgresLedger};

use crate::report::{Kind, Report};
use crate::usage::may_have_a_password;

/// A ledger, wherever it is.
pub(crate) enum Ledger {
    /// In an SQLite file, for one machine. Its methods block.
    File(tatodesk_bulk::Ledger),
    /// In PostgreSQL, for several machines.
    #[cfg(feature = "postgres")]
    Database(Box<PostgresLedger>),
}

/// How a ledger is opened.
pub(crate) struct Opening {
    /// A ledger is made if there is none.
    pub(crate) create: bool,
    /// It was restored from a copy.
    pub(crate) restored: bool,
    /// A synchronous replica of its server took over.
    pub(crate) promoted: bool,
    /// How long a machine that is not heard of keeps its recipients.
    pub(crate) lease: Option<Duration>,
}

/// The report of a failure of the ledger. What a person has to correct is `usage`, and what the ledger's file or database did is `ledger`.
pub(crate) fn failed(error: Error) -> Report {
    match error {
        Error::Report(error) => Report::from(error),
        Error::Restored(why) => Report::usage(format!(
            "the ledger may be a restored copy ({why}): --restored makes all that is not final unknown"
        )),
        Error::Duplicates(plan) => Report::usage(format!(
            "{} rows repeat a recipient, so nothing was planned: correct the list, or keep the first row of each recipient with --dedupe",
            plan.duplicates()
        )),
        Error::Store(ref source) => Report::new(Kind::Ledger, format!("{error}: {source}")),
        Error::Io(_) => Report::new(Kind::Ledger, error.to_string()),
        error => Report::usage(error.to_string()),
    }
}

/// Whether the place of a ledger is meant as a database. It is then never a file, so that no password becomes the name of one.
fn is_database(place: &Path) -> bool {
    let text = place.to_string_lossy();
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    ["postgres", "postgresql"].contains(&scheme) || may_have_a_password(&text)
}

impl Ledger {
    /// Opens the ledger at a place.
    pub(crate) async fn open(place: &Path, how: &Opening) -> Result<Self, Report> {
        if is_database(place) {
            let schemes = ["postgres://", "postgresql://"];
            let url = place
                .to_str()
                .filter(|url| schemes.iter().any(|it| url.starts_with(it)));
            return match url {
                Some(url) => Self::open_database(url, how).await,
                None => Err(Report::usage(
                    "--ledger is a file, or an address as postgres://user@host/database",
                )),
            };
        }
        if how.promoted || how.lease.is_some() {
            return Err(Report::usage(
                "--promoted and --lease are for a ledger in PostgreSQL",
            ));
        }
        if !how.create && !place.exists() {
            let place = place.display();
            return Err(Report::usage(format!("there is no ledger {place}")));
        }
        let open = match how.restored {
            true => tatodesk_bulk::Ledger::open_restored,
            false => tatodesk_bulk::Ledger::open,
        };
        open(place).map(Self::File).map_err(failed)
    }

    #[cfg(not(feature = "postgres"))]
    async fn open_database(_url: &str, _how: &Opening) -> Result<Self, Report> {
        Err(Report::usage(
            "this program was built without the feature `postgres`: cargo install tatodesk-cli --features postgres",
        ))
    }

    #[cfg(feature = "postgres")]
    async fn open_database(url: &str, how: &Opening) -> Result<Self, Report> {
        let mut connect = Connect::new(url).map_err(failed)?;
        if let Some(password) = std::env::var_os("PGPASSWORD").filter(|it| !it.is_empty()) {
            connect = connect.password(password.as_encoded_bytes());
        }
        if !how.create {
            connect = connect.existing();
        }
        if let Some(lease) = how.lease {
            connect = connect.lease(lease);
        }
        let opened = match how {
            Opening { restored: true, .. } => connect.open_restored().await,
            Opening { promoted: true, .. } => connect.open_promoted().await,
            _ => connect.open().await,
        };
        let opened = opened.map(|ledger| Self::Database(Box::new(ledger)));
        opened.map_err(|error| match error {
            Error::NotALedger => {
                Report::usage("the database has no ledger that this version reads; `plan` makes one")
            }
            Error::Restored(why) => Report::usage(format!(
                "the ledger may be a restored copy ({why}): --restored makes all that is not final unknown, \
                 --promoted trusts a synchronous replica that took over"
            )),
            error => failed(error),
        })
    }
}

/// Calls a method of the ledger. Those of a file return at once what those of a database return later.
macro_rules! ask {
    ($self:ident.$method:ident($($argument:expr),*)) => {
        match $self {
            Self::File(ledger) => ledger.$method($($argument),*),
            #[cfg(feature = "postgres")]
            Self::Database(ledger) => ledger.$method($($argument),*).await,
        }
    };
}

/// The same for methods that both return something to wait for.
macro_rules! wait_for {
    ($self:ident.$method:ident($($argument:expr),*)) => {
        match $self {
            Self::File(ledger) => ledger.$method($($argument),*).await,
            #[cfg(feature = "postgres")]
            Self::Database(ledger) => ledger.$method($($argument),*).await,
        }
    };
}

/// The methods are those of `tatodesk_bulk::Ledger`. Where a verb tells no more than the failure, that is a report already.
impl Ledger {
    pub(crate) async fn plan(
        &self,
        campaign: &Campaign,
        rows: impl Iterator<Item = Result<Row, BadRow>>,
    ) -> Result<Plan, Error> {
        ask!(self.plan(campaign, rows))
    }

    pub(crate) async fn suppress(
        &self,
        channel: Channel,
        addresses: &[Address],
    ) -> Result<usize, Report> {
        ask!(self.suppress(Some(channel), addresses, "list")).map_err(failed)
    }

    pub(crate) async fn campaigns(&self) -> Result<Vec<String>, Report> {
        ask!(self.campaigns()).map_err(failed)
    }

    pub(crate) async fn status(&self, campaign: &str) -> Result<Status, Report> {
        ask!(self.status(campaign)).map_err(failed)
    }

    pub(crate) async fn results(
        &self,
        campaign: &str,
        each: impl FnMut(ResultRow),
    ) -> Result<(), Report> {
        ask!(self.results(campaign, each)).map_err(failed)
    }

    pub(crate) async fn pause(&self, campaign: &str) -> Result<(), Report> {
        ask!(self.pause(campaign)).map_err(failed)
    }

    pub(crate) async fn resume(&self, campaign: &str) -> Result<(), Report> {
        ask!(self.resume(campaign)).map_err(failed)
    }

    pub(crate) async fn cancel(&self, campaign: &str) -> Result<(), Report> {
        ask!(self.cancel(campaign)).map_err(failed)
    }

    pub(crate) async fn forget(&self, address: &Address) -> Result<usize, Report> {
        ask!(self.forget(address)).map_err(failed)
    }

    pub(crate) async fn export_subject(&self, address: &Address) -> Result<Value, Report> {
        ask!(self.export_subject(address)).map_err(failed)
    }

    pub(crate) async fn send_trial(
        &self,
        campaign: &str,
        tatodesk: &Tatodesk,
        to: &Address,
    ) -> Result<Trial, Report> {
        wait_for!(self.send_trial(campaign, tatodesk, to)).map_err(failed)
    }

    pub(crate) async fn reconcile(
        &self,
        campaign: &str,
        tatodesk: &Tatodesk,
    ) -> Result<Reconciled, Report> {
        wait_for!(self.reconcile(campaign, tatodesk)).map_err(failed)
    }

    /// Runs a campaign. After it was begun, messages may have left, so that every failure is one of the ledger.
    pub(crate) async fn run(
        &self,
        campaign: &str,
        tatodesk: &Tatodesk,
        options: RunOptions,
        each: impl FnMut(Event),
    ) -> Result<RunReport, Report> {
        let ran = wait_for!(self.run(campaign, tatodesk, options, each));
        ran.map_err(|error| match error {
            Error::Confirm { .. } | Error::State(_) | Error::NoSuchCampaign | Error::Running => {
                failed(error)
            }
            error => {
                let mut report = failed(error);
                report.kind = Kind::Ledger;
                report.and(
                    "no recipient is lost or gets a second message: run the same command again",
                )
            }
        })
    }
}
