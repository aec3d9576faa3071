//! No caller keeps a connection for long: not by a slow body, not by an unread answer, and not by a fault. Time stands still,
//! and goes on only while nothing else can happen.

use std::num::NonZeroUsize;
use std::time::Duration;

use serde_json::json;
use tatodesk_sandbox::{Fault, Of, Rule, Sandbox, Stage, WorldFile};
use tokio::io::AsyncWriteExt as _;
use tokio::time::{Instant, sleep, timeout};

use crate::server::raw::{End, Raw};

const SMS: &str = "/dl/v1/sms/messages";
const CLOCK: &str = "GET /_sandbox/clock HTTP/1.1\r\nhost: localhost\r\n\r\n";
const RELEASE: &str = "POST /_sandbox/release HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                       content-length: 0\r\n\r\n";
const SECOND: Duration = Duration::from_secs(1);
/// How long a whole body may take.
const BODY: Duration = Duration::from_secs(120);
/// How long a caller may leave an answer unread.
const UNREAD: Duration = Duration::from_secs(60);
/// How long a fault holds an answer up.
const HOUR: Duration = Duration::from_secs(60 * 60);

async fn sandbox(connections: usize, rules: Vec<Rule>) -> Sandbox {
    let max = NonZeroUsize::new(connections).expect("some");
    let mut builder = Sandbox::builder().max_connections(max);
    for rule in rules {
        builder = builder.fault(rule);
    }
    builder.start().await.expect("the sandbox starts")
}

fn sms() -> serde_json::Value {
    json!({"appID": 7, "templateID": "second_bill_notice",
        "sms": {"type": "template", "to": "5581900000001", "template": {"params": ["Marina", "30/06"]}}})
}

/// Begins a request whose body never ends, and sends a byte of it now and then, until the sandbox ends it.
async fn trickle(sandbox: &Sandbox, head: &str, every: Duration) -> (String, Duration) {
    let mut raw = Raw::connect(sandbox).await.expect("a connection");
    raw.0.write_all(head.as_bytes()).await.expect("a head");
    let begin = Instant::now();
    loop {
        if let Ok(answer) = timeout(every, raw.0.readable()).await {
            answer.expect("something comes");
            break;
        }
        raw.0.write_all(b" ").await.expect("a byte");
    }
    let waited = begin.elapsed();
    (String::from_utf8(raw.rest().await.0).expect("text"), waited)
}

#[tokio::test(start_paused = true)]
async fn a_body_that_comes_byte_by_byte_has_no_more_than_its_time() {
    let sandbox = sandbox(9, Vec::new()).await;
    let head = |line: &str, kind: &str, length: usize| {
        format!(
            "{line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ntatodesk-api-key: sandbox-key\r\n\
             content-type: {kind}\r\ncontent-length: {length}\r\n\r\n"
        )
    };
    let json = "application/json";
    let form = "multipart/form-data; boundary=x";
    let part = "--x\r\ncontent-disposition: form-data; name=\"media\"; filename=\"a\"\r\n\r\n";
    for (head, every) in [
        (head(&format!("POST {SMS}"), json, 1_000_000), 29 * SECOND),
        (head(&format!("POST {SMS}"), json, 1_000_000), SECOND),
        (head("POST /_sandbox/clock", json, 4_000), 7 * SECOND),
        (head("PUT /_sandbox/state", json, 200_000_000), 29 * SECOND),
        (
            head("POST /dl/v1/whatsapp/media", form, 200_000_000) + part,
            29 * SECOND,
        ),
    ] {
        let (answer, waited) = trickle(&sandbox, &head, every).await;
        assert!(
            waited >= BODY && waited < BODY + every + SECOND,
            "{waited:?}"
        );
        let refused = answer.starts_with("HTTP/1.1 408 ") || head.contains("media");
        assert!(refused && answer.contains("120 seconds"), "{answer}");
    }
    // A body that a fault throws away has no more time either.
    let rule = Rule::once(Fault::HangUp {
        after: Stage::Request,
        reset: false,
    });
    sandbox.add_fault(rule).expect("a rule");
    let head = head(&format!("POST {SMS}"), json, 1_000_000);
    let (answer, waited) = trickle(&sandbox, &head, 29 * SECOND).await;
    assert!(
        answer.is_empty() && waited >= BODY && waited < BODY + 30 * SECOND,
        "{waited:?}"
    );
}

/// A sandbox with one place, and a report that is too long for the buffers of two sockets.
async fn with_a_long_report() -> Sandbox {
    let few = "digitalServices: {count: 66,";
    let world = WorldFile::BUILT_IN.replace(few, "digitalServices: {count: 60000,");
    let sandbox = Sandbox::builder().world(world.parse().expect("a world"));
    let sandbox = sandbox.max_connections(NonZeroUsize::MIN).start().await;
    sandbox.expect("the sandbox starts")
}

