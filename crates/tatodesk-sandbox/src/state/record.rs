//! What is known of one request: what was asked, how it was judged, and what became of it.

use std::fmt;

use jiff::civil::DateTime;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::spec::breach::Breach;
use crate::spec::spec;

/// The name of an operation. Written out, serde would want to borrow it from what it reads.
type Name = &'static str;

/// A request that was dealt with: answered, or dropped by a fault, or given up by its caller.
///
/// It holds what people wrote, without API keys, for developers who look at their own sandbox: `message`, bodies, path and
/// pointers. [`Display`](fmt::Display), [`Debug`](fmt::Debug) and [`redacted`](Self::redacted) are for logs that others read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestRecord {
    /// When, in the sandbox's local time.
    pub at: DateTime,
    /// The HTTP method. Cut behind 256 bytes, as the path is.
    pub method: String,
    /// The `Host` header, which tells for which of the four hosts a request was meant. Cut and private as the path is.
    #[serde(default)]
    pub host: Option<String>,
    /// The path, without a query. Where there is no operation, the caller may have sent any text, so treat it as private.
    pub path: String,
    /// The operation of the specification, e.g. `listHours`; none for an unknown path.
    #[serde(deserialize_with = "operation")]
    pub operation: Option<Name>,
    /// The HTTP status of the answer; 0 when the connection ended before one: by a fault, or because the caller left.
    pub status: u16,
    /// Whether the answer was an in-band error: status 200, and still a no.
    pub refused: bool,
    /// Why it was refused in-band, as the caller was told.
    #[serde(default)]
    pub message: Option<String>,
    /// The same without anything that the caller wrote, where that is something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_message: Option<String>,
    /// Whether the operation acted and accepted, even if its answer was lost.
    pub committed: bool,
    /// How the request broke the specification, if it did: the first 20 breaches, in the order of the body.
    #[serde(default)]
    pub breaches: Vec<Breach>,
    /// The faults that happened to the call.
    pub faults: Vec<String>,
    /// The body of the request, cut behind 4,096 bytes. None where the sandbox did not read it, where it was a form, and
    /// where newer bodies took its place.
    #[serde(default)]
    pub request_body: Option<String>,
    /// The body of the answer as it was handed to the connection, likewise: the whole of it, also where a fault cuts it. None
    /// where there was no answer, where it is compressed, and where the first rows of a report took long to find.
    #[serde(default)]
    pub answer_body: Option<String>,
}

impl RequestRecord {
    /// Whether the body of the request has this value at this JSON pointer, e.g. `"/whatsapp/to"`.
    ///
    /// False where the log does not keep the whole body, and where a key in it was left out.
    pub fn has(&self, pointer: &str, value: impl Into<Value>) -> bool {
        let body = self.request_body.as_deref().map(serde_json::from_str);
        let body: Option<Value> = body.and_then(Result::ok);
        body.is_some_and(|it| it.pointer(pointer) == Some(&value.into()))
    }

    /// A request of which nothing is known yet.
    pub(crate) fn begin(at: DateTime) -> Self {
        Self {
            at,
            method: String::new(),
            host: None,
            path: String::new(),
            operation: None,
            status: 0,
            refused: false,
            message: None,
            public_message: None,
            committed: false,
            breaches: Vec::new(),
            faults: Vec::new(),
            request_body: None,
            answer_body: None,
        }
    }

    /// The record without anything that the caller wrote: `message` and pointers have `…` in place of it, and there are no
    /// bodies. Logs that many people read hold no more than this.
    #[must_use]
    pub fn redacted(&self) -> Self {
        let mut record = self.clone();
        if self.operation.is_none() {
            record.path = "…".to_owned();
        }
        if !METHODS.contains(&&*self.method) {
            record.method = "…".to_owned();
        }
        record.host = None;
        record.message = record.public_message.take().or(record.message);
        for breach in &mut record.breaches {
            breach.pointer = breach.public_pointer.take().or(breach.pointer.take());
        }
        record.request_body = None;
        record.answer_body = None;
        record
    }

    fn public_message(&self) -> Option<&String> {
        self.public_message.as_ref().or(self.message.as_ref())
    }

    /// How many bytes the parts take that a request can make long: bodies, and breaches beside the first.
    pub(crate) fn weight(&self) -> usize {
        let bodies = self.request_body.iter().chain(&self.answer_body);
        let breaches = self.breaches.iter().skip(1);
        let breaches = breaches.map(|it| {
            let pointers = it.pointer.iter().chain(&it.public_pointer);
            it.message.len() + pointers.map(String::len).sum::<usize>()
        });
        bodies.map(String::len).sum::<usize>() + breaches.sum::<usize>()
    }

    /// Forgets those parts.
    pub(crate) fn lighten(&mut self) {
        self.request_body = None;
        self.answer_body = None;
        self.breaches.truncate(1);
    }
}

/// The methods that HTTP defines: any other is a text that the caller made up.
const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
];

/// Without path, method and bodies: they are what the caller sent.
impl fmt::Debug for RequestRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestRecord")
            .field("at", &self.at)
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("refused", &self.refused)
            .field("message", &self.public_message())
            .field("committed", &self.committed)
            .field("breaches", &self.breaches)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// One line for people, without anything that the caller wrote: `07:00:00.001 sendSms 200 refused: …`.
impl fmt::Display for RequestRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = self.operation.unwrap_or("(no operation)");
        write!(f, "{:.3} {what} {}", self.at.time(), self.status)?;
        if self.refused {
            f.write_str(" refused")?;
        }
        if let Some(message) = self.public_message() {
            write!(f, ": {message}")?;
        }
        if self.committed {
            f.write_str(" committed")?;
        }
        for (index, breach) in self.breaches.iter().enumerate() {
            let before = if index == 0 { " " } else { "; " };
            write!(f, "{before}{breach}")?;
        }
        if !self.faults.is_empty() {
            write!(f, " [{}]", self.faults.join(", "))?;
        }
        Ok(())
    }
}

/// The name of an operation lives as long as the specification.
fn operation<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Name>, D::Error> {
    let Some(id) = Option::<String>::deserialize(from)? else {
        return Ok(None);
    };
    let spec = spec().map_err(serde::de::Error::custom)?;
    let known = spec.operation(&id);
    let known = known.ok_or_else(|| serde::de::Error::custom("an unknown operation"))?;
    Ok(Some(known.id.as_str()))
}
