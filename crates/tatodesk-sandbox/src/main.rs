//! `tatodesk-sandbox`: a local Tatodesk for programs in any language.

use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::process::ExitCode;

use tatodesk_sandbox::Sandbox;

const USAGE: &str = "\
A local Tatodesk: answers all four hosts on one port, sends nothing to anybody.

Usage: tatodesk-sandbox [--port PORT]

  --port PORT  the loopback port to listen on, 0 for any free one (default 8080)
  --help       this text
  --version    the version";

/// What the arguments ask for.
#[derive(Debug, PartialEq, Eq)]
enum Wish {
    Serve { port: u16 },
    Help,
    Version,
}

fn wish(arguments: impl IntoIterator<Item = String>) -> Result<Wish, String> {
    let mut port = 8080;
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let value = match argument.as_str() {
            "--help" | "-h" => return Ok(Wish::Help),
            "--version" | "-V" => return Ok(Wish::Version),
            "--port" => arguments.next().ok_or("--port needs a number")?,
            other => match other.strip_prefix("--port=") {
                Some(value) => value.to_owned(),
                None => return Err(format!("unknown argument {other}")),
            },
        };
        port = value.parse().map_err(|_| format!("{value} is no port"))?;
    }
    Ok(Wish::Serve { port })
}

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match wish(std::env::args().skip(1)) {
        Ok(Wish::Help) => say(USAGE),
        Ok(Wish::Version) => say(concat!("tatodesk-sandbox ", env!("CARGO_PKG_VERSION"))),
        Ok(Wish::Serve { port }) => serve(port).await,
        Err(reason) => return complain(&format!("{reason}\n\n{USAGE}"), 2),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error.to_string(), 1),
    }
}

/// Serves until an interrupt, then answers what is under way and ends.
async fn serve(port: u16) -> io::Result<()> {
    let builder = Sandbox::builder().address((Ipv4Addr::LOCALHOST, port).into());
    let sandbox = builder
        .start()
        .await
        .map_err(|e| io::Error::new(e.kind(), format!("cannot listen on port {port}: {e}")))?;
    let (url, key) = (sandbox.base_url(), sandbox.api_key());
    say(&format!(
        "Listening on {url}\n\
         API key      {key}\n\
         Try          curl {url}/pa/listDates -H 'TATODESK-API-KEY: {key}' -H 'Content-Type: application/json' \
         --data '{{\"companyID\": 1, \"attendanceUnitID\": 288, \"attendanceTypeIDs\": [1]}}'\n\
         Stop         Ctrl-C"
    ))?;
    tokio::signal::ctrl_c().await?;
    let (requests, deliveries) = (sandbox.requests().len(), sandbox.deliveries().len());
    tokio::select! {
        stopped = sandbox.stop() => stopped?,
        // A request that never ends must not keep the program: a second interrupt ends it at once.
        _ = tokio::signal::ctrl_c() => {}
    }
    say(&format!(
        "Stopped after {requests} requests and {deliveries} deliveries."
    ))
}

fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// Says on standard error why it ends. When even that fails there is nobody left to tell.
fn complain(text: &str, code: u8) -> ExitCode {
    let _ = writeln!(io::stderr(), "tatodesk-sandbox: {text}");
    ExitCode::from(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Wish, String> {
        wish(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn arguments_are_read() {
        assert_eq!(read(&[]), Ok(Wish::Serve { port: 8080 }));
        assert_eq!(read(&["--port", "0"]), Ok(Wish::Serve { port: 0 }));
        assert_eq!(read(&["--port=9000"]), Ok(Wish::Serve { port: 9000 }));
        assert_eq!(read(&["--port", "1", "--help"]), Ok(Wish::Help));
        assert_eq!(read(&["-V"]), Ok(Wish::Version));
        for wrong in [
            &["--port"][..],
            &["--port", "70000"],
            &["8080"],
            &["--world", "w.yaml"],
        ] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
