//! Command lines that clap does not accept, told in the command's own one-line form.

use std::ffi::OsString;

use clap::Command;
use clap::error::ErrorKind;
use clap_lex::OsStrExt as _;

use crate::report::{self, Report};

/// Prints help where it was asked for, and otherwise what is wrong; returns the exit code.
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
            // Nothing was parsed, so the flag is looked for as it was typed.
            let json = arguments.iter().any(|argument| argument == "--json");
            let told = match error.kind() {
                ErrorKind::InvalidUtf8 => not_utf8(command, arguments),
                _ => None,
            };
            let report = Report::usage(told.unwrap_or_else(|| one_line(&error.to_string())));
            report::write_all([&report], json);
            report.exit_code()
        }
    }
}

/// Names the first argument that is no UTF-8 and has to be: clap says only that there is one.
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
        // The two that may hold a path take any bytes.
        match named {
            Some("--body" | "--form") => None,
            Some(name) => Some(format!("{name}: the value is not UTF-8 (see --help)")),
            None => Some(format!("argument {} is not UTF-8 (see --help)", before + 1)),
        }
    })
}

/// clap writes a paragraph, tips, the usage and a hint; the first two are what went wrong.
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
