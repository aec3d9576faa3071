//! The options of `tatodesk sync`.

use std::ffi::OsString;
use std::num::NonZeroUsize;

use clap::Args;
use tatodesk::jiff::civil::Date;
use tatodesk_export::{Format, Partitions, Report as Name, Shard};

use crate::client::Connection;
use crate::export::columns::ColumnArgs;
use crate::export::filters::ReportFilters;
use crate::export::{ExportArgs, FormatName, Resume};
use crate::report::Report;

/// How many days are fetched at a time, unless the option says it.
const CONCURRENCY: NonZeroUsize = NonZeroUsize::new(4).expect("not zero");

/// Keep reports in a folder for each day, and fetch only what is missing.
///
/// Each day is replaced whole: DIR/report=tickets/date=2025-01-30/part-0.jsonl, with a manifest. A sync that was stopped goes on when
/// the same command runs again. Exit codes: 0 done, 9 done with malformed rows, 10 done with unsettled days (the next sync fetches
/// them again), 1 a file cannot be written or the store refuses, 2 to 6 as of `tatodesk api`, 130 interrupted, 143 terminated.
#[derive(Args)]
pub(crate) struct SyncArgs {
    /// The reports: digital-services, in-person-services, campaigns, tickets, sessions, grouped-journeys, detailed-journeys,
    /// ad-hoc-notifications, reviews
    #[arg(value_name = "REPORT", required = true)]
    pub(super) reports: Vec<Name>,

    /// The first day, as 2024-01-31
    #[arg(long, value_name = "DAY")]
    pub(super) from: Date,

    /// The last day; take yesterday, because a day that is not over is fetched again
    #[arg(long, value_name = "DAY")]
    pub(super) to: Date,

    /// The folder, which is created if it is not there; or a place in an object store: s3://BUCKET/PREFIX, gs://…, az://…
    #[arg(long, value_name = "DIR")]
    dir: OsString,

    /// The format, always the same in one folder
    #[arg(long, value_enum, default_value = "jsonl")]
    format: FormatName,

    /// Fetch the last N days of the range again, and replace those that changed
    #[arg(long, value_name = "N", default_value_t = 0)]
    look_back: u32,

    #[command(flatten)]
    resume: Resume,

    /// Fetch only this part of the days, as 2/3: the second of three processes
    #[arg(long, value_name = "I/N")]
    pub(super) shard: Option<Shard>,

    /// How many days are fetched at a time
    #[arg(long, value_name = "N", default_value_t = CONCURRENCY)]
    pub(super) concurrency: NonZeroUsize,

    /// How many rows a page has at most
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) page_size: Option<u32>,

    #[command(flatten)]
    pub(super) rules: ColumnArgs,

    #[command(flatten)]
    pub(super) filters: ReportFilters,

    #[command(flatten)]
    pub(super) connection: Connection,

    /// Write each line on standard error as a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

impl SyncArgs {
    /// The sync that an export into a folder is.
    pub(super) fn of_export(arguments: ExportArgs) -> Result<Self, Report> {
        let days = arguments.days()?;
        let (Some(days), Some(dir)) = (days, arguments.output) else {
            return Err(super::without_days(arguments.report));
        };
        let (from, to) = days.into_inner();
        Ok(Self {
            reports: vec![arguments.report],
            from,
            to,
            dir,
            format: arguments.format.unwrap_or(FormatName::Jsonl),
            look_back: 0,
            resume: arguments.resume,
            shard: None,
            concurrency: CONCURRENCY,
            page_size: arguments.page_size,
            rules: arguments.rules,
            filters: ReportFilters(arguments.filters),
            connection: arguments.connection,
            json: arguments.json,
        })
    }

    /// How many of the last days are fetched again. Each day of the range is, if the days that are there do not stay.
    pub(super) fn look_back(&self) -> u32 {
        let days = self.to.duration_since(self.from).as_hours() / 24 + 1;
        match self.resume.keeps() {
            true => self.look_back,
            false => u32::try_from(days).unwrap_or(u32::MAX),
        }
    }

    /// The folder or the place in a store.
    pub(super) fn partitions(&self) -> Result<Partitions, Report> {
        let format = self.format.format();
        match self.dir.to_str() {
            Some(url) if url.contains("://") => at_url(url, format),
            _ => Ok(Partitions::new(&self.dir, format)),
        }
    }
}

#[cfg(feature = "object-store")]
fn at_url(url: &str, format: Format) -> Result<Partitions, Report> {
    Partitions::at_url(url, format).map_err(|error| Report::usage(error.to_string()))
}

#[cfg(not(feature = "object-store"))]
fn at_url(_: &str, _: Format) -> Result<Partitions, Report> {
    Err(Report::usage(
        "this command was built without object stores: install it with the feature `object-store`",
    ))
}
