//! Numbers read as serde_json reads them.
use crate::wire::decode;
use proptest::prelude::*;
use serde_json::Value;

fn compare(token: &str) {
    let ours = decode::<Value>(token.as_bytes()).ok();
    let theirs = serde_json::from_str::<Value>(token).ok();
    assert_eq!(ours, theirs, "{token}");
}

#[test]
fn numbers_at_the_edges_read_as_with_serde_json() {
    for token in [
        "0",
        "-0",
        "00",
        "01",
        "-01",
        "-",
        "+1",
        "1.",
        "1.5",
        "-1.5e3",
        "1e5",
        "1E+5",
        "1e400",
        "1-",
        "1-1",
        "--1",
        ".5",
        "999999999999999999",
        "-999999999999999999",
        "1000000000000000000",
        "9223372036854775807",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "0.0",
        "-0.0",
        "000000000000000000000",
        "1x",
    ] {
        compare(token);
        compare(&format!("[{token}]"));
        compare(&format!("{{\"a\":{token} }}"));
    }
}

proptest! {
    #[test]
    fn numbers_read_as_with_serde_json(token in "-?[0-9]{1,21}(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?") {
        compare(&token);
    }

    #[test]
    fn what_looks_like_a_number_reads_as_with_serde_json(token in "[-+.eE0-9]{1,8}") {
        compare(&token);
    }
}
