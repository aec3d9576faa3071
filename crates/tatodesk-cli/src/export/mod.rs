//! `tatodesk export`: one report into a file or to standard output.
//!
//! `filters` has the options that narrow a report, `columns` those for its columns, and `summary` says how far the export is. This folder uses the facade, the crate
//! `tatodesk-export`, and the command's `client`, `report` and `interrupt`. Only the program uses it.

pub(crate) mod columns;
pub(crate) mod filters;
mod summary;

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal as _};
use std::path::Path;

use clap::{Args, ValueEnum};
use serde_json::Value;
use tatodesk::jiff::civil::{Date, time};
use tatodesk::{Call, Tatodesk};
use tatodesk_export::{
    ColumnRules, Export, ExportError, ExportRequest, Format, Progress, Report as Name,
};

use crate::client::Connection;
use crate::interrupt::interrupt;
use crate::report::{self, Kind, Report};
use columns::ColumnArgs;
use filters::{Filters, narrowed};
use summary::Teller;

/// The ends of names that say a format.
const ENDINGS: &str = if cfg!(feature = "parquet") {
    ".csv, .jsonl and .parquet"
} else {
    ".csv and .jsonl"
};

/// The exit code of an export or a sync that is done and has malformed rows.
pub(crate) const MALFORMED: u8 = 9;

/// The exit code of an export or a sync that is done and whose rows moved while they were read.
pub(crate) const UNSETTLED: u8 = 10;

/// Export a report into a file, or into a folder for each day.
///
/// The file appears when all rows are there, and never half-written. Rows that do not decode go to FILE.malformed.jsonl; with
/// standard output they are only counted. In a folder each day is a file of its own, as `tatodesk sync` writes it. Exit codes:
/// 0 done, 9 done with malformed rows, 10 done but rows moved meanwhile, 1 the file cannot be written, 2 to 6 as of `tatodesk api`,
/// 130 interrupted, 143 terminated.
#[derive(Args)]
pub(crate) struct ExportArgs {
    /// The report: digital-services, in-person-services, campaigns, tickets, sessions, grouped-journeys, detailed-journeys,
    /// ad-hoc-notifications or reviews
    #[arg(value_name = "REPORT")]
    pub(crate) report: Name,

    /// The first day, as 2024-01-31
    #[arg(long, value_name = "DAY", required_unless_present = "columns")]
    pub(crate) from: Option<Date>,

    /// The last day; whether Tatodesk includes it is not documented
    #[arg(long, value_name = "DAY", required_unless_present = "columns")]
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
        Ok(runtime) => runtime.block_on(session(arguments)),
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

/// Runs the export. An interrupt drops it, and with it the unfinished file.
///
/// With standard output the signals end the process themselves: there is no file, and a write to a full pipe can block for long.
async fn session(arguments: ExportArgs) -> Result<u8, Report> {
    let to_file = arguments.output.as_ref().is_some_and(|it| it != "-");
    // A bar would stand among rows that are shown.
    let on_terminal = io::stderr().is_terminal() && (to_file || !io::stdout().is_terminal());
    let teller = Teller::new(arguments.report, arguments.json, on_terminal);
    let code = tokio::select! {
        biased;
        code = interrupt(), if to_file => code,
        ended = perform(&arguments, &teller) => {
            let operation = arguments.report.operation();
            return ended.map_err(|report| report.operation(operation.id));
        }
    };
    teller.interrupted();
    Ok(code)
}

async fn perform(arguments: &ExportArgs, teller: &Teller) -> Result<u8, Report> {
    let (Some(from), Some(to), Some(output)) = (arguments.from, arguments.to, &arguments.output)
    else {
        return Err(Report::usage("--from, --to and --output are needed"));
    };
    if from > to {
        return Err(Report::usage("--from is after --to"));
    }
    if arguments.resume.resume.is_some() {
        return Err(Report::usage(
            "--resume is for a folder with a file for each day",
        ));
    }
    let tatodesk = arguments.connection.client(arguments.report.operation())?;
    let (reports, days) = (tatodesk.reports(), from..=to);
    let run = Run {
        tatodesk: &tatodesk,
        arguments,
        teller,
        output,
        format: format(arguments.format, output)?,
        rules: arguments.rules.rules(arguments.report)?,
        filter: arguments.filters.members(arguments.report)?,
    };
    match arguments.report {
        Name::DigitalServices => run.export(reports.digital_services(days)).await,
        Name::InPersonServices => run.export(reports.in_person_services(days)).await,
        Name::Campaigns => run.export(reports.campaigns(days)).await,
        Name::Tickets => run.export(reports.tickets(days)).await,
        Name::Sessions => {
            let first = from.to_datetime(time(0, 0, 0, 0));
            let last = to.to_datetime(time(23, 59, 0, 0));
            run.export(reports.sessions(first..=last)).await
        }
        Name::GroupedJourneys => run.export(reports.grouped_journeys(days)).await,
        Name::DetailedJourneys => run.export(reports.detailed_journeys(days)).await,
        Name::AdHocNotifications => run.export(reports.ad_hoc_notifications(days)).await,
        Name::Reviews => run.export(reports.reviews(days)).await,
        other => Err(Report::usage(format!("{other} cannot be exported yet"))),
    }
}

/// The format that was asked for, or else that of the file's name.
fn format(name: Option<FormatName>, output: &OsStr) -> Result<Format, Report> {
    Ok(match name {
        Some(name) => name.format(),
        None if output == "-" => Format::JsonLines,
        None => match Path::new(output).extension().map(OsStr::to_str) {
            Some(Some("jsonl")) => Format::JsonLines,
            Some(Some("csv")) => Format::Csv,
            #[cfg(feature = "parquet")]
            Some(Some("parquet")) => Format::Parquet,
            _ => {
                return Err(Report::usage(format!(
                    "the file's name ends in none of {ENDINGS}: give --format, or end the name of a folder with /"
                )));
            }
        },
    })
}

/// What an export of any report needs.
struct Run<'a> {
    tatodesk: &'a Tatodesk,
    arguments: &'a ExportArgs,
    teller: &'a Teller,
    output: &'a OsStr,
    format: Format,
    rules: ColumnRules,
    filter: serde_json::Map<String, Value>,
}

impl Run<'_> {
    async fn export<R: ExportRequest>(self, call: Call<R>) -> Result<u8, Report> {
        let page_size = self.arguments.page_size;
        let call = narrowed(self.tatodesk, &call, &self.filter, page_size)?;
        let mut while_running = self.teller.clone();
        let export = Export::new(self.format)
            .columns(self.rules)
            .on_progress(move |so_far| while_running.so_far(so_far));
        let done = if self.output == "-" {
            let mut stdout = io::BufWriter::new(io::stdout());
            export.to_writer(call, &mut stdout, &mut io::sink()).await
        } else {
            export.to_file(call, Path::new(self.output)).await
        };
        self.teller.clear();
        match done {
            Ok(done) => {
                self.teller.done(&done);
                Ok(exit_code(&done))
            }
            // The reader has what it wanted.
            Err(ExportError::Write {
                path: None, source, ..
            }) if source.kind() == io::ErrorKind::BrokenPipe => Ok(0),
            Err(ExportError::Call(error)) => Err(error.into()),
            Err(error) => Err(Report::new(Kind::Output, error.to_string())),
        }
    }
}

fn exit_code(done: &Progress) -> u8 {
    match done {
        done if done.expected != done.expected_first => UNSETTLED,
        done if done.malformed > 0 => MALFORMED,
        _ => 0,
    }
}
