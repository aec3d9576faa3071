//! `tatodesk send run` and `reconcile`: the verbs that call Tatodesk.

use std::cell::RefCell;
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde_json::json;
use tatodesk::{Operation, Outcome, Tatodesk};
use tatodesk_bulk::{Include, RecipientState, RunOptions, RunReport, Stopped};
use tokio::sync::watch;

use super::common::{Place, address, numbers, said};
use super::ledger::Ledger;
use super::progress::Progress;
use crate::client::Connection;
use crate::interrupt::interrupt;
use crate::output::Finished;
use crate::report::{Kind, Report};

/// Send a planned campaign: each recipient gets at most one message.
///
/// Ctrl-C starts no further message, lets those on their way end, and says what is left. A second one ends the command at once; the messages on their way are then unknown.
#[derive(Args)]
pub(crate) struct RunArgs {
    /// The name of the campaign
    name: String,

    /// The number of recipients that `plan` printed
    #[arg(long, value_name = "N", required_unless_present = "test_to")]
    confirm: Option<u64>,

    /// Start at most this number of messages in this run
    #[arg(long, value_name = "N")]
    limit: Option<u64>,

    /// Send one message to this address alone, outside of the plan, with the texts of the first recipient
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["confirm", "limit", "include"])]
    test_to: Option<String>,

    /// Send again to recipients that ended so; may be repeated
    #[arg(long, value_name = "STATE")]
    include: Vec<IncludeArg>,

    /// How long a machine that is not heard of keeps its recipients, in PostgreSQL; 60 unless given
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86400))]
    lease: Option<u64>,

    #[command(flatten)]
    connection: Connection,

    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Clone, Copy, ValueEnum)]
enum IncludeArg {
    /// Unknown before, and absent from the calibrated report
    Absent,
    /// The request never left
    #[value(name = "not_sent", alias = "not-sent")]
    NotSent,
    /// The rate limit refused the request (429)
    Refused,
}

/// Look for unknown messages in Tatodesk's report of notifications; nothing is sent.
#[derive(Args)]
pub(crate) struct ReconcileArgs {
    /// The name of the campaign
    name: String,

    #[command(flatten)]
    connection: Connection,

    #[command(flatten)]
    pub(crate) place: Place,
}

fn client(connection: &Connection, operation: &str) -> Result<Tatodesk, Report> {
    let known = Operation::find(operation);
    connection.client(known.ok_or_else(|| Report::usage("the operation does not exist"))?)
}

/// Runs the campaign, or sends one message outside of it.
pub(crate) async fn run(arguments: &RunArgs) -> Result<Finished, Report> {
    let lease = arguments.lease.map(Duration::from_secs);
    let ledger = arguments.place.open_to_run(lease).await?;
    // All three channels have one product, so one key.
    let client = client(&arguments.connection, "sendWhatsApp")?;
    match &arguments.test_to {
        Some(to) => trial(arguments, &ledger, &client, to).await,
        None => campaign(arguments, &ledger, &client).await,
    }
}

async fn trial(
    arguments: &RunArgs,
    ledger: &Ledger,
    client: &Tatodesk,
    to: &str,
) -> Result<Finished, Report> {
    let to = address(to)?;
    let sent = ledger.send_trial(&arguments.name, client, &to).await?;
    let kind = match sent.outcome {
        Outcome::Accepted => {
            let text = "accepted, which is not yet a delivery".to_owned();
            return Ok(said(
                arguments.place.json,
                text,
                json!({"outcome": "accepted"}),
            ));
        }
        Outcome::Rejected => Kind::Rejected,
        Outcome::NotSent => Kind::NotSent,
        Outcome::Unknown => Kind::Unknown,
    };
    Err(Report::new(kind, sent.message.unwrap_or_default()))
}

