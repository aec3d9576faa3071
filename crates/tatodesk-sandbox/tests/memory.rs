//! What a bad request costs: about what it weighs, however often it is wrong. Alone in its program, since all that the
//! program holds is counted.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use peak_alloc::PeakAlloc;
use tatodesk_sandbox::{API_KEY, Sandbox};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Wrong values in one list.
const WRONG: usize = 250_000;
/// What a value that was read may take: itself, its text, and what a list leaves free when it grows.
const BYTES_OF_A_VALUE: usize = 160;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_body_that_is_wrong_everywhere_costs_no_more_than_its_values() {
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
