//! The rows of a walk, one by one, as they arrive.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::{FusedStream, Stream};
use tatodesk_api::{
    ApiRequest, PagedRequest,
    rows::{RowRequest, RowType},
};

use crate::{
    Answer, paging::asking::Asking, paging::flight::Event, paging::reading::Reading,
    paging::row_error::RowError, paging::walk::Head,
};

/// The rows of an operation, in order, from page to page. [`Call::rows`](crate::Call::rows) makes one.
///
/// It is a `Stream` that is `Send` and fused: after the end, or after an error that ends it, it gives `None`. A future that waits for
/// the next row can be dropped (for instance by `select!`), and no row is lost. A stream that is dropped gives up its requests.
///
/// A row shares a batch of text with its neighbours (about 32 KiB), which a row that is kept keeps alive; its method `detach` copies it
/// out.
///
/// [The page about paging](crate::docs::paging) says which pages are asked for, what happens where a page breaks off, and what is
/// promised when rows move meanwhile.
#[must_use = "a stream does nothing until it is polled"]
pub struct Rows<R: RowRequest> {
    /// None after the end.
    asking: Option<Asking<R>>,
    reading: Reading<R::Row>,
    strict: bool,
    pages_read: u64,
    count: Option<u64>,
    answer: Option<Answer<<R as ApiRequest>::Response>>,
}

/// A row as it is visited.
pub(crate) type RowRef<'a, R> = <<R as RowRequest>::Row as RowType>::Ref<'a>;
type Item<R> = Result<<R as RowRequest>::Row, RowError>;

impl<R: PagedRequest + RowRequest> Rows<R> {
    pub(crate) fn new(asking: Asking<R>) -> Self {
        Self {
            asking: Some(asking),
            reading: reading::<R>(),
            strict: false,
            pages_read: 0,
            count: None,
            answer: None,
        }
    }

    /// How many pages are asked for before they are needed. 1 by default, and 64 at most. 0 asks for each page when the one before was
    /// used.
    pub fn look_ahead(mut self, pages: usize) -> Self {
        if let Some(asking) = &mut self.asking {
            asking.walk.look_ahead(pages);
        }
        self
    }

    /// Sets the most bytes that are held before they are read.
    ///
    /// It counts what arrived for all pages together; 1 MiB by default. Each piece that arrived counts as 128 bytes more than it has.
    ///
    /// The page that is read always has room for one piece, however large.
    pub fn buffer(mut self, bytes: usize) -> Self {
        if let Some(asking) = &mut self.asking {
            asking.flight.resize(bytes);
        }
        self
    }

    /// Ends the stream with the first malformed row.
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// The answer of the page that was read last, without its rows.
    ///
    /// It has the status, headers, `count`, and members that the spec does not know.
    pub fn answer(&self) -> Option<&Answer<<R as ApiRequest>::Response>> {
        self.answer.as_ref()
    }

    /// How many rows all pages have, as the server says it. `None` where it says nothing, or nothing yet.
    ///
    /// It is known as soon as it was read, and many answers have it before their rows. It is what was read last, and a hint: it may
    /// be wrong, or another number on each page.
    ///
    /// Where `StreamExt` is in scope, `(&rows).count()` is this method: `rows.count()` counts the rows that are left.
    pub fn count(&self) -> Option<u64> {
        self.count
    }

