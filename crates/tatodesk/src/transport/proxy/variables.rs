//! The environment variables that name a proxy, as reqwest reads them. It ignores one that it cannot read, and a call would then
//! go out directly; here such a variable is an error.

use std::ffi::OsString;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

use super::intercept;
use crate::client::config_error::ConfigError;

/// Reads the variables through `read`, which says `None` for one that is not set. `remote` are the addresses that calls go to:
/// if none of them needs a variable, it may hold anything.
pub(crate) fn matcher(
    read: impl Fn(&str) -> Option<OsString>,
    remote: &[Url],
) -> Result<Matcher, ConfigError> {
    let direct = || Ok(Matcher::builder().build());
    // In a CGI program, `HTTP_PROXY` is the header `Proxy` of a stranger's request.
    if read("REQUEST_METHOD").is_some() {
        return direct();
    }
    // Of two spellings, the first that is set counts. Other machines are called over https only.
    let set = |names: [&'static str; 2]| {
        let mut names = names.into_iter();
        names.find_map(|name| Some((name, read(name)?)))
    };
    let named = |names| set(names).filter(|(_, value)| !value.is_empty());
    let Some((name, value)) =
        named(["HTTPS_PROXY", "https_proxy"]).or_else(|| named(["ALL_PROXY", "all_proxy"]))
    else {
        return direct();
    };
    let except = match set(["NO_PROXY", "no_proxy"]) {
        None => String::new(),
        Some((name, value)) => value.into_string().map_err(|_| {
            ConfigError::new(
                format!("the environment variable {name} is not valid text"),
                "list the hosts to call directly, with commas between them, or unset it",
            )
        })?,
    };
    let proxy = |address: &str| Matcher::builder().https(address).no(&*except).build();
    let any = proxy("proxy.invalid");
    if !remote.iter().any(|url| intercept(&any, url).is_some()) {
        return direct();
    }
    match value.to_str().filter(|value| is_address(value)) {
        Some(value) => Ok(proxy(value)),
        // The value is not repeated: it may hold a password.
        None => Err(ConfigError::new(
            format!("the environment variable {name} does not hold the address of a proxy"),
            "write it like http://proxy.example.com:3128 or socks5h://proxy.example.com:1080 (http, https, socks4, socks4a, \
             socks5 or socks5h; SOCKS with its port; user name and password percent-encoded), or unset it",
        )),
    }
}

/// Whether reqwest takes it for the address that its writer means.
fn is_address(value: &str) -> bool {
    let matcher = Matcher::builder().https(value).build();
    let any = Url::parse("https://tatodesk.invalid").ok();
    let Some(proxy) = any.and_then(|any| intercept(&matcher, &any)) else {
        return false;
    };
    let uri = proxy.uri();
    // A `/`, `?`, `#` or `@` of a password ends it too early, and another host is asked.
    let rest = value.split_once("://").map_or(value, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let signs = rest.matches('@').count();
    // A scheme that stands twice would be asked as a host.
    let whole = signs <= 1 && authority.matches('@').count() == signs && !authority.ends_with(':');
    // A port that is no number would be taken for the default port, and so would that of SOCKS, but for the default of HTTP.
    let socks = uri
        .scheme_str()
        .is_some_and(|scheme| scheme.starts_with("socks"));
    let port = Url::parse(&uri.to_string()).is_ok() && (!socks || uri.port().is_some());
    whole && port
}

#[cfg(test)]
mod tests;
