//! Bytes in and out: ports, connections, and the way of one HTTP request from its path to its answer. This file finds the
//! operation, checks the request, lets the operation act, applies faults, and writes the log.
//!
//! This folder may use `hub`, `control`, `page`, `operations`, `reports`, `faults`, `state` and `spec`. Only `handle` uses it.

pub(crate) mod admission;
mod cors;
mod deadline;
mod form;
pub(crate) mod listener;
mod peeked;
pub(crate) mod serving;
mod watched;
pub(crate) mod wire;

use std::fmt;
use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::faults::{Plan, Stage, WriteOrders};
use crate::hub::Shared;
use crate::hub::body::{Unread, drain, failed, fits, whole};
use crate::hub::connection::ConnectionState;
use crate::operations::{self, upload};
use crate::reports::{self, AnswerBody};
use crate::server::peeked::PeekedBody;
use crate::spec::Operation;
use crate::spec::refusal::Refusal;
use crate::spec::validate::{self, Violation};
use crate::state::kept::Keys;
use crate::state::record::RequestRecord;

/// The largest JSON body; attachments of e-mails travel inside it.
const MAX_JSON: usize = 64 * 1024 * 1024;

/// A body of this size takes long to check, so it is checked on a blocking thread.
const LARGE: usize = 64 * 1024;

/// The connection ends without an answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct HungUp {
    /// Whether the end is a reset instead of an orderly close.
    reset: bool,
}

impl HungUp {
    /// The task that would have answered is gone.
    pub(crate) const LOST: Self = Self { reset: false };
}

impl fmt::Display for HungUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault ended the connection")
    }
}

impl std::error::Error for HungUp {}

/// The result of a call on its connection: an answer, or the end of the connection.
pub(crate) type CallResult = Result<Response, HungUp>;

/// Handles a request of the API, even if its caller has left. Requests for every path come here: the specification is
/// the routing table.
pub(crate) async fn handle(
    shared: &Shared,
    connection: &Arc<ConnectionState>,
    request: Request,
    caller: oneshot::Sender<CallResult>,
) {
    let operation = shared.spec.at(request.uri().path());
    let (request, read) = match operation {
        Some(operation) if !operation.multipart && shared.rules().need_body(&operation.id) => {
            peek(request).await
        }
        _ => (request, None),
    };
    let faults = operation.map(|it| shared.arrive(it, read.as_ref()));
    let faults = faults.unwrap_or_default();
    let plan = Plan::new(faults, request.headers());
    let keys = shared.keys(request.headers());
    let host = request.headers().get(header::HOST);
    let mut record = RequestRecord {
        method: keys.text(request.method().as_str()),
        host: host.map(|it| keys.text(&String::from_utf8_lossy(it.as_bytes()))),
        path: keys.text(request.uri().path()),
        operation: operation.map(|it| it.id.as_str()),
        faults: plan.names(),
        ..RequestRecord::begin(shared.state().clock.now())
    };
    if let Some(delay) = plan.delay() {
        shared.delay(connection, delay).await;
    }
    let mut answer = exchange(shared, operation, &plan, request, &keys, &mut record).await;
    let left = caller.is_closed();
    if let Ok(answer) = &mut answer
        && !left
        && !answer.headers().contains_key(header::CONTENT_ENCODING)
    {
        let peeked = PeekedBody::peek(answer.body_mut()).await;
        record.answer_body = peeked.map(|bytes| keys.body(&bytes));
    }
    let orders = match &answer {
        Ok(answer) => {
            if !left {
                record.status = answer.status().as_u16();
            }
            plan.orders()
        }
        Err(HungUp { reset }) => WriteOrders {
            reset: *reset,
            ..WriteOrders::default()
        },
    };
    let answered = answer.is_ok() && !left && orders.cut.is_none();
    // First the orders and then the log, so that a test that saw the record can release its stall.
    shared.order(connection, orders);
    shared.finish(record, answered);
    // A caller that has left gets no answer.
    let _ = caller.send(answer);
}

/// Reads the body of a request for the rules that depend on it, and puts it back.
async fn peek(request: Request) -> (Request, Option<Value>) {
    let (head, body) = request.into_parts();
    let (body, value) = match whole(body, MAX_JSON).await {
        Ok(bytes) => {
            let bytes = Bytes::from(bytes);
            let read = bytes.clone();
            let read = move || serde_json::from_slice(&read).ok();
            let value = tokio::task::spawn_blocking(read).await;
            (Body::from(bytes), value.unwrap_or_default())
        }
        Err(reason) => (failed(reason), None),
    };
    (Request::from_parts(head, body), value)
}

