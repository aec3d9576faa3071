//! The options of the program.

use std::ffi::{OsStr, OsString};
use std::fmt::Display;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Parser, ValueEnum};
use tatodesk_sandbox::Sandbox;

/// A local Tatodesk: it answers for all four hosts on one port and sends nothing to real people.
#[derive(Debug, PartialEq, Eq, Parser)]
#[command(name = "tatodesk-sandbox", version, args_override_self = true)]
pub(crate) struct Options {
    /// The loopback port to listen on; 0 takes any free port
    #[arg(long, default_value_t = 8080, value_parser = text::<u16>())]
    pub(crate) port: u16,
    /// A separate port for the control API and the pages; no fault reaches it; 0 takes any free port
    #[arg(long, value_name = "PORT", value_parser = text::<u16>())]
    pub(crate) control_port: Option<u16>,
    /// Another host, beside localhost, under which the control API and the pages answer; can be repeated
    #[arg(long = "allow-host", value_name = "NAME", value_parser = OsStringValueParser::new().try_map(host))]
    pub(crate) hosts: Vec<String>,
    /// An origin whose web pages may call the operations, e.g. http://localhost:3000; can be repeated
    #[arg(long = "allow-origin", value_name = "ORIGIN", value_parser = OsStringValueParser::new().try_map(origin))]
    pub(crate) origins: Vec<String>,
    /// How many connections are served at a time, at both ports [default: half of the files that may be open, at most 512]
    #[arg(long, value_name = "N", value_parser = text::<NonZeroUsize>())]
    pub(crate) max_connections: Option<NonZeroUsize>,
    /// What exists: YAML or JSON; the built-in world documents the format
    #[arg(long, value_name = "FILE")]
    pub(crate) world: Option<PathBuf>,
    /// The faults from the start: YAML or JSON; the rules are those of POST /_sandbox/faults
    #[arg(long, value_name = "FILE")]
    pub(crate) faults: Option<PathBuf>,
    /// Answer 429 to all but N calls per second and key; implies --running-clock
    #[arg(long, value_name = "N", value_parser = text::<NonZeroU32>())]
    pub(crate) rate_limit: Option<NonZeroU32>,
    /// Let the clock run; without this it stands still
    #[arg(long)]
    running_clock: bool,
    /// How to log each request to standard error; the log never has its path, which may hold a person's data
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) log: Log,
}

impl Options {
    /// Whether the clock runs. Under a clock that stands still, a rate limit would never let another call pass.
    pub(crate) fn clock_runs(&self) -> bool {
        self.running_clock || self.rate_limit.is_some()
    }
}

/// How requests are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Log {
    /// One readable line per request
    Human,
    /// One JSON object per line
    Json,
    /// No log
    Off,
}

/// Reads a value. clap's own readers do not name the option of a value that is not UTF-8.
fn text<T>() -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err: Display> + Clone + Send + Sync + 'static,
{
    let read = |value: OsString| utf8(&value)?.parse().map_err(|e: T::Err| e.to_string());
    OsStringValueParser::new().try_map(read)
}

fn utf8(value: &OsStr) -> Result<&str, String> {
    value
        .to_str()
        .ok_or_else(|| "the value is not UTF-8".to_owned())
}

/// A host that the sandbox accepts.
fn host(value: OsString) -> Result<String, String> {
    let text = utf8(&value)?;
    let checked = Sandbox::builder().allow_host(text);
    checked.map_err(|e| e.to_string())?;
    Ok(text.to_owned())
}

/// An origin that the sandbox accepts.
fn origin(value: OsString) -> Result<String, String> {
    let text = utf8(&value)?;
    let checked = Sandbox::builder().allow_origin(text);
    checked.map_err(|e| e.to_string())?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests;
