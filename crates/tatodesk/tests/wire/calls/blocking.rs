//! `send_blocking`: on any thread, on many at once, beside async calls, and never inside of one.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tatodesk::{Outcome, RetryPolicy, Tatodesk};
use tokio::runtime::{Builder, Runtime};

use crate::server::{Answering, Server};

fn client(url: &str) -> Tatodesk {
    let builder = Tatodesk::builder().api_key("key").base_url(url);
    builder.build().unwrap()
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().enable_all().build().unwrap()
}

/// A server that answers each request with its body, when that many have arrived at the same time.
struct Gate {
    url: String,
    connections: Arc<AtomicUsize>,
}

impl Gate {
    fn start(together: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let (gate, counted) = (Arc::new(Barrier::new(together)), Arc::clone(&connections));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::SeqCst);
                let gate = Arc::clone(&gate);
                thread::spawn(move || while answer(&stream, &gate).is_some() {});
            }
        });
        Self { url, connections }
    }
}

/// Answers one request; `None` at the end of the connection.
fn answer(mut stream: &TcpStream, gate: &Barrier) -> Option<()> {
    let (mut reader, mut length) = (BufReader::new(stream), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim_end().to_ascii_lowercase().split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap(),
            None if line == "\r\n" => break,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    gate.wait();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(&[head.into_bytes(), body].concat()).ok()
}

/// Sends `word` and gives what the server said.
fn echo(tatodesk: &Tatodesk, word: &str) -> String {
    let answer = tatodesk.crm().list_records(word).send_blocking().unwrap();
    answer.extra["apiName"].as_str().unwrap().to_owned()
}

#[test]
fn many_threads_wait_each_for_its_own_answer() {
    const THREADS: usize = 16;
    let gate = Gate::start(THREADS);
    let tatodesk = client(&gate.url);
    thread::scope(|scope| {
        for number in 0..THREADS {
            let tatodesk = &tatodesk;
            scope.spawn(move || {
                for round in 0..4 {
                    let word = format!("{number}-{round}");
                    assert_eq!(echo(tatodesk, &word), word);
                }
            });
        }
    });
    // None of them was answered before all of them had arrived.
    assert!(gate.connections.load(Ordering::SeqCst) >= THREADS);
}

#[test]
fn async_and_blocking_calls_keep_their_connections() {
    const ROUNDS: usize = 20;
    let gate = Gate::start(1);
    let tatodesk = client(&gate.url);
    let runtime = runtime();
    for round in 0..ROUNDS {
        let word = format!("blocking-{round}");
        assert_eq!(echo(&tatodesk, &word), word);
        let call = tatodesk.crm().list_records("async");
        let answer = runtime.block_on(call.send()).unwrap();
        assert_eq!(answer.extra["apiName"], "async");
    }
    // A connection is idle a moment after its answer, so the next call may find none; if none were kept,
    // there would be as many as calls.
    assert!(gate.connections.load(Ordering::SeqCst) < 2 * ROUNDS);
}

#[test]
fn a_call_does_not_wait_for_a_connection_whose_runtime_stands_still() {
    let gate = Gate::start(1);
    let tatodesk = client(&gate.url);
    let standing = Builder::new_current_thread().enable_all().build().unwrap();
    standing.block_on(async {
        tatodesk.crm().list_records("async").send().await.unwrap();
        // The connection says that it is idle, and then its runtime stands still.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    });
    let call = tatodesk.crm().list_records("blocking");
    let call = call.with_timeout(Duration::from_secs(5)).with_retries(0);
    assert_eq!(call.send_blocking().unwrap().attempts(), 1);
    assert_eq!(gate.connections.load(Ordering::SeqCst), 2);
    // It was kept: with one runtime there is one connection.
    standing
        .block_on(tatodesk.crm().list_records("async").send())
        .unwrap();
    assert_eq!(gate.connections.load(Ordering::SeqCst), 2);
}

#[cfg(feature = "limits")]
#[test]
fn async_and_blocking_calls_share_the_limits_of_a_client() {
    let gate = Gate::start(1);
    let builder = Tatodesk::builder().api_key("key").base_url(&gate.url);
    let slow = tatodesk::RateLimit::per_minute(1);
    let tatodesk = builder.rate_limit(slow).build().unwrap();
    assert_eq!(echo(&tatodesk, "blocking"), "blocking");
    let error = runtime().block_on(tatodesk.crm().list_records("async").send());
    assert_eq!(error.unwrap_err().outcome(), Outcome::NotSent);
    let error = tatodesk.clone().crm().list_records("again").send_blocking();
    assert_eq!(error.unwrap_err().outcome(), Outcome::NotSent);
}

#[cfg(feature = "tower-0-5")]
#[test]
fn a_task_of_a_layer_belongs_to_the_runtime_of_the_calls() {
    use tatodesk::tower::layer::layer_fn;

    let gate = Gate::start(1);
    let (told, runtimes) = std::sync::mpsc::channel();
    let layer = layer_fn(move |inner: tatodesk::HttpService| {
        told.send(tokio::runtime::Handle::current().id()).unwrap();
        inner
    });
    let builder = Tatodesk::builder().api_key("key").base_url(&gate.url);
    let builder = builder.layer(layer);
    let outside = catch_unwind(AssertUnwindSafe(|| builder.clone().build()));
    assert!(outside.is_err());
    let runtime = runtime();
    let tatodesk = {
        let _inside = runtime.enter();
        builder.build().unwrap()
    };
    // For other machines and for this one.
    let own = runtime.handle().id();
    assert_eq!(runtimes.try_iter().collect::<Vec<_>>(), [own, own]);
    for word in ["first", "second"] {
        assert_eq!(echo(&tatodesk, word), word);
    }
    let others: Vec<_> = runtimes.try_iter().collect();
    assert!(others.len() == 2 && others.iter().all(|id| *id != own));
}

#[test]
fn a_connection_outlives_neither_its_runtime_nor_the_calls_after_it() {
    let gate = Gate::start(1);
    let tatodesk = client(&gate.url);
    for _ in 0..3 {
        // It takes its idle connections along when it ends.
        let brief = runtime();
        brief
            .block_on(tatodesk.crm().list_records("async").send())
            .unwrap();
        drop(brief);
        assert_eq!(echo(&tatodesk, "blocking"), "blocking");
    }
}

#[test]
fn inside_of_an_async_call_it_panics_and_sends_nothing() {
    let gate = Gate::start(1);
    let tatodesk = client(&gate.url);
    for runtime in [
        runtime(),
        Builder::new_current_thread().enable_all().build().unwrap(),
    ] {
        let call = || echo(&tatodesk, "never");
        let panic = runtime.block_on(async { catch_unwind(AssertUnwindSafe(call)) });
        let panic = panic.unwrap_err();
        let message = panic.downcast_ref::<String>().map(String::as_str);
        let message = message.or(panic.downcast_ref::<&str>().copied()).unwrap();
        assert!(message.contains("Cannot start a runtime"), "{message}");
    }
    assert_eq!(gate.connections.load(Ordering::SeqCst), 0);
    assert_eq!(echo(&tatodesk, "afterwards"), "afterwards");
}

#[test]
fn synchronous_code_under_an_async_program_may_block() {
    let gate = Gate::start(1);
    let tatodesk = client(&gate.url);
    runtime().block_on(async {
        let own = tatodesk.clone();
        let task = tokio::task::spawn_blocking(move || echo(&own, "spawned"));
        assert_eq!(task.await.unwrap(), "spawned");
        let word = tokio::task::block_in_place(|| echo(&tatodesk, "in place"));
        assert_eq!(word, "in place");
    });
}

#[test]
fn pauses_and_timeouts_run_without_a_runtime_of_the_callers() {
    let runtime = runtime();
    let script = [
        Answering::status("503 Busy", "{}"),
        Answering::silent(),
        Answering::json("{}"),
    ];
    let reading = runtime.block_on(Server::start(script));
    let sending = runtime.block_on(Server::start([Answering::silent()]));
    let (reader, sender) = (client(&reading.url()), client(&sending.url()));
    let brief = Duration::from_millis(50);
    let patient = RetryPolicy::default().backoff(brief, brief);
    let read = reader.in_person().list_companies();
    let read = read.with_retry_policy(patient);
    // Long enough for the answers of a busy machine: only the silent attempt waits for its end.
    let attempt = Duration::from_secs(2);
    let phone = "(81) 90000-0001".parse().unwrap();
    let send = sender.sms().send_template("app", 1, phone);
    // Side by side, because each waits.
    let (answer, error) = thread::scope(|scope| {
        let send = send.with_deadline(Instant::now() + attempt);
        let send = scope.spawn(|| send.send_blocking().unwrap_err());
        let answer = read.with_attempt_timeout(attempt).send_blocking().unwrap();
        (answer, send.join().unwrap())
    });
    assert_eq!(answer.attempts(), 3);
    assert!(answer.elapsed() >= attempt);
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert!(error.is_timeout());
}
