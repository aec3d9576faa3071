//! The `tatodesk` program. It reads the command line, runs one verb, and ends with the exit code of that verb.

mod api;
mod body;
mod call;
mod client;
mod encoding;
mod export;
mod form;
mod interrupt;
mod list;
mod output;
mod report;
#[cfg(feature = "bulk")]
mod send;
mod suggest;
mod sync;
#[cfg(feature = "tour")]
mod tour;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

/// Tatodesk from a shell: send one operation, export a report, keep reports by day, send to many people, or watch a tour of the API.
#[derive(Parser)]
#[command(name = "tatodesk", version)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Api(api::ApiArgs),
    #[cfg(feature = "bulk")]
    Send(send::SendArgs),
    Export(export::ExportArgs),
    Sync(sync::SyncArgs),
    #[cfg(feature = "tour")]
    Tour(tour::TourArgs),
}

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let code = match Cli::try_parse_from(&arguments) {
        Ok(Cli {
            verb: Verb::Api(arguments),
        }) => api::run(arguments),
        #[cfg(feature = "bulk")]
        Ok(Cli {
            verb: Verb::Send(arguments),
        }) => send::run(arguments),
        Ok(Cli {
            verb: Verb::Export(arguments),
        }) => match arguments.is_by_day() {
            true => sync::export(arguments),
            false => export::run(arguments),
        },
        Ok(Cli {
            verb: Verb::Sync(arguments),
        }) => sync::run(arguments),
        #[cfg(feature = "tour")]
        Ok(Cli {
            verb: Verb::Tour(arguments),
        }) => tour::run(arguments),
        Err(error) => usage::end(&error, &Cli::command(), &arguments),
    };
    ExitCode::from(code)
}
