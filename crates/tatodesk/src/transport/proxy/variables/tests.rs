//! Tests of proxy variables: which are used, which are refused.

use super::*;

fn read(variables: &[(&str, &str)], remote: &str) -> Result<Option<String>, ConfigError> {
    let remote = Url::parse(remote).unwrap();
    let read = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| OsString::from(value))
    };
    let matcher = matcher(read, std::slice::from_ref(&remote))?;
    Ok(intercept(&matcher, &remote).map(|proxy| proxy.uri().to_string()))
}

fn found(variables: &[(&str, &str)]) -> Option<String> {
    read(variables, "https://api.tatodesk.com").unwrap()
}

/// The error of these variables.
fn refused(variables: &[(&str, &str)]) -> String {
    let refused = read(variables, "https://api.tatodesk.com");
    refused.unwrap_err().to_string()
}

#[test]
fn the_address_of_a_proxy_is_taken() {
    for (value, uri) in [
        ("http://proxy.example:3128", "http://proxy.example:3128/"),
        ("http://proxy.example:3128/", "http://proxy.example:3128/"),
        ("proxy.example:3128", "http://proxy.example:3128/"),
        ("proxy", "http://proxy/"),
        ("HTTP://proxy.example", "http://proxy.example/"),
        ("https://proxy.example", "https://proxy.example/"),
        ("http://10.0.0.1:80", "http://10.0.0.1:80/"),
        ("http://[fd00::1]:3128", "http://[fd00::1]:3128/"),
        (
            "http://marina:p%23ss%40@proxy.example:1",
            "http://proxy.example:1/",
        ),
        ("http://marina@proxy.example:1", "http://proxy.example:1/"),
        (
            "socks5h://proxy.example:1080",
            "socks5h://proxy.example:1080/",
        ),
        (
            "socks5://m:d@proxy.example:1080",
            "socks5://proxy.example:1080/",
        ),
        ("socks4a://proxy.example:9", "socks4a://proxy.example:9/"),
    ] {
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            assert_eq!(found(&[(name, value)]).as_deref(), Some(uri), "{value}");
        }
    }
}

#[test]
fn a_variable_without_an_address_is_refused_by_its_name_and_without_its_value() {
    for value in [
        "http://user:p#ss@proxy.example:3128",
        "http://user:1#2@proxy.example:3128",
        "http://user:1/2@proxy.example:3128",
        "http://user:1?2@proxy.example:3128",
        "http://user:p@ss@proxy.example:3128",
        "http://user:päss@proxy.example:3128",
        "http://proxy.example:3128\r",
        " http://proxy.example:3128",
        "\"http://proxy.example:3128\"",
        "'http://proxy.example:3128'",
        "http//proxy.example:3128",
        "http:/proxy.example:3128",
        "http:proxy.example:3128",
        "://proxy.example:3128",
        "::garbage",
        "http://",
        "http://:3128",
        "http://user:ss@:3128",
        "http://proxy.example:port",
        "http://proxy.example:99999",
        "http://proxy.example:-1",
        "http://[::1:3128",
        "http://300.300.300.300:3128",
        "ftp://proxy.example:3128",
        "socks://proxy.example:1080",
        "socks6://proxy.example:1080",
        "socks5://proxy.example",
        "file:///etc/proxy",
        "proxy one:3128",
        " ",
    ] {
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            let said = refused(&[(name, value)]);
            let start = format!("the environment variable {name} does not hold");
            assert!(said.starts_with(&start), "{value:?}: {said}");
            assert!(!said.contains("ss@") && !said.contains("garbage"), "{said}");
        }
    }
}

#[test]
fn only_a_variable_that_is_used_is_refused() {
    let garbage = "::garbage";
    let good = ("HTTPS_PROXY", "http://proxy.example:3128");
    let uri = Some("http://proxy.example:3128/");
    // HTTPS_PROXY goes before ALL_PROXY, and HTTP_PROXY is for addresses that are never called.
    for other in [
        "ALL_PROXY",
        "all_proxy",
        "https_proxy",
        "HTTP_PROXY",
        "http_proxy",
    ] {
        assert_eq!(found(&[good, (other, garbage)]).as_deref(), uri, "{other}");
    }
    assert_eq!(found(&[("HTTP_PROXY", garbage)]), None);
    // An empty one counts as not set, and hides the other spelling.
    assert_eq!(
        found(&[("HTTPS_PROXY", ""), ("https_proxy", garbage)]),
        None
    );
    let said = refused(&[("HTTPS_PROXY", ""), ("all_proxy", garbage)]);
    assert!(said.contains("all_proxy"), "{said}");
    let said = refused(&[("HTTPS_PROXY", garbage), ("ALL_PROXY", good.1)]);
    assert!(said.contains("HTTPS_PROXY"), "{said}");

    for except in [
        "*",
        "tatodesk.com",
        ".tatodesk.com",
        "other.example, api.tatodesk.com",
    ] {
        let variables = [("ALL_PROXY", garbage), ("NO_PROXY", except)];
        assert_eq!(found(&variables), None, "{except}");
    }
    refused(&[("ALL_PROXY", garbage), ("no_proxy", "example.com")]);
    assert_eq!(
        found(&[("ALL_PROXY", garbage), ("REQUEST_METHOD", "GET")]),
        None
    );
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStringExt as _;

    let remote = [Url::parse("https://api.tatodesk.com").unwrap()];
    for name in ["HTTPS_PROXY", "all_proxy", "NO_PROXY"] {
        let read = |asked: &str| match asked {
            _ if asked == name => Some(OsString::from_vec(vec![b'h', 0xff])),
            "ALL_PROXY" if name == "NO_PROXY" => Some("http://proxy.example".into()),
            _ => None,
        };
        let said = matcher(read, &remote).err().unwrap().to_string();
        assert!(said.contains(name), "{said}");
    }
}
