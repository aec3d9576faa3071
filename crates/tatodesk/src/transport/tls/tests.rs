//! Tests of the root certificates that are refused.

use super::*;

#[test]
fn a_text_that_is_no_certificate_is_refused() {
    let said = |text: &str| {
        let roots = vec![text.as_bytes().to_vec()];
        Tls::new(false, &roots).err().map(|error| error.to_string())
    };
    let begin = "-----BEGIN CERTIFICATE-----\n";
    let end = "\n-----END CERTIFICATE-----\n";
    for (text, why) in [
        (String::new(), "has no certificate"),
        ("Marina".to_owned(), "has no certificate"),
        (format!("{begin}AAAA"), "is not PEM"),
        (format!("{begin}AAAA{end}"), "cannot be read"),
    ] {
        let said = said(&text).unwrap();
        assert!(
            said.contains(why) && said.contains("root_certificates"),
            "{said}"
        );
    }
    assert!(Tls::new(false, &Vec::new()).is_ok());
}
