//! A server on the loopback that writes down what it receives and gives one canned answer. The tests of hooks and uploads use
//! it.

use std::net::SocketAddr;
use tatodesk_api::{Client, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Records one request a connection.
pub(crate) struct Recorder {
    pub(crate) address: SocketAddr,
    requests: JoinHandle<Vec<Vec<u8>>>,
}

impl Recorder {
    /// Listens for this many requests, each on a connection of its own, and answers each with `body`.
    pub(crate) async fn start(expected: usize, body: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = tokio::spawn(async move {
            let mut requests = Vec::new();
            while requests.len() < expected {
                let (stream, _) = listener.accept().await.unwrap();
                requests.push(record(stream, body).await);
            }
            requests
        });
        Self { address, requests }
    }

    /// A client that sends everything here, below a path of its own.
    pub(crate) fn client(&self) -> Client {
        let base_url = format!("http://{}/prefix", self.address);
        let transport = Transport::builder()
            .key("key-1")
            .base_url(base_url)
            .build()
            .unwrap();
        Client::with_transport(http(), transport)
    }

    /// The requests as they came, once all expected ones have.
    pub(crate) async fn requests(self) -> Vec<Request> {
        let requests = self.requests.await.unwrap();
        requests.into_iter().map(Request).collect()
    }
}

/// One request, byte for byte.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request(Vec<u8>);

impl Request {
    /// Request line and headers.
    pub(crate) fn head(&self) -> &str {
        std::str::from_utf8(&self.0[..head_length(&self.0).unwrap()]).unwrap()
    }

    /// What follows them.
    pub(crate) fn body(&self) -> &[u8] {
        &self.0[head_length(&self.0).unwrap()..]
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head().lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// Where the headers end, if they have.
fn head_length(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .map(|at| at + 4)
}

/// Reads a request with a known length to its end and answers it.
async fn record(mut stream: TcpStream, body: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        if let Some(head) = head_length(&bytes) {
            let request = Request(bytes.clone());
            let length = request
                .header("content-length")
                .map_or(0, |length| length.parse().unwrap());
            bytes.reserve(length);
            while bytes.len() < head + length {
                assert_ne!(
                    stream.read_buf(&mut bytes).await.unwrap(),
                    0,
                    "the request was cut"
                );
            }
            break;
        }
        assert_ne!(
            stream.read_buf(&mut bytes).await.unwrap(),
            0,
            "the request was cut"
        );
    }
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(answer.as_bytes()).await.unwrap();
    bytes
}

pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("an HTTP client")
}
