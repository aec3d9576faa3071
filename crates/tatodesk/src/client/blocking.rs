//! The runtime behind `send_blocking`: one thread of the process that drives the connections of all blocking calls.

use std::{
    future, io,
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

/// The runtime of a blocking call, and the client whose connections it drives.
///
/// Fails where the machine has no thread or file descriptor left, or where the client cannot be built again.
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
    // A layer that spawns a task while the client is built spawns it on this runtime.
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
}
