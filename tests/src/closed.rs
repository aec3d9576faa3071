//! A port on which no server listens, for calls that must get no connection.

use tokio::net::TcpSocket;

/// A port that refuses connections. It stays taken, so that no other program can answer there in the meantime.
#[derive(Debug)]
pub struct Closed(TcpSocket);

impl Closed {
    /// Takes a port of the system's choice.
    pub fn take() -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        let any = ([127, 0, 0, 1], 0).into();
        socket.bind(any).expect("a port of the system's choice");
        Self(socket)
    }

    /// Where it refuses connections.
    pub fn url(&self) -> String {
        format!("http://{}", self.0.local_addr().expect("a bound address"))
    }
}
