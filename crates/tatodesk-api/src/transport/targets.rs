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
        Ok(Target {
            host: url.host_str().unwrap_or_default().into(),
            is_loopback: base.is_loopback(),
            key: key.transpose()?,
            url,
        })
    };
    OPERATIONS.iter().map(target).collect()
}
