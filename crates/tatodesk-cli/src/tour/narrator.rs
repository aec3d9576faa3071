//! How the tour tells its story: numbered calls, aligned results, line by line as they happen.

use crate::output::write_stdout;
use crate::report::Report;

/// Where the text of a result begins.
const INDENT: &str = "       ";

/// Prints the tour. A reader who closes the output has seen enough, which ends nothing and fails nothing.
#[derive(Default)]
pub(crate) struct Narrator {
    calls: u32,
}

impl Narrator {
    /// A line as it is.
    pub(crate) fn say(&self, text: &str) -> Result<(), Report> {
        write_stdout(|out| writeln!(out, "{text}"))
    }

    /// A heading over the calls that follow.
    pub(crate) fn chapter(&self, title: &str) -> Result<(), Report> {
        self.say(&format!("\n{title}"))
    }

    /// The next call: what it is for, and what a program would write, in as many lines as that takes.
    pub(crate) fn call(&mut self, purpose: &str, code: &str) -> Result<(), Report> {
        self.calls += 1;
        let code = code.replace('\n', &format!("\n{INDENT}"));
        self.say(&format!(
            "\n  {:>2}.  {purpose}\n{INDENT}{code}",
            self.calls
        ))
    }

    /// A result of the last call.
    pub(crate) fn result(&self, text: &str) -> Result<(), Report> {
        self.say(&format!("{INDENT}-> {text}"))
    }

    /// Rows of a result, each with its cells under those of the row above.
    pub(crate) fn rows<const N: usize>(&self, rows: &[[String; N]]) -> Result<(), Report> {
        let mut widths = [0; N];
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for row in rows {
            let cells: Vec<String> = row
                .iter()
                .zip(widths)
                .map(|(cell, width)| format!("{cell:width$}"))
                .collect();
            self.say(format!("{INDENT}   {}", cells.join("  ")).trim_end())?;
        }
        Ok(())
    }

    /// How many calls there were.
    pub(crate) const fn calls(&self) -> u32 {
        self.calls
    }
}

/// A few of many, and how many more there are.
pub(crate) fn some<T: AsRef<str>>(items: impl IntoIterator<Item = T>, most: usize) -> String {
    let items: Vec<T> = items.into_iter().collect();
    let shown: Vec<&str> = items.iter().take(most).map(AsRef::as_ref).collect();
    let rest = items.len().saturating_sub(most);
    if rest == 0 {
        shown.join(", ")
    } else {
        format!("{} and {rest} more", shown.join(", "))
    }
}

#[cfg(test)]
mod tests;
