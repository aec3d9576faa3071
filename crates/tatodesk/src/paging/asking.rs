//! Asks for the pages of a walk: one call each, made of the call that the walk was begun with.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use tatodesk_api::{ApiRequest, Operation, PagedRequest, RequestBody, rows::RowRequest};
use tracing::{Instrument as _, Span};

use crate::{
    Answer, Error,
    call::{Call, decode, tell, unsendable::Unsendable, unsent},
    client::Tatodesk,
    engine::cause::Cause,
    engine::classify::{Body, Observation},
    engine::feed::Feed,
    engine::limits::Limits,
    engine::record::{AttemptError, CallRecord, Failure, RawAnswer},
    observe::spans,
    paging::flight::{Ended, Flight, PageCall},
    paging::reading::Reading,
    paging::scan::scan_whole,
    paging::walk::{Head, PageEnd, Plan, Repeated, Walk},
};

/// How many rows a page has where neither the caller nor the documentation says it.
const ROWS: u32 = 1000;
/// The most rows of a page that the caller has not set: a page that breaks off is asked for again from its first row.
const MOST_ROWS: u32 = 10_000;
/// The room for what was received and not read yet: of rows, and of pages that are kept whole.
const BUFFER: usize = 1024 * 1024;
const PAGES_BUFFER: usize = 16 * BUFFER;

/// A walk, and the calls of its pages.
pub(crate) struct Asking<R> {
    call: Call<R>,
    pub(crate) walk: Walk,
    pub(crate) flight: Flight,
}

impl<R: PagedRequest> Asking<R> {
    /// `streams` says whether pages come in pieces.
    pub(crate) fn new(mut call: Call<R>, streams: bool) -> Self {
        let limit = call.request.limit().unwrap_or_else(|| {
            let documented = R::OPERATION.paging.and_then(|paging| paging.default_limit);
            let limit = i64::from(documented.unwrap_or(ROWS).min(MOST_ROWS));
            call.request.set_limit(limit);
            limit
        });
        let plan = Plan {
            first: call.request.page(),
            limit: u64::try_from(limit).unwrap_or(0),
            look_ahead: 1,
        };
        let buffer = if streams { BUFFER } else { PAGES_BUFFER };
        let flight = Flight::new(call.client.clock(), buffer, streams);
        Self {
            walk: Walk::new(plan),
            flight,
            call,
        }
    }

    /// Asks for the pages that the walk wants now.
    pub(crate) fn ask(&mut self, head: Head) {
        while let Some(page) = self.walk.ask(head) {
            let span = spans::call(R::OPERATION);
            let mut request = self.call.request.clone();
            request.set_page(page);
            match self.body(&request) {
                Ok(body) => {
                    let (client, limits) = (self.call.client.clone(), self.call.limits);
                    let headers = self.call.headers.clone();
                    let within = span.clone();
                    self.flight.add(span, |feed| {
                        page_call(client, R::OPERATION, body, limits, headers, feed, within)
                    });
                }
                Err(why) => {
                    let record = self.call.client.call_record(R::OPERATION);
                    let failure = unsent(record, why.reason.clone(), why.into_source());
                    self.flight.add_ended(span, Err(failure));
                }
            }
        }
    }

    /// Lets all pages go on.
    pub(crate) fn poll(&mut self) {
        self.flight.poll();
        self.walk.take_back(self.flight.give_up());
    }

    fn body(&self, request: &R) -> Result<RequestBody, Unsendable> {
        if let Some(why) = &self.call.unsendable {
            return Err(why.clone());
        }
        let reason = "the request does not encode as JSON";
        let body = tatodesk_api::CallRequest::to_body(request);
        body.map_err(|source| Unsendable::encoding(reason, source))
    }

    /// A page of which no more is known.
    pub(crate) fn record(&self) -> CallRecord {
        self.call.client.call_record(R::OPERATION)
    }

