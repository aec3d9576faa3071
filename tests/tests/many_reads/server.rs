//! A server that fails half of the time, always the same half. The fate of an attempt depends on its read and its number.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// What happens to an attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fate {
    Answered,
    /// A status that may pass, on a connection that stays.
    Status(u16),
    /// An answer that ends within its body.
    Cut,
    /// The end of the connection, without an answer.
    HangUp,
    /// The same by a reset.
    Reset,
}

/// The fate of attempt `number` (from 0) of the read `id`.
pub(crate) fn fate(id: usize, number: u8) -> Fate {
    // splitmix64, so that neighbours have nothing in common.
    let mut bits = (id as u64 * 256 + u64::from(number) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    if bits & 1 == 0 {
        return Fate::Answered;
    }
    match (bits >> 1) % 6 {
        0 => Fate::Status(500),
        1 => Fate::Status(503),
        2 => Fate::Status(429),
        3 => Fate::Cut,
        4 => Fate::HangUp,
        _ => Fate::Reset,
    }
}

/// How many attempts the read `id` needs.
pub(crate) fn attempts(id: usize) -> u32 {
    let failures = (0..).take_while(|number| fate(id, *number) != Fate::Answered);
    1 + failures.count() as u32
}

struct Shared {
    /// How often each read has arrived.
    reads: Vec<AtomicU8>,
    arrivals: AtomicUsize,
    open: watch::Sender<usize>,
}

/// The server, on its own thread. It takes as much memory as its open connections need.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    /// Starts it for the reads `0..reads`.
    pub(crate) fn start(reads: usize) -> Self {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("a bound address");
        listener.set_nonblocking(true).expect("a socket");
        let shared = Arc::new(Shared {
            reads: (0..reads).map(|_| AtomicU8::new(0)).collect(),
            arrivals: AtomicUsize::new(0),
            open: watch::channel(0).0,
        });
        let serving = Arc::clone(&shared);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime starts");
        std::thread::spawn(move || {
            runtime.block_on(async move {
                let listener = TcpListener::from_std(listener).expect("a socket");
                while let Ok((stream, _)) = listener.accept().await {
                    let shared = Arc::clone(&serving);
                    shared.open.send_modify(|open| *open += 1);
                    tokio::spawn(async move {
                        shared.serve(stream).await;
                        shared.open.send_modify(|open| *open -= 1);
                    });
                }
            });
        });
        Self { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Forgets what has arrived, and returns how much it was.
    pub(crate) fn take_arrivals(&self) -> usize {
        for read in &self.shared.reads {
            read.store(0, Ordering::SeqCst);
        }
        self.shared.arrivals.swap(0, Ordering::SeqCst)
    }

    /// Waits until no connection is open.
    pub(crate) async fn quiet(&self) {
        let mut open = self.shared.open.subscribe();
        open.wait_for(|open| *open == 0).await.expect("the server");
    }
}

impl Shared {
    async fn serve(&self, mut stream: TcpStream) {
        let mut buffer = [0; 2048];
        while let Some(id) = request(&mut stream, &mut buffer).await {
            self.arrivals.fetch_add(1, Ordering::SeqCst);
            let number = self.reads[id].fetch_add(1, Ordering::SeqCst);
            let fate = fate(id, number);
            let status = match fate {
                Fate::Status(status) => status,
                _ => 200,
            };
            let body = format!(r#"{{"said": "{id}"}}"#);
            let length = body.len();
            let mut answer =
                format!("HTTP/1.1 {status} Said\r\ncontent-length: {length}\r\n\r\n{body}");
            match fate {
                Fate::HangUp => return,
                Fate::Reset => return stream.set_zero_linger().expect("a socket"),
                Fate::Cut => answer.truncate(answer.len() - 3),
                Fate::Answered | Fate::Status(_) => {}
            }
            let written = stream.write_all(answer.as_bytes()).await;
            if written.is_err() || fate == Fate::Cut {
                return;
            }
        }
    }
}

/// Reads one request to its end, and returns the read that it names. `None` at the end of the connection.
async fn request(stream: &mut TcpStream, buffer: &mut [u8]) -> Option<usize> {
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).await.ok()?;
        if read == 0 {
            return None;
        }
        filled += read;
        // The body is one short object, and nothing follows it.
        let text = std::str::from_utf8(&buffer[..filled]).expect("an ASCII request");
        if let Some((_, body)) = text.split_once("\r\n\r\n")
            && let Some(body) = body.strip_suffix("\"}")
        {
            let (_, id) = body.rsplit_once('"').expect("a member with a text");
            return Some(id.parse().expect("the number of a read"));
        }
    }
}
