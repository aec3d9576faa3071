//! The client and its transport: every function of the client sends a request that the transport has made ready.
use super::Transport;
use crate::generated::client::Client;
use progenitor_client::{ClientHooks, ClientInfo};

// Addresses and keys need no hook: requests are made with them.
impl ClientHooks<Transport> for Client {}

impl Client {
    /// A client that sends through `http` with the keys and addresses of `transport`.
    ///
    /// Redirects, retries, time limits and TLS are `http`'s: a redirect would carry the key to another host, so build it
    /// with [`redirect::Policy::none`](reqwest::redirect::Policy::none).
    #[must_use]
    pub fn with_transport(http: reqwest::Client, transport: Transport) -> Self {
        // Each request is made with its operation's own address instead of this one.
        Self::new_with_client("https://api.tatodesk.com", http, transport)
    }

    /// The keys and addresses that this client sends with.
    #[must_use]
    pub fn transport(&self) -> &Transport {
        self.inner()
    }
}
