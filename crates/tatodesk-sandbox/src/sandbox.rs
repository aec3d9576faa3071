//! Starting, watching and stopping a sandbox.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use jiff::civil::{DateTime, date};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::API_KEY;
use crate::deliveries::{Delivery, RequestRecord, Upload};
use crate::server::{Shared, router};
use crate::spec::spec;
use crate::state::State;
use crate::world::World;

/// A running local Tatodesk. Dropping it stops it.
///
/// It runs on the tokio runtime in which it was started.
pub struct Sandbox {
    shared: Arc<Shared>,
    base_url: String,
    /// Dropped, it tells the server to stop.
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<io::Result<()>>,
}

/// The address and the number of what happened; the logs themselves hold people's data.
impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Starts a sandbox on a free loopback port, with the built-in world.
    ///
    /// # Errors
    /// When no port can be opened.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// A sandbox that listens elsewhere or lives at another time.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where it listens, e.g. `http://127.0.0.1:50123`: the base URL for all four hosts.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The key that it accepts: [`API_KEY`](crate::API_KEY).
    pub fn api_key(&self) -> &'static str {
        API_KEY
    }

    /// Every notification it accepted so far, in order.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.shared.state().deliveries.clone()
    }

    /// Every medium that was uploaded so far, in order.
    pub fn uploads(&self) -> Vec<Upload> {
        self.shared.state().uploads.clone()
    }

    /// Every request that it answered so far, in the order of the answers.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.shared.state().requests.clone()
    }

    /// Stops it: no new connection is taken, and the requests under way are answered first.
    ///
    /// # Errors
    /// When the server ended by an error of its own.
    pub async fn stop(mut self) -> io::Result<()> {
        drop(self.stop.take());
        (&mut self.server).await.map_err(io::Error::other)?
    }
}

/// Where a sandbox listens and when it lives.
#[derive(Debug, Clone)]
pub struct Builder {
    address: SocketAddr,
    now: DateTime,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            now: date(2025, 6, 25).at(7, 0, 0, 0),
        }
    }
}

impl Builder {
    /// The address to listen on; port 0 is any free port. The default is `127.0.0.1:0`.
    #[must_use]
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// The local time of the sandbox, which decides the dates that can be booked. The default is the
    /// morning of the day on which the documentation books its appointment: 25 June 2025, 07:00. The clock
    /// stands still but for one millisecond per record that is made.
    #[must_use]
    pub fn now(mut self, now: DateTime) -> Self {
        self.now = now;
        self
    }

    /// Starts the sandbox. It answers from the moment this returns.
    ///
    /// # Errors
    /// When the address cannot be opened.
    pub async fn start(self) -> io::Result<Sandbox> {
        let state = State::new(World::built_in()?, self.now);
        let shared = Shared::new(spec()?, state);
        let listener = TcpListener::bind(self.address).await?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = oneshot::channel::<()>();
        let server =
            axum::serve(listener, router(Arc::clone(&shared))).with_graceful_shutdown(async {
                // The sender only ever drops, so this ends when the sandbox does.
                let _ = stopped.await;
            });
        let server = tokio::spawn(async move { server.await });
        Ok(Sandbox {
            shared,
            base_url,
            stop: Some(stop),
            server,
        })
    }
}
