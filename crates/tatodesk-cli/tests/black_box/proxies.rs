//! Proxies come from the environment, and are never used for loopback.

use crate::server::{Reply, Server, refusing_address, saying, speaking_plainly};
use crate::support::{KEY, READ, READ_ANSWER, WRITE, WRITE_BODY, api, run, tatodesk};

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
    for (status, cause) in [
        ("403 Forbidden", "proxy_no_tunnel"),
        ("407 Proxy Authentication Required", "proxy_sign_in"),
        ("502 Bad Gateway", "proxy_no_tunnel"),
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
        let report = ran.report("not_sent");
        assert_eq!(report["operation"], WRITE);
        assert_eq!(
            (&report["cause"], &report["peer"]),
            (&cause.into(), &"proxy".into())
        );
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

#[test]
fn a_proxy_that_is_not_reached_is_told_from_tatodesk() {
    let (nothing, plain) = (refusing_address(), speaking_plainly());
    for (proxy, cause) in [
        (format!("http://{nothing}"), "proxy_connect_refused"),
        (format!("socks5h://{nothing}"), "proxy_connect_refused"),
        (
            "http://proxy.invalid:3128".to_owned(),
            "proxy_connect_unresolved",
        ),
        (format!("https://{plain}"), "proxy_tls_not_spoken"),
        // The broadcast address of loopback, to which the system refuses connections.
        (
            "http://127.255.255.255:3128".to_owned(),
            "proxy_connect_unreachable",
        ),
        (
            "socks5h://127.255.255.255:3128".to_owned(),
            "proxy_connect_unreachable",
        ),
    ] {
        let mut command = tatodesk(&["api", READ, "--retries", "0", "--json"]);
        command
            .env("TATODESK_API_KEY", KEY)
            .env("ALL_PROXY", &proxy);
        let ran = run(command);
        assert_eq!(ran.code, 4, "{ran:?}");
        let report = ran.report("not_sent");
        let told = (&report["cause"], &report["peer"]);
        assert_eq!(told, (&cause.into(), &"proxy".into()), "{report}");
        let message = report["message"].as_str().unwrap();
        assert!(
            message.contains(": the proxy ") && message.contains(" cannot be reached ("),
            "{message}"
        );
    }
}

#[test]
fn a_proxy_that_speaks_something_else_is_told_from_tatodesk() {
    let endless = format!("HTTP/1.1 200 OK\r\nX-Long: {}", "x".repeat(9000)).leak();
    let cases: [(&str, &'static [u8], &str, &str); 6] = [
        (
            "socks5h",
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            "proxy_protocol",
            "does not speak this version of SOCKS",
        ),
        (
            "socks5h",
            b"SSH-2.0-OpenSSH_9.2\r\n",
            "proxy_protocol",
            "does not speak this version of SOCKS",
        ),
        (
            "socks4a",
            b"220 mail.example.com ESMTP\r\n",
            "proxy_protocol",
            "does not speak this version of SOCKS",
        ),
        (
            "http",
            endless.as_bytes(),
            "proxy_protocol",
            "gave an answer that is too long",
        ),
        (
            "http",
            b"SSH-2.0-OpenSSH_9.2\r\n",
            "proxy_no_tunnel",
            "refused to make it, or does not speak HTTP",
        ),
        (
            "http",
            b"\x05\x00\x00\x01",
            "proxy_no_tunnel",
            "refused to make it, or does not speak HTTP",
        ),
    ];
    for (scheme, words, cause, why) in cases {
        let address = saying(words);
        let mut command = tatodesk(&["api", READ, "--retries", "0", "--json"]);
        command
            .env("TATODESK_API_KEY", KEY)
            .env("ALL_PROXY", format!("{scheme}://{address}"));
        let ran = run(command);
        assert_eq!(ran.code, 4, "{ran:?}");
        let report = ran.report("not_sent");
        let told = (&report["cause"], &report["peer"]);
        assert_eq!(told, (&cause.into(), &"proxy".into()), "{report}");
        let message =
            format!("no connection to api.tatodesk.com was made: the proxy {address} {why}");
        assert_eq!(report["message"], message);
    }
}

#[test]
fn a_name_that_does_not_resolve_is_tatodesks_and_not_a_proxys() {
    let url = "https://tatodesk.invalid";
    let mut command = tatodesk(&["api", READ, "--retries", "0", "--json", "--base-url", url]);
    command.env("TATODESK_API_KEY", KEY);
    let report = run(command).report("not_sent");
    let told = (&report["cause"], &report["peer"]);
    assert_eq!(
        told,
        (&"connect_unresolved".into(), &"tatodesk".into()),
        "{report}"
    );
    let message = "no connection to tatodesk.invalid was made (its name does not resolve)";
    assert_eq!(report["message"], message);
}

/// A call through this value of `variable`, and what it prints.
fn refused(variable: &str, value: &str) -> String {
    let mut command = tatodesk(&["api", READ, "--retries", "0", "--json"]);
    command.env("TATODESK_API_KEY", KEY).env(variable, value);
    let ran = run(command);
    assert_eq!(ran.code, 2, "{value:?}: {ran:?}");
    ran.report("usage")["message"].as_str().unwrap().to_owned()
}

#[test]
fn a_variable_that_names_no_proxy_is_refused_by_name_and_not_repeated() {
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        for value in [
            "http://marina:du#arte@proxy.example:3128",
            "http://marina:du/arte@proxy.example:3128",
            "http://proxy.example:3128\r",
            "\"http://proxy.example:3128\"",
            "http//proxy.example:3128",
            "::garbage",
            "ftp://proxy.example:3128",
            "socks5h://proxy.example",
        ] {
            let said = refused(variable, value);
            assert!(said.contains(variable), "{said}");
            assert!(
                !said.contains("arte") && !said.contains("garbage"),
                "{said}"
            );
        }
    }
}

#[test]
fn a_variable_that_no_call_needs_may_hold_anything() {
    let server = Server::once(Reply::ok(READ_ANSWER));
    let mut command = api(&server, &[READ]);
    for variable in VARIABLES {
        command.env(variable, "::garbage");
    }
    assert_eq!(run(command).code, 0);
}

#[test]
fn a_proxy_that_fails_is_named_without_its_password() {
    let proxy = Server::once(Reply::new("407 Proxy Authentication Required", "no"));
    let address = proxy.url().replace("http://", "");
    for (variable, scheme, says) in [
        ("HTTPS_PROXY", "http", "wants a user name and a password"),
        // The same port speaks no SOCKS: it waits for a request that never ends.
        ("ALL_PROXY", "socks5h", "in time through the proxy"),
    ] {
        let mut command = tatodesk(&["api", READ, "--retries", "0", "--json", "--timeout", "2"]);
        let value = format!("{scheme}://marina:duarte@{address}");
        command.env("TATODESK_API_KEY", KEY).env(variable, value);
        let ran = run(command);
        assert_eq!(ran.code, 4, "{ran:?}");
        let report = ran.report("not_sent");
        let said = report["message"].as_str().unwrap();
        assert!(
            said.contains(says) && said.contains(&format!("the proxy {address}")),
            "{said}"
        );
        assert!(!ran.stderr.contains("duarte"), "{ran:?}");
    }
}
