//! A server for one test: answers what a script says, byte for byte, and keeps what it was sent.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::Notify,
};

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Method, path and version.
    pub(crate) line: String,
    /// The headers as they came.
    pub(crate) headers: Vec<(String, String)>,
    /// The body, read to its announced length.
    pub(crate) body: Bytes,
}

impl Request {
    /// The value of a header, whatever the case of its name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// What to do with one connection after its request has arrived.
pub(crate) struct Answering {
    pub(crate) bytes: Vec<u8>,
    pub(crate) stay: bool,
}

impl Answering {
    /// A whole answer of status 200.
    pub(crate) fn json(body: &str) -> Self {
        Self::status("200 OK", body)
    }

    /// A whole answer of any status.
    pub(crate) fn status(status: &str, body: &str) -> Self {
        Self::raw(format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ))
    }

    /// These bytes, then the end of the connection.
    pub(crate) fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            stay: false,
        }
    }

    /// These bytes, then nothing, for as long as the test runs.
    pub(crate) fn stalled(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            stay: true,
        }
    }

    /// Nothing, for as long as the test runs.
    pub(crate) fn silent() -> Self {
        Self::stalled("")
    }

    /// The end of the connection, without a word.
    pub(crate) fn hang_up() -> Self {
        Self::raw("")
    }
}

/// A server that answers one connection per entry of its script, and then no more.
pub(crate) struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
    arrived: Arc<Notify>,
}

impl Server {
    /// Starts it on a port of its own.
    pub(crate) async fn start(script: impl IntoIterator<Item = Answering>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        let arrived = Arc::new(Notify::new());
        let told = Arc::clone(&arrived);
        let script: Vec<Answering> = script.into_iter().collect();
        tokio::spawn(async move {
            let mut open = Vec::new();
            for answering in script {
                let (mut stream, _) = listener.accept().await.unwrap();
                let request = read(&mut stream).await;
                kept.lock().unwrap().push(request);
                told.notify_one();
                stream.write_all(&answering.bytes).await.unwrap();
                if answering.stay {
                    open.push(stream);
                }
            }
            std::future::pending::<()>().await;
        });
        Self {
            port,
            requests,
            arrived,
        }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Waits until a request has arrived.
    pub(crate) async fn arrival(&self) {
        self.arrived.notified().await;
    }

    /// What has arrived so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

/// A port on which no server listens. It stays taken, so that no other program can answer there in the meantime.
pub(crate) struct Closed(TcpSocket);

impl Closed {
    /// Takes one.
    pub(crate) fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        Self(socket)
    }

    /// Where it refuses connections.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.0.local_addr().unwrap())
    }
}

/// The first byte of a TLS connection.
const TLS_HANDSHAKE: u8 = 22;

/// Reads one request; an empty one where the connection ends first.
pub(crate) async fn read(stream: &mut TcpStream) -> Request {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        // What speaks TLS has no such head: its first bytes are enough.
        let length = stream.read_buf(&mut bytes).await.unwrap();
        if length == 0 || bytes[0] == TLS_HANDSHAKE {
            return Request {
                line: String::new(),
                headers: Vec::new(),
                body: bytes.into(),
            };
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let line = lines.next().unwrap().to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut body = bytes[end + 4..].to_vec();
    let length = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
    while body.len() < length {
        assert!(
            stream.read_buf(&mut body).await.unwrap() > 0,
            "the request ended within its body"
        );
    }
    Request {
        line,
        headers,
        body: body.into(),
    }
}
