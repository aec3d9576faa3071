//! The rule about the width of lines.

use crate::lint::finding::Findings;

/// The largest number of characters in a line.
const WIDTH: usize = 120;

/// Finds long lines. A reviewer compares two versions of the spec side by side.
pub(crate) fn check(text: &str, findings: &mut Findings) {
    let long = |(_, line): &(u64, &str)| line.chars().count() > WIDTH;
    for (number, line) in (1..).zip(text.lines()).filter(long) {
        findings.add_at(
            "",
            number,
            "line-width",
            format!("the line has {} characters", line.chars().count()),
            format!("break the line before {WIDTH} characters: fold prose with `>-`, break `{{}}` and `[]` at commas"),
        );
    }
}
