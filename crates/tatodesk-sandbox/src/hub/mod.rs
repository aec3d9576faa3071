//! What all connections of one sandbox share: its state, its faults and limits, and the callers that wait for a change.
//!
//! This folder may use `faults`, `state` and `spec`. `server`, `control`, `page` and `handle` use it.

pub(crate) mod body;
pub(crate) mod connection;
pub(crate) mod hosts;
pub(crate) mod limits;
pub(crate) mod port;
pub(crate) mod snapshot;

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot, watch};

use crate::API_KEY;
use crate::faults::{self, BadRule, Fault, Rule, Rules, WriteOrders};
use crate::hub::connection::{ConnectionState, Stalls};
use crate::hub::hosts::Hosts;
use crate::hub::limits::Limits;
use crate::hub::port::PortCommand;
use crate::spec::validate::{KEY_HEADER, Violation};
use crate::spec::{Operation, Spec};
use crate::state::State;
use crate::state::kept::Keys;
use crate::state::record::RequestRecord;

/// A function that sees each request after it was answered.
pub(crate) type Observer = Arc<dyn Fn(&RequestRecord) + Send + Sync>;

/// What the parts of one sandbox share. Each part has its own lock, and no two locks are held together.
pub(crate) struct Shared {
    pub(crate) spec: &'static Spec,
    /// The hosts under which the sandbox itself answers.
    pub(crate) hosts: Hosts,
    state: Mutex<State>,
    rules: Mutex<Rules>,
    limits: Mutex<Limits>,
    stalls: Mutex<Stalls>,
    observer: Option<Observer>,
    commands: mpsc::Sender<PortCommand>,
    /// Signals each change of the logs to waiting callers.
    changed: watch::Sender<()>,
    /// Signals that idle connections have to end.
    idle: watch::Sender<()>,
    /// Whether the sandbox is stopping.
    stopping: watch::Sender<bool>,
    /// How often the port was closed or opened.
    turns: AtomicU64,
}

/// Shows no content, because state and logs hold people's data.
impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}

impl Shared {
    pub(crate) fn new(
        spec: &'static Spec,
        hosts: Hosts,
        state: State,
        limits: Limits,
        observer: Option<Observer>,
        commands: mpsc::Sender<PortCommand>,
    ) -> Self {
        Self {
            spec,
            hosts,
            state: Mutex::new(state),
            rules: Mutex::default(),
            limits: Mutex::new(limits),
            stalls: Mutex::default(),
            observer,
            commands,
            changed: watch::Sender::new(()),
            idle: watch::Sender::new(()),
            stopping: watch::Sender::new(false),
            turns: AtomicU64::new(0),
        }
    }

    /// The state, for one step.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }

    /// A copy of the state, whose clock stands still.
    pub(crate) fn snapshot(&self) -> State {
        let mut state = self.state().clone();
        state.clock.run(false);
        state
    }

    /// Goes back to another state. Whether the clock runs stays as it is.
    pub(crate) fn restore(&self, mut wanted: State) {
        let mut state = self.state();
        wanted.clock.run(state.clock.runs());
        *state = wanted;
        drop(state);
        self.changed.send_replace(());
    }

