//! Decides which requests the sandbox accepts. A web page of another site can make a browser send requests to a port of this
//! machine. The headers `Host`, `Origin` and `Sec-Fetch-Site` show such requests.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr as _;

use axum::extract::Request;
use axum::http::header::{HOST, HeaderValue, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{Method, StatusCode, Version};

/// A text that is not a host.
///
/// [`Builder::allow_host`](crate::Builder::allow_host) takes a name or an address alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadHost(String);

impl fmt::Display for BadHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        write!(
            f,
            "{text:?} is no host: give a name or an address, without a scheme and without a port"
        )
    }
}

impl std::error::Error for BadHost {}

/// A text that is not the origin of a web page.
///
/// [`Builder::allow_origin`](crate::Builder::allow_origin) takes a scheme, a host and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadOrigin(String);

impl fmt::Display for BadOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        write!(
            f,
            "{text:?} is no origin: give http:// or https:// and a host, and a port if it is not the default one, without a path"
        )
    }
}

impl std::error::Error for BadOrigin {}

/// Why a request was refused: a status, and a sentence for people.
pub(crate) type HostRefusal = (StatusCode, &'static str);

const NO_HOST: HostRefusal = (
    StatusCode::BAD_REQUEST,
    "a request has exactly one Host header",
);
const FOREIGN_HOST: HostRefusal = (
    StatusCode::FORBIDDEN,
    "the Host header names a host that is not the sandbox's: it accepts loopback names and addresses, and those of --allow-host",
);
const FOREIGN_ORIGIN: HostRefusal = (
    StatusCode::FORBIDDEN,
    "a web page of another origin sent this request: --allow-origin lets its pages call operations, and --allow-host lets them control the sandbox",
);

/// A host of this machine, or one that was allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Host {
    Address(IpAddr),
    /// In lower case, and without the dot that may end it.
    Name(String),
}

impl Host {
    /// Reads a host; an IPv6 address may stand in brackets, as URLs have it.
    fn read(text: &str) -> Self {
        let address = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(text);
        match address.parse::<IpAddr>() {
            Ok(address) => Self::Address(address.to_canonical()),
            Err(_) => {
                let name = text.strip_suffix('.').unwrap_or(text);
                Self::Name(name.to_ascii_lowercase())
            }
        }
    }

    /// Whether it is an address, or a name of letters, digits, dots, hyphens and underscores.
    fn is_valid(&self) -> bool {
        let in_name = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b'_');
        match self {
            Self::Address(_) => true,
            Self::Name(name) => !name.is_empty() && name.bytes().all(in_name),
        }
    }

    /// Whether it always leads to this machine: RFC 6761 keeps `localhost` and the names below it for that.
    fn is_loopback(&self) -> bool {
        match self {
            Self::Address(address) => address.is_loopback(),
            Self::Name(name) => name == "localhost" || name.ends_with(".localhost"),
        }
    }
}

/// A host and its port.
type HostPort = (Host, u16);

/// The scheme of a web page, and where it comes from.
type Origin = (&'static str, HostPort);

/// Reads `host` or `host:port`; nothing else.
fn host_port(text: &str, default_port: u16) -> Option<HostPort> {
    let authority = Authority::from_str(text).ok()?;
    let host = authority.host();
    // A host with a user name before it is refused too.
    let port = match text.strip_prefix(host)?.strip_prefix(':') {
        Some(port) => port.parse().ok()?,
        None if text == host => default_port,
        None => return None,
    };
    Some((Host::read(host), port))
}

/// The hosts and origins that the sandbox accepts, beside the loopback hosts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hosts {
    /// The addresses at which it listens.
    own: Vec<Host>,
    /// Hosts that the user allowed, with any port.
    allowed: Vec<Host>,
    /// Origins whose pages may call operations.
    origins: Vec<Origin>,
}

impl Hosts {
    /// Allows one more host.
    pub(crate) fn allow(&mut self, text: &str) -> Result<(), BadHost> {
        let host = Host::read(text);
        if !host.is_valid() {
            return Err(BadHost(text.to_owned()));
        }
        self.allowed.push(host);
        Ok(())
    }

    /// Lets the pages of one more origin call operations.
    pub(crate) fn allow_origin(&mut self, text: &str) -> Result<(), BadOrigin> {
        match read_origin(text) {
            Some(origin) if origin.1.0.is_valid() => {
                self.origins.push(origin);
                Ok(())
            }
            _ => Err(BadOrigin(text.to_owned())),
        }
    }

