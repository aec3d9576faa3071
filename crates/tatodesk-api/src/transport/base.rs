//! An address that operations are sent to: checked once, so that a key never travels where others can read it.
use super::TransportError;
use crate::operation::Operation;
use std::fmt::{self, Debug, Formatter};
use url::{Host, Url};

/// A checked base address: scheme, host, port and path.
///
/// The path stays in front of each operation's path.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Checks an address.
    ///
    /// # Errors
    /// [`TransportError::BadUrl`] when it is not an absolute `https` URL, or a `http` one of the machine itself
    /// (`localhost`, `127.0.0.0/8`, `::1`); or when it has a user name, password, query or fragment.
    pub fn parse(text: &str) -> Result<Self, TransportError> {
        let url = Url::parse(text.trim()).map_err(|_| {
            TransportError::BadUrl("it is not an absolute URL such as https://api.example.com")
        })?;
        Self::check(&url).map_err(TransportError::BadUrl)?;
        Ok(Self(url))
    }

    fn check(url: &Url) -> Result<(), &'static str> {
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(url) => {}
            "http" => {
                return Err("a key travels over plain http only to the machine itself; use https");
            }
            _ => return Err("its scheme is neither https nor http"),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it has a user name or password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("it has a query or a fragment");
        }
        Ok(())
    }

    /// The host that the operation is documented on.
    pub(super) fn documented(operation: &Operation) -> Self {
        Self::parse(operation.server).expect("the lint of the spec lets only https hosts pass")
    }

    /// The address of a path below this one.
    pub(super) fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let prefix = self.0.path().trim_end_matches('/');
        url.set_path(&format!("{prefix}{path}"));
        url
    }

    /// Whether the address is the machine itself.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The address.
    #[must_use]
    pub fn as_url(&self) -> &Url {
        &self.0
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl Debug for BaseUrl {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_goes_anywhere_and_http_only_to_the_machine_itself() {
        for url in [
            "https://api.example.com",
            "https://10.0.0.1:8443/tatodesk/",
            "http://localhost:8080",
            "http://LOCALHOST",
            "http://127.0.0.1",
            "http://127.255.3.4:80/x",
            "http://[::1]:9",
            " http://127.1 ",
        ] {
            assert!(BaseUrl::parse(url).is_ok(), "{url}");
        }
        for url in [
            "http://api.example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://128.0.0.1",
            "http://0.0.0.0",
            "http://[::ffff:127.0.0.1]",
            "http://[fe80::1]",
            "ftp://127.0.0.1",
            "file:///etc",
            "mailto:marina@example.com",
            "https://user@api.example.com",
            "https://:secret@api.example.com",
            "https://api.example.com/?a=b",
            "https://api.example.com/#here",
            "api.example.com",
            "/dl/pa",
            "",
        ] {
            let error = BaseUrl::parse(url).unwrap_err();
            assert!(matches!(error, TransportError::BadUrl(_)), "{url}");
            assert!(!error.to_string().contains("secret"));
        }
    }

    #[test]
    fn a_path_is_kept_as_a_prefix() {
        let join = |base: &str| BaseUrl::parse(base).unwrap().join("/dl/pa/x").to_string();
        assert_eq!(join("https://example.com"), "https://example.com/dl/pa/x");
        assert_eq!(join("https://example.com/"), "https://example.com/dl/pa/x");
        assert_eq!(
            join("https://example.com:8443/a/b"),
            "https://example.com:8443/a/b/dl/pa/x"
        );
        assert_eq!(
            join("https://example.com/a%20b//"),
            "https://example.com/a%20b/dl/pa/x"
        );
    }
}
