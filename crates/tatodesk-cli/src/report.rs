//! The lines on standard error: one for each failure or warning, as readable text or as a JSON object.

use std::io::Write as _;

use serde::Serialize;
use tatodesk::{Cause, Peer};

/// The kind of a line on standard error. The names are the values of `kind` in the JSON form.
#[derive(Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// Wrong arguments, configuration or body. Nothing was sent.
    Usage,
    /// Tatodesk answered no.
    Rejected,
    /// No connection was made.
    NotSent,
    /// The call may have taken effect or not.
    Unknown,
    /// The answer arrived whole, but does not decode as the operation's answer.
    Undecodable,
    /// One element of a list does not decode. The answer is printed anyway.
    MalformedElement,
    /// Standard output or a file could not be written.
    Output,
    /// A row of a list is not in the plan.
    #[cfg(feature = "bulk")]
    LeftOut,
    /// The circuit breaker ended a run.
    #[cfg(feature = "bulk")]
    Breaker,
    /// The ledger failed: its file, its disk or its database.
    #[cfg(feature = "bulk")]
    Ledger,
    /// A run ended before its recipients were sent a message: paused, cancelled or expired.
    #[cfg(feature = "bulk")]
    Ended,
}

impl Kind {
    /// The exit code of this kind.
    pub(crate) const fn exit_code(self) -> u8 {
        match self {
            Self::MalformedElement => 0,
            Self::Output => 1,
            Self::Usage => 2,
            Self::Rejected => 3,
            Self::NotSent => 4,
            Self::Unknown => 5,
            Self::Undecodable => 6,
            #[cfg(feature = "bulk")]
            Self::LeftOut => 0,
            #[cfg(feature = "bulk")]
            Self::Ledger => 1,
            #[cfg(feature = "bulk")]
            Self::Breaker => 7,
            #[cfg(feature = "bulk")]
            Self::Ended => 8,
        }
    }

    /// The words before the message in a readable line. There are none if the message says the same.
    fn phrase(self, message: &str) -> Option<&'static str> {
        match self {
            Self::Rejected if !message.starts_with("rejected") => Some("rejected"),
            Self::NotSent => Some("not sent"),
            Self::Unknown if !message.ends_with("whether it took effect is unknown") => {
                Some("outcome unknown")
            }
            Self::MalformedElement if !message.starts_with("malformed elements") => {
                Some("malformed element, printed as it came")
            }
            Self::Output
                if !message.contains(" cannot be written: ")
                    && !message.contains(" cannot be used: ") =>
            {
                Some("standard output cannot be written")
            }
            #[cfg(feature = "bulk")]
            Self::LeftOut => Some("left out"),
            _ => None,
        }
    }
}

/// One line on standard error.
#[derive(Serialize)]
pub(crate) struct Report {
    pub(crate) kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<String>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<u32>,
    /// Why the call failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<Cause>,
    /// At whom that lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    peer: Option<Peer>,
}

impl Report {
    /// A report with only a kind and a message.
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            operation: None,
            message: message.into(),
            status: None,
            path: None,
            attempts: None,
            cause: None,
            peer: None,
        }
    }

    /// A report of a problem before the call: exit code 2.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Names the operation.
    pub(crate) fn operation(mut self, id: impl Into<String>) -> Self {
        self.operation = Some(id.into());
        self
    }

    /// Adds a remark to the message.
    pub(crate) fn and(mut self, more: &str) -> Self {
        self.message = format!("{}; {more}", self.message);
        self
    }

    /// Names the place in a JSON document, as `$.companies[0].name`.
    pub(crate) fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Adds the HTTP status, if there was an answer.
    pub(crate) fn status(mut self, status: Option<u16>) -> Self {
        self.status = status;
        self
    }

    /// Adds the number of attempts.
    pub(crate) fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = Some(attempts);
        self
    }

    /// Adds why the call failed, and at whom that lies where it is known. Only the JSON form has it.
    pub(crate) fn cause(mut self, cause: Cause, peer: Option<Peer>) -> Self {
        (self.cause, self.peer) = (Some(cause), peer);
        self
    }

    /// The exit code of this report.
    pub(crate) fn exit_code(&self) -> u8 {
        self.kind.exit_code()
    }

    /// The line, without its end.
    fn line(&self, json: bool) -> String {
        if json {
            self.json_line()
        } else {
            self.readable_line()
        }
    }

    fn json_line(&self) -> String {
        // A struct of strings and numbers always encodes.
        let text = serde_json::to_string(self).unwrap_or_default();
        escape(&text, |c| format!("\\u{:04x}", u32::from(c)))
    }

    fn readable_line(&self) -> String {
        let mut parts = Vec::new();
        parts.push(
            if self.kind.exit_code() == 0 {
                "warning"
            } else {
                "error"
            }
            .to_owned(),
        );
        parts.extend(self.operation.clone());
        parts.extend(self.path.clone());
        parts.extend(self.kind.phrase(&self.message).map(str::to_owned));
        parts.push(self.message.clone());
        let mut line = parts.join(": ");
        let mut notes = Vec::new();
        notes.extend(self.status.map(|status| format!("HTTP {status}")));
        notes.extend(
            self.attempts
                .filter(|n| *n > 1)
                .map(|n| format!("{n} attempts")),
        );
        if !notes.is_empty() {
            line.push_str(&format!(" ({})", notes.join(", ")));
        }
        escape(&line, |c| c.escape_default().to_string())
    }
}

/// Replaces every character that would break the line or control the terminal, because servers write a part of the text.
fn escape(text: &str, replace: impl Fn(char) -> String) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || is_format(c) {
            line.push_str(&replace(c));
        } else {
            line.push(c);
        }
    }
    line
}

/// Unicode's line separators, and the marks that change the order of the shown text.
const fn is_format(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Writes the reports to standard error. If it is closed, the command ends as it would otherwise.
pub(crate) fn write_all<'a>(reports: impl IntoIterator<Item = &'a Report>, json: bool) {
    let mut text = String::new();
    for report in reports {
        text.push_str(&report.line(json));
        text.push('\n');
    }
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests;
