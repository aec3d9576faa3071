//! API keys: which key a caller sent, and whether it opens a product.

use axum::http::{HeaderMap, StatusCode};

use crate::API_KEY;
use crate::spec::Operation;
use crate::spec::validate::{KEY_HEADER, Violation};
use crate::world::World;

/// The number of the key for all products.
pub(crate) const API_KEY_ID: i64 = 1;

impl World {
    /// The number of the key that came with a request. The sandbox checks the key first, so a caller without a key learns
    /// nothing about the body.
    pub(crate) fn key_of(
        &self,
        operation: &Operation,
        headers: &HeaderMap,
    ) -> Result<i64, Violation> {
        let unauthorized = |reason: String| Err(Violation::new(StatusCode::UNAUTHORIZED, reason));
        let Some(given) = headers.get(KEY_HEADER) else {
            return unauthorized("the TATODESK-API-KEY header is missing".to_owned());
        };
        if given.as_bytes() == API_KEY.as_bytes() {
            return Ok(API_KEY_ID);
        }
        let mut keys = self.keys.iter();
        match keys.find(|key| key.key.as_bytes() == given.as_bytes()) {
            Some(key) if key.opens(&operation.product) => Ok(key.id),
            Some(_) => unauthorized(format!(
                "the key does not open the product {}",
                operation.product
            )),
            None => unauthorized("the TATODESK-API-KEY header has an unknown key".to_owned()),
        }
    }
}
