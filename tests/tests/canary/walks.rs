//! What walks through pages show: rows, owned and borrowed, malformed rows, the streams, and their errors.

use std::{fmt::Debug, future::poll_fn, pin::Pin};

use serde_json::Value;
use tatodesk::{
    Call, PagedRequest, RowError, Tatodesk,
    futures_core::Stream,
    rows::{RowRequest, RowType},
    wire,
};
use tests::{
    marked::Filler,
    recorder::Recorder,
    spec,
    walks::{WalkVisitor, visit_walks},
};
use tokio::runtime::Runtime;

use crate::{cases::cases, failed, sightings::Sightings};

/// Walks against every answer.
pub(crate) struct Walks<'a> {
    pub(crate) document: &'a Value,
    pub(crate) server: &'a Recorder,
    pub(crate) tatodesk: &'a Tatodesk,
    pub(crate) runtime: &'a Runtime,
    pub(crate) seen: &'a mut Sightings,
    /// How many rows, malformed rows and failed pages were looked at.
    pub(crate) rows: usize,
    pub(crate) malformed: usize,
    pub(crate) failed: usize,
}

impl Walks<'_> {
    pub(crate) fn walk(&mut self) {
        visit_walks(self);
    }

    fn error(&mut self, error: &RowError, place: &str) {
        self.seen
            .told(place, format!("{error} {error:?} {error:#?}"));
        match error {
            RowError::Malformed { row, .. } => {
                self.malformed += 1;
                self.seen.told(place, format!("{row} {row:?} {row:#?}"));
                self.seen.told(place, row.path().to_owned());
            }
            RowError::Page(error) => {
                self.failed += 1;
                failed(error, place, self.seen);
            }
            _ => panic!("an error of a new kind"),
        }
    }

    async fn rows<R: PagedRequest + RowRequest>(&mut self, call: Call<R>, place: &str)
    where
        R::Row: Debug,
    {
        let mut rows = call.rows();
        self.seen.told(place, format!("{rows:?} {rows:#?}"));
        while let Some(row) = poll_fn(|cx| Pin::new(&mut rows).poll_next(cx)).await {
            match row {
                Ok(row) => {
                    self.rows += 1;
                    self.seen.typed(place, row);
                }
                Err(error) => self.error(&error, place),
            }
            self.seen.typed(place, rows.answer());
        }
    }

    async fn visits<R: PagedRequest + RowRequest>(&mut self, call: Call<R>, place: &str)
    where
        for<'a> <R::Row as RowType>::Ref<'a>: Debug,
    {
        let end = call.rows().strict().for_each(|row| match row {
            Ok(row) => self.seen.typed(place, row),
            Err(error) => panic!("a strict walk ends with {error}"),
        });
        if let Err(error) = end.await {
            self.error(&error, place);
        }
    }

    async fn pages<R: PagedRequest>(&mut self, call: Call<R>, place: &str) {
        let mut pages = call.pages();
        self.seen.told(place, format!("{pages:?} {pages:#?}"));
        while let Some(page) = poll_fn(|cx| Pin::new(&mut pages).poll_next(cx)).await {
            crate::look(&page, place, self.seen);
        }
    }
}

impl WalkVisitor for Walks<'_> {
    fn visit<R: PagedRequest + RowRequest>(&mut self)
    where
        R::Row: Debug,
        for<'a> <R::Row as RowType>::Ref<'a>: Debug,
    {
        let mut operations = spec::operations().iter();
        let operation = operations.find(|operation| operation.id == R::OPERATION.id);
        let operation = operation.expect("an operation of the spec");
        let filler = Filler {
            document: self.document,
            malformed: false,
        };
        let filled = filler.component(&operation.request_component());
        let mut request: R = wire::decode_value(&filled).expect("a filled request");
        request.set_page(0);
        request.set_limit(10);
        let (tatodesk, runtime) = (self.tatodesk, self.runtime);
        for (name, status, body) in cases(self.document, &operation.response_component()) {
            let place = format!("walk, {}, {name}", operation.id);
            self.server.answer(status, body);
            let call = || tatodesk.call(request.clone());
            runtime.block_on(async {
                self.rows(call(), &place).await;
                self.visits(call(), &place).await;
                self.pages(call(), &place).await;
            });
            self.server.take();
        }
    }
}
