//! A server that treats every connection in one way, on real bytes, and counts the requests that reach it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::server;

/// What happens to a connection.
#[derive(Clone)]
pub(super) enum Play {
    /// It is closed before anything is read. It counts as an arrival, for bytes may have left.
    CloseUnread,
    /// The server closes it after this many bytes of the request. It counts as an arrival, because more may have left.
    CloseWithin(usize),
    /// These bytes come back, then it is closed.
    Close(Vec<u8>),
    /// These bytes come back, then nothing more.
    Stall(Vec<u8>),
}

/// A request of the tests' own, which comes after all that were sent before.
const FLUSH: &str = "FLUSH";

struct State {
    play: Play,
    arrived: usize,
    /// Connections that have to stay open.
    stalled: Vec<TcpStream>,
}

/// Listens until the process ends.
pub(super) struct Raw {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Raw {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(State {
            play: Play::CloseUnread,
            arrived: 0,
            stalled: Vec::new(),
        }));
        let serving = Arc::clone(&state);
        thread::spawn(move || {
            // One after the other, so that a later connection is served after everything before it is counted.
            for stream in listener.incoming().flatten() {
                let play = serving.lock().expect("not poisoned").play.clone();
                serve(stream, play, &serving);
            }
        });
        Self { address, state }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What happens to connections from now on. Those that stall are given up, and counting starts anew.
    pub(super) fn play(&self, play: Play) {
        let mut state = self.state.lock().expect("not poisoned");
        state.play = play;
        state.arrived = 0;
        state.stalled.clear();
    }

    /// How many requests have arrived.
    pub(super) fn arrived(&self) -> usize {
        let stalls = matches!(
            self.state.lock().expect("not poisoned").play,
            Play::Stall(_)
        );
        if stalls {
            // The command ended by itself, so its last request may still wait to be read.
            let mut stream = TcpStream::connect(self.address).expect("the server listens");
            let request = format!("{FLUSH} / HTTP/1.1\r\n\r\n");
            stream.write_all(request.as_bytes()).expect("it reads");
            stream.read_to_end(&mut Vec::new()).expect("it closes");
        }
        self.state.lock().expect("not poisoned").arrived
    }
}

/// Plays the fault until the client goes away.
fn serve(mut stream: TcpStream, play: Play, state: &Mutex<State>) -> Option<()> {
    match play {
        Play::CloseUnread => {}
        Play::CloseWithin(length) => stream.read_exact(&mut vec![0; length]).ok()?,
        Play::Close(_) | Play::Stall(_) => {
            // To its last byte, so that closing is not a reset.
            let request = server::read(&stream)?;
            if request.method == FLUSH {
                return None;
            }
        }
    }
    state.lock().expect("not poisoned").arrived += 1;
    if let Play::Close(bytes) | Play::Stall(bytes) = &play {
        stream.write_all(bytes).ok()?;
    }
    if let Play::Stall(_) = play {
        state.lock().expect("not poisoned").stalled.push(stream);
    }
    Some(())
}
