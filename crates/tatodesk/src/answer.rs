//! A successful answer: the typed value, with the status and headers it came with.

use std::{fmt, ops::Deref};

use reqwest::{StatusCode, header::HeaderMap};
use tatodesk_api::{ApiResponse, wire::Malformed};

/// What Tatodesk answered. It derefs to the typed value.
///
/// Members that the spec does not know are kept in each object's `extra`. An element of a list that does not decode costs
/// only itself: the list holds the others, and [`malformed`](Answer::malformed) tells of it.
#[derive(Clone)]
pub struct Answer<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
}

impl<T> Answer<T> {
    pub(crate) fn new(value: T, status: StatusCode, headers: HeaderMap) -> Self {
        Self {
            value,
            status,
            headers,
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
}

impl<T: ApiResponse> Answer<T> {
    /// The elements of lists, at any depth, that do not decode; most answers have none.
    pub fn malformed(&self) -> Vec<Malformed<'_>> {
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
    /// Without the headers: a server may put a cookie into them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
