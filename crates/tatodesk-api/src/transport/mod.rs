//! How a request gets to its host: which key it carries, and to which address it goes.
//!
//! It uses `operation`, and the generated client uses it. The facade and other programs configure it.

mod base;
mod client;
mod key;
mod mask;
mod targets;

pub use base::BaseUrl;
pub use key::ApiKey;
pub use mask::KeyMask;

use crate::operation::{Operation, Product};
use http::Method;
use http::header::{ACCEPT, HeaderName, HeaderValue};
use key::Keys;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::sync::Arc;
use targets::Target;
use url::Url;

/// The header that carries the API key.
pub const API_KEY_HEADER: HeaderName = HeaderName::from_static("tatodesk-api-key");

/// The media type of requests and answers.
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// How many headers most requests have in the end, so that their table is made once.
const USUAL_HEADERS: usize = 6;

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
#[derive(Clone)]
pub struct Transport {
    keys: Arc<Keys>,
    targets: Arc<[Target]>,
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
    pub fn url(&self, operation: &Operation) -> &Url {
        &self.target(operation).url
    }

    /// The host of that address, without its port.
    #[must_use]
    pub fn host(&self, operation: &Operation) -> &Arc<str> {
        &self.target(operation).host
    }

    /// The header `Host` of that address: with its port, unless that is the scheme's own.
    ///
    /// The HTTP client makes it for each request that has none.
    // It is for `tatodesk`. The type of the crate `http` is not a part of this API.
    #[doc(hidden)]
    #[must_use]
    pub fn host_header(&self, operation: &Operation) -> &HeaderValue {
        &self.target(operation).host_header
    }

    /// Whether that address is the machine itself.
    #[must_use]
    pub fn is_loopback(&self, operation: &Operation) -> bool {
        self.target(operation).is_loopback
    }

    fn target(&self, operation: &Operation) -> &Target {
        &self.targets[operation.index]
    }

    /// A request of the operation with address, key and `Accept`, and as yet without a body.
    pub(crate) fn request(
        &self,
        operation: &Operation,
    ) -> Result<reqwest::Request, TransportError> {
        let target = self.target(operation);
        let key = target.key.clone();
        let key = key.ok_or(TransportError::NoKey(operation.product))?;
        let mut request = reqwest::Request::new(Method::POST, target.url.clone());
        let headers = request.headers_mut();
        // With what the HTTP client adds.
        headers.reserve(USUAL_HEADERS);
        headers.insert(ACCEPT, JSON);
        headers.insert(API_KEY_HEADER, key);
        Ok(request)
    }
}

impl Debug for Transport {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("keys", &self.keys)
            .finish_non_exhaustive()
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
        let targets = targets::of_all(&self.keys, base_url.as_ref(), &operation_base_urls)?;
        Ok(Transport {
            keys: Arc::new(self.keys),
            targets,
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
