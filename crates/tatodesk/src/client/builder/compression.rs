//! Which compressed answers the client asks for. Features `gzip` and `zstd`.

use super::Builder;
use crate::ContentEncoding;

impl Builder {
    /// The encodings that requests ask for in `Accept-Encoding`, the first one preferred. None of them asks for no compression.
    ///
    /// By default, requests to other machines ask for all that the program's features decode: [`docs::compression`] says what was
    /// measured. Requests to this machine ask for none. An answer that is compressed without being asked is decoded all the same.
    ///
    /// [`max_response_bytes`](Builder::max_response_bytes) bounds what is received, and also what it unpacks to.
    ///
    #[cfg_attr(feature = "gzip", doc = "```")]
    #[cfg_attr(not(feature = "gzip"), doc = "```ignore")]
    /// use tatodesk::{ContentEncoding, Tatodesk};
    ///
    /// let builder = Tatodesk::builder().accept_encoding([ContentEncoding::Gzip]);
    /// let plain = Tatodesk::builder().accept_encoding([]);
    /// ```
    ///
    /// [`docs::compression`]: crate::docs::compression
    pub fn accept_encoding(mut self, encodings: impl IntoIterator<Item = ContentEncoding>) -> Self {
        self.settings.accepted = Some(encodings.into_iter().collect());
        self
    }
}
