//! A store that several parts of a program share. It uses `error`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Error;

/// Clones share one store, and one of them at a time uses it.
pub struct Shared<S>(Arc<Mutex<S>>);

impl<S> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<S> Shared<S> {
    /// Shares a store.
    pub fn new(store: S) -> Self {
        Self(Arc::new(Mutex::new(store)))
    }

    /// Waits until no other clone uses the store.
    pub fn lock(&self) -> MutexGuard<'_, S> {
        // A transaction that panicked was rolled back.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Send + 'static> Shared<S> {
    /// Uses the store on a thread that may block.
    ///
    /// # Errors
    /// Those of `act`, and when it panics.
    pub async fn blocking<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut S) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let shared = self.clone();
        let done = tokio::task::spawn_blocking(move || act(&mut shared.lock()));
        // The words of a panic may be personal.
        done.await
            .unwrap_or_else(|_| Err(Error::Store("the thread of the ledger panicked".into())))
    }
}
