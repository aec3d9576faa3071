//! The faults of one call, stage by stage.

use std::time::Duration;

use axum::body::{Bytes, HttpBody as _};
use axum::http::HeaderMap;
use axum::response::Response;

use super::orders::{Drip, Position, WriteOrders};
use super::{Fault, Garbage, Stage, answers, compressed};

/// The faults of one call.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    faults: Vec<Fault>,
    coding: Option<compressed::Coding>,
}

impl Plan {
    /// `headers` are those of the request.
    pub(crate) fn new(faults: Vec<Fault>, headers: &HeaderMap) -> Self {
        let coding = faults.iter().find_map(|fault| match fault {
            Fault::Gzip => Some(compressed::Coding::Gzip),
            Fault::Compress => compressed::Coding::asked(headers),
            _ => None,
        });
        Self { faults, coding }
    }

    /// The names of the faults, for the log.
    pub(crate) fn names(&self) -> Vec<String> {
        self.faults.iter().map(ToString::to_string).collect()
    }

    /// How long the call waits before anything else happens.
    pub(crate) fn delay(&self) -> Option<Duration> {
        let delays = self.faults.iter().filter_map(|fault| match fault {
            Fault::Delay { by } => Some(*by),
            _ => None,
        });
        delays.reduce(Duration::saturating_add)
    }

    /// Whether the connection ends at this stage. `Some(true)` means by a reset.
    pub(crate) fn hangs_up(&self, at: Stage) -> Option<bool> {
        self.faults.iter().find_map(|fault| match fault {
            Fault::HangUp { after, reset } if *after == at => {
                // The operating system resets a connection that is closed with unread bytes.
                Some(*reset || at == Stage::Head)
            }
            _ => None,
        })
    }

    /// The answer of a call whose operation does not act.
    pub(crate) async fn instead(&self) -> Option<Response> {
        let answer = self.faults.iter().find_map(|fault| match fault {
            Fault::Garbage {
                body,
                commit: false,
            } => Some(answers::garbage(*body, &[])),
            fault => answers::replacement(fault, false),
        })?;
        Some(self.packed(answer).await)
    }

    /// The answer of a call whose operation acted.
    pub(crate) async fn spoil(&self, mut answer: Response, rows: Option<&str>) -> Response {
        for fault in &self.faults {
            match fault {
                Fault::Garbage { body, .. } => {
                    // The other kinds of garbage need no answer, so its rows are never written.
                    let bytes = match body {
                        Garbage::TruncatedJson | Garbage::InvalidUtf8 => read(answer).await.1,
                        _ => Bytes::new(),
                    };
                    answer = answers::garbage(*body, &bytes);
                }
                Fault::WrongType { row, member } => {
                    let (head, bytes) = read(answer).await;
                    let bytes = answers::wrong_type(&bytes, rows, *row, member.as_deref());
                    answer = Response::from_parts(head, bytes.into());
                }
                fault => answer = answers::replacement(fault, true).unwrap_or(answer),
            }
        }
        self.packed(answer).await
    }

    /// The answer as it goes out. It is compressed if a fault says so.
    async fn packed(&self, answer: Response) -> Response {
        let Some(coding) = self.coding else {
            return answer;
        };
        // What is in memory anyway keeps a length.
        if answer.body().size_hint().exact().is_some() {
            let (head, bytes) = read(answer).await;
            return compressed::whole(head, &bytes, coding);
        }
        compressed::streamed(answer, coding)
    }

    /// How the connection has to write the answer.
    pub(crate) fn orders(&self) -> WriteOrders {
        let mut orders = WriteOrders::default();
        for fault in &self.faults {
            match *fault {
                Fault::Cut { of, at, reset } => {
                    orders.cut = Some(Position { of, at });
                    orders.cut_resets |= reset;
                }
                Fault::Stall { of, at } => orders.stall = Some(Position { of, at }),
                Fault::Drip { bytes, every } => orders.drip = Some(Drip { bytes, every }),
                _ => {}
            }
        }
        orders
    }
}

/// Takes an answer apart. The sandbox's own bodies do not fail; a failed one would become empty.
async fn read(answer: Response) -> (axum::http::response::Parts, Bytes) {
    let (mut head, body) = answer.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await;
    head.headers.remove(axum::http::header::CONTENT_LENGTH);
    (head, bytes.unwrap_or_default())
}
