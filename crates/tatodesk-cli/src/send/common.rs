//! What the verbs of `send` share: where the ledger is, addresses, and what they print.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use serde_json::{Map, Value, json};
use tatodesk_bulk::{Address, Channel, RecipientState, Status};

use super::ledger::{Ledger, Opening};
use crate::output::Finished;
use crate::report::{Kind, Report};

#[derive(Args)]
pub(crate) struct Place {
    /// The ledger: a file, or a database as postgres://user@host/database with the password in PGPASSWORD; `plan` creates it
    #[arg(long, value_name = "FILE|URL", default_value = "tatodesk.ledger")]
    ledger: PathBuf,

    /// The ledger was restored from a copy: make unknown all that is not final
    #[arg(long)]
    restored: bool,

    /// A synchronous replica of the ledger's PostgreSQL took over, which missed no commit
    #[arg(long, conflicts_with = "restored")]
    promoted: bool,

    /// Write output and each line on standard error as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl Place {
    /// Opens the ledger, and creates one for a plan alone.
    pub(crate) async fn open(&self, create: bool) -> Result<Ledger, Report> {
        Ledger::open(&self.ledger, &self.opening(create)).await
    }

    /// Opens the ledger for a run, which keeps its chunks for this time when it is not heard of.
    pub(crate) async fn open_to_run(&self, lease: Option<Duration>) -> Result<Ledger, Report> {
        let mut opening = self.opening(false);
        opening.lease = lease;
        Ledger::open(&self.ledger, &opening).await
    }

    fn opening(&self, create: bool) -> Opening {
        Opening {
            create,
            restored: self.restored,
            promoted: self.promoted,
            lease: None,
        }
    }
}

/// An address of any channel: what has an `@` is an e-mail address.
pub(crate) fn address(text: &str) -> Result<Address, Report> {
    let channel = if text.contains('@') {
        Channel::Email
    } else {
        Channel::Sms
    };
    Address::parse(channel, text).map_err(|error| Report::usage(error.to_string()))
}

/// Success with a text, or with a JSON object on one line.
pub(crate) fn said(json: bool, text: String, value: Value) -> Finished {
    let text = if json { value.to_string() } else { text };
    Finished {
        stdout: Box::new(move |out| writeln!(out, "{text}")),
        reports: Vec::new(),
        code: 0,
    }
}

/// A failure with lines before it.
pub(crate) fn refused(mut before: Vec<Report>, report: Report) -> Finished {
    let code = report.exit_code();
    before.push(report);
    Finished {
        stdout: Box::new(|_| Ok(())),
        reports: before,
        code,
    }
}

/// The numbers of a campaign, in words and as JSON.
pub(crate) fn numbers(status: &Status) -> (String, Value) {
    let some = RecipientState::ALL
        .iter()
        .filter(|state| status.count(**state) > 0);
    let words: Vec<String> = some
        .clone()
        .map(|state| format!("{state} {}", status.count(*state)))
        .collect();
    let counts: Map<String, Value> = some
        .map(|state| (state.to_string(), status.count(*state).into()))
        .collect();
    let text = format!(
        "{}: {}, {} recipients, {} rows left out: {}",
        status.name,
        status.state,
        status.recipients,
        status.left_out,
        words.join(", ")
    );
    let value = json!({
        "campaign": status.name, "state": status.state.as_str(), "recipients": status.recipients,
        "left_out": status.left_out, "counts": counts,
    });
    (text, value)
}

/// A row that is not in the plan.
pub(crate) fn left_out(row: &tatodesk_bulk::BadRow) -> Report {
    Report::new(Kind::LeftOut, row.to_string())
}
