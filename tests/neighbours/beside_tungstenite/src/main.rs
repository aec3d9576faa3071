//! A web socket over TLS: tokio-tungstenite leaves the provider to rustls.

use tatodesk::Tatodesk;
use tokio_tungstenite::client_async_tls;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    Tatodesk::builder().api_key("a-key").build()?;
    // The other end is closed, so that the handshake ends with an error; without a provider it would panic.
    let (stream, _) = tokio::io::duplex(64);
    let handshake = client_async_tls("wss://example.com/", stream).await;
    assert!(handshake.is_err());
    Ok(())
}