/// Takes the call through its stages; a fault may end it at each of them.
async fn exchange(
    shared: &Shared,
    operation: Option<&'static Operation>,
    plan: &Plan,
    request: Request,
    keys: &Keys,
    record: &mut RequestRecord,
) -> CallResult {
    go_on(plan, Stage::Head)?;
    if let Some(reset) = plan.hangs_up(Stage::Request) {
        drain(request.into_body(), form::MAX_FORM).await;
        return Err(HungUp { reset });
    }
    if let Some(answer) = plan.instead().await {
        drain(request.into_body(), form::MAX_FORM).await;
        return Ok(answer);
    }
    let outcome = match operation {
        Some(operation) => call(shared, operation, request, keys, record).await,
        None => Err(Violation::new(
            StatusCode::NOT_FOUND,
            if request.uri().path().contains("//") {
                "the path has two slashes in a row, as where a base URL ends with a slash: no operation of Tatodesk has such a path"
            } else {
                "no operation of Tatodesk has this path"
            },
        )),
    };
    match &outcome {
        Ok(Ok(_)) => record.committed = true,
        Ok(Err(refusal)) => {
            record.refused = true;
            let message = keys.text(&refusal.message);
            let public = Some(keys.text(&refusal.public));
            record.public_message = public.filter(|it| *it != message);
            record.message = Some(message);
        }
        Err(violation) => record.breaches = keys.breaches(violation),
    }
    go_on(plan, Stage::Commit)?;
    let rows = operation.and_then(|it| it.paging.as_ref());
    let rows = rows.map(|paging| paging.rows.as_str());
    Ok(plan.spoil(respond(outcome), rows).await)
}

/// Ends the call if a fault says so.
fn go_on(plan: &Plan, stage: Stage) -> Result<(), HungUp> {
    plan.hangs_up(stage)
        .map_or(Ok(()), |reset| Err(HungUp { reset }))
}

/// The result of an operation whose request passed all checks.
type OperationResult = Result<AnswerBody, Refusal>;

/// Turns the result into an HTTP answer.
fn respond(outcome: Result<OperationResult, Violation>) -> Response {
    let (status, body) = match outcome {
        Ok(Ok(AnswerBody::Page(page))) => {
            let json = HeaderValue::from_static("application/json");
            return ([(header::CONTENT_TYPE, json)], page.into_body()).into_response();
        }
        Ok(Ok(AnswerBody::Whole(body))) => (StatusCode::OK, body),
        Ok(Err(refusal)) => (StatusCode::OK, refusal.body()),
        Err(violation) => (violation.status, violation.body()),
    };
    let mut response = (status, Json(body)).into_response();
    let also = match status {
        StatusCode::METHOD_NOT_ALLOWED => Some((header::ALLOW, "POST")),
        // Less than a second is left, and the header knows whole seconds only.
        StatusCode::TOO_MANY_REQUESTS => Some((header::RETRY_AFTER, "1")),
        _ => None,
    };
    if let Some((name, value)) = also {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Checks the request from the outside in, then lets the operation act in one step.
async fn call(
    shared: &Shared,
    operation: &'static Operation,
    request: Request,
    keys: &Keys,
    record: &mut RequestRecord,
) -> Result<OperationResult, Violation> {
    if request.method() != Method::POST {
        return Err(Violation::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "every operation of Tatodesk is a POST",
        ));
    }
    let key = shared.state().world.key_of(operation, request.headers())?;
    shared.admit(request.headers())?;
    validate::content_type(operation, request.headers())?;
    let unread = |e: Unread| Violation::new(e.status(), e.to_string());
    if operation.multipart {
        fits(request.body(), form::MAX_FORM).map_err(unread)?;
        let form = form::read(operation, request).await?;
        return Ok(upload::answer(&mut shared.state(), form).map(AnswerBody::Whole));
    }
    let bytes = whole(request.into_body(), MAX_JSON).await.map_err(unread)?;
    record.request_body = Some(keys.body(&bytes));
    let checked = if bytes.len() > LARGE {
        let check = move || validate::json_body(operation, &bytes);
        let checked = tokio::task::spawn_blocking(check).await;
        checked.unwrap_or_else(|_| Err(broken("the body could not be checked")))?
    } else {
        validate::json_body(operation, &bytes)?
    };
    let body = match checked {
        Ok(body) => body,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let prepared = reports::prepare(&shared.state(), operation, &body);
    match prepared {
        Some(Ok(report)) => tokio::task::spawn_blocking(report)
            .await
            .map(Ok)
            .map_err(|_| broken("the report could not be made")),
        Some(Err(refusal)) => Ok(Err(refusal)),
        None => Ok(
            operations::dispatch(&mut shared.state(), key, operation, &body).map(AnswerBody::Whole),
        ),
    }
}

/// The sandbox itself is at fault.
fn broken(reason: &str) -> Violation {
    Violation::new(StatusCode::INTERNAL_SERVER_ERROR, reason)
}
