use super::*;

fn of(values: &[&str]) -> Result<Option<&'static str>, &'static str> {
    let mut headers = HeaderMap::new();
    for value in values {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        headers.append(CONTENT_ENCODING, value);
    }
    let of = ContentEncoding::of(&headers)?;
    Ok(of.map(ContentEncoding::as_str))
}

#[test]
fn an_answer_has_no_encoding_or_one_that_is_known() {
    for plain in [&[][..], &[""], &["identity"], &[" , IDENTITY", "identity"]] {
        assert_eq!(of(plain), Ok(None), "{plain:?}");
    }
    for unknown in [
        "br",
        "deflate",
        "compress",
        "gzip2",
        "g\u{e9}zip",
        "aws-chunked",
    ] {
        assert_eq!(of(&[unknown]), Err(UNKNOWN), "{unknown}");
    }
}

#[cfg(feature = "gzip")]
#[test]
fn gzip_has_two_names_in_any_case_and_is_decoded_once() {
    for gzip in [
        &["gzip"][..],
        &["GZip"],
        &[" x-gzip "],
        &["identity, gzip"],
        &["", "gzip,"],
    ] {
        assert_eq!(of(gzip), Ok(Some("gzip")), "{gzip:?}");
    }
    for twice in [&["gzip, gzip"][..], &["gzip", "x-gzip"]] {
        assert!(
            of(twice).unwrap_err().contains("more than once"),
            "{twice:?}"
        );
    }
    assert_eq!(of(&["br, gzip"]), Err(UNKNOWN));
}

#[test]
fn requests_ask_for_what_they_are_told_in_this_order() {
    assert_eq!(accept_encoding(&[]), None);
    let names: Vec<&str> = ContentEncoding::ALL.iter().map(|it| it.as_str()).collect();
    let value = accept_encoding(ContentEncoding::ALL);
    assert_eq!(
        value.map(|value| value.to_str().unwrap().to_owned()),
        (!names.is_empty()).then(|| names.join(", "))
    );
}
