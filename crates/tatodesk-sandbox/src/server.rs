//! One HTTP request from its path to its answer: found, checked, acted upon, logged.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};

use crate::deliveries::RequestRecord;
use crate::refusal::Answer;
use crate::spec::{Operation, Spec};
use crate::state::State;
use crate::upload;
use crate::validate::{self, Violation};

/// The largest JSON body; attachments of e-mails travel inside it.
const MAX_JSON: usize = 64 * 1024 * 1024;

/// What all connections of one sandbox share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) spec: &'static Spec,
    state: Mutex<State>,
}

impl Shared {
    pub(crate) fn new(spec: &'static Spec, state: State) -> Arc<Self> {
        Arc::new(Self {
            spec,
            state: Mutex::new(state),
        })
    }

    /// The state, for one step. A test that panicked while it looked does not stop the others.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every path leads to one handler: the specification is the routing table.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(move |request: Request| {
        let shared = Arc::clone(&shared);
        async move { handle(&shared, request).await }
    })
}

async fn handle(shared: &Shared, request: Request) -> Response {
    let operation = shared.spec.at(request.uri().path());
    let outcome = match operation {
        Some(operation) => call(shared, operation, request).await,
        None => Err(Violation::new(
            StatusCode::NOT_FOUND,
            "no operation of Tatodesk has this path",
        )),
    };
    let (status, refused, body) = match outcome {
        Ok(Ok(body)) => (StatusCode::OK, false, body),
        Ok(Err(refusal)) => (StatusCode::OK, true, refusal.body()),
        Err(violation) => (violation.status, false, violation.body()),
    };
    let record = RequestRecord {
        operation: operation.map(|it| it.id.as_str()),
        status: status.as_u16(),
        refused,
    };
    shared.state().requests.push(record);
    let mut response = (status, Json(body)).into_response();
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    response
}

/// Checks the request from the outside in, then lets the operation act in one step.
async fn call(
    shared: &Shared,
    operation: &Operation,
    mut request: Request,
) -> Result<Answer, Violation> {
    if request.method() != Method::POST {
        return Err(Violation::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "every operation of Tatodesk is a POST",
        ));
    }
    validate::key(request.headers())?;
    validate::content_type(operation, request.headers())?;
    if operation.multipart {
        DefaultBodyLimit::disable().apply(&mut request);
        let form = upload::read(operation, request).await?;
        return Ok(upload::answer(&mut shared.state(), form));
    }
    DefaultBodyLimit::max(MAX_JSON).apply(&mut request);
    let bytes = Bytes::from_request(request, &())
        .await
        .map_err(|e| Violation::new(e.status(), e.body_text()))?;
    let body = validate::json_body(operation, &bytes)?;
    Ok(shared.state().answer(operation, &body))
}
