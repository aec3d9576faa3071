//! `tatodesk sync`: reports into a folder for each day, which a nightly job keeps up to date.
//!
//! `arguments` has the options, and `teller` says how far the sync is. This folder uses the facade, the crate `tatodesk-export`, the filters, columns and formats of
//! `export`, and the command's `client`, `report` and `interrupt`. Only the program uses it.

mod arguments;
mod teller;

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use tatodesk::jiff::{ToSpan as _, civil::Date, civil::time};
use tatodesk::{Call, Tatodesk};
use tatodesk_export::{ColumnRules, DailyRequest, ExportError, Report as Name};

use crate::export::filters::narrowed;
use crate::export::{ExportArgs, MALFORMED, UNSETTLED};
use crate::interrupt::interrupt;
use crate::report::{self, Kind, Report};
pub(crate) use arguments::SyncArgs;
use teller::Teller;

/// Runs an export into a folder for each day, and returns the exit code. It is a sync of one report.
pub(crate) fn export(arguments: ExportArgs) -> u8 {
    let json = arguments.json;
    match SyncArgs::of_export(arguments) {
        Ok(arguments) => run(arguments),
        Err(report) => ended(Err(report), json),
    }
}

/// Runs the verb and returns the exit code.
pub(crate) fn run(arguments: SyncArgs) -> u8 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(perform(&arguments)),
        Err(error) => Err(Report::usage(format!("the runtime cannot start: {error}"))),
    };
    ended(done, arguments.json)
}

/// The exit code. A failure is told.
fn ended(done: Result<u8, Report>, json: bool) -> u8 {
    done.unwrap_or_else(|report| {
        report::write_all([&report], json);
        report.exit_code()
    })
}

/// One report of the command line, checked before anything is sent.
struct Plan {
    report: Name,
    tatodesk: Tatodesk,
    rules: ColumnRules,
    filter: Map<String, Value>,
}

/// Syncs one report after the other.
async fn perform(arguments: &SyncArgs) -> Result<u8, Report> {
    if arguments.from > arguments.to {
        return Err(Report::usage("--from is after --to"));
    }
    let plan = |report: &Name| -> Result<Plan, Report> {
        if !report.has_days() {
            return Err(without_days(*report));
        }
        Ok(Plan {
            report: *report,
            tatodesk: arguments.connection.client(report.operation())?,
            rules: arguments.rules.rules(*report)?,
            filter: arguments.filters.0.members(*report)?,
        })
    };
    // A place that cannot be used is refused before anything is sent.
    arguments.partitions()?;
    let plans: Vec<Plan> = arguments
        .reports
        .iter()
        .map(plan)
        .collect::<Result<_, _>>()?;
    let mut codes = Vec::new();
    for plan in plans {
        let operation = plan.report.operation().id;
        match one(arguments, plan).await {
            Ok(code) => codes.push(code),
            Err(Failed { report, days: true }) => {
                let report = report.operation(operation);
                report::write_all([&report], arguments.json);
                codes.push(report.exit_code());
            }
            Err(failed) => return Err(failed.report.operation(operation)),
        }
        if codes.last().is_some_and(|code| *code > UNSETTLED) {
            break;
        }
    }
    if let Some(code) = codes.last().filter(|code| **code > UNSETTLED) {
        return Ok(*code);
    }
    // A failure counts more than malformed rows and unsettled days, and the first failure more than the others.
    let failure = codes.iter().find(|code| (1..MALFORMED).contains(*code));
    Ok(failure.or(codes.iter().max()).copied().unwrap_or(0))
}

/// A list cannot be kept by day.
fn without_days(list: Name) -> Report {
    Report::usage(format!(
        "{list} is a list, which has no days: `tatodesk export {list} -o FILE` writes it whole"
    ))
}

/// A report that was not synced whole.
struct Failed {
    report: Report,
    /// Whether only days have failed, which says nothing about the other reports.
    days: bool,
}

impl From<Report> for Failed {
    fn from(report: Report) -> Self {
        Self {
            report,
            days: false,
        }
    }
}

