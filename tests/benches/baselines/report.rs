//! The yardsticks for a page of a report: the client by hand and the good one, as for small calls, with a timeout for long answers.
//!
//! Frozen. Reviewed for the questions of those two files. Both collect the whole answer before they decode it, as reqwest's `json` and
//! `bytes` do, and keep all rows: that is what a program does that has no stream of rows. One page is one call, so nothing else differs.

use std::{error::Error, time::Duration};

use reqwest::{
    Client, Method, Request, Url,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue},
};
use serde::Serialize;

use crate::row::Owned;

const TIMEOUT: Duration = Duration::from_secs(3600);

/// The body of `listDigitalAttendancesReport`.
#[derive(Serialize)]
pub(crate) struct Page {
    filter: Filter,
    page: u64,
    limit: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Filter {
    date_initial: String,
    date_final: String,
}

/// The first page, of so many rows.
pub(crate) fn first(limit: u64) -> Page {
    let filter = Filter {
        date_initial: format!("{:02}/{:02}/{:04}", 1, 1, 2022),
        date_final: format!("{:02}/{:02}/{:04}", 31, 12, 2024),
    };
    Page {
        filter,
        page: 0,
        limit,
    }
}

/// By hand: the address is a text, and each request is built anew.
pub(crate) async fn by_hand(
    client: &Client,
    address: &str,
    page: &Page,
) -> Result<Owned, reqwest::Error> {
    let request = client.post(address);
    let request = request.header("TATODESK-API-KEY", "an-invented-key");
    let request = request.timeout(TIMEOUT).json(page);
    request.send().await?.error_for_status()?.json().await
}

/// Good: what does not change from call to call is made once.
pub(crate) struct Good {
    client: Client,
    url: Url,
    headers: HeaderMap,
}

impl Good {
    pub(crate) fn new(client: Client, address: &str) -> Self {
        let mut key = HeaderValue::from_static("an-invented-key");
        key.set_sensitive(true);
        let json = HeaderValue::from_static("application/json");
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, json.clone());
        headers.insert(CONTENT_TYPE, json);
        headers.insert("tatodesk-api-key", key);
        let url = address.parse().expect("a URL");
        Self {
            client,
            url,
            headers,
        }
    }

    pub(crate) async fn call(&self, page: &Page) -> Result<Owned, Box<dyn Error>> {
        let mut request = Request::new(Method::POST, self.url.clone());
        *request.headers_mut() = self.headers.clone();
        *request.timeout_mut() = Some(TIMEOUT);
        *request.body_mut() = Some(serde_json::to_vec(page)?.into());
        let response = self.client.execute(request).await?.error_for_status()?;
        Ok(serde_json::from_slice(&response.bytes().await?)?)
    }
}
