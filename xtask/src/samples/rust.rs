//! The Rust samples, which a test compiles.

use super::RustSamples;

/// What begins a sample in the test.
const BEGIN: &str = "    // Sample:\n";

/// What ends it: the check that the call is one of the operation that follows.
const END: &str = "    check(call, \"";

/// The Rust samples of a text by the operation's id, each with the imports that it needs.
pub(super) fn samples(text: &str) -> RustSamples {
    let parts = text.split(BEGIN).skip(1);
    let samples = parts.filter_map(|part| {
        let (code, rest) = part.split_once(END)?;
        let id = rest.split('"').next()?;
        let mut lines: Vec<&str> = imports(text, code).collect();
        if !lines.is_empty() {
            lines.push("");
        }
        lines.extend(
            code.lines()
                .map(|line| line.strip_prefix("    ").unwrap_or(line)),
        );
        lines.push("let answer = call.send().await?;");
        Some((id.to_owned(), lines.join("\n")))
    });
    samples.collect()
}

/// The lines of a text that import what the code names.
fn imports<'t>(text: &'t str, code: &str) -> impl Iterator<Item = &'t str> {
    text.lines().filter(|line| {
        let path = line
            .strip_prefix("use tatodesk::")
            .and_then(|rest| rest.strip_suffix(';'));
        let name = path.and_then(|path| path.rsplit("::").next());
        let mut words = code.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        name.is_some_and(|name| words.any(|word| word == name))
    })
}
