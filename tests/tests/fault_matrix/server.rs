//! A server that plays one fault at a time on real bytes, and counts the requests that reach it.

use std::{
    collections::{BTreeMap, VecDeque},
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

/// What happens to a connection.
#[derive(Clone, Debug)]
pub(crate) enum Play {
    /// It is refused: no server listens on the port.
    Refuse,
    /// A handshake of TLS is answered in plain text.
    NoTls,
    /// A proxy does not let it through.
    NoPassage,
    /// The server closes it before it reads anything. It counts as an arrival, because bytes may have left.
    CloseUnread,
    /// The server closes it after this many bytes of the request. It counts as an arrival, because more may have left.
    CloseWithin(usize),
    /// The server sends these bytes, then closes it.
    Close(Vec<u8>),
    /// The server sends these bytes, then nothing more.
    Stall(Vec<u8>),
}

impl Play {
    /// The bytes that the server sends.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Play::Refuse | Play::CloseUnread | Play::CloseWithin(_) => &[],
            Play::NoTls => b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n",
            Play::NoPassage => b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n",
            Play::Close(bytes) | Play::Stall(bytes) => bytes,
        }
    }

    /// Whether the fault allows a connection to Tatodesk.
    pub(crate) fn connects(&self) -> bool {
        !matches!(self, Play::Refuse | Play::NoTls | Play::NoPassage)
    }
}

/// A line that tells the server to answer once it has counted everything before it.
const FLUSH: &str = "FLUSH";

/// The server; it ends with the process.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// What happens to the next connections. The last one happens to all that follow.
    plays: Mutex<VecDeque<Play>>,
    /// Requests by their path, which is empty if the server did not read it.
    arrived: Mutex<BTreeMap<String, u32>>,
    /// Connections that have to stay open.
    stalled: Mutex<Vec<TcpStream>>,
}

impl Server {
    pub(crate) fn start() -> Server {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port of the system's choice");
        let address = listener.local_addr().expect("a bound address");
        let shared = Arc::new(Shared {
            plays: Mutex::new(VecDeque::from([Play::CloseUnread])),
            arrived: Mutex::default(),
            stalled: Mutex::default(),
        });
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            // It serves one connection after the other, and keeps a stalled one open.
            for stream in listener.incoming().flatten() {
                serving.serve(stream, &serving.next());
            }
        });
        Server { address, shared }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sets the fault of connections from now on, and gives up stalled ones.
    pub(crate) fn play(&self, play: Play) {
        self.play_in_turn([play]);
    }

    /// The same, with one for each of the next connections. The last one is for all that follow.
    pub(crate) fn play_in_turn(&self, plays: impl Into<VecDeque<Play>>) {
        let mut stalled = self.shared.stalled.lock().expect("no panic while locked");
        *self.shared.plays.lock().expect("no panic while locked") = plays.into();
        stalled.clear();
    }

    /// The number of requests that arrived since the last time, by their paths.
    pub(crate) fn take_arrived(&self) -> BTreeMap<String, u32> {
        std::mem::take(&mut *self.shared.arrived.lock().expect("no panic while locked"))
    }

    /// Waits until everything that was sent before is counted. It does not wait while the fault closes connections unread.
    pub(crate) fn flush(&self) {
        let mut stream = TcpStream::connect(self.address).expect("the server listens");
        let line = format!("{FLUSH} / HTTP/1.1\r\n\r\n");
        stream.write_all(line.as_bytes()).expect("the server reads");
        let mut end = Vec::new();
        stream.read_to_end(&mut end).expect("the server closes");
    }
}

impl Shared {
    /// What happens to a connection that was just made.
    fn next(&self) -> Play {
        let mut plays = self.plays.lock().expect("no panic while locked");
        let play = plays.front().cloned().expect("there is always one");
        if plays.len() > 1 {
            plays.pop_front();
        }
        play
    }

    /// Plays the fault, if a connection is there.
    fn serve(&self, mut stream: TcpStream, play: &Play) -> Option<()> {
        let path = match play {
            Play::CloseUnread => String::new(),
            Play::CloseWithin(length) => {
                stream.read_exact(&mut vec![0; *length]).ok()?;
                String::new()
            }
            // If nothing can arrive, nothing is counted.
            Play::Refuse | Play::NoTls => return stream.write_all(play.bytes()).ok(),
            Play::NoPassage => {
                let request = read_request(&stream)?;
                assert_eq!(request.0, "CONNECT", "the key is not the proxy's");
                return stream.write_all(play.bytes()).ok();
            }
            Play::Close(_) | Play::Stall(_) => match read_request(&stream)? {
                (method, _) if method == FLUSH => return None,
                (_, path) => path,
            },
        };
        let mut arrived = self.arrived.lock().expect("no panic while locked");
        *arrived.entry(path).or_default() += 1;
        drop(arrived);
        stream.write_all(play.bytes()).ok()?;
        if matches!(play, Play::Stall(_)) {
            let mut stalled = self.stalled.lock().expect("no panic while locked");
            stalled.push(stream);
        }
        Some(())
    }
}

/// Reads a request to its last byte, so that closing is not a reset. Returns its method and path. `None` is a request that
/// broke off.
fn read_request(stream: &TcpStream) -> Option<(String, String)> {
    let mut reader = BufReader::new(stream);
    let first = read_line(&mut reader)?;
    let mut words = first.split(' ').map(str::to_owned);
    let (mut length, mut chunked) = (0, false);
    loop {
        let line = read_line(&mut reader)?;
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
    Some((words.next()?, words.next()?))
}

fn read_line(reader: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    Some(line)
}
