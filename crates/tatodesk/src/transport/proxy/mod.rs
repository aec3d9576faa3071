//! The proxies of an HTTP client: their names, for messages, and the variables that name them. reqwest alone chooses the way. The
//! clients and the routes use it.

pub(crate) mod failures;
pub(crate) mod variables;

use std::{fmt, sync::Arc};

use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use reqwest::{Client, ClientBuilder, Url};

use crate::client::config_error::ConfigError;

/// The proxies of one client, as far as they can be known.
#[derive(Clone, Default)]
pub(crate) struct Proxies {
    matcher: Option<Arc<Matcher>>,
    /// Whether each request that the matcher takes really goes through the proxy.
    certain: bool,
}

/// The proxy of one request, by its host and port. Its user name and password are left out.
#[derive(Clone)]
pub(crate) struct Proxy {
    name: String,
    /// Whether the request certainly goes through it, even if no error says so.
    pub(crate) certain: bool,
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Proxies {
    /// Those of a client that `builder` made: the caller's own, else those of the environment, unless the caller has switched
    /// them off. `remote` are the addresses that it is for.
    ///
    /// reqwest tells this only by `Debug`, which shows the addresses of proxies without user names and passwords.
    pub(crate) fn of(
        builder: &Shown,
        client: &Client,
        remote: &[Url],
    ) -> Result<Self, ConfigError> {
        if builder.has_proxies() {
            return Ok(builder.proxies());
        }
        if !Shown::client(client).has_proxies() {
            return Ok(Self::default());
        }
        let matcher = variables::matcher(|name| std::env::var_os(name), remote)?;
        Ok(Self {
            matcher: Some(Arc::new(matcher)),
            certain: true,
        })
    }

    /// Those of a finished client.
    pub(crate) fn of_finished(client: &Client) -> Self {
        Shown::client(client).proxies()
    }

    /// The proxy of a request to `url`.
    pub(crate) fn proxy(&self, url: &Url) -> Option<Proxy> {
        let proxy = intercept(self.matcher.as_deref()?, url)?;
        let (host, port) = (proxy.uri().host()?, proxy.uri().port());
        Some(Proxy {
            name: port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")),
            certain: self.certain,
        })
    }
}

fn intercept(matcher: &Matcher, url: &Url) -> Option<Intercept> {
    matcher.intercept(&url.as_str().parse().ok()?)
}

/// What `Debug` of a client or of its builder shows of its proxies.
pub(crate) struct Shown(String);

impl Shown {
    pub(crate) fn builder(builder: &ClientBuilder) -> Self {
        Self::new(&format!("{builder:?}"))
    }

    fn client(client: &Client) -> Self {
        Self::new(&format!("{client:?}"))
    }

    fn new(text: &str) -> Self {
        // The headers come after the proxies, and may hold any text.
        let end = text.find("default_headers").unwrap_or(text.len());
        let start = text[..end].find("proxies: [").unwrap_or(end);
        Self(text[start..end].to_owned())
    }

    fn has_proxies(&self) -> bool {
        !self.0.is_empty()
    }

    fn proxies(&self) -> Proxies {
        let matcher = Matcher::builder()
            .http(self.only_address("http: Intercept { uri: "))
            .https(self.only_address("https: Intercept { uri: "));
        // A function of the caller is shown as `_`.
        let excepts = ["no: ", "[_", ", _"];
        Proxies {
            matcher: Some(Arc::new(matcher.build())),
            certain: !excepts.iter().any(|mark| self.0.contains(mark)),
        }
    }

    /// The address behind this mark, if all of them are the same.
    fn only_address(&self, mark: &str) -> &str {
        let mut addresses = self.0.split(mark).skip(1);
        let mut next = || addresses.next()?.split(' ').next();
        let first = next().unwrap_or_default();
        match std::iter::from_fn(next).all(|other| other == first) {
            true => first,
            false => "",
        }
    }
}

#[cfg(test)]
mod tests;
