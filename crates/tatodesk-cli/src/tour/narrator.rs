//! Prints the tour: numbered calls and aligned results, each line when it happens.

use crate::output::write_stdout;
use crate::report::Report;

/// Where the text of a result begins.
const INDENT: &str = "       ";

/// Prints the tour. If its reader closes the output, the tour still runs to its end.
#[derive(Default)]
pub(crate) struct Narrator {
    calls: u32,
}

impl Narrator {
    /// Prints a line.
    pub(crate) fn say(&self, text: &str) -> Result<(), Report> {
        write_stdout(|out| writeln!(out, "{text}"))
    }

    /// Prints a heading over the next calls.
    pub(crate) fn chapter(&self, title: &str) -> Result<(), Report> {
        self.say(&format!("\n{title}"))
    }

    /// Prints the next call: its purpose, and the code of a program, in one or more lines.
    pub(crate) fn call(&mut self, purpose: &str, code: &str) -> Result<(), Report> {
        self.calls += 1;
        let code = code.replace('\n', &format!("\n{INDENT}"));
        self.say(&format!(
            "\n  {:>2}.  {purpose}\n{INDENT}{code}",
            self.calls
        ))
    }

    /// Prints a result of the last call.
    pub(crate) fn result(&self, text: &str) -> Result<(), Report> {
        self.say(&format!("{INDENT}-> {text}"))
    }

    /// Prints rows of a result with aligned cells.
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

    /// The number of calls so far.
    pub(crate) const fn calls(&self) -> u32 {
        self.calls
    }
}

/// The first items, and the number of the others.
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
