//! Proxies of every kind: what passes through them, and what is said of one that fails.

use std::net::SocketAddr;

use crate::{
    connections::certificates::Secure,
    connections::proxy::{Deed, SIGN_IN, start},
    server::Closed,
};
use tatodesk::{
    Cause, ConnectCause, Error, Outcome, Peer, ProxyCause, Tatodesk, TimeoutCause, TlsCause,
    reqwest::{
        NoProxy, Proxy,
        dns::{Addrs, Name, Resolve, Resolving},
    },
};

/// The host that only proxies know.
const HOST: &str = "tatodesk.invalid";

/// Knows this machine and no other.
struct Localhost;

impl Resolve for Localhost {
    fn resolve(&self, name: Name) -> Resolving {
        let known = name.as_str() == "localhost";
        Box::pin(async move {
            let address = SocketAddr::from(([127, 0, 0, 1], 0));
            let addresses: Addrs = Box::new(std::iter::once(address));
            known.then_some(addresses).ok_or("Marina Duarte".into())
        })
    }
}

/// A read through this proxy.
async fn through(proxy: Proxy) -> Error {
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(format!("https://{HOST}"))
        .http_client(move |client| client.proxy(proxy.clone()).dns_resolver(Localhost))
        .retries(0)
        .build()
        .unwrap();
    let error = tatodesk.in_person().list_companies().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    assert!(error.is_connect(), "{error}");
    error
}

/// Calls through a proxy that does this, and says why that fails, in a word and in words.
async fn said(scheme: &str, deed: Deed) -> (ProxyCause, String) {
    let (address, _) = start(deed).await;
    let proxy = Proxy::all(format!("{scheme}://marina:duarte@{address}")).unwrap();
    let error = through(proxy).await;
    assert_eq!(error.peer(), Some(Peer::Proxy), "{error}");
    let Cause::Proxy(cause) = error.cause() else {
        panic!("{error:?}")
    };
    let reason = error.reason().to_owned();
    assert!(!reason.contains("duarte"), "{reason}");
    let start = format!("no connection to {HOST} was made: the proxy {address} ");
    let why = reason.strip_prefix(&start);
    let why = why.unwrap_or_else(|| panic!("{reason}")).to_owned();
    (cause, why)
}

#[tokio::test]
async fn a_proxy_that_makes_no_tunnel_is_named() {
    const UNIDENTIFIED: &str =
        "does not let this client in: it wants a user name and a password, or others (HTTP 407)";
    const REFUSED: &str = "refused to make it, or does not speak HTTP";
    const CLOSED: &str = "closed the connection without an answer";
    let long = format!("HTTP/1.1 200 OK\r\nX-Long: {}\r\n\r\n", "x".repeat(9000)).leak();
    let (refused, closed) = (
        (ProxyCause::NoTunnel, REFUSED),
        (ProxyCause::Closed, CLOSED),
    );
    let answers: [(&'static [u8], (ProxyCause, &str)); 9] = [
        (
            b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            (ProxyCause::SignIn, UNIDENTIFIED),
        ),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", refused),
        (
            b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nno",
            refused,
        ),
        (
            b"HTTP/1.1 302 Found\r\nLocation: http://sign-in.example\r\n\r\n",
            refused,
        ),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", refused),
        (b"\x05\xff", refused),
        (b"", closed),
        (b"HTTP/1.1 200 OK\r\nX-Cut: ", closed),
        (
            long.as_bytes(),
            (ProxyCause::Protocol, "gave an answer that is too long"),
        ),
    ];
    for (answer, (cause, why)) in answers {
        let told = (cause, why.to_owned());
        assert_eq!(said("http", Deed::Say(answer)).await, told);
    }
}

#[tokio::test]
async fn a_proxy_of_socks_that_fails_is_named() {
    const SIGN_IN: &str =
        "does not let this client in: it wants a user name and a password, or others";
    use ProxyCause::{Closed, HostUnreachable, NoTunnel, Protocol, SignIn};

    let cases: [(&str, &'static [&'static [u8]], ProxyCause, &str); 9] = [
        ("socks5h", &[b"\x05\xff"], SignIn, SIGN_IN),
        ("socks5h", &[b"\x05\x02", b"\x01\x01"], SignIn, SIGN_IN),
        (
            "socks5h",
            &[b"\x05\x02", b"\x01\x00", b"\x05\x02\x00\x01\0\0\0\0\0\0"],
            NoTunnel,
            "does not allow it",
        ),
        (
            "socks5h",
            &[b"\x05\x02", b"\x01\x00", b"\x05\x04\x00\x01\0\0\0\0\0\0"],
            HostUnreachable,
            "cannot reach the host",
        ),
        (
            "socks5h",
            &[b"\x05\x02", b"\x01\x00", b"\x05\x05\x00\x01\0\0\0\0\0\0"],
            HostUnreachable,
            "was refused by the host",
        ),
        (
            "socks5h",
            &[b"\x05\x02", b"\x01\x00", b"\x05\x01\x00\x01\0\0\0\0\0\0"],
            NoTunnel,
            "failed to make it",
        ),
        (
            "socks5h",
            &[b"HTTP/1.1 400 Bad Request\r\n\r\n"],
            Protocol,
            "does not speak this version of SOCKS",
        ),
        (
            "socks5h",
            &[b"\x05"],
            Closed,
            "closed the connection without an answer",
        ),
        (
            "socks4a",
            &[b"\x00\x5b\0\0\0\0\0\0"],
            NoTunnel,
            "failed to make it",
        ),
    ];
    for (scheme, turns, cause, why) in cases {
        let told = (cause, why.to_owned());
        assert_eq!(said(scheme, Deed::Dialogue(turns)).await, told, "{turns:?}");
    }
}