    /// What the walk needs to know of the body of a page.
    pub(crate) fn scan(body: &mut Bytes) -> PageEnd {
        let paging = R::OPERATION.paging.as_ref();
        paging.map_or_else(PageEnd::default, |paging| scan_whole(body, paging))
    }

    /// The typed answer of a page.
    pub(crate) fn decoded(
        &self,
        raw: RawAnswer,
        record: &CallRecord,
    ) -> Result<Answer<<R as ApiRequest>::Response>, Box<Failure>> {
        decode::decode(raw, record, self.call.client.key_mask(R::OPERATION))
    }

    /// Tells telemetry how a page ended.
    pub(crate) fn told<T>(
        &self,
        span: &Span,
        ended: Result<Answer<T>, Box<Failure>>,
    ) -> Result<Answer<T>, Error> {
        tell(R::OPERATION, span, &ended);
        ended.map_err(|mut failure| {
            failure.details.page = Some(self.walk.page());
            Error::new(failure, &self.call.client.key_mask(R::OPERATION))
        })
    }
}

impl<R: PagedRequest + RowRequest> Asking<R> {
    /// The page came again with other rows, and has not ended.
    pub(crate) fn changed(&self) -> Result<Answer<<R as ApiRequest>::Response>, Error> {
        let mut record = self.record();
        let status = self.flight.progress(&mut record);
        let status = status.map_or(200, |status| status.as_u16());
        let failure = distrusted(&record, status, Cause::PageChanged, CHANGED.to_owned());
        self.told(&self.flight.span(), Err(failure))
    }

    /// The page has ended: its answer without the rows. The walk goes on behind it.
    pub(crate) fn rows_ended(
        &mut self,
        ended: Ended,
        reading: Reading<R::Row>,
    ) -> Result<Answer<<R as ApiRequest>::Response>, Box<Failure>> {
        let (mut raw, record) = ended?;
        let status = raw.status.as_u16();
        let (envelope, digest, changed) = reading.finish();
        let envelope = match envelope {
            Ok(envelope) => envelope,
            Err(undecoded) => return Err(decode::failed(raw, &record, undecoded)),
        };
        raw.body = Bytes::copy_from_slice(envelope.json());
        let around = Self::scan(&mut raw.body);
        let answer = self.decoded(raw, &record)?;
        if changed.is_err() {
            let reason = CHANGED.to_owned();
            return Err(distrusted(&record, status, Cause::PageChanged, reason));
        }
        let read = self.walk.read(PageEnd {
            rows: envelope.rows(),
            digest,
            ..around
        });
        read.map_err(|other| repeated(&record, status, other))?;
        Ok(answer)
    }
}

const CHANGED: &str = "the page broke off and came again with other rows";

/// The failure of a page that has the rows of another one.
pub(crate) fn repeated(
    record: &CallRecord,
    status: u16,
    Repeated(other): Repeated,
) -> Box<Failure> {
    let reason = format!("the page has the rows of page {other}");
    distrusted(record, status, Cause::PageRepeated, reason)
}

/// The failure of a page whose rows cannot be trusted, although its answer is good.
fn distrusted(record: &CallRecord, status: u16, cause: Cause, reason: String) -> Box<Failure> {
    let observation = Observation::Answer(status, Body::NoObject);
    let mut failed = AttemptError::because(observation, reason);
    failed.details.cause = Some(cause);
    Failure::of(record.clone(), failed)
}

/// Compiled once for all requests.
fn page_call(
    client: Tatodesk,
    operation: &'static Operation,
    body: RequestBody,
    limits: Limits,
    headers: HeaderMap,
    feed: Arc<Feed>,
    span: Span,
) -> PageCall {
    let headers = (!headers.is_empty()).then(|| Box::new(headers));
    let page = async move {
        client
            .exchange_page(operation, body, limits, headers, Some(feed))
            .await
    };
    Box::pin(page.instrument(span))
}
