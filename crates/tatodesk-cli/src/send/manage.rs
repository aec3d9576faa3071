//! The verbs of `send` that make no call: status, pause, resume, cancel, results, forget, export-subject.

use std::io::{self, Write as _};

use clap::{Args, ValueEnum};
use serde_json::json;
use tatodesk_bulk::ResultRow;
use tokio::runtime::Runtime;

use super::common::{Place, address, numbers, said};
use crate::output::{Finished, write_stdout};
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

pub(crate) async fn status(arguments: &StatusArgs) -> Result<Finished, Report> {
    let ledger = arguments.place.open(false).await?;
    let names = match &arguments.name {
        Some(name) => vec![name.clone()],
        None => ledger.campaigns().await?,
    };
    let (mut texts, mut values) = (Vec::new(), Vec::new());
    for name in &names {
        let (text, value) = numbers(&ledger.status(name).await?);
        texts.push(text);
        values.push(value);
    }
    Ok(said(arguments.place.json, texts.join("\n"), values.into()))
}

/// A change of a campaign's state.
#[derive(Clone, Copy)]
pub(crate) enum Step {
    Pause,
    Resume,
    Cancel,
}

pub(crate) async fn step(arguments: &Named, step: Step) -> Result<Finished, Report> {
    let ledger = arguments.place.open(false).await?;
    let name = &arguments.name;
    match step {
        Step::Pause => ledger.pause(name).await?,
        Step::Resume => ledger.resume(name).await?,
        Step::Cancel => ledger.cancel(name).await?,
    }
    let (text, value) = numbers(&ledger.status(name).await?);
    Ok(said(arguments.place.json, text, value))
}

/// Writes the rows while they are read, so that they are never all in memory.
pub(crate) fn results(arguments: &ResultsArgs, runtime: &Runtime) -> Result<Finished, Report> {
    let name = &arguments.name;
    let ledger = runtime.block_on(arguments.place.open(false))?;
    runtime.block_on(ledger.status(name))?;
    let mut read = Ok(());
    write_stdout(|out| {
        let mut rows = Rows::new(out, arguments.output);
        read = runtime.block_on(ledger.results(name, |row| rows.write(&row)));
        rows.end()
    })?;
    read?;
    Ok(Finished {
        stdout: Box::new(|_| Ok(())),
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

pub(crate) async fn forget(arguments: &Person) -> Result<Finished, Report> {
    let ledger = arguments.place.open(false).await?;
    let rows = ledger.forget(&address(&arguments.address)?).await?;
    Ok(said(
        arguments.place.json,
        format!("{rows} rows were blanked; the person is suppressed"),
        json!({"rows": rows}),
    ))
}

pub(crate) async fn export(arguments: &Person) -> Result<Finished, Report> {
    let ledger = arguments.place.open(false).await?;
    let address = address(&arguments.address)?;
    let value = ledger.export_subject(&address).await?;
    Ok(said(true, String::new(), value))
}
