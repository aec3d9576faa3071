//! Why a call cannot be sent although it was made: what the caller gave makes no request. [`Call::send`] says so, so that calls are
//! made without a `Result`.

use std::{borrow::Cow, error::Error as StdError, ops::RangeInclusive, sync::Arc};

use crate::call::Call;

const REVERSED: &str =
    "a range ends before it begins: the smaller end stands first, in days, times and minutes";

/// What is wrong with a call. Shared by the clones of a read.
#[derive(Clone)]
pub(crate) struct Unsendable {
    pub(crate) reason: Cow<'static, str>,
    source: Option<Arc<serde_json::Error>>,
}

impl Unsendable {
    /// Our own words describe it completely.
    pub(crate) fn because(reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            reason: reason.into(),
            source: None,
        }
    }

    /// Something does not encode as JSON.
    pub(crate) fn encoding(reason: &'static str, source: serde_json::Error) -> Self {
        Self {
            reason: reason.into(),
            source: Some(Arc::new(source)),
        }
    }

    pub(crate) fn into_source(self) -> Option<Box<dyn StdError + Send + Sync>> {
        self.source.map(|source| Box::new(source) as _)
    }
}

impl<R> Call<R> {
    /// Why this call cannot be sent.
    ///
    /// What the caller gave makes no request: a [header](Call::with_header) that cannot be set, or a CRM record that does not encode.
    /// [`request`](Call::request) and [`headers`](Call::headers) then lack that part. [`send`](Call::send) ends as not sent, with this
    /// reason.
    ///
    /// ```
    /// # fn example(tatodesk: tatodesk::Tatodesk) {
    /// let call = tatodesk.in_person().list_companies().with_header("Host", "example.com");
    /// assert!(call.invalid_reason().is_some());
    /// # }
    /// ```
    pub fn invalid_reason(&self) -> Option<&str> {
        self.unsendable.as_ref().map(|why| why.reason.as_ref())
    }

    /// The same call, which [`send`](Call::send) refuses. The first reason stays.
    pub(crate) fn unsendable(mut self, why: Unsendable) -> Self {
        self.unsendable.get_or_insert(why);
        self
    }

    /// The same call, which [`send`](Call::send) refuses if the range is reversed: Tatodesk could only answer it with nothing.
    pub(crate) fn in_order<T: PartialOrd>(self, range: &RangeInclusive<T>) -> Self {
        if range.start() <= range.end() {
            return self;
        }
        self.unsendable(Unsendable::because(REVERSED))
    }
}
