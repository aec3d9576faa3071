//! The hooks that every generated function calls, and that the hand-written entries call in the same order.
use super::Transport;
use crate::generated::client::Client;
use crate::operation::Operation;
use progenitor_client::{ClientHooks, ClientInfo, Error, OperationInfo};

impl ClientHooks<Transport> for Client {
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        info: &OperationInfo,
    ) -> Result<(), Error<E>> {
        let operation = Operation::of_generated(info.operation_id).ok_or_else(|| {
            Error::InvalidRequest("the operation is not in the operation table".to_owned())
        })?;
        let prepared = self.inner().prepare(request, operation);
        prepared.map_err(|error| Error::InvalidRequest(error.to_string()))
    }
}

impl Client {
    /// A client that sends through `http` with the keys and addresses of `transport`.
    ///
    /// Redirects, retries, time limits and TLS are `http`'s: a redirect would carry the key to another host, so build it
    /// with [`redirect::Policy::none`](reqwest::redirect::Policy::none).
    #[must_use]
    pub fn with_transport(http: reqwest::Client, transport: Transport) -> Self {
        // The hook puts each operation's own address in place of this one.
        Self::new_with_client("https://api.tatodesk.com", http, transport)
    }

    /// The keys and addresses that this client sends with.
    #[must_use]
    pub fn transport(&self) -> &Transport {
        self.inner()
    }
}
