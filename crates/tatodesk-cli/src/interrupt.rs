//! Waits for the signals that end the command.

/// The exit code after an interrupt by a person, as shells expect it.
const INTERRUPTED: u8 = 130;
/// The exit code after a termination by the system, as `timeout` and service managers send it.
const TERMINATED: u8 = 143;

/// Waits until a person or the system ends the command. Returns the exit code for that.
///
/// If no handler can be installed, the signal itself ends the process.
pub(crate) async fn interrupt() -> u8 {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminations) => _ = terminations.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => INTERRUPTED,
        () = terminated => TERMINATED,
    }
}
