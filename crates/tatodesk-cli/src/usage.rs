//! Command lines that clap does not accept, told in the command's own one-line form.

use std::ffi::OsString;

use clap::error::ErrorKind;

use crate::report::{self, Report};

/// Prints help where it was asked for, and otherwise what is wrong; returns the exit code.
pub(crate) fn end(error: &clap::Error, arguments: &[OsString]) -> u8 {
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
            let report = Report::usage(one_line(&error.to_string()));
            report::write_all([&report], json);
            report.exit_code()
        }
    }
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
mod tests {
    use super::one_line;

    #[test]
    fn keeps_the_problem_and_the_tip() {
        let told = one_line(
            "error: unexpected argument '--boddy' found\n\n  tip: a similar argument exists: '--body'\n\nUsage: x\n\nFor more information, try '--help'.\n",
        );
        assert_eq!(
            told,
            "unexpected argument '--boddy' found; tip: a similar argument exists: '--body' (see --help)"
        );
    }
}
