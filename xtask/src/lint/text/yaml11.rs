//! Words without quotes that YAML 1.1 parsers read as other values: yes and no, times, dates, numbers of other bases.

use crate::lint::document::pointer::child;
use crate::lint::finding::Findings;

/// Looks at the text, because a parsed document does not say which words were quoted.
pub(crate) fn check(text: &str, findings: &mut Findings) {
    let mut scan = Scan::default();
    for (number, line) in (1..).zip(text.lines()) {
        for (pointer, word) in scan.line(line) {
            findings.add_at(
                pointer,
                number,
                "yaml-1.1",
                format!("a YAML 1.1 parser does not read `{word}` as text"),
                "put it in quotes",
            );
        }
    }
}

/// The state after the lines so far.
#[derive(Default)]
struct Scan {
    /// The keys and list positions of the current place, each with its column.
    path: Vec<(usize, String)>,
    /// The column of the key of the current block of text.
    block: Option<usize>,
    /// The quote and the number of brackets that are open.
    quote: Option<char>,
    depth: usize,
}

impl Scan {
    fn line(&mut self, line: &str) -> Vec<(String, String)> {
        let rest = line.trim_start_matches(' ');
        let column = line.len() - rest.len();
        if self.block.is_some_and(|of| rest.is_empty() || column > of) {
            return Vec::new();
        }
        self.block = None;
        if self.quote.is_some() || self.depth > 0 {
            return self.value(rest);
        }
        if rest.is_empty() || rest.starts_with('#') || rest.starts_with("---") {
            return Vec::new();
        }
        self.entry(rest, column)
    }

    /// A line that begins a list element or a member, or continues a plain text.
    fn entry(&mut self, rest: &str, column: usize) -> Vec<(String, String)> {
        if let Some(element) = rest.strip_prefix("- ").or((rest == "-").then_some("")) {
            let before = self.leave(column);
            let index = before.and_then(|name| name.parse::<usize>().ok());
            let index = index.map_or(0, |index| index + 1);
            self.path.push((column, index.to_string()));
            let inner = element.trim_start_matches(' ');
            return match inner.is_empty() {
                true => Vec::new(),
                false => self.entry(inner, column + rest.len() - inner.len()),
            };
        }
        let Some((key, value)) = member(rest) else {
            return self.value(rest);
        };
        self.leave(column);
        self.path
            .push((column, key.trim_matches(['"', '\'']).to_owned()));
        let mut found: Vec<_> = self.trap(key).into_iter().collect();
        let value = value.trim_start();
        if value.starts_with(['|', '>']) {
            self.block = Some(column);
        } else {
            found.extend(self.value(value));
        }
        found
    }

    /// Closes the entries at this column and to the right of it. Returns the name of the entry at this column.
    fn leave(&mut self, column: usize) -> Option<String> {
        let mut name = None;
        while self.path.last().is_some_and(|(at, _)| *at >= column) {
            name = self
                .path
                .pop()
                .filter(|(at, _)| *at == column)
                .map(|(_, name)| name);
        }
        name
    }

    /// A value or its next line. Skips quoted texts, and checks each word between brackets.
    fn value(&mut self, text: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut word = String::new();
        let mut before = ' ';
        for (index, c) in text.char_indices() {
            match (self.quote, c) {
                (Some(quote), _) => {
                    if c == quote && !(quote == '"' && before == '\\') {
                        self.quote = None;
                    }
                }
                (None, '#') if before == ' ' => break,
                (None, '"' | '\'') if word.trim().is_empty() => {
                    self.quote = Some(c);
                    word.clear();
                }
                (None, '{' | '[') if self.depth > 0 || text[..index].trim().is_empty() => {
                    self.depth += 1;
                    word.clear();
                }
                (None, '}' | ']' | ',') if self.depth > 0 => {
                    found.extend(self.trap(&word));
                    word.clear();
                    if c != ',' {
                        self.depth -= 1;
                    }
                }
                (None, ' ') if self.depth > 0 && before == ':' => {
                    found.extend(self.trap(word.trim_end_matches(':')));
                    word.clear();
                }
                _ => word.push(c),
            }
            before = c;
        }
        found.extend(self.trap(&word));
        found
    }

    fn trap(&self, word: &str) -> Option<(String, String)> {
        let word = word.trim();
        let pointer = || {
            self.path
                .iter()
                .fold(String::new(), |at, (_, name)| child(&at, name))
        };
        is_trap(word).then(|| (pointer(), word.to_owned()))
    }
}

/// The key and the value of a line. The value may be empty.
fn member(rest: &str) -> Option<(&str, &str)> {
    let start = rest.chars().next().filter(|c| ['"', '\''].contains(c));
    if let Some(quote) = start {
        let end = rest[1..].find(quote)? + 2;
        return rest[end..]
            .strip_prefix(':')
            .map(|value| (&rest[..end], value));
    }
    if rest.starts_with(['{', '[']) {
        return None;
    }
    rest.split_once(": ")
        .or_else(|| rest.strip_suffix(':').map(|key| (key, "")))
}

fn is_trap(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    if matches!(
        lower.as_str(),
        "yes" | "no" | "on" | "off" | "y" | "n" | "<<" | "="
    ) {
        return true;
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let sexagesimal = word.contains(':') && word.split(':').all(digits);
    let mut date = word.get(..10).unwrap_or_default().split('-');
    let is_date = word.is_char_boundary(10)
        && [4, 2, 2].iter().all(|length| {
            date.next()
                .is_some_and(|part| part.len() == *length && digits(part))
        })
        && word[10..].starts_with(['T', 't', ' ']) | (word.len() == 10);
    let number = word.strip_prefix(['+', '-']).unwrap_or(word);
    let other_base = (number.starts_with('0') && number.len() > 1 && digits(number))
        || number.starts_with("0x")
        || number.starts_with("0b")
        || number.starts_with("0o")
        || (number.starts_with(|c: char| c.is_ascii_digit())
            && number.contains('_')
            && number.bytes().all(|c| c.is_ascii_digit() || c == b'_'));
    sexagesimal || is_date || other_base
}

#[cfg(test)]
mod tests;
