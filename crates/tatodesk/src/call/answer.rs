//! A successful answer: the typed value, with the status and headers it came with.

use std::{fmt, ops::Deref, time::Duration};

use bytes::Bytes;
use http::{StatusCode, header::HeaderMap};
use tatodesk_api::{ApiResponse, Effect, transport::KeyMask, wire::MalformedElements};

use crate::{
    engine::record::{CallRecord, RawAnswer},
    observe::printed::{mark_key, request_id},
};

/// What Tatodesk answered. It derefs to the typed value.
///
/// Members that the spec does not know are kept in each object's `extra`. An element of a list that does not decode costs
/// only itself: the list holds the others, and [`malformed`](Answer::malformed) tells of it.
///
/// The answer of a write or a send is its receipt, and keeps everything that Tatodesk said: for most of them no answer is
/// documented. [`body`](Answer::body) has it as it came.
#[derive(Clone)]
pub struct Answer<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    body: Option<Bytes>,
    attempts: u32,
    elapsed: Duration,
    mask: KeyMask,
}

impl<T> Answer<T> {
    pub(crate) fn new(value: T, mut raw: RawAnswer, record: &CallRecord, mask: KeyMask) -> Self {
        mark_key(&mut raw.headers, &mask);
        // A report may be large, and its rows are all in the typed value already.
        let receipt = record.operation.effect != Effect::Read;
        Self {
            value,
            status: raw.status,
            headers: raw.headers,
            body: receipt.then_some(raw.body),
            attempts: record.attempts,
            elapsed: record.elapsed,
            mask,
        }
    }

    /// The typed value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The HTTP status, always a success.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The answer's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The raw answer of a write or a send, byte for byte.
    ///
    /// `None` for a read. It may hold people's data, so nothing prints it.
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }

    /// The id under which Tatodesk, or a gateway before it, knows the answer, as [`Error::request_id`](crate::Error::request_id).
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// How many times the request was tried.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How long the call took, with every attempt and pause.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

impl<T: ApiResponse> Answer<T> {
    /// The elements of lists, at any depth, that do not decode.
    ///
    /// It has the first hundred, and the number of all. Most answers have none.
    pub fn malformed(&self) -> MalformedElements<'_> {
        self.value.malformed()
    }
}

impl<T> Deref for Answer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> AsRef<T> for Answer<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    /// Without the headers, since a server may put a cookie into them, and with this client's keys masked where the server
    /// repeats one. `Debug` of the typed value alone cannot know them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("value", &Masked(&self.mask, &self.value))
            .finish_non_exhaustive()
    }
}

/// A value whose `Debug` shows no key.
struct Masked<'a, T>(&'a KeyMask, &'a T);

impl<T: fmt::Debug> fmt::Debug for Masked<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(mask, value) = self;
        let shown = if f.alternate() {
            format!("{value:#?}")
        } else {
            format!("{value:?}")
        };
        f.write_str(&mask.mask(&shown))
    }
}
