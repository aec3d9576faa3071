//! An API key: a secret that shows itself to nobody but the request's header.
use super::TransportError;
use http::HeaderValue;
use std::fmt::{self, Debug, Formatter};
use zeroize::Zeroizing;

/// An API key.
///
/// `Debug` does not show it, and its memory is wiped when it is dropped; the copies that go into requests' headers are
/// only marked as sensitive. Whether it is fit for a header is checked where it is put to use, in
/// [`TransportBuilder::build`](super::TransportBuilder::build).
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

    /// The key as a header's value that logs and `Debug` leave out.
    pub(super) fn header(&self) -> Result<HeaderValue, TransportError> {
        const UNFIT: TransportError =
            TransportError::BadKey("it has a character that an HTTP header cannot carry");
        // Bytes beyond ASCII would travel, and be read in whatever encoding the server takes them for.
        if !self.0.is_ascii() {
            return Err(UNFIT);
        }
        let mut value = HeaderValue::from_str(&self.0).map_err(|_| UNFIT)?;
        value.set_sensitive(true);
        Ok(value)
    }
}

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
