//! What all tests of the sandbox share: a plain HTTP caller that knows nothing but URLs and JSON.

use std::{sync::LazyLock, time::Duration};

use reqwest::{Client, RequestBuilder};
use serde_json::Value;
use tatodesk_sandbox::Sandbox;

use crate::spec::conformance::conforms;

/// One client for all tests, because each new one reads the system's root certificates. It keeps no connection open: a
/// connection ends with its test's runtime.
pub(crate) fn http() -> Client {
    static HTTP: LazyLock<Client> = LazyLock::new(|| {
        let client = Client::builder().pool_max_idle_per_host(0).build();
        client.expect("an HTTP client")
    });
    HTTP.clone()
}

/// A sandbox and an HTTP client that calls it.
pub(crate) struct Caller {
    /// The sandbox under test.
    pub(crate) sandbox: Sandbox,
    http: Client,
}

impl Caller {
    /// A caller with a fresh sandbox.
    pub(crate) async fn new() -> Self {
        Self::at(Sandbox::start().await.expect("the sandbox starts"))
    }

    /// A caller of this sandbox.
    pub(crate) fn at(sandbox: Sandbox) -> Self {
        Self {
            sandbox,
            http: http(),
        }
    }

    /// A POST with the key, still without a body.
    pub(crate) fn request(&self, path: &str) -> RequestBuilder {
        self.bare(path)
            .header("TATODESK-API-KEY", self.sandbox.api_key())
    }

    /// A POST without a key.
    pub(crate) fn bare(&self, path: &str) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.sandbox.base_url()))
    }

    /// Posts JSON and reads the answer, which must be a 200 and one that the specification allows.
    pub(crate) async fn call(&self, path: &str, body: Value) -> Value {
        let answer = self.spoilt(path, body).await;
        conforms(path, &answer);
        answer
    }

    /// The same if a fault has spoilt the answer, so that the specification does not allow it.
    pub(crate) async fn spoilt(&self, path: &str, body: Value) -> Value {
        let (status, answer) = answer(self.request(path).json(&body)).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// Posts JSON that must be accepted.
    pub(crate) async fn accepted(&self, path: &str, body: Value) -> Value {
        let answer = self.call(path, body).await;
        assert_eq!(answer["error"], Value::Null, "{path}: {answer}");
        answer
    }

    /// Posts JSON that must be refused in-band, and returns the reason.
    pub(crate) async fn refused(&self, path: &str, body: Value) -> String {
        let answer = self.call(path, body).await;
        let message = answer["error"]["message"].as_str();
        message
            .unwrap_or_else(|| panic!("{path} was not refused: {answer}"))
            .to_owned()
    }
}

/// Sends a request and reads status and body.
pub(crate) async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.expect("the sandbox answers");
    let status = response.status().as_u16();
    (status, response.json().await.expect("every body is JSON"))
}

/// Lets everything happen that can happen. tokio's paused clock goes on only if there is nothing else to do.
pub(crate) async fn settle(time: Duration) {
    tokio::time::pause();
    tokio::time::sleep(time).await;
    tokio::time::resume();
}
