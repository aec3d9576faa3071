//! The faults, each with what the contract says about it.

use serde_json::{Value, json};

use super::server::Play;
use crate::operations::spec::{Operation, resolve, wrong};
use crate::support::full_size;

/// What the server says where it says something.
pub(super) const MESSAGE: &str = "the quota is used up";

/// The answer of a server that has its own opinion of how answers are sent.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, &'static str)>,
    pub(super) body: String,
}

/// Where the fault happens.
pub(super) enum Scene {
    /// No server listens on the port.
    Refused,
    /// A handshake of TLS is answered in plain text.
    NoTls,
    /// The proxy does not let the connection through.
    NoPassage,
    /// The connection breaks off or stalls.
    Broken(Play),
    /// A whole answer comes.
    Answered(Answer),
}

/// One fault and what has to come of it.
pub(super) struct Fault {
    /// The row of the table that it counts for.
    pub(super) row: String,
    pub(super) scene: Scene,
    /// The exit codes of a read, and of a write or a send.
    pub(super) exit: (i32, i32),
    /// Whether a read is tried again; a write and a send too, where no connection is made.
    pub(super) again: bool,
    /// The status that is reported.
    pub(super) status: Option<u16>,
    /// Whether the server's message has to come through.
    pub(super) message: bool,
    /// Whether it takes the time of the whole call.
    pub(super) stalls: bool,
}

impl Fault {
    /// Whether a connection to Tatodesk is made.
    pub(super) fn connects(&self) -> bool {
        matches!(self.scene, Scene::Broken(_) | Scene::Answered(_))
    }
}

fn fault(row: impl Into<String>, scene: Scene, exit: (i32, i32), again: bool) -> Fault {
    let status = match &scene {
        Scene::Answered(answer) => Some(answer.status),
        _ => None,
    };
    Fault {
        row: row.into(),
        scene,
        exit,
        again,
        status,
        message: false,
        stalls: false,
    }
}

fn answered(status: u16, body: impl Into<String>) -> Scene {
    Scene::Answered(Answer {
        status,
        headers: vec![("content-type", "application/json")],
        body: body.into(),
    })
}

/// Faults of the connection.
pub(super) fn connections() -> Vec<Fault> {
    let mut faults = vec![
        fault("connection refused", Scene::Refused, (4, 4), true),
        fault("TLS handshake failed", Scene::NoTls, (4, 4), true),
        fault("refused by the proxy", Scene::NoPassage, (4, 4), true),
    ];
    let broken = |row: &str, play| fault(row, Scene::Broken(play), (5, 5), true);
    faults.push(broken("closed before reading", Play::CloseUnread));
    faults.extend(
        [1, 40, 160].map(|length| broken("closed within the request", Play::CloseWithin(length))),
    );
    faults
}

/// The bytes of a good answer, and how many of them are its head.
fn bytes(operation: &Operation) -> (Vec<u8>, usize) {
    let body = operation.answers[0].to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    ((head.clone() + &body).into_bytes(), head.len())
}

fn cut(
    operation: &Operation,
    which: &str,
    places: impl Fn(usize, usize) -> Vec<usize>,
) -> Vec<Fault> {
    let (bytes, head) = bytes(operation);
    let places = places(head, bytes.len()).into_iter();
    let faults = places.map(|place| {
        let (part, status) = match place < head {
            true => ("head", None),
            false => ("body", Some(200)),
        };
        let row = format!("closed in the {part}, {which} byte");
        let play = Play::Close(bytes[..place].to_vec());
        Fault {
            status,
            ..fault(row, Scene::Broken(play), (5, 5), true)
        }
    });
    faults.collect()
}

/// The connection is closed within the answer.
pub(super) fn cuts(operation: &Operation) -> Vec<Fault> {
    cut(operation, "sampled", |head, total| {
        let half = head + (total - head) / 2;
        vec![
            0,
            1,
            12,
            head / 2,
            head - 1,
            head,
            head + 1,
            half,
            total - 1,
        ]
    })
}

/// The same at every byte, and at every eighth byte at the small size.
pub(super) fn every_cut(operation: &Operation) -> Vec<Fault> {
    let step = if full_size() { 1 } else { 8 };
    cut(operation, "every", |_, total| {
        (0..total).step_by(step).collect()
    })
}

/// Nothing comes any more.
pub(super) fn stalls(operation: &Operation) -> Vec<Fault> {
    let (bytes, head) = bytes(operation);
    let stall = |row: &str, sent: usize, status| Fault {
        status,
        stalls: true,
        ..fault(
            row,
            Scene::Broken(Play::Stall(bytes[..sent].to_vec())),
            (5, 5),
            false,
        )
    };
    vec![
        stall("stall before the answer", 0, None),
        stall("stall in the head", head / 2, None),
        stall("stall in the body", head + 1, Some(200)),
    ]
}

