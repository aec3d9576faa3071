//! `tatodesk tour`: the main job, told call by call, against a Tatodesk that runs inside the command.
//!
//! Each chapter is a file: `booking`, `notices` and `records`. `narrator` prints what they tell. This folder uses the facade, the
//! sandbox, and the command's `output` and `report`. Only the program uses it.

mod booking;
mod narrator;
mod notices;
mod records;

use clap::Args;
use tatodesk::{ApiRequest, Call, Tatodesk};
use tatodesk_sandbox::Sandbox;

use crate::output::Finished;
use crate::report::Report;
use narrator::{Narrator, some};

/// Watch the main job being done: book an appointment, notify a person, pull a report, keep a CRM record.
///
/// The command starts a local Tatodesk on this machine and calls only that. It needs no account, no key and no network, and
/// no person receives a message.
#[derive(Args)]
pub(crate) struct TourArgs {}

/// The invented person whom the tour serves.
const NAME: &str = "Marina Duarte";
const PHONE: &str = "(81) 90000-0001";

/// What every chapter uses.
struct Tour {
    tatodesk: Tatodesk,
    narrator: Narrator,
}

/// The most entries that the tour shows of a list.
const SHOWN: usize = 6;

impl Tour {
    /// Prints the code of a call, sends the call, and returns its answer.
    async fn ask<R: ApiRequest>(
        &mut self,
        purpose: &str,
        code: &str,
        call: Call<R>,
    ) -> Result<R::Response, Report> {
        self.narrator.call(purpose, code)?;
        Ok(call.send().await?.into_inner())
    }

    /// Shows the first rows of an answer.
    fn show<'a, T, S: AsRef<str>>(
        &self,
        rows: &'a [T],
        name: impl Fn(&'a T) -> S,
    ) -> Result<(), Report> {
        self.narrator.result(&some(rows.iter().map(name), SHOWN))
    }

    /// Shows the first rows of an answer, and takes the first one, where a person would choose.
    fn choose<'a, T, S: AsRef<str>>(
        &self,
        thing: &str,
        rows: &'a [T],
        name: impl Fn(&'a T) -> S,
    ) -> Result<&'a T, Report> {
        self.show(rows, name)?;
        first(rows, thing)
    }
}

/// Runs the verb and returns the exit code.
pub(crate) fn run(TourArgs {}: TourArgs) -> u8 {
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return failed(Report::usage(format!("the runtime cannot start: {error}"))),
    };
    runtime.block_on(tell()).map_or_else(failed, |()| 0)
}

fn failed(report: Report) -> u8 {
    Finished::from(report).print(false, None)
}

async fn tell() -> Result<(), Report> {
    let sandbox = Sandbox::start()
        .await
        .map_err(|error| Report::usage(format!("no local Tatodesk can be started: {error}")))?;
    // It ignores the environment, so that a tour never reaches the real Tatodesk.
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()
        .map_err(|error| Report::usage(error.to_string()))?;
    let mut tour = Tour {
        tatodesk,
        narrator: Narrator::default(),
    };
    tour.narrator.say(&format!(
        "A local Tatodesk runs at {}; nothing of what follows leaves this machine.\n\
         {NAME} wants an appointment. Each step shows what a program writes, and what comes back.",
        sandbox.base_url()
    ))?;
    let booked = booking::book(&mut tour).await?;
    notices::notify(&mut tour, &booked).await?;
    records::report(&mut tour).await?;
    records::keep(&mut tour).await?;
    close(&tour.narrator, &sandbox)
}

/// Prints what people would have received from the real Tatodesk, and totals.
fn close(narrator: &Narrator, sandbox: &Sandbox) -> Result<(), Report> {
    narrator.chapter("The delivery log: what people would have received")?;
    let deliveries = sandbox.deliveries();
    let rows: Vec<[String; 5]> = deliveries
        .iter()
        .map(|sent| {
            let media = if sent.media.is_empty() {
                ""
            } else {
                "with an image"
            };
            let words = format!("\"{}\"", sent.params.join("\", \""));
            [
                sent.channel.to_string(),
                sent.to.clone(),
                sent.template.clone(),
                words,
                media.to_owned(),
            ]
        })
        .collect();
    narrator.rows(&rows)?;
    let requests = sandbox.requests();
    let refused = requests.iter().filter(|request| request.refused).count();
    narrator.say(&format!(
        "\n{} calls, {} answered, {refused} of them with a no; {} uploaded, {} delivered. Nothing left this machine.\n\
         Next: `tatodesk api --list` shows all operations, `tatodesk api --help` how to call one.",
        narrator.calls(),
        requests.len(),
        count(sandbox.uploads().len(), "file"),
        count(deliveries.len(), "message"),
    ))
}

/// A number and a noun, as `1 file` or `2 files`.
fn count(number: usize, thing: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{s}")
}

/// The first element of a list. A person would choose one; the tour takes the first.
fn first<'a, T>(list: &'a [T], thing: &str) -> Result<&'a T, Report> {
    list.first()
        .ok_or_else(|| Report::usage(format!("the local Tatodesk offers no {thing}")))
}
