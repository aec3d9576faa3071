//! Headers that a caller adds to one call, and the names that are refused because the SDK or the connection needs them.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::call::{Call, unsendable::Unsendable};

/// Why a header is not the caller's to set.
const OF_THE_KEY: &str = "the API key is set in the client's builder";
const OF_THE_CONNECTION: &str = "it belongs to one connection and not to a call";
const OF_THE_SDK: &str = "the SDK sets it as the request and its answer need it";

/// The names that [`Call::with_header`] refuses.
const REFUSED: [(&str, &str); 17] = [
    ("tatodesk-api-key", OF_THE_KEY),
    // Hop-by-hop (RFC 9110, section 7.6.1; the older ones in RFC 2616, section 13.5.1).
    ("connection", OF_THE_CONNECTION),
    ("http2-settings", OF_THE_CONNECTION),
    ("keep-alive", OF_THE_CONNECTION),
    ("proxy-authenticate", OF_THE_CONNECTION),
    ("proxy-authorization", OF_THE_CONNECTION),
    ("proxy-connection", OF_THE_CONNECTION),
    ("te", OF_THE_CONNECTION),
    ("trailer", OF_THE_CONNECTION),
    ("transfer-encoding", OF_THE_CONNECTION),
    ("upgrade", OF_THE_CONNECTION),
    ("accept", OF_THE_SDK),
    ("accept-encoding", OF_THE_SDK),
    ("content-length", OF_THE_SDK),
    ("content-type", OF_THE_SDK),
    ("expect", OF_THE_SDK),
    ("host", OF_THE_SDK),
];

impl<R> Call<R> {
    /// Adds a header to each attempt of this call.
    ///
    /// It may be a request id, a tenant of your gateway, or `traceparent`. A second value for a name replaces the first one.
    ///
    /// The value is marked as sensitive, and the SDK never prints it from the request. A request id that the server repeats is shown as
    /// `request_id`.
    ///
    /// A header that cannot be set ends the call as [not sent](crate::Outcome::NotSent) before anything leaves, with the name in
    /// the error: the API key's (`TATODESK-API-KEY`), hop-by-hop headers such as `Connection`, and those that the SDK sets itself,
    /// such as `Host`, `Accept` and `Content-Type`. So does a name or a value that HTTP does not allow.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// let call = tatodesk.in_person().list_companies().with_header("x-request-id", "7d1c");
    /// let companies = call.send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("traceparent", "headers"))]
    pub fn with_header<N, V>(mut self, name: N, value: V) -> Self
    where
        HeaderName: TryFrom<N>,
        HeaderValue: TryFrom<V>,
    {
        match checked(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
                self
            }
            Err(reason) => self.unsendable(Unsendable::because(reason)),
        }
    }

    /// The headers that [`with_header`](Call::with_header) added. The API key and what the SDK sets itself are not among them.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

fn checked<N, V>(name: N, value: V) -> Result<(HeaderName, HeaderValue), String>
where
    HeaderName: TryFrom<N>,
    HeaderValue: TryFrom<V>,
{
    let name = HeaderName::try_from(name);
    let name = name.map_err(|_| "the name of a header is not allowed in HTTP".to_owned())?;
    if let Some((_, why)) = REFUSED.iter().find(|(refused, _)| name == *refused) {
        return Err(format!("the header {name} cannot be set for a call: {why}"));
    }
    let mut value = HeaderValue::try_from(value)
        .map_err(|_| format!("the value of the header {name} is not allowed in HTTP"))?;
    value.set_sensitive(true);
    Ok((name, value))
}
