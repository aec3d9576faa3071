//! A bad request costs memory in proportion to its size, however often it is wrong, and nothing if the route reads no body.
//! This file is a program of its own, because it counts all memory of the program.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use peak_alloc::PeakAlloc;
use tatodesk_sandbox::{API_KEY, Sandbox};
use tokio::sync::Mutex;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;
/// The tests run one after the other.
static TURN: Mutex<()> = Mutex::const_new(());

/// Wrong values in one list.
const WRONG: usize = 250_000;
/// What one value may take: itself, its text, and the room that a list leaves free when it grows.
const BYTES_OF_A_VALUE: usize = 160;
const MIB: usize = 1024 * 1024;
/// What a body may take that the sandbox does not keep: buffers, and what it reads before the body is too long.
const NOTHING: usize = 4 * MIB;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_body_that_is_wrong_everywhere_costs_no_more_than_its_values() {
    let _turn = TURN.lock().await;
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let address = sandbox.base_url().replace("http://", "");
    let send = |wrong: usize| {
        let list = vec![r#""a""#; wrong].join(",");
        let body =
            format!(r#"{{"companyID":1,"attendanceUnitID":1,"attendanceTypeIDs":[{list}]}}"#);
        let mut stream = TcpStream::connect(&address).expect("a connection");
        let head = format!(
            "POST /pa/listDates HTTP/1.1\r\nhost: sandbox\r\ntatodesk-api-key: {API_KEY}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream
            .write_all((head + &body).as_bytes())
            .expect("it is written");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(
            answer.contains(r#""pointer":"/attendanceTypeIDs/0""#),
            "{answer}"
        );
    };
    send(1);
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    send(WRONG);
    let peak = MEMORY.peak_usage() - before;
    assert!(peak < WRONG * BYTES_OF_A_VALUE, "{peak} bytes");
}

/// A request line, further headers, the mebibytes of the body, and the status of the answer.
type Asked = (&'static str, &'static str, usize, &'static str);

const JSON: &str = "content-type: application/json\r\n";
const FORM: &str =
    "tatodesk-api-key: sandbox-key\r\ncontent-type: multipart/form-data; boundary=x\r\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_body_that_no_route_reads_is_not_held() {
    let _turn = TURN.lock().await;
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let address = sandbox.base_url().replace("http://", "");
    let asked: [Asked; 9] = [
        ("POST /_sandbox/nothing", JSON, 200, "404"),
        ("PUT /_sandbox/clock", JSON, 200, "405"),
        ("GET /_sandbox/clock", JSON, 200, "200"),
        ("POST /_sandbox/clock", JSON, 200, "413"),
        ("POST /_sandbox/faults", JSON, 200, "413"),
        ("PUT /_sandbox/state", "", 200, "415"),
        ("POST /_sandbox/nothing", "origin: null\r\n", 200, "403"),
        ("POST /nothing", JSON, 200, "404"),
        // No part of this form ever begins.
        ("POST /dl/v1/whatsapp/media", FORM, 64, "400"),
    ];
    let piece = vec![b' '; MIB];
    for chunked in [false, true] {
        for (line, headers, mebibytes, wanted) in asked {
            MEMORY.reset_peak_usage();
            let before = MEMORY.current_usage();
            let mut stream = TcpStream::connect(&address).expect("a connection");
            let length = if chunked {
                "transfer-encoding: chunked".to_owned()
            } else {
                format!("content-length: {}", mebibytes * MIB)
            };
            let head = format!("{line} HTTP/1.1\r\nhost: localhost\r\n{headers}{length}\r\n\r\n");
            stream.write_all(head.as_bytes()).expect("the head");
            for _ in 0..mebibytes {
                if chunked {
                    stream.write_all(b"100000\r\n").expect("a chunk begins");
                }
                stream.write_all(&piece).expect("a piece");
                if chunked {
                    stream.write_all(b"\r\n").expect("a chunk ends");
                }
            }
            if chunked {
                stream.write_all(b"0\r\n\r\n").expect("the body ends");
            }
            let mut status = [0; 12];
            stream.read_exact(&mut status).expect("an answer");
            assert_eq!(&status[9..], wanted.as_bytes(), "{line}");
            let peak = MEMORY.peak_usage() - before;
            assert!(peak < NOTHING, "{line}: {peak} bytes");
        }
    }
}
