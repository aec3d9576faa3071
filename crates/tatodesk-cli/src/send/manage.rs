//! The verbs of `send` that make no call: status, pause, resume, cancel, results, forget, export-subject.

use std::io::{self, Write as _};

use clap::{Args, ValueEnum};
use serde_json::json;
use tatodesk_bulk::{Error, Ledger, ResultRow};

use super::common::{Place, address, failed, numbers, said};
use crate::output::Finished;
use crate::report::Report;

#[derive(Args)]
pub(crate) struct Named {
    /// The name of the campaign
    name: String,

    #[command(flatten)]
    pub(crate) place: Place,
}

/// Print what a campaign is doing, or all of them
#[derive(Args)]
pub(crate) struct StatusArgs {
    /// The name of the campaign; all of them unless given
    name: Option<String>,

    #[command(flatten)]
    pub(crate) place: Place,
}

/// Print one row for each row of the list, in its order, with its state
#[derive(Args)]
pub(crate) struct ResultsArgs {
    /// The name of the campaign
    name: String,

    /// The form of the output
    #[arg(long, default_value = "csv")]
    output: OutputArg,

    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Clone, Copy, ValueEnum)]
enum OutputArg {
    Csv,
    Jsonl,
}

#[derive(Args)]
pub(crate) struct Person {
    /// The phone number or e-mail address
    address: String,

    #[command(flatten)]
    pub(crate) place: Place,
}

pub(crate) fn status(arguments: &StatusArgs) -> Result<Finished, Report> {
    let ledger = arguments.place.open(false)?;
    let names = match &arguments.name {
        Some(name) => vec![name.clone()],
        None => ledger.campaigns().map_err(failed)?,
    };
    let status = names
        .iter()
        .map(|name| ledger.status(name).map(|status| numbers(&status)));
    let status = status.collect::<Result<Vec<_>, Error>>().map_err(failed)?;
    let (texts, values): (Vec<_>, Vec<_>) = status.into_iter().unzip();
    Ok(said(arguments.place.json, texts.join("\n"), values.into()))
}

fn step(
    arguments: &Named,
    act: impl FnOnce(&Ledger, &str) -> Result<(), Error>,
) -> Result<Finished, Report> {
    let ledger = arguments.place.open(false)?;
    act(&ledger, &arguments.name).map_err(failed)?;
    let (text, value) = numbers(&ledger.status(&arguments.name).map_err(failed)?);
    Ok(said(arguments.place.json, text, value))
}

pub(crate) fn pause(arguments: &Named) -> Result<Finished, Report> {
    step(arguments, Ledger::pause)
}

pub(crate) fn resume(arguments: &Named) -> Result<Finished, Report> {
    step(arguments, Ledger::resume)
}

pub(crate) fn cancel(arguments: &Named) -> Result<Finished, Report> {
    step(arguments, Ledger::cancel)
}

pub(crate) fn results(arguments: ResultsArgs) -> Result<Finished, Report> {
    let ledger = arguments.place.open(false)?;
    ledger.status(&arguments.name).map_err(failed)?;
    let ResultsArgs { name, output, .. } = arguments;
    Ok(Finished {
        stdout: Box::new(move |out| {
            let mut rows = Rows::new(out, output);
            let read = ledger.results(&name, |row| rows.write(&row));
            rows.end().and(read.map_err(io::Error::other))
        }),
        reports: Vec::new(),
        code: 0,
    })
}

/// Writes rows until the first failure.
struct Rows<'a> {
    csv: Option<csv::Writer<&'a mut dyn io::Write>>,
    json: Vec<u8>,
    failed: io::Result<()>,
    lines: Option<&'a mut dyn io::Write>,
}

impl<'a> Rows<'a> {
    fn new(out: &'a mut dyn io::Write, output: OutputArg) -> Self {
        let (csv, lines) = match output {
            OutputArg::Csv => (Some(csv::Writer::from_writer(out)), None),
            OutputArg::Jsonl => (None, Some(out)),
        };
        Self {
            csv,
            json: Vec::new(),
            failed: Ok(()),
            lines,
        }
    }

    fn write(&mut self, row: &ResultRow) {
        if self.failed.is_err() {
            return;
        }
        self.failed = match (&mut self.csv, &mut self.lines) {
            (Some(csv), _) => csv.serialize(row).map_err(io::Error::from),
            (_, Some(out)) => {
                self.json.clear();
                serde_json::to_writer(&mut self.json, row)
                    .map_err(io::Error::from)
                    .and_then(|()| {
                        self.json.push(b'\n');
                        out.write_all(&self.json)
                    })
            }
            (None, None) => Ok(()),
        };
    }

    fn end(mut self) -> io::Result<()> {
        self.failed?;
        self.csv.as_mut().map_or(Ok(()), csv::Writer::flush)
    }
}

pub(crate) fn forget(arguments: &Person) -> Result<Finished, Report> {
    let ledger = arguments.place.open(false)?;
    let rows = ledger
        .forget(&address(&arguments.address)?)
        .map_err(failed)?;
    Ok(said(
        arguments.place.json,
        format!("{rows} rows were blanked; the person is suppressed"),
        json!({"rows": rows}),
    ))
}

pub(crate) fn export(arguments: &Person) -> Result<Finished, Report> {
    let ledger = arguments.place.open(false)?;
    let value = ledger
        .export_subject(&address(&arguments.address)?)
        .map_err(failed)?;
    Ok(said(true, String::new(), value))
}
