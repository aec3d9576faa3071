//! The runtime behind `send_blocking`: one thread of the process that drives the connections of all blocking calls.

use std::{
    future, io, process,
    sync::{Mutex, PoisonError},
    thread,
};

use tatodesk_api::Operation;
use tokio::runtime::{Builder, Handle};

use crate::{
    call::error::Error,
    client::Tatodesk,
    engine::classify::Observation,
    engine::outcome::ErrorKind,
    engine::{AttemptError, failure},
};

/// The name of the thread, for debuggers and lists of processes.
const NAME: &str = "tatodesk";

/// A runtime, and the process that its thread is in: a fork takes this along, but no thread.
type Running = Mutex<Option<(u32, Handle)>>;

/// Starts with the first blocking call, and lasts as long as the process: connections that were kept open belong to it.
static RUNTIME: Running = Mutex::new(None);

/// The runtime of blocking calls. A start that failed is tried again by the next call.
pub(crate) fn runtime() -> io::Result<Handle> {
    runtime_of(&RUNTIME, process::id())
}

fn runtime_of(running: &Running, process: u32) -> io::Result<Handle> {
    let mut running = running.lock().unwrap_or_else(PoisonError::into_inner);
    match &*running {
        Some((of, handle)) if *of == process => Ok(handle.clone()),
        _ => Ok(running.insert((process, start()?)).1.clone()),
    }
}

/// A caller blocks on its own future with the handle; sockets and timers are driven by the one thread that is in here.
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

/// What a blocking call runs on, and the client whose connections are driven there.
///
/// Otherwise the error of a call that found none: out of threads or file descriptors, or the client cannot be built again.
pub(crate) fn started(
    runtime: io::Result<Handle>,
    client: &Tatodesk,
    operation: &'static Operation,
) -> Result<(Handle, Tatodesk), Error> {
    let unsent = |reason, source| {
        let AttemptError { mut details, .. } = AttemptError::because(Observation::NotMade, reason);
        details.source = Some(source);
        failure(client.call_record(operation), ErrorKind::NotSent, details)
    };
    let runtime = runtime.map_err(|source| {
        unsent(
            "the thread of blocking calls could not be started",
            source.into(),
        )
    })?;
    // What a layer spawns when it is put around this client belongs to the same runtime.
    let inside = runtime.enter();
    let client = client.for_blocking().map_err(|source| {
        unsent(
            "the HTTP client of blocking calls could not be built",
            source.into(),
        )
    })?;
    drop(inside);
    Ok((runtime, client))
}

#[cfg(test)]
mod tests {
    use std::{
        error::Error as _,
        sync::atomic::{AtomicUsize, Ordering},
    };

    use tatodesk_api::{types::SendSmsRequest, upload::Media, upload::MediaUpload};

    use super::*;
    use crate::{Outcome, Tatodesk};

    fn exhausted() -> io::Result<Handle> {
        Err(io::Error::other("no more threads"))
    }

    #[test]
    fn without_a_runtime_nothing_is_sent_and_the_request_comes_back() {
        let builder = Tatodesk::builder().api_key("key");
        let tatodesk = builder.base_url("http://127.0.0.1:9").build().unwrap();
        let phone = "(81) 90000-0001".parse().unwrap();
        let call = tatodesk.sms().template("app", 1, phone);
        let error = call.send_on(exhausted()).unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
        assert_eq!(error.source().unwrap().to_string(), "no more threads");
        assert!(error.into_not_sent::<SendSmsRequest>().is_ok());

        let upload = tatodesk
            .whatsapp()
            .upload_media("app", Media::from_bytes(""));
        let error = upload.send_on(exhausted()).unwrap_err();
        assert!(error.into_not_sent::<MediaUpload>().is_ok());
    }

    #[test]
    fn without_a_client_of_its_own_nothing_is_sent_either() {
        let built = AtomicUsize::new(0);
        let builder = Tatodesk::builder().api_key("key");
        let builder = builder.base_url("http://127.0.0.1:9");
        let builder = builder.http_client(move |client| {
            // The first two are those of `build`.
            match built.fetch_add(1, Ordering::Relaxed) {
                0 | 1 => client,
                _ => client.user_agent("\n"),
            }
        });
        let tatodesk = builder.build().unwrap();
        let call = tatodesk.in_person().list_companies();
        let error = call.send_blocking().unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
        assert!(error.reason().contains("could not be built"), "{error}");
        assert!(error.source().unwrap().is::<crate::ConfigError>());
    }

    #[test]
    fn all_calls_have_one_runtime() {
        let current = || runtime().unwrap().block_on(async { Handle::current() });
        let threads: Vec<_> = (0..8).map(|_| thread::spawn(current)).collect();
        let ids: Vec<_> = threads
            .into_iter()
            .map(|thread| thread.join().unwrap().id())
            .collect();
        assert!(ids.iter().all(|id| *id == ids[0]));
    }

    #[test]
    fn a_forked_process_starts_its_own() {
        let running = Running::default();
        let id = |process| runtime_of(&running, process).unwrap().id();
        let parent = id(1);
        assert_eq!(id(1), parent);
        let child = id(2);
        assert_ne!(child, parent);
        assert_eq!(id(2), child);
    }
}
