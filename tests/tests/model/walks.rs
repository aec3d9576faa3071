//! Walks: the ways in which the rows of a report can be had. Each has to bring the same rows as the others, in trouble as well.

use std::{future::poll_fn, pin::Pin};

use proptest::{prelude::*, sample::select};
use tatodesk::{
    Answer, Call, Error, RowError,
    futures_core::Stream,
    types::{InPersonServiceRow, ListInPersonServicesReportRequest},
};

use super::{driver::Session, trouble::Trouble};

type Report = Call<ListInPersonServicesReportRequest>;

/// How a caller reads a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Way {
    /// One page, as one call.
    #[default]
    Call,
    /// From its page on, as whole answers.
    Pages,
    /// From its page on, row by row.
    Rows,
    /// From its page on, with borrowed rows.
    Visits,
    /// Row by row, and dropped behind the first row.
    Dropped,
}

impl Way {
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        select(vec![
            Self::Call,
            Self::Pages,
            Self::Rows,
            Self::Visits,
            Self::Dropped,
        ])
    }

    /// How many rows it takes of one page and of all pages, at most.
    pub(crate) fn most(self, page: usize, all: usize) -> usize {
        match self {
            Self::Call => page,
            Self::Pages | Self::Rows | Self::Visits => all,
            Self::Dropped => 1,
        }
    }

    /// Whether it asks for the pages behind the first one.
    pub(crate) fn goes_on(self) -> bool {
        !matches!(self, Self::Call | Self::Dropped)
    }
}

/// What a walk brought.
pub(crate) struct Walked {
    pub(crate) rows: Vec<InPersonServiceRow>,
    pub(crate) count: Option<u64>,
    /// The attempts of its first page. A walk over rows does not tell them.
    attempts: Option<u32>,
    /// How many pages it read after the first one, if its attempts are not told.
    later: u32,
}

impl Session {
    /// Walks over a report, into trouble if the step has any.
    pub(crate) async fn walk(&mut self, call: Report, way: Way) -> Result<Walked, Error> {
        self.begin().await;
        let mut walked = walk(call.clone(), way).await;
        if self.closed() {
            self.reopen(walked.err()).await;
            walked = walk(call, way).await;
        }
        self.attempts = match &walked {
            Ok(walked) => {
                let attempts = walked.attempts;
                attempts.unwrap_or_else(|| self.connections() - walked.later)
            }
            Err(error) => error.attempts(),
        };
        walked
    }

    /// How many requests of a report were sent, as the server and its trouble say it.
    fn connections(&self) -> u32 {
        let arrived = self
            .sandbox
            .counter("listPresentialAttendancesReport")
            .arrived;
        let refused = match self.trouble {
            Some((Trouble::Reset, times)) => times,
            _ => 0,
        };
        u32::try_from(arrived).expect("few requests") + refused
    }
}

async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx)).await
}

async fn walk(call: Report, way: Way) -> Result<Walked, Error> {
    let mut walked = Walked {
        rows: Vec::new(),
        count: None,
        attempts: None,
        later: 0,
    };
    match way {
        Way::Call => {
            let answer = call.send().await?;
            (walked.count, walked.attempts) = (answer.count(), Some(answer.attempts()));
            walked.rows.extend(answer.into_inner().services);
        }
        Way::Pages => {
            let mut pages = call.pages().look_ahead(0);
            while let Some(page) = next(&mut pages).await {
                let page = page?;
                first(&mut walked, &page);
                walked.count = page.count();
                walked.rows.extend(page.into_inner().services);
            }
        }
        Way::Rows => {
            let mut rows = call.rows().look_ahead(0);
            while let Some(row) = next(&mut rows).await {
                let row = row.map_err(of_page)?;
                walked.rows.push(row.to_typed().expect("a good row"));
            }
            walked.count = rows.count();
            let pages = u32::try_from(rows.pages_read()).expect("few pages");
            walked.later = pages.saturating_sub(1);
        }
        Way::Dropped => {
            let mut rows = call.rows().look_ahead(0);
            if let Some(row) = next(&mut rows).await {
                let row = row.map_err(of_page)?;
                walked.rows.push(row.to_typed().expect("a good row"));
            }
        }
        Way::Visits => {
            // The stream gives the first row, and the visit the others.
            let mut rows = call.rows().look_ahead(0);
            if let Some(row) = next(&mut rows).await {
                let row = row.map_err(of_page)?;
                walked.rows.push(row.to_typed().expect("a good row"));
            }
            let count = rows.count();
            let visited = rows.for_each(|row| {
                let row = row.expect("a good row");
                walked.rows.push(row.to_typed().expect("a good row"));
            });
            visited.await.map_err(of_page)?;
            walked.count = count.or(u64::try_from(walked.rows.len()).ok());
        }
    }
    Ok(walked)
}

/// Keeps the attempts of the first page.
fn first<T>(walked: &mut Walked, page: &Answer<T>) {
    walked.attempts.get_or_insert(page.attempts());
}

fn of_page(error: RowError) -> Error {
    match error {
        RowError::Page(error) => error,
        other => panic!("the sandbox's rows are good: {other}"),
    }
}
