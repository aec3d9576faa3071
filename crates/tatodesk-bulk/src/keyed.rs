//! Keyed hashes of addresses and keys: they are found again, and say nothing without the ledger's secret. It uses no other module.

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// The hash of an address or key.
pub type Hash = [u8; 16];

/// Makes keyed hashes with the secret of a ledger.
#[derive(Clone)]
pub struct Hasher(Vec<u8>);

impl Hasher {
    /// Hashes with this secret.
    pub fn new(secret: Vec<u8>) -> Self {
        Self(secret)
    }

    /// The hash of a text.
    pub fn hash(&self, text: &str) -> Hash {
        // HMAC takes keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return Hash::default();
        };
        mac.update(text.as_bytes());
        let mut hash = Hash::default();
        hash.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        hash
    }
}
