//! The port of a sandbox: connections are taken, refused, served and ended here.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::hub::Shared;
use crate::server::serving;

/// Connections that wait to be taken.
const BACKLOG: u32 = 1024;

/// How long to wait when no connection can be taken.
const PATIENCE: Duration = Duration::from_millis(10);

/// How long a stop waits for callers that do not send the rest of a request, or do not read their answer.
const GRACE: Duration = Duration::from_secs(2);

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

    /// Serves until the other end of `stopped` is dropped; then what is under way is answered, or ended when it takes too long.
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
                        let idle = shared.idle();
                        connections.spawn(serving::api(stream, Arc::clone(&shared), idle));
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
        end(connections).await;
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

    /// Serves until the other end of `stopped` is dropped; then what is under way is answered, or ended when it takes too long.
    pub(crate) async fn serve(self, shared: Arc<Shared>, mut stopped: watch::Receiver<()>) {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                _ = stopped.changed() => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        let shared = Arc::clone(&shared);
                        connections.spawn(serving::control(stream, shared, stopped.clone()));
                    }
                    Err(_) => tokio::time::sleep(PATIENCE).await,
                },
                Some(_) = connections.join_next() => {}
            }
        }
        drop(self.listener);
        end(connections).await;
    }
}

/// Lets connections come to their end, and aborts those that do not in time.
async fn end(mut connections: JoinSet<()>) {
    let all = async { while connections.join_next().await.is_some() {} };
    if timeout(GRACE, all).await.is_err() {
        connections.shutdown().await;
    }
}

/// Dropped after this, the connection is reset. One that is gone already needs no reset.
fn refuse(stream: &TcpStream) {
    let _ = stream.set_zero_linger();
}
