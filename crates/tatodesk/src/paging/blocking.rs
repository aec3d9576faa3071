//! Walks for programs without an async runtime.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use futures_core::Stream;
use tatodesk_api::{PagedRequest, rows::RowRequest};
use tokio::runtime::Handle;

use crate::{
    call::{Call, unsendable::Unsendable},
    client::blocking::{runtime, started},
    paging::{pages::Pages, row_error::RowError, rows::RowRef, rows::Rows},
};

/// A walk as an iterator, which waits on the caller's thread. [`Call::rows_blocking`] and [`Call::pages_blocking`] make one.
///
/// # Panics
///
/// When it waits in a task of tokio or in its `block_on`, which it would hold up.
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is used"]
pub struct Blocking<S> {
    /// None where the runtime did not start. The walk then is a call that cannot be sent.
    runtime: Option<Handle>,
    walk: S,
}

impl<S> Blocking<S> {
    /// Changes the walk: its look-ahead, its buffer, whether it is strict.
    ///
    /// ```no_run
    /// # fn example(tatodesk: tatodesk::Tatodesk) {
    /// let departments = tatodesk.contact_center().list_departments();
    /// let rows = departments.rows_blocking().with(|rows| rows.look_ahead(4).strict());
    /// # let _ = rows;
    /// # }
    /// ```
    pub fn with(self, change: impl FnOnce(S) -> S) -> Self {
        Self {
            walk: change(self.walk),
            ..self
        }
    }

    /// The walk.
    pub fn walk(&self) -> &S {
        &self.walk
    }
}

impl<S: Stream + Unpin> Iterator for Blocking<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        let walk = &mut self.walk;
        match &self.runtime {
            Some(runtime) => runtime.block_on(poll_fn(|cx| Pin::new(&mut *walk).poll_next(cx))),
            None => match Pin::new(walk).poll_next(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(item) => item,
                Poll::Pending => None,
            },
        }
    }
}

impl<R: PagedRequest + RowRequest> Blocking<Rows<R>> {
    /// Visits all rows that the iterator has not given yet, and copies none.
    ///
    /// It is [`Rows::for_each`], on the caller's thread.
    ///
    /// It takes the place of the iterator's own `for_each`, and is faster.
    ///
    /// ```no_run
    /// # fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::RowError> {
    /// let departments = tatodesk.contact_center().list_departments().rows_blocking();
    /// departments.for_each(|department| match department {
    ///     Ok(department) => println!("{}", department.name()),
    ///     Err(malformed) => eprintln!("{malformed}"),
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Rows::for_each`].
    ///
    /// # Panics
    ///
    /// As the iterator.
    pub fn for_each(self, on: impl FnMut(Result<RowRef<'_, R>, RowError>)) -> Result<(), RowError> {
        let visit = self.walk.for_each(on);
        match &self.runtime {
            Some(runtime) => runtime.block_on(visit),
            // A call that cannot be sent ends at once.
            None => match pin!(visit).poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(end) => end,
                Poll::Pending => Ok(()),
            },
        }
    }
}

impl<S: Stream + Unpin> std::iter::FusedIterator for Blocking<S> where Self: Iterator {}

impl<R: PagedRequest> Call<R> {
    /// [`pages`](Call::pages) as an iterator. Needs the feature `blocking`.
    pub fn pages_blocking(self) -> Blocking<Pages<R>> {
        let (runtime, call) = self.started();
        Blocking {
            runtime,
            walk: call.pages(),
        }
    }

    /// This call on the client whose connections the runtime of blocking calls drives.
    fn started(self) -> (Option<Handle>, Self) {
        match started(runtime(), &self.client) {
            Ok((runtime, client)) => (Some(runtime), Self { client, ..self }),
            Err((reason, _source)) => (None, self.unsendable(Unsendable::because(reason))),
        }
    }
}

impl<R: PagedRequest + RowRequest> Call<R> {
    /// [`rows`](Call::rows) as an iterator. Needs the feature `blocking`.
    ///
    /// ```no_run
    /// # fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::RowError> {
    /// for department in tatodesk.contact_center().list_departments().rows_blocking() {
    ///     println!("{}", department?.name());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn rows_blocking(self) -> Blocking<Rows<R>> {
        let (runtime, call) = self.started();
        Blocking {
            runtime,
            walk: call.rows(),
        }
    }
}
