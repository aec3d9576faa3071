//! A server on loopback that records each request whole and answers what the test gave it.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as it arrived.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    /// `POST /path HTTP/1.1`.
    pub line: String,
    /// Header names (lower-case) and values, in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Recorded {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }
}

#[derive(Debug, Default)]
struct Shared {
    seen: Vec<Recorded>,
    once: VecDeque<(u16, String)>,
    answer: (u16, String),
    headers: String,
    missing: usize,
}

/// The server; its threads end with their connections.
#[derive(Debug, Clone)]
pub struct Recorder {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

impl Recorder {
    /// Starts a server that answers `{"error":null}`.
    pub fn start() -> Recorder {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port of the system's choice");
        let recorder = Recorder {
            address: listener.local_addr().expect("a bound address"),
            shared: Arc::new(Mutex::new(Shared {
                seen: Vec::new(),
                once: VecDeque::new(),
                answer: (200, r#"{"error":null}"#.to_owned()),
                headers: String::new(),
                missing: 0,
            })),
        };
        let serving = recorder.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                std::thread::spawn(move || serving.serve(&stream));
            }
        });
        recorder
    }

    /// Base URL of the server.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers the next requests with this status and JSON text.
    pub fn answer(&self, status: u16, body: impl Into<String>) {
        self.shared.lock().expect("no panic while locked").answer = (status, body.into());
    }

    /// Answers one request with this status and JSON text, before what [`answer`](Recorder::answer) set.
    pub fn answer_once(&self, status: u16, body: impl Into<String>) {
        let mut shared = self.shared.lock().expect("no panic while locked");
        shared.once.push_back((status, body.into()));
    }

    /// Ends each connection when this many bytes of an answer are missing. If all of them are missing, it sends nothing.
    pub fn cut(&self, missing: usize) {
        self.shared.lock().expect("no panic while locked").missing = missing;
    }

    /// Adds a header to every answer from now on.
    pub fn header(&self, name: &str, value: &str) {
        let mut shared = self.shared.lock().expect("no panic while locked");
        shared.headers += &format!("{name}: {value}\r\n");
    }

    /// Takes what has arrived since the last call.
    pub fn take(&self) -> Vec<Recorded> {
        std::mem::take(&mut self.shared.lock().expect("no panic while locked").seen)
    }

    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        while let Some(request) = read_request(&mut reader) {
            let ((status, body), headers, missing) = {
                let mut shared = self.shared.lock().expect("no panic while locked");
                shared.seen.push(request);
                let once = shared.once.pop_front();
                (
                    once.unwrap_or_else(|| shared.answer.clone()),
                    shared.headers.clone(),
                    shared.missing,
                )
            };
            let head = format!(
                "HTTP/1.1 {status} Answer\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{headers}\r\n",
                body.len()
            );
            let mut stream = stream;
            let answer = (head + &body).into_bytes();
            let sent = answer.len().saturating_sub(missing);
            if stream.write_all(&answer[..sent]).is_err() || missing > 0 {
                return;
            }
        }
    }
}

fn read_request(reader: &mut impl BufRead) -> Option<Recorded> {
    let mut request = Recorded {
        line: read_line(reader)?,
        ..Recorded::default()
    };
    loop {
        let line = read_line(reader)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        request
            .headers
            .push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    if request.header("transfer-encoding").is_some() {
        loop {
            let length = usize::from_str_radix(&read_line(reader)?, 16).ok()?;
            read_exactly(reader, length, &mut request.body)?;
            read_line(reader)?;
            if length == 0 {
                break;
            }
        }
    } else if let Some(length) = request.header("content-length") {
        let length = length.parse().ok()?;
        read_exactly(reader, length, &mut request.body)?;
    }
    Some(request)
}

fn read_line(reader: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    match reader.read_line(&mut line) {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(line.trim_end().to_owned()),
    }
}

fn read_exactly(reader: &mut impl Read, length: usize, into: &mut Vec<u8>) -> Option<()> {
    let start = into.len();
    into.resize(start + length, 0);
    reader.read_exact(&mut into[start..]).ok()
}
