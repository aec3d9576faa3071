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

/// How the answer under way is to be written. Nothing ordered is an answer as it should be.
#[derive(Debug, Default)]
pub(crate) struct WriteOrders {
    pub(crate) cut: Option<Position>,
    /// The cut is a reset.
    pub(crate) cut_resets: bool,
    pub(crate) stall: Option<Position>,
    pub(crate) drip: Option<Drip>,
    /// The connection ends by a reset and not in order.
    pub(crate) reset: bool,
}
