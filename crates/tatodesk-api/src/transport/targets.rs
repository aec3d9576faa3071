//! Where each operation goes and with which key: worked out once, when the client is built, so that a call only copies it.
use super::TransportError;
use super::base::BaseUrl;
use super::key::Keys;
use crate::OPERATIONS;
use crate::operation::Operation;
use http::HeaderValue;
use std::collections::BTreeMap;
use std::sync::Arc;
use url::Url;

/// What is ready for the requests of one operation.
pub(super) struct Target {
    pub(super) url: Url,
    pub(super) host: Arc<str>,
    /// The value of `Host`.
    pub(super) host_header: HeaderValue,
    pub(super) is_loopback: bool,
    /// The value of the key's header. None where the product has no key.
    pub(super) key: Option<HeaderValue>,
}

/// The targets of all operations, in the order of [`OPERATIONS`].
pub(super) fn of_all(
    keys: &Keys,
    base_url: Option<&BaseUrl>,
    operation_base_urls: &BTreeMap<&'static str, BaseUrl>,
) -> Result<Arc<[Target]>, TransportError> {
    let target = |operation: &Operation| {
        let base = operation_base_urls.get(operation.id).or(base_url);
        let base = base.map_or_else(|| BaseUrl::documented(operation), BaseUrl::clone);
        let key = keys.of(operation.product).map(|key| key.header());
        let url = base.join(operation.path);
        let host = url.host_str().unwrap_or_default();
        Ok(Target {
            host_header: host_header(host, url.port())?,
            host: host.into(),
            is_loopback: base.is_loopback(),
            key: key.transpose()?,
            url,
        })
    };
    OPERATIONS.iter().map(target).collect()
}

/// The value of `Host`. `port` is none where it is the scheme's own.
fn host_header(host: &str, port: Option<u16>) -> Result<HeaderValue, TransportError> {
    let value = match port {
        Some(port) => HeaderValue::try_from(format!("{host}:{port}")),
        None => HeaderValue::from_str(host),
    };
    value.map_err(|_| TransportError::BadUrl("its host is unfit for a header"))
}
