//! Keyed hashes of addresses and keys: they are found again, and say nothing without the ledger's secret. It uses no other module.

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// The hash of an address or key.
pub type Hash = [u8; 16];

/// Makes keyed hashes with the secret of a ledger.
#[derive(Clone)]
pub struct Hasher(Option<Hmac<Sha256>>);

impl Hasher {
    /// Hashes with this secret.
    pub fn new(secret: &[u8]) -> Self {
        // HMAC takes keys of any length.
        Self(Hmac::new_from_slice(secret).ok())
    }

    /// The hash of a text.
    pub fn hash(&self, text: &str) -> Hash {
        let mut hash = Hash::default();
        if let Some(mut mac) = self.0.clone() {
            mac.update(text.as_bytes());
            hash.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        }
        hash
    }
}
