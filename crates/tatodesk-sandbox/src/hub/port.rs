//! What the sandbox tells its listener: open the port or close it.

use tokio::sync::oneshot;

/// Take connections, or let the machine refuse them.
#[derive(Debug)]
pub(crate) struct PortCommand {
    pub(crate) open: bool,
    /// Told when it is so.
    pub(crate) done: oneshot::Sender<()>,
}
