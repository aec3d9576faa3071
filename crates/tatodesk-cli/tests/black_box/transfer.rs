//! Answers as servers put them on the wire, rightly and wrongly.

use crate::server::{Reply, Server};
use crate::support::{READ, READ_ANSWER, Ran, WRITE_ANSWER, api, read_once, run, write_once};

/// A read that is answered with this head and body, as they are.
fn read(head: &str, body: &str) -> Ran {
    read_once(&Server::once(raw(head, body)))
}

/// The same for a write.
fn write(head: &str, body: &str) -> Ran {
    let server = Server::once(raw(head, body));
    let ran = write_once(&server);
    assert_eq!(server.requests().len(), 1);
    ran
}

fn raw(head: &str, body: &str) -> Reply {
    Reply::Bytes(format!("{}\r\n\r\n{body}", head.replace('\n', "\r\n")).into_bytes())
}

fn chunked(body: &str) -> String {
    format!("{:x}\r\n{body}\r\n", body.len())
}

const CHUNKED: &str = "HTTP/1.1 200 OK\nTransfer-Encoding: chunked";

#[test]
fn an_answer_may_come_in_chunks_without_a_length_or_after_interim_answers() {
    let length = READ_ANSWER.len();
    for (head, body) in [
        (CHUNKED.to_owned(), chunked(READ_ANSWER) + "0\r\n\r\n"),
        (
            "HTTP/1.1 200 OK\nConnection: close".into(),
            READ_ANSWER.into(),
        ),
        ("HTTP/1.0 200 OK".into(), READ_ANSWER.into()),
        (
            format!("HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\nContent-Length: {length}"),
            READ_ANSWER.into(),
        ),
        (
            format!(
                "HTTP/1.1 103 Early Hints\nLink: x\n\nHTTP/1.1 200 OK\nContent-Length: {length}"
            ),
            READ_ANSWER.into(),
        ),
        // Nothing was asked to be compressed, and nothing is.
        (
            format!("HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: {length}"),
            READ_ANSWER.into(),
        ),
        (
            format!("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: {length}"),
            READ_ANSWER.into(),
        ),
    ] {
        let ran = read(&head, &body);
        assert_eq!(ran.answer()["companies"][0]["name"], "Casa Azul", "{head}");
        assert_eq!(ran.stderr, "", "{head}");
    }
}

#[test]
fn an_answer_that_is_cut_is_unknown() {
    let longer = format!(
        "HTTP/1.1 200 OK\nContent-Length: {}",
        WRITE_ANSWER.len() + 1
    );
    for (head, body) in [
        (CHUNKED, chunked(WRITE_ANSWER)),
        (CHUNKED, format!("zz\r\n{WRITE_ANSWER}\r\n0\r\n\r\n")),
        (&longer, WRITE_ANSWER.to_owned()),
    ] {
        for ran in [read(head, &body), write(head, &body)] {
            assert_eq!(ran.code, 5, "{head}: {ran:?}");
            assert_eq!(ran.report("unknown")["status"], 200);
        }
    }
}

#[test]
fn an_answer_that_is_shorter_than_what_comes_ends_where_it_says() {
    let short = format!(
        "HTTP/1.1 200 OK\nContent-Length: {}",
        WRITE_ANSWER.len() - 1
    );
    let ran = read(&short, WRITE_ANSWER);
    assert_eq!(ran.code, 6);
    assert_eq!(
        ran.stdout,
        &WRITE_ANSWER.as_bytes()[..WRITE_ANSWER.len() - 1]
    );
    assert_eq!(write(&short, WRITE_ANSWER).code, 5);
}

#[test]
fn no_content_is_no_answer() {
    let head = "HTTP/1.1 204 No Content";
    let ran = read(head, "");
    assert_eq!((ran.code, ran.stdout.as_slice()), (6, b"" as &[u8]));
    assert_eq!(ran.report("undecodable")["status"], 204);
    assert_eq!(write(head, "").code, 5);
}

#[test]
fn an_answer_that_is_no_http_came_from_a_connection_all_the_same() {
    for answer in [
        "{}",
        "\x16\x03\x01\x02",
        "HTTP/1.1 200 OK\nContent-Length: many",
        "HTTP/1.1 200 OK\nContent-Length: 2\nContent-Length: 3",
        "HTTP/1.1 099 Low",
    ] {
        for ran in [read(answer, "{}"), write(answer, "{}")] {
            assert_eq!(ran.code, 5, "{answer}: {ran:?}");
            assert_eq!(ran.report("unknown").get("status"), None);
        }
    }
    for status in ["101 Switching Protocols", "600 Odd", "999 Odd"] {
        let head = format!("HTTP/1.1 {status}\nUpgrade: x\nConnection: close");
        for ran in [read(&head, ""), write(&head, "")] {
            assert_eq!(ran.code, 5, "{status}: {ran:?}");
            ran.report("unknown");
        }
    }
}

#[test]
fn a_large_answer_is_printed_whole() {
    let companies: Vec<serde_json::Value> = (0..200_000)
        .map(|id| serde_json::json!({"ID": id, "name": "Casa Azul, Rua da Aurora"}))
        .collect();
    let answer = serde_json::json!({ "companies": companies }).to_string();
    assert!(answer.len() > 9_000_000);
    let ran = run(api(&Server::once(Reply::ok(&answer)), &[READ]));
    assert_eq!(ran.code, 0);
    assert_eq!(ran.stdout, [answer.as_bytes(), b"\n"].concat());
}