fn unreached(cause: ConnectCause) -> Cause {
    Cause::Proxy(ProxyCause::Connect(cause))
}

#[tokio::test]
async fn a_proxy_that_cannot_be_reached_is_named() {
    for scheme in ["http", "https", "socks5h", "socks4a"] {
        let closed = Closed::new();
        let address = closed.url().replace("http://", "");
        let proxy = Proxy::all(format!("{scheme}://{address}")).unwrap();
        let error = through(proxy).await;
        let why = format!(
            "no connection to {HOST} was made: the proxy {address} cannot be reached (connection refused"
        );
        let reason = error.reason().to_lowercase();
        assert!(reason.starts_with(&why), "{scheme}: {error}");
        assert_eq!(error.cause(), unreached(ConnectCause::Refused), "{scheme}");

        // The broadcast address of loopback, to which the system refuses connections.
        let proxy = Proxy::all(format!("{scheme}://127.255.255.255:3128")).unwrap();
        let error = through(proxy).await;
        let why = format!(
            "no connection to {HOST} was made: the proxy 127.255.255.255:3128 cannot be reached (network "
        );
        let reason = error.reason().to_lowercase();
        assert!(reason.starts_with(&why), "{scheme}: {error}");
        let cause = unreached(ConnectCause::Unreachable);
        assert_eq!((error.cause(), error.peer()), (cause, Some(Peer::Proxy)));

        let proxy = Proxy::all(format!("{scheme}://proxy.invalid:3128")).unwrap();
        let error = through(proxy).await;
        let why = format!(
            "no connection to {HOST} was made: the proxy proxy.invalid:3128 cannot be reached (its name does not resolve)"
        );
        assert_eq!(error.reason(), why, "{scheme}");
        assert_eq!(error.cause(), unreached(ConnectCause::Unresolved));
        assert_eq!(error.peer(), Some(Peer::Proxy), "{scheme}");
    }
}

