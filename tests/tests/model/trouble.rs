//! Trouble on the way of a call, and what a caller may conclude. This is the contract in one table: nothing is doubled, and
//! nothing is lost.

use proptest::{prelude::*, sample::select};
use tatodesk_sandbox::{Fault, Garbage, Of, RetryAfter, StatusBody};

/// The shortest answer of the sandbox is longer than this.
const SHORTEST: u64 = 120;

/// Something that goes wrong with one attempt of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The machine refuses connections for a while.
    PortClosed,
    /// The connection is made and ends at once.
    Reset,
    /// It ends when the head of the request was read.
    CutOffBeforeReading,
    /// It ends when the whole request was read, and nothing was done.
    CutOffAfterReading,
    /// What was asked for is done, and the answer never comes.
    AnswerLost,
    /// It is done, and the answer breaks off behind this byte of its head or body.
    AnswerCut(u64),
    /// It is done, and a page for people comes instead of the answer.
    Html,
    /// It is done, and the status says that the server failed.
    FailedLate,
    /// 503: the server does nothing.
    Busy,
    /// 429: the server does nothing.
    TooMany,
    /// 200 with an error inside: the server does nothing.
    InBand,
}

/// What a caller is told of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// What Tatodesk answers.
    Answer,
    /// No.
    Rejected,
    /// That it may have happened or not.
    Unknown,
    /// For reads alone: nothing that makes sense.
    Undecodable,
}

impl Trouble {
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        let others = vec![
            Self::PortClosed,
            Self::Reset,
            Self::CutOffBeforeReading,
            Self::CutOffAfterReading,
            Self::AnswerLost,
            Self::Html,
            Self::FailedLate,
            Self::Busy,
            Self::TooMany,
            Self::InBand,
        ];
        prop_oneof![
            10 => select(others),
            2 => (0..SHORTEST).prop_map(Self::AnswerCut),
        ]
    }

    /// The sandbox's word for it; a closed port is none.
    pub(crate) fn fault(self) -> Option<Fault> {
        let status = |status, retry_after, commit| Fault::Status {
            status,
            retry_after,
            body: StatusBody::Envelope,
            commit,
        };
        Some(match self {
            Self::PortClosed => return None,
            Self::Reset => Fault::Refuse,
            Self::CutOffBeforeReading => Fault::reset_before_reading(),
            Self::CutOffAfterReading => Fault::reset_after_reading(),
            Self::AnswerLost => Fault::commit_then_drop(),
            Self::AnswerCut(at) => Fault::Cut {
                of: Of::Answer,
                at,
                reset: false,
            },
            Self::Html => Fault::Garbage {
                body: Garbage::Html,
                commit: true,
            },
            Self::FailedLate => status(500, None, true),
            Self::Busy => status(503, Some(RetryAfter::Seconds(2)), false),
            Self::TooMany => status(429, None, false),
            Self::InBand => Fault::in_band("the quota is used up"),
        })
    }

    /// Whether the server learns of the request at all.
    pub(crate) fn arrives(self) -> bool {
        self != Self::Reset
    }

    /// Whether the server does what it is asked for.
    pub(crate) fn acts(self) -> bool {
        matches!(
            self,
            Self::AnswerLost | Self::AnswerCut(_) | Self::Html | Self::FailedLate
        )
    }

    /// Whether a read is tried again. Writes and sends never are: they might happen twice.
    pub(crate) fn passes(self) -> bool {
        !matches!(self, Self::Html | Self::InBand)
    }

    /// What the caller is told, if this is the last attempt.
    pub(crate) fn told(self, reads: bool) -> Told {
        match self {
            Self::TooMany | Self::InBand => Told::Rejected,
            Self::Html if reads => Told::Undecodable,
            _ => Told::Unknown,
        }
    }
}