async fn one(arguments: &SyncArgs, plan: Plan) -> Result<u8, Failed> {
    let tatodesk = plan.tatodesk.clone();
    let reports = tatodesk.reports();
    let run = Run { arguments, plan };
    match run.plan.report {
        Name::DigitalServices => run.sync(|day| reports.digital_services(day..=day)).await,
        Name::InPersonServices => run.sync(|day| reports.in_person_services(day..=day)).await,
        Name::Campaigns => run.sync(|day| reports.campaigns(day..=day)).await,
        Name::Tickets => run.sync(|day| reports.tickets(day..=day)).await,
        Name::Sessions => {
            let minutes =
                |day: Date| day.to_datetime(time(0, 0, 0, 0))..=day.to_datetime(time(23, 59, 0, 0));
            run.sync(|day| reports.sessions(minutes(day))).await
        }
        Name::GroupedJourneys => run.sync(|day| reports.grouped_journeys(day..=day)).await,
        Name::DetailedJourneys => run.sync(|day| reports.detailed_journeys(day..=day)).await,
        Name::AdHocNotifications => {
            run.sync(|day| reports.ad_hoc_notifications(day..=day))
                .await
        }
        Name::Reviews => run.sync(|day| reports.reviews(day..=day)).await,
        other => Err(Report::usage(format!("{other} cannot be synced yet")).into()),
    }
}

/// What a sync of any report needs.
struct Run<'a> {
    arguments: &'a SyncArgs,
    plan: Plan,
}

impl Run<'_> {
    /// Syncs a report. An interrupt drops the sync, and with it the unfinished files.
    async fn sync<R: DailyRequest>(self, call: impl Fn(Date) -> Call<R>) -> Result<u8, Failed> {
        let Self { arguments, plan } = self;
        let mut calls = BTreeMap::new();
        let days = arguments.from..=arguments.to;
        for day in days
            .start()
            .series(1.day())
            .take_while(|day| day <= days.end())
        {
            let size = arguments.page_size;
            let call = narrowed(&plan.tatodesk, &call(day), &plan.filter, size)?;
            calls.insert(day, call);
        }
        let is_ours = |day: &&Date| arguments.shard.is_none_or(|it| it.has(plan.report, **day));
        let count = calls.keys().filter(is_ours).count();
        let teller = Teller::new(plan.report, count as u64, arguments.json);
        let mut partitions = arguments
            .partitions()?
            .columns(plan.rules)
            .look_back(arguments.look_back())
            .concurrency(arguments.concurrency)
            .on_day({
                let teller = teller.clone();
                move |day| teller.day(day)
            });
        if let Some(shard) = arguments.shard {
            partitions = partitions.shard(shard);
        }
        let done = tokio::select! {
            biased;
            code = interrupt() => {
                teller.interrupted();
                return Ok(code);
            }
            done = partitions.sync(days, |day| calls[&day].clone()) => done,
        };
        teller.clear();
        match done {
            Ok(done) => {
                teller.done(&done);
                Ok(match done {
                    done if !done.unsettled.is_empty() => UNSETTLED,
                    done if done.malformed > 0 => MALFORMED,
                    _ => 0,
                })
            }
            Err(ExportError::Days(failed)) => {
                let days: Vec<Date> = failed.days.iter().map(|day| day.date).collect();
                let rest = teller.failed(&days);
                let report = match failed.days.into_iter().next().map(|day| day.error) {
                    Some(error) => report_of(error),
                    None => Report::usage("no day failed"),
                };
                Err(Failed {
                    report: report.and(&rest),
                    days: true,
                })
            }
            Err(
                error @ (ExportError::Columns(_)
                | ExportError::OtherContent { .. }
                | ExportError::InUse { .. }),
            ) => Err(report_of(error).into()),
            Err(error) => Err(report_of(error).and(&teller.rest()).into()),
        }
    }
}

/// What the command says about a failure.
fn report_of(error: ExportError) -> Report {
    match error {
        ExportError::Call(error) => Report::from(error),
        ExportError::Write { .. } => Report::new(Kind::Output, error.to_string()),
        #[cfg(feature = "object-store")]
        ExportError::Store { .. } => Report::new(Kind::Output, error.to_string()),
        error => Report::usage(error.to_string()),
    }
}
