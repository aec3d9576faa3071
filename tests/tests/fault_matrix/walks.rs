//! Walks over rows and pages as callers: each wants a walk of one page whole, in every way in which it can be had.

use std::{future::poll_fn, pin::Pin};

use serde_json::{Value, json};
use tatodesk::{
    Call, Error, PagedRequest, Paging, RowError,
    futures_core::Stream,
    rows::{RowRequest, RowType},
};
use tatodesk_api::wire;
use tests::{
    spec,
    walks::{WalkVisitor, visit_walks},
};

use crate::caller::{Caller, Calling};

/// All walks over documented rows, in the spec's order.
pub(crate) fn all() -> Vec<Caller> {
    let mut walks = Walks(Vec::new());
    visit_walks(&mut walks);
    walks.0
}

struct Walks(Vec<Caller>);

impl WalkVisitor for Walks {
    fn visit<R: PagedRequest + RowRequest>(&mut self)
    where
        for<'a> <R::Row as RowType>::Ref<'a>: std::fmt::Debug,
    {
        let mut operations = spec::operations().iter();
        let documented = operations.find(|operation| operation.id == R::OPERATION.id);
        let documented = documented.expect("an operation of the spec");
        let example = &documented.requests()[0].value;
        let mut request: R = wire::decode_value(example).expect("a documented request");
        request.set_page(0);
        request.set_limit(1000);
        let paging = R::OPERATION.paging.expect("an operation with pages");
        if paging.rows.is_none() {
            // The first list of objects is taken for its rows, so the fault of unknown members would add rows.
            return;
        }
        let good = only_page(documented.responses()[0].value.clone(), &paging);
        for way in [pages::<R>, rows::<R>, visits::<R>] {
            let request = request.clone();
            self.0.push(Caller {
                operation: R::OPERATION,
                send: Box::new(move |tatodesk| way(tatodesk.call(request.clone()))),
                good: good.clone(),
                wrong: None,
            });
        }
    }
}

/// The page as the only one: it counts its rows, or has none.
fn only_page(mut good: Value, paging: &Paging) -> Value {
    let rows = paging.rows.and_then(|rows| good[rows].as_array_mut());
    let count = rows.map_or(0, |rows| {
        if paging.count.is_none() {
            rows.clear();
        }
        rows.len()
    });
    if let Some(member) = paging.count {
        good[member] = json!(count);
    }
    good
}

fn pages<R: PagedRequest>(call: Call<R>) -> Calling {
    Box::pin(async move {
        let mut pages = call.pages();
        while let Some(page) = poll_fn(|cx| Pin::new(&mut pages).poll_next(cx)).await {
            page?;
        }
        Ok(())
    })
}

fn rows<R: PagedRequest + RowRequest>(call: Call<R>) -> Calling {
    Box::pin(async move {
        let mut rows = call.rows();
        while let Some(row) = poll_fn(|cx| Pin::new(&mut rows).poll_next(cx)).await {
            row.map_err(of_page)?;
        }
        Ok(())
    })
}

fn visits<R: PagedRequest + RowRequest>(call: Call<R>) -> Calling {
    Box::pin(async move {
        let walk = call.rows().for_each(|row| assert!(row.is_ok()));
        walk.await.map_err(of_page)
    })
}

fn of_page(error: RowError) -> Error {
    match error {
        RowError::Page(error) => error,
        other => panic!("the documented rows are good: {other}"),
    }
}
