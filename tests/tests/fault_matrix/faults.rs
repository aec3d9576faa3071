//! The faults, each with what the call contract says about it.

use serde_json::{Value, json};

use crate::{caller::Caller, server::Play};

/// One fault and what has to come of it.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The row of the table that it counts for.
    pub(crate) row: String,
    pub(crate) play: Play,
    /// What a read is told.
    pub(crate) read: &'static str,
    /// What a write or a send is told.
    pub(crate) other: &'static str,
    /// Whether a read is tried again.
    pub(crate) again: bool,
    /// Whether the server asks to be left alone for a second.
    pub(crate) wish: bool,
    /// Whether the server's message has to come through.
    pub(crate) message: bool,
    /// Whether a stall uses up the time of the whole call, and not of one attempt.
    pub(crate) whole_call: bool,
}

/// What the server says where it says something.
pub(crate) const MESSAGE: &str = "the quota is used up";

fn fault(row: impl Into<String>, play: Play, told: &'static str, again: bool) -> Fault {
    Fault {
        row: row.into(),
        play,
        read: told,
        other: told,
        again,
        wish: false,
        message: false,
        whole_call: false,
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

/// All faults of one operation but the stalls.
pub(crate) fn all(caller: &Caller, every_byte: bool) -> Vec<Fault> {
    let good = caller.good.to_string();
    let mut faults = vec![
        fault("none", ok(&good), "success", false),
        fault("connection refused", Play::Refuse, "not sent", true),
        fault("closed before reading", Play::CloseUnread, "unknown", true),
    ];
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
    match &caller.wrong {
        Some(wrong) => faults.push(fault(
            "wrong types",
            ok(&wrong.to_string()),
            "accepted",
            false,
        )),
        // Nothing is documented but `error`, so no other type is wrong.
        None => faults.push(fault(
            "wrong types",
            ok(&strange(&caller.good)),
            "success",
            false,
        )),
    }
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
            wish: wishes,
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

/// Nothing comes any more, before the answer, in its head and in its body.
pub(crate) fn stalls(caller: &Caller) -> Vec<Fault> {
    let (bytes, head) = answer(200, "", &caller.good.to_string());
    let stall = |row: &str, sent: usize, again| {
        let play = Play::Stall(bytes[..sent].to_vec());
        fault(row, play, "unknown", again)
    };
    vec![
        stall("stall before the answer", 0, true),
        stall("stall in the head", head / 2, true),
        stall("stall in the body", head + 1, true),
        Fault {
            whole_call: true,
            ..stall("stall past the call's time", 0, false)
        },
    ]
}
