//! The yardstick "good": the client by hand, with everything that does not change from call to call made once.
//!
//! Its URLs are parsed and its headers are checked when it is made. A call clones them, encodes its body, and decodes the answer from
//! the whole body. It has a timeout, and like the client by hand nothing of what the facade adds.
//!
//! Frozen. Reviewed for two questions. Is it as fast as reqwest allows without giving up the timeout and the check of the status? It makes
//! no request builder, and what is the same for all calls is cloned: the URL is one copy of a text, the headers are one copy of a table
//! whose values are shared. Does it send what the others send? The path, the key, both content headers and the body are the same.

use std::time::Duration;

use reqwest::{
    Client, Method, Request, Url,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue},
};
use serde::{Serialize, de::DeserializeOwned};

/// A client with the parsed address of one operation and the headers of all.
pub(crate) struct Good {
    client: Client,
    url: Url,
    headers: HeaderMap,
}

impl Good {
    pub(crate) fn new(base: &str, path: &str) -> Self {
        let client = Client::builder().no_proxy().build();
        let mut key = HeaderValue::from_static("an-invented-key");
        key.set_sensitive(true);
        let json = HeaderValue::from_static("application/json");
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, json.clone());
        headers.insert(CONTENT_TYPE, json);
        headers.insert("tatodesk-api-key", key);
        Self {
            client: client.expect("an HTTP client"),
            url: format!("{base}{path}").parse().expect("a URL"),
            headers,
        }
    }

    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        body: &impl Serialize,
    ) -> Result<T, Box<dyn std::error::Error>> {
        let mut request = Request::new(Method::POST, self.url.clone());
        *request.headers_mut() = self.headers.clone();
        *request.timeout_mut() = Some(Duration::from_secs(30));
        *request.body_mut() = Some(serde_json::to_vec(body)?.into());
        let response = self.client.execute(request).await?.error_for_status()?;
        Ok(serde_json::from_slice(&response.bytes().await?)?)
    }
}