/// Statuses with the exit code that both have, and whether a read is tried again.
pub(super) const STATUSES: [(u16, i32, bool); 10] = [
    (301, 5, false),
    (307, 5, false),
    (400, 3, false),
    (401, 3, false),
    (408, 5, true),
    (429, 3, true),
    (500, 5, true),
    (502, 5, true),
    (503, 5, true),
    (504, 5, true),
];

/// Other statuses that servers use. The command tries none of them again.
const RARE: [u16; 33] = [
    300, 302, 303, 304, 305, 308, 402, 403, 404, 405, 406, 407, 409, 410, 411, 412, 413, 415, 417,
    418, 421, 422, 425, 426, 431, 451, 499, 501, 505, 507, 511, 520, 599,
];

/// The same for those.
pub(super) fn rare() -> impl Iterator<Item = (u16, i32, bool)> {
    let exit = |status| if (400..500).contains(&status) { 3 } else { 5 };
    RARE.into_iter()
        .map(move |status| (status, exit(status), false))
}

/// A status alone, with `Retry-After`, with an envelope, and with both. Redirects lead back to the server.
pub(super) fn status((status, exit, again): (u16, i32, bool)) -> Vec<Fault> {
    let envelope = json!({"error": {"message": MESSAGE}}).to_string();
    // RFC 9110 gives these no body, whatever a server writes.
    let bodiless = status == 304;
    let variants = [
        ("", false, false),
        (", Retry-After", true, false),
        (", envelope", false, true),
        (", both", true, true),
    ];
    let variants = variants
        .into_iter()
        .filter(|(_, _, message)| !(bodiless && *message));
    let faults = variants.map(|(with, wishes, message)| {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(
            (300..400)
                .contains(&status)
                .then_some(("location", "/elsewhere")),
        );
        headers.extend(wishes.then_some(("retry-after", "0")));
        let body = if message {
            envelope.clone()
        } else {
            String::new()
        };
        let answer = Answer {
            status,
            headers,
            body,
        };
        Fault {
            message,
            ..fault(
                format!("{status}{with}"),
                Scene::Answered(answer),
                (exit, exit),
                again,
            )
        }
    });
    faults.collect()
}

/// Answers of status 200, good ones and others.
pub(super) fn successes(operation: &Operation) -> Vec<Fault> {
    let good = operation.answers[0];
    let text = good.to_string();
    let mut faults = vec![
        fault("none", answered(200, text.as_str()), (0, 0), false),
        fault("201", answered(201, text.as_str()), (0, 0), false),
    ];
    for (form, error) in [
        ("object", json!({"message": MESSAGE, "code": 7})),
        ("no message", json!({"code": 7})),
        ("empty object", json!({})),
        ("text", json!(MESSAGE)),
        ("list", json!([7])),
        ("number", json!(7)),
        ("true", json!(true)),
    ] {
        let mut failed = good.clone();
        failed["error"] = error;
        faults.push(Fault {
            message: ["object", "text"].contains(&form),
            ..fault(
                format!("in-band error: {form}"),
                answered(200, failed.to_string()),
                (3, 3),
                false,
            )
        });
    }
    for (row, status, body) in [
        (
            "HTML",
            200,
            "<!doctype html><html><body>Welcome</body></html>",
        ),
        ("truncated JSON", 200, &text[..text.len() - 1]),
        ("a list", 200, "[]"),
        ("empty answer", 200, ""),
        ("no content", 204, ""),
    ] {
        faults.push(fault(row, answered(status, body), (6, 5), false));
    }
    let wrong = wrong_types(operation).into_iter();
    faults.extend(wrong.map(|body| {
        fault(
            "wrong types",
            answered(200, body.to_string()),
            (6, 6),
            false,
        )
    }));
    faults
}

/// The documented answer with a typed member as something else; none where nothing is documented but `error`.
fn wrong_types(operation: &Operation) -> Option<Value> {
    let members = resolve(operation.answer_schema)["properties"].as_object()?;
    let mut members = members.iter().filter(|(name, _)| *name != "error");
    let (name, value) = members.find_map(|(name, member)| {
        let value = wrong(resolve(member)).into_iter().next()?;
        Some((name, value))
    })?;
    let mut answer = operation.answers[0].clone();
    answer[name] = value;
    Some(answer)
}
