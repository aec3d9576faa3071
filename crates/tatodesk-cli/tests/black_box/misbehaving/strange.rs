//! Unexpected bodies: the contract decides what each one means, and the command never crashes.

use crate::server::{Reply, Server};
use crate::support::{READ, READ_ANSWER, WRITE, WRITE_ANSWER, api, read_once, run, write_once};

/// The exit codes of a read and a write that are answered with this, once each.
fn codes(answer: impl Fn(&str) -> Vec<u8>) -> (i32, i32) {
    let (read, write) = (
        Server::once(Reply::ok(answer(READ_ANSWER))),
        Server::once(Reply::ok(answer(WRITE_ANSWER))),
    );
    let codes = (read_once(&read).code, write_once(&write).code);
    for requests in [read.requests(), write.requests()] {
        assert_eq!(requests.len(), 1, "{requests:?}");
    }
    codes
}

/// The answer with one more member, which the spec does not know.
fn with(answer: &str, member: &str) -> Vec<u8> {
    format!("{},{member}}}", &answer[..answer.len() - 1]).into_bytes()
}

fn nested(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}

#[test]
fn a_body_that_is_not_quite_json_is_no_answer() {
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    assert_eq!(codes(utf16), (6, 5));
    assert_eq!(codes(|text| format!("\u{feff}{text}").into()), (6, 5));
    assert_eq!(codes(|text| format!("{text}{text}").into()), (6, 5));
    assert_eq!(codes(|text| format!("{text}\0").into()), (6, 5));
    assert_eq!(codes(|text| format!("{text};").into()), (6, 5));
    assert_eq!(codes(|text| text.replace('"', "'").into()), (6, 5));
    for member in [
        "",
        r#""x":NaN"#,
        r#""x":01"#,
        r#""x":+1"#,
        r#""x":.5"#,
        r#""x":nul"#,
        r#""x":True"#,
        "\"x\":\"a\0b\"",
        "\"x\":\"a\nb\"",
        r#""x":"\x41""#,
        r#""x":"\u12""#,
        r#""x""#,
        "x:1",
        "/* comment */\"x\":1",
    ] {
        assert_eq!(codes(|text| with(text, member)), (6, 5), "{member}");
    }
    let invalid = |text: &str| [&with(text, r#""x":""#)[..text.len() + 4], b"\xff\"}"].concat();
    assert_eq!(codes(invalid), (6, 5));
    assert_eq!(codes(|_| nested(10_000).into()), (6, 5));
    assert_eq!(codes(|_| "{\"a\":".repeat(10_000).into()), (6, 5));
}

#[test]
fn odd_json_is_an_answer() {
    assert_eq!(codes(|text| format!("\r\n\t {text} \n\n").into()), (0, 0));
    for member in [
        r#""x":"a\u0000b""#,
        r#""x":-0"#,
        r#""x":1e-999"#,
        r#""x":123456789012345678901234567890"#,
        r#""":1"#,
        r#""x":1,"x":2"#,
    ] {
        assert_eq!(codes(|text| with(text, member)), (0, 0), "{member}");
    }
    // What no type of ours can hold costs the typed answer, and the call was accepted all the same.
    let deep = format!(r#""x":{}"#, nested(10_000));
    for member in [
        r#""x":"\ud800""#,
        r#""\udc00":1"#,
        r#""x":1e999"#,
        deep.as_str(),
    ] {
        assert_eq!(codes(|text| with(text, member)), (6, 6), "{member}");
    }
}

#[test]
fn an_element_that_nothing_can_hold_costs_itself() {
    for element in [
        nested(10_000),
        format!(r#"{{"ID":1,"name":"x","y":{}}}"#, nested(10_000)),
        r#"{"ID":1,"name":"\ud800"}"#.to_owned(),
        r#"{"ID":1e999,"name":"x"}"#.to_owned(),
    ] {
        let body = format!(r#"{{"companies":[{element}],"error":null}}"#);
        let ran = read_once(&Server::once(Reply::ok(&body)));
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.report("malformed_element")["path"].is_string());
        let printed = String::from_utf8(ran.stdout).expect("UTF-8");
        assert!(printed.contains(&element), "{printed}");
    }
}

#[test]
fn the_last_of_two_errors_counts() {
    for (errors, expected) in [
        (r#""error":null,"error":"no""#, (3, 3)),
        (r#""error":"no","error":null"#, (0, 0)),
    ] {
        let answer = |text: &str| text.replace(r#""error":null"#, errors).into();
        assert_eq!(codes(answer), expected, "{errors}");
    }
    assert_eq!(codes(|_| r#"{"\u0065rror":"no"}"#.into()), (3, 3));
    // Case counts, as everywhere in JSON.
    assert_eq!(codes(|text| with(text, r#""Error":"no""#)), (0, 0));
}

#[test]
fn an_error_of_any_shape_is_told_in_one_line() {
    let deep = format!(r#"{{"error":{}}}"#, nested(10_000));
    let chain = r#"{"error":"#.repeat(10_000) + "1" + &"}".repeat(10_000);
    let long = format!(r#"{{"error":"{}"}}"#, "x".repeat(100_000));
    for body in [
        deep.as_str(),
        chain.as_str(),
        long.as_str(),
        r#"{"error":{"message":null}}"#,
        r#"{"error":{"message":{"text":"no"}}}"#,
        r#"{"error":{"message":["no"]}}"#,
        r#"{"error":{"message":"\ud800"}}"#,
        r#"{"error":{"message":"one","message":"two"}}"#,
        r#"{"error":"\ud800"}"#,
        r#"{"error":"0"}"#,
        r#"{"error":"null"}"#,
        r#"{"error":-1}"#,
        r#"{"error":1e999}"#,
        r#"{"error":[[]]}"#,
        "{\"error\":\"a\\nb\\r\\u001b[2J\\u2028\"}",
    ] {
        let server = Server::once(Reply::ok(body));
        let ran = run(api(&server, &[READ, "--retries", "0"]));
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(
            ran.line()
                .starts_with("error: listCompaniesByUser: rejected")
        );
        let ran = write_once(&Server::once(Reply::ok(body)));
        assert_eq!(ran.code, 3, "{ran:?}");
        assert_eq!(ran.report("rejected")["operation"], WRITE);
    }
}
