//! How a fault orders the connection to write an answer.

use std::time::Duration;

use super::Of;

/// A position in an answer, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) of: Of,
    pub(crate) at: u64,
}

/// Small writes with pauses between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Drip {
    pub(crate) bytes: usize,
    pub(crate) every: Duration,
}

/// How the connection has to write the current answer. Without orders it writes the answer unchanged.
#[derive(Debug, Default)]
pub(crate) struct WriteOrders {
    pub(crate) cut: Option<Position>,
    /// Whether the cut is a reset.
    pub(crate) cut_resets: bool,
    pub(crate) stall: Option<Position>,
    pub(crate) drip: Option<Drip>,
    /// Whether the connection ends by a reset instead of an orderly close.
    pub(crate) reset: bool,
}
