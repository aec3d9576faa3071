//! One connection from its first byte to its last: hyper reads and writes, and a second task handles the calls.

use std::convert::Infallible;
use std::error::Error;
use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::sleep;

use crate::control;
use crate::hub::Shared;
use crate::hub::connection::ConnectionState;
use crate::page::{self, PageHandler};
use crate::server::cors;
use crate::server::deadline::{self, HeadTimer};
use crate::server::watched::watched;
use crate::server::wire::Wire;
use crate::server::{self, CallResult, HungUp};

/// The largest head of a request; its URL and its headers together.
const MAX_HEAD: usize = 64 * 1024;

/// A call of the API, and the channel to the caller that waits for its answer.
type Call = (Request<Body>, oneshot::Sender<CallResult>);

/// Serves a connection to the API, the control API and the pages.
pub(crate) async fn api(stream: TcpStream, shared: Arc<Shared>, mut idle: watch::Receiver<()>) {
    let connection = Arc::new(ConnectionState::default());
    let (calls, mut taken) = mpsc::channel(1);
    let service = {
        let (shared, connection) = (Arc::clone(&shared), Arc::clone(&connection));
        service_fn(move |request: Request<Incoming>| {
            let (shared, calls) = (Arc::clone(&shared), calls.clone());
            let request = watched(request, &connection);
            async move { dispatch(&shared, &calls, request).await }
        })
    };
    let served = serve(stream, &shared, &connection, service, async {
        // The sender lives as long as `shared`.
        let _ = idle.changed().await;
    });
    // When the caller leaves, hyper drops the future that it waits for. A call that has arrived still takes place.
    let dealt = async {
        while let Some((request, caller)) = taken.recv().await {
            server::handle(&shared, &connection, request, caller).await;
        }
    };
    tokio::join!(served, dealt);
}

/// Serves a connection to the control API and the pages alone.
pub(crate) async fn control(
    stream: TcpStream,
    shared: Arc<Shared>,
    mut stopped: watch::Receiver<()>,
    mut idle: watch::Receiver<()>,
) {
    let connection = Arc::new(ConnectionState::default());
    let service = service_fn(|request: Request<Incoming>| {
        let shared = Arc::clone(&shared);
        let request = watched(request, &connection);
        async move {
            // A path of the API does not exist here; the answer says how to list the routes.
            let wanted = OwnRequest::find(&request)
                .unwrap_or_else(|| OwnRequest::Control(request.uri().path().to_owned()));
            Ok::<_, Infallible>(own(&shared, wanted, request).await)
        }
    });
    serve(stream, &shared, &connection, service, async {
        // Neither channel ever sends anything else.
        tokio::select! {
            _ = stopped.changed() => {}
            _ = idle.changed() => {}
        }
    })
    .await;
}

/// Tells a connection that there is no room for it.
pub(crate) async fn full(stream: TcpStream, shared: Arc<Shared>, max: NonZeroUsize) {
    let connection = Arc::new(ConnectionState::default());
    let reason = format!(
        "the sandbox serves at most {max} connections at a time, and all of them are in use: close some, or raise --max-connections"
    );
    let service = service_fn(|request: Request<Incoming>| {
        let request = watched(request, &connection);
        let is_own = OwnRequest::find(&request).is_some();
        let origin = shared.hosts.allowed_origin(&request).filter(|_| !is_own);
        let may_ask = origin.is_some() && shared.hosts.check_operation(&request).is_ok();
        let mut answer = if may_ask && cors::is_preflight(&request) {
            // A browser gives its page no other answer to this than a permission, so the call itself is what is refused.
            cors::permission()
        } else {
            let mut answer = refusal(StatusCode::SERVICE_UNAVAILABLE, &reason);
            let wait = HeaderValue::from_static("1");
            answer.headers_mut().insert(header::RETRY_AFTER, wait);
            answer
        };
        // Forgets the request, but lets its caller write it.
        drop(request);
        let close = HeaderValue::from_static("close");
        answer.headers_mut().insert(header::CONNECTION, close);
        if let Some(origin) = origin {
            cors::let_read(&mut answer, origin);
        }
        std::future::ready(Ok::<_, Infallible>(answer))
    });
    serve(stream, &shared, &connection, service, shared.stopping()).await;
}