#[tokio::test]
async fn an_error_of_the_proxy_or_of_the_server_behind_it_names_both() {
    let (address, _) = start(Deed::Silence).await;
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(format!("https://{HOST}"))
        .timeout(std::time::Duration::from_millis(300))
        .http_client(move |client| client.proxy(Proxy::all(format!("http://{address}")).unwrap()))
        .retries(0)
        .build()
        .unwrap();
    let error = tatodesk.in_person().list_companies().await.unwrap_err();
    let why = format!("no connection to {HOST} was made in time through the proxy {address}");
    assert_eq!(error.reason(), why);
    let cause = Cause::Timeout(TimeoutCause::Connect);
    assert_eq!((error.cause(), error.peer()), (cause, None));

    let (address, _) = start(Deed::Dialogue(&[b"HTTP/1.1 200 OK\r\n\r\n"])).await;
    let error = through(Proxy::all(format!("http://{address}")).unwrap()).await;
    let why = format!(
        "no connection to {HOST} was made through the proxy {address} (it closed the connection)"
    );
    assert_eq!(error.reason(), why);
    let cause = Cause::Connect(ConnectCause::Closed);
    assert_eq!((error.cause(), error.peer()), (cause, None));

    // Its own certificate, inside the tunnel.
    let server = Secure::start(HOST).await;
    let (address, _) = start(Deed::Socks(server.port)).await;
    let error = through(Proxy::all(format!("socks5h://{address}")).unwrap()).await;
    let why = format!(
        "no connection to {HOST} was made through the proxy {address} (its certificate is from an unknown issuer)"
    );
    assert_eq!(error.reason(), why);
    let cause = Cause::Connect(ConnectCause::Tls(TlsCause::UnknownIssuer));
    assert_eq!((error.cause(), error.peer()), (cause, None));
}

#[tokio::test]
async fn a_certificate_of_the_proxys_own_is_blamed_on_the_proxy() {
    let proxy = Secure::start("localhost").await;
    let error = through(Proxy::all(format!("https://localhost:{}", proxy.port)).unwrap()).await;
    let why = format!(
        "no connection to {HOST} was made: the proxy localhost:{} cannot be reached (its certificate is from an unknown issuer)",
        proxy.port
    );
    assert_eq!(error.reason(), why);
    let cause = ConnectCause::Tls(TlsCause::UnknownIssuer);
    assert_eq!(error.cause(), unreached(cause));
    assert_eq!(error.peer(), Some(Peer::Proxy));
}

#[tokio::test]
async fn a_proxy_that_is_not_used_is_not_blamed() {
    let proxy = Closed::new();
    let server = Secure::start("localhost").await;
    let address = proxy.url();
    let except = NoProxy::from_string(HOST);
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(format!("https://{HOST}:{}", server.port))
        .http_client(move |client| {
            let proxy = Proxy::all(&address).unwrap().no_proxy(except.clone());
            client
                .proxy(proxy)
                .resolve(HOST, ([127, 0, 0, 1], 0).into())
        })
        .retries(0)
        .build()
        .unwrap();
    let error = tatodesk.in_person().list_companies().await.unwrap_err();
    let why =
        format!("no connection to {HOST} was made (its certificate is from an unknown issuer)");
    assert_eq!(error.reason(), why);
}

#[tokio::test]
async fn a_call_goes_through_socks() {
    for (scheme, signed_in, target) in [
        ("socks5h", false, &b"\x03\x10tatodesk.invalid\x01\xbb"[..]),
        ("socks5h", true, &b"\x03\x10tatodesk.invalid\x01\xbb"[..]),
        // This machine finds the address.
        ("socks5", false, &b"\x01\xc0\x00\x02\x01\x01\xbb"[..]),
    ] {
        let mut server = Secure::start(HOST).await;
        let (deed, user) = match signed_in {
            false => (Deed::Socks(server.port), ""),
            true => (Deed::SignedInSocks(server.port), "marina:duarte@"),
        };
        let (address, heard) = start(deed).await;
        let proxy = format!("{scheme}://{user}{address}");
        let tatodesk = Tatodesk::builder()
            .api_key("the-key")
            .base_url(format!("https://{HOST}"))
            .root_certificates(server.root.clone())
            .http_client(move |client| {
                let client = client.resolve(HOST, ([192, 0, 2, 1], 0).into());
                client.proxy(Proxy::all(&proxy).unwrap())
            })
            .retries(0)
            .build()
            .unwrap();
        tatodesk.in_person().list_companies().await.unwrap();
        let head = server.heads.recv().await.unwrap();
        assert!(head.contains("tatodesk-api-key: the-key"), "{head}");
        let heard = heard.lock().unwrap().clone();
        let contains = |part: &[u8]| heard.windows(part.len()).any(|window| window == part);
        assert!(contains(target), "{heard:?}");
        assert_eq!(contains(SIGN_IN), signed_in, "{heard:?}");
    }
}
