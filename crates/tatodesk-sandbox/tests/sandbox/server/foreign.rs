//! The control API and the pages obey only the sandbox's own callers, and no web page of another site.

use serde_json::Value;
use tatodesk_sandbox::{BadHost, Sandbox};

use crate::server::raw::Raw;

/// The requests: a request line, and its body.
const ASKED: [(&str, &str); 11] = [
    ("GET /_sandbox", ""),
    ("GET /_sandbox/state", ""),
    ("GET /_sandbox/nothing", ""),
    ("POST /_sandbox/clock", r#"{"advanceMs": 1000}"#),
    ("POST /_sandbox/faults", r#"{"faults": ["gzip"]}"#),
    ("POST /_sandbox/limits", r#"{"perSecond": 1}"#),
    ("DELETE /_sandbox/requests", ""),
    ("GET /", ""),
    ("GET /docs", ""),
    ("GET /docs/redoc.js", ""),
    ("GET /docs/openapi.json", ""),
];

/// The status of the answer to a request with these headers, in which `HERE` stands for the address. The answer must have no
/// CORS headers.
async fn status(address: &str, line: &str, headers: &str, body: &str) -> u16 {
    let version = if line.contains(" HTTP/") {
        ""
    } else {
        " HTTP/1.1"
    };
    let request = format!(
        "{line}{version}\r\n{headers}content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut raw = Raw::at(address).await.expect("a connection");
    let request = request.replace("HERE", address);
    let written = tokio::io::AsyncWriteExt::write_all(&mut raw.0, request.as_bytes()).await;
    written.expect("the request is written");
    let (head, body) = raw.answer().await;
    assert!(!head.contains("access-control"), "{head}");
    let status = head[9..12].parse().expect("a status");
    if status != 200 && status != 404 {
        let body: Value = serde_json::from_slice(&body).expect("the envelope");
        let message = body["error"]["message"].as_str();
        assert!(message.is_some_and(|it| !it.is_empty()), "{body}");
    }
    status
}

/// A sandbox whose control API has an address of its own as well.
async fn with_two_addresses() -> (Sandbox, [String; 2]) {
    let anywhere = (std::net::Ipv4Addr::LOCALHOST, 0).into();
    let sandbox = Sandbox::builder().control_address(anywhere).start().await;
    let sandbox = sandbox.expect("the sandbox starts");
    let addresses = [sandbox.base_url(), sandbox.control_url()];
    let addresses = addresses.map(|url| url.replace("http://", ""));
    (sandbox, addresses)
}

#[tokio::test]
async fn foreign_hosts_and_origins_reach_nothing() {
    let (sandbox, addresses) = with_two_addresses().await;
    let before = sandbox.now();
    for address in &addresses {
        for headers in [
            // A name that was made to lead to this machine.
            "host: evil.example\r\n",
            "host: evil.example:8080\r\n",
            "host: evil.example\r\norigin: http://evil.example\r\n",
            "host: evil.example\r\norigin: http://HERE\r\n",
            // Names that only look like those of this machine.
            "host: localhost.evil.example\r\n",
            "host: evil-localhost\r\n",
            "host: 127.0.0.1.evil.example\r\n",
            "host: localhost@evil.example\r\n",
            "host: evil.example#localhost\r\n",
            "host: localhost:80:80\r\n",
            "host: localhost:65536\r\n",
            "host: 2130706433\r\n",
            "host: 127.1\r\n",
            "host: 0.0.0.0\r\n",
            "host: 192.168.1.5\r\n",
            "host: [::2]\r\n",
            "host: 127.0.0.1 evil.example\r\n",
            "host: \u{fffd}\r\n",
            // Pages of other origins.
            "host: HERE\r\norigin: http://evil.example\r\n",
            "host: HERE\r\norigin: null\r\n",
            "host: HERE\r\norigin: \r\n",
            "host: HERE\r\norigin: http://localhost:1\r\n",
            "host: HERE\r\norigin: http://127.0.0.1\r\n",
            "host: HERE\r\norigin: http://127.0.0.1:1\r\n",
            "host: HERE\r\norigin: https://HERE\r\n",
            "host: HERE\r\norigin: ftp://HERE\r\n",
            "host: HERE\r\norigin: HERE\r\n",
            "host: HERE\r\norigin: http://HERE/\r\n",
            "host: HERE\r\norigin: http://HERE.evil.example\r\n",
            "host: HERE\r\norigin: http://HERE@evil.example\r\n",
            "host: HERE\r\norigin: http://evil@HERE\r\n",
            "host: HERE\r\norigin: http://HERE, http://evil.example\r\n",
            "host: HERE\r\norigin: http://HERE http://evil.example\r\n",
            "host: HERE\r\norigin: http://HERE\r\norigin: http://evil.example\r\n",
            "host: HERE\r\norigin: chrome-extension://abcdefgh\r\n",
            "host: localhost\r\norigin: http://localhost.\u{e9}\r\n",
            // What the browser says of requests without an origin.
            "host: HERE\r\nsec-fetch-site: cross-site\r\n",
            "host: HERE\r\nsec-fetch-site: same-site\r\n",
            "host: HERE\r\nsec-fetch-site: none\r\nsec-fetch-site: cross-site\r\n",
            "host: HERE\r\nsec-fetch-site: cross-site\r\nsec-fetch-mode: no-cors\r\nsec-fetch-dest: script\r\n",
            "host: HERE\r\nsec-fetch-site: cross-site\r\nsec-fetch-mode: navigate\r\nsec-fetch-dest: iframe\r\n",
        ] {
            for (line, body) in ASKED {
                let status = status(address, line, headers, body).await;
                assert_eq!(status, 403, "{line}: {headers}");
            }
        }
        // Two Host headers, or none.
        for headers in [
            "",
            "host: HERE\r\nhost: HERE\r\n",
            "host: HERE\r\nhost: evil.example\r\n",
        ] {
            for (line, body) in ASKED {
                let status = status(address, line, headers, body).await;
                assert_eq!(status, 400, "{line}: {headers}");
            }
        }
        let whole = "GET http://evil.example/_sandbox/state";
        assert_eq!(status(address, whole, "host: HERE\r\n", "").await, 403);
        // A browser asks before it sends a request that no form can send.
        let asks =
            "host: HERE\r\norigin: http://evil.example\r\naccess-control-request-method: PUT\r\n";
        assert_eq!(
            status(address, "OPTIONS /_sandbox/state", asks, "").await,
            403
        );
    }
    assert_eq!(sandbox.now(), before);
    assert!(sandbox.faults().is_empty() && sandbox.requests().is_empty());
}

#[tokio::test]
async fn its_own_names_addresses_and_pages_reach_everything() {
    let (sandbox, addresses) = with_two_addresses().await;
    for address in &addresses {
        for headers in [
            "host: HERE\r\n",
            "host: localhost\r\n",
            "host: LocalHost:8080\r\n",
            "host: localhost.:1\r\n",
            "host: sandbox.localhost\r\n",
            "host: 127.8.9.10:65535\r\n",
            "host: [::1]:8080\r\n",
            "host: [::ffff:127.0.0.1]\r\n",
            "host: HERE\r\norigin: http://HERE\r\n",
            "host: localhost\r\norigin: http://localhost:80\r\n",
            "host: [::1]:8080\r\norigin: http://[::1]:8080\r\n",
            "host: HERE\r\nsec-fetch-site: same-origin\r\n",
            "host: HERE\r\nsec-fetch-site: none\r\n",
        ] {
            for (line, body) in ASKED {
                let wanted = if line.ends_with("nothing") { 404 } else { 200 };
                assert_eq!(
                    status(address, line, headers, body).await,
                    wanted,
                    "{line}: {headers}"
                );
            }
            sandbox.clear_faults();
        }
        // Only later versions need a Host header, and browsers send these.
        assert_eq!(status(address, "GET /_sandbox HTTP/1.0", "", "").await, 200);
        let whole = "GET http://localhost/_sandbox";
        assert_eq!(status(address, whole, "host: HERE\r\n", "").await, 200);
    }
}

#[tokio::test]
async fn a_link_of_another_site_leads_to_a_page_and_not_to_the_control_api() {
    let (_sandbox, addresses) = with_two_addresses().await;
    let link = "host: HERE\r\nsec-fetch-site: cross-site\r\nsec-fetch-mode: navigate\r\nsec-fetch-dest: document\r\n";
    for address in &addresses {
        for (line, wanted) in [
            ("GET /", 200),
            ("GET /docs", 200),
            ("GET /_sandbox/requests", 403),
        ] {
            assert_eq!(status(address, line, link, "").await, wanted, "{line}");
        }
        let form = format!("{link}origin: http://evil.example\r\n");
        assert_eq!(status(address, "GET /", &form, "").await, 403);
    }
}

#[tokio::test]
async fn further_hosts_are_allowed_by_name() {
    let mut builder = Sandbox::builder();
    for host in ["Sandbox.Test", "192.168.1.5", "::2"] {
        builder = builder.allow_host(host).expect("a host");
    }
    let sandbox = builder.start().await.expect("the sandbox starts");
    let address = sandbox.base_url().replace("http://", "");
    for (headers, wanted) in [
        ("host: sandbox.test\r\n", 200),
        (
            "host: sandbox.test:8080\r\norigin: https://sandbox.test\r\nsec-fetch-site: cross-site\r\n",
            200,
        ),
        ("host: 192.168.1.5:9000\r\n", 200),
        ("host: [::2]\r\n", 200),
        ("host: HERE\r\norigin: http://sandbox.test:3000\r\n", 200),
        ("host: evil.sandbox.test\r\n", 403),
        ("host: sandbox.test\r\norigin: http://evil.example\r\n", 403),
        ("host: 192.168.1.6\r\n", 403),
    ] {
        for line in ["GET /_sandbox/clock", "GET /"] {
            assert_eq!(
                status(&address, line, headers, "").await,
                wanted,
                "{headers}"
            );
        }
    }
    for wrong in [
        "",
        " ",
        "*",
        "http://sandbox.test",
        "sandbox.test:8080",
        "sandbox.test/",
        "me@sandbox.test",
        "[::1",
        "a b",
    ] {
        let error: BadHost = Sandbox::builder().allow_host(wrong).expect_err(wrong);
        assert!(error.to_string().contains("is no host"), "{error}");
    }
}

/// If a name was made to resolve to this machine, a browser takes it for the site of the page, so that the page may send a key.
/// No other caller sends an origin.
#[tokio::test]
async fn a_page_of_a_foreign_host_calls_no_operation_and_programs_use_any_name() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let address = sandbox.base_url().replace("http://", "");
    let key = "tatodesk-api-key: sandbox-key\r\n";
    let companies = "POST /dl/pa/listCompaniesByUser";
    for (headers, wanted) in [
        ("host: evil.example\r\norigin: http://evil.example\r\n", 403),
        ("origin: http://evil.example\r\n", 400),
        ("host: api.tatodesk.example\r\n", 200),
        ("host: HERE\r\norigin: http://localhost:3000\r\n", 200),
        (
            "host: HERE\r\norigin: http://localhost:3000\r\nsec-fetch-site: same-origin\r\n",
            200,
        ),
        ("host: HERE\r\nsec-fetch-site: cross-site\r\n", 403),
        ("host: HERE\r\nsec-fetch-site: same-site\r\n", 403),
    ] {
        let headers = format!("{headers}{key}");
        assert_eq!(
            status(&address, companies, &headers, "{}").await,
            wanted,
            "{headers}"
        );
    }
    assert_eq!(sandbox.counter("listCompaniesByUser").arrived, 3);
    let asks = "host: HERE\r\norigin: http://localhost:3000\r\naccess-control-request-method: POST\r\n\
                access-control-request-headers: tatodesk-api-key\r\n";
    assert_eq!(
        status(&address, "OPTIONS /dl/pa/listCompaniesByUser", asks, "").await,
        405
    );
}

#[tokio::test]
async fn the_address_at_which_it_listens_is_its_own() {
    let address = (std::net::Ipv4Addr::UNSPECIFIED, 0).into();
    let sandbox = Sandbox::builder().address(address).start().await;
    let sandbox = sandbox.expect("the sandbox starts");
    let address = sandbox.base_url().replace("http://0.0.0.0", "127.0.0.1");
    // No caller names the unspecified address, but browsers let pages request it.
    for (headers, wanted) in [("host: HERE\r\n", 200), ("host: 0.0.0.0:8080\r\n", 403)] {
        assert_eq!(status(&address, "GET /_sandbox", headers, "").await, wanted);
    }
}
