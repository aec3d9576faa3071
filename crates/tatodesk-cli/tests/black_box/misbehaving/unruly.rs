//! Servers that do not keep to the manners of HTTP: each is judged by the contract, and nothing hangs.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

use serde_json::Value;

use crate::server::{Reply, Server};
use crate::support::{
    KEY, READ, READ_ANSWER, Ran, Scratch, WRITE, WRITE_ANSWER, WRITE_BODY, read_once, run,
    tatodesk, write_once,
};

/// Serves one connection in a way that no server of ours does. Its address, and how many connections came until the end.
fn serve(talk: impl FnOnce(&mut TcpStream) + Send + 'static) -> (String, JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        talk(&mut stream);
        drop(stream);
        listener.set_nonblocking(true).expect("a socket");
        1 + listener.incoming().map_while(Result::ok).count()
    });
    (url, serving)
}

/// One call of a server that talks like this. There is no other connection.
fn against(arguments: &[&str], talk: impl FnOnce(&mut TcpStream) + Send + 'static) -> Ran {
    let (url, serving) = serve(talk);
    let mut command = tatodesk(&["api", "--base-url", &url, "--json", "--retries", "0"]);
    command.args(arguments).env("TATODESK_API_KEY", KEY);
    let ran = run(command);
    assert_eq!(serving.join().expect("it ends"), 1);
    ran
}

/// Reads the head of the request and no more than comes with it.
fn skim(stream: &mut TcpStream) {
    let _ = stream.read(&mut [0; 65536]).expect("a request");
}

/// Takes what comes until the client goes away.
fn drain(stream: &mut TcpStream) {
    let _ = std::io::copy(stream, &mut std::io::sink());
}

