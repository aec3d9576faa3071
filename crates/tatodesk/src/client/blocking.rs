//! The runtime behind `send_blocking`: one thread of the process that drives the connections of all blocking calls.

use std::{
    error::Error,
    future, io,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    thread,
};

use tatodesk_api::Transport;
use tokio::runtime::{Builder, Handle};

use crate::{
    client::Tatodesk, client::config_error::ConfigError, transport::clients::ClientFactory,
};

/// The name of the thread, for debuggers and lists of processes.
const NAME: &str = "tatodesk";

/// Starts with the first blocking call and lasts as long as the process, since kept connections belong to it.
static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);

/// The runtime of blocking calls. If it does not start, the next call tries again.
pub(crate) fn runtime() -> io::Result<Handle> {
    let mut running = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*running {
        return Ok(handle.clone());
    }
    Ok(running.insert(start()?).clone())
}

/// Starts the one thread that drives sockets and timers. Each caller blocks on its own future with the handle.
fn start() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .thread_name(NAME)
        .build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new()
        .name(NAME.to_owned())
        .spawn(move || runtime.block_on(future::pending::<()>()))?;
    Ok(handle)
}

/// What a client needs for a copy of itself whose connections the runtime here drives.
pub(super) struct Twin {
    factory: ClientFactory,
    transport: Transport,
    /// The copy, from the first blocking call on.
    client: OnceLock<Tatodesk>,
}

impl Twin {
    pub(super) fn new(factory: ClientFactory, transport: Transport) -> Self {
        Self {
            factory,
            transport,
            client: OnceLock::new(),
        }
    }
}

impl Tatodesk {
    /// This client for blocking calls. A connection of another runtime would leave them waiting while that runtime does not run.
    fn for_blocking(&self) -> Result<Self, ConfigError> {
        let (inner, twin) = (&*self.inner, &self.inner.twin);
        if let Some(client) = twin.client.get() {
            return Ok(client.clone());
        }
        let client = Self::connected(
            twin.factory.clone(),
            twin.transport.clone(),
            inner.limits,
            Arc::clone(&inner.shared),
        )?;
        // Another thread may have been faster.
        Ok(twin.client.get_or_init(|| client).clone())
    }
}

/// Why a blocking call cannot begin, in our own words and in those of the machine.
pub(crate) type NotStarted = (&'static str, Box<dyn Error + Send + Sync>);

/// The runtime of a blocking call, and the client whose connections it drives.
///
/// Fails where the machine has no thread or file descriptor left, or where the client cannot be built again.
pub(crate) fn started(
    runtime: io::Result<Handle>,
    client: &Tatodesk,
) -> Result<(Handle, Tatodesk), NotStarted> {
    let runtime = runtime.map_err(|source| -> NotStarted {
        let reason = "the thread of blocking calls could not be started";
        (reason, source.into())
    })?;
    // A layer that spawns a task while the client is built spawns it on this runtime.
    let inside = runtime.enter();
    let client = client.for_blocking().map_err(|source| -> NotStarted {
        let reason = "the HTTP client of blocking calls could not be built";
        (reason, source.into())
    })?;
    drop(inside);
    Ok((runtime, client))
}

#[cfg(test)]
mod tests;
