//! Every operation meets every fault: what the caller is told, and how many requests arrive. A write or a send arrives once at
//! most after a byte left; a read arrives as often as its limit allows. The table is a snapshot.

#[path = "fault_matrix/caller.rs"]
mod caller;
#[path = "fault_matrix/faults.rs"]
mod faults;
#[path = "fault_matrix/server.rs"]
mod server;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    future,
    pin::Pin,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use caller::Caller;
use faults::{Fault, MESSAGE};
use serde_json::json;
use server::{Play, Server};
use tatodesk::{
    Builder, Clock, Effect, Error, ErrorKind, Outcome, RetryBudget, SystemClock, Tatodesk,
};
use tokio::{net::TcpSocket, runtime::Runtime};

/// Attempts of a call that may be tried again: the default.
const LIMIT: u32 = 4;
/// After this time a stalled attempt, or call, is given up.
const PATIENCE: Duration = Duration::from_millis(150);
/// Operations of each effect that meet the stalls, for they take real time.
const STALLED: usize = 2;

/// Pauses take no time, and are remembered.
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

/// For each row and effect: what was told after how many arrivals, to which operations.
#[derive(Default)]
struct Table(Vec<(String, Row)>);

type Row = BTreeMap<&'static str, BTreeMap<(&'static str, u32), BTreeSet<&'static str>>>;

impl Table {
    fn count(&mut self, fault: &Fault, caller: &Caller, told: &'static str, arrived: u32) {
        let place = self.0.iter().position(|(row, _)| *row == fault.row);
        let place = place.unwrap_or_else(|| {
            self.0.push((fault.row.clone(), Row::new()));
            self.0.len() - 1
        });
        let effect = self.0[place].1.entry(caller.operation.effect.as_str());
        let cell = effect.or_default().entry((told, arrived)).or_default();
        cell.insert(caller.operation.id);
    }

    fn show(&self) -> String {
        let mut text = format!("{:<34}{:<34}{:<34}{}\n", "fault", "read", "write", "send");
        for (name, row) in &self.0 {
            let mut line = format!("{name:<34}");
            for effect in ["read", "write", "send"] {
                let cell: Vec<String> = row
                    .get(effect)
                    .into_iter()
                    .flatten()
                    .map(|((told, arrived), operations)| {
                        format!("{told} {arrived} ({})", operations.len())
                    })
                    .collect();
                write!(line, "{:<34}", cell.join(", ")).expect("a string");
            }
            writeln!(text, "{}", line.trim_end()).expect("a string");
        }
        text
    }
}

fn told(result: &Result<(), Error>) -> &'static str {
    match result.as_ref().map_err(Error::kind) {
        Ok(()) => "success",
        Err(ErrorKind::NotSent) => "not sent",
        Err(ErrorKind::Rejected) => "rejected",
        Err(ErrorKind::Unknown) => "unknown",
        Err(ErrorKind::Accepted) => "accepted",
        Err(ErrorKind::Undecodable) => "undecodable",
        Err(other) => panic!("the contract does not know {other:?}"),
    }
}

fn outcome(told: &str) -> Outcome {
    match told {
        "not sent" => Outcome::NotSent,
        "rejected" => Outcome::Rejected,
        "accepted" => Outcome::Accepted,
        _ => Outcome::Unknown,
    }
}

/// Everything that a call needs.
struct Stage {
    server: Server,
    runtime: Runtime,
    clock: Leaps,
    reaches: Tatodesk,
    refused: Tatodesk,
    /// Gives up each attempt after a while.
    impatient: Tatodesk,
    /// Gives up the whole call after a while, by the machine's clock.
    hurried: Tatodesk,
}

