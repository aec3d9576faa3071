//! The messages of a run that are on their way. It uses `message`, and `book` for the lease.

use std::{collections::HashMap, sync::Arc};

use tatodesk::{Clock, Tatodesk};
use tokio::task::{Id, JoinError, JoinSet};

use super::{
    book::{Attempt, Renewed, Started},
    message::{self, Sent},
    options::millis,
};
use crate::campaign::Campaign;

/// What a message needs of its run.
#[derive(Clone)]
pub(crate) struct Sender {
    pub(crate) tatodesk: Tatodesk,
    pub(crate) campaign: Arc<Campaign>,
    pub(crate) clock: Arc<dyn Clock>,
    /// How long a lease lasts, in milliseconds.
    pub(crate) lease: i64,
}

impl Sender {
    /// The lease is asked right before the call. A process may have slept since the attempt was committed, and a message whose lease
    /// passed may be another owner's by now.
    async fn send(self, message: Started, renewed: Renewed) -> Sent {
        if renewed.has_passed(self.lease, millis(self.clock.as_ref())) {
            return message::slept(message.attempt);
        }
        let Started {
            attempt,
            to,
            params,
            ..
        } = message;
        message::send(self.tatodesk, &self.campaign, attempt, &to, params).await
    }
}

/// The messages on their way, each with its line.
#[derive(Default)]
pub(crate) struct Sends {
    tasks: JoinSet<Sent>,
    /// The line and the attempt of each task.
    of: HashMap<Id, (u64, Attempt)>,
}

impl Sends {
    pub(crate) fn start(&mut self, sender: Sender, message: Started, renewed: Renewed) {
        let of = (message.line, message.attempt.clone());
        let task = self.tasks.spawn(sender.send(message, renewed));
        self.of.insert(task.id(), of);
    }

    pub(crate) fn len(&self) -> usize {
        self.tasks.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Waits for the next message that ends. It waits for ever when none is on its way.
    pub(crate) async fn next(&mut self) -> (u64, Sent) {
        match self.tasks.join_next_with_id().await {
            Some(ended) => self.end(ended),
            None => std::future::pending().await,
        }
    }

    /// The next message that has ended.
    pub(crate) fn try_next(&mut self) -> Option<(u64, Sent)> {
        let ended = self.tasks.try_join_next_with_id()?;
        Some(self.end(ended))
    }

    fn end(&mut self, ended: Result<(Id, Sent), JoinError>) -> (u64, Sent) {
        let task = match &ended {
            Ok((task, _)) => *task,
            Err(error) => error.id(),
        };
        let (line, attempt) = self.of.remove(&task).unwrap_or_default();
        match ended {
            Ok((_, sent)) => (line, sent),
            // The call panicked, maybe after its bytes left. The words of a panic may be personal.
            Err(_) => (line, message::broken(attempt)),
        }
    }
}
