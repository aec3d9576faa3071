//! What is reqwest's own: the caller's changes to the HTTP client, and a client of theirs. Feature `reqwest-0-13`.

use std::sync::Arc;

use reqwest::ClientBuilder;

use super::Builder;

impl Builder {
    /// Changes the HTTP client underneath: proxies, pool, local address, TLS.
    ///
    /// It is called twice, since calls to this machine have a client of their own that uses no proxy, and twice more for the first
    /// `send_blocking`, which has connections of its own. Redirects and reqwest's own retries stay off whatever it sets. The TLS
    /// settings of rustls are complete already, so reqwest's own root certificates have no effect: give yours to
    /// [`root_certificates`](Builder::root_certificates), or replace all of TLS with `tls_backend_preconfigured`.
    /// [`docs::own_transport`](crate::docs::own_transport) shows all ways. Calling it again changes further what the changes before
    /// have made.
    ///
    /// ```
    /// # use std::time::Duration;
    /// let builder = tatodesk::Tatodesk::builder()
    ///     .http_client(|client| client.tcp_keepalive(Duration::from_secs(15)).pool_max_idle_per_host(4));
    /// ```
    pub fn http_client(
        mut self,
        change: impl Fn(ClientBuilder) -> ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.settings.customize = Some(match self.settings.customize.take() {
            Some(first) => Arc::new(move |client| change(first(client))),
            None => Arc::new(change),
        });
        self
    }

    /// Sends through this HTTP client, exactly as it is, instead of one of our own.
    ///
    /// TLS, proxies (for this machine, too), time for connecting, redirects and retries are then what it was built with.
    /// Build it with [`redirect::Policy::none`](reqwest::redirect::Policy::none): reqwest's default follows redirects, and the
    /// key goes with them. Two things hold for every client: no body is sent twice, since none can be copied, and the answer of
    /// another address that a redirect led to is an error of unknown outcome. An answer that a followed redirect brought from the
    /// same address cannot be told from the call's own, and "not sent" is only as reliable as your client's `is_connect()`. The
    /// client's connections serve `send_blocking` as well: do not mix that with `send` on a runtime that does not run all the time. Prefer
    /// [`http_client`](Builder::http_client), which cannot be combined with this;
    /// [`docs::own_transport`](crate::docs::own_transport) shows how to do without.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tatodesk::{Tatodesk, reqwest};
    ///
    /// let client = reqwest::Client::builder()
    ///     .redirect(reqwest::redirect::Policy::none())
    ///     .retry(reqwest::retry::never())
    ///     .connect_timeout(Duration::from_secs(5))
    ///     .build()?;
    /// let tatodesk = Tatodesk::builder().api_key("key").reqwest_client(client).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reqwest_client(mut self, client: reqwest::Client) -> Self {
        self.settings.finished = Some(client);
        self
    }
}
