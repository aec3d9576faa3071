//! How a request gets to its host: which key it carries, and to which address it goes.
//!
//! It uses `operation` and the generated client, whose hooks it implements. The facade and other programs configure it.

mod base;
mod hooks;
mod key;
mod mask;

pub use base::BaseUrl;
pub use key::ApiKey;
pub use mask::KeyMask;

use crate::operation::{Operation, Product};
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use key::Keys;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::sync::Arc;
use url::Url;

/// The header that carries the API key.
pub const API_KEY_HEADER: HeaderName = HeaderName::from_static("tatodesk-api-key");

/// The header that progenitor's functions add and the API does not know.
const API_VERSION_HEADER: HeaderName = HeaderName::from_static("api-version");

/// Keys and addresses: the part of a [`Client`](crate::Client) that its every request passes through.
///
/// ```
/// use tatodesk_api::{Product, Transport};
///
/// let transport = Transport::builder()
///     .key("00000000-0000-4000-8000-000000000001")
///     .product_key(Product::Crm, "00000000-0000-4000-8000-000000000002")
///     .base_url("http://127.0.0.1:8080/tatodesk")
///     .build()?;
/// # let _ = transport;
/// # Ok::<(), tatodesk_api::transport::TransportError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Transport {
    keys: Arc<Keys>,
    base_url: Option<BaseUrl>,
    operation_base_urls: BTreeMap<&'static str, BaseUrl>,
}

impl Transport {
    /// Starts a configuration without keys, in which every operation goes to its documented host.
    #[must_use]
    pub fn builder() -> TransportBuilder {
        TransportBuilder::default()
    }

    /// Whether there is a key for the operations of this product.
    #[must_use]
    pub fn has_key(&self, product: Product) -> bool {
        self.keys.of(product).is_some()
    }

    /// What hides the keys of this transport in texts of a server.
    #[must_use]
    pub fn key_mask(&self) -> KeyMask {
        KeyMask::new(&self.keys)
    }

    /// The address that an operation is sent to.
    #[must_use]
    pub fn url(&self, operation: &Operation) -> Url {
        match self
            .operation_base_urls
            .get(operation.id)
            .or(self.base_url.as_ref())
        {
            Some(base) => base.join(operation.path),
            None => BaseUrl::documented(operation).join(operation.path),
        }
    }

    /// Makes a request of the operation ready to be sent: address, key, content type.
    pub(crate) fn prepare(
        &self,
        request: &mut reqwest::Request,
        operation: &Operation,
    ) -> Result<(), TransportError> {
        let key = self
            .keys
            .of(operation.product)
            .ok_or(TransportError::NoKey(operation.product))?;
        let key = key.header()?;
        *request.url_mut() = self.url(operation);
        let headers = request.headers_mut();
        headers.remove(API_VERSION_HEADER);
        headers
            .entry(CONTENT_TYPE)
            .or_insert(HeaderValue::from_static("application/json"));
        headers.insert(API_KEY_HEADER, key);
        Ok(())
    }
}

/// Collects what a [`Transport`] is made of; [`build`](TransportBuilder::build) checks it.
#[derive(Clone, Default)]
pub struct TransportBuilder {
    keys: Keys,
    base_url: Option<String>,
    operation_base_urls: BTreeMap<&'static str, String>,
}

impl TransportBuilder {
    /// The key for every product that has none of its own.
    #[must_use]
    pub fn key(mut self, key: impl Into<ApiKey>) -> Self {
        self.keys.general = Some(key.into());
        self
    }

    /// The key for the operations of one product.
    #[must_use]
    pub fn product_key(mut self, product: Product, key: impl Into<ApiKey>) -> Self {
        self.keys.of_products.insert(product, key.into());
        self
    }

    /// Sends every operation to this address instead of its documented host. A path is kept as a prefix.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Sends one operation to this address, whatever the others do.
    #[must_use]
    pub fn operation_base_url(
        mut self,
        operation: &'static Operation,
        base_url: impl Into<String>,
    ) -> Self {
        self.operation_base_urls
            .insert(operation.id, base_url.into());
        self
    }

    /// Checks keys and addresses.
    ///
    /// # Errors
    /// When a key is empty or no header can carry it; when an address is not an absolute `https` URL of scheme, host,
    /// port and path, or a `http` one of the machine itself: a key is not sent over a line that others can read.
    pub fn build(self) -> Result<Transport, TransportError> {
        for key in self.keys.all() {
            key.check()?;
        }
        let base_url = self.base_url.as_deref().map(BaseUrl::parse).transpose()?;
        let operation_base_urls = self
            .operation_base_urls
            .iter()
            .map(|(id, url)| Ok((*id, BaseUrl::parse(url)?)))
            .collect::<Result<_, TransportError>>()?;
        Ok(Transport {
            keys: Arc::new(self.keys),
            base_url,
            operation_base_urls,
        })
    }
}

impl Debug for TransportBuilder {
    /// Shows nothing: before the check, an address may hold a password.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportBuilder").finish_non_exhaustive()
    }
}

/// Why a request cannot be sent as configured. Quotes neither key nor address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportError {
    /// A key is unfit for a header; says why.
    BadKey(&'static str),
    /// A base URL is unfit; says why.
    BadUrl(&'static str),
    /// There is no key for this product.
    NoKey(Product),
}

impl Display for TransportError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadKey(why) => write!(f, "the API key cannot be used: {why}"),
            Self::BadUrl(why) => write!(f, "the base URL cannot be used: {why}"),
            Self::NoKey(product) => write!(f, "there is no API key for the product {product}"),
        }
    }
}

impl Error for TransportError {}

#[cfg(test)]
mod tests;
