//! The faults, each with its row of the call contract.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{caller::Caller, server::Play, stage::SHORT};

/// Attempts of a call that may be tried again: the default.
pub(crate) const LIMIT: u32 = 4;

/// The server's message, in answers that have one.
pub(crate) const MESSAGE: &str = "the quota is used up";

/// How much the client has to spend on a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum By {
    /// Enough time and attempts.
    Plenty,
    /// Little time for each attempt.
    ShortAttempt,
    /// Little time for the whole call, by the machine's clock.
    ShortCall,
    /// Time for three attempts at most, because its pauses are long.
    FewSeconds,
    /// No token for further attempts.
    NoBudget,
    /// One further attempt for every five calls.
    AFifth,
}

/// One fault and its expected result.
#[derive(Debug)]
pub(crate) struct Fault {
    /// Its row of the table.
    pub(crate) row: String,
    pub(crate) play: Play,
    pub(crate) by: By,
    /// What a read is told.
    pub(crate) read: &'static str,
    /// What a write or a send is told.
    pub(crate) other: &'static str,
    /// How often the client tries a read, and a write or a send if no connection is made.
    pub(crate) attempts: u32,
    /// How long the server asks to be left alone.
    pub(crate) wish: Option<Duration>,
    /// Whether the server's message must reach the caller.
    pub(crate) message: bool,
}

fn fault(row: impl Into<String>, play: Play, told: &'static str, again: bool) -> Fault {
    Fault {
        row: row.into(),
        play,
        by: By::Plenty,
        read: told,
        other: told,
        attempts: if again { LIMIT } else { 1 },
        wish: None,
        message: false,
    }
}

/// The bytes of an answer, and how many of them are its head.
fn answer(status: u16, headers: &str, body: &str) -> (Vec<u8>, usize) {
    let head = format!(
        "HTTP/1.1 {status} Answer\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n",
        body.len()
    );
    ((head.clone() + body).into_bytes(), head.len())
}

fn ok(body: &str) -> Play {
    Play::Close(answer(200, "", body).0)
}

/// All faults of one operation except the stalls and the limits.
pub(crate) fn all(caller: &Caller, every_byte: bool) -> Vec<Fault> {
    let good = caller.good.to_string();
    let mut faults = vec![
        fault("none", ok(&good), "success", false),
        fault("connection refused", Play::Refuse, "not sent", true),
        fault("TLS handshake failed", Play::NoTls, "not sent", true),
        fault("refused by the proxy", Play::NoPassage, "not sent", true),
        fault("closed before reading", Play::CloseUnread, "unknown", true),
    ];
    // In the first line, in the other lines of the head, and where the body can begin.
    for length in [1, 40, 160] {
        let row = "closed within the request";
        faults.push(fault(row, Play::CloseWithin(length), "unknown", true));
    }
    faults.extend(cuts(&good, every_byte));
    for (status, told, again) in [
        (301, "unknown", false),
        (307, "unknown", false),
        (400, "rejected", false),
        (401, "rejected", false),
        (408, "unknown", true),
        (429, "rejected", true),
        (500, "unknown", true),
        (502, "unknown", true),
        (503, "unknown", true),
        (504, "unknown", true),
    ] {
        faults.extend(statuses(status, told, again));
    }
    for (form, error) in [
        ("object", json!({"message": MESSAGE, "code": 7})),
        ("no message", json!({"code": 7})),
        ("empty object", json!({})),
        ("text", json!(MESSAGE)),
        ("list", json!([7])),
        ("number", json!(7)),
        ("true", json!(true)),
    ] {
        let mut failed = caller.good.clone();
        failed["error"] = error;
        faults.push(Fault {
            message: ["object", "text"].contains(&form),
            ..fault(
                format!("in-band error: {form}"),
                ok(&failed.to_string()),
                "rejected",
                false,
            )
        });
    }
    let page = "<!doctype html><html><body>Welcome</body></html>";
    for (row, body) in [
        ("HTML", page),
        ("truncated JSON", &good[..good.len() - 1]),
        ("empty answer", ""),
    ] {
        faults.push(Fault {
            read: "undecodable",
            ..fault(row, ok(body), "unknown", false)
        });
    }
    if let Some(wrong) = &caller.wrong {
        faults.push(fault(
            "wrong types",
            ok(&wrong.to_string()),
            "accepted",
            false,
        ));
    }
    let row = "unknown members";
    faults.push(fault(row, ok(&strange(&caller.good)), "success", false));
    faults
}

