//! `tatodesk export`: one report or list into a file or to standard output.
//!
//! `filters` has the options that narrow a report, and `columns` those for its columns. `run` does the work, and `summary` says how far it
//! is. This folder uses the facade, the crate `tatodesk-export`, and the command's `client`, `report` and `interrupt`. The program and
//! `sync` use it.

pub(crate) mod columns;
pub(crate) mod filters;
mod run;
mod summary;

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::Path;

use clap::{Args, ValueEnum};
use tatodesk::jiff::civil::Date;
use tatodesk_export::{Format, Report as Name};

use crate::client::Connection;
use crate::report::{self, Report};
use columns::ColumnArgs;
use filters::Filters;

/// The exit code of an export or a sync that is done and has malformed rows.
pub(crate) const MALFORMED: u8 = 9;

/// The exit code of an export or a sync that is done and whose rows moved while they were read.
pub(crate) const UNSETTLED: u8 = 10;

/// Export a report or a list into a file, or a report into a folder for each day.
///
/// The file appears when all rows are there, and never half-written. Rows that do not decode go to FILE.malformed.jsonl; with
/// standard output they are only counted. In a folder each day is a file of its own, as `tatodesk sync` writes it. Exit codes:
/// 0 done, 9 done with malformed rows, 10 done but rows moved meanwhile, 1 the file cannot be written, 2 to 6 as of `tatodesk api`,
/// 130 interrupted, 143 terminated.
#[derive(Args)]
pub(crate) struct ExportArgs {
    /// The report: digital-services, in-person-services, campaigns, tickets, sessions, grouped-journeys, detailed-journeys,
    /// ad-hoc-notifications or reviews. Or the list: departments, service-groups, specialties, subspecialties, areas, sub-areas
    /// or chatbot-journeys
    #[arg(value_name = "REPORT")]
    pub(crate) report: Name,

    /// The first day, as 2024-01-31. A report needs it, and a list has no days
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<Date>,

    /// The last day, which a report needs; whether Tatodesk includes it is not documented
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<Date>,

    /// The file, whose name ends in .csv, .jsonl or .parquet unless --format is given; or a folder for the days, which is there or
    /// whose name ends in /; - is standard output
    #[arg(
        short,
        long,
        value_name = "FILE|DIR",
        required_unless_present = "columns"
    )]
    pub(crate) output: Option<OsString>,

    #[command(flatten)]
    pub(crate) resume: Resume,

    /// The format [default: as the file's name says; jsonl for standard output and for a folder]
    #[arg(long, value_enum)]
    pub(crate) format: Option<FormatName>,

    /// How many rows a page has at most
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) page_size: Option<u32>,

    /// List the columns of the report, and export nothing; with --json as JSON
    #[arg(long)]
    columns: bool,

    #[command(flatten)]
    pub(crate) rules: ColumnArgs,

    #[command(flatten)]
    pub(crate) filters: Filters,

    #[command(flatten)]
    pub(crate) connection: Connection,

    /// Write each line on standard error as a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

// No doc comment: clap would show it in place of the verb's own description.
#[derive(Args)]
pub(crate) struct Resume {
    /// Keep the days that the folder has, and fetch only the others; --resume=false fetches all of them again [default: true]
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    resume: Option<bool>,
}

impl Resume {
    fn is_given(&self) -> bool {
        self.resume.is_some()
    }

    /// Whether days that are there stay.
    pub(crate) fn keeps(&self) -> bool {
        self.resume.unwrap_or(true)
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum FormatName {
    /// One JSON object a line
    Jsonl,
    /// Comma-separated
    Csv,
    /// CSV with semicolons, decimal commas and a byte-order mark, as Excel in Brazil reads it
    CsvForExcel,
    /// Apache Parquet, with typed columns
    #[cfg(feature = "parquet")]
    Parquet,
}

impl FormatName {
    pub(crate) fn format(self) -> Format {
        match self {
            Self::Jsonl => Format::JsonLines,
            Self::Csv => Format::Csv,
            Self::CsvForExcel => Format::CsvForExcel,
            #[cfg(feature = "parquet")]
            Self::Parquet => Format::Parquet,
        }
    }
}

impl ExportArgs {
    /// Whether the days go to a folder, each into a file of its own: one that is there, or a name that ends in a slash.
    pub(crate) fn is_by_day(&self) -> bool {
        let output = self.output.as_ref().filter(|_| !self.columns);
        output.is_some_and(|output| {
            let ends_in_slash = output.as_encoded_bytes().ends_with(b"/");
            output != "-" && (ends_in_slash || Path::new(output).is_dir())
        })
    }

    /// The days of a report. A list has none.
    pub(crate) fn days(&self) -> Result<Option<RangeInclusive<Date>>, Report> {
        let name = self.report;
        match (name.has_days(), self.from, self.to) {
            (true, Some(from), Some(to)) if from > to => Err(Report::usage("--from is after --to")),
            (true, Some(from), Some(to)) => Ok(Some(from..=to)),
            (true, ..) => Err(Report::usage(format!("{name} needs --from and --to"))),
            (false, None, None) => Ok(None),
            (false, ..) => Err(Report::usage(format!(
                "{name} is a list, which has no days: leave out --from and --to"
            ))),
        }
    }
}

/// Runs the verb and returns the exit code.
pub(crate) fn run(arguments: ExportArgs) -> u8 {
    let json = arguments.json;
    if arguments.columns {
        return ended(columns::list(arguments.report, json).map(|()| 0), json);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let code = match runtime {
        Ok(runtime) => runtime.block_on(run::session(arguments)),
        Err(error) => Err(Report::usage(format!("the runtime cannot start: {error}"))),
    };
    ended(code, json)
}

/// The exit code. A failure is told.
fn ended(code: Result<u8, Report>, json: bool) -> u8 {
    code.unwrap_or_else(|report| {
        report::write_all([&report], json);
        report.exit_code()
    })
}
