//! A server that records what arrives and answers with the bytes it is given, right or wrong.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

/// What the server does with one request.
pub(crate) enum Reply {
    /// Writes these bytes and closes.
    Bytes(Vec<u8>),
    /// Writes these bytes and then nothing, until the client goes away.
    Stall(Vec<u8>),
    /// Waits until told, then writes the bytes and closes.
    Held(Receiver<()>, Vec<u8>),
}

impl Reply {
    /// A complete answer.
    pub(crate) fn new(status: &str, body: impl AsRef<[u8]>) -> Self {
        Self::with_headers(status, &[], body)
    }

    /// A complete answer with more headers.
    pub(crate) fn with_headers(
        status: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Self {
        Self::Bytes(answer(status, headers, body.as_ref(), body.as_ref().len()))
    }

    /// Status 200 and this body.
    pub(crate) fn ok(body: impl AsRef<[u8]>) -> Self {
        Self::new("200 OK", body)
    }

    /// An answer that promises more than it holds and ends.
    pub(crate) fn cut(body: &str) -> Self {
        Self::Bytes(answer("200 OK", &[], body.as_bytes(), body.len() + 100))
    }

    /// An answer that promises more than it holds and goes silent.
    pub(crate) fn stalled(body: &str) -> Self {
        Self::Stall(answer("200 OK", &[], body.as_bytes(), body.len() + 100))
    }

    /// The connection ends before any answer.
    pub(crate) fn hang_up() -> Self {
        Self::Bytes(Vec::new())
    }

    /// The request is read and never answered.
    pub(crate) fn silence() -> Self {
        Self::Stall(Vec::new())
    }

    /// Status 200 and this body, once the sender says so.
    pub(crate) fn held(body: &str) -> (Sender<()>, Self) {
        let (release, wait) = channel();
        (
            release,
            Self::Held(wait, answer("200 OK", &[], body.as_bytes(), body.len())),
        )
    }
}

fn answer(status: &str, headers: &[(&str, &str)], body: &[u8], length: usize) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n"
    );
    for (name, value) in headers {
        bytes.push_str(&format!("{name}: {value}\r\n"));
    }
    bytes.push_str("\r\n");
    let mut bytes = bytes.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// The value of a header that comes once; names in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(header, _)| header == name);
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} came twice");
        value
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

/// Listens until the test ends.
pub(crate) struct Server {
    address: SocketAddr,
    replies: Sender<Reply>,
    requests: Arc<Mutex<Vec<Request>>>,
    arrivals: Receiver<()>,
}

impl Server {
    /// Answers every request with the next reply of those it is given; hangs up where there is none.
    pub(crate) fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (sender, queue) = channel();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (arrived, arrivals) = channel();
        let record = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { break };
                let Some(request) = read(&stream) else {
                    continue;
                };
                record.lock().expect("not poisoned").push(request);
                let _ = arrived.send(());
                // Write errors are the client's to report.
                let _ = serve(
                    stream,
                    queue.try_recv().unwrap_or_else(|_| Reply::hang_up()),
                );
            }
        });
        let server = Self {
            address,
            replies: sender,
            requests,
            arrivals,
        };
        replies
            .into_iter()
            .for_each(|reply| server.answer_with(reply));
        server
    }

    /// One more reply, after those that it was given before.
    pub(crate) fn answer_with(&self, reply: Reply) {
        self.replies.send(reply).expect("the server runs");
    }

    /// One reply for one request.
    pub(crate) fn once(reply: Reply) -> Self {
        Self::start(vec![reply])
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything that arrived so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("not poisoned").clone()
    }

    /// Everything that arrived since the last time, which is forgotten.
    pub(crate) fn take_requests(&self) -> Vec<Request> {
        std::mem::take(&mut *self.requests.lock().expect("not poisoned"))
    }

    /// The only request that arrived since the last time.
    pub(crate) fn request(&self) -> Request {
        let mut requests = self.take_requests();
        assert_eq!(requests.len(), 1, "one request was expected");
        requests.remove(0)
    }

    /// Waits for the next request to be complete.
    pub(crate) fn wait_for_request(&self) {
        self.arrivals.recv().expect("the server runs");
    }
}

fn serve(mut stream: TcpStream, reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::Bytes(bytes) => stream.write_all(&bytes),
        Reply::Stall(bytes) => {
            stream.write_all(&bytes)?;
            stream.read_to_end(&mut Vec::new()).map(|_| ())
        }
        Reply::Held(wait, bytes) => {
            let _ = wait.recv();
            stream.write_all(&bytes)
        }
    }
}

/// Reads a request to its last byte; none where it breaks off.
pub(crate) fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let length = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .map(|(_, value)| value.parse());
    let mut body = vec![0; length.unwrap_or(Ok(0)).ok()?];
    reader.read_exact(&mut body).ok()?;
    Some(Request {
        method,
        target,
        headers,
        body,
    })
}

/// An address at which no server listens. All servers of the tests are on IPv4, so none takes the port in the meantime.
pub(crate) fn refusing_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    SocketAddr::from((Ipv6Addr::LOCALHOST, port))
}

/// An address that answers whatever comes with plain text, TLS or not.
pub(crate) fn speaking_plainly() -> SocketAddr {
    saying(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
}

/// The address of a server that says this to everyone, and listens until they hang up.
pub(crate) fn saying(words: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.write_all(words);
            let _ = stream.read_to_end(&mut Vec::new());
        }
    });
    address
}
