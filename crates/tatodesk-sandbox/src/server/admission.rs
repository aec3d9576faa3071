//! The connections of all ports of one sandbox, up to one maximum. A few more are accepted and told that there is no room. All
//! others wait in the backlog of the operating system, so that they never use up all files that the process may open.

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How many connections are served at a time by default, at most: half of the 1,024 files that a process may open on most
/// systems. The other half is left for the program around the sandbox.
const MAX_CONNECTIONS: usize = 512;

/// How many callers are told at a time that there is no room, at all ports together.
const MAX_REFUSED: usize = 32;

/// How many files the program needs beside connections: listeners, standard streams, and those of the runtime.
const OTHER_FILES: usize = 16;

/// How long a refused caller may take to send its request.
const REFUSAL: Duration = Duration::from_secs(2);

/// How long a stop waits for callers that do not send the rest of a request, or do not read their answer.
const GRACE: Duration = Duration::from_secs(2);

/// How many files the process may open, where the operating system tells it.
fn open_files() -> Option<usize> {
    #[cfg(unix)]
    {
        let (soft, _) = rlimit::Resource::NOFILE.get().ok()?;
        usize::try_from(soft).ok()
    }
    #[cfg(not(unix))]
    None
}

/// The maximum of connections. It is the wanted one if the process may open enough files, or else a default that fits.
pub(crate) fn max_connections(wanted: Option<NonZeroUsize>) -> io::Result<NonZeroUsize> {
    fitting(wanted, open_files())
}

fn fitting(wanted: Option<NonZeroUsize>, files: Option<usize>) -> io::Result<NonZeroUsize> {
    let most = files.map(|files| files.saturating_sub(MAX_REFUSED + OTHER_FILES));
    match (wanted, most, files) {
        (Some(wanted), Some(most), Some(files)) if wanted.get() > most => {
            let reason = format!(
                "{wanted} connections are too many: the process may open {files} files, which leaves {most} for connections"
            );
            Err(io::Error::new(io::ErrorKind::InvalidInput, reason))
        }
        (Some(wanted), ..) => Ok(wanted),
        (None, most, files) => {
            let half = files.map_or(MAX_CONNECTIONS, |files| files / 2);
            let default = MAX_CONNECTIONS
                .min(half)
                .min(most.unwrap_or(MAX_CONNECTIONS));
            Ok(NonZeroUsize::new(default).unwrap_or(NonZeroUsize::MIN))
        }
    }
}

/// The connections of one port.
pub(crate) struct Connections {
    /// How many connections this port serves at a time.
    pub(crate) room: NonZeroUsize,
    places: Arc<Semaphore>,
    /// A connection holds this from the moment it is accepted until it has a place or has been refused.
    door: Arc<Semaphore>,
    tasks: JoinSet<()>,
}

/// What a connection needs before it is accepted.
pub(crate) type Door = Result<OwnedSemaphorePermit, AcquireError>;

impl Connections {
    /// The connections of the API's port, where it is the only port.
    pub(crate) fn alone(max: NonZeroUsize) -> Self {
        Self::new(max.get(), MAX_REFUSED)
    }

    /// The connections of the API's port and those of the control port, together at most the maximum. The control port has an
    /// eighth of them, so that no crowd at the API's port keeps it closed. Each port serves at least one.
    pub(crate) fn shared(max: NonZeroUsize) -> (Self, Self) {
        let control = (max.get() / 8).max(1);
        let refused = MAX_REFUSED / 2;
        (
            Self::new(max.get() - control, refused),
            Self::new(control, refused),
        )
    }

    fn new(room: usize, refused: usize) -> Self {
        let room = NonZeroUsize::new(room).unwrap_or(NonZeroUsize::MIN);
        Self {
            room,
            places: Arc::new(Semaphore::new(room.get())),
            door: Arc::new(Semaphore::new(refused)),
            tasks: JoinSet::new(),
        }
    }

    /// Waits until one more connection can be accepted, to be served or to be refused.
    pub(crate) fn door(&self) -> impl Future<Output = Door> + use<> {
        Arc::clone(&self.door).acquire_owned()
    }

    /// A place for one more connection, if there is one.
    pub(crate) fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    /// Serves a connection.
    pub(crate) fn serve(
        &mut self,
        place: OwnedSemaphorePermit,
        connection: impl Future<Output = ()> + Send + 'static,
    ) {
        self.tasks.spawn(async {
            connection.await;
            drop(place);
        });
    }

    /// Lets a connection be told that there is no room.
    pub(crate) fn refuse(
        &mut self,
        door: Door,
        connection: impl Future<Output = ()> + Send + 'static,
    ) {
        self.tasks.spawn(async {
            // It ends in either case.
            let _ = timeout(REFUSAL, connection).await;
            drop(door);
        });
    }

    /// Forgets a connection that has ended, as soon as there is one.
    pub(crate) async fn reap(&mut self) {
        if self.tasks.join_next().await.is_none() {
            std::future::pending().await
        }
    }

    /// Lets connections come to their end, and aborts those that do not in time.
    pub(crate) async fn end(mut self) {
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if timeout(GRACE, all).await.is_err() {
            self.tasks.shutdown().await;
        }
    }
}

#[cfg(test)]
mod tests;
