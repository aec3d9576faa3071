//! The yardstick "by hand": what a careful program writes with reqwest and serde, one request builder for each call.
//!
//! It sets the key's header and a timeout, sends typed JSON, treats another status as an error and decodes the answer into types
//! of its own. It has no retries, no spans, no redaction, no limit on the size of an answer, and keeps no unknown member.
//!
//! Frozen. Reviewed for two questions. Does it do all that a careful program does? The timeout, the check of the status and types for the
//! whole answer are there; proxies are off, as the facade has them off for this machine. Does it do anything twice or slowly, which would
//! flatter others? It formats and parses the address and checks the headers at each call, because that is what "by hand" means; the body
//! is encoded once, the answer is read from its bytes without a tree, and texts are copied once.

use std::time::Duration;

use reqwest::Client;
use serde::{Serialize, de::DeserializeOwned};

/// A client with the addresses of two operations as texts.
pub(crate) struct ByHand {
    client: Client,
    base: String,
}

impl ByHand {
    pub(crate) fn new(base: &str) -> Self {
        let client = Client::builder().no_proxy().build();
        Self {
            client: client.expect("an HTTP client"),
            base: base.to_owned(),
        }
    }

    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, reqwest::Error> {
        let request = self.client.post(format!("{}{path}", self.base));
        let request = request.header("TATODESK-API-KEY", "an-invented-key");
        let request = request.timeout(Duration::from_secs(30)).json(body);
        request.send().await?.error_for_status()?.json().await
    }
}
