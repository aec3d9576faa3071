//! `tatodesk-sandbox`: a local Tatodesk for programs in any language.

mod options;

use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::process::ExitCode;

use clap::Parser;
use tatodesk_sandbox::{Builder, RequestRecord, Sandbox, WorldFile};

use options::{Log, Options};

fn main() -> ExitCode {
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(error) => {
            // The caller may have closed the stream; the exit code still tells the outcome.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error.to_string(), 1),
    };
    let code = runtime.block_on(run(options));
    // Tasks that still read a large body or make a large report do not delay the end.
    runtime.shutdown_background();
    code
}

async fn run(options: Options) -> ExitCode {
    match serve(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error.to_string(), 1),
    }
}

/// The sandbox that the options describe.
fn builder(options: &Options) -> io::Result<Builder> {
    let mut builder = Sandbox::builder().address((Ipv4Addr::LOCALHOST, options.port).into());
    if let Some(port) = options.control_port {
        builder = builder.control_address((Ipv4Addr::LOCALHOST, port).into());
    }
    for host in &options.hosts {
        builder = builder.allow_host(host).map_err(io::Error::other)?;
    }
    for origin in &options.origins {
        builder = builder.allow_origin(origin).map_err(io::Error::other)?;
    }
    if let Some(max) = options.max_connections {
        builder = builder.max_connections(max);
    }
    if let Some(path) = &options.world {
        let named = |e| io::Error::other(format!("{}: {e}", path.display()));
        builder = builder.world(WorldFile::open(path).map_err(named)?);
    }
    if let Some(path) = &options.faults {
        let named = |reason: String| io::Error::other(format!("{}: {reason}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|e| named(e.to_string()))?;
        builder = builder.faults(&text).map_err(|e| named(e.to_string()))?;
    }
    if let Some(limit) = options.rate_limit {
        builder = builder.rate_limit(limit);
    }
    if options.clock_runs() {
        builder = builder.running_clock();
    }
    Ok(match options.log {
        Log::Human => builder.on_request(|record| write_log(&record.to_string())),
        Log::Json => builder.on_request(log_json),
        Log::Off => builder,
    })
}

/// Serves until an interrupt, then answers what is under way and ends.
async fn serve(options: Options) -> io::Result<()> {
    let faults = options.faults.clone();
    let sandbox = builder(&options)?
        .start()
        .await
        .map_err(|e| match e.kind() {
            // Only a fault is refused this late: its text is valid, but it cannot happen.
            io::ErrorKind::InvalidInput => match &faults {
                Some(path) => io::Error::other(format!("{}: {e}", path.display())),
                None => e,
            },
            _ => e,
        })?;
    // It listens for an interrupt before it writes the first line, so that a caller that read the line can stop it in order.
    let mut interrupt = std::pin::pin!(interrupted());
    tokio::select! {
        biased;
        interrupted = interrupt.as_mut() => return interrupted,
        () = std::future::ready(()) => {}
    }
    let (url, control, key) = (sandbox.base_url(), sandbox.control_url(), sandbox.api_key());
    say(&format!(
        "Listening on {url}\n\
         API key      {key}\n\
         Try          curl {url}/pa/listDates -H 'TATODESK-API-KEY: {key}' -H 'Content-Type: application/json' \
         --data '{{\"companyID\": 1, \"attendanceUnitID\": 288, \"attendanceTypeIDs\": [1]}}'\n\
         Control      curl {control}/_sandbox\n\
         Pages        {control}/ and {control}/docs\n\
         Stop         Ctrl-C"
    ))?;
    interrupt.await?;
    tokio::select! {
        stopped = sandbox.stop() => stopped?,
        // A second interrupt ends the program at once, without answers to the calls under way.
        _ = interrupted() => {}
    }
    // It counts only now, so that the calls under way count too.
    let requests = sandbox.requests().len() as u64 + sandbox.dropped_requests();
    let deliveries = sandbox.deliveries().len();
    say(&format!(
        "Stopped after {requests} requests and {deliveries} deliveries."
    ))
}

/// Returns when the program should end: Ctrl-C, and on Unix the signal that `kill` sends.
async fn interrupted() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// Leaves out all texts of the caller, like the other log. They can hold a phone number, and many people read logs.
fn log_json(record: &RequestRecord) {
    if let Ok(serde_json::Value::Object(mut line)) = serde_json::to_value(record.redacted()) {
        for left_out in ["path", "requestBody", "answerBody"] {
            line.remove(left_out);
        }
        write_log(&serde_json::Value::Object(line).to_string());
    }
}

/// Writes a line of the log. It ignores a failure, because then standard error has no reader.
fn write_log(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Writes to standard output. If its reader has closed it, the sandbox runs on and ends in order.
fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        said => said,
    }
}

/// Writes to standard error why the program ends. It ignores a failure, because then standard error has no reader.
fn complain(text: &str, code: u8) -> ExitCode {
    let _ = writeln!(io::stderr(), "tatodesk-sandbox: {text}");
    ExitCode::from(code)
}
