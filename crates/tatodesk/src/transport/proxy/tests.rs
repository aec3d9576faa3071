//! Tests of how proxies are named.

use super::*;

/// The name of the proxy to a host, and whether it is certain.
fn named(shown: &Shown) -> Option<(String, bool)> {
    let url = Url::parse("https://api.example.com/x").unwrap();
    let proxy = shown.proxies().proxy(&url)?;
    Some((proxy.to_string(), proxy.certain))
}

#[test]
fn the_proxies_of_the_callers_are_known_by_name() {
    use reqwest::{NoProxy, Proxy};

    let all = || Proxy::all("http://marina:duarte@proxy.example:3128/").unwrap();
    let own = |change: fn(ClientBuilder, Proxy) -> ClientBuilder| {
        Shown::builder(&change(Client::builder(), all()))
    };
    let certain = |name: &str| Some((name.to_owned(), true));
    let found = own(|client, all| client.proxy(all));
    assert_eq!(named(&found), certain("proxy.example:3128"));
    assert!(!found.0.contains("duarte"), "{}", found.0);

    let twice = own(|client, all| client.proxy(all.clone()).proxy(all));
    assert_eq!(named(&twice), certain("proxy.example:3128"));
    let socks = own(|client, _| client.proxy(Proxy::all("socks5h://10.0.0.1").unwrap()));
    assert_eq!(named(&socks), certain("10.0.0.1:1080"));
    let v6 = own(|client, _| client.proxy(Proxy::https("http://[::1]:81").unwrap()));
    assert_eq!(named(&v6), certain("[::1]:81"));

    let except = NoProxy::from_string("example.com");
    let not_all = Shown::builder(&Client::builder().proxy(all().no_proxy(except)));
    let uncertain = Some(("proxy.example:3128".to_owned(), false));
    assert_eq!(named(&not_all), uncertain);
    let function = own(|client, all| client.proxy(Proxy::custom(|_| None::<Url>)).proxy(all));
    assert_eq!(named(&function), uncertain);

    let other = own(|client, all| client.proxy(all).proxy(Proxy::all("http://other").unwrap()));
    assert_eq!(named(&other), None);
    let http = own(|client, _| client.proxy(Proxy::http("http://proxy.example").unwrap()));
    assert_eq!(named(&http), None);
}

#[test]
fn a_header_is_no_proxy() {
    let mut headers = reqwest::header::HeaderMap::new();
    let value = "proxies: [Matcher { https: Intercept { uri: http://evil/ } }]";
    headers.insert("x-note", value.parse().unwrap());
    let shown = Shown::builder(&Client::builder().default_headers(headers));
    assert!(!shown.has_proxies());
    assert_eq!(named(&shown), None);
}
