//! What is tried again: reads after failures that pass; writes only where nothing was sent.

use crate::server::{Reply, Server, refusing_address, speaking_plainly};
use crate::support::{KEY, READ, READ_ANSWER, WRITE, WRITE_BODY, api, run, tatodesk};

#[test]
fn a_read_is_tried_again_until_it_succeeds() {
    let failures: [fn() -> Reply; 6] = [
        || Reply::new("503 Busy", ""),
        || Reply::new("500 Oops", r#"{"error":"later"}"#),
        || Reply::new("408 Request Timeout", ""),
        || Reply::with_headers("429 Too Many Requests", &[("Retry-After", "0")], ""),
        Reply::hang_up,
        || Reply::cut("{"),
    ];
    for failure in failures {
        let server = Server::start(vec![failure(), Reply::ok(READ_ANSWER)]);
        let ran = run(api(&server, &[READ, "--retries", "1"]));
        assert_eq!(ran.answer()["companies"][0]["ID"], 1);
        assert!(ran.stderr.is_empty(), "{ran:?}");
        assert_eq!(server.requests().len(), 2);
    }
}

#[test]
fn attempts_are_counted_and_limited() {
    let server = Server::start((0..3).map(|_| Reply::new("503 Busy", "")).collect());
    let ran = run(api(&server, &[READ, "--retries", "2", "--json"]));
    assert_eq!(ran.code, 5);
    assert_eq!(ran.report("unknown")["attempts"], 3);
    assert_eq!(server.requests().len(), 3);
    let server = Server::once(Reply::new("503 Busy", ""));
    let ran = run(api(&server, &[READ, "--retries", "0", "--json"]));
    assert_eq!(ran.report("unknown")["attempts"], 1);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_read_is_tried_four_times_unless_told_otherwise() {
    for reply in [
        || Reply::new("503 Busy", ""),
        Reply::hang_up,
        // Neither says when to come back.
        || Reply::with_headers("429 Too Many Requests", &[("Retry-After", "-1")], ""),
        || {
            Reply::with_headers(
                "503 Busy",
                &[("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")],
                "",
            )
        },
    ] {
        let server = Server::start((0..9).map(|_| reply()).collect());
        let ran = run(api(&server, &[READ, "--json"]));
        assert!(matches!(ran.code, 3 | 5), "{ran:?}");
        assert_eq!(ran.reports()[0]["attempts"], 4);
        assert_eq!(server.requests().len(), 4);
    }
}

#[test]
fn a_wish_to_wait_longer_than_the_call_may_take_ends_it() {
    for wish in [
        "31",
        "99999999999999999999",
        "Sat, 01 Jan 2400 00:00:00 GMT",
        // The old forms of dates, and a wrong day of the week.
        "Wednesday, 01-Jan-59 00:00:00 GMT",
        "Sat Jan  1 00:00:00 2400",
        "Mon, 01 Jan 2400 00:00:00 GMT",
    ] {
        for (status, code) in [("429 Too Many Requests", 3), ("503 Busy", 5)] {
            let server = Server::once(Reply::with_headers(status, &[("Retry-After", wish)], ""));
            let ran = run(api(&server, &[READ, "--json"]));
            assert_eq!(ran.code, code, "{wish}: {ran:?}");
            assert_eq!(ran.reports()[0]["attempts"], 1);
            assert_eq!(server.requests().len(), 1);
        }
    }
}

#[test]
fn a_lasting_failure_is_not_tried_again() {
    for reply in [
        Reply::new("404 Not Found", ""),
        Reply::new("501 No", ""),
        Reply::ok(r#"{"error":"no"}"#),
        Reply::ok("[]"),
    ] {
        let server = Server::once(reply);
        run(api(&server, &[READ]));
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn a_write_that_may_have_arrived_is_never_sent_again() {
    for reply in [
        Reply::new("503 Busy", ""),
        Reply::with_headers("503 Busy", &[("Retry-After", "0")], ""),
        Reply::with_headers("429 Too Many Requests", &[("Retry-After", "0")], ""),
        Reply::new("408 Request Timeout", ""),
        Reply::hang_up(),
        Reply::cut("{"),
    ] {
        let server = Server::once(reply);
        let ran = run(api(
            &server,
            &[WRITE, "--body", WRITE_BODY, "--retries", "9", "--json"],
        ));
        assert_eq!(ran.reports()[0]["attempts"], 1, "{ran:?}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn a_call_that_never_left_is_tried_again_whatever_it_does() {
    for url in [
        format!("http://{}", refusing_address()),
        format!("https://{}", speaking_plainly()),
    ] {
        for operation in [&[READ] as &[&str], &[WRITE, "--body", WRITE_BODY]] {
            for (retries, attempts) in [(&[] as &[&str], 4), (&["--retries", "1"], 2)] {
                let mut command = tatodesk(&["api", "--base-url", &url, "--json"]);
                command
                    .args(operation)
                    .args(retries)
                    .env("TATODESK_API_KEY", KEY);
                let ran = run(command);
                assert_eq!(ran.code, 4, "{ran:?}");
                assert_eq!(ran.report("not_sent")["attempts"], attempts);
            }
        }
    }
}
