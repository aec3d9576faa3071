//! The record of one request: what came, how the sandbox judged it, and how it ended.

use std::fmt;

use jiff::civil::DateTime;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::spec::breach::Breach;
use crate::spec::spec;

/// The name of an operation. serde's derived reader would borrow it from its input.
type Name = &'static str;

/// A request that the sandbox answered, that a fault dropped, or whose caller left.
///
/// It holds what people wrote, without API keys, for developers who look at their own sandbox: `message`, bodies, path and
/// pointers. [`Display`](fmt::Display), [`Debug`](fmt::Debug) and [`redacted`](Self::redacted) are for logs that others read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestRecord {
    /// When, in the sandbox's local time.
    pub at: DateTime,
    /// The HTTP method, cut behind 256 bytes like the path.
    pub method: String,
    /// The `Host` header: which of the four hosts the request was for.
    ///
    /// It is cut like the path. Treat it as private.
    #[serde(default)]
    pub host: Option<String>,
    /// The path, without a query.
    ///
    /// If there is no operation, the caller may have sent any text, so treat it as private.
    pub path: String,
    /// The operation of the specification, e.g. `listHours`; none for an unknown path.
    #[serde(deserialize_with = "operation")]
    pub operation: Option<Name>,
    /// The HTTP status of the answer; 0 if there was none.
    ///
    /// There is none if a fault ended the connection, or if the caller left.
    pub status: u16,
    /// Whether the answer was an in-band error: status 200 with an `error`.
    pub refused: bool,
    /// The reason of an in-band refusal, as the caller read it.
    #[serde(default)]
    pub message: Option<String>,
    /// The reason without the caller's own text, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_message: Option<String>,
    /// Whether the operation acted and accepted, even if its answer was lost.
    pub committed: bool,
    /// How the request broke the specification.
    ///
    /// These are the first 20 breaches, in the order of the body.
    #[serde(default)]
    pub breaches: Vec<Breach>,
    /// The faults that happened to the call.
    pub faults: Vec<String>,
    /// The body of the request, cut behind 4,096 bytes.
    ///
    /// `None` if the sandbox did not read it, if it was a form, or if newer bodies took its place.
    #[serde(default)]
    pub request_body: Option<String>,
    /// The body of the answer, cut behind 4,096 bytes.
    ///
    /// It is the whole answer, also if a fault cuts it. `None` if there was no answer, if it is compressed, or if the first
    /// rows of a report took long to find.
    #[serde(default)]
    pub answer_body: Option<String>,
}

impl RequestRecord {
    /// Whether the body of the request has this value at this JSON pointer, e.g. `"/whatsapp/to"`.
    ///
    /// False if the log does not keep the whole body, and if it left out a key in it.
    pub fn has(&self, pointer: &str, value: impl Into<Value>) -> bool {
        let body = self.request_body.as_deref().map(serde_json::from_str);
        let body: Option<Value> = body.and_then(Result::ok);
        body.is_some_and(|it| it.pointer(pointer) == Some(&value.into()))
    }

    /// The record of a request that has just come.
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

    /// The record without any text of the caller.
    ///
    /// `message` and pointers have `…` in its place, and there are no bodies. Logs that many people read have no more than
    /// this.
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

    /// How many bytes the parts take that a caller can make long: bodies, and breaches after the first.
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

/// The methods that HTTP defines. The caller made up any other.
const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
];

/// Leaves out path, method and bodies, because the caller wrote them.
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

/// One line for people, without any text of the caller: `07:00:00.001 sendSms 200 refused: …`.
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
