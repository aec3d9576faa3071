//! `tatodesk send run` and `reconcile`: the verbs that call Tatodesk.

use std::io::{IsTerminal as _, Write as _};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use tatodesk::{Operation, Outcome, Tatodesk};
use tatodesk_bulk::{Event, Include, Ledger, RunOptions, RunReport, Stopped};
use tokio::sync::watch;

use super::common::{Place, address, failed, numbers, said};
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

fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Report> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime =
        runtime.map_err(|error| Report::usage(format!("the runtime cannot start: {error}")))?;
    let done = runtime.block_on(future);
    runtime.shutdown_background();
    Ok(done)
}

/// Runs the campaign, or sends one message outside of it.
pub(crate) fn run(arguments: &RunArgs) -> Result<Finished, Report> {
    let ledger = arguments.place.open(false)?;
    // All three channels have one product, so one key.
    let client = client(&arguments.connection, "sendWhatsApp")?;
    match &arguments.test_to {
        Some(to) => block_on(trial(arguments, &ledger, &client, to))?,
        None => block_on(campaign(arguments, &ledger, &client))?,
    }
}

async fn trial(
    arguments: &RunArgs,
    ledger: &Ledger,
    client: &Tatodesk,
    to: &str,
) -> Result<Finished, Report> {
    let to = address(to)?;
    let sent = ledger
        .send_trial(&arguments.name, client, &to)
        .await
        .map_err(failed)?;
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
    let mut progress = Progress::new(arguments.confirm.unwrap_or_default());
    let mut signal = None;
    let report = {
        let run = ledger.run(&arguments.name, client, options, |event| {
            progress.show(&event)
        });
        tokio::pin!(run);
        loop {
            tokio::select! {
                report = &mut run => break report,
                code = interrupt() => match signal {
                    None => {
                        signal = Some(code);
                        stop.send_replace(true);
                    }
                    Some(_) => {
                        let told = "interrupted: the messages on their way are unknown, and the next run says so";
                        let report = Report::new(Kind::Unknown, told);
                        return Ok(Finished { code, ..Finished::from(report) });
                    }
                },
            }
        }
    };
    progress.bar.finish_and_clear();
    Ok(ended(arguments.place.json, report.map_err(failed)?, signal))
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

/// A bar on a terminal, and plain lines elsewhere.
struct Progress {
    bar: ProgressBar,
    counts: [u64; 4],
    plain: bool,
}

/// How many messages a plain line is written for.
const EVERY: u64 = 1000;

impl Progress {
    fn new(recipients: u64) -> Self {
        let bar = ProgressBar::new(recipients);
        let template = "{bar:30} {pos}/{len} {per_sec}, {eta} left: {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self {
            bar,
            counts: [0; 4],
            plain: !std::io::stderr().is_terminal(),
        }
    }

    fn show(&mut self, event: &Event) {
        let line = match event {
            Event::Ended { outcome, .. } => {
                let place = match outcome {
                    Outcome::Accepted => 0,
                    Outcome::Rejected => 1,
                    Outcome::NotSent => 2,
                    Outcome::Unknown => 3,
                };
                self.counts[place] += 1;
                let [accepted, rejected, not_sent, unknown] = self.counts;
                let told = format!(
                    "accepted {accepted}, rejected {rejected}, not sent {not_sent}, unknown {unknown}"
                );
                self.bar.inc(1);
                self.bar.set_message(told.clone());
                let ended: u64 = self.counts.iter().sum();
                ended
                    .is_multiple_of(EVERY)
                    .then(|| format!("{ended} ended: {told}"))
            }
            // The pace of every second is no news.
            Event::Waiting { why, until } if *why != tatodesk_bulk::Wait::Pace => {
                Some(format!("waiting until {until}"))
            }
            _ => None,
        };
        if let Some(line) = line.filter(|_| self.plain) {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }
}

/// Reads the report, and writes what it proves.
pub(crate) fn reconcile(arguments: &ReconcileArgs) -> Result<Finished, Report> {
    let ledger = arguments.place.open(false)?;
    let client = client(&arguments.connection, "listLooseNotificationsReport")?;
    let found = block_on(ledger.reconcile(&arguments.name, &client))?.map_err(failed)?;
    let text = format!(
        "{} accepted, {} absent; still unknown: {} without a later message of their day in the report, {} that nothing can find",
        found.accepted, found.absent, found.uncalibrated, found.untraceable
    );
    let value = json!({
        "accepted": found.accepted, "absent": found.absent, "uncalibrated": found.uncalibrated, "untraceable": found.untraceable,
    });
    Ok(said(arguments.place.json, text, value))
}
