//! The port of a sandbox: connections are taken, refused, served and ended here.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

use crate::connection::{Line, Orders, Wire};
use crate::server::HungUp;
use crate::shared::Shared;
use crate::{control, page, server};

/// Connections that wait to be taken.
const BACKLOG: u32 = 1024;

/// How long to wait when no connection can be taken.
const PATIENCE: Duration = Duration::from_millis(10);

/// Take connections, or let the machine refuse them.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) open: bool,
    /// Told when it is so.
    pub(crate) done: oneshot::Sender<()>,
}

/// The port: open, or kept and closed so that the machine itself refuses.
enum Port {
    Open(TcpListener),
    Closed(TcpSocket),
}

impl Port {
    /// Takes the port without opening it.
    fn take(address: SocketAddr) -> io::Result<Self> {
        let socket = match address {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        #[cfg(not(windows))]
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        Ok(Self::Closed(socket))
    }

    fn opened(self) -> io::Result<Self> {
        match self {
            Self::Closed(socket) => socket.listen(BACKLOG).map(Self::Open),
            open => Ok(open),
        }
    }

    fn closed(self) -> io::Result<Self> {
        match self {
            Self::Open(listener) => {
                let address = listener.local_addr()?;
                drop(listener);
                Self::take(address)
            }
            closed => Ok(closed),
        }
    }

    /// The next connection; never one while the port is closed.
    async fn accept(&self) -> io::Result<TcpStream> {
        match self {
            Self::Open(listener) => Ok(listener.accept().await?.0),
            Self::Closed(_) => std::future::pending().await,
        }
    }
}

/// An open port that is not served yet.
pub(crate) struct Listener {
    port: Port,
    pub(crate) address: SocketAddr,
}

impl Listener {
    pub(crate) fn bind(address: SocketAddr) -> io::Result<Self> {
        let listener = match Port::take(address)?.opened()? {
            Port::Open(listener) => listener,
            Port::Closed(_) => return Err(io::ErrorKind::AddrNotAvailable.into()),
        };
        let address = listener.local_addr()?;
        Ok(Self {
            port: Port::Open(listener),
            address,
        })
    }

    /// Serves until the other end of `stopped` is dropped; then what is under way is answered.
    pub(crate) async fn serve(
        self,
        shared: Arc<Shared>,
        mut commands: mpsc::Receiver<Command>,
        mut stopped: watch::Receiver<()>,
    ) -> io::Result<()> {
        let mut connections = JoinSet::new();
        let mut port = self.port;
        loop {
            tokio::select! {
                // Nothing is ever sent: the other end only drops.
                _ = stopped.changed() => break,
                Some(Command { open, done }) = commands.recv() => {
                    // An error loses the port, and with it the sandbox.
                    port = if open { port.opened()? } else { port.closed()? };
                    shared.end_idle();
                    // Whoever commanded may have gone.
                    let _ = done.send(());
                }
                stream = port.accept() => match stream {
                    Ok(stream) if shared.rules().refuse() => refuse(&stream),
                    Ok(stream) => {
                        connections.spawn(connection(stream, Arc::clone(&shared), shared.idle()));
                    }
                    // A connection that went away before it was taken; or too many files are open, which
                    // ends when a connection does.
                    Err(_) => tokio::time::sleep(PATIENCE).await,
                },
                // Reaps the connections that have ended.
                Some(_) = connections.join_next() => {}
            }
        }
        drop(port);
        shared.stop();
        while connections.join_next().await.is_some() {}
        Ok(())
    }
}

/// A port of their own for the control API and the pages, which no fault reaches.
pub(crate) struct ControlListener {
    listener: TcpListener,
    pub(crate) address: SocketAddr,
}

impl ControlListener {
    pub(crate) async fn bind(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Serves until the other end of `stopped` is dropped; then what is under way is answered.
    pub(crate) async fn serve(self, shared: Arc<Shared>, mut stopped: watch::Receiver<()>) {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                _ = stopped.changed() => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        let shared = Arc::clone(&shared);
                        connections.spawn(control_connection(stream, shared, stopped.clone()));
                    }
                    Err(_) => tokio::time::sleep(PATIENCE).await,
                },
                Some(_) = connections.join_next() => {}
            }
        }
        drop(self.listener);
        while connections.join_next().await.is_some() {}
    }
}

/// Serves one connection to its end, or until the sandbox stops.
async fn control_connection(
    stream: TcpStream,
    shared: Arc<Shared>,
    mut stopped: watch::Receiver<()>,
) {
    // As below.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request: Request<Incoming>| {
        let shared = Arc::clone(&shared);
        async move {
            let request = request.map(Body::new);
            if let Some(answer) = page::answer(&shared, &request) {
                return Ok::<_, Infallible>(answer);
            }
            // A path of the API is none here, and is told what there is.
            let path = control::path(&request).unwrap_or_else(|| request.uri().path().to_owned());
            Ok(control::answer(&shared, path, request).await)
        }
    });
    let mut served = pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        _ = served.as_mut() => return,
        _ = stopped.changed() => served.as_mut().graceful_shutdown(),
    }
    let _ = served.await;
}

/// Dropped after this, the connection is reset. One that is gone already needs no reset.
fn refuse(stream: &TcpStream) {
    let _ = stream.set_zero_linger();
}

/// Serves one connection to its end. How it ends is the business of its two ends and of nobody else.
async fn connection(stream: TcpStream, shared: Arc<Shared>, mut idle: watch::Receiver<()>) {
    // Small answers must not wait for acknowledgements; a socket that is gone cannot be told.
    let _ = stream.set_nodelay(true);
    let line = Arc::new(Line::default());
    let service = service_fn(|request: Request<Incoming>| {
        let (shared, line) = (Arc::clone(&shared), Arc::clone(&line));
        async move { dispatch(&shared, &line, request.map(Body::new)).await }
    });
    let wire = TokioIo::new(Wire::new(stream, Arc::clone(&line)));
    let mut served = pin!(http1::Builder::new().serve_connection(wire, service));
    tokio::select! {
        _ = served.as_mut() => return,
        _ = idle.changed() => served.as_mut().graceful_shutdown(),
    }
    let _ = served.await;
}

/// The control API and the pages stand before the API, and no fault acts on them.
async fn dispatch(
    shared: &Arc<Shared>,
    line: &Arc<Line>,
    request: Request<Body>,
) -> Result<Response, HungUp> {
    if let Some(answer) = page::answer(shared, &request) {
        line.begin(Orders::default());
        return Ok(answer);
    }
    match control::path(&request) {
        Some(path) => {
            // The connection may have carried a broken answer before.
            line.begin(Orders::default());
            Ok(control::answer(shared, path, request).await)
        }
        None => server::handle(shared, line, request).await,
    }
}
