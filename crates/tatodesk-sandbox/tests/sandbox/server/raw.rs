//! A caller that sees every byte: HTTP written and read by hand on a plain socket.

use std::io::{ErrorKind, Result};

use serde_json::Value;
use tatodesk_sandbox::Sandbox;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection to a sandbox.
pub(crate) struct Raw(pub(crate) TcpStream);

/// How a connection ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// In order.
    Closed,
    /// By a reset.
    Reset,
}

impl Raw {
    /// A fresh connection.
    pub(crate) async fn connect(sandbox: &Sandbox) -> Result<Self> {
        let address = sandbox.base_url().strip_prefix("http://");
        Self::at(address.expect("an address")).await
    }

    /// A fresh connection to any address.
    pub(crate) async fn at(address: &str) -> Result<Self> {
        TcpStream::connect(address).await.map(Self)
    }

    /// Writes a whole request.
    pub(crate) async fn send(&mut self, path: &str, body: &Value) {
        let body = body.to_string();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: sandbox\r\ntatodesk-api-key: sandbox-key\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let request = format!("{head}{body}");
        self.0
            .write_all(request.as_bytes())
            .await
            .expect("the request is written");
    }

    /// Writes a request as it stands, and reads the status and the body of its answer.
    pub(crate) async fn ask(&mut self, request: &str) -> (u16, String) {
        let written = self.0.write_all(request.as_bytes()).await;
        written.expect("the request is written");
        let (head, body) = self.answer().await;
        let status = head[9..12].parse().expect("a status");
        (status, String::from_utf8(body).expect("text"))
    }

    /// Everything that comes until the connection ends, and how it ends.
    pub(crate) async fn rest(mut self) -> (Vec<u8>, End) {
        let mut bytes = Vec::new();
        loop {
            match self.0.read_buf(&mut bytes).await {
                Ok(0) => return (bytes, End::Closed),
                Ok(_) => {}
                Err(e) if e.kind() == ErrorKind::ConnectionReset => return (bytes, End::Reset),
                Err(e) => panic!("the connection failed: {e}"),
            }
        }
    }

    /// This number of bytes.
    pub(crate) async fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        let read = self.0.read_exact(&mut bytes).await;
        read.expect("this number of bytes comes");
        bytes
    }

    /// The head of an answer.
    pub(crate) async fn head(&mut self) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.0.read_u8().await.expect("the head goes on"));
        }
        String::from_utf8(head).expect("a head is text")
    }

    /// One whole answer: its head as text, and its body.
    pub(crate) async fn answer(&mut self) -> (String, Vec<u8>) {
        let head = self.head().await;
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.parse().expect("a length"))
        });
        let body = self.bytes(length.expect("a content length")).await;
        (head, body)
    }
}