    /// Adds an address at which the sandbox listens. No caller names the unspecified address.
    pub(crate) fn listen(&mut self, address: IpAddr) {
        if !address.is_unspecified() {
            self.own.push(Host::Address(address.to_canonical()));
        }
    }

    /// Whether a request may reach the control API or the pages. A link of another site may lead to a page.
    pub(crate) fn check(&self, request: &Request, is_page: bool) -> Result<(), HostRefusal> {
        let host = self.host(request)?;
        let mut origins = request.headers().get_all(ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => {}
            (Some(origin), None) => {
                let origin = origin.to_str().ok().and_then(read_origin);
                let (scheme, place) = origin.ok_or(FOREIGN_ORIGIN)?;
                if self.allowed.contains(&place.0) {
                    return Ok(());
                }
                if scheme != "http" || Some(place) != host {
                    return Err(FOREIGN_ORIGIN);
                }
            }
            _ => return Err(FOREIGN_ORIGIN),
        }
        // Browsers send no `Origin` with most GET requests, but say how they came to send them.
        if is_of_its_own_page(request) || (is_page && is_link(request)) {
            return Ok(());
        }
        Err(FOREIGN_ORIGIN)
    }

    /// Whether a request may reach an operation.
    ///
    /// Operations need a key in a header, which the browser does not let a page of another site send. But a page whose name was
    /// made to resolve to this machine can send it, and a page can use up faults without a key. Programs send none of these
    /// headers, and call the sandbox by any name. The proxy of a page under development does too.
    pub(crate) fn check_operation(&self, request: &Request) -> Result<(), HostRefusal> {
        // A browser sends no `Origin` with GET, and no operation is a GET.
        if request.headers().contains_key(ORIGIN) || request.method() != Method::POST {
            self.host(request)?;
        }
        if is_of_its_own_page(request) || self.allowed_origin(request).is_some() {
            return Ok(());
        }
        Err(FOREIGN_ORIGIN)
    }

    /// The `Origin` header of a request, if the user allowed this origin.
    pub(crate) fn allowed_origin(&self, request: &Request) -> Option<HeaderValue> {
        let mut headers = request.headers().get_all(ORIGIN).iter();
        let (Some(header), None) = (headers.next(), headers.next()) else {
            return None;
        };
        let origin = read_origin(header.to_str().ok()?)?;
        self.origins.contains(&origin).then(|| header.clone())
    }

    /// The host that a request names, which must be the sandbox's own. Only a request of HTTP/1.0 may name none: browsers send
    /// later versions.
    fn host(&self, request: &Request) -> Result<Option<HostPort>, HostRefusal> {
        // A caller that writes the whole URL in the request line names the host twice.
        if let Some(authority) = request.uri().authority() {
            self.own_host(authority.as_str())?;
        }
        let mut hosts = request.headers().get_all(HOST).iter();
        match (hosts.next(), hosts.next()) {
            (Some(host), None) => {
                let host = host.to_str().map_err(|_| FOREIGN_HOST)?;
                self.own_host(host).map(Some)
            }
            (None, None) if request.version() == Version::HTTP_10 => Ok(None),
            _ => Err(NO_HOST),
        }
    }

    fn own_host(&self, text: &str) -> Result<HostPort, HostRefusal> {
        let place = host_port(text, 80).ok_or(FOREIGN_HOST)?;
        let (host, _) = &place;
        if host.is_loopback() || self.own.contains(host) || self.allowed.contains(host) {
            return Ok(place);
        }
        Err(FOREIGN_HOST)
    }
}

/// Reads an origin. `null` is none.
fn read_origin(text: &str) -> Option<Origin> {
    let (scheme, rest) = text.split_once("://")?;
    let (scheme, default_port) = match scheme {
        "http" => ("http", 80),
        "https" => ("https", 443),
        _ => return None,
    };
    Some((scheme, host_port(rest, default_port)?))
}

/// Whether the request comes from a page of the sandbox, or from a caller that is no web page.
fn is_of_its_own_page(request: &Request) -> bool {
    let by_itself = |site: &HeaderValue| site == "same-origin" || site == "none";
    let mut sites = request.headers().get_all("sec-fetch-site").iter();
    sites.all(by_itself)
}

/// Whether a request follows a link to the page as a document of its own, not inside another page.
fn is_link(request: &Request) -> bool {
    let says = |name: &str, value: &str| {
        let mut all = request.headers().get_all(name).iter();
        all.next().is_some_and(|it| it == value) && all.next().is_none()
    };
    matches!(*request.method(), Method::GET | Method::HEAD)
        && says("sec-fetch-mode", "navigate")
        && says("sec-fetch-dest", "document")
}