fn strange(good: &Value) -> String {
    let mut strange = good.clone();
    strange["aMemberOfTomorrow"] = json!([{"deep": 1}]);
    strange.to_string()
}

/// The connection is closed after k bytes of a good answer.
fn cuts(good: &str, every_byte: bool) -> Vec<Fault> {
    let (bytes, head) = answer(200, "", good);
    let total = bytes.len();
    let places: Vec<usize> = if every_byte {
        (0..total).collect()
    } else {
        let body = total - head;
        vec![
            0,
            1,
            12,
            head / 2,
            head - 1,
            head,
            head + 1,
            head + body / 2,
            total - 1,
        ]
    };
    let which = if every_byte { "every" } else { "sampled" };
    let cut = |place| {
        let part = if place < head { "head" } else { "body" };
        let row = format!("closed in the {part}, {which} byte");
        let play = Play::Close(bytes[..place].to_vec());
        fault(row, play, "unknown", true)
    };
    places.into_iter().map(cut).collect()
}

/// A status alone, with `Retry-After`, with an envelope, and with both. Redirects lead back to the server.
fn statuses(status: u16, told: &'static str, again: bool) -> Vec<Fault> {
    let envelope = json!({"error": {"message": MESSAGE}}).to_string();
    let place = if status < 400 {
        "location: /elsewhere\r\n"
    } else {
        ""
    };
    let wish = "retry-after: 1\r\n";
    [
        ("", false, false),
        (", Retry-After", true, false),
        (", envelope", false, true),
        (", both", true, true),
    ]
    .into_iter()
    .map(|(with, wishes, message)| {
        let headers = format!("{place}{}", if wishes { wish } else { "" });
        let body = if message { envelope.as_str() } else { "" };
        Fault {
            wish: wishes.then_some(Duration::from_secs(1)),
            message,
            ..fault(
                format!("{status}{with}"),
                Play::Close(answer(status, &headers, body).0),
                told,
                again,
            )
        }
    })
    .collect()
}

/// A server that is down, and calls that may not be tried as often as others.
pub(crate) fn limits() -> Vec<Fault> {
    let down = || Play::Close(answer(503, "", "").0);
    let limited = |row: &str, by, attempts, fault: Fault| Fault {
        row: row.to_owned(),
        by,
        attempts,
        ..fault
    };
    let busy = answer(503, "retry-after: 25\r\n", "").0;
    vec![
        limited(
            "503, time for three attempts",
            By::FewSeconds,
            3,
            fault("", down(), "unknown", true),
        ),
        limited(
            "refused, time for two attempts",
            By::FewSeconds,
            2,
            fault("", Play::Refuse, "not sent", true),
        ),
        Fault {
            wish: Some(SHORT),
            ..limited(
                "503, Retry-After past the deadline",
                By::FewSeconds,
                1,
                fault("", Play::Close(busy), "unknown", true),
            )
        },
        limited(
            "503, no budget",
            By::NoBudget,
            1,
            fault("", down(), "unknown", true),
        ),
        limited(
            "refused, no budget",
            By::NoBudget,
            1,
            fault("", Play::Refuse, "not sent", true),
        ),
    ]
}

/// No more bytes come: before the answer, in its head and in its body.
pub(crate) fn stalls() -> Vec<Fault> {
    let (bytes, head) = answer(200, "", "{\"error\": null}");
    let stall = |row: &str, sent: usize| {
        let play = Play::Stall(bytes[..sent].to_vec());
        Fault {
            by: By::ShortAttempt,
            ..fault(row, play, "unknown", true)
        }
    };
    vec![
        stall("stall before the answer", 0),
        stall("stall in the head", head / 2),
        stall("stall in the body", head + 1),
        Fault {
            by: By::ShortCall,
            attempts: 1,
            ..stall("stall past the call's time", 0)
        },
    ]
}
