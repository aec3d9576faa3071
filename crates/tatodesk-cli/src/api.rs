//! `tatodesk api`: checks one request against its type, sends it through the facade, and prints the typed answer.

use std::cell::Cell;
use std::ffi::OsString;

use clap::Args;
use tatodesk::{Effect, Operation};

use crate::client::Connection;
use crate::interrupt::interrupt;
use crate::output::{Finished, write_stdout};
use crate::report::{Kind, Report};
use crate::{body, call, form, list, report, suggest};

/// Send one operation of the API.
///
/// The command checks the body against the operation's type before it sends anything. It prints the typed answer as one line
/// of JSON. Exit codes: 0 success, 1 success that cannot be printed, 2 nothing was sent (arguments, configuration, body), 3 rejected, 4 no connection,
/// 5 outcome unknown, 6 the answer does not decode (its raw body is printed), 130 interrupted,
/// 143 terminated.
#[derive(Args)]
pub(crate) struct ApiArgs {
    /// The operation, for example listCompaniesByUser; --list shows all of them
    #[arg(value_name = "OPERATION", required_unless_present = "list")]
    operation: Option<String>,

    /// Print every operation: a table, or with --json an array of objects
    #[arg(long, conflicts_with_all = ["operation", "body", "form"])]
    list: bool,

    /// The JSON object to send, @FILE to read it from a file, - to read it from standard input [default: {}]
    #[arg(long, value_name = "JSON", conflicts_with = "form")]
    body: Option<OsString>,

    /// A field of the multipart operation (uploadMedia: media=@FILE and appID=ID); repeat for each field
    #[arg(long, value_name = "NAME=VALUE")]
    form: Vec<OsString>,

    #[command(flatten)]
    connection: Connection,

    /// Write each line on standard error as a JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the verb and returns the exit code.
pub(crate) fn run(arguments: ApiArgs) -> u8 {
    let json = arguments.json;
    if arguments.list {
        let printed = write_stdout(|out| out.write_all(list::text(json).as_bytes()));
        return printed.map_or_else(|report| Finished::from(report).print(json, None), |()| 0);
    }
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            return Finished::from(Report::usage(format!("the runtime cannot start: {error}")))
                .print(json, None);
        }
    };
    let code = runtime.block_on(session(arguments));
    // A thread may still wait for standard input or a name server. It must not delay the end.
    runtime.shutdown_background();
    code
}

/// Makes the call and prints its answer. An interrupt ends both.
async fn session(arguments: ApiArgs) -> u8 {
    let json = arguments.json;
    let sending = Cell::new(None);
    let finished = tokio::select! {
        biased;
        code = interrupt() => {
            // Printed at once: there is nothing left that a second interrupt could end.
            report::write_all(&sending.get().and_then(interrupted), json);
            return code;
        }
        finished = perform(&arguments, &sending) => finished.unwrap_or_else(Finished::from),
    };
    let operation = sending.get();
    let unsaid = operation.filter(|_| finished.code == 0).and_then(unprinted);
    let printing = tokio::task::spawn_blocking(move || finished.print(json, operation));
    tokio::select! {
        biased;
        code = interrupt() => {
            report::write_all(&unsaid, json);
            code
        }
        // Only a panic ends the task without a code.
        code = printing => code.unwrap_or(1),
    }
}

/// The report of an interrupted call. A read has none, because it changes nothing.
fn interrupted(operation: &'static Operation) -> Option<Report> {
    let read = operation.effect == Effect::Read;
    (!read).then(|| {
        Report::new(
            Kind::Unknown,
            "interrupted before the answer came; the call may have taken effect",
        )
        .operation(operation.id)
    })
}

/// The report when an interrupt ends the printing of a success. A read has none, because it can be called again.
fn unprinted(operation: &'static Operation) -> Option<Report> {
    let read = operation.effect == Effect::Read;
    (!read).then(|| {
        Report::new(Kind::Output, "interrupted; the call itself succeeded").operation(operation.id)
    })
}

/// Checks everything, then makes the call. An `Err` is a report of exit code 2, and nothing was sent.
async fn perform(
    arguments: &ApiArgs,
    sending: &Cell<Option<&'static Operation>>,
) -> Result<Finished, Report> {
    let typed = arguments.operation.as_deref().unwrap_or_default();
    let operation = Operation::find(typed).ok_or_else(|| unknown_operation(typed))?;
    prepare(arguments, operation, sending)
        .await
        .map_err(|report| report.operation(operation.id))
}

async fn prepare(
    arguments: &ApiArgs,
    operation: &'static Operation,
    sending: &Cell<Option<&'static Operation>>,
) -> Result<Finished, Report> {
    let client = arguments.connection.client(operation)?;
    let call = if operation.id == form::OPERATION {
        if arguments.body.is_some() {
            return Err(Report::usage(
                "this operation takes --form fields, not --body",
            ));
        }
        let fields = arguments.form.clone();
        let upload = blocking(move || form::read(&fields)).await?;
        call::upload(&client, operation, upload)
    } else {
        if !arguments.form.is_empty() {
            return Err(Report::usage(format!(
                "only {} takes --form; use --body",
                form::OPERATION
            )));
        }
        let argument = arguments.body.clone();
        let body = blocking(move || body::read(argument.as_deref())).await?;
        call::json(&client, operation, &body)?
    };
    sending.set(Some(operation));
    Ok(call.await)
}

/// Reads on a separate thread, so that an interrupt also ends a read that waits for a pipe or a person.
async fn blocking<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, Report> + Send + 'static,
) -> Result<T, Report> {
    let task = tokio::task::spawn_blocking(read);
    task.await
        .unwrap_or_else(|error| Err(Report::usage(format!("the input cannot be read: {error}"))))
}

fn unknown_operation(typed: &str) -> Report {
    let near = suggest::nearest(typed);
    let hint = if near.is_empty() {
        "--list shows all operations".to_owned()
    } else {
        format!(
            "did you mean {}? --list shows all operations",
            near.join(" or ")
        )
    };
    Report::usage(format!("no operation has the id `{typed}`; {hint}")).operation(typed)
}
