//! A proxy that does what a test wants.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What a proxy of a test does with a connection.
#[derive(Clone)]
pub(crate) enum Deed {
    /// Says this to the first bytes, and hangs up.
    Say(&'static [u8]),
    /// Says this, waits for more, and so on; then hangs up.
    Dialogue(&'static [&'static [u8]]),
    /// Nothing, for as long as the test runs.
    Silence,
    /// Speaks SOCKS5 without a password, and connects to this port of this machine.
    Socks(u16),
    /// The same with the name and password of [`SIGN_IN`].
    SignedInSocks(u16),
}

pub(crate) const SIGN_IN: &[u8] = b"\x01\x06marina\x06duarte";

/// What arrived, as text.
pub(crate) type Heard = Arc<Mutex<Vec<u8>>>;

/// Starts a proxy; what it heard is kept.
pub(crate) async fn start(deed: Deed) -> (SocketAddr, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heard = Heard::default();
    let kept = Arc::clone(&heard);
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            match &deed {
                Deed::Silence => open.push(stream),
                Deed::Say(words) => {
                    hear(&mut stream, &kept).await;
                    stream.write_all(words).await.unwrap();
                }
                Deed::Dialogue(turns) => {
                    for words in *turns {
                        hear(&mut stream, &kept).await;
                        stream.write_all(words).await.unwrap();
                    }
                    // The end, and no reset for what is left unread.
                    stream.shutdown().await.unwrap();
                    hear(&mut stream, &kept).await;
                }
                Deed::Socks(port) => {
                    let turns: [&[u8]; 2] =
                        [b"\x05\x00", b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00"];
                    relay(stream, &turns, *port, &kept).await;
                }
                Deed::SignedInSocks(port) => {
                    let turns: [&[u8]; 3] = [
                        b"\x05\x02",
                        b"\x01\x00",
                        b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00",
                    ];
                    relay(stream, &turns, *port, &kept).await;
                }
            }
        }
    });
    (address, heard)
}

async fn hear(stream: &mut TcpStream, kept: &Heard) {
    let mut bytes = [0; 4096];
    let length = stream.read(&mut bytes).await.unwrap_or(0);
    kept.lock().unwrap().extend_from_slice(&bytes[..length]);
}

async fn relay(mut stream: TcpStream, turns: &[&[u8]], port: u16, kept: &Heard) {
    for words in turns {
        hear(&mut stream, kept).await;
        stream.write_all(words).await.unwrap();
    }
    let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    tokio::spawn(async move {
        // How the two hang up is their business.
        let _ = tokio::io::copy_bidirectional(&mut stream, &mut server).await;
    });
}
