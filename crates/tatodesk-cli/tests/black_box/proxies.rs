//! Proxies come from the environment, and are never used for loopback.

use crate::server::{Reply, Server};
use crate::support::{KEY, READ, READ_ANSWER, WRITE, WRITE_BODY, run, tatodesk};

const VARIABLES: [&str; 5] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
];

#[test]
fn loopback_is_reached_without_a_proxy() {
    for host in ["127.0.0.1", "localhost"] {
        let proxy = Server::once(Reply::ok(r#"{"error":"through the proxy"}"#));
        let server = Server::once(Reply::ok(READ_ANSWER));
        let url = server.url().replace("127.0.0.1", host);
        let mut command = tatodesk(&["api", READ, "--retries", "0", "--base-url", &url]);
        command.env("TATODESK_API_KEY", KEY);
        for variable in VARIABLES {
            command.env(variable, proxy.url());
        }
        let ran = run(command);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(proxy.requests().is_empty());
    }
}

#[test]
fn a_proxy_does_not_make_plain_http_to_others_safe() {
    let proxy = Server::once(Reply::ok(READ_ANSWER));
    for url in [
        "http://192.0.2.1",
        "http://tatodesk.example",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://0.0.0.0",
    ] {
        let mut command = tatodesk(&["api", READ, "--base-url", url, "--json"]);
        command.env("TATODESK_API_KEY", KEY);
        for variable in VARIABLES {
            command.env(variable, proxy.url());
        }
        let ran = run(command);
        assert_eq!(ran.code, 2, "{url}: {ran:?}");
        ran.report("usage");
    }
    assert!(proxy.requests().is_empty());
}

#[test]
fn a_proxy_that_refuses_means_not_sent() {
    for status in [
        "403 Forbidden",
        "407 Proxy Authentication Required",
        "502 Bad Gateway",
    ] {
        let proxy = Server::once(Reply::new(status, "no"));
        let mut command = tatodesk(&[
            "api",
            WRITE,
            "--body",
            WRITE_BODY,
            "--retries",
            "0",
            "--json",
        ]);
        command
            .env("HTTPS_PROXY", proxy.url())
            .env("TATODESK_API_KEY", KEY);
        let ran = run(command);
        assert_eq!(ran.code, 4, "{ran:?}");
        assert_eq!(ran.report("not_sent")["operation"], WRITE);
        let request = proxy.request();
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("CONNECT", "api.tatodesk.com:443")
        );
        assert_eq!(
            request.header("tatodesk-api-key"),
            None,
            "the key is not the proxy's"
        );
    }
}