    pub(crate) fn limits(&self) -> MutexGuard<'_, Limits> {
        locked(&self.limits)
    }

    pub(crate) fn rules(&self) -> MutexGuard<'_, Rules> {
        locked(&self.rules)
    }

    pub(crate) fn stalls(&self) -> MutexGuard<'_, Stalls> {
        locked(&self.stalls)
    }

    /// Adds rules: all of them, or none if one is bad. If one refuses connections, idle connections end, so that the next call
    /// must connect.
    pub(crate) fn add_rules(&self, rules: Vec<Rule>) -> Result<(), BadRule> {
        self.check_rules(&rules)?;
        if self.rules().add(rules) {
            self.end_idle();
        }
        Ok(())
    }

    /// Checks that the rules can happen.
    pub(crate) fn check_rules(&self, rules: &[Rule]) -> Result<(), BadRule> {
        faults::check(rules, self.spec)
    }

    /// Replaces the rules. The caller has checked the new ones.
    pub(crate) fn set_rules(&self, rules: Vec<Rule>) {
        if self.rules().set(rules) {
            self.end_idle();
        }
    }

    /// Ends the connections on which nothing is under way.
    pub(crate) fn end_idle(&self) {
        self.idle.send_replace(());
    }

    /// Receives the signals that idle connections have to end.
    pub(crate) fn idle(&self) -> watch::Receiver<()> {
        self.idle.subscribe()
    }

    /// Ends all waits, because the sandbox is stopping.
    pub(crate) fn stop(&self) {
        self.stalls().end();
        self.stopping.send_replace(true);
        self.end_idle();
    }

    /// Waits until the sandbox stops.
    pub(crate) async fn stopping(&self) {
        // The sender lives as long as `self`, so only a stop ends this.
        let _ = self.stopping.subscribe().wait_for(|stops| *stops).await;
    }

    /// How often the port was closed or opened so far.
    pub(crate) fn turns(&self) -> u64 {
        self.turns.load(Ordering::Relaxed)
    }

    /// Opens or closes the port, and returns the number of this change.
    pub(crate) async fn open(&self, open: bool) -> io::Result<u64> {
        let turn = self.turns.fetch_add(1, Ordering::Relaxed) + 1;
        let gone = || io::Error::other("the sandbox no longer has its port");
        let (done, told) = oneshot::channel();
        let command = PortCommand { open, done };
        self.commands.send(command).await.map_err(|_| gone())?;
        told.await.map(|()| turn).map_err(|_| gone())
    }

    /// Counts a call and returns its faults, which can depend on its body.
    pub(crate) fn arrive(&self, operation: &Operation, body: Option<&Value>) -> Vec<Fault> {
        let mut state = self.state();
        state
            .counters
            .entry(operation.id.clone())
            .or_default()
            .arrived += 1;
        drop(state);
        self.rules().happen(&operation.id, body)
    }

    /// Lets a call with a known key pass, unless it exceeds the rate limit.
    pub(crate) fn admit(&self, headers: &HeaderMap) -> Result<(), Violation> {
        let now = self.state().clock.now();
        let key = headers.get(KEY_HEADER).and_then(|key| key.to_str().ok());
        if self.limits().admit(key.unwrap_or_default(), now) {
            return Ok(());
        }
        Err(Violation::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too many requests in this second",
        ))
    }

    /// The keys that the log of a call leaves out: those of the world, and those of the call.
    pub(crate) fn keys(&self, headers: &HeaderMap) -> Keys {
        let sent = headers.get_all(KEY_HEADER).iter();
        // A key that is not text cannot be part of a text.
        let sent = sent.filter_map(|key| str::from_utf8(key.as_bytes()).ok());
        let state = self.state();
        let known = state.world.keys.iter().map(|key| key.key.as_str());
        Keys::new(known.chain([API_KEY]).chain(sent))
    }

    /// Counts and logs a call that was handled.
    pub(crate) fn finish(&self, record: RequestRecord, answered: bool) {
        let mut state = self.state();
        if let Some(id) = record.operation {
            let counter = state.counters.entry(id.to_owned()).or_default();
            counter.answered += u64::from(answered);
            counter.committed += u64::from(record.committed);
        }
        state.requests.push(record.clone());
        drop(state);
        self.changed.send_replace(());
        if let Some(observer) = &self.observer {
            observer(&record);
        }
    }

    /// Begins an answer on a connection.
    pub(crate) fn order(&self, connection: &Arc<ConnectionState>, orders: WriteOrders) {
        let held_up = orders.stall.is_some() || orders.drip.is_some();
        connection.begin(orders);
        if held_up {
            self.stalls().add(connection);
        }
    }

    /// Delays a call, until its connection has to hurry or the sandbox stops.
    pub(crate) async fn delay(&self, connection: &Arc<ConnectionState>, time: Duration) {
        self.stalls().add(connection);
        tokio::select! {
            () = connection.delay(time) => {}
            () = self.stopping() => {}
        }
    }

    /// Waits until `look` finds something in the state.
    pub(crate) async fn wait<T>(&self, look: impl Fn(&State) -> Option<T>) -> T {
        let mut changed = self.changed.subscribe();
        loop {
            if let Some(found) = look(&self.state()) {
                return found;
            }
            if changed.changed().await.is_err() {
                // The sender lives as long as this, so this cannot happen during a wait.
                std::future::pending::<()>().await;
            }
        }
    }
}

/// The content of the lock. A test that panicked while it held the lock does not stop the others.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