impl Stage {
    fn play(&self, caller: &Caller, fault: &Fault, table: &mut Table) {
        let bytes = fault.play.bytes().len();
        let what = format!("{}: {}, {bytes} bytes", caller.operation.id, fault.row);
        let read = caller.operation.effect == Effect::Read;
        let refused = matches!(fault.play, Play::Refuse);
        let stalled = matches!(fault.play, Play::Stall(_));
        let tatodesk = match &fault.play {
            Play::Refuse => &self.refused,
            Play::Stall(_) if fault.whole_call => &self.hurried,
            Play::Stall(_) => &self.impatient,
            _ => &self.reaches,
        };
        self.server.play(fault.play.clone());
        let before = self.server.arrived();
        self.pauses();
        let result = (caller.send)(tatodesk, &self.runtime);
        if stalled {
            self.server.flush();
        }
        let arrived = self.server.arrived() - before;
        let told = told(&result);
        table.count(fault, caller, told, arrived);

        let attempts = if fault.again && (read || refused) {
            LIMIT
        } else {
            1
        };
        assert_eq!(told, if read { fault.read } else { fault.other }, "{what}");
        assert_eq!(arrived, if refused { 0 } else { attempts }, "{what}");
        assert!(arrived <= if read { LIMIT } else { 1 }, "{what}");
        let pauses = self.pauses();
        assert_eq!(pauses.len() as u32, attempts - 1, "{what}");
        let Err(error) = result else { return };
        assert_eq!(error.outcome(), outcome(told), "{what}");
        assert_eq!(error.operation().id, caller.operation.id, "{what}");
        assert_eq!(error.attempts(), attempts, "{what}");
        assert_eq!(error.is_connect(), refused, "{what}");
        assert_eq!(error.is_timeout(), stalled, "{what}");
        assert_eq!(error.message(), fault.message.then_some(MESSAGE), "{what}");
        let second = Duration::from_secs(1);
        assert_eq!(error.retry_after(), fault.wish.then_some(second), "{what}");
        if fault.wish {
            assert!(pauses.iter().all(|pause| *pause >= second), "{what}");
        }
    }

    /// The pauses since the last call of this.
    fn pauses(&self) -> Vec<Duration> {
        std::mem::take(&mut self.clock.0.lock().expect("no panic while locked").1)
    }
}

#[expect(clippy::print_stdout, reason = "the table is for people to read")]
#[test]
fn every_operation_meets_every_fault() {
    let server = Server::start();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime starts");
    let clock = Leaps(Arc::new(Mutex::new((Instant::now(), Vec::new()))));
    // Bound and not listening: the port is nobody else's, and refuses.
    let deaf = {
        let _guard = runtime.enter();
        let socket = TcpSocket::new_v4().expect("a socket");
        let address = "127.0.0.1:0".parse().expect("an address");
        socket.bind(address).expect("a port of the system's choice");
        socket
    };
    let refusing = format!("http://{}", deaf.local_addr().expect("a bound address"));
    let client = |url: &str, change: fn(Builder) -> Builder| {
        let builder = Tatodesk::builder()
            .api_key("a-key")
            .base_url(url)
            .clock(clock.clone())
            .retry_budget(RetryBudget::unlimited());
        change(builder).build().expect("a working configuration")
    };
    let stage = Stage {
        reaches: client(&server.url(), |builder| builder),
        refused: client(&refusing, |builder| builder),
        impatient: client(&server.url(), |builder| builder.attempt_timeout(PATIENCE)),
        hurried: client(&server.url(), |builder| {
            builder.timeout(PATIENCE).clock(SystemClock)
        }),
        server,
        runtime,
        clock: clock.clone(),
    };

    let callers = caller::all();
    assert_eq!(callers.len(), 52);
    let without_types = callers.iter().filter(|caller| caller.wrong.is_none());
    assert!(
        without_types
            .map(|caller| &caller.good)
            .all(|good| *good == json!({"error": null}))
    );
    let mut table = Table::default();
    for caller in &callers {
        for fault in faults::all(caller, false) {
            stage.play(caller, &fault, &mut table);
        }
    }
    for id in ["getAppointment", "createAppointment", "sendSms"] {
        let caller = callers.iter().find(|caller| caller.operation.id == id);
        let caller = caller.expect("an operation of the spec");
        for fault in faults::all(caller, true) {
            if fault.row.ends_with("every byte") {
                stage.play(caller, &fault, &mut table);
            }
        }
    }
    for effect in [Effect::Read, Effect::Write, Effect::Send] {
        let of_effect = callers
            .iter()
            .filter(|caller| caller.operation.effect == effect);
        for caller in of_effect.take(STALLED) {
            for fault in faults::stalls(caller) {
                stage.play(caller, &fault, &mut table);
            }
        }
    }
    // Nothing arrived late, after the call that it belonged to.
    let arrived = stage.server.arrived();
    stage.server.flush();
    assert_eq!(stage.server.arrived(), arrived);

    let table = format!("told, arrivals (operations)\n\n{}", table.show());
    println!("{table}");
    insta::assert_snapshot!(table);
}