    /// Visits all rows that the stream has not given yet, and copies none. It is the fastest way to read rows that are not kept.
    ///
    /// `on` gets each row, or the [`RowError::Malformed`] in its place. It runs where the future is polled, so it must not block for
    /// long. `detach` of a row makes one that can be kept. A future that is dropped ends the walk.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::RowError> {
    /// use tatodesk::jiff::civil::date;
    ///
    /// let days = date(2025, 1, 1)..=date(2025, 1, 30);
    /// let mut malformed = 0;
    /// let rows = tatodesk.reports().tickets(days).rows();
    /// rows.for_each(|ticket| match ticket {
    ///     Ok(ticket) => println!("{}", ticket.protocol()),
    ///     Err(_) => malformed += 1,
    /// })
    /// .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What ends the walk: a page that fails, as [`Call::rows`](crate::Call::rows) says, or the first malformed row of a
    /// [strict](Self::strict) walk.
    ///
    /// # Panics
    ///
    /// As [`send`](crate::Call::send), when the future is polled.
    pub async fn for_each(
        mut self,
        mut on: impl FnMut(Result<RowRef<'_, R>, RowError>),
    ) -> Result<(), RowError> {
        loop {
            self.visit(&mut on)?;
            let read = poll_fn(|cx| {
                self.arrive(cx);
                self.poll_read()
            });
            match read.await {
                None => return Ok(()),
                Some(read) => read?,
            }
        }
    }

    /// Visits the rows that have arrived. Fails with the first malformed row of a strict walk.
    fn visit(
        &mut self,
        on: &mut impl FnMut(Result<RowRef<'_, R>, RowError>),
    ) -> Result<(), RowError> {
        let Some(asking) = &self.asking else {
            return Ok(());
        };
        asking.flight.leave();
        let (page, strict) = (asking.walk.page(), self.strict);
        let mut ended = Ok(());
        self.reading.visit(|row| match row {
            _ if ended.is_err() => {}
            Ok(row) => on(Ok(row)),
            Err(row) => {
                let error = RowError::Malformed { page, row };
                match strict {
                    true => ended = Err(error),
                    false => on(Err(error)),
                }
            }
        });
        ended
    }

    /// How many pages were read to their end. It grows before the first row of the next page is given.
    pub fn pages_read(&self) -> u64 {
        self.pages_read
    }

    /// The next row that has arrived.
    fn row(&mut self) -> Option<Item<R>> {
        let page = self.asking.as_ref()?.walk.page();
        let row = self.reading.next_row()?;
        Some(row.map_err(|row| {
            if self.strict {
                self.asking = None;
            }
            RowError::Malformed { page, row }
        }))
    }
}

/// The reader of one page.
fn reading<R: RowRequest>() -> Reading<R::Row> {
    Reading::new(R::OPERATION.paging.as_ref())
}

impl<R: PagedRequest + RowRequest> Rows<R> {
    /// The caller is here and waits.
    fn arrive(&self, cx: &Context<'_>) {
        if let Some(asking) = &self.asking {
            asking.flight.arrive(cx);
        }
    }

    /// Hands the next bytes of a page to the reader, whose rows were all taken out. `None` after the end.
    fn poll_read(&mut self) -> Poll<Option<Result<(), RowError>>> {
        loop {
            let Some(asking) = &mut self.asking else {
                return Poll::Ready(None);
            };
            if asking.walk.has_ended() {
                self.asking = None;
                return Poll::Ready(None);
            }
            let rest = self.reading.rest().map(Event::Bytes);
            let event = rest.or_else(|| {
                asking.ask(Head {
                    rows: self.reading.rows(),
                    count: self.reading.count(),
                });
                asking.poll();
                asking.flight.next()
            });
            let ended = match event {
                None => {
                    self.reading.settle();
                    return Poll::Pending;
                }
                Some(Event::Restart) => {
                    self.reading.restart();
                    continue;
                }
                Some(Event::Bytes(bytes)) => match self.reading.feed(bytes) {
                    Ok(()) => {
                        self.count = self.reading.count().or(self.count);
                        return Poll::Ready(Some(Ok(())));
                    }
                    Err(_changed) => asking.changed(),
                },
                Some(Event::Ended(ended)) => {
                    let (ended, span) = *ended;
                    let reading = std::mem::replace(&mut self.reading, reading::<R>());
                    let answer = asking.rows_ended(ended, reading);
                    self.count = asking.walk.count().or(self.count);
                    asking.told(&span, answer)
                }
            };
            match ended {
                Ok(answer) => {
                    self.answer = Some(answer);
                    self.pages_read += 1;
                }
                Err(error) => {
                    self.asking = None;
                    return Poll::Ready(Some(Err(error.into())));
                }
            }
        }
    }
}

impl<R: PagedRequest + RowRequest> Stream for Rows<R> {
    type Item = Item<R>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Some(row) = this.row() {
            return Poll::Ready(Some(row));
        }
        this.arrive(cx);
        loop {
            match ready!(this.poll_read()) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(())) => {}
            }
            if let Some(row) = this.row() {
                if let Some(asking) = &this.asking {
                    asking.flight.leave();
                }
                return Poll::Ready(Some(row));
            }
        }
    }
}

impl<R: PagedRequest + RowRequest> FusedStream for Rows<R> {
    fn is_terminated(&self) -> bool {
        self.asking.is_none()
    }
}

// Nothing is pinned in it.
impl<R: RowRequest> Unpin for Rows<R> {}

impl<R: RowRequest> fmt::Debug for Rows<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("operation", &R::OPERATION.id)
            .finish_non_exhaustive()
    }
}
