//! What the sandbox tells its listener: open the port or close it.

use tokio::sync::oneshot;

/// Asks the listener to accept connections, or to let the machine refuse them.
#[derive(Debug)]
pub(crate) struct PortCommand {
    pub(crate) open: bool,
    /// Receives a message when the port has changed.
    pub(crate) done: oneshot::Sender<()>,
}
