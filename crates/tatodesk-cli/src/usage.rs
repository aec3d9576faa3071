//! Reports command lines that clap refuses, in the one-line form of this command.

use std::ffi::OsString;

use clap::Command;
use clap::error::ErrorKind;
use clap_lex::OsStrExt as _;

use crate::report::{self, Report};

/// Prints the help that a person asked for, or else the problem. Returns the exit code.
pub(crate) fn end(error: &clap::Error, command: &Command, arguments: &[OsString]) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that went away (`--help | head -1`) is no failure.
            let _ = error.print();
            0
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            2
        }
        _ => {
            // clap parsed nothing, so search the arguments themselves for the flag.
            let json = arguments.iter().any(|argument| argument == "--json");
            let told = match error.kind() {
                ErrorKind::InvalidUtf8 => not_utf8(command, arguments),
                _ => None,
            };
            let told =
                told.unwrap_or_else(|| one_line(&without_passwords(error.to_string(), arguments)));
            let report = Report::usage(told);
            report::write_all([&report], json);
            report.exit_code()
        }
    }
}

/// Names the first argument that must be UTF-8 and is not. clap only says that there is one.
fn not_utf8(command: &Command, arguments: &[OsString]) -> Option<String> {
    let known = || command.get_subcommands().flat_map(Command::get_arguments);
    let takes_value = |name: &str| {
        let long = name.strip_prefix("--");
        known().any(|it| it.get_long() == long && it.get_action().takes_values())
    };
    let mut places = arguments.iter().zip(arguments.iter().skip(1)).enumerate();
    places.find_map(|(before, (option, argument))| {
        if argument.to_str().is_some() {
            return None;
        }
        let joined = argument.split_once("=").and_then(|(name, _)| name.to_str());
        let named = [joined, option.to_str()]
            .into_iter()
            .flatten()
            .find(|name| name.starts_with("--") && takes_value(name));
        // These may hold a path, which can have any bytes.
        match named {
            Some("--body" | "--form" | "--output" | "--dir" | "--hash-key-file" | "--ledger") => {
                None
            }
            Some(name) => Some(format!("{name}: the value is not UTF-8 (see --help)")),
            None => Some(format!("argument {} is not UTF-8 (see --help)", before + 1)),
        }
    })
}

/// Whether a text may have a password: an address with one, or the settings of a database.
pub(crate) fn may_have_a_password(text: &str) -> bool {
    let before_at = text.rsplit_once('@').map_or("", |(before, _)| before);
    // A drive of Windows is no user.
    let is_user = before_at.replace(":\\", "").contains(':');
    text.contains("://") || text.contains("password=") || is_user
}

/// Leaves out what a person gave that may have a password, wherever clap repeats it.
fn without_passwords(text: String, arguments: &[OsString]) -> String {
    arguments.iter().fold(text, |text, argument| {
        let argument = argument.to_string_lossy();
        let value = match argument.split_once('=') {
            Some((option, value)) if option.starts_with("--") => value,
            _ => &argument,
        };
        match may_have_a_password(value) {
            true => text.replace(value, "..."),
            false => text,
        }
    })
}

/// Keeps the problem and the tips of clap's message, and drops the usage and the hint after them.
fn one_line(text: &str) -> String {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let told = ["\nUsage:", "\nFor more information"]
        .iter()
        .filter_map(|heading| text.find(heading))
        .min()
        .map_or(text, |end| &text[..end]);
    let paragraphs: Vec<String> = told
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|paragraph| !paragraph.is_empty())
        .collect();
    format!("{} (see --help)", paragraphs.join("; "))
}

#[cfg(test)]
mod tests;
