//! `tatodesk send`: bulk sends through a ledger.
//!
//! `plan`, `running` and `manage` are its verbs, `common` is what they share. This folder uses the crate `tatodesk-bulk`, and the
//! command's `client`, `output` and `report`. Only the program uses it.

mod common;
mod manage;
mod plan;
mod running;

use clap::{Args, Subcommand};

use crate::output::Finished;

/// Send one template to many people, each of them at most once.
///
/// A ledger (an SQLite file) knows what was sent. `plan` reads a list and sends nothing, `run` sends it. Exit codes: 0 success,
/// 2 refused (arguments, list, ledger; see `status` if a run had begun), 3 to 6 as for `api`, 7 the circuit breaker ended the run,
/// 8 the run ended early (paused, cancelled, expired), 130 interrupted, 143 terminated.
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
    let (json, finished) = match arguments.verb {
        Verb::Plan(arguments) => (arguments.place.json, plan::plan(&arguments)),
        Verb::Run(arguments) => (arguments.place.json, running::run(&arguments)),
        Verb::Reconcile(arguments) => (arguments.place.json, running::reconcile(&arguments)),
        Verb::Status(arguments) => (arguments.place.json, manage::status(&arguments)),
        Verb::Pause(arguments) => (arguments.place.json, manage::pause(&arguments)),
        Verb::Resume(arguments) => (arguments.place.json, manage::resume(&arguments)),
        Verb::Cancel(arguments) => (arguments.place.json, manage::cancel(&arguments)),
        Verb::Results(arguments) => (arguments.place.json, manage::results(arguments)),
        Verb::Forget(arguments) => (arguments.place.json, manage::forget(&arguments)),
        Verb::ExportSubject(arguments) => (arguments.place.json, manage::export(&arguments)),
    };
    finished.unwrap_or_else(Finished::from).print(json, None)
}
