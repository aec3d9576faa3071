//! The port of a sandbox: connections are taken, refused, served and ended here.

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};

use crate::hub::Shared;
use crate::hub::port::PortCommand;
use crate::server::admission::Connections;
use crate::server::serving;

/// Connections that wait to be taken.
const BACKLOG: u32 = 1024;

/// How long to wait when no connection can be taken.
const PATIENCE: Duration = Duration::from_millis(10);

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

    /// Serves until the sender of `stopped` is dropped. Then the calls under way are answered, or ended if they take too long.
    pub(crate) async fn serve(
        self,
        shared: Arc<Shared>,
        mut commands: mpsc::Receiver<PortCommand>,
        mut stopped: watch::Receiver<()>,
        max: NonZeroUsize,
    ) -> io::Result<()> {
        let mut connections = Connections::new(max);
        let mut port = self.port;
        loop {
            tokio::select! {
                // The sender never sends; it is only dropped.
                _ = stopped.changed() => break,
                Some(PortCommand { open, done }) = commands.recv() => {
                    // An error loses the port, and with it the sandbox.
                    port = if open { port.opened()? } else { port.closed()? };
                    shared.end_idle();
                    // The sender of the command may be gone.
                    let _ = done.send(());
                }
                stream = port.accept(), if connections.can_take() => match stream {
                    Ok(stream) if shared.rules().refuse() => refuse(&stream),
                    Ok(stream) if connections.is_full() => {
                        connections.refuse(serving::full(stream, Arc::clone(&shared), max));
                        // The next connection may take the place of an idle one.
                        shared.end_idle();
                    }
                    Ok(stream) => {
                        let idle = shared.idle();
                        connections.serve(serving::api(stream, Arc::clone(&shared), idle));
                    }
                    // A connection that went away before it was taken; or too many files are open, which
                    // ends when a connection does.
                    Err(_) => tokio::time::sleep(PATIENCE).await,
                },
                () = connections.reap() => {}
            }
        }
        drop(port);
        shared.stop();
        connections.end().await;
        Ok(())
    }
}

/// A separate port for the control API and the pages, which no fault reaches.
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

    /// Serves until the sender of `stopped` is dropped. Then the calls under way are answered, or ended if they take too long.
    pub(crate) async fn serve(
        self,
        shared: Arc<Shared>,
        mut stopped: watch::Receiver<()>,
        max: NonZeroUsize,
    ) {
        let mut connections = Connections::new(max);
        // Marks each moment at which idle connections have to end. Those of the API are told by others, and faults among them.
        let idle = watch::Sender::new(());
        loop {
            tokio::select! {
                _ = stopped.changed() => break,
                accepted = self.listener.accept(), if connections.can_take() => match accepted {
                    Ok((stream, _)) if connections.is_full() => {
                        connections.refuse(serving::full(stream, Arc::clone(&shared), max));
                        idle.send_replace(());
                    }
                    Ok((stream, _)) => {
                        let shared = Arc::clone(&shared);
                        connections.serve(serving::control(stream, shared, stopped.clone(), idle.subscribe()));
                    }
                    Err(_) => tokio::time::sleep(PATIENCE).await,
                },
                () = connections.reap() => {}
            }
        }
        drop(self.listener);
        connections.end().await;
    }
}

/// Dropped after this, the connection is reset. One that is gone already needs no reset.
fn refuse(stream: &TcpStream) {
    let _ = stream.set_zero_linger();
}
