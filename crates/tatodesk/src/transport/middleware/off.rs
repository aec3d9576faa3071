//! The twin of the layers where the feature `tower-0-5` is off: there are none.

use std::{convert::Infallible, error::Error as StdError};

use reqwest::{Request, Response};

use crate::transport::evidence::{BoxError, RequestTracker};

/// The layers that a client is given.
#[derive(Clone, Default)]
pub(crate) struct Layers;

impl Layers {
    pub(crate) fn around<F>(
        &self,
        _send: impl Fn(RequestTracker, Request) -> F + Clone + Send + Sync + 'static,
    ) -> Option<Layered>
    where
        F: Future<Output = Result<Response, BoxError>> + Send + 'static,
    {
        None
    }
}

/// A client with layers around it, which cannot exist here.
pub(crate) struct Layered(Infallible);

impl Layered {
    #[allow(clippy::unused_async, reason = "its twin waits")]
    pub(crate) async fn send(
        &self,
        _tracker: RequestTracker,
        _request: Request,
    ) -> Result<Response, BoxError> {
        match self.0 {}
    }
}

/// Whether the time of a layer ran out.
pub(crate) fn is_elapsed(_error: &(dyn StdError + 'static)) -> bool {
    false
}
