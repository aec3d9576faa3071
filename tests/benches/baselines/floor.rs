//! The floor: one POST through hyper-util, with nothing around it. It has no timeout, no redirects and no proxies.
//!
//! Frozen. Reviewed for two questions. Is there less that could send the same request? The body and the headers are made before, the
//! answer's pieces are handed on as they come, and nothing is decoded; what is left is hyper-util's pool and hyper. Is it still the same
//! work on the wire? The address, the key, the content headers and the body are those of the other clients, and the status is checked.

use std::error::Error;

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, Uri,
    header::{ACCEPT, CONTENT_TYPE},
};
use http_body_util::{BodyExt as _, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

/// A client with the address of one operation and the headers of all.
pub(crate) struct Floor {
    client: Client<HttpConnector, Full<Bytes>>,
    uri: Uri,
    headers: HeaderMap,
}

impl Floor {
    pub(crate) fn new(address: &str) -> Self {
        let json = HeaderValue::from_static("application/json");
        let key = HeaderValue::from_static("an-invented-key");
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, json.clone());
        headers.insert(CONTENT_TYPE, json);
        headers.insert("tatodesk-api-key", key);
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            uri: address.parse().expect("an address"),
            headers,
        }
    }

    /// Sends a body, and hands over each piece of the answer.
    pub(crate) async fn post(
        &self,
        body: Vec<u8>,
        mut on: impl FnMut(Bytes),
    ) -> Result<(), Box<dyn Error>> {
        let mut request = Request::new(Full::from(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.headers.clone();
        let mut answer = self.client.request(request).await?;
        if !answer.status().is_success() {
            return Err("the server said no".into());
        }
        while let Some(frame) = answer.frame().await {
            if let Ok(data) = frame?.into_data() {
                on(data);
            }
        }
        Ok(())
    }
}
