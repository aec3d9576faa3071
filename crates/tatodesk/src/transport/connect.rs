//! Why no connection was made: the words that errors, spans and metrics share. Their sources are read in `causes` and `proxy`.

use std::fmt;

/// Why no connection to a server was made. `Display` gives the word of `error.type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConnectCause {
    /// Its name does not resolve: `connect_unresolved`.
    Unresolved,
    /// It refused the connection: `connect_refused`.
    Refused,
    /// There is no way to it: `connect_unreachable`.
    Unreachable,
    /// It closed the connection before it was ready: `connect_closed`.
    Closed,
    /// The handshake of TLS failed: `tls_...`.
    Tls(TlsCause),
    /// Anything else: `connect`.
    Other,
}

/// Why a handshake of TLS failed. `Display` gives the word of `error.type`.
///
/// With the feature `native-tls` and without rustls, the system's TLS says why in its own words alone: then it is
/// [`Other`](TlsCause::Other), and [`Error::reason`](crate::Error::reason) has these words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TlsCause {
    /// The certificate is from an issuer that this client does not trust: `tls_unknown_issuer`.
    UnknownIssuer,
    /// The certificate is for another name: `tls_wrong_name`.
    WrongName,
    /// The certificate has expired, or this machine's clock is wrong: `tls_expired`.
    Expired,
    /// The certificate is not valid yet, or this machine's clock is wrong: `tls_not_valid_yet`.
    NotValidYet,
    /// The certificate has been revoked: `tls_revoked`. The verifiers of macOS and Windows may say so; elsewhere only a client that the
    /// caller gave revocation lists does.
    Revoked,
    /// The certificate is not accepted for another reason, or there is none: `tls_certificate`.
    Certificate,
    /// What answered does not speak TLS: `tls_not_spoken`.
    NotSpoken,
    /// Both sides have no version or cipher suite in common: `tls_nothing_in_common`.
    NothingInCommon,
    /// The server sent another alert: `tls_alert`.
    Alert,
    /// Anything else: `tls`.
    Other,
}

/// What a proxy did instead of making a connection. `Display` gives the word of `error.type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProxyCause {
    /// The proxy itself was not reached: `proxy_connect_refused`, `proxy_tls_unknown_issuer`, ...
    Connect(ConnectCause),
    /// It wants a user name and a password, or others (407 of an HTTP proxy): `proxy_sign_in`.
    SignIn,
    /// It made no connection: an HTTP proxy answered with another status (such as 403 or 502, which the HTTP client does not tell
    /// apart) or with no HTTP, or a SOCKS proxy does not allow it or failed: `proxy_no_tunnel`.
    NoTunnel,
    /// A SOCKS proxy says that it cannot reach the host, or that the host refused: `proxy_host_unreachable`.
    HostUnreachable,
    /// It closed or lost the connection: `proxy_closed`.
    Closed,
    /// It does not speak the protocol of such a proxy, or a part of it is missing: `proxy_protocol`.
    Protocol,
}

impl fmt::Display for ConnectCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unresolved => "connect_unresolved",
            Self::Refused => "connect_refused",
            Self::Unreachable => "connect_unreachable",
            Self::Closed => "connect_closed",
            Self::Tls(cause) => return cause.fmt(f),
            Self::Other => "connect",
        })
    }
}

impl fmt::Display for TlsCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownIssuer => "tls_unknown_issuer",
            Self::WrongName => "tls_wrong_name",
            Self::Expired => "tls_expired",
            Self::NotValidYet => "tls_not_valid_yet",
            Self::Revoked => "tls_revoked",
            Self::Certificate => "tls_certificate",
            Self::NotSpoken => "tls_not_spoken",
            Self::NothingInCommon => "tls_nothing_in_common",
            Self::Alert => "tls_alert",
            Self::Other => "tls",
        })
    }
}

impl fmt::Display for ProxyCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect(cause) => return write!(f, "proxy_{cause}"),
            Self::SignIn => "proxy_sign_in",
            Self::NoTunnel => "proxy_no_tunnel",
            Self::HostUnreachable => "proxy_host_unreachable",
            Self::Closed => "proxy_closed",
            Self::Protocol => "proxy_protocol",
        })
    }
}
