//! The connections of one port, up to a maximum. A few more are accepted and told that there is no room. All others wait
//! in the backlog of the operating system, so that they never use up all files that a process may open.

use std::num::NonZeroUsize;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

/// How many connections are served at a time by default: half of the 1,024 files that a process may open on most systems. The other half is left for the program around the sandbox.
pub(crate) const MAX_CONNECTIONS: NonZeroUsize = NonZeroUsize::new(512).unwrap();

/// How many are told at a time that there is no room.
const MAX_REFUSED: usize = 32;

/// How long a refused caller may take to send its request.
const REFUSAL: Duration = Duration::from_secs(2);

/// How long a stop waits for callers that do not send the rest of a request, or do not read their answer.
const GRACE: Duration = Duration::from_secs(2);

/// The connections that are open.
pub(crate) struct Connections {
    max: NonZeroUsize,
    served: JoinSet<()>,
    refused: JoinSet<()>,
}

impl Connections {
    pub(crate) fn new(max: NonZeroUsize) -> Self {
        Self {
            max,
            served: JoinSet::new(),
            refused: JoinSet::new(),
        }
    }

    /// Whether one more would not be served. Those that have ended leave their places before.
    pub(crate) fn is_full(&mut self) -> bool {
        while self.served.try_join_next().is_some() {}
        self.served.len() >= self.max.get()
    }

    /// Whether one more can be taken, to be served or to be refused.
    pub(crate) fn can_take(&mut self) -> bool {
        !self.is_full() || self.refused.len() < MAX_REFUSED
    }

    /// Serves a connection.
    pub(crate) fn serve(&mut self, connection: impl Future<Output = ()> + Send + 'static) {
        self.served.spawn(connection);
    }

    /// Lets a connection be told that there is no room.
    pub(crate) fn refuse(&mut self, connection: impl Future<Output = ()> + Send + 'static) {
        self.refused.spawn(async {
            // It ends in either case.
            let _ = timeout(REFUSAL, connection).await;
        });
    }

    /// Waits until one of them has ended, and makes room for the next.
    pub(crate) async fn reap(&mut self) {
        tokio::select! {
            Some(_) = self.served.join_next() => {}
            Some(_) = self.refused.join_next() => {}
            else => std::future::pending().await,
        }
    }

    /// Lets connections come to their end, and aborts those that do not in time.
    pub(crate) async fn end(mut self) {
        let all = async { while self.served.join_next().await.is_some() {} };
        if timeout(GRACE, all).await.is_err() {
            self.served.shutdown().await;
        }
    }
}
