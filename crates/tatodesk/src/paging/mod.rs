//! Walks through all pages of an operation: which pages to ask for, the pages on their way, and the streams that callers hold.
//!
//! It makes each page a call of its own and hands it to the engine through the client; it uses `call` and `engine`. Only callers
//! use it.

mod asking;
mod flight;
pub(crate) mod pages;
mod presence;
mod scan;
mod walk;

use tatodesk_api::PagedRequest;

use crate::{
    call::Call,
    paging::{asking::Asking, pages::Pages},
};

impl<R: PagedRequest> Call<R> {
    /// All pages from this call's page on, as a stream of whole answers.
    ///
    /// Each page is a call: the timeouts, retries and headers of this call are those of each page. A call without a limit asks for
    /// as many rows as the documentation says is the default, at most 10,000, or for 1,000 where it says nothing. The next page is
    /// asked for while the caller uses this one ([`Pages::look_ahead`]).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use std::{future::poll_fn, pin::Pin};
    /// use tatodesk::futures_core::Stream;
    ///
    /// let mut pages = tatodesk.contact_center().list_departments().pages();
    /// while let Some(page) = poll_fn(|cx| Pin::new(&mut pages).poll_next(cx)).await {
    ///     for department in &page?.departments {
    ///         println!("{:?}", department.name);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// An error of a page ends the stream, as [`send`](Call::send) tells it. A page that has exactly the rows of the page before is an
    /// error as well, [`Cause::PageRepeated`](crate::Cause::PageRepeated), since such a walk would not end.
    ///
    /// # Panics
    ///
    /// As [`send`](Call::send), when the stream is polled.
    pub fn pages(self) -> Pages<R> {
        Pages::new(Asking::new(self, false))
    }
}
