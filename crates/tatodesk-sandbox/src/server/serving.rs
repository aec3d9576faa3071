//! One connection from its first byte to its last: hyper reads and writes, and calls are dealt with beside it.

use std::convert::Infallible;
use std::error::Error;
use std::pin::pin;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot, watch};

use crate::hub::Shared;
use crate::server::connection::Line;
use crate::server::wire::{Wire, watched};
use crate::server::{self, Answer, HungUp};
use crate::{control, page};

/// A call of the API, and who waits for its answer.
type Call = (Request<Body>, oneshot::Sender<Answer>);

/// Serves a connection to the API, the control API and the pages.
pub(crate) async fn api(stream: TcpStream, shared: Arc<Shared>, mut idle: watch::Receiver<()>) {
    let line = Arc::new(Line::default());
    let (calls, mut taken) = mpsc::channel(1);
    let service = {
        let (shared, line) = (Arc::clone(&shared), Arc::clone(&line));
        service_fn(move |request: Request<Incoming>| {
            let (shared, calls) = (Arc::clone(&shared), calls.clone());
            let request = watched(request, &line);
            async move { dispatch(&shared, &calls, request).await }
        })
    };
    let served = serve(stream, &shared, &line, service, async {
        // The sender lives as long as what is shared.
        let _ = idle.changed().await;
    });
    // When its caller leaves, hyper drops whatever it waits for. A call that has arrived takes place all the same.
    let dealt = async {
        while let Some((request, caller)) = taken.recv().await {
            server::handle(&shared, &line, request, caller).await;
        }
    };
    tokio::join!(served, dealt);
}

/// Serves a connection to the control API and the pages alone.
pub(crate) async fn control(
    stream: TcpStream,
    shared: Arc<Shared>,
    mut stopped: watch::Receiver<()>,
) {
    let line = Arc::new(Line::default());
    let service = service_fn(|request: Request<Incoming>| {
        let shared = Arc::clone(&shared);
        let request = watched(request, &line);
        async move {
            if let Some(answer) = page::answer(&shared, &request) {
                return Ok::<_, Infallible>(answer);
            }
            // A path of the API is none here, and is told what there is.
            let path = control::path(&request).unwrap_or_else(|| request.uri().path().to_owned());
            Ok(control::answer(&shared, path, request).await)
        }
    });
    serve(stream, &shared, &line, service, async {
        // Nothing is ever sent: the other end only drops.
        let _ = stopped.changed().await;
    })
    .await;
}

/// Serves one connection to its end, which comes after the call under way when `over` does. How it ends is the
/// business of its two ends and of nobody else.
async fn serve<S>(
    stream: TcpStream,
    shared: &Shared,
    line: &Arc<Line>,
    service: S,
    over: impl Future<Output = ()>,
) where
    S: Service<Request<Incoming>, Response = Response>,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
{
    // Small answers must not wait for acknowledgements; a socket that is gone cannot be told.
    let _ = stream.set_nodelay(true);
    let wire = TokioIo::new(Wire::new(stream, Arc::clone(line)));
    let mut served = pin!(http1::Builder::new().serve_connection(wire, service));
    tokio::select! {
        _ = served.as_mut() => return,
        () = over => served.as_mut().graceful_shutdown(),
    }
    // hyper waits for a head to become whole, and a stop does not.
    let headless = async {
        shared.stopping().await;
        if line.called() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        _ = served => {}
        () = headless => {}
    }
}

/// The control API and the pages stand before the API, and no fault acts on them. They are no calls: whoever waits for a
/// log and leaves waits no more.
async fn dispatch(
    shared: &Arc<Shared>,
    calls: &mpsc::Sender<Call>,
    request: Request<Body>,
) -> Answer {
    if let Some(answer) = page::answer(shared, &request) {
        return Ok(answer);
    }
    match control::path(&request) {
        Some(path) => Ok(control::answer(shared, path, request).await),
        None => {
            let (caller, answer) = oneshot::channel();
            // Neither end goes before this one, unless dealing with the call panicked.
            calls
                .send((request, caller))
                .await
                .map_err(|_| HungUp::LOST)?;
            answer.await.map_err(|_| HungUp::LOST)?
        }
    }
}