async fn campaign(
    arguments: &RunArgs,
    ledger: &Ledger,
    client: &Tatodesk,
) -> Result<Finished, Report> {
    let (stop, stopping) = watch::channel(false);
    let mut options = RunOptions::confirm(arguments.confirm.unwrap_or_default()).stop(stopping);
    if let Some(limit) = arguments.limit {
        options = options.limit(limit);
    }
    for what in &arguments.include {
        options = options.include(match what {
            IncludeArg::Absent => Include::Absent,
            IncludeArg::NotSent => Include::NotSent,
            IncludeArg::Refused => Include::Refused,
        });
    }
    let planned = ledger.status(&arguments.name).await?;
    let planned = planned.count(RecipientState::Planned);
    let messages = planned.min(arguments.limit.unwrap_or(u64::MAX));
    let progress = Progress::new(&arguments.name, messages, arguments.place.json);
    let progress = RefCell::new(progress);
    let mut signal = None;
    // None when a second interrupt ended the run.
    let report = {
        let run = ledger.run(&arguments.name, client, options, |event| {
            progress.borrow_mut().show(&event)
        });
        tokio::pin!(run);
        loop {
            tokio::select! {
                report = &mut run => break Some(report),
                code = interrupt() => match signal {
                    None => {
                        signal = Some(code);
                        stop.send_replace(true);
                        progress.borrow().stopping();
                    }
                    Some(_) => break None,
                },
            }
        }
    };
    progress.borrow().clear();
    match report {
        Some(report) => Ok(ended(arguments.place.json, report?, signal)),
        None => {
            let told =
                "interrupted: the messages on their way are unknown, and the next run says so";
            let report = Report::new(Kind::Unknown, told);
            Ok(Finished {
                code: signal.unwrap_or_default(),
                ..Finished::from(report)
            })
        }
    }
}

/// The output and the exit code of a run.
fn ended(json: bool, report: RunReport, signal: Option<u8>) -> Finished {
    let (text, mut value) = numbers(&report.status);
    let why = match report.stopped {
        Stopped::Done => "done",
        Stopped::Limit => "limit",
        Stopped::Asked => "interrupted",
        Stopped::Paused => "paused",
        Stopped::Cancelled => "cancelled",
        Stopped::Expired => "expired",
        Stopped::ManyUnknown => "many_unknown",
        Stopped::ManyNotSent => "many_not_sent",
        Stopped::ManyRejected => "many_rejected",
        _ => "stopped",
    };
    value["stopped"] = why.into();
    value["started"] = report.started.into();
    let finished = said(
        json,
        format!(
            "{text}\nThis run started {} messages, and ended: {why}",
            report.started
        ),
        value,
    );
    let told = match report.stopped {
        Stopped::Done | Stopped::Limit => None,
        Stopped::ManyUnknown => Some((
            Kind::Breaker,
            "the run ended, because too many outcomes in a row are unknown",
        )),
        Stopped::ManyNotSent => Some((
            Kind::Breaker,
            "the run ended, because too many requests in a row never left",
        )),
        Stopped::ManyRejected => Some((
            Kind::Breaker,
            "the run ended, because Tatodesk rejects too many messages",
        )),
        Stopped::Asked => {
            return Finished {
                code: signal.unwrap_or(0),
                ..finished
            };
        }
        _ => Some((
            Kind::Ended,
            "the run ended early, because the campaign was paused or cancelled, or has expired",
        )),
    };
    match told {
        None => finished,
        Some((kind, told)) => Finished {
            code: kind.exit_code(),
            reports: vec![Report::new(kind, told)],
            ..finished
        },
    }
}

/// Reads the report, and writes what it proves.
pub(crate) async fn reconcile(arguments: &ReconcileArgs) -> Result<Finished, Report> {
    let ledger = arguments.place.open(false).await?;
    let client = client(&arguments.connection, "listLooseNotificationsReport")?;
    let found = ledger.reconcile(&arguments.name, &client).await?;
    let text = format!(
        "{} accepted, {} absent; still unknown: {} without a later message of their day in the report, {} that nothing can find",
        found.accepted, found.absent, found.uncalibrated, found.untraceable
    );
    let value = json!({
        "accepted": found.accepted, "absent": found.absent, "uncalibrated": found.uncalibrated, "untraceable": found.untraceable,
    });
    Ok(said(arguments.place.json, text, value))
}
