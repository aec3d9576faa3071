//! The arguments of the program.

use std::ffi::OsString;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;

use clap_lex::OsStrExt as _;
use tatodesk_sandbox::Sandbox;

/// What `--help` says.
pub(crate) const USAGE: &str = "\
A local Tatodesk: answers all four hosts on one port, sends nothing to anybody.

Usage: tatodesk-sandbox [options]

  --port PORT       the loopback port to listen on, 0 for any free one (default 8080)
  --control-port P  a port of its own for the control API and the pages, which no fault reaches, 0 for any free one
  --allow-host NAME another host, beside localhost, under which the control API and the pages answer; can be repeated
  --max-connections N
                    how many connections are served at a time (default 512)
  --world FILE      what exists: YAML or JSON; the built-in world is its documentation
  --faults FILE     what goes wrong from the start: YAML or JSON, as for POST /_sandbox/faults
  --rate-limit N    answer 429 to all but N calls per second and key; the clock runs
  --running-clock   let the clock run, and not stand still
  --log FORMAT      each request on standard error: human, json or off (default human);
                    without its path, which a caller may have made up
  --help            this text
  --version         the version";

/// What the arguments ask for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    Serve(Options),
    Help,
    Version,
}

/// How to serve.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) port: u16,
    pub(crate) control_port: Option<u16>,
    pub(crate) hosts: Vec<String>,
    pub(crate) max_connections: Option<NonZeroUsize>,
    pub(crate) world: Option<PathBuf>,
    pub(crate) faults: Option<PathBuf>,
    pub(crate) rate_limit: Option<NonZeroU32>,
    pub(crate) running_clock: bool,
    pub(crate) log: Log,
}

/// How requests are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Log {
    Human,
    Json,
    Off,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 8080,
            control_port: None,
            hosts: Vec::new(),
            max_connections: None,
            world: None,
            faults: None,
            rate_limit: None,
            running_clock: false,
            log: Log::Human,
        }
    }
}

/// Reads the arguments, `--name value` or `--name=value`. A path may be any bytes, everything else is text.
pub(crate) fn wish(arguments: impl IntoIterator<Item = OsString>) -> Result<Wish, String> {
    let mut options = Options::default();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let (name, given) = match argument.split_once("=") {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_os_str(), None),
        };
        let name = &*name.to_string_lossy();
        let mut value = || {
            let value = given.clone().or_else(|| arguments.next());
            value.ok_or_else(|| format!("{name} needs a value"))
        };
        match name {
            "--help" | "-h" => return Ok(Wish::Help),
            "--version" | "-V" => return Ok(Wish::Version),
            "--port" => options.port = number(&text(name, value()?)?, "port")?,
            "--control-port" => {
                options.control_port = Some(number(&text(name, value()?)?, "port")?)
            }
            "--allow-host" => options.hosts.push(host(&text(name, value()?)?)?),
            "--max-connections" => {
                options.max_connections =
                    Some(number(&text(name, value()?)?, "number of connections")?);
            }
            "--world" => options.world = Some(value()?.into()),
            "--faults" => options.faults = Some(value()?.into()),
            "--rate-limit" => {
                options.rate_limit = Some(number(&text(name, value()?)?, "number of calls")?);
                // Under a clock that stands still a limit would never let anybody pass again.
                options.running_clock = true;
            }
            "--running-clock" if given.is_none() => options.running_clock = true,
            "--log" => options.log = log(&text(name, value()?)?)?,
            _ => return Err(format!("unknown argument {}", argument.display())),
        }
    }
    Ok(Wish::Serve(options))
}

fn text(name: &str, value: OsString) -> Result<String, String> {
    let refused = |value: OsString| format!("{name} {}: the value is not UTF-8", value.display());
    value.into_string().map_err(refused)
}

fn number<T: std::str::FromStr>(text: &str, what: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text} is no {what}"))
}

/// A host that the sandbox takes.
fn host(text: &str) -> Result<String, String> {
    let checked = Sandbox::builder().allow_host(text);
    checked.map_err(|e| e.to_string())?;
    Ok(text.to_owned())
}

fn log(text: &str) -> Result<Log, String> {
    match text {
        "human" => Ok(Log::Human),
        "json" => Ok(Log::Json),
        "off" => Ok(Log::Off),
        other => Err(format!("{other} is none of human, json, off")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Wish, String> {
        wish(arguments.iter().map(OsString::from))
    }

    #[test]
    fn arguments_are_read() {
        let serve = |change: fn(&mut Options)| {
            let mut options = Options::default();
            change(&mut options);
            Ok(Wish::Serve(options))
        };
        assert_eq!(read(&[]), serve(|_| {}));
        assert_eq!(read(&["--port", "0"]), serve(|it| it.port = 0));
        assert_eq!(read(&["--port=9000"]), serve(|it| it.port = 9000));
        assert_eq!(
            read(&["--world", "w.yaml"]),
            serve(|it| it.world = Some("w.yaml".into()))
        );
        assert_eq!(
            read(&["--faults", "f.yaml", "--log=json"]),
            serve(|it| {
                it.faults = Some("f.yaml".into());
                it.log = Log::Json;
            })
        );
        assert_eq!(
            read(&["--control-port", "0"]),
            serve(|it| it.control_port = Some(0))
        );
        assert_eq!(
            read(&["--rate-limit", "5"]),
            serve(|it| {
                it.rate_limit = NonZeroU32::new(5);
                it.running_clock = true;
            })
        );
        assert_eq!(
            read(&["--allow-host", "sandbox", "--allow-host=192.168.1.5"]),
            serve(|it| it.hosts = vec!["sandbox".into(), "192.168.1.5".into()])
        );
        assert_eq!(
            read(&["--max-connections", "9"]),
            serve(|it| it.max_connections = NonZeroUsize::new(9))
        );
        assert_eq!(read(&["--port", "1", "--help"]), Ok(Wish::Help));
        assert_eq!(read(&["-V"]), Ok(Wish::Version));
        for wrong in [
            &["--port"][..],
            &["--port", "70000"],
            &["8080"],
            &["--log", "loud"],
            &["--rate-limit", "0"],
            &["--running-clock=no"],
            &["--allow-host", "http://sandbox"],
            &["--max-connections", "0"],
        ] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
