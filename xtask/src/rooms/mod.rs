//! `cargo xtask rooms`: no circle of imports inside a crate, no crowded folder, no long file.
//!
//! `files` finds the hand-written files, `modules` and `paths` read which module names which, and `circles` finds the
//! circles. This folder uses nothing else of xtask. Only the program uses it.

mod circles;
mod files;
mod modules;
mod paths;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, io::Write, path::Path};

/// What is accepted for now: one finding a line, as the check prints it. The list may only become shorter.
const ACCEPTED: &str = include_str!("accepted.txt");

/// Findings by their text, and what helps to remove each.
type Findings = BTreeMap<String, String>;

/// Checks all crates of the workspace at `root`. True where nothing is found that `accepted.txt` does not list, and
/// everything that it lists is still found.
///
/// # Errors
/// Where a file cannot be read or parsed.
pub fn check(root: &Path, out: &mut dyn Write) -> Result<bool, String> {
    compare(&findings(root)?, ACCEPTED, out).map_err(|error| error.to_string())
}

fn findings(root: &Path) -> Result<Findings, String> {
    let files = files::hand_written(root)?;
    let mut findings = files::crowded(&files);
    findings.extend(files::long(root, &files)?);
    for target in files::targets(&files) {
        let modules = modules::load(root, target)?;
        findings.extend(circles::find(target, &modules));
    }
    Ok(findings)
}

/// Prints what is new, and what is listed but gone.
fn compare(findings: &Findings, accepted: &str, out: &mut dyn Write) -> std::io::Result<bool> {
    let listed = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let accepted: Vec<&str> = accepted.lines().filter(listed).collect();
    let mut green = true;
    for (finding, help) in findings {
        if !accepted.contains(&finding.as_str()) {
            green = false;
            writeln!(out, "{finding}\n  {help}")?;
        }
    }
    for line in &accepted {
        if !findings.contains_key(*line) {
            green = false;
            writeln!(
                out,
                "{line}\n  this is gone: remove the line from xtask/src/rooms/accepted.txt"
            )?;
        }
    }
    if green {
        writeln!(
            out,
            "rooms: no new finding ({} accepted for now)",
            accepted.len()
        )?;
    }
    Ok(green)
}
