//! An API key: a secret that only the request's header shows.
use super::TransportError;
use crate::operation::Product;
use bytes::Bytes;
use http::HeaderValue;
use std::collections::BTreeMap;
use std::fmt::{self, Debug, Formatter};
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// An API key.
///
/// `Debug` does not show it. Its memory is wiped when it is dropped, and so is that of the headers made from it, which are
/// marked as sensitive; what the HTTP client copies into its buffers is beyond reach. Whether it is fit for a header is
/// checked where it is put to use, in [`TransportBuilder::build`](super::TransportBuilder::build).
///
/// ```
/// use tatodesk_api::transport::ApiKey;
///
/// let key = ApiKey::from("00000000-0000-4000-8000-000000000001");
/// assert_eq!(format!("{key:?}"), "ApiKey(..)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(Zeroizing<String>);

impl ApiKey {
    /// Checks that the key is not empty and that a header can carry it.
    ///
    /// # Errors
    /// [`TransportError::BadKey`], which says what is wrong with it, never what it is.
    pub fn check(&self) -> Result<(), TransportError> {
        if self.0.is_empty() {
            return Err(TransportError::BadKey("it is empty"));
        }
        if self.0.trim() != self.0.as_str() {
            return Err(TransportError::BadKey("it begins or ends with white space"));
        }
        self.header().map(|_| ())
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// The key as a header's value that logs and `Debug` leave out.
    pub(super) fn header(&self) -> Result<HeaderValue, TransportError> {
        const UNFIT: TransportError =
            TransportError::BadKey("it has a character that an HTTP header cannot carry");
        // Bytes beyond ASCII would travel, and be read in whatever encoding the server takes them for.
        if !self.0.is_ascii() {
            return Err(UNFIT);
        }
        // The header's bytes are those of a copy that is wiped when the last clone of the header goes.
        let bytes = Bytes::from_owner(self.0.clone());
        let mut value = HeaderValue::from_maybe_shared(bytes).map_err(|_| UNFIT)?;
        value.set_sensitive(true);
        Ok(value)
    }
}

/// The keys of one client.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    /// For every product without a key of its own.
    pub(super) general: Option<ApiKey>,
    pub(super) of_products: BTreeMap<Product, ApiKey>,
}

impl Keys {
    /// The key for the operations of a product.
    pub(super) fn of(&self, product: Product) -> Option<&ApiKey> {
        self.of_products.get(&product).or(self.general.as_ref())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &ApiKey> {
        self.general.iter().chain(self.of_products.values())
    }
}

// Its only member is wiped by `Zeroizing`.
impl ZeroizeOnDrop for ApiKey {}

impl From<String> for ApiKey {
    fn from(key: String) -> Self {
        Self(Zeroizing::new(key))
    }
}

impl From<&str> for ApiKey {
    fn from(key: &str) -> Self {
        key.to_owned().into()
    }
}

impl Debug for ApiKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_that_a_header_cannot_carry_is_refused() {
        for key in [
            "",
            " ",
            "a ",
            "\tb",
            "key\n",
            "two\r\nlines",
            "chave-não",
            "nul\0",
        ] {
            assert!(
                matches!(ApiKey::from(key).check(), Err(TransportError::BadKey(_))),
                "{key:?}"
            );
        }
        assert_eq!(ApiKey::from("a-b c").check(), Ok(()));
    }

    #[test]
    fn a_key_is_wiped_wherever_it_lies() {
        fn wiped<T: ZeroizeOnDrop>(_: &T) {}

        let ApiKey(inside) = ApiKey::from("key-1");
        wiped(&inside);
        // The text that a program hands over is the one that is wiped, not a copy of it.
        let text = "key-1".to_owned();
        let address = text.as_ptr();
        let key = ApiKey::from(text);
        wiped(&key);
        assert_eq!(key.0.as_ptr(), address);
        // A clone of a header shares the bytes: there is one copy to wipe.
        let header = key.header().unwrap();
        let clone = header.clone();
        assert!(clone.is_sensitive());
        assert_eq!(header.as_bytes().as_ptr(), clone.as_bytes().as_ptr());
    }

    proptest! {
        #[test]
        fn no_key_is_shown(key in "[a-zA-Z0-9-]{6,40}") {
            let key_shown = key.clone();
            let key = ApiKey::from(key);
            let header = key.header().unwrap();
            let error = ApiKey::from(format!("{key_shown}\n")).check().unwrap_err();
            let shown = format!("{key:?} {header:?} {error:?} {error}");
            prop_assert!(!shown.contains(&key_shown), "{}", shown);
            prop_assert_eq!(header.to_str().unwrap(), key_shown);
        }
    }
}
