//! The place where calls meet faults: clients with several bounds, a clock whose pauses take no time, and the server.

use std::{
    cell::RefCell,
    collections::HashMap,
    future,
    mem::{Discriminant, discriminant},
    pin::Pin,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tatodesk::{
    Builder, Cause, Clock, Effect, Error, Outcome, RetryBudget, RetryPolicy, SystemClock, Tatodesk,
    reqwest::Proxy,
};
use tests::closed::Closed;
use tokio::{
    runtime::Runtime,
    task::{JoinSet, LocalSet},
};

use crate::{
    caller::Caller,
    faults::{By, Fault, LIMIT, MESSAGE},
    server::{Play, Server},
    table::Table,
};

/// The client gives up a stalled attempt, or call, after this time.
const PATIENCE: Duration = Duration::from_millis(500);

/// The time of a call with little time, by the clock whose pauses take no time.
pub(crate) const SHORT: Duration = Duration::from_secs(25);

/// Pauses take no time, and the clock remembers them.
#[derive(Clone, Debug)]
struct Leaps(Arc<Mutex<(Instant, Vec<Duration>)>>);

impl Clock for Leaps {
    fn instant(&self) -> Instant {
        self.0.lock().expect("no panic while locked").0
    }

    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let mut state = self.0.lock().expect("no panic while locked");
        state.0 += pause;
        state.1.push(pause);
        Box::pin(future::ready(()))
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

/// The differences between clients: the fault of their connections, and their bounds.
type Kind = (Option<Discriminant<Play>>, By);

/// Everything that a call needs.
pub(crate) struct Stage {
    server: Server,
    runtime: Runtime,
    clock: Leaps,
    closed: Closed,
    /// The clients that exist already.
    clients: RefCell<HashMap<Kind, Tatodesk>>,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime starts");
        Stage {
            server: Server::start(),
            runtime,
            clock: Leaps(Arc::new(Mutex::new((Instant::now(), Vec::new())))),
            closed: Closed::take(),
            clients: RefCell::default(),
        }
    }

    /// The client that meets this fault.
    fn client(&self, play: &Play, by: By) -> Tatodesk {
        let obstacle = (!play.connects()).then(|| discriminant(play));
        let mut clients = self.clients.borrow_mut();
        let client = clients.entry((obstacle, by));
        client.or_insert_with(|| self.build(play, by)).clone()
    }

    fn build(&self, play: &Play, by: By) -> Tatodesk {
        let builder = Tatodesk::builder()
            .api_key("a-key")
            .clock(self.clock.clone())
            .retry_budget(RetryBudget::unlimited());
        let patient = RetryPolicy::default();
        let builder = match by {
            By::Plenty => builder,
            By::ShortAttempt => builder.attempt_timeout(PATIENCE),
            By::ShortCall => builder.timeout(PATIENCE).clock(SystemClock),
            By::FewSeconds => builder
                .timeout(SHORT)
                .retry_policy(patient.backoff(Duration::from_secs(10), Duration::from_secs(60))),
            By::NoBudget => builder.retry_budget(RetryBudget::default().share(0.0).per_second(0)),
            By::AFifth => builder.retry_budget(RetryBudget::default().share(0.2).per_second(0)),
        };
        self.reaching(play, builder)
            .build()
            .expect("a working configuration")
    }

    /// Where the calls go.
    fn reaching(&self, play: &Play, builder: Builder) -> Builder {
        let address = self.server.address();
        match play {
            Play::Refuse => builder.base_url(self.closed.url()),
            Play::NoTls => builder.base_url(format!("https://{address}")),
            Play::NoPassage => {
                builder
                    .base_url("https://tatodesk.invalid")
                    .http_client(move |client| {
                        client.proxy(Proxy::all(format!("http://{address}")).expect("an address"))
                    })
            }
            _ => builder.base_url(format!("http://{address}")),
        }
    }

    /// One call meets the fault.
    pub(crate) fn play(&self, caller: &Caller, fault: &Fault, table: &mut Table) {
        self.server.play(fault.play.clone());
        let tatodesk = self.client(&fault.play, fault.by);
        let result = self.runtime.block_on((caller.send)(tatodesk));
        let arrived = self.server.take_arrived().values().sum();
        let pauses = self.pauses();
        table.count(&fault.row, caller.operation, told(&result), arrived);

        let bytes = fault.play.bytes().len();
        let what = format!("{}: {}, {bytes} bytes", caller.operation.id, fault.row);
        checked(caller, fault, &result, arrived, &what);
        assert_eq!(pauses.len() as u32, attempts(caller, fault) - 1, "{what}");
        let wish = fault.wish.unwrap_or_default();
        assert!(pauses.iter().all(|pause| *pause >= wish), "{what}");
    }

    /// All operations meet the fault at once, because it takes real time.
    pub(crate) fn play_together(&self, callers: &[&Caller], fault: &Fault, table: &mut Table) {
        self.server.play(fault.play.clone());
        let tatodesk = self.client(&fault.play, fault.by);
        let mut calls = JoinSet::new();
        let here = LocalSet::new();
        for (place, caller) in callers.iter().enumerate() {
            let call = (caller.send)(tatodesk.clone());
            calls.spawn_local_on(async move { (place, call.await) }, &here);
        }
        let results = here.block_on(&self.runtime, calls.join_all());
        self.server.flush();
        let arrivals = self.server.take_arrived();
        self.pauses();
        for (place, result) in results {
            let caller = callers[place];
            let arrived = arrivals.get(caller.operation.path).copied();
            let arrived = arrived.unwrap_or_default();
            table.count(&fault.row, caller.operation, told(&result), arrived);
            let what = format!("{}: {}", caller.operation.id, fault.row);
            checked(caller, fault, &result, arrived, &what);
        }
    }

    /// The number of requests that reach a server which fails them all.
    pub(crate) fn arrivals_of(&self, callers: &[&Caller], play: Play, by: By) -> u32 {
        let tatodesk = self.client(&play, by);
        self.server.play(play);
        for caller in callers {
            let result = self.runtime.block_on((caller.send)(tatodesk.clone()));
            assert_eq!(told(&result), "unknown");
        }
        self.server.take_arrived().values().sum()
    }

    /// No request arrived late, after its call.
    pub(crate) fn nothing_is_left(&self) {
        self.server.play(Play::Close(Vec::new()));
        self.server.flush();
        assert!(self.server.take_arrived().is_empty());
    }

    /// The pauses since the last call of this.
    fn pauses(&self) -> Vec<Duration> {
        std::mem::take(&mut self.clock.0.lock().expect("no panic while locked").1)
    }
}

/// How often the client must try the call.
fn attempts(caller: &Caller, fault: &Fault) -> u32 {
    match caller.operation.effect {
        Effect::Read => fault.attempts,
        _ if !fault.play.connects() => fault.attempts,
        _ => 1,
    }
}

/// The caller is told what the contract says.
fn checked(caller: &Caller, fault: &Fault, result: &Result<(), Error>, arrived: u32, what: &str) {
    let read = caller.operation.effect == Effect::Read;
    let told = told(result);
    let attempts = attempts(caller, fault);
    assert_eq!(told, if read { fault.read } else { fault.other }, "{what}");
    let reached = if fault.play.connects() { attempts } else { 0 };
    assert_eq!(arrived, reached, "{what}");
    assert!(arrived <= if read { LIMIT } else { 1 }, "{what}");
    let Err(error) = result else { return };
    let outcome = match told {
        "not sent" => Outcome::NotSent,
        "rejected" => Outcome::Rejected,
        "accepted" => Outcome::Accepted,
        _ => Outcome::Unknown,
    };
    assert_eq!(error.outcome(), outcome, "{what}");
    assert_eq!(error.operation().id, caller.operation.id, "{what}");
    assert_eq!(error.attempts(), attempts, "{what}");
    assert_eq!(error.is_connect(), !fault.play.connects(), "{what}");
    let stalled = matches!(fault.play, Play::Stall(_));
    assert_eq!(error.is_timeout(), stalled, "{what}");
    assert_eq!(error.message(), fault.message.then_some(MESSAGE), "{what}");
    assert_eq!(error.retry_after(), fault.wish, "{what}");
    if fault.by == By::FewSeconds {
        assert!(error.elapsed() < SHORT, "{what}");
    }
}

fn told(result: &Result<(), Error>) -> &'static str {
    let Err(error) = result else { return "success" };
    match error.outcome() {
        _ if error.effect() == Effect::Read && error.cause() == Cause::NotAnObject => "undecodable",
        Outcome::NotSent => "not sent",
        Outcome::Rejected => "rejected",
        Outcome::Unknown => "unknown",
        Outcome::Accepted => "accepted",
    }
}
