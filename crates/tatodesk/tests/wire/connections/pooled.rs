//! A call that meets an idle connection which the server is closing: the HTTP client underneath may move it to another connection
//! before a byte has left, and never after.

use std::{future::Future, pin::Pin};

use tatodesk::{Error, MediaFile, Outcome, Tatodesk};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::yield_now,
};

use crate::{clocks::Hurried, server::read};

/// Turns of the runtime after which everything that can happen by itself has happened.
const SETTLED: usize = 12;

/// How the server ends an idle connection.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// It says that it will send nothing more, and still reads: what leaves is counted.
    HalfClose,
    Close,
    Reset,
}

/// What came of a call that met the end of its connection.
#[derive(Debug)]
struct Met {
    result: Result<u32, Error>,
    /// Requests that arrived on the connection that ended.
    old: usize,
    /// Requests that arrived on other connections.
    new: usize,
    /// Whether the client had learned of the end before, where that is sure.
    known: Option<bool>,
}

type Sending = Pin<Box<dyn Future<Output = Result<u32, Error>>>>;

/// A call, by the number of its attempts.
type Make = fn(Tatodesk) -> Sending;

fn list(tatodesk: Tatodesk) -> Sending {
    Box::pin(async move {
        let answer = tatodesk.in_person().list_companies().send().await?;
        Ok(answer.attempts())
    })
}

fn send(tatodesk: Tatodesk) -> Sending {
    Box::pin(async move {
        let phone = "(81) 90000-0001".parse().unwrap();
        let receipt = tatodesk.sms().send_template("app", 1, phone).send().await?;
        Ok(receipt.attempts())
    })
}

fn upload(tatodesk: Tatodesk) -> Sending {
    Box::pin(async move {
        let file = MediaFile::from_bytes(vec![b'x'; 300_000]);
        let upload = tatodesk.whatsapp().upload_media("app", file);
        Ok(upload.send().await?.attempts())
    })
}

async fn turns(count: usize) {
    for _ in 0..count {
        yield_now().await;
    }
}

/// Answers one request, and keeps the connection.
async fn answer(stream: &mut TcpStream) -> bool {
    if read(stream).await.line.is_empty() {
        return false;
    }
    let body = r#"{"media": {"mediaID": "1"}}"#;
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all((head + body).as_bytes()).await.unwrap();
    true
}

/// Makes a call this many turns of the runtime after the server has ended the idle connection. A server that is `gone` takes no
/// other one.
async fn meet(make: Make, end: End, after: usize, gone: bool) -> Met {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let tatodesk = Tatodesk::builder()
        .api_key("key")
        .base_url(format!("http://{}", listener.local_addr().unwrap()))
        .clock(Hurried)
        .build()
        .unwrap();
    let first = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        answer(&mut stream).await;
        stream
    };
    let (result, mut stream) = tokio::join!(list(tatodesk.clone()), first);
    result.unwrap();
    // The connection becomes idle, and the pool learns of it.
    turns(SETTLED).await;
    let mut ended = None;
    match end {
        End::HalfClose => {
            stream.shutdown().await.unwrap();
            ended = Some(stream);
        }
        End::Close => drop(stream),
        End::Reset => {
            stream.set_zero_linger().unwrap();
            drop(stream);
        }
    }
    let listener = (!gone).then_some(listener);
    turns(after).await;
    let known = match &mut ended {
        _ if after == 0 => Some(false),
        Some(stream) if after == SETTLED => {
            // The client closes its side as well.
            assert_eq!(stream.read(&mut [0]).await.unwrap(), 0);
            turns(SETTLED).await;
            Some(true)
        }
        _ => None,
    };

    let mut new = 0;
    let others = async {
        let Some(listener) = listener else {
            return std::future::pending().await;
        };
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            while answer(&mut stream).await {
                new += 1;
            }
        }
    };
    let result = tokio::select! {
        result = make(tatodesk) => result,
        () = others => unreachable!("it goes on for ever"),
    };
    let old = match ended {
        Some(mut stream) => {
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).await.unwrap();
            String::from_utf8_lossy(&bytes).matches("POST ").count()
        }
        None => 0,
    };
    Met {
        result,
        old,
        new,
        known,
    }
}

/// Meets the end at every turn until it is no news any more, and checks each time what came of it.
fn ends(make: Make, gone: bool, check: impl Fn(&Met, &str)) {
    for end in [End::HalfClose, End::Close, End::Reset] {
        for after in 0..=SETTLED {
            // Sockets are looked at where nothing else is to do, and never in the middle of a turn.
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .event_interval(u32::MAX)
                .build()
                .unwrap();
            let met = runtime.block_on(meet(make, end, after, gone));
            check(&met, &format!("{end:?} {after} turns before: {met:?}"));
        }
    }
}

/// What holds for a call that must not happen twice.
fn once(met: &Met, what: &str) {
    match &met.result {
        Ok(attempts) => {
            assert_eq!((*attempts, met.old, met.new), (1, 0, 1), "{what}");
            assert_ne!(met.known, Some(false), "{what}");
        }
        Err(error) => {
            assert_eq!(error.outcome(), Outcome::Unknown, "{what}");
            assert_eq!((error.attempts(), met.new), (1, 0), "{what}");
            assert!(met.old <= 1, "{what}");
            assert_ne!(met.known, Some(true), "{what}");
        }
    }
}

#[test]
fn a_send_arrives_once_and_is_unknown_if_it_had_left() {
    ends(send, false, once);
}

#[test]
fn an_upload_arrives_once_and_is_unknown_if_it_had_left() {
    ends(upload, false, once);
}

#[test]
fn a_read_always_gets_its_answer() {
    ends(list, false, |met, what| {
        let attempts = *met.result.as_ref().unwrap_or_else(|_| panic!("{what}"));
        assert!(attempts <= 2 && met.new == 1, "{what}");
    });
}

#[test]
fn a_send_that_had_not_left_is_not_sent_if_no_server_takes_another_connection() {
    ends(send, true, |met, what| {
        let error = met.result.as_ref().expect_err(what);
        let (known, most) = match error.outcome() {
            Outcome::NotSent => (true, 0),
            Outcome::Unknown => (false, 1),
            outcome => panic!("{outcome:?}: {what}"),
        };
        assert!(met.known.is_none_or(|sure| sure == known), "{what}");
        assert!(met.old <= most, "{what}");
    });
}
