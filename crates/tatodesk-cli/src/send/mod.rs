//! `tatodesk send`: bulk sends through a ledger.
//!
//! `plan`, `running` and `manage` are its verbs, `common` is what they share. `ledger` is a file or a database, and `progress` tells how far a run
//! is. This folder uses the crates `tatodesk-bulk` and `tatodesk-bulk-postgres`, and the command's `client`, `output` and `report`. Only the program uses it.

mod common;
mod ledger;
mod manage;
mod plan;
mod progress;
mod running;

use clap::{Args, Subcommand};

use crate::output::Finished;
use crate::report::Report;
use manage::Step;

/// Send one template to many people, each of them at most once.
///
/// A ledger (an SQLite file, or a PostgreSQL database for several machines) knows what was sent. `plan` reads a list and sends nothing,
/// `run` sends it. Exit codes: 0 success, 1 the ledger failed (run the same command again; no message is lost or doubled) or output cannot be written,
/// 2 refused (arguments, list, ledger), 3 to 6 as for `api`, 7 the circuit breaker ended the run, 8 the run ended early (paused,
/// cancelled, expired), 130 interrupted, 143 terminated.
#[derive(Args)]
pub(crate) struct SendArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Plan(Box<plan::PlanArgs>),
    Run(Box<running::RunArgs>),
    Status(manage::StatusArgs),
    /// Start no further message of a campaign until `resume`
    Pause(manage::Named),
    /// Let a paused campaign be run again
    Resume(manage::Named),
    /// End a campaign for good; its planned recipients get nothing
    Cancel(manage::Named),
    Results(manage::ResultsArgs),
    Reconcile(running::ReconcileArgs),
    /// Blank a person's data everywhere in the ledger, and never send to the person again
    Forget(manage::Person),
    /// Print everything that the ledger has about a person, as JSON
    ExportSubject(manage::Person),
}

/// Runs the verb and returns the exit code.
pub(crate) fn run(arguments: SendArgs) -> u8 {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            let report = Report::usage(format!("the runtime cannot start: {error}"));
            return Finished::from(report).print(false, None);
        }
    };
    let (place, finished) = match &arguments.verb {
        Verb::Plan(it) => (&it.place, runtime.block_on(plan::plan(it))),
        Verb::Run(it) => (&it.place, runtime.block_on(running::run(it))),
        Verb::Reconcile(it) => (&it.place, runtime.block_on(running::reconcile(it))),
        Verb::Status(it) => (&it.place, runtime.block_on(manage::status(it))),
        Verb::Pause(it) => (&it.place, runtime.block_on(manage::step(it, Step::Pause))),
        Verb::Resume(it) => (&it.place, runtime.block_on(manage::step(it, Step::Resume))),
        Verb::Cancel(it) => (&it.place, runtime.block_on(manage::step(it, Step::Cancel))),
        Verb::Results(it) => (&it.place, manage::results(it, &runtime)),
        Verb::Forget(it) => (&it.place, runtime.block_on(manage::forget(it))),
        Verb::ExportSubject(it) => (&it.place, runtime.block_on(manage::export(it))),
    };
    let finished = finished.unwrap_or_else(Finished::from);
    let code = finished.print(place.json, None);
    // A person who interrupts twice does not wait for a transaction.
    runtime.shutdown_background();
    code
}
