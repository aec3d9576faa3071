//! What a proxy did instead of making a connection, by what the connector says of it.
//!
//! The connector's types for this are private and have fixed texts, by which they are known here. What is printed are words of
//! our own.

use std::{error::Error as StdError, io::ErrorKind};

use crate::transport::{
    causes::{Known, UNRESOLVED, chain, io_cause, known_cause},
    connect::{ConnectCause, ProxyCause},
};

/// A cause, and the words to put behind "the proxy".
type Failure = (ProxyCause, String);

const CLOSED: &str = "closed the connection without an answer";
const WANTS_SIGN_IN: &str =
    "does not let this client in: it wants a user name and a password, or others";

/// What the proxy did, if the proxy is what failed.
pub(crate) fn proxy_failure(error: &(dyn StdError + 'static)) -> Option<Failure> {
    let mut causes = chain(error);
    while let Some(cause) = causes.next() {
        match cause.to_string().as_str() {
            "error connecting to socks proxy" => return socks_failure(causes.next()?),
            text => {
                if let Some(what) = text.strip_prefix("tunnel error: ") {
                    return tunnel_failure(what, error);
                }
            }
        }
    }
    None
}

/// What became of `CONNECT` to a proxy that speaks HTTP.
fn tunnel_failure(what: &str, error: &(dyn StdError + 'static)) -> Option<Failure> {
    let (cause, words) = match what {
        "failed to create underlying connection" => return Some(unreachable(known_cause(error))),
        "io error establishing tunnel" => return Some(lost(known_cause(error))),
        "unexpected end of file" => (ProxyCause::Closed, CLOSED),
        "proxy authorization required" => (
            ProxyCause::SignIn,
            "does not let this client in: it wants a user name and a password, or others (HTTP 407)",
        ),
        "proxy response headers too long" => {
            (ProxyCause::Protocol, "gave an answer that is too long")
        }
        "unsuccessful" => (
            ProxyCause::NoTunnel,
            "refused to make it, or does not speak HTTP",
        ),
        _ => return None,
    };
    Some((cause, words.to_owned()))
}

/// What became of the handshake with a proxy that speaks SOCKS.
fn socks_failure(error: &(dyn StdError + 'static)) -> Option<Failure> {
    let text = error.to_string();
    let (cause, words) = match text.strip_prefix("SOCKS error: ")? {
        "failed to create underlying connection" => return Some(unreachable(inner_cause(error))),
        "io error during SOCKS handshake" => (ProxyCause::Closed, CLOSED),
        "failed parsing server response" => {
            (ProxyCause::Protocol, "does not speak this version of SOCKS")
        }
        "failed serialize request" => (
            ProxyCause::Protocol,
            "cannot be given so long a user name, password or host",
        ),
        "server does not support user/pass authentication"
        | "server implements authentication incorrectly"
        | "credentials not accepted"
        | "server ident service failed"
        | "server ident service did not recognise client identifier" => {
            (ProxyCause::SignIn, WANTS_SIGN_IN)
        }
        "IPV6 is not supported" => (
            ProxyCause::Protocol,
            "cannot be asked for an IPv6 address, since SOCKS4 has none",
        ),
        "connection not allowed" => (ProxyCause::NoTunnel, "does not allow it"),
        "connection refused" => (ProxyCause::HostUnreachable, "was refused by the host"),
        "host unreachable" | "network unreachable" | "ttl expired" => {
            (ProxyCause::HostUnreachable, "cannot reach the host")
        }
        "general server failure" | "server failed to execute command" => {
            (ProxyCause::NoTunnel, "failed to make it")
        }
        "command not supported" | "address type not supported" => {
            (ProxyCause::Protocol, "does not support it")
        }
        _ => return None,
    };
    Some((cause, words.to_owned()))
}

fn unreachable(known: Option<Known>) -> Failure {
    let cause = known.as_ref().map_or(ConnectCause::Other, |known| known.0);
    let words = format!("cannot be reached{}", in_brackets(known));
    (ProxyCause::Connect(cause), words)
}

fn lost(known: Option<Known>) -> Failure {
    let words = format!("lost the connection{}", in_brackets(known));
    (ProxyCause::Closed, words)
}

fn in_brackets(known: Option<Known>) -> String {
    known.map_or_else(String::new, |(_, words)| format!(" ({words})"))
}

/// An error of SOCKS has its cause in `Debug` alone.
fn inner_cause(error: &(dyn StdError + 'static)) -> Option<Known> {
    let shown = format!("{error:?}");
    if shown.contains("\"dns error\"") {
        return Some((ConnectCause::Unresolved, UNRESOLVED.to_owned()));
    }
    let kinds = [
        ErrorKind::ConnectionRefused,
        ErrorKind::ConnectionReset,
        ErrorKind::HostUnreachable,
        ErrorKind::NetworkUnreachable,
        ErrorKind::PermissionDenied,
    ];
    let kind = kinds
        .into_iter()
        .find(|kind| shown.contains(&format!("kind: {kind:?}")))?;
    Some((io_cause(kind), kind.to_string()))
}