/// Asks for all of it.
async fn asked(sandbox: &Sandbox) -> Raw {
    let mut raw = Raw::connect(sandbox).await.expect("a connection");
    let filter = json!({"dateInitial": "01/01/2024", "dateFinal": "20/06/2025"});
    let body = json!({"filter": filter, "page": 0, "limit": 60000});
    raw.send("/cc/listAttendancesReport", &body).await;
    raw
}

/// How long it takes until the one place is free.
async fn freed(sandbox: &Sandbox) -> Duration {
    let begin = Instant::now();
    loop {
        let mut next = Raw::connect(sandbox).await.expect("a connection");
        if next.ask(CLOCK).await.0 == 200 {
            return begin.elapsed();
        }
        sleep(SECOND).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_left_unread_gives_its_place_back() {
    let sandbox = with_a_long_report().await;
    // The caller reads nothing; a little at first; the head alone, and then a little more.
    for (first, later) in [(0, 0), (100_000, 0), (15, 500_000)] {
        let mut raw = asked(&sandbox).await;
        raw.bytes(first).await;
        sleep(UNREAD / 2).await;
        raw.bytes(later).await;
        let waited = freed(&sandbox).await;
        // The operating system moves bytes between the two sockets for some milliseconds more. The paused clock goes far in
        // that time.
        assert!(waited < HOUR / 2, "{waited:?}");
        assert_eq!(raw.rest().await.1, End::Reset);
        // The last connection leaves its place.
        sleep(SECOND).await;
    }
}

fn stall(of: Of, at: u64) -> Fault {
    Fault::Stall { of, at }
}

#[tokio::test(start_paused = true)]
async fn a_stalled_answer_ends_after_an_hour_and_not_as_an_unread_one() {
    let drip = Fault::Drip {
        bytes: 1,
        every: HOUR / 4,
    };
    for fault in [
        stall(Of::Answer, 0),
        stall(Of::Answer, 20),
        stall(Of::Body, 3),
        drip,
    ] {
        let sandbox = sandbox(1, vec![Rule::once(fault.clone())]).await;
        let mut raw = Raw::connect(&sandbox).await.expect("a connection");
        let begin = Instant::now();
        raw.send(SMS, &sms()).await;
        let (head, _) = raw.answer().await;
        let waited = begin.elapsed();
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        assert!(
            waited >= HOUR && waited < HOUR + SECOND,
            "{fault}: {waited:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn held_up_answers_leave_room_for_the_caller_that_releases_them() {
    let delay = Fault::Delay { by: HOUR };
    let drip = Fault::Drip {
        bytes: 1,
        every: HOUR / 2,
    };
    for fault in [stall(Of::Answer, 0), stall(Of::Body, 9), drip, delay] {
        let sandbox = sandbox(4, vec![Rule::new(fault.clone())]).await;
        let mut held = Vec::new();
        for _ in 0..4 {
            let mut raw = Raw::connect(&sandbox).await.expect("a connection");
            raw.send(SMS, &sms()).await;
            held.push(raw);
        }
        let begin = Instant::now();
        // The sandbox refuses the first of these, and they make room.
        loop {
            let mut next = Raw::connect(&sandbox).await.expect("a connection");
            if next.ask(RELEASE).await.0 == 200 {
                break;
            }
            sleep(SECOND).await;
        }
        assert!(
            begin.elapsed() < 10 * SECOND,
            "{fault}: {:?}",
            begin.elapsed()
        );
        // The first one has gone on. Faults still hold up those for which there was room.
        let mut first = held.remove(0);
        assert_eq!(first.answer().await.0[9..12].to_owned(), "200", "{fault}");
        let last = held.pop().expect("a connection");
        if !matches!(fault, Fault::Stall { .. }) {
            assert!(timeout(HOUR / 4, last.rest()).await.is_err(), "{fault}");
        }
    }
}

#[test]
fn large_answers_are_written_on_blocking_threads() {
    // One worker, and one thread for blocking work, which is busy.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(1)
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let sandbox = sandbox(9, Vec::new()).await;
        for path in ["state", "requests", "deliveries", "uploads"] {
            let (free, taken) = std::sync::mpsc::channel::<()>();
            let busy = tokio::task::spawn_blocking(move || taken.recv());
            let large = format!("GET /_sandbox/{path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
            let mut raw = Raw::connect(&sandbox).await.expect("a connection");
            raw.0.write_all(large.as_bytes()).await.expect("a request");
            let mut other = Raw::connect(&sandbox).await.expect("a connection");
            for _ in 0..20 {
                assert_eq!(other.ask(CLOCK).await.0, 200);
            }
            assert!(
                raw.0.try_read(&mut [0]).is_err(),
                "{path} waits for no thread"
            );
            drop(free);
            busy.await.expect("the thread").expect_err("no message");
            assert!(raw.head().await.starts_with("HTTP/1.1 200 "), "{path}");
        }
    });
}
