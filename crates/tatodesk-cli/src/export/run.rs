//! An export: from the options to the rows.

use std::ffi::OsStr;
use std::io::{self, IsTerminal as _};
use std::ops::RangeInclusive;
use std::path::Path;

use serde_json::Value;
use tatodesk::jiff::civil::{Date, time};
use tatodesk::{Call, Tatodesk, types};
use tatodesk_export::{
    ColumnRules, Export, ExportError, ExportRequest, Format, Progress, Report as Name,
};

use super::filters::narrowed;
use super::summary::Teller;
use super::{ExportArgs, FormatName, MALFORMED, UNSETTLED};
use crate::interrupt::interrupt;
use crate::report::{Kind, Report};

/// The ends of names that say a format.
const ENDINGS: &str = if cfg!(feature = "parquet") {
    ".csv, .jsonl and .parquet"
} else {
    ".csv and .jsonl"
};

/// Runs the export. An interrupt drops it, and with it the unfinished file.
///
/// With standard output the signals end the process themselves: there is no file, and a write to a full pipe can block for long.
pub(super) async fn session(arguments: ExportArgs) -> Result<u8, Report> {
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
    let Some(output) = &arguments.output else {
        return Err(Report::usage("--output is needed"));
    };
    let days = arguments.days()?;
    if arguments.resume.is_given() {
        return Err(Report::usage(
            "--resume is for a folder with a file for each day",
        ));
    }
    let tatodesk = arguments.connection.client(arguments.report.operation())?;
    let run = Run {
        tatodesk: &tatodesk,
        arguments,
        teller,
        output,
        format: format(arguments.format, output)?,
        rules: arguments.rules.rules(arguments.report)?,
        filter: arguments.filters.members(arguments.report)?,
    };
    match days {
        Some(days) => report(run, days).await,
        None => list(run).await,
    }
}

async fn report(run: Run<'_>, days: RangeInclusive<Date>) -> Result<u8, Report> {
    let reports = run.tatodesk.reports();
    match run.arguments.report {
        Name::DigitalServices => run.export(reports.digital_services(days)).await,
        Name::InPersonServices => run.export(reports.in_person_services(days)).await,
        Name::Campaigns => run.export(reports.campaigns(days)).await,
        Name::Tickets => run.export(reports.tickets(days)).await,
        Name::Sessions => {
            let first = days.start().to_datetime(time(0, 0, 0, 0));
            let last = days.end().to_datetime(time(23, 59, 0, 0));
            run.export(reports.sessions(first..=last)).await
        }
        Name::GroupedJourneys => run.export(reports.grouped_journeys(days)).await,
        Name::DetailedJourneys => run.export(reports.detailed_journeys(days)).await,
        Name::AdHocNotifications => run.export(reports.ad_hoc_notifications(days)).await,
        Name::Reviews => run.export(reports.reviews(days)).await,
        other => Err(Report::usage(format!("{other} cannot be exported yet"))),
    }
}

async fn list(run: Run<'_>) -> Result<u8, Report> {
    match run.arguments.report {
        Name::Departments => run.all::<types::ListDepartmentsRequest>().await,
        Name::ServiceGroups => run.all::<types::ListServiceGroupsRequest>().await,
        Name::Specialties => run.all::<types::ListSpecialtiesRequest>().await,
        Name::Subspecialties => run.all::<types::ListSubspecialtiesRequest>().await,
        Name::Areas => run.all::<types::ListAreasRequest>().await,
        Name::SubAreas => run.all::<types::ListSubAreasRequest>().await,
        Name::ChatbotJourneys => run.all::<types::ListChatbotJourneysRequest>().await,
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

/// What an export of any report or list needs.
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
    /// Exports a list, of which a request without members is all.
    async fn all<R: ExportRequest + Default>(self) -> Result<u8, Report> {
        let call = self.tatodesk.call(R::default());
        self.export(call).await
    }

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
