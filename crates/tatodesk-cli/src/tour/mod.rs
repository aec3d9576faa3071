//! `tatodesk tour`: the main job, told call by call, against a Tatodesk that runs inside the command.

mod booking;
mod narrator;
mod notices;
mod records;

use clap::Args;
use tatodesk::Tatodesk;
use tatodesk_sandbox::Sandbox;

use crate::output::Finished;
use crate::report::Report;
use narrator::Narrator;

/// Watch the main job being done: book an appointment, notify a person, pull a report, keep a CRM record.
///
/// Everything happens against a Tatodesk that this command starts on this machine. It needs no account, no key and no
/// network, and nothing reaches anybody.
#[derive(Args)]
pub(crate) struct TourArgs {}

/// The person whom the tour serves; nobody has this name at this number.
const NAME: &str = "Marina Duarte";
const PHONE: &str = "(81) 90000-0001";

/// What every chapter works with.
struct Tour {
    tatodesk: Tatodesk,
    narrator: Narrator,
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
    // Nothing of the environment: a tour must never reach the real Tatodesk.
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

/// What reached people, had this been the real one, and how much was done.
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

/// A number of things in words.
fn count(number: usize, thing: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{s}")
}

/// The first of a list, which a tour takes where a person would choose.
fn first<'a, T>(list: &'a [T], thing: &str) -> Result<&'a T, Report> {
    list.first()
        .ok_or_else(|| Report::usage(format!("the local Tatodesk offers no {thing}")))
}
