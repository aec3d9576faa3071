use super::*;

fn asked(value: &'static str) -> Option<Coding> {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
    Coding::asked(&headers)
}

#[test]
fn the_coding_that_is_liked_best_is_taken() {
    for value in [
        "gzip",
        "br, GZIP",
        "gzip;q=0.5",
        "deflate , gzip; q=0.1, *;q=0",
    ] {
        assert_eq!(asked(value), Some(Coding::Gzip), "{value}");
    }
    for value in [
        "",
        "identity",
        "br",
        "gzip;q=0",
        "gzip;q=many",
        "x-gzip",
        "*",
    ] {
        assert_eq!(asked(value), None, "{value}");
    }
    assert_eq!(Coding::asked(&HeaderMap::new()), None);
}

#[cfg(feature = "zstd")]
#[test]
fn the_first_one_of_two_that_are_liked_equally_is_taken() {
    assert_eq!(asked("zstd, gzip"), Some(Coding::Zstd));
    assert_eq!(asked("gzip, zstd"), Some(Coding::Gzip));
    assert_eq!(asked("gzip;q=0.3, zstd;q=0.4"), Some(Coding::Zstd));
}
