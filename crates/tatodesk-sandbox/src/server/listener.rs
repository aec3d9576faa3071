//! The port of a sandbox: it accepts connections, refuses them, serves them and ends them.

use std::io;
use std::net::SocketAddr;
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

/// How many bytes of an unread answer the operating system keeps. It tells the sandbox that the caller reads on only after a
/// third of them. With some mebibytes, a slow reader would look like a caller that does not read.
const SEND_BUFFER: u32 = 128 * 1024;

/// How long to wait when the sandbox cannot accept a connection.
const PATIENCE: Duration = Duration::from_millis(10);

/// The port: open, or kept and closed so that the machine itself refuses connections.
enum Port {
    Open(TcpListener),
    Closed(TcpSocket),
}

impl Port {
    /// Takes the port without opening it.
    fn take(address: SocketAddr) -> io::Result<Self> {
        taken(socket(address)?, address).map(Self::Closed)
    }

    fn opened(self) -> io::Result<Self> {
        match self {
            Self::Closed(socket) => socket.listen(BACKLOG).map(Self::Open),
            open => Ok(open),
        }
    }

    fn closed(self) -> io::Result<Self> {
        match self {
            Self::Open(listener) => kept(listener).map(Self::Closed),
            closed => Ok(closed),
        }
    }

    fn address(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Open(listener) => listener.local_addr(),
            Self::Closed(socket) => socket.local_addr(),
        }
    }

    /// Waits for the next connection. There is none while the port is closed.
    async fn accept(&self) -> io::Result<TcpStream> {
        match self {
            Self::Open(listener) => Ok(listener.accept().await?.0),
            Self::Closed(_) => std::future::pending().await,
        }
    }
}

/// A socket for a port.
fn socket(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    // Connections inherit this setting from the listener.
    socket.set_send_buffer_size(SEND_BUFFER)?;
    Ok(socket)
}

/// The same socket, which has the port now.
fn taken(socket: TcpSocket, address: SocketAddr) -> io::Result<TcpSocket> {
    socket.bind(address).map(|()| socket)
}

/// Closes a port and keeps it. Two sockets have it for a moment, so that the system gives it to no other program in between.
#[cfg(target_os = "linux")]
fn kept(listener: TcpListener) -> io::Result<TcpSocket> {
    let address = listener.local_addr()?;
    // tokio sets this option on a socket alone. It is the same one, and listens on.
    let listening = std::os::fd::OwnedFd::from(listener.into_std()?);
    let listening = TcpSocket::from_std_stream(listening.into());
    let kept = socket(address)?;
    listening.set_reuseport(true)?;
    kept.set_reuseport(true)?;
    // The other socket goes when this one has the port.
    taken(kept, address)
}

/// Closes a port and takes it again. Another program can be faster, though that is unlikely.
#[cfg(not(target_os = "linux"))]
fn kept(listener: TcpListener) -> io::Result<TcpSocket> {
    let address = listener.local_addr()?;
    drop(listener);
    taken(socket(address)?, address)
}

/// An open port that is not served yet.
pub(crate) struct Listener {
    port: Port,
    pub(crate) address: SocketAddr,
}

impl Listener {
    pub(crate) fn bind(address: SocketAddr) -> io::Result<Self> {
        let port = Port::take(address)?.opened()?;
        let address = port.address()?;
        Ok(Self { port, address })
    }

    /// Serves until the sender of `stopped` is dropped. Then the calls under way are answered, or ended if they take too long.
    pub(crate) async fn serve(
        self,
        shared: Arc<Shared>,
        mut commands: mpsc::Receiver<PortCommand>,
        mut stopped: watch::Receiver<()>,
        mut connections: Connections,
    ) -> io::Result<()> {
        let room = connections.room;
        let mut port = self.port;
        loop {
            let door = connections.door();
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
                (door, stream) = async { (door.await, port.accept().await) } => match stream {
                    Ok(stream) if shared.rules().refuse() => refuse(&stream),
                    Ok(stream) => match connections.place() {
                        Some(place) => {
                            let idle = shared.idle();
                            connections.serve(place, serving::api(stream, Arc::clone(&shared), idle));
                        }
                        None => {
                            connections.refuse(door, serving::full(stream, Arc::clone(&shared), room));
                            // The next connection may take the place of an idle one, or of one that a fault holds up.
                            shared.end_idle();
                            shared.stalls().make_room(room.get());
                        }
                    },
                    // Either the caller closed the connection before it was accepted, or the process has too many files open.
                    // The latter ends when a connection ends.
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
    listener: Port,
    pub(crate) address: SocketAddr,
}

impl ControlListener {
    pub(crate) fn bind(address: SocketAddr) -> io::Result<Self> {
        let listener = Port::take(address)?.opened()?;
        let address = listener.address()?;
        Ok(Self { listener, address })
    }

    /// Serves until the sender of `stopped` is dropped. Then the calls under way are answered, or ended if they take too long.
    pub(crate) async fn serve(
        self,
        shared: Arc<Shared>,
        mut stopped: watch::Receiver<()>,
        mut connections: Connections,
    ) {
        let room = connections.room;
        // Marks each moment at which idle connections must end. For the API's connections, faults and other parts of the
        // sandbox decide that.
        let idle = watch::Sender::new(());
        loop {
            let door = connections.door();
            tokio::select! {
                _ = stopped.changed() => break,
                (door, accepted) = async { (door.await, self.listener.accept().await) } => match accepted {
                    Ok(stream) => match connections.place() {
                        Some(place) => {
                            let shared = Arc::clone(&shared);
                            let served = serving::control(stream, shared, stopped.clone(), idle.subscribe());
                            connections.serve(place, served);
                        }
                        None => {
                            connections.refuse(door, serving::full(stream, Arc::clone(&shared), room));
                            idle.send_replace(());
                        }
                    },
                    Err(_) => tokio::time::sleep(PATIENCE).await,
                },
                () = connections.reap() => {}
            }
        }
        drop(self.listener);
        connections.end().await;
    }
}

/// The socket resets the connection when it is dropped. An error means that the connection has ended already.
fn refuse(stream: &TcpStream) {
    let _ = stream.set_zero_linger();
}