/// The answer to a request that the sandbox does not handle: a status, and a reason for people.
fn refusal(status: StatusCode, reason: &str) -> Response {
    (status, Json(json!({ "error": { "message": reason } }))).into_response()
}

/// A request for the sandbox itself, which is no part of the API.
enum OwnRequest {
    Page(PageHandler),
    /// The path behind the prefix.
    Control(String),
}

impl OwnRequest {
    fn find(request: &Request<Body>) -> Option<Self> {
        let control = || control::path(request).map(Self::Control);
        page::find(request).map(Self::Page).or_else(control)
    }
}

/// The answer of a page or of the control API, which accept only requests of the sandbox's own hosts and origins.
async fn own(shared: &Arc<Shared>, wanted: OwnRequest, request: Request<Body>) -> Response {
    let is_page = matches!(wanted, OwnRequest::Page(_));
    if let Err((status, reason)) = shared.hosts.check(&request, is_page) {
        return refusal(status, reason);
    }
    match wanted {
        OwnRequest::Page(page) => page(shared),
        OwnRequest::Control(path) => control::answer(shared, path, request).await,
    }
}

/// Serves one connection until it ends. When `over` completes, the call under way is finished first. The sandbox reports no
/// error of the connection: it concerns only the two ends.
async fn serve<S>(
    stream: TcpStream,
    shared: &Shared,
    connection: &Arc<ConnectionState>,
    service: S,
    over: impl Future<Output = ()>,
) where
    S: Service<Request<Incoming>, Response = Response>,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
{
    // Small answers must not wait for acknowledgements. An error means that the socket is closed already.
    let _ = stream.set_nodelay(true);
    let wire = TokioIo::new(Wire::new(stream, Arc::clone(connection)));
    let mut http = http1::Builder::new();
    http.timer(HeadTimer(Arc::clone(connection)))
        .header_read_timeout(deadline::PATIENCE)
        .max_buf_size(MAX_HEAD);
    let mut served = pin!(http.serve_connection(wire, service));
    tokio::select! {
        _ = served.as_mut() => return,
        () = over => served.as_mut().graceful_shutdown(),
    }
    // hyper waits for a head to become whole.
    let headless = async {
        tokio::select! {
            () = shared.stopping() => {}
            () = sleep(deadline::HURRY) => {}
        }
        if connection.called() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        _ = served => {}
        () = headless => {}
    }
}

/// Answers one request. The control API and the pages come first, and no fault acts on them. Their requests are not
/// calls: when a caller that waits for a log leaves, the wait ends.
async fn dispatch(
    shared: &Arc<Shared>,
    calls: &mpsc::Sender<Call>,
    request: Request<Body>,
) -> CallResult {
    if let Some(wanted) = OwnRequest::find(&request) {
        return Ok(own(shared, wanted, request).await);
    }
    let origin = shared.hosts.allowed_origin(&request);
    let mut answer = if let Err((status, reason)) = shared.hosts.check_operation(&request) {
        refusal(status, reason)
    } else if origin.is_some() && cors::is_preflight(&request) {
        cors::permission()
    } else {
        call(calls, request).await?
    };
    if let Some(origin) = origin {
        cors::let_read(&mut answer, origin);
    }
    Ok(answer)
}

/// Hands a call to the task that handles it, and waits for its answer.
async fn call(calls: &mpsc::Sender<Call>, request: Request<Body>) -> CallResult {
    let (caller, answer) = oneshot::channel();
    // Both channels outlive this call, unless the handler panicked.
    calls
        .send((request, caller))
        .await
        .map_err(|_| HungUp::LOST)?;
    answer.await.map_err(|_| HungUp::LOST)?
}