fn whole(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

const WRITING: [&str; 3] = [WRITE, "--body", WRITE_BODY];

#[test]
fn an_answer_may_come_before_the_request_is_over() {
    let file = Scratch::new("strange-upload", &vec![b'x'; 20_000_000]);
    let media = format!("media=@{}", file.path());
    let upload = ["uploadMedia", "--form", &media, "--form", "appID=1"];
    for (status, code) in [("413 Too Large", 3), ("503 Busy", 5), ("301 Moved", 5)] {
        let ran = against(&upload, move |stream| {
            skim(stream);
            let answer = whole(status, r#"{"error":{"message":"enough"}}"#);
            stream.write_all(answer.as_bytes()).expect("a reader");
            drain(stream);
        });
        assert_eq!(ran.code, code, "{ran:?}");
        assert_eq!(ran.reports()[0]["message"], "enough");
    }
    let ran = against(&upload, skim);
    assert_eq!(ran.code, 5, "closed in the middle of the upload: {ran:?}");
}

#[test]
fn an_answer_may_come_byte_by_byte_and_from_half_a_connection() {
    let ran = against(&WRITING, |stream| {
        skim(stream);
        stream.set_nodelay(true).expect("a socket");
        for byte in whole("200 OK", WRITE_ANSWER).into_bytes() {
            stream.write_all(&[byte]).expect("a reader");
        }
        stream.shutdown(Shutdown::Write).expect("a connection");
        drain(stream);
    });
    assert_eq!(ran.answer()["ID"], 11555);
    let ran = against(&WRITING, |stream| {
        skim(stream);
        stream.shutdown(Shutdown::Write).expect("a connection");
        drain(stream);
    });
    assert_eq!(ran.code, 5, "{ran:?}");
    assert_eq!(ran.report("unknown").get("status"), None);
}

#[test]
fn bytes_after_an_answer_are_not_read() {
    for rest in ["\r\n\r\n", "HTTP/1.1 500 Oops\r\n\r\n", "\0\0\0"] {
        let ran = against(&[READ], move |stream| {
            skim(stream);
            let answer = whole("200 OK", READ_ANSWER) + rest;
            stream.write_all(answer.as_bytes()).expect("a reader");
            drain(stream);
        });
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}

#[test]
fn an_endless_answer_is_given_up() {
    let endless = |first: &'static str, rest: String| {
        move |stream: &mut TcpStream| {
            skim(stream);
            let _ = stream.write_all(first.as_bytes());
            while stream.write_all(rest.as_bytes()).is_ok() {}
        }
    };
    let timed: Vec<&str> = [&WRITING[..], &["--timeout", "0.5"]].concat();
    // Side by side, because each takes its whole time.
    thread::scope(|scope| {
        // In long pieces where a head grows, because the client reads all of it anew with each piece.
        for (first, rest, length) in [
            ("", "HTTP/1.1 102 Processing\r\n\r\n", 1),
            ("HTTP/1.1 200 OK\r\n", "X-Header: value\r\n", 256),
            ("HTTP/1.1 200 ", "OK", 256),
            ("", "\r\n", 256),
        ] {
            let (timed, rest) = (&timed, rest.repeat(length));
            scope.spawn(move || {
                let ran = against(timed, endless(first, rest));
                assert_eq!(ran.code, 5, "{ran:?}");
                assert_eq!(ran.report("unknown").get("status"), None);
            });
        }
    });
    // A promise is enough: nothing of it is read.
    let ran = against(&WRITING, |stream| {
        skim(stream);
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n";
        stream.write_all(head.as_bytes()).expect("a reader");
        drain(stream);
    });
    assert_eq!(ran.code, 5, "{ran:?}");
    assert_eq!(ran.report("unknown")["status"], 200);
}

#[test]
fn heads_may_be_long_but_not_without_end() {
    for (header, code) in [
        (format!("X: {}", "a".repeat(200_000)), 0),
        ("X: \u{ff}".to_owned(), 0),
        (format!("X: {}", "a".repeat(2_000_000)), 5),
        ("X: 1\r\n".repeat(500) + "Y: 2", 5),
        ("X Y: 1".to_owned(), 5),
        ("no colon".to_owned(), 5),
        ("X: folded\r\n line".to_owned(), 5),
    ] {
        let head = format!("{}\r\n\r\n{READ_ANSWER}", head_of(&header));
        let ran = read_once(&Server::once(Reply::Bytes(head.into_bytes())));
        assert_eq!(ran.code, code, "{:.80}: {ran:?}", header);
    }
}

fn head_of(header: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\n{header}\r\nContent-Length: {}",
        READ_ANSWER.len()
    )
}

#[test]
fn without_a_length_the_end_of_the_connection_is_the_end_of_the_answer() {
    // Only the text shows that it was cut: for HTTP it arrived whole, and it is no JSON.
    for version in ["HTTP/1.0", "HTTP/1.1"] {
        let cut = format!("{version} 200 OK\r\n\r\n{}", &READ_ANSWER[..20]);
        let ran = read_once(&Server::once(Reply::Bytes(cut.clone().into_bytes())));
        assert_eq!(ran.code, 6, "{ran:?}");
        assert_eq!(ran.stdout, &READ_ANSWER.as_bytes()[..20]);
        let ran = write_once(&Server::once(Reply::Bytes(cut.into_bytes())));
        assert_eq!(ran.code, 5, "{ran:?}");
    }
}

#[test]
fn a_failure_keeps_its_meaning_when_its_answer_is_cut() {
    for (status, code, kind) in [
        ("301 Moved", 5, "unknown"),
        ("400 Bad Request", 3, "rejected"),
        ("429 Too Many Requests", 3, "rejected"),
        ("500 Oops", 5, "unknown"),
    ] {
        let bytes = format!("HTTP/1.1 {status}\r\nContent-Length: 99\r\n\r\n{{\"error\":\"n");
        for ran in [
            read_once(&Server::once(Reply::Bytes(bytes.clone().into_bytes()))),
            write_once(&Server::once(Reply::Bytes(bytes.into_bytes()))),
        ] {
            assert_eq!(ran.code, code, "{ran:?}");
            let said: Option<u16> = status[..3].parse().ok();
            assert_eq!(
                ran.report(kind).get("status"),
                said.map(Value::from).as_ref()
            );
        }
    }
}
