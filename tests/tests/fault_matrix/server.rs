//! A server that plays one fault at a time on real bytes, and counts the requests that reach it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

/// What happens to a request.
#[derive(Clone, Debug)]
pub(crate) enum Play {
    /// Nobody listens.
    Refuse,
    /// The connection is closed before anything is read. It counts as an arrival, for bytes may have left.
    CloseUnread,
    /// These bytes, then the connection is closed.
    Close(Vec<u8>),
    /// These bytes, then nothing more comes.
    Stall(Vec<u8>),
}

impl Play {
    /// What comes back.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Play::Refuse | Play::CloseUnread => &[],
            Play::Close(bytes) | Play::Stall(bytes) => bytes,
        }
    }
}

/// What tells the server that somebody waits for it to have counted everything before.
const FLUSH: &[u8] = b"FLUSH\n";

/// The server; it ends with the process.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    play: Mutex<Play>,
    arrived: AtomicU32,
}

impl Server {
    pub(crate) fn start() -> Server {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port of the system's choice");
        let address = listener.local_addr().expect("a bound address");
        let shared = Arc::new(Shared {
            play: Mutex::new(Play::CloseUnread),
            arrived: AtomicU32::new(0),
        });
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            // One connection after the other: a stalled one is put aside, open.
            let mut stalled = Vec::new();
            for stream in listener.incoming().flatten() {
                let play = serving.play.lock().expect("no panic while locked").clone();
                stalled.extend(serving.serve(stream, play));
            }
        });
        Server { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What happens to requests from now on.
    pub(crate) fn play(&self, play: Play) {
        *self.shared.play.lock().expect("no panic while locked") = play;
    }

    /// How many requests have arrived since the start.
    pub(crate) fn arrived(&self) -> u32 {
        self.shared.arrived.load(Ordering::SeqCst)
    }

    /// Waits until everything that was sent before is counted. Not while connections are closed unread.
    pub(crate) fn flush(&self) {
        let mut stream = TcpStream::connect(self.address).expect("the server listens");
        stream.write_all(FLUSH).expect("the server reads");
        let mut end = Vec::new();
        stream.read_to_end(&mut end).expect("the server closes");
    }
}

impl Shared {
    /// Plays the fault. What comes back has to stay open.
    fn serve(&self, mut stream: TcpStream, play: Play) -> Option<TcpStream> {
        if !matches!(play, Play::CloseUnread) && !read_request(&stream)? {
            return None;
        }
        self.arrived.fetch_add(1, Ordering::SeqCst);
        stream.write_all(play.bytes()).ok()?;
        matches!(play, Play::Stall(_)).then_some(stream)
    }
}

/// Reads a request to its last byte, so that closing is not a reset. `false` is somebody who waits; `None` a request that broke
/// off.
fn read_request(stream: &TcpStream) -> Option<bool> {
    let mut reader = BufReader::new(stream);
    let (mut length, mut chunked) = (0, false);
    loop {
        let line = read_line(&mut reader)?;
        if line.as_bytes() == FLUSH {
            return Some(false);
        }
        let line = line.trim_end().to_ascii_lowercase();
        match line.split_once(':') {
            Some(("content-length", value)) => length = value.trim().parse().ok()?,
            Some(("transfer-encoding", _)) => chunked = true,
            None if line.is_empty() => break,
            _ => {}
        }
    }
    while chunked {
        let size = usize::from_str_radix(read_line(&mut reader)?.trim_end(), 16).ok()?;
        reader.read_exact(&mut vec![0; size + 2]).ok()?;
        chunked = size > 0;
    }
    reader.read_exact(&mut vec![0; length]).ok()?;
    Some(true)
}

fn read_line(reader: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    Some(line)
}
