//! Walks through all pages of an operation: which pages to ask for, the pages on their way, and the streams that callers hold.
//!
//! It makes each page a call of its own and hands it to the engine through the client; it uses `call` and `engine`. Only callers
//! use it.

mod asking;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
mod flight;
pub(crate) mod pages;
mod presence;
mod reading;
pub(crate) mod row_error;
pub(crate) mod rows;
mod scan;
mod walk;

use tatodesk_api::{PagedRequest, rows::RowRequest};

use crate::{
    call::Call,
    paging::{asking::Asking, pages::Pages, rows::Rows},
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
    /// An error of a page ends the stream, as [`send`](Call::send) tells it. A page that has exactly the rows of an earlier page is an
    /// error as well, [`Cause::PageRepeated`](crate::Cause::PageRepeated), since such a walk would not end.
    /// [`Error::page`](crate::Error::page) is the page that failed; a walk that begins with it goes on.
    ///
    /// # Panics
    ///
    /// As [`send`](Call::send), when the stream is polled.
    pub fn pages(self) -> Pages<R> {
        Pages::new(Asking::new(self, false))
    }
}

impl<R: PagedRequest + RowRequest> Call<R> {
    /// All rows from this call's page on, as a stream.
    ///
    /// It gives each row as soon as it has arrived.
    ///
    /// Memory is bounded by bytes, whatever the number of rows ([`Rows::buffer`]). One malformed row is one
    /// [`RowError::Malformed`](crate::RowError::Malformed), and the others still come. A page that breaks off or stalls is asked for
    /// again, as a call is, and its rows are not given twice. Limit, look-ahead, timeouts and retries are as for
    /// [`pages`](Call::pages).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::RowError> {
    /// use std::{future::poll_fn, pin::Pin};
    /// use tatodesk::{futures_core::Stream, jiff::civil::date};
    ///
    /// let days = date(2025, 1, 1)..=date(2025, 1, 30);
    /// let mut rows = tatodesk.reports().tickets(days).rows();
    /// // `rows.try_next().await?` with the traits of futures or tokio-stream.
    /// while let Some(ticket) = poll_fn(|cx| Pin::new(&mut rows).poll_next(cx)).await {
    ///     println!("{:?}", ticket?.protocol());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`RowError::Page`](crate::RowError::Page) ends the stream: an error of a page as [`send`](Call::send) tells it, also where rows
    /// came before it; the rows of an earlier page once more ([`Cause::PageRepeated`](crate::Cause::PageRepeated)); or a page that
    /// broke off and came again with other rows ([`Cause::PageChanged`](crate::Cause::PageChanged)).
    /// [`RowError::page`](crate::RowError::page) is the page that failed; a walk that begins with it goes on.
    ///
    /// # Panics
    ///
    /// As [`send`](Call::send), when the stream is polled.
    pub fn rows(self) -> Rows<R> {
        Rows::new(Asking::new(self, true))
    }
}
